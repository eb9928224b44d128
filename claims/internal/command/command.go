// Package command describes the commands of a machine by their Go types. One
// row serves both to recognize a command and to read one from JSON.
package command

import "encoding/json"

// A Row describes one type of command. C is the interface of all commands of
// the machine. The zero Row describes none.
type Row[C any] struct {
	// Zero is the command without any field set.
	Zero C
	// Is reports whether a command is of the type itself. A pointer to it, or a
	// struct that embeds it, has the same methods but is not of the type.
	Is func(C) bool
	// Decode reads a command of the type from JSON.
	Decode func([]byte) (C, error)
}

// Of returns the row of the type T. The function as returns a value of T as a
// command.
func Of[C, T any](as func(T) C) Row[C] {
	var zero T
	return Row[C]{
		Zero: as(zero),
		Is:   func(command C) bool { _, ok := any(command).(T); return ok },
		Decode: func(data []byte) (C, error) {
			var command T
			err := json.Unmarshal(data, &command)
			return as(command), err
		},
	}
}

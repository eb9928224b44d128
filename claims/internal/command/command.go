// Package command describes the commands of a machine by their Go types. [Of]
// makes a row for a command. The same row recognizes the command and reads it
// from JSON.
package command

import "github.com/mci-go/incentives/mci/document"

// A Row describes one type of command. C is the interface of all commands of
// the machine. The zero Row describes none.
type Row[C any] struct {
	// Zero is the command without any field set.
	Zero C
	// Is reports whether a command is of the type itself. A pointer to it, or a
	// struct that embeds it, has the same methods but is not of the type.
	Is func(C) bool
	// Bind reads a command of the type from the fields of a JSON object.
	Bind func(document.Object) C
}

// Of returns the row of the type T. The function as returns a value of T as a
// command, and bind reads its fields.
func Of[C, T any](as func(T) C, bind func(*T, document.Object)) Row[C] {
	var zero T
	return Row[C]{
		Zero: as(zero),
		Is:   func(command C) bool { _, ok := any(command).(T); return ok },
		Bind: func(o document.Object) C {
			var command T
			bind(&command, o)
			return as(command)
		},
	}
}

// Read reads the command of a row from JSON, strictly and within the limits.
func (r *Row[C]) Read(text []byte) (command C, err error) {
	var read C
	err = document.Read(text, document.Limits{}, func(o document.Object) { read = r.Bind(o) })
	if err != nil {
		return command, err
	}
	return read, nil
}

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A chooser copies a stream of JSON values and leaves only the chosen fields in
// each object, or in each object of an array. A field is a name. If it is
// inside another field, it is a path with points, such as proof.signed. If an
// object does not have a field, the field is null.
type chooser struct {
	fields []string
	in     *io.PipeWriter
	ended  chan error
	untold map[string]bool // the fields that no object has had yet, which is an error at the end
	names  map[string]bool // the names of the fields of all objects
}

// choose returns a chooser that writes to an output. The fields come from
// checkFields, and so does the list of those that are an error if no object has
// them.
func choose(fields, untold []string, out io.Writer) *chooser {
	from, in := io.Pipe()
	c := &chooser{fields: fields, in: in, ended: make(chan error, 1), untold: map[string]bool{}, names: map[string]bool{}}
	for _, field := range untold {
		c.untold[field] = true
	}
	go func() {
		err := c.pass(from, out)
		c.ended <- errors.Join(err, from.CloseWithError(err)) // a later write ends with the error, too
	}()
	return c
}

// Write implements [io.Writer].
func (c *chooser) Write(text []byte) (int, error) { return c.in.Write(text) }

// Close ends the stream. If no object had a field, the error names it.
func (c *chooser) Close() error {
	err := errors.Join(c.in.Close(), <-c.ended)
	for _, field := range c.fields {
		if err == nil && c.untold[field] && len(c.names) > 0 {
			return mci.Invalid("fields", field, oneOf(c.names))
		}
	}
	return err
}

// pass copies the values of a stream.
func (c *chooser) pass(from io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(from)
	for {
		var value json.RawMessage
		switch err := decoder.Decode(&value); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		chosen, err := c.value(value)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(chosen, '\n')); err != nil {
			return err
		}
	}
}

// value returns a value with only the chosen fields.
func (c *chooser) value(value json.RawMessage) ([]byte, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(value, &list); err == nil {
		for i := range list {
			if list[i], err = c.object(list[i]); err != nil {
				return nil, err
			}
		}
		lines := bytes.Join(asBytes(list), []byte(",\n  "))
		if len(list) == 0 {
			return []byte("[]"), nil
		}
		return slices.Concat([]byte("[\n  "), lines, []byte("\n]")), nil
	}
	return c.object(value)
}

func asBytes(list []json.RawMessage) [][]byte {
	all := make([][]byte, len(list))
	for i := range list {
		all[i] = list[i]
	}
	return all
}

// object returns an object with the chosen fields, in their order. Any other
// value is returned unchanged.
func (c *chooser) object(value json.RawMessage) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(value, &members); err != nil || members == nil {
		return value, nil //nolint:nilerr // because it is no object
	}
	for name := range members {
		c.names[name] = true
	}
	var chosen bytes.Buffer
	for i, field := range c.fields {
		name, err := json.Marshal(field)
		if err != nil {
			return nil, err
		}
		found, ok := member(members, field)
		if c.untold[field] = c.untold[field] && !ok; !ok {
			found = json.RawMessage("null")
		}
		chosen.WriteString([]string{"{", ", "}[min(i, 1)])
		chosen.Write(name)
		chosen.WriteString(": ")
		if err := json.Compact(&chosen, found); err != nil {
			return nil, err
		}
	}
	chosen.WriteString("}")
	return chosen.Bytes(), nil
}

// member returns a field of an object by its name or by its path.
func member(members map[string]json.RawMessage, field string) (json.RawMessage, bool) {
	if value, ok := members[field]; ok {
		return value, true
	}
	first, rest, deeper := strings.Cut(field, ".")
	var inside map[string]json.RawMessage
	if !deeper || json.Unmarshal(members[first], &inside) != nil {
		return nil, false
	}
	return member(inside, rest)
}

package eligibility

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// mostRequestBytes bounds a request.
const mostRequestBytes = 1 << 20

// object is a JSON object of a request. Fields are taken from it one by one;
// what is left when it is done is unknown. Problems of all its objects come
// together.
type object struct {
	path     string
	fields   map[string]json.RawMessage
	order    []string
	problems *mci.Problems
}

// readRequest reads one JSON object by a function that takes its fields. The
// error is [mci.Problems] with the path of everything that is malformed.
func readRequest(data []byte, take func(*object)) error {
	var problems mci.Problems
	if len(data) > mostRequestBytes {
		return mci.Invalid("", fmt.Sprintf("%d bytes", len(data)), fmt.Sprintf("at most %d bytes", mostRequestBytes))
	}
	o := newObject("", data, &problems)
	take(o)
	o.done()
	if problems != nil {
		return problems
	}
	return nil
}

const wantObject = "one JSON object"

func newObject(path string, data []byte, problems *mci.Problems) *object {
	o := &object{path: path, fields: map[string]json.RawMessage{}, problems: problems}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		o.report("", string(data), wantObject)
		return o
	}
	for decoder.More() {
		var value json.RawMessage
		name, err := decoder.Token()
		if err == nil {
			err = decoder.Decode(&value)
		}
		if err != nil {
			o.report("", err.Error(), wantObject)
			return o
		}
		text, _ := name.(string)
		if _, again := o.fields[text]; again {
			o.report(text, text+" again", "each field once")
		}
		o.fields[text] = value
		o.order = append(o.order, text)
	}
	if _, err := decoder.Token(); err != nil {
		o.report("", err.Error(), wantObject)
	} else if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		o.report("", "more after the object", wantObject)
	}
	return o
}

func (o *object) at(name string) string {
	if name == "" {
		return o.path
	}
	return strings.TrimPrefix(o.path+"."+name, ".")
}

func (o *object) report(name, found, want string) {
	*o.problems = append(*o.problems, mci.Invalid(o.at(name), found, want))
}

// done reports the fields that nobody took.
func (o *object) done() {
	for _, name := range o.order {
		if _, left := o.fields[name]; left {
			delete(o.fields, name)
			o.report(name, name, "no such field")
		}
	}
}

// take returns the value of a field, and whether it is there; null is not.
func (o *object) take(name string) (json.RawMessage, bool) {
	value, ok := o.fields[name]
	delete(o.fields, name)
	return value, ok && string(value) != "null"
}

// value reads an optional field into a variable.
func value[T any](o *object, name string, into *T) {
	raw, ok := o.take(name)
	if !ok {
		return
	}
	*o.problems = append(*o.problems, unmarshal(o.at(name), raw, into)...)
}

// unmarshal reads a value that stands at a path.
func unmarshal(path string, raw json.RawMessage, into any) mci.Problems {
	err := json.Unmarshal(raw, into)
	var field *mci.FieldError
	switch {
	case err == nil:
		return nil
	case errors.As(mci.At(path, err), &field):
		return mci.Problems{field}
	default:
		return mci.Problems{mci.Invalid(path, string(raw), "a value of the right kind")}
	}
}

// inner reads an optional field that is an object.
func (o *object) inner(name string, take func(*object)) {
	if raw, ok := o.take(name); ok {
		o.object(o.at(name), raw, take)
	}
}

func (o *object) object(path string, raw json.RawMessage, take func(*object)) {
	in := newObject(path, raw, o.problems)
	take(in)
	in.done()
}

// items reads an optional field that is an array of objects, and reports
// whether it is there.
func (o *object) items(name string, take func(*object)) bool {
	raw, ok := o.take(name)
	if !ok {
		return false
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		o.report(name, string(raw), "an array of objects")
		return false
	}
	for k, item := range items {
		o.object(fmt.Sprintf("%s[%d]", o.at(name), k), item, take)
	}
	return true
}

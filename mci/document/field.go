package document

import (
	"encoding"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Field is one value that is being read: a field of an [Object], an element
// of an array, or the whole document. Its methods return the value. If the
// value is malformed, they return the zero value and record a problem. The zero
// Field is not usable.
type Field struct {
	reader   *reader
	at       int32 // place of the value; -1 if there is none
	parent   int32 // place of the object in which the value is missing
	name     string
	required bool
}

// Present reports whether the value is there, even if it is JSON null.
func (f Field) Present() bool { return f.at >= 0 }

// IsNull reports whether the value is there and is JSON null.
func (f Field) IsNull() bool { return f.Value().Kind() == Null }

// Value returns the value as the scanner found it, or the zero Value if it is
// absent. It records no problem.
func (f Field) Value() Value {
	if f.at < 0 {
		return Value{}
	}
	return Value{f.reader.tape, f.at}
}

// Path returns the path of the value, or the path that an absent value would
// have.
func (f Field) Path() string {
	if f.at < 0 {
		return named(f.reader.path(f.parent), f.name)
	}
	return f.reader.path(f.at)
}

// Member returns the member of a name of an object, for a problem that shows
// only after the object was read. It asks for nothing, and the field may be
// absent.
func (f Field) Member(name string) Field {
	member := Field{reader: f.reader, at: -1, parent: f.place(), name: name}
	for m := range f.Value().Members() {
		if m.Name == name {
			member.at = m.Value.at
			break
		}
	}
	return member
}

// Element returns an element of an array, counted from 0, for a problem that
// shows only after the array was read. If there is no such element, it returns
// the array.
func (f Field) Element(i int) Field {
	for v := range f.Value().Elements() {
		if i == 0 {
			return Field{reader: f.reader, at: v.at, parent: f.at}
		}
		i--
	}
	return f
}

// Report adds a problem of this value, such as one that the caller finds by
// comparing fields. Both texts are shown as they are. If a text comes from the
// document, bound and quote it, or use [Field.Refuse].
func (f Field) Report(found, want string) { f.reader.report(f.place(), f.Path(), found, want) }

// place returns the node at which a problem is reported. It is the node of the
// value, or of the object if the value is missing in it.
func (f Field) place() int32 {
	if f.at < 0 {
		return f.parent
	}
	return f.at
}

// Refuse adds the problem that this value is not the wanted one, and describes
// the value. A text is quoted as [mci.Invalid] does. An object or an array is
// described only by its kind and, for an array, its size.
func (f Field) Refuse(want string) { f.Report(f.describe(), want) }

func (f Field) describe() string {
	v := f.Value()
	switch v.Kind() {
	case Null, Struct:
		return v.Kind().String()
	case Bool:
		return string(v.Raw())
	case Number:
		return string(v.Raw()[:min(len(v.Raw()), mostQuoted)])
	case Array:
		return "an array of " + strconv.Itoa(v.Len())
	case Text:
		if text, ok := v.Text(); ok {
			return quote(text)
		}
		return "a text with half a character"
	default:
		return "nothing"
	}
}

// Wrong adds err as a problem of this value, for example an error of a check.
// If err is nil, it adds none. Each [mci.FieldError] in err keeps its own path
// below the path of the value. If err is any other error, only the wanted value
// is reported.
func (f Field) Wrong(err error, want string) {
	if err == nil {
		return
	}
	var several mci.Problems
	var one *mci.FieldError
	switch {
	case errors.As(err, &several):
	case errors.As(err, &one):
		several = mci.Problems{one}
	default:
		f.Refuse(want)
	}
	for _, p := range several {
		var below *mci.FieldError
		if errors.As(mci.At(f.Path(), p), &below) {
			f.reader.report(f.place(), below.Path, below.Found, below.Want)
		}
	}
}

// is reports whether the value is there and of a kind. If it is not, is records
// a problem, unless the value is absent and optional.
func (f Field) is(kind Kind, want string) bool {
	switch {
	case f.at < 0:
		if f.required {
			f.Refuse(want)
		}
		return false
	case f.reader.nodes[f.at].kind != kind, f.reader.nodes[f.at].halved:
		f.Refuse(want)
		return false
	default:
		return true
	}
}

// Text returns a text, which may be empty. It is a problem if the text has more
// bytes than most.
func (f Field) Text(most int) string {
	if !f.is(Text, "a text") {
		return ""
	}
	text := f.reader.decoded(f.at)
	if len(text) > most {
		f.Report(strconv.Itoa(len(text))+" bytes", "a text of at most "+strconv.Itoa(most)+" bytes")
		return ""
	}
	return text
}

// Bool returns the value true or false.
func (f Field) Bool() bool {
	return f.is(Bool, "true or false") && f.Value().Raw()[0] == 't'
}

// Flag reports whether the value is there. If it is there, it must be true.
func (f Field) Flag() bool {
	if f.is(Bool, "true") && !f.Bool() {
		f.Refuse("true")
	}
	return f.Present()
}

// Whole returns a whole number from least to most, written without a fraction
// or an exponent.
func (f Field) Whole(least, most int64) int64 {
	want := func() string {
		return "a whole number from " + strconv.FormatInt(least, 10) + " to " + strconv.FormatInt(most, 10)
	}
	if !f.isNumber(want) {
		return 0
	}
	n, err := strconv.ParseInt(string(f.Value().Raw()), 10, 64)
	if err != nil || n < least || n > most {
		f.Refuse(want())
		return 0
	}
	return n
}

// Uint64 returns a whole number from 0 to 2^64-1, written without a fraction or
// an exponent.
func (f Field) Uint64() uint64 {
	want := func() string { return "a whole number from 0 to 18446744073709551615" }
	if !f.isNumber(want) {
		return 0
	}
	n, err := strconv.ParseUint(string(f.Value().Raw()), 10, 64)
	if err != nil {
		f.Refuse(want())
		return 0
	}
	return n
}

func (f Field) isNumber(want func() string) bool {
	if f.at >= 0 && f.reader.nodes[f.at].kind == Number {
		return true
	}
	return f.is(Number, want())
}

// Time returns an instant in UTC. It must be written in the form of RFC 3339.
func (f Field) Time() time.Time {
	const want = "an instant such as 2022-11-15T09:30:00Z"
	if !f.is(Text, want) {
		return time.Time{}
	}
	var instant time.Time
	if err := instant.UnmarshalText(f.reader.inner(f.at)); err != nil {
		f.Refuse(want)
		return time.Time{}
	}
	return instant.UTC()
}

// Into lets target read a value that is written as a text, such as an
// enumeration. If the value is absent and optional, target stays as it is. If
// target returns an error, the error becomes a problem. An error that is no
// [mci.FieldError] is reported as: want a well-formed text.
func (f Field) Into(target encoding.TextUnmarshaler) {
	const want = "a well-formed text"
	if !f.is(Text, want) {
		return
	}
	text := f.reader.inner(f.at)
	if f.reader.nodes[f.at].escaped {
		text = []byte(f.reader.decoded(f.at))
	}
	if err := target.UnmarshalText(text); err != nil {
		f.Wrong(err, want)
	}
}

// JSON lets target read a value of any kind from its JSON. It is for types with
// a JSON form of their own. They must be as strict as this package, because a
// field that they ignore is not reported. If the value is absent and optional,
// target stays as it is.
func (f Field) JSON(target json.Unmarshaler) {
	const want = "a value of another form"
	if f.at < 0 {
		if f.required {
			f.Refuse("a value")
		}
		return
	}
	err := target.UnmarshalJSON(f.Value().Raw())
	var whole *mci.FieldError
	if errors.As(err, &whole) && whole.Path == "" && whole.Found == quote(string(f.Value().Raw())) {
		f.Refuse(whole.Want) // the value, not the JSON of it
		return
	}
	f.Wrong(err, want)
}

// Object has bind take the fields of an object. An absent or malformed value is
// not bound. It reports whether the value was bound and nothing in it is a
// problem, so that a caller can check it as a whole.
func (f Field) Object(bind func(Object)) (sound bool) {
	before := f.reader.count()
	o, opened := f.Open()
	if opened {
		bind(o)
		o.Close()
	}
	return opened && f.reader.count() == before
}

// Open is [Field.Object] for a caller that cannot read all fields in one
// function. If it reports true, the caller must call [Object.Close]. If it
// reports false, the value is absent or malformed and there is no Object.
func (f Field) Open() (o Object, opened bool) {
	if !f.is(Struct, "a JSON object") {
		return Object{}, false
	}
	return Object{f.reader, f.at, len(f.reader.asked), f.reader.names(f.at)}, true
}

// Items calls bind with each element of an array. It is a problem if the array
// has fewer elements than least.
func (f Field) Items(least int, bind func(Field)) {
	want := "a JSON array"
	if least > 0 {
		want += " of at least " + strconv.Itoa(least)
	}
	if !f.is(Array, want) {
		return
	}
	v := f.Value()
	if v.Len() < least {
		f.Refuse(want)
	}
	for at := f.at + 1; at < v.node().next; at = f.reader.nodes[at].next {
		bind(Field{reader: f.reader, at: at, parent: f.at, required: true})
	}
}

// Members calls bind with each member of an object whose names are free, such
// as a map. It is a problem if a name occurs twice, and bind is then called
// only for the first.
func (f Field) Members(bind func(name string, f Field)) {
	if !f.is(Struct, "a JSON object") {
		return
	}
	f.reader.doubled(f.at, func(at int32, name string) {
		bind(name, Field{reader: f.reader, at: at + 1, parent: f.at, name: name, required: true})
	})
}

// Parse returns a value that is written as a text, as parse reads it. If parse
// returns an error, the error becomes a problem. An error that is no
// [mci.FieldError] is described by want, such as "a country code".
func Parse[T any](f Field, want string, parse func(string) (T, error)) T {
	var zero T
	if !f.is(Text, want) {
		return zero
	}
	parsed, err := parse(f.reader.decoded(f.at))
	if err != nil {
		f.Wrong(err, want)
		return zero
	}
	return parsed
}

// List returns the elements of an array, each read by bind. It is a problem if
// the array has fewer elements than least. The list is nil if the value is
// absent or malformed, or if the array is empty.
func List[T any](f Field, least int, bind func(Field) T) []T {
	var list []T
	f.Items(least, func(element Field) {
		if list == nil {
			list = make([]T, 0, f.Value().Len())
		}
		list = append(list, bind(element))
	})
	return list
}

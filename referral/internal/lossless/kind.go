package lossless

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Kind reads values of a type from JSON and writes them to it. If a value was
// not changed, it is written as it was read.
type Kind[V any] struct {
	// read reports a value that it cannot read, and returns the zero value for
	// it.
	read func(*Reader, Value) V
	// write returns false if the value is left out. original is the JSON that
	// the value was read from, or nil if it was not read.
	write func(value V, original *Value) (Value, bool, error)
	// member writes one member of an object alone, and returns false if it is
	// left out. It is nil for the kind of anything else.
	member func(value V, name string) (Value, bool, error)
}

// At writes the value at a JSON pointer alone, or returns nil if there is none.
// Of an object it writes only the member that the pointer leads through.
func (k Kind[V]) At(value V, pointer string) (*Value, error) {
	first, rest, deeper := cutPointer(pointer)
	if k.member == nil || !deeper {
		v, err := k.Write(value)
		if err != nil {
			return nil, err
		}
		return v.At(pointer), nil
	}
	v, ok, err := k.member(value, first)
	if err != nil || !ok {
		return nil, err
	}
	return v.At(rest), nil
}

// Write returns the value as JSON.
func (k Kind[V]) Write(value V) (Value, error) {
	v, _, err := k.write(value, nil)
	return v, err
}

// Read reads a value. It also returns the parts that are odd.
func (k Kind[V]) Read(v Value) (V, []Odd) {
	var r Reader
	value := k.read(&r, v)
	return value, r.odd
}

// A Field binds a member of a JSON object to a field of a struct.
type Field[T any] struct {
	name  string
	key   string // the name in quotes
	read  func(*Reader, *T, Value)
	write func(*T, *Value) (Value, bool, error)
}

// Bind binds the member with a name to a field. of returns the address of the
// field.
func Bind[T, V any](name string, kind Kind[V], of func(*T) *V) Field[T] {
	return Field[T]{
		name: name, key: TextOf(name).Scalar,
		read: func(r *Reader, t *T, v Value) { *of(t) = kind.read(r, v) },
		write: func(t *T, original *Value) (Value, bool, error) {
			v, ok, err := kind.write(*of(t), original)
			return v, ok, mci.At(name, err)
		},
	}
}

// Kept holds the members of a JSON object as they were read, known and unknown,
// in their order. The zero Kept holds none. Each struct that [Object] binds has
// one.
type Kept struct{ members []Member }

// A structure reads and writes a struct. Members that have no field are kept
// and written in their place.
type structure[T any] struct {
	kept   func(*T) *Kept
	fields []Field[T]
}

// Object is the kind of a struct.
func Object[T any](of func(*T) *Kept, fields ...Field[T]) Kind[T] {
	s := structure[T]{of, fields}
	return Kind[T]{s.read, s.write, s.member}
}

// A match is the relation of a document's member to the fields of a struct.
type match uint8

const (
	unknown match = iota
	exact
	folded  // the member has the field's name in another case
	doubled // another member has the name and is read instead
)

// find returns the field that a member is read into, and how it was found. If
// several members match one field, an exact name comes before a folded one, and
// the first comes before later ones.
func (s structure[T]) find(members []Member, i int) (*Field[T], match) {
	m := &members[i]
	if m.Again {
		return nil, doubled
	}
	for j := range s.fields {
		if s.fields[j].name == m.Name {
			return &s.fields[j], exact
		}
	}
	for j := range s.fields {
		f := &s.fields[j]
		if !strings.EqualFold(f.name, m.Name) {
			continue
		}
		for k := range members {
			if members[k].Name == f.name || k < i && strings.EqualFold(members[k].Name, f.name) {
				return nil, doubled
			}
		}
		return f, folded
	}
	return nil, unknown
}

func (s structure[T]) read(r *Reader, v Value) (value T) {
	if v.isNull() {
		return value
	}
	if v.Kind != '{' {
		r.tell(v, Wrong(v, "an object"))
		return value
	}
	s.kept(&value).members = v.Members
	for i, m := range v.Members {
		f, how := s.find(v.Members, i)
		r.enter(m.Name)
		switch how {
		case folded:
			r.note(m.Value, OddName, "the name "+strconv.Quote(m.Name), strconv.Quote(f.name))
		case doubled:
			r.note(m.Value, OddRepetition, "the member again", "each member once")
		case exact, unknown:
		}
		if f != nil {
			f.read(r, &value, m.Value)
		}
		r.leave()
	}
	return value
}

func (s structure[T]) write(value T, original *Value) (Value, bool, error) {
	v, written := Value{Kind: '{'}, make([]bool, len(s.fields))
	members := s.kept(&value).members
	for i := range members {
		m := &members[i]
		f, _ := s.find(members, i)
		if f == nil {
			v.Members = append(v.Members, *m)
			continue
		}
		written[s.place(f)] = true
		if err := f.add(&v, &value, m); err != nil {
			return v, false, err
		}
	}
	for i := range s.fields {
		if written[i] {
			continue
		}
		if err := s.fields[i].add(&v, &value, nil); err != nil {
			return v, false, err
		}
	}
	if len(v.Members) == 0 && original != nil && original.Kind != '{' {
		return *original, true, nil
	}
	return v, len(v.Members) > 0 || original != nil, nil
}

// member writes the first member that write would write under a name.
func (s structure[T]) member(value T, name string) (Value, bool, error) {
	members, written := s.kept(&value).members, false
	for i := range members {
		m := &members[i]
		if !strings.EqualFold(m.Name, name) {
			continue
		}
		f, _ := s.find(members, i)
		if f == nil && m.Name == name {
			return m.Value, true, nil
		}
		if f != nil && f.name == name {
			written = true
			if v, ok, err := f.write(&value, &m.Value); ok || err != nil {
				return v, ok, err
			}
		}
	}
	for i := range s.fields {
		if f := &s.fields[i]; f.name == name && !written {
			return f.write(&value, nil)
		}
	}
	return Value{}, false, nil
}

func (s structure[T]) place(f *Field[T]) int {
	return slices.IndexFunc(s.fields, func(one Field[T]) bool { return one.name == f.name })
}

// add writes the field to an object, unless it is left out. was is the member
// that the field was read from, or nil if it was not read.
func (f *Field[T]) add(to *Value, value *T, was *Member) error {
	var original *Value
	key := f.key
	if was != nil {
		original, key = &was.Value, was.Key
	}
	written, ok, err := f.write(value, original)
	if ok {
		to.Members = append(to.Members, Member{Name: f.name, Key: key, Value: written})
	}
	return err
}

// List returns the kind of an array. A nil list is left out; an empty one is
// written.
func List[V any](item Kind[V]) Kind[[]V] {
	return Kind[[]V]{
		read: func(r *Reader, v Value) []V {
			if v.isNull() {
				return nil
			}
			if v.Kind != '[' {
				r.tell(v, Wrong(v, "an array"))
				return nil
			}
			values := make([]V, len(v.Items))
			for i := range v.Items {
				r.enterItem(i)
				values[i] = item.read(r, v.Items[i])
				r.leave()
			}
			return values
		},
		write: func(values []V, original *Value) (Value, bool, error) {
			if values == nil && original != nil && original.Kind != '[' {
				return *original, true, nil
			}
			v := Value{Kind: '['}
			for i := range values {
				var was *Value
				if original != nil && i < len(original.Items) {
					was = &original.Items[i]
				}
				written, ok, err := item.write(values[i], was)
				if err != nil {
					return v, false, mci.At("["+strconv.Itoa(i)+"]", err)
				}
				if !ok {
					written = Value{Kind: '{'}
				}
				v.Items = append(v.Items, written)
			}
			return v, values != nil, nil
		},
	}
}

// A Scalar describes values that have no parts. The zero value is left out.
type Scalar[V comparable] struct {
	// Read reads a value. Its error says why the value is odd.
	Read func(Value) (V, error)
	// Form returns the value as JSON.
	Form func(V) Value
	// Check returns an error if a value may not be written.
	Check func(V) error
}

// Kind returns the kind of the scalar.
func (s Scalar[V]) Kind() Kind[V] {
	var zero V
	orZero := func(v Value) (V, error) {
		if v.isNull() {
			return zero, nil
		}
		value, err := s.Read(v)
		if err != nil {
			value = zero
		}
		return value, err
	}
	return Kind[V]{
		read: func(r *Reader, v Value) V {
			value, err := orZero(v)
			r.tell(v, err)
			return value
		},
		write: func(value V, original *Value) (Value, bool, error) {
			if original != nil {
				if was, _ := orZero(*original); was == value {
					return *original, true, nil
				}
			}
			if value == zero {
				return Value{}, false, nil
			}
			if err := s.Check(value); err != nil {
				return Value{}, false, err
			}
			return s.Form(value), true, nil
		},
	}
}

// Wrong returns the error for a value that does not have the wanted form.
func Wrong(v Value, want string) error { return &mci.FieldError{Found: v.Shown(), Want: want} }

// Anything is a check that allows every value.
func Anything[V any](V) error { return nil }

// Text returns the kind of a JSON string.
func Text[S ~string]() Kind[S] {
	return Scalar[S]{Read: ReadText[S], Form: FormText[S], Check: Anything[S]}.Kind()
}

// ReadText reads a JSON string.
func ReadText[S ~string](v Value) (S, error) {
	text, ok := v.Text()
	if !ok {
		return "", Wrong(v, "a text")
	}
	return S(text), nil
}

// FormText returns a text as a JSON string.
func FormText[S ~string](text S) Value { return TextOf(string(text)) }

// Code returns the kind of an enumeration. Any text can be read. A text is
// written only if it is declared, or if it was read that way.
func Code[S ~string](declared ...S) Kind[S] {
	return Scalar[S]{ReadText[S], FormText[S], func(value S) error {
		if slices.Contains(declared, value) {
			return nil
		}
		texts := make([]string, len(declared))
		for i, one := range declared {
			texts[i] = string(one)
		}
		return mci.Invalid("", string(value), "one of "+strings.Join(texts, ", "))
	}}.Kind()
}

// Any returns the kind of a value that is kept as it was written, in any form.
func Any[S ~string]() Kind[S] {
	return Scalar[S]{
		Read:  func(v Value) (S, error) { return S(v.String()), nil },
		Form:  func(s S) Value { v, _ := Parse([]byte(s)); return v },
		Check: func(s S) error { _, err := Parse([]byte(s)); return err },
	}.Kind()
}

// YesNo returns the kind of true and false.
func YesNo() Kind[mci.Fact] {
	return Scalar[mci.Fact]{
		Read: func(v Value) (mci.Fact, error) {
			switch v.Scalar {
			case "true":
				return mci.Yes, nil
			case "false":
				return mci.No, nil
			default:
				return mci.NotSupplied, Wrong(v, "true or false")
			}
		},
		Form: func(f mci.Fact) Value { return ScalarOf(strconv.FormatBool(f == mci.Yes)) },
		Check: func(f mci.Fact) error {
			if f > mci.No {
				return mci.Invalid("", f.String(), "yes or no")
			}
			return nil
		},
	}.Kind()
}

// Number returns the kind of a decimal number. If a text holds a number, it is
// read too, and written as a number.
func Number[S ~string]() Kind[S] {
	const want = "a decimal number, plain or as a text"
	kind := Scalar[S]{
		Read: func(v Value) (S, error) {
			if digits, ok := v.Text(); ok {
				if digits == "" || isNumber(digits) {
					return S(digits), nil
				}
				return "", &mci.FieldError{Found: "a text that is not a number", Want: want}
			}
			if v.Kind != 0 || v.Scalar == "true" || v.Scalar == "false" {
				return "", Wrong(v, want)
			}
			return S(v.Scalar), nil
		},
		Form: func(digits S) Value { return ScalarOf(string(digits)) },
		Check: func(digits S) error {
			if !isNumber(string(digits)) {
				return mci.Invalid("", string(digits), want)
			}
			return nil
		},
	}.Kind()
	plain := kind.write
	kind.write = func(digits S, original *Value) (Value, bool, error) {
		if original != nil && strings.HasPrefix(original.Scalar, `"`) && digits != "" {
			original = nil // the published form is a number
		}
		return plain(digits, original)
	}
	return kind
}

// isNumber reports whether a text is a JSON number.
func isNumber(text string) bool {
	v, err := Parse([]byte(text))
	return err == nil && v.Kind == 0 && text == v.Scalar && strings.ContainsAny(text[:1], "-0123456789")
}

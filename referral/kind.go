package referral

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A kind says how values of a type are read from JSON and written to it. What was not changed is written as it was
// read.
type kind[V any] struct {
	read func(node) (V, error)
	// write returns false for what is left out. Original is what the value was read from, nil if it was not.
	write func(value V, original *node) (node, bool, error)
}

// field is a member of a JSON object that a struct has a field for.
type field[T any] struct {
	name  string
	key   string // the name in quotes
	read  func(*T, node) error
	write func(*T, *node) (node, bool, error)
}

func bind[T, V any](name string, kind kind[V], of func(*T) *V) field[T] {
	return field[T]{
		name: name, key: stringOf(name).scalar,
		read: func(t *T, n node) error {
			value, err := kind.read(n)
			*of(t) = value
			return mci.At(name, err)
		},
		write: func(t *T, original *node) (node, bool, error) {
			n, ok, err := kind.write(*of(t), original)
			return n, ok, mci.At(name, err)
		},
	}
}

// kept are the members of a JSON object as they were read, known and unknown, in their order.
type kept struct{ members []member }

// structure is how a struct is read and written. Members that have no field are kept, and written where they were.
type structure[T any] struct {
	kept   func(*T) *kept
	fields []field[T]
}

// object is the kind of a struct.
func object[T any](of func(*T) *kept, fields []field[T]) kind[T] {
	s := structure[T]{of, fields}
	return kind[T]{s.read, s.write}
}

func (s structure[T]) find(name string) *field[T] {
	i := slices.IndexFunc(s.fields, func(f field[T]) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return &s.fields[i]
}

func (s structure[T]) read(n node) (value T, err error) {
	if n.isNull() {
		return value, nil
	}
	if n.kind != '{' {
		return value, wrong(n, "an object")
	}
	s.kept(&value).members = n.members
	for _, m := range n.members {
		if f := s.find(m.name); f != nil {
			if err := f.read(&value, m.value); err != nil {
				return value, err
			}
		}
	}
	return value, nil
}

func (s structure[T]) write(value T, original *node) (node, bool, error) {
	n := node{kind: '{'}
	read := node{members: s.kept(&value).members}
	for i := range read.members {
		m := &read.members[i]
		f := s.find(m.name)
		if f == nil {
			n.members = append(n.members, *m)
			continue
		}
		if err := f.add(&n, &value, m); err != nil {
			return n, false, err
		}
	}
	for i := range s.fields {
		f := &s.fields[i]
		if read.get(f.name) != nil {
			continue
		}
		if err := f.add(&n, &value, nil); err != nil {
			return n, false, err
		}
	}
	if len(n.members) == 0 && original != nil && original.isNull() {
		return *original, true, nil
	}
	return n, len(n.members) > 0 || original != nil, nil
}

// add writes the field to an object, unless it is left out. Was is the member that it was read from, nil if it was not.
func (f *field[T]) add(to *node, value *T, was *member) error {
	var original *node
	key := f.key
	if was != nil {
		original, key = &was.value, was.key
	}
	written, ok, err := f.write(value, original)
	if ok {
		to.members = append(to.members, member{f.name, key, written})
	}
	return err
}

// list is the kind of an array. A list that is nil is left out; an empty one is written.
func list[V any](item kind[V]) kind[[]V] {
	return kind[[]V]{
		read: func(n node) ([]V, error) {
			if n.isNull() {
				return nil, nil
			}
			if n.kind != '[' {
				return nil, wrong(n, "an array")
			}
			values := make([]V, len(n.items))
			for i := range n.items {
				var err error
				if values[i], err = item.read(n.items[i]); err != nil {
					return nil, mci.At("["+strconv.Itoa(i)+"]", err)
				}
			}
			return values, nil
		},
		write: func(values []V, original *node) (node, bool, error) {
			if values == nil && original != nil && original.isNull() {
				return *original, true, nil
			}
			n := node{kind: '['}
			for i := range values {
				var was *node
				if original != nil && i < len(original.items) {
					was = &original.items[i]
				}
				written, ok, err := item.write(values[i], was)
				if err != nil {
					return n, false, mci.At("["+strconv.Itoa(i)+"]", err)
				}
				if !ok {
					written = node{kind: '{'}
				}
				n.items = append(n.items, written)
			}
			return n, values != nil, nil
		},
	}
}

// scalar is the kind of a value that has no parts; the zero value is left out.
func scalar[V comparable](read func(node) (V, error), form func(V) node, check func(V) error) kind[V] {
	var zero V
	orZero := func(n node) (V, error) {
		if n.isNull() {
			return zero, nil
		}
		return read(n)
	}
	return kind[V]{orZero, func(value V, original *node) (node, bool, error) {
		if original != nil {
			if was, err := orZero(*original); err == nil && was == value {
				return *original, true, nil
			}
		}
		if value == zero {
			return node{}, false, nil
		}
		if err := check(value); err != nil {
			return node{}, false, err
		}
		return form(value), true, nil
	}}
}

func wrong(n node, want string) error { return &mci.FieldError{Found: n.shown(), Want: want} }

func anything[V any](V) error { return nil }

// text is the kind of a JSON string.
func text[S ~string]() kind[S] { return scalar(readText[S], formText[S], anything[S]) }

func readText[S ~string](n node) (S, error) {
	value, ok := n.text()
	if !ok {
		return "", wrong(n, "a text")
	}
	return S(value), nil
}

func formText[S ~string](value S) node { return stringOf(string(value)) }

// code is the kind of an enumeration. Any text is read; only a declared one is written, unless it was read so.
func code[S ~string](declared ...S) kind[S] {
	return scalar(readText[S], formText[S], func(value S) error {
		if slices.Contains(declared, value) {
			return nil
		}
		texts := make([]string, len(declared))
		for i, one := range declared {
			texts[i] = string(one)
		}
		return mci.Invalid("", string(value), "one of "+strings.Join(texts, ", "))
	})
}

// yesNo is the kind of true and false.
var yesNo = scalar(
	func(n node) (mci.Fact, error) {
		switch n.scalar {
		case "true":
			return mci.Yes, nil
		case "false":
			return mci.No, nil
		default:
			return mci.NotSupplied, wrong(n, "true or false")
		}
	},
	func(f mci.Fact) node { return scalarOf(strconv.FormatBool(f == mci.Yes)) },
	func(f mci.Fact) error {
		if f > mci.No {
			return mci.Invalid("", f.String(), "yes or no")
		}
		return nil
	},
)

// number is the kind of a decimal number, which some samples send as a text. It is written as a number.
var number = numberKind()

func numberKind() kind[Decimal] {
	const want = "a decimal number, plain or as a text"
	read := func(n node) (Decimal, error) {
		if digits, ok := n.text(); ok {
			if digits == "" || isNumber(digits) {
				return Decimal(digits), nil
			}
			return "", &mci.FieldError{Found: "a text that is no number", Want: want}
		}
		if n.kind != 0 || n.scalar == "true" || n.scalar == "false" {
			return "", wrong(n, want)
		}
		return Decimal(n.scalar), nil
	}
	form := func(d Decimal) node { return scalarOf(string(d)) }
	kind := scalar(read, form, func(d Decimal) error {
		if !isNumber(string(d)) {
			return mci.Invalid("", string(d), want)
		}
		return nil
	})
	plain := kind.write
	kind.write = func(d Decimal, original *node) (node, bool, error) {
		if original != nil && strings.HasPrefix(original.scalar, `"`) && d != "" {
			original = nil // the published form is a number
		}
		return plain(d, original)
	}
	return kind
}

// isNumber reports whether a text is a JSON number.
func isNumber(text string) bool {
	n, err := parse([]byte(text))
	return err == nil && n.kind == 0 && text == n.scalar && strings.ContainsAny(text[:1], "-0123456789")
}

// verbatim is the kind of what the documents name and do not describe.
var verbatim = scalar(
	func(n node) (Verbatim, error) { return Verbatim(n.String()), nil },
	func(v Verbatim) node { n, _ := parse([]byte(v)); return n },
	func(v Verbatim) error { _, err := parse([]byte(v)); return err },
)

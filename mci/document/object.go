package document

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Object is one JSON object that is being read. It is valid inside the
// function that [Read] or [Field.Object] calls, or until it is closed if
// [Field.Open] returned it. The zero Object is not usable. When the function
// returns, or Close is called, each member that was not asked for is a problem.
type Object struct {
	reader *reader
	at     int32 // place of the object
	asked  int   // the number of questions before the first about the object
	names  names // of its members
}

// names is a set of names that tells at once of most names that they are not in
// it, because most fields that a format allows are absent from a document. A
// name has the bit that mark returns, and may share it.
type names uint64

func mark[Text []byte | string](name Text) names {
	if len(name) == 0 {
		return 1
	}
	return 1 << ((7*uint(len(name)) + 5*uint(name[0]) + 3*uint(name[len(name)/2]) + uint(name[len(name)-1])) % 64)
}

// names returns the names of the members of an object.
func (t *tape) names(object int32) (all names) {
	for at := object + 1; at < t.nodes[object].next; at = t.nodes[at+1].next {
		if t.nodes[at].escaped {
			return ^names(0)
		}
		all |= mark(t.inner(at))
	}
	return all
}

// Field returns the field of a name, which must be there: it is a problem to
// read the value of a missing one. If the name occurs twice, the first field
// counts, and the second is a problem.
func (o Object) Field(name string) Field {
	f := o.find(name)
	f.required = true
	return f
}

// Optional returns the field of a name, which may be absent. If it is, reading
// it returns the zero value and is no problem. JSON null is a value, not an
// absent field.
func (o Object) Optional(name string) Field { return o.find(name) }

// Nullable returns the field of a name as Optional does, with JSON null for a
// field that is left out.
func (o Object) Nullable(name string) Field {
	f := o.find(name)
	if f.IsNull() {
		return Field{reader: o.reader, at: -1, parent: o.at, name: name}
	}
	return f
}

// Has reports whether the object has a field of a name. Asking makes the name
// one of the format.
func (o Object) Has(name string) bool { return o.find(name).Present() }

// Path returns the path of the object, as [Value.Path] does.
func (o Object) Path() string { return o.reader.path(o.at) }

// Report adds a problem of the object as a whole, such as two fields that
// contradict each other. Both texts are shown as they are, so a caller must
// bound and quote any part of the document in them.
func (o Object) Report(found, want string) { o.reader.report(o.at, o.Path(), found, want) }

// find searches for a member from the end of the last one found, because most
// documents have their fields in the order in which they are asked for.
func (o Object) find(name string) Field {
	r := o.reader
	r.asked = append(r.asked, question{o.at, name})
	if o.names&mark(name) == 0 {
		return Field{reader: r, at: -1, parent: o.at, name: name}
	}
	object := &r.nodes[o.at]
	first := o.at + 1
	start := max(first, object.cursor)
	for at := start; at < object.next; at = r.nodes[at+1].next {
		if r.isNamed(at, name) {
			return o.take(at, name)
		}
	}
	for at := first; at < start; at = r.nodes[at+1].next {
		if r.isNamed(at, name) {
			return o.take(at, name)
		}
	}
	return Field{reader: r, at: -1, parent: o.at, name: name}
}

func (o Object) take(at int32, name string) Field {
	r := o.reader
	r.nodes[at].taken = true
	r.nodes[o.at].cursor = r.nodes[at+1].next
	return Field{reader: r, at: at + 1, parent: o.at, name: name}
}

func (t *tape) isNamed(at int32, name string) bool {
	if t.nodes[at].escaped {
		return t.decoded(at) == name
	}
	return string(t.inner(at)) == name
}

// Names returns the names of the members, each once, in the order of the
// document. It asks for none of them.
func (o Object) Names() []string {
	var names []string
	seen := make(map[string]bool, o.reader.nodes[o.at].count)
	for member := range (Value{o.reader.tape, o.at}).Members() {
		if !seen[member.Name] {
			seen[member.Name] = true
			names = append(names, member.Name)
		}
	}
	return names
}

// Count returns the number of problems that were found in the document so far.
// If it is the same before and after some reading, that part is sound.
func (o Object) Count() int { return o.reader.count() }

// Close reports each member that was not asked for. It is called once, for an
// object that [Field.Open] returned, after the objects that were opened within.
func (o Object) Close() {
	r := o.reader
	object := &r.nodes[o.at]
	for at := o.at + 1; at < object.next; at = r.nodes[at+1].next {
		if !r.nodes[at].taken {
			found, want := o.unasked(r.decoded(at), r.asked[o.asked:])
			r.report(at, named(o.Path(), r.decoded(at)), found, want)
		}
	}
	r.asked = r.asked[:o.asked]
}

// unasked describes the fault of a member that was not asked for.
func (o Object) unasked(name string, asked []question) (found, want string) {
	var names []string
	for _, q := range asked {
		if q.object != o.at {
			continue
		}
		if q.name == name {
			return "the field twice", "each field once"
		}
		names = append(names, q.name)
	}
	nearest := vocabulary.Nearest(name, names)
	if nearest == "" {
		return "an unknown field", "only fields of the format"
	}
	return "an unknown field", "the name as the format writes it: " + nearest
}

// doubled calls each for the members of an object with free names, and reports
// a name that occurs twice.
func (r *reader) doubled(object int32, each func(at int32, name string)) {
	seen := make(map[string]bool, r.nodes[object].count)
	for at := object + 1; at < r.nodes[object].next; at = r.nodes[at+1].next {
		name := r.decoded(at)
		if seen[name] {
			r.report(at, r.path(at), "the field twice", "each field once")
			continue
		}
		seen[name] = true
		each(at, name)
	}
}

// quote returns a text in the form in which an error repeats it: bounded,
// visible, and without a whole mail address.
func quote(text string) string { return mci.Invalid("", text, "").Found }

package catalog

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// mostTextBytes is the greatest length of a text in a catalog.
const mostTextBytes = 500

// limits bound a document, as a defense against hostile input.
var limits = document.Limits{Bytes: 8 << 20, Depth: 16, Members: 5000, Problems: 1000}

// object is a JSON object that is being read. Each field is read by name, and
// done reports the fields that were not read. If an object is missing or
// malformed, that was reported already, and the zero object replaces it. The
// zero object has no fields and reports nothing.
type object struct {
	fields document.Object
	opened bool
}

// open returns the object that a value is.
func open(f document.Field) *object {
	fields, opened := f.Open()
	return &object{fields, opened}
}

// report reports a problem of a field, or of the object itself if name is
// empty.
func (o *object) report(name, found, want string) {
	switch {
	case !o.opened:
	case name == "":
		o.fields.Report(found, want)
	default:
		o.fields.Optional(name).Report(found, want)
	}
}

// field returns a required field.
func (o *object) field(name string) document.Field { return o.fields.Field(name) }

func (o *object) has(name string) bool { return o.opened && o.fields.Has(name) }

// names returns the names of the fields, in the order of the document.
func (o *object) names() []string {
	if !o.opened {
		return nil
	}
	return o.fields.Names()
}

// problems returns the number of problems that were found so far.
func (o *object) problems() int {
	if !o.opened {
		return 0
	}
	return o.fields.Count()
}

// done reports the fields that were not taken, because the format does not have
// them.
func (o *object) done() {
	if o.opened {
		o.fields.Close()
	}
}

// read reads a required text field and parses it.
func read[T any](o *object, name, want string, parse func(string) (T, error)) T {
	if !o.opened {
		var zero T
		return zero
	}
	return document.Parse(o.field(name), want, func(text string) (T, error) {
		if len(text) > mostTextBytes {
			var zero T
			return zero, mci.Invalid("", text, want)
		}
		parsed, err := parse(text)
		var problem *mci.FieldError
		if errors.As(err, &problem) { // the field is the text itself
			err = &mci.FieldError{Found: problem.Found, Want: problem.Want}
		}
		return parsed, err
	})
}

// readOptional is like read, but returns the zero value if the field is absent.
func readOptional[T any](o *object, name, want string, parse func(string) (T, error)) T {
	if !o.has(name) {
		var zero T
		return zero
	}
	return read(o, name, want, parse)
}

func (o *object) text(name string) string {
	return read(o, name, "a text", func(s string) (string, error) { return s, vocabulary.CheckText("", s, mostTextBytes) })
}

func (o *object) optionalText(name string) string {
	if !o.has(name) {
		return ""
	}
	return o.text(name)
}

// whole reads a required whole number between least and most.
func (o *object) whole(name string, least, most int) int {
	if !o.opened {
		return 0
	}
	return int(o.field(name).Whole(int64(least), int64(most)))
}

func (o *object) optionalWhole(name string, least, most int) int {
	if !o.has(name) {
		return 0
	}
	return o.whole(name, least, most)
}

// flag reports whether an optional field is present. Its only allowed value is
// true.
func (o *object) flag(name string) bool { return o.opened && o.fields.Optional(name).Flag() }

// object reads a required object.
func (o *object) object(name string) *object {
	if !o.opened {
		return &object{}
	}
	return open(o.field(name))
}

// items reads a required array of at least one element.
func (o *object) items(name string, each func(document.Field)) {
	if o.opened {
		o.field(name).Items(1, each)
	}
}

// objects reads a required array of at least one object.
func (o *object) objects(name string, each func(*object)) {
	o.items(name, func(f document.Field) { each(open(f)) })
}

// texts reads a required array of texts and parses each of them.
func texts[T any](o *object, name string, parse func(string) (T, error)) []T {
	var parsed []T
	o.items(name, func(f document.Field) {
		text, _ := f.Value().Text()
		one, err := parse(text)
		var problem *mci.FieldError
		if errors.As(err, &problem) {
			f.Refuse(problem.Want)
		}
		parsed = append(parsed, one)
	})
	return parsed
}

// unique reports a field with an ID that was used before.
func (o *object) unique(name, id string, again bool) {
	if o.opened && again && id != "" {
		repeated(o.field(name), id)
	}
}

// repeated reports an ID that was used before.
func repeated(f document.Field, id string) {
	f.Report(vocabulary.Quote(id)+" again", "an ID that nothing else in the list has")
}

// eachUnique reports each element of a list that occurs again.
func eachUnique[T comparable](o *object, name string, list []T) {
	seen := map[T]bool{}
	for i, v := range list {
		if id := fmt.Sprint(v); seen[v] && id != "" {
			repeated(o.field(name).Element(i), id)
		}
		seen[v] = true
	}
}

// enumerate quotes texts for an error. If there are too many for a person to
// read, it quotes only the first.
func enumerate(texts []string) string {
	const most = 10
	quoted := make([]string, min(len(texts), most))
	for i := range quoted {
		quoted[i] = vocabulary.Quote(texts[i])
	}
	if len(texts) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

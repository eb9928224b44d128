package pages

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
)

// A kind is the control by which a field is filled in.
type kind string

const (
	line     kind = "text"
	lines    kind = "textarea"
	oneOf    kind = "select"
	date     kind = "date"
	month    kind = "month"
	moment   kind = "datetime-local"
	amount   kind = "amount" // a number as the reader writes it
	checkbox kind = "checkbox"
	mailTo   kind = "email"
	upload   kind = "file"
	hidden   kind = "hidden"
	number   kind = "number"  // hidden, and a number in JSON
	count    kind = "count"   // a whole number
	list     kind = "list"    // a line for each text of an array
	several  kind = "several" // a box for each choice of an array
	state    kind = "state"   // a choice that is a state of an association
)

// A field is one field of a form. Its name is the path of a field of the
// command, such as "dealSize.amount".
type field struct {
	Name, Label string
	Kind        kind
	// Choices are those of a select. For a text they are offered, and any other
	// text can be typed.
	Choices []choice
	// Help says what to fill in, or what follows from it.
	Help string
	// With is the name of the field without which this one says nothing, such
	// as the amount of a currency.
	With string
	// Required says that the browser asks for it. The library decides.
	Required bool
	// Like is a value that is well formed. If it is empty, the kind has one.
	Like   string
	Value  string
	Errors []string
}

// ID returns the ID of the control on the page of a form.
func (f field) ID(form string) string {
	return form + "-" + strings.NewReplacer(".", "-", " ", "-").Replace(f.Name)
}

// shown reports whether a person sees the field.
func (f *field) shown() bool { return f.Kind != hidden && f.Kind != number }

// Multipart reports whether the form has a file.
func (f *form) Multipart() bool {
	return slices.ContainsFunc(f.Fields, func(one field) bool { return one.Kind == upload })
}

// atField is the field for the instant at which something happened.
const atField = "at"

// A form asks for one command.
type form struct {
	// Slug is the last part of the form's address.
	Slug string
	// Title is the text of its button.
	Title string
	// Says is what the command does, in one sentence.
	Says   string
	Fields []field
	// Danger marks a command that ends something.
	Danger bool
	// Below is the path below which the library has the fields of the form. It
	// is empty if their names are whole paths.
	Below string

	// Action is the address that the form is sent to.
	Action string
	// Version is the claim's version on the page.
	Version uint64
	// Key is the idempotency key.
	Key string
	// Blocked are the gaps that keep the command from being given now.
	Blocked []claims.Gap
	// Needs are what the command has to bring, if no field is about it.
	Needs []claims.Gap
	// Errors are what is wrong apart from the fields.
	Errors []string
	// Opened says that the form was sent and came back, so it is not folded.
	Opened bool
}

// fill sets the values that were sent, so that nothing typed is lost.
func (f *form) fill(values url.Values) {
	f.Opened = true
	for i := range f.Fields {
		f.Fields[i].Value = f.Fields[i].raw(values)
	}
}

// raw returns the value of a field as it was sent. Each box that is set sends
// its own text, so these are the lines of one.
func (f *field) raw(values url.Values) string {
	if f.Kind == several {
		return strings.Join(values[f.Name], "\n")
	}
	return values.Get(f.Name)
}

// Has reports whether one of several choices is made.
func (f field) Has(choice string) bool { return slices.Contains(strings.Split(f.Value, "\n"), choice) }

// said returns the value of a field as it was sent, without blanks around it. A
// browser sends lines that end with CR and LF.
func (f *field) said(values url.Values) string {
	return strings.TrimSpace(strings.ReplaceAll(f.raw(values), "\r\n", "\n"))
}

// value returns a text as the value of the command's field.
func (f *field) value(said string) any {
	switch f.Kind {
	case checkbox:
		return said == "on"
	case list, several:
		all := []string{}
		for line := range strings.SplitSeq(said, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, line)
			}
		}
		return all
	case state:
		if taken, err := proposal.State(said); err == nil {
			return taken
		}
		return map[string]string{"status": said} // which the strict reader refuses
	case line, lines, oneOf, date, month, moment, amount, mailTo, upload, hidden, number, count: // a text, or a number
	}
	if n, err := strconv.Atoi(said); (f.Kind == number || f.Kind == count) && err == nil {
		return n
	}
	return said
}

// wantCount says what a field for a whole number takes.
const wantCount = "a whole number such as 3, or nothing if it is not known"

// document returns the values as the JSON of a command. A field that was left
// empty is not in it. Each amount that is not a number as the reader writes it
// is malformed and left out, and so is each count that is not a whole number.
func (f *form) document(values url.Values, reader *locale) (text []byte, problems mci.Problems, err error) {
	object := map[string]any{}
	for i := range f.Fields {
		one := &f.Fields[i]
		said := one.said(values)
		if said == "" || one.Name == atField || one.Kind == upload || one.With != "" && strings.TrimSpace(values.Get(one.With)) == "" {
			continue
		}
		said, err := one.number(said, reader)
		if err != nil {
			problems = append(problems, fieldsOf(err)...)
			continue
		}
		value := one.value(said)
		within, name := object, one.Name
		if outer, inner, ok := strings.Cut(name, "."); ok {
			below, _ := object[outer].(map[string]any)
			if below == nil {
				below = map[string]any{}
			}
			object[outer], within, name = below, below, inner
		}
		within[name] = value
	}
	text, err = json.Marshal(object)
	return text, problems, err
}

// number returns the text of a field for a number as the library reads it, and
// that of any other field as it is.
func (f *field) number(said string, reader *locale) (string, error) {
	switch f.Kind {
	case amount:
		return reader.number(f.Name, said)
	case count:
		if n, err := strconv.Atoi(said); err != nil || n < 0 {
			return "", mci.Invalid(f.Name, said, wantCount)
		}
	case line, lines, oneOf, date, month, moment, checkbox, mailTo, upload, hidden, number, list, several, state: // no number that a reader writes
	}
	return said, nil
}

// read reads the values as a command does its JSON. The desk made that JSON
// itself, so no error has a place in it.
func (f *form) read(values url.Values, reader *locale, bind func(text []byte) error) error {
	text, problems, err := f.document(values, reader)
	if err != nil {
		return err
	}
	err = bind(text)
	if len(problems) == 0 && fieldsOf(err) == nil {
		return err
	}
	for _, p := range fieldsOf(err) {
		if !slices.ContainsFunc(problems, func(known *mci.FieldError) bool { return within(known.Path, p.Path) }) {
			problems = append(problems, &mci.FieldError{Path: p.Path, Found: p.Found, Want: p.Want})
		}
	}
	return problems
}

// at returns the instant that the form names, or now.
func (f *form) at(values url.Values, now time.Time) (time.Time, error) {
	said := strings.TrimSpace(values.Get(atField))
	if said == "" {
		return now, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339} {
		if at, err := time.Parse(layout, said); err == nil {
			return at.UTC(), nil
		}
	}
	return now, mci.Invalid(atField, said, "a day and a time in UTC, such as 2023-03-14T09:30")
}

// blame puts an error beside the field that it is about. If the form shows no
// such field, the error stands above the fields and names what it is about.
func (f *form) blame(path, text string) {
	path = f.name(path)
	if i := f.about(path); i >= 0 {
		f.Fields[i].Errors = append(f.Fields[i].Errors, text)
		return
	}
	if path != "" {
		text = sentence(label(path)) + ": " + text
	}
	f.Errors = append(f.Errors, text)
}

// name returns the path of the library as the form names its fields.
func (f *form) name(path string) string {
	for _, outer := range []string{"command", "meta", f.Below} {
		if inner, ok := strings.CutPrefix(path, outer+"."); ok && outer != "" {
			path = inner
		}
	}
	return path
}

// about returns the index of the field that a name is about, or -1. A field of
// the very name goes before one that has a part of it.
func (f *form) about(name string) int {
	if name == "" {
		return -1
	}
	exact := slices.IndexFunc(f.Fields, func(one field) bool { return one.shown() && one.Name == name })
	if exact >= 0 {
		return exact
	}
	return slices.IndexFunc(f.Fields, func(one field) bool { return one.shown() && within(name, one.Name) })
}

// within reports whether one of two paths is the other or leads into it.
func within(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".") || strings.HasPrefix(a, b+"[")
}

// blameFields puts each malformed field beside its control.
func (f *form) blameFields(problems mci.Problems) {
	for _, p := range problems {
		f.blame(p.Path, "Found "+p.Found+"; wanted is "+p.Want+".")
	}
}

// unknown returns a problem if values have a name that the form does not have.
// A browser never sends any.
func (f *form) unknown(values url.Values) mci.Problems {
	extra := maps.Clone(values)
	for _, name := range []string{"version", "key"} {
		delete(extra, name)
	}
	for i := range f.Fields {
		delete(extra, f.Fields[i].Name)
	}
	var problems mci.Problems
	for name := range extra {
		problems = append(problems, mci.Invalid("form", name, "only the fields of this form"))
		break
	}
	return problems
}

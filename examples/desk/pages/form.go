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

// A kind is the type of the control for a field.
type kind string

const (
	line     kind = "text"
	lines    kind = "textarea"
	oneOf    kind = "select"
	date     kind = "date"
	month    kind = "month"
	moment   kind = "datetime-local"
	amount   kind = "amount" // a number in the user's locale
	checkbox kind = "checkbox"
	mailTo   kind = "email"
	upload   kind = "file"
	hidden   kind = "hidden"
	number   kind = "number"  // hidden, but a number in JSON
	count    kind = "count"   // a whole number
	list     kind = "list"    // one line for each text of an array
	several  kind = "several" // one box for each choice of an array
	state    kind = "state"   // a choice of an association's states
)

// A field is one field of a form. Its name is the path of the command's field,
// such as "dealSize.amount".
type field struct {
	Name, Label string
	Kind        kind
	// Choices are the options of a select. If the field is a text, they are
	// suggestions, and any other text can be typed.
	Choices []choice
	// Help says how to fill the field in, or how the value is used.
	Help string
	// With is the name of the field that this one depends on. For example, a
	// currency has no meaning without its amount.
	With string
	// Required says that the browser demands a value. The library has the final
	// word.
	Required bool
	// Like is a well-formed value. If it is empty, the kind's own example is
	// used.
	Like   string
	Value  string
	Errors []string
}

// ID returns the ID of the field's control in a form.
func (f field) ID(form string) string {
	return form + "-" + strings.NewReplacer(".", "-", " ", "-").Replace(f.Name)
}

// shown reports whether a person can see the field.
func (f *field) shown() bool { return f.Kind != hidden && f.Kind != number }

// Multipart reports whether the form has a file.
func (f *form) Multipart() bool {
	return slices.ContainsFunc(f.Fields, func(one field) bool { return one.Kind == upload })
}

// atField is the field for the instant at which the event happened.
const atField = "at"

// A form asks for one command.
type form struct {
	// Slug is the last part of the form's address.
	Slug string
	// Title is the text of the form's button.
	Title string
	// Says describes the effect of the command in one sentence.
	Says   string
	Fields []field
	// Danger marks a command that ends a claim or cannot be undone.
	Danger bool
	// Below is the path under which the library has the fields of the form. It
	// is empty if the fields' names are whole paths.
	Below string

	// Action is the address to which the form is sent.
	Action string
	// Version is the version of the claim that the page shows.
	Version uint64
	// Key is the idempotency key.
	Key string
	// Blocked are the gaps that block the command now.
	Blocked []claims.Gap
	// Needs are the gaps that the command has to close but for which the form
	// has no field.
	Needs []claims.Gap
	// Errors are the errors that belong to no field.
	Errors []string
	// Opened says that the form was sent and returned, so it is shown unfolded.
	Opened bool
}

// fill sets the values that were sent, so that no typed text is lost.
func (f *form) fill(values url.Values) {
	f.Opened = true
	for i := range f.Fields {
		f.Fields[i].Value = f.Fields[i].raw(values)
	}
}

// raw returns the value of a field as it was sent. If several boxes are
// checked, each sends a text of its own, and raw joins them by line breaks.
func (f *field) raw(values url.Values) string {
	if f.Kind == several {
		return strings.Join(values[f.Name], "\n")
	}
	return values.Get(f.Name)
}

// Has reports whether one of several choices is selected.
func (f field) Has(choice string) bool { return slices.Contains(strings.Split(f.Value, "\n"), choice) }

// said returns the value of a field as it was sent, without surrounding blanks.
// A browser ends lines with CR and LF, which become LF.
func (f *field) said(values url.Values) string {
	return strings.TrimSpace(strings.ReplaceAll(f.raw(values), "\r\n", "\n"))
}

// value returns a text in the type that the command's field has.
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
		return map[string]string{"status": said} // the strict reader refuses such a status
	case line, lines, oneOf, date, month, moment, amount, mailTo, upload, hidden, number, count: // a text, or a number
	}
	if n, err := strconv.Atoi(said); (f.Kind == number || f.Kind == count) && err == nil {
		return n
	}
	return said
}

// wantCount describes the values that a field for a whole number allows.
const wantCount = "a whole number such as 3, or nothing if it is not known"

// document returns the values as the JSON of a command. If a field is empty, it
// is left out. If an amount is not a number in the user's locale, or a count is
// not a whole number, the field is left out and reported as malformed.
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

// number returns the text of a field with a number in the form that the library
// reads. For any other field it returns the text unchanged.
func (f *field) number(said string, reader *locale) (string, error) {
	switch f.Kind {
	case amount:
		return reader.number(f.Name, said)
	case count:
		if n, err := strconv.Atoi(said); err != nil || n < 0 {
			return "", mci.Invalid(f.Name, said, wantCount)
		}
	case line, lines, oneOf, date, month, moment, checkbox, mailTo, upload, hidden, number, list, several, state: // no number that a user types
	}
	return said, nil
}

// read binds the values to a command by its JSON. The desk wrote that JSON
// itself, so a position in it would mean nothing to the user and is left out of
// errors.
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

// at returns the instant in the form, or now if there is none.
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

// blame attaches an error to its field. If the form shows no such field, the
// error stands above all fields and names the field.
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

// name returns the form's name for a path of the library.
func (f *form) name(path string) string {
	for _, outer := range []string{"command", "meta", f.Below} {
		if inner, ok := strings.CutPrefix(path, outer+"."); ok && outer != "" {
			path = inner
		}
	}
	return path
}

// about returns the index of the field that a name belongs to, or -1 if there
// is none. If one field has exactly the name, it comes before a field that has
// only a part of it.
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

// within reports whether two paths are equal or one leads into the other.
func within(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".") || strings.HasPrefix(a, b+"[")
}

// blameFields attaches each malformed field's error to its control.
func (f *form) blameFields(problems mci.Problems) {
	for _, p := range problems {
		f.blame(p.Path, "Found "+p.Found+"; wanted is "+p.Want+".")
	}
}

// unknown returns a problem for each name in the values that the form does not
// have. A browser never sends one.
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

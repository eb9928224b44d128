package vocabulary

import (
	"slices"
	"strings"
)

// Names holds the texts of an enumeration in the order of its values, and gives
// the enumeration its text forms. An empty text is a value that has none. It
// serves the packages of this library, and is never changed once it is made.
type Names[T ~uint8 | ~uint16] struct {
	What  string // what the enumeration is called in an error
	Texts []string
}

// Text returns the text of a value, and "invalid" with the name of the
// enumeration for a value that is not declared.
func (n Names[T]) Text(v T) string {
	if int(v) >= len(n.Texts) {
		return "invalid " + n.What
	}
	return n.Texts[v]
}

// Parse returns the value of a text. Any text that is not declared is a
// [FieldError] that lists what is.
func (n Names[T]) Parse(text string) (T, error) {
	i := slices.Index(n.Texts, text)
	if i < 0 || text == "" {
		return 0, Invalid("", text, n.Allowed())
	}
	return T(i), nil
}

// Allowed returns every text, for an error.
func (n Names[T]) Allowed() string {
	given := slices.DeleteFunc(slices.Clone(n.Texts), func(text string) bool { return text == "" })
	return "one of " + strings.Join(given, ", ")
}

// Marshal returns the text of a value. A value that is not declared is a
// [FieldError].
func (n Names[T]) Marshal(v T) ([]byte, error) {
	if int(v) >= len(n.Texts) {
		return nil, Invalid("", n.Text(v), n.Allowed())
	}
	return []byte(n.Texts[v]), nil
}

// Unmarshal writes the value of a text to v, as Parse does. The empty text is
// the zero value where that has no text of its own.
func (n Names[T]) Unmarshal(v *T, text []byte) error {
	if len(text) == 0 && n.Texts[0] == "" {
		*v = 0
		return nil
	}
	parsed, err := n.Parse(string(text))
	if err == nil {
		*v = parsed
	}
	return err
}

package vocabulary

import (
	"slices"
	"strings"
)

// Names holds the texts of an enumeration in the order of its values, and gives
// the enumeration its text forms. An empty text means that the value has none.
// Names serves the packages of this library and is never changed after it is
// made.
type Names[T ~uint8 | ~uint16] struct {
	// name of the enumeration in an error
	What string `json:"what,omitempty"`
	// one for each value, in the order of the values
	Texts []string `json:"texts,omitempty"`
}

// Text returns the text of a value. If the value is not declared, it returns
// "invalid" and the name of the enumeration.
func (n Names[T]) Text(v T) string {
	if int(v) >= len(n.Texts) {
		return "invalid " + n.What
	}
	return n.Texts[v]
}

// Parse returns the value of a text. If no value has the text, the error is a
// [FieldError] that lists the texts allowed.
func (n Names[T]) Parse(text string) (T, error) {
	i := slices.Index(n.Texts, text)
	if i < 0 || text == "" {
		return 0, Invalid("", text, n.Allowed())
	}
	return T(i), nil
}

// Allowed returns a list of all texts for an error, such as "one of yes, no".
func (n Names[T]) Allowed() string {
	given := slices.DeleteFunc(slices.Clone(n.Texts), func(text string) bool { return text == "" })
	return "one of " + strings.Join(given, ", ")
}

// Marshal returns the text of a value. If the value is not declared, the error
// is a [FieldError].
func (n Names[T]) Marshal(v T) ([]byte, error) {
	if int(v) >= len(n.Texts) {
		return nil, Invalid("", n.Text(v), n.Allowed())
	}
	return []byte(n.Texts[v]), nil
}

// Unmarshal sets v to the value of a text, as Parse does. If the zero value has
// no text of its own, the empty text is the zero value.
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

package mci

import "strings"

// names holds the texts of an enumeration, in the order of its values. It serves the String and text
// methods of every enumeration of this package.
type names[T ~uint8] struct {
	what string // what the enumeration is called in an error
	of   []string
}

func (n names[T]) name(v T) string {
	if int(v) >= len(n.of) {
		return "invalid " + n.what
	}
	return n.of[v]
}

func (n names[T]) parse(text string) (T, error) {
	for i, name := range n.of {
		if name == text && name != "" {
			return T(i), nil
		}
	}
	return 0, Invalid("", text, n.allowed())
}

func (n names[T]) allowed() string {
	given := make([]string, 0, len(n.of))
	for _, name := range n.of {
		if name != "" {
			given = append(given, name)
		}
	}
	return "one of " + strings.Join(given, ", ")
}

func (n names[T]) marshal(v T) ([]byte, error) {
	if int(v) >= len(n.of) {
		return nil, Invalid("", n.name(v), n.allowed())
	}
	return []byte(n.of[v]), nil
}

// unmarshal accepts the empty text for an enumeration whose zero value has no name.
func (n names[T]) unmarshal(v *T, text []byte) error {
	if len(text) == 0 && n.of[0] == "" {
		*v = 0
		return nil
	}
	parsed, err := n.parse(string(text))
	if err != nil {
		return err
	}
	*v = parsed
	return nil
}

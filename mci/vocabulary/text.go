package vocabulary

import (
	"strconv"
	"strings"
	"unicode"
)

// CheckText reports whether a required text is empty, longer than most bytes or holds a control
// character other than newline and tab. The error is a [FieldError] with the given path.
func CheckText(path, text string, most int) error {
	if text == "" || len(text) > most || strings.ContainsFunc(text, isControl) {
		return Invalid(path, text, "a text of 1 to "+strconv.Itoa(most)+" bytes without control characters")
	}
	return nil
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFD' }

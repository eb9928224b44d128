package vocabulary

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Three checks hold a text that somebody gives, by how it is shown. Text that
// others own is held to CheckForeign alone: it is kept, and Visible escapes it
// where a person reads it.

// CheckID reports whether a required ID is empty, longer than most bytes, not
// valid UTF-8, or holds a character that is not seen or that changes how others
// are seen: a line break, a tab, a control character, a control of the writing
// direction, or a character without width. Two IDs that look the same are then
// the same. The error is a [FieldError] with the given path.
func CheckID(path, text string, most int) error {
	return checkText(path, text, most, " on one line,", func(r rune) bool {
		return isControl(r) || isInvisible(r)
	})
}

// CheckName reports what [CheckID] does of a name that is shown on one line,
// but for U+200C and U+200D, which words of some languages and emoji need.
func CheckName(path, text string, most int) error {
	return checkText(path, text, most, " on one line,", func(r rune) bool {
		return isControl(r) || isInvisible(r) && !isJoiner(r)
	})
}

// CheckText reports what [CheckName] does of a text that may have several
// lines: it may also hold line feeds and tabs.
func CheckText(path, text string, most int) error {
	return checkText(path, text, most, "", func(r rune) bool {
		return isControl(r) && r != '\n' && r != '\t' || isInvisible(r) && !isJoiner(r)
	})
}

// CheckForeign reports whether a required text that somebody else owns, such as
// a name in Partner Center, is empty, longer than most bytes, or holds a
// control character other than a line feed or a tab. It refuses nothing for how
// it looks; [Visible] shows it. The error is a [FieldError] with the given
// path.
func CheckForeign(path, text string, most int) error {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError }
	if text == "" || len(text) > most || strings.ContainsFunc(text, control) {
		return Invalid(path, text, "a text of 1 to "+strconv.Itoa(most)+" bytes without control characters")
	}
	return nil
}

func checkText(path, text string, most int, lines string, bad func(rune) bool) error {
	if text == "" || len(text) > most || !utf8.ValidString(text) || strings.ContainsFunc(text, bad) {
		return Invalid(path, text, "a text of 1 to "+strconv.Itoa(most)+" bytes"+lines+" without control, direction or invisible characters")
	}
	return nil
}

// isControl reports whether a character is a control character, one that ends a
// line, or the one that stands for what could not be read.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// isInvisible reports whether a character is not seen by itself: it has no
// width, or it directs others. Those of the category Cf that have a shape,
// signs of Arabic, are seen.
func isInvisible(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r >= 0x0600 && r <= 0x0605, r == 0x06DD, r == 0x070F, r == 0x08E2:
		return false
	default:
		return unicode.Is(unicode.Cf, r)
	}
}

// isJoiner reports whether a character joins its neighbors or keeps them apart.
func isJoiner(r rune) bool { return r == '\u200C' || r == '\u200D' }

// Visible returns a text of somebody else's as it can be shown on one line
// without deceiving: each character that [CheckName] refuses is written as an
// escape, such as \n or \u202e, and a byte that is not UTF-8 as \xff. Any other
// text is returned as it is. It is for people, not for storage: a backslash
// stays one.
func Visible(text string) string {
	deceives := func(r rune) bool { return isControl(r) || isInvisible(r) && !isJoiner(r) }
	if !strings.ContainsFunc(text, deceives) {
		return text
	}
	var shown strings.Builder
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&shown, `\x%02x`, text[0])
		case deceives(r):
			shown.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			shown.WriteString(text[:size])
		}
		text = text[size:]
	}
	return shown.String()
}

// withoutMailboxes returns a text with each mail address shortened to the first
// letter and the domain, such as n…@contoso.com, so that an error can quote it.
func withoutMailboxes(text string) string {
	at := strings.IndexByte(text, '@')
	if at < 0 {
		return text
	}
	start := at
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if strings.ContainsRune(" <>()[],;:/\"\t\n", r) {
			break
		}
		start -= size
	}
	_, first := utf8.DecodeRuneInString(text[start:at])
	if start == at {
		first = 0
	}
	rest := withoutMailboxes(text[at+1:])
	if at-start <= first {
		return text[:at+1] + rest
	}
	return text[:start+first] + "…@" + rest
}

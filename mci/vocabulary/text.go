package vocabulary

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckID, CheckName and CheckText check texts that a host or its users give.
// Each fits one way of showing the text. Text that belongs to another system is
// checked by CheckForeign only: it is kept as it is, and Visible escapes it
// when it is shown to a person.

// CheckID returns an error if a required ID is empty, has more bytes than most,
// is not valid UTF-8, or holds a character that is invisible or changes how
// others look. Such characters are a line break, a tab, a control character, a
// control of the writing direction, and a character without width. IDs that
// look the same are then the same. The error is a [FieldError] with the given
// path.
func CheckID(path, text string, most int) error {
	return checkText(path, text, most, " on one line,", func(r rune) bool {
		return isControl(r) || isInvisible(r)
	})
}

// CheckName checks a name that is shown on one line, as [CheckID] checks an ID,
// but allows U+200C and U+200D, because words of some languages and emoji need
// them.
func CheckName(path, text string, most int) error {
	return checkText(path, text, most, " on one line,", func(r rune) bool {
		return isControl(r) || isInvisible(r) && !isJoiner(r)
	})
}

// CheckText checks a text that may have several lines, as [CheckName] checks a
// name, but also allows line feeds and tabs.
func CheckText(path, text string, most int) error {
	return checkText(path, text, most, "", func(r rune) bool {
		return isControl(r) && r != '\n' && r != '\t' || isInvisible(r) && !isJoiner(r)
	})
}

// CheckForeign returns an error if a required text of another system, such as a
// name in Partner Center, is empty, has more bytes than most, is not valid
// UTF-8, or holds a control character other than a line feed or a tab. It does
// not refuse a text for its looks; [Visible] makes it safe to show. The error
// is a [FieldError] with the given path.
func CheckForeign(path, text string, most int) error {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError }
	if text == "" || len(text) > most || !isPlain(text) && strings.ContainsFunc(text, control) {
		return Invalid(path, text, "a text of 1 to "+strconv.Itoa(most)+" bytes without control characters")
	}
	return nil
}

// CheckExact returns an error if the text of an ID is a number with an exponent,
// such as 1.23457E+16. A spreadsheet program writes a long number so and has
// lost its last digits, so that several IDs become one. The error is a
// [FieldError] with the given path.
func CheckExact(path, text string) error {
	number, exponent, ok := strings.Cut(strings.ToUpper(text), "E+")
	if !ok || strings.Trim(number, "0123456789.,") != "" || strings.Trim(exponent, "0123456789") != "" || number == "" || exponent == "" {
		return nil
	}
	return Invalid(path, text, "all digits of the ID: a spreadsheet program rounds a number of more than 15 digits, so enter the ID as text")
}

func checkText(path, text string, most int, lines string, bad func(rune) bool) error {
	if text == "" || len(text) > most || !isPlain(text) && (!utf8.ValidString(text) || strings.ContainsFunc(text, bad)) {
		return Invalid(path, text, "a text of 1 to "+strconv.Itoa(most)+" bytes"+lines+" without control, direction or invisible characters")
	}
	return nil
}

// isPlain reports whether a text has only visible ASCII characters and spaces,
// which are never refused.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// isControl reports whether a character is a control character, ends a line, or
// is U+FFFD, which replaces bytes that could not be read.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// isInvisible reports whether a character cannot be seen by itself, because it
// has no width or because it directs others. Some Arabic signs of the category
// Cf have a shape, so they can be seen.
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

// Visible returns a text of another system in a form that can be shown on one
// line without deceiving the reader. Each character that [CheckName] refuses is
// written as an escape, such as \n or \u202e, and a byte that is not UTF-8 as
// \xff. Any other text is returned unchanged. The result is for people, not for
// storage, because a backslash in the text is not escaped.
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
// An address is shortened even if it is malformed, because it may still belong
// to a person.
func withoutMailboxes(text string) string {
	var shown strings.Builder
	for {
		at := strings.IndexAny(text, atSigns)
		if at < 0 {
			shown.WriteString(text)
			return shown.String()
		}
		_, sign := utf8.DecodeRuneInString(text[at:])
		start, end := localPart(text[:at])
		if start < end {
			_, first := utf8.DecodeRuneInString(text[start:end])
			shown.WriteString(text[:start+first] + "…")
		} else {
			shown.WriteString(text[:at])
		}
		shown.WriteString(text[at : at+sign])
		text = text[at+sign:]
	}
}

// atSigns are the sign before the domain of a mail address and those that look
// like it.
const atSigns = "@\uFF20\uFE6B"

// localPart returns the bounds of the local part of a mail address at the end
// of a text that ends before the sign @. It is the last word or a quoted text,
// and blanks may follow it. If there is none, the bounds are equal.
func localPart(text string) (start, end int) {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	end = len(text)
	if quoted, ok := strings.CutSuffix(text, `"`); ok {
		if open := strings.LastIndexByte(quoted, '"'); open >= 0 {
			return open + 1, end
		}
	}
	separates := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>()[],;:/"`, r) }
	if i := strings.LastIndexFunc(text, separates); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		start = i + size
	}
	return start, end
}

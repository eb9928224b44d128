package document

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeSize returns the length of the escape at the start of text, or zero if
// JSON has no such escape.
func escapeSize(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hexadecimal(text); ok {
			return 6
		}
	}
	return 0
}

// hexadecimal returns the number in an escape such as \u00e9.
func hexadecimal(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range text[2:6] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// An escaped is the meaning of one escape: its character, its length, and
// whether it is a whole character. Two escapes that are the halves of one
// character count as one.
type escaped struct {
	char  rune
	size  int
	whole bool
}

// unescape returns the meaning of the escape at the start of text. It must be
// an escape that JSON has.
func unescape(text []byte) escaped {
	switch text[1] {
	case 'b':
		return escaped{'\b', 2, true}
	case 'f':
		return escaped{'\f', 2, true}
	case 'n':
		return escaped{'\n', 2, true}
	case 'r':
		return escaped{'\r', 2, true}
	case 't':
		return escaped{'\t', 2, true}
	case 'u':
		first, _ := hexadecimal(text)
		if !utf16.IsSurrogate(first) {
			return escaped{first, 6, true}
		}
		if second, ok := hexadecimal(text[6:]); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return escaped{r, 12, true}
			}
		}
		return escaped{utf8.RuneError, 6, false}
	default:
		return escaped{rune(text[1]), 2, true}
	}
}

// decoded returns the meaning of the text between quotes.
func decoded(inner []byte) string {
	out := make([]byte, 0, len(inner))
	for i := 0; i < len(inner); {
		if inner[i] != '\\' {
			out = append(out, inner[i])
			i++
			continue
		}
		one := unescape(inner[i:])
		out = utf8.AppendRune(out, one.char)
		i += one.size
	}
	return string(out)
}

// quotedShort returns a text in quotes as Go writes it, cut to the length that
// an error repeats.
func quotedShort(text string) string {
	if len(text) <= mostQuoted {
		return strconv.Quote(text)
	}
	return strconv.Quote(strings.ToValidUTF8(text[:mostQuoted], "")) + "…"
}

// mostQuoted is the greatest number of bytes of a name or a number that an
// error repeats.
const mostQuoted = 60

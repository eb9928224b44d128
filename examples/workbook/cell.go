package workbook

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// A Cell is a value to write. The zero Cell is empty.
type Cell struct {
	kind cellKind
	text string
	at   time.Time
}

type cellKind uint8

const (
	emptyCell cellKind = iota
	textCell
	numberCell
	dayCell
	instantCell
)

// Text returns a cell with a text. It is never a formula. The empty text is an
// empty cell.
func Text(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{kind: textCell, text: text}
}

// Number returns a cell with a number, given in plain decimal digits, such as
// "-1304.50". It is shown with as many decimal places as the text has. If the
// text is empty, so is the cell. If it is no such number, the cell is a text.
func Number(digits string) Cell {
	if digits == "" || !plain(digits) {
		return Text(digits)
	}
	return Cell{kind: numberCell, text: digits}
}

// Count returns a cell with a whole number.
func Count(n int) Cell { return Cell{kind: numberCell, text: strconv.Itoa(n)} }

// Day returns a cell with a date. If the date is zero, the cell is empty.
func Day(day mci.Date) Cell {
	if day.IsZero() {
		return Cell{}
	}
	return Cell{kind: dayCell, at: day.Start(time.UTC), text: day.String()}
}

// Instant returns a cell with a date and a time of day in UTC, to the second.
// If the instant is zero, the cell is empty.
func Instant(at time.Time) Cell {
	if at.IsZero() {
		return Cell{}
	}
	at = at.UTC().Truncate(time.Second)
	return Cell{kind: instantCell, at: at, text: at.Format(time.DateTime)}
}

// YesNo returns a cell with the text "yes" or "no".
func YesNo(yes bool) Cell {
	if yes {
		return Text("yes")
	}
	return Text("no")
}

// written returns a text in a form that a cell can hold, and the kinds of
// changes to it.
func written(text string) (held string, changed []noteKind) {
	if strings.ContainsFunc(text, unwritable) || !utf8.ValidString(text) {
		text, changed = coded(text), append(changed, controlWritten)
	}
	if units := lengthUTF16(text); units > MostCharacters {
		end := "… [cut off: " + strconv.Itoa(units) + " characters]"
		text, changed = cutUTF16(text, MostCharacters-lengthUTF16(end))+end, append(changed, textCut)
	}
	return text, changed
}

// unwritable reports whether a cell cannot hold a character, or no person could
// see it. A tab and a line feed are fine.
func unwritable(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' || r == '\uFFFE' || r == '\uFFFF'
}

// coded returns a text for a cell. If a cell cannot hold a character, its code
// is written instead, such as \u0007. If a byte is not UTF-8, its code is
// written, too, such as \xff.
func coded(text string) string {
	var held strings.Builder
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			held.WriteString(`\x` + strconv.FormatUint(uint64(text[0]), 16))
		case unwritable(r):
			code := strconv.FormatInt(int64(r), 16)
			held.WriteString(`\u` + strings.Repeat("0", 4-len(code)) + code)
		default:
			held.WriteString(text[:size])
		}
		text = text[size:]
	}
	return held.String()
}

// lengthUTF16 returns the number of characters in the way the file format
// counts them.
func lengthUTF16(text string) (units int) {
	for _, r := range text {
		units += utf16.RuneLen(r)
	}
	return units
}

// cutUTF16 returns the longest beginning of a text with at most the given
// number of characters.
func cutUTF16(text string, most int) string {
	for at, r := range text {
		if most -= utf16.RuneLen(r); most < 0 {
			return text[:at]
		}
	}
	return text
}

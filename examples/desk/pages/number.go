package pages

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// number returns the text of a user's number in the library's format, which has
// "-", digits and a point. The user's own separators decide: if the user is
// German, "1.234" means 1234. A group separator must be followed by exactly
// three digits. Any other text is malformed, so that no text is read as a wrong
// number, such as "20000,00" as two million.
func (l *locale) number(name, said string) (string, error) {
	if l == nil {
		l = &locales().list[0]
	}
	rest, negative := strings.CutPrefix(strings.Replace(said, "\u2212", "-", 1), "-")
	whole, fraction, pointed := strings.Cut(rest, l.decimal)
	groups := strings.Split(marks.Replace(whole), marks.Replace(l.group))
	ok := !pointed || isDigits(fraction)
	for i, group := range groups {
		ok = ok && isDigits(group) && (len(groups) == 1 || len(group) == 3 || i == 0 && len(group) < 3)
	}
	if !ok {
		return "", mci.Invalid(name, said, "a number such as "+l.grouped("20000.00")+" or 20000"+l.decimal+"00")
	}
	text := strings.Join(groups, "")
	if pointed {
		text += "." + fraction
	}
	if negative {
		text = "-" + text
	}
	return text, nil
}

// marks replaces separators that look alike by the one on a keyboard. These are
// the non-breaking blanks and the apostrophes.
var marks = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'")

// isDigits reports whether a text consists of one or more digits.
func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

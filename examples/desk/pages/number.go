package pages

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// number returns a number that the reader wrote as the library reads it: "-",
// digits and a point. The reader's own marks decide, so "1.234" is 1234 to a
// German reader. A mark between groups stands before exactly three digits, and
// any other text is malformed. No text is ever read as another number, such as
// "20000,00" as two million.
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

// marks makes one of the marks that look alike: the blanks that do not break
// and the apostrophes, of which a keyboard has one.
var marks = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'")

// isDigits reports whether a text is one digit or more.
func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

package portal

import (
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Figure is an amount as an export shows it. The zero Figure means that there
// is no amount.
type Figure struct {
	// plain decimal digits, such as "5000.00"; empty for none
	Amount string `json:"amount,omitempty"`
	// from the amount's own column; empty if there is none
	Currency mci.Currency `json:"currency,omitzero"`
}

// Money returns the figure as money in its own currency, or in the given one if
// it has none. If the figure has no amount, it returns the zero Money. If the
// amount has more decimal places than the currency, the error is a
// [mci.FieldError].
func (f Figure) Money(otherwise mci.Currency) (mci.Money, error) {
	if f.Amount == "" {
		return mci.Money{}, nil
	}
	if f.Currency != "" {
		otherwise = f.Currency
	}
	return mci.ParseMoney(f.Amount, otherwise)
}

// A DecimalMark is the character before the decimal places of an amount. The
// zero DecimalMark means that it is not known: an amount is then read only if
// it can be read in one way.
type DecimalMark uint8

// The decimal marks.
const (
	DecimalPoint DecimalMark = iota + 1 // 5,000.00
	DecimalComma                        // 5.000,00
)

var decimalMarkNames = vocabulary.Names[DecimalMark]{What: "decimal mark", Texts: []string{"", "point", "comma"}}

// String returns the name of the decimal mark, such as "point".
func (m DecimalMark) String() string { return decimalMarkNames.Text(m) }

// MarshalText returns the name of the decimal mark. If the value is not
// declared, it returns a [mci.FieldError].
func (m DecimalMark) MarshalText() ([]byte, error) { return decimalMarkNames.Marshal(m) }

// UnmarshalText reads the name of a decimal mark. If the text is anything else,
// it returns a [mci.FieldError].
func (m *DecimalMark) UnmarshalText(text []byte) error { return decimalMarkNames.Unmarshal(m, text) }

const wantFigure = "an amount such as 5000.00"

// readFigure returns an amount in plain decimal digits. The other mark, a blank
// or an apostrophe may stand between groups of three digits.
func readFigure(text string, mark DecimalMark) (string, error) {
	if text == "" {
		return "", nil
	}
	asPoint, isPoint := ungrouped(text, '.', ',')
	asComma, isComma := ungrouped(text, ',', '.')
	switch {
	case mark == DecimalPoint && isPoint, mark == 0 && isPoint && (!isComma || asPoint == asComma):
		return asPoint, nil
	case mark == DecimalComma && isComma, mark == 0 && isComma && !isPoint:
		return asComma, nil
	case mark == 0 && isPoint:
		return "", mci.Invalid("", text, "an amount that can be read in one way only; say whether a point or a comma separates the decimal places")
	default:
		return "", mci.Invalid("", text, wantFigure)
	}
}

// ungrouped reads an amount with a decimal mark and another mark between
// groups. It returns false if the text is not such an amount.
func ungrouped(text string, decimal, group rune) (string, bool) {
	unsigned := strings.TrimPrefix(text, "-")
	whole, fraction, hasFraction := strings.Cut(unsigned, string(decimal))
	if hasFraction && (fraction == "" || !digits(fraction)) {
		return "", false
	}
	joined, ok := joinedGroups(whole, group)
	if hasFraction {
		joined += "." + fraction
	}
	return text[:len(text)-len(unsigned)] + joined, ok
}

// joinedGroups returns the digits before the decimal mark. It returns false if
// they are not in groups of three.
func joinedGroups(whole string, group rune) (string, bool) {
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == group || strings.ContainsRune(" \u00A0\u202F'’", r) })
	joined := strings.Join(groups, "")
	if joined == "" || !digits(joined) {
		return "", false
	}
	if len(groups) == 1 {
		return joined, joined == whole
	}
	if marks := strings.Count(whole, string(group)); len(groups[0]) > 3 || marks != 0 && marks != len(groups)-1 {
		return "", false
	}
	for _, three := range groups[1:] {
		if len(three) != 3 {
			return "", false
		}
	}
	return joined, true
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

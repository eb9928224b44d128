package earnings

import (
	"cmp"
	"encoding/json"
	"math/bits"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Amount is an exact figure of a report with its currency, such as USD
// -1304.89130434783. It has at most 18 digits, 12 of them after the point. It
// is rounded only when [Amount.Round] turns it into money. The zero Amount is
// no amount: it has no currency, and differs from an amount of zero. Amounts
// are comparable with ==.
//
// A figure of a report is a floating-point number with up to 15 digits. Source:
// Microsoft Learn, "Earnings - Default report in Partner Center", 2023-09-20.
// The bounds are this library's own.
type Amount struct {
	value    fixed
	currency mci.Currency
}

const (
	mostAmountDigits   = 18 // of an amount that is read
	mostFractionDigits = 12
	wantAmount         = "a decimal number of at most 18 digits, at most 12 of them after the point"
)

// ParseAmount returns the amount of a text in decimal digits, with an optional
// sign, point and exponent, such as "-1304.89130434783" or "1.2E+3". It accepts
// no grouping, and never rounds. If the text is malformed, or the number has
// more than 18 digits or more than 12 after the point, the error is a
// [mci.FieldError] with the path "amount". If the currency is unknown, the path
// is "currency".
func ParseAmount(text string, currency mci.Currency) (Amount, error) {
	if _, ok := currency.MinorDigits(); !ok {
		_, err := mci.ParseCurrency(string(currency))
		return Amount{}, mci.At("currency", err)
	}
	value, ok := parseFixed(text)
	if !ok {
		return Amount{}, mci.Invalid("amount", text, wantAmount)
	}
	return Amount{value, currency}, nil
}

// AmountOf returns an amount of money as an exact amount. The zero Money gives
// the zero Amount.
func AmountOf(money mci.Money) Amount {
	if money.IsNone() {
		return Amount{}
	}
	value, _ := parseFixed(money.Amount()) // an amount of money is within the bounds
	return Amount{value, money.Currency()}
}

// Currency returns the currency. It is empty for the zero Amount.
func (a Amount) Currency() mci.Currency { return a.currency }

// IsNone reports whether a is the zero Amount: no amount at all.
func (a Amount) IsNone() bool { return a.currency == "" }

// Sign returns -1, 0 or 1 for an amount below, at or above zero, and 0 for the
// zero Amount.
func (a Amount) Sign() int { return a.value.sign() }

// Compare returns -1, 0 or 1 as a is less than, equal to or greater than other.
// It returns [mci.ErrCurrencyMismatch] if the currencies differ.
func (a Amount) Compare(other Amount) (int, error) {
	if a.currency != other.currency {
		return 0, mci.ErrCurrencyMismatch
	}
	return a.value.compare(other.value), nil
}

// Add returns the exact sum. It returns [mci.ErrCurrencyMismatch] if the
// currencies differ, and a [mci.FieldError] if the sum has more than 26 digits
// before the point.
func (a Amount) Add(other Amount) (Amount, error) {
	if a.currency != other.currency {
		return Amount{}, mci.ErrCurrencyMismatch
	}
	sum, ok := a.value.plus(other.value)
	if !ok {
		return Amount{}, mci.Invalid("amount", a.Text()+" and "+other.Text(), "a sum of at most 26 digits before the point")
	}
	return Amount{sum, a.currency}, nil
}

// Negate returns the amount with the other sign.
func (a Amount) Negate() Amount { return Amount{a.value.negated(), a.currency} }

// Round returns the amount as money, rounded by a named policy to the minor
// unit of its currency, and the part that was rounded away. The two add up to
// the amount. The zero Amount gives the zero Money. If the amount has more than
// 15 digits before the point, the error is a [mci.FieldError].
func (a Amount) Round(rounding mci.Rounding) (money mci.Money, lost Amount, err error) {
	if a.IsNone() {
		return mci.Money{}, Amount{}, nil
	}
	digits, _ := a.currency.MinorDigits()
	rounded := a.value.rounded(mostFractionDigits-digits, rounding.Mode)
	money, err = mci.ParseMoney(rounded.text(digits), a.currency)
	if err != nil {
		return mci.Money{}, Amount{}, err
	}
	rest, _ := a.value.plus(rounded.negated())
	return money, Amount{rest, a.currency}, nil
}

// Text returns the digits of the amount, such as "5000.00" or
// "-1304.89130434783". It has at least the minor digits of the currency. It is
// empty for the zero Amount.
func (a Amount) Text() string {
	if a.IsNone() {
		return ""
	}
	digits, _ := a.currency.MinorDigits()
	return a.value.text(digits)
}

// String returns the amount for people, such as "USD -1304.89130434783", or "no
// amount" for the zero Amount.
func (a Amount) String() string {
	if a.IsNone() {
		return "no amount"
	}
	return string(a.currency) + " " + a.Text()
}

type amountJSON struct {
	Amount   string       `json:"amount"`
	Currency mci.Currency `json:"currency"`
}

// MarshalJSON returns {"amount":"-1304.89130434783","currency":"USD"}, or null
// for the zero Amount.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.IsNone() {
		return []byte("null"), nil
	}
	return json.Marshal(amountJSON{a.Text(), a.currency})
}

// UnmarshalJSON reads the form that [Amount.MarshalJSON] writes. Any other JSON
// is a [mci.FieldError].
func (a *Amount) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*a = Amount{}
		return nil
	}
	var amount, currency string
	if !vocabulary.ReadTexts(data, map[string]*string{"amount": &amount, "currency": &currency}) {
		return mci.Invalid("", string(data), `{"amount": "5000.00", "currency": "USD"}`)
	}
	parsed, err := ParseAmount(amount, mci.Currency(currency))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// fixed is a number of units of 10^-12, in two's complement of 128 bits. An
// amount that is read stays below 10^30 units, so a sum of a hundred million of
// them fits.
type fixed struct {
	high int64
	low  uint64
}

func (f fixed) sign() int {
	switch {
	case f.high < 0:
		return -1
	case f == fixed{}:
		return 0
	default:
		return 1
	}
}

func (f fixed) compare(other fixed) int {
	return cmp.Or(cmp.Compare(f.high, other.high), cmp.Compare(f.low, other.low))
}

// plus returns the sum, and whether it fits.
func (f fixed) plus(other fixed) (fixed, bool) {
	low, carry := bits.Add64(f.low, other.low, 0)
	high, _ := bits.Add64(uint64(f.high), uint64(other.high), carry)
	sum := fixed{int64(high), low}
	overflows := (f.high < 0) == (other.high < 0) && (sum.high < 0) != (f.high < 0)
	return sum, !overflows
}

func (f fixed) negated() fixed {
	low, borrow := bits.Sub64(0, f.low, 0)
	high, _ := bits.Sub64(0, uint64(f.high), borrow)
	return fixed{int64(high), low}
}

// size returns the number without its sign.
func (f fixed) size() (high, low uint64) {
	if f.high < 0 {
		f = f.negated()
	}
	return uint64(f.high), f.low
}

// timesTen returns ten times a number without sign, plus a digit.
func timesTen(high, low uint64, digit byte) (uint64, uint64) {
	carry, low := bits.Mul64(low, 10)
	low, more := bits.Add64(low, uint64(digit), 0)
	return high*10 + carry + more, low
}

// overTen returns a tenth of a number without sign, and the digit that is left.
func overTen(high, low uint64) (_, _ uint64, digit byte) {
	high, rest := high/10, high%10
	low, last := bits.Div64(rest, low, 10)
	return high, low, byte(last)
}

// rounded returns the number with its last digits rounded to zero.
func (f fixed) rounded(digits int, mode mci.RoundingMode) fixed {
	high, low := f.size()
	var first byte // of the digits that go
	below := false // whether one after it is not zero
	for range digits {
		below = below || first != 0
		high, low, first = overTen(high, low)
	}
	up := first > 5 || first == 5 && below
	if first == 5 && !below {
		up = mode == mci.HalfAwayFromZero || mode == mci.HalfEven && low%2 == 1
	}
	if up && mode != mci.TowardZero {
		var carry uint64
		low, carry = bits.Add64(low, 1, 0)
		high += carry
	}
	for range digits {
		high, low = timesTen(high, low, 0)
	}
	result := fixed{int64(high), low}
	if f.sign() < 0 {
		return result.negated()
	}
	return result
}

// text returns the number in decimal digits, with at least the given number of
// digits after the point.
func (f fixed) text(least int) string {
	var digits [48]byte
	at := len(digits)
	high, low := f.size()
	for n := 0; high != 0 || low != 0 || n <= mostFractionDigits; n++ {
		var digit byte
		high, low, digit = overTen(high, low)
		if n == mostFractionDigits {
			at--
			digits[at] = '.'
		}
		at--
		digits[at] = '0' + digit
	}
	text := string(digits[at:])
	end := len(text)
	for end > len(text)-mostFractionDigits+least && text[end-1] == '0' {
		end--
	}
	text = strings.TrimSuffix(text[:end], ".")
	if f.sign() < 0 {
		return "-" + text
	}
	return text
}

// parseFixed reads a decimal number with sign, point and exponent. It reports
// false if the text is malformed or the number is out of bounds.
func parseFixed(text string) (fixed, bool) {
	if value, ok := parsePlain(text); ok {
		return value, true
	}
	mantissa, exponent, ok := cutExponent(text)
	if !ok {
		return fixed{}, false
	}
	unsigned := strings.TrimPrefix(mantissa, "-")
	if negative := len(unsigned) < len(mantissa); !negative {
		unsigned = strings.TrimPrefix(mantissa, "+")
	}
	whole, fraction, hasPoint := strings.Cut(unsigned, ".")
	if whole == "" || hasPoint && fraction == "" || !onlyDigits(whole) || !onlyDigits(fraction) {
		return fixed{}, false
	}
	value, ok := scaled(strings.TrimLeft(whole+fraction, "0"), mostFractionDigits-len(fraction)+exponent)
	if strings.HasPrefix(mantissa, "-") {
		value = value.negated()
	}
	return value, ok
}

// tens are the powers of ten by which digits become a number with twelve after
// the point.
var tens = [mostFractionDigits + 1]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12}

// parsePlain reads the form that most figures have: a sign or none, at most 18
// digits and no exponent. Any other text is left to the general way.
func parsePlain(text string) (fixed, bool) {
	unsigned := strings.TrimPrefix(text, "-")
	var value uint64
	digits, point := 0, -1
	for i := range len(unsigned) {
		switch c := unsigned[i]; {
		case '0' <= c && c <= '9' && digits < mostAmountDigits:
			value, digits = 10*value+uint64(c-'0'), digits+1
		case c == '.' && point < 0 && digits > 0:
			point = digits
		default:
			return fixed{}, false
		}
	}
	if point < 0 {
		point = digits
	} else if point == digits {
		return fixed{}, false // a point without digits after it
	}
	if digits == 0 || digits-point > mostFractionDigits {
		return fixed{}, false
	}
	high, low := bits.Mul64(value, tens[mostFractionDigits-(digits-point)])
	if len(unsigned) < len(text) {
		return fixed{int64(high), low}.negated(), true
	}
	return fixed{int64(high), low}, true
}

// cutExponent returns the text before an exponent, and the exponent, or 0 if
// there is none.
func cutExponent(text string) (mantissa string, exponent int, ok bool) {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		return text, 0, true
	}
	digits := text[at+1:]
	negative := strings.HasPrefix(digits, "-")
	if negative || strings.HasPrefix(digits, "+") {
		digits = digits[1:]
	}
	if digits == "" || len(digits) > 3 || !onlyDigits(digits) {
		return "", 0, false
	}
	for _, d := range []byte(digits) {
		exponent = exponent*10 + int(d-'0')
	}
	if negative {
		exponent = -exponent
	}
	return text[:at], exponent, true
}

// scaled returns digits times a power of ten. It reports false if the result is
// out of bounds or would lose digits.
func scaled(digits string, power int) (fixed, bool) {
	significant := strings.TrimRight(digits, "0")
	power += len(digits) - len(significant)
	if significant == "" {
		return fixed{}, true
	}
	if len(significant) > mostAmountDigits || power < 0 || len(significant)+power > mostAmountDigits+mostFractionDigits {
		return fixed{}, false
	}
	var high, low uint64
	for _, d := range []byte(significant) {
		high, low = timesTen(high, low, d-'0')
	}
	for range power {
		high, low = timesTen(high, low, 0)
	}
	return fixed{int64(high), low}, true
}

func onlyDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

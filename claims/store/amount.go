package store

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An AmountKind is the kind of an amount of a claim. The zero AmountKind is
// none.
type AmountKind uint8

// The kinds of amounts.
const (
	EstimatedAmount AmountKind = iota + 1 // the pay on approval, as calculated at the nomination
	RequestedAmount                       // the amount that a submission requested
	ApprovedAmount                        // the amount that Microsoft approved
	PaidAmount                            // the amount that was paid, in parts or at once
)

var amountNames = vocabulary.Names[AmountKind]{What: "kind of amount", Texts: []string{"", "estimated", "requested", "approved", "paid"}}

// String returns the kind in words, and the empty text for none.
func (k AmountKind) String() string { return amountNames.Text(k) }

// MarshalText returns the kind in words. If the value is not declared, it
// returns a [mci.FieldError].
func (k AmountKind) MarshalText() ([]byte, error) { return amountNames.Marshal(k) }

// UnmarshalText reads a kind in words. If the text is anything else, it returns
// a [mci.FieldError].
func (k *AmountKind) UnmarshalText(text []byte) error { return amountNames.Unmarshal(k, text) }

// An Amount is one amount of a claim, as totals add it up. The zero Amount is
// none.
type Amount struct {
	// Kind is the kind of amount.
	Kind AmountKind `json:"kind"`
	// Money is the amount. All payments of a claim in one currency are one
	// amount.
	Money mci.Money `json:"money"`
}

// WithAmount returns amounts with one more. Money of a kind and currency that
// they have already is added to it; no money adds nothing. If the sum has more
// than 18 digits in minor units, the error is [mci.ErrAmountRange].
func WithAmount(amounts []Amount, kind AmountKind, money mci.Money) ([]Amount, error) {
	if money.IsNone() {
		return amounts, nil
	}
	i := slices.IndexFunc(amounts, func(a Amount) bool { return a.Kind == kind && a.Money.Currency() == money.Currency() })
	if i < 0 {
		return append(amounts, Amount{kind, money}), nil
	}
	sum, err := amounts[i].Money.Add(money)
	if err != nil {
		return nil, err
	}
	amounts[i].Money = sum
	return amounts, nil
}

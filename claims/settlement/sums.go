package settlement

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A SumBy is a field by which [Settlement.Sums] keeps sums apart.
type SumBy uint8

// The fields by which sums are kept apart.
const (
	SumByState    SumBy = iota
	SumByArea           // solution area
	SumByLocation       // partner's location
	SumByOwner          // person or team responsible
	SumByMonth          // month of the approval
)

// A Sum holds the totals of the claims that have some fields in common. A field
// that was not asked for is zero.
type Sum struct {
	// State is the state of payment.
	State State `json:"state,omitempty"`
	// Area is the solution area.
	Area string `json:"area,omitempty"`
	// Location is the partner's location.
	Location string `json:"location,omitempty"`
	// Owner is the person or team responsible.
	Owner string `json:"owner,omitempty"`
	// Month is the month of the approval, or zero for claims that are not
	// approved.
	Month earnings.Month `json:"month,omitzero"`
	// Claims is the number of claims, including those without any amount.
	Claims int `json:"claims"`
	// Amounts are the totals by currency, in the order of the currency codes.
	Amounts []SumAmount `json:"amounts,omitempty"`
}

// A SumAmount holds the totals of one currency. They are separate figures and
// are never added up.
type SumAmount struct {
	// Currency is the currency of the totals.
	Currency mci.Currency `json:"currency"`
	// Approved is the total that was approved.
	Approved Figure `json:"approved,omitzero"`
	// Paid is the total of the sent earnings, before taxes.
	Paid Figure `json:"paid,omitzero"`
	// Unpaid is the total of the earnings that are still to be sent.
	Unpaid Figure `json:"unpaid,omitzero"`
	// CoOp is the total of the co-op earnings.
	CoOp Figure `json:"coOp,omitzero"`
	// Open is the total of the earnings for which it is unknown whether they
	// were sent.
	Open Figure `json:"open,omitzero"`
	// Difference is the total of the known differences. A claim that is paid
	// over makes up for another one that is paid short.
	Difference Figure `json:"difference,omitzero"`
	// Arrived is the total of the payment orders after taxes, as far as the
	// orders pay single claims.
	Arrived Figure `json:"arrived,omitzero"`
}

// A Figure is a total with the number of claims that have such an amount. The
// amounts of all other claims are not known, and not zero.
type Figure struct {
	// Amount is the exact total.
	Amount earnings.Amount `json:"amount,omitzero"`
	// Claims is the number of claims in the total.
	Claims int `json:"claims"`
}

// Sums returns the totals of the results, kept apart by the fields that are
// asked for, in the order of these fields. If a total is beyond the bounds of
// [earnings.Amount.Add], the error is a [mci.FieldError].
func (s *Settlement) Sums(by ...SumBy) ([]Sum, error) {
	var sums []Sum
	for i := range s.Results {
		r := &s.Results[i]
		key := r.key(by)
		at, found := slices.BinarySearchFunc(sums, key, compareSums)
		if !found {
			sums = slices.Insert(sums, at, key)
		}
		if err := sums[at].add(r); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// key returns an empty sum with the fields of a result that are asked for.
func (r *Result) key(by []SumBy) Sum {
	var key Sum
	for _, field := range by {
		switch field {
		case SumByState:
			key.State = r.State
		case SumByArea:
			key.Area = r.Area
		case SumByLocation:
			key.Location = r.Location
		case SumByOwner:
			key.Owner = r.Owner
		case SumByMonth:
			key.Month = r.Month
		}
	}
	return key
}

func compareSums(a, b Sum) int {
	return cmp.Or(
		cmp.Compare(a.State, b.State), strings.Compare(a.Area, b.Area), strings.Compare(a.Location, b.Location),
		strings.Compare(a.Owner, b.Owner), a.Month.Compare(b.Month),
	)
}

func (s *Sum) add(r *Result) error {
	s.Claims++
	for _, one := range []struct {
		of     func(*SumAmount) *Figure
		amount earnings.Amount
	}{
		{func(a *SumAmount) *Figure { return &a.Approved }, r.Approved},
		{func(a *SumAmount) *Figure { return &a.Paid }, r.Paid},
		{func(a *SumAmount) *Figure { return &a.Unpaid }, r.Unpaid},
		{func(a *SumAmount) *Figure { return &a.CoOp }, r.CoOp},
		{func(a *SumAmount) *Figure { return &a.Open }, r.Open},
		{func(a *SumAmount) *Figure { return &a.Difference }, r.Difference},
		{func(a *SumAmount) *Figure { return &a.Arrived }, r.Arrived},
	} {
		if one.amount.IsNone() {
			continue
		}
		if err := one.of(s.in(one.amount.Currency())).add(one.amount); err != nil {
			return err
		}
	}
	return nil
}

// in returns the totals of a currency.
func (s *Sum) in(currency mci.Currency) *SumAmount {
	at, found := slices.BinarySearchFunc(s.Amounts, currency, func(a SumAmount, c mci.Currency) int {
		return strings.Compare(string(a.Currency), string(c))
	})
	if !found {
		s.Amounts = slices.Insert(s.Amounts, at, SumAmount{Currency: currency})
	}
	return &s.Amounts[at]
}

func (f *Figure) add(amount earnings.Amount) error {
	if f.Claims++; f.Claims == 1 {
		f.Amount = amount
		return nil
	}
	var err error
	f.Amount, err = f.Amount.Add(amount)
	return err
}

var sumByNames = vocabulary.Names[SumBy]{What: "sum", Texts: []string{"state", "area", "location", "owner", "month"}}

// String returns the field in lower case, such as "location".
func (b SumBy) String() string { return sumByNames.Text(b) }

// MarshalText returns the field in lower case. If the value is not declared,
// the error is a [mci.FieldError].
func (b SumBy) MarshalText() ([]byte, error) { return sumByNames.Marshal(b) }

// UnmarshalText reads a field in lower case. Any other text is a
// [mci.FieldError].
func (b *SumBy) UnmarshalText(text []byte) error { return sumByNames.Unmarshal(b, text) }

package impact

import (
	"cmp"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Totals are the sums of impacts. The zero Totals are those of none.
type Totals struct {
	// Claims is the number of claims.
	Claims int `json:"claims"`
	// Loads is the number of claims that load under their own terms.
	Loads int `json:"loads"`
	// NeedAcceptance is the number of claims that are held until their terms
	// are accepted.
	NeedAcceptance int `json:"needAcceptance"`
	// Unreadable is the number of claims that cannot be read.
	Unreadable int `json:"unreadable"`
	// Ended is the number of claims that have ended and await no payment. Each
	// counts in one of the three numbers above, too.
	Ended int `json:"ended"`
	// Touched is the number of claims that a change touches.
	Touched int `json:"touched"`
	// MayBeTouched is the number of other claims that a change may touch.
	MayBeTouched int `json:"mayBeTouched"`
	// UnknownPay is the number of claims of which the old or the new payout is
	// unknown, and cannot be estimated either. Money and Estimated leave them
	// out.
	UnknownPay int `json:"unknownPay"`
	// Money holds the payouts by currency, in the order of the currency codes.
	Money []Sum `json:"money,omitempty"`
	// Estimated holds, likewise, the payouts of the claims of which the old or
	// the new one is an estimate. None of them is in Money.
	Estimated []Sum `json:"estimated,omitempty"`
}

// A Sum holds the payouts in one currency. A claim counts in it if one of its
// payouts is in the currency.
type Sum struct {
	// Claims is the number of claims.
	Claims int `json:"claims"`
	// Old is the sum of the old payouts.
	Old mci.Money `json:"old"`
	// New is the sum of the new payouts.
	New mci.Money `json:"new"`
	// Difference is New without Old.
	Difference mci.Money `json:"difference"`
}

// Add adds an impact. If a sum would have more than [mci.MostMinorDigits]
// digits, the error is [mci.ErrAmountRange] and the totals stay as they are.
func (t *Totals) Add(i Impact) error {
	sums := &t.Money
	if i.Old.Estimated || i.New.Estimated {
		sums = &t.Estimated
	}
	sum, err := summed(*sums, i)
	if err != nil {
		return err
	}
	*sums = sum
	t.Claims++
	switch i.Loading {
	case Loads:
		t.Loads++
	case NeedsAcceptance:
		t.NeedAcceptance++
	case Unreadable:
		t.Unreadable++
	}
	passes := func(touched Touched) bool { return touched.Touch.Outcome == mci.Pass }
	switch {
	case slices.ContainsFunc(i.Touches, passes):
		t.Touched++
	case len(i.Touches) > 0:
		t.MayBeTouched++
	}
	switch {
	case i.Ended:
		t.Ended++
	case !i.Old.known() || !i.New.known():
		t.UnknownPay++
	}
	return nil
}

// summed returns sums with those of an impact.
func summed(sums []Sum, i Impact) ([]Sum, error) {
	if i.Ended || !i.Old.known() || !i.New.known() {
		return sums, nil
	}
	money := slices.Clone(sums)
	for _, currency := range currencies(i) {
		at, found := slices.BinarySearchFunc(money, currency, func(s Sum, c mci.Currency) int { return cmp.Compare(s.Old.Currency(), c) })
		if !found {
			none := mci.MoneyOf(0, currency)
			money = slices.Insert(money, at, Sum{Old: none, New: none, Difference: none})
		}
		if err := money[at].add(i, currency); err != nil {
			return nil, err
		}
	}
	return money, nil
}

// currencies returns the currencies of an impact, each once.
func currencies(i Impact) []mci.Currency {
	all := []mci.Currency{i.Old.Amount.Currency(), i.New.Amount.Currency()}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(c mci.Currency) bool { return c == "" })
}

// add adds the payouts of an impact that are in a currency.
func (s *Sum) add(i Impact, currency mci.Currency) (err error) {
	for _, side := range []struct {
		pay Pay
		sum *mci.Money
	}{{i.Old, &s.Old}, {i.New, &s.New}} {
		if side.pay.Amount.Currency() != currency {
			continue
		}
		if *side.sum, err = side.sum.Add(side.pay.Amount); err != nil {
			return err
		}
	}
	s.Claims++
	s.Difference = mci.MoneyOf(s.New.Minor()-s.Old.Minor(), currency)
	return nil
}

package impact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// Totals are the sums of impacts. The zero Totals are the sums of no impact.
type Totals struct {
	// Claims is the number of claims.
	Claims int `json:"claims"`
	// Loads is the number of open claims that load under their own terms.
	Loads int `json:"loads"`
	// NeedAcceptance is the number of open claims that are held until their
	// terms are accepted.
	NeedAcceptance int `json:"needAcceptance"`
	// Unreadable is the number of claims that cannot be read.
	Unreadable int `json:"unreadable"`
	// Ended is the number of other claims that have ended and await no payment.
	Ended int `json:"ended"`
	// Touched is the number of claims that a change touches.
	Touched int `json:"touched"`
	// MayBeTouched is the number of other claims that a change may touch.
	MayBeTouched int `json:"mayBeTouched"`
	// UnknownPay is the number of claims whose old or new payout is unknown and
	// cannot be estimated either. Money leaves them out.
	UnknownPay int `json:"unknownPay"`
	// Needs are the facts that these claims lack, the most frequent ones first.
	Needs []Need `json:"needs,omitempty"`
	// Money holds the sums of the payouts, by the way in which they are known
	// and by currency.
	Money []Sum `json:"money,omitempty"`
}

// A Need is a missing fact.
type Need struct {
	// What is the name of the fact, such as "the customer's country".
	What string `json:"what"`
	// Claims is the number of claims that lack it.
	Claims int `json:"claims"`
}

// A Sum is the sum of the payouts in one currency that are known in one way. A
// claim counts if one of its payouts is in the currency.
type Sum struct {
	// Claims is the number of claims.
	Claims int `json:"claims"`
	// Approved reports whether Microsoft has approved the amounts, so that no
	// catalog changes them.
	Approved bool `json:"approved,omitempty"`
	// Estimated reports whether one payout of each claim is an estimate.
	Estimated bool `json:"estimated,omitempty"`
	// OnApproval reports whether the sums hold only the amounts that the
	// approval pays, because one payout of each claim has a second stage that
	// is unknown.
	OnApproval bool `json:"onApproval,omitempty"`
	// Old is the sum of the old payouts.
	Old mci.Money `json:"old"`
	// New is the sum of the new payouts.
	New mci.Money `json:"new"`
	// Difference is New minus Old.
	Difference mci.Money `json:"difference"`
}

// Basis says in words how the payouts are known, such as "estimated as of
// today". It is empty if all of them are calculated in full.
func (s Sum) Basis() string {
	var words []string
	for _, part := range []struct {
		holds bool
		words string
	}{{s.Approved, "approved"}, {s.Estimated, "estimated as of today"}, {s.OnApproval, "on approval alone"}} {
		if part.holds {
			words = append(words, part.words)
		}
	}
	return strings.Join(words, ", ")
}

// Add adds an impact. If a sum would have more than [mci.MostMinorDigits]
// digits, the error is [mci.ErrAmountRange] and the totals stay as they are.
func (t *Totals) Add(i Impact) error {
	money, err := summed(t.Money, i)
	if err != nil {
		return err
	}
	t.Money = money
	t.Claims++
	switch {
	case i.Loading == Unreadable:
		t.Unreadable++
	case i.Ended:
		t.Ended++
	case i.Loading == NeedsAcceptance:
		t.NeedAcceptance++
	case i.Loading == Loads:
		t.Loads++
	}
	passes := func(touched Touched) bool { return touched.Touch.Outcome == mci.Pass }
	switch {
	case slices.ContainsFunc(i.Touches, passes):
		t.Touched++
	case len(i.Touches) > 0:
		t.MayBeTouched++
	}
	if !i.Ended && !(i.Old.known() && i.New.known()) {
		t.UnknownPay++
		t.need(i.Old, i.New)
	}
	return nil
}

// need counts a claim once for each fact that its unknown payouts lack.
func (t *Totals) need(payouts ...Pay) {
	var lacked []string
	for _, pay := range payouts {
		if !pay.known() {
			lacked = append(lacked, pay.Needs...)
		}
	}
	slices.Sort(lacked)
	needs := slices.Clone(t.Needs)
	for _, what := range slices.Compact(lacked) {
		at := slices.IndexFunc(needs, func(n Need) bool { return n.What == what })
		if at < 0 {
			at = len(needs)
			needs = append(needs, Need{What: what})
		}
		needs[at].Claims++
	}
	slices.SortFunc(needs, Need.compare)
	t.Needs = needs
}

// compare orders needs: the most frequent one first.
func (n Need) compare(other Need) int {
	return cmp.Or(cmp.Compare(other.Claims, n.Claims), cmp.Compare(n.What, other.What))
}

// summed returns sums to which an impact was added.
func summed(sums []Sum, i Impact) ([]Sum, error) {
	if i.Ended || !i.Old.known() || !i.New.known() {
		return sums, nil
	}
	money := slices.Clone(sums)
	for _, currency := range currencies(i) {
		none := mci.MoneyOf(0, currency)
		sum := Sum{
			Approved: i.Old.Approved && i.New.Approved, Estimated: i.Old.Estimated || i.New.Estimated, OnApproval: i.Old.divided() || i.New.divided(),
			Old: none, New: none, Difference: none,
		}
		at, found := slices.BinarySearchFunc(money, sum, Sum.compare)
		if !found {
			money = slices.Insert(money, at, sum)
		}
		if err := money[at].add(i, currency); err != nil {
			return nil, err
		}
	}
	return money, nil
}

// compare orders sums: those that are calculated in full come first, and then
// they are ordered by currency.
func (s Sum) compare(other Sum) int {
	rank := func(s Sum) (rank int) {
		for place, holds := range []bool{s.OnApproval, s.Estimated, s.Approved} {
			if holds {
				rank |= 1 << place
			}
		}
		return rank
	}
	return cmp.Or(cmp.Compare(rank(s), rank(other)), cmp.Compare(s.Old.Currency(), other.Old.Currency()))
}

// currencies returns the currencies of an impact, each once.
func currencies(i Impact) []mci.Currency {
	all := []mci.Currency{i.Old.sum().Currency(), i.New.sum().Currency()}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(c mci.Currency) bool { return c == "" })
}

// add adds the payouts of an impact that are in a currency.
func (s *Sum) add(i Impact, currency mci.Currency) (err error) {
	for _, side := range []struct {
		pay mci.Money
		sum *mci.Money
	}{{i.Old.sum(), &s.Old}, {i.New.sum(), &s.New}} {
		if side.pay.Currency() != currency {
			continue
		}
		if *side.sum, err = side.sum.Add(side.pay); err != nil {
			return err
		}
	}
	s.Claims++
	s.Difference = mci.MoneyOf(s.New.Minor()-s.Old.Minor(), currency)
	return nil
}

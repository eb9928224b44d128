package store

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Total is the sum of one kind of amount in one currency, with the number of
// claims that have such an amount. The zero Total has no claims.
type Total struct {
	// Money is the sum.
	Money mci.Money `json:"money,omitzero"`
	// Claims is the number of claims that have such an amount.
	Claims int `json:"claims"`
}

// A PipelineAmount holds the totals of one currency. They are separate figures
// and are never added up, because one claim may count in several of them.
type PipelineAmount struct {
	// Currency is the currency of the totals.
	Currency mci.Currency `json:"currency"`
	// Estimated is the total that approval would pay, as calculated at the
	// nominations.
	Estimated Total `json:"estimated,omitzero"`
	// Requested is the total that was requested by submissions.
	Requested Total `json:"requested,omitzero"`
	// Approved is the total that Microsoft approved.
	Approved Total `json:"approved,omitzero"`
	// Paid is the total that was paid. A claim that was paid in parts counts
	// once.
	Paid Total `json:"paid,omitzero"`
}

// A PipelineStatus holds the totals of the claims in one status.
type PipelineStatus struct {
	// Status is the status of the claims.
	Status claims.Status `json:"status"`
	// Claims is the number of claims in the status, including those without any
	// amount.
	Claims int `json:"claims"`
	// Amounts are the totals by currency, in the order of the currency codes.
	Amounts []PipelineAmount `json:"amounts,omitempty"`
}

// Sums adds up the amounts of claims by status. They are kept apart by currency
// and by kind of amount. The zero Sums is empty.
type Sums struct{ statuses []PipelineStatus }

// Add adds the amounts of one claim in a status.
func (s *Sums) Add(status claims.Status, amounts *claims.Amounts) {
	i, found := slices.BinarySearchFunc(s.statuses, status, func(line PipelineStatus, status claims.Status) int {
		return cmp.Compare(line.Status, status)
	})
	if !found {
		s.statuses = slices.Insert(s.statuses, i, PipelineStatus{Status: status})
	}
	s.statuses[i].add(amounts)
}

// Lines returns the totals of the statuses that have claims, in the order of
// [claims.Statuses]. It is nil if there are none.
func (s *Sums) Lines() []PipelineStatus { return s.statuses }

// add adds the amounts of one claim.
func (s *PipelineStatus) add(amounts *claims.Amounts) {
	s.Claims++
	for _, kind := range []struct {
		of     func(*PipelineAmount) *Total
		amount *claims.Amount
	}{
		{func(a *PipelineAmount) *Total { return &a.Estimated }, &amounts.Estimated},
		{func(a *PipelineAmount) *Total { return &a.Requested }, &amounts.Requested},
		{func(a *PipelineAmount) *Total { return &a.Approved }, &amounts.Approved},
	} {
		if kind.amount.Money.IsNone() {
			continue
		}
		kind.of(s.in(kind.amount.Money.Currency())).add(kind.amount.Money)
	}
	s.addPaid(slices.Collect(amounts.Paid()))
}

// addPaid adds the payments of one claim, which counts once in each currency.
func (s *PipelineStatus) addPaid(payments []claims.Payment) {
	for i, payment := range payments {
		currency := payment.Money.Currency()
		total := &s.in(currency).Paid
		total.add(payment.Money)
		if slices.ContainsFunc(payments[:i], func(p claims.Payment) bool { return p.Money.Currency() == currency }) {
			total.Claims--
		}
	}
}

// in returns the totals of a currency.
func (s *PipelineStatus) in(currency mci.Currency) *PipelineAmount {
	i, found := slices.BinarySearchFunc(s.Amounts, currency, func(a PipelineAmount, c mci.Currency) int {
		return strings.Compare(string(a.Currency), string(c))
	})
	if !found {
		s.Amounts = slices.Insert(s.Amounts, i, PipelineAmount{Currency: currency})
	}
	return &s.Amounts[i]
}

// add adds an amount of the total's currency.
func (t *Total) add(money mci.Money) {
	t.Claims++
	if t.Money.IsNone() {
		t.Money = money
		return
	}
	t.Money, _ = t.Money.Add(money) // fails only for another currency
}

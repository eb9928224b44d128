package claims

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

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
	Status Status `json:"status"`
	// Claims is the number of claims in the status, including those without any
	// amount.
	Claims int `json:"claims"`
	// Amounts are the totals by currency, in the order of the currency codes.
	Amounts []PipelineAmount `json:"amounts,omitempty"`
}

// Pipeline returns the totals of claims by status, in the order of [Statuses].
// They are kept apart by currency and by kind of amount. A status without
// claims is left out. Claims that cannot be read are returned beside the
// totals. Any other error of the list is returned alone.
func Pipeline(register iter.Seq2[*Claim, error]) ([]PipelineStatus, []*ClaimError, error) {
	var sums pipelineSums
	unread, err := readable(register, func(claim *Claim) {
		sums[claim.record.Status].add(&claim.record.Amounts)
	})
	if err != nil {
		return nil, nil, err
	}
	return sums.lines(), unread, nil
}

// Pipeline returns the totals of the claims that a query selects, as the
// function [Pipeline] returns them for [Desk.Register]. If the store is a
// [Totaler], it adds up the amounts itself. The order, the cursor and Most of
// the query are ignored.
func (d *Desk) Pipeline(ctx context.Context, query Query) ([]PipelineStatus, []*ClaimError, error) {
	query.ByKey, query.After, query.AfterKey, query.Most = false, "", time.Time{}, 0
	if store, ok := d.store.(Totaler); ok {
		return store.Totals(ctx, query)
	}
	return Pipeline(d.Register(ctx, query))
}

// pipelineSums holds the totals of each status.
type pipelineSums [statusCount]PipelineStatus

// lines returns the totals of the statuses that have claims.
func (s *pipelineSums) lines() []PipelineStatus {
	var pipeline []PipelineStatus
	for status := CustomerClaimed; status < statusCount; status++ {
		if line := s[status]; line.Claims > 0 {
			line.Status = status
			pipeline = append(pipeline, line)
		}
	}
	return pipeline
}

func (s *PipelineStatus) add(amounts *Amounts) {
	s.Claims++
	for _, kind := range []struct {
		of     func(*PipelineAmount) *Total
		amount *Amount
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
func (s *PipelineStatus) addPaid(payments []Payment) {
	for i, payment := range payments {
		currency := payment.Money.Currency()
		total := &s.in(currency).Paid
		total.add(payment.Money)
		if slices.ContainsFunc(payments[:i], func(p Payment) bool { return p.Money.Currency() == currency }) {
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

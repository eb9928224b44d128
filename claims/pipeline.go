package claims

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Total is the sum of one kind of amount in one currency, and of how many
// claims. The zero Total is of none.
type Total struct {
	Money  mci.Money `json:"money,omitzero"`
	Claims int       `json:"claims"`
}

// A PipelineAmount are the totals of one currency. They are separate figures:
// the same claim may stand in each of them, so they are never added up.
type PipelineAmount struct {
	Currency  mci.Currency `json:"currency"`
	Estimated Total        `json:"estimated,omitzero"`
	Requested Total        `json:"requested,omitzero"`
	Approved  Total        `json:"approved,omitzero"`
	// a claim that was paid in parts counts once
	Paid Total `json:"paid,omitzero"`
}

// A PipelineStatus is what the claims in one status are worth.
type PipelineStatus struct {
	Status Status `json:"status"`
	// also those without any amount
	Claims int `json:"claims"`
	// by currency, in the order of the codes
	Amounts []PipelineAmount `json:"amounts,omitempty"`
}

// Pipeline returns the money of claims by status, kept apart by currency and by
// kind of amount, in the order of [Statuses]; a status without claims is left
// out. Claims that cannot be read are returned beside it; any other error of
// the list is returned alone.
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

// Pipeline returns the pipeline of the claims of a query, as [Pipeline] returns
// it of [Desk.Register]. A store that is a [Totaler] adds up for itself. The
// order and the cursor of the query are not read.
func (d *Desk) Pipeline(ctx context.Context, query Query) ([]PipelineStatus, []*ClaimError, error) {
	query.ByKey, query.After, query.AfterKey, query.Most = false, "", time.Time{}, 0
	if store, ok := d.store.(Totaler); ok {
		return store.Totals(ctx, query)
	}
	return Pipeline(d.Register(ctx, query))
}

// pipelineSums holds what the claims in each status are worth.
type pipelineSums [statusCount]PipelineStatus

// lines returns the statuses that have claims.
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
	s.addPaid(amounts.Payments)
}

// addPaid adds the payments of one claim, which counts once in each currency.
func (s *PipelineStatus) addPaid(payments []Amount) {
	for i, payment := range payments {
		currency := payment.Money.Currency()
		total := &s.in(currency).Paid
		total.add(payment.Money)
		if slices.ContainsFunc(payments[:i], func(p Amount) bool { return p.Money.Currency() == currency }) {
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
	t.Money, _ = t.Money.Add(money) // fails for another currency alone
}

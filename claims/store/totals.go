package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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

// Of returns the total of a kind of amount, for its writer to set. It is nil if
// the kind is none.
func (a *PipelineAmount) Of(kind AmountKind) *Total {
	switch kind {
	case EstimatedAmount:
		return &a.Estimated
	case RequestedAmount:
		return &a.Requested
	case ApprovedAmount:
		return &a.Approved
	case PaidAmount:
		return &a.Paid
	default:
		return nil
	}
}

// A PipelineStatus holds the totals of the claims of one kind in one status.
type PipelineStatus struct {
	// Kind is the kind of the claims.
	Kind Kind `json:"kind"`
	// Status is the status of the claims, in the words of the kind.
	Status string `json:"status"`
	// Claims is the number of claims in the status, including those without any
	// amount.
	Claims int `json:"claims"`
	// Amounts are the totals by currency, in the order of the currency codes.
	Amounts []PipelineAmount `json:"amounts,omitempty"`
}

// In returns the totals of a currency, for their writer to set. If there are
// none yet, it adds them in the order of the currency codes.
func (s *PipelineStatus) In(currency mci.Currency) *PipelineAmount {
	i, found := slices.BinarySearchFunc(s.Amounts, currency, func(a PipelineAmount, c mci.Currency) int {
		return strings.Compare(string(a.Currency), string(c))
	})
	if !found {
		s.Amounts = slices.Insert(s.Amounts, i, PipelineAmount{Currency: currency})
	}
	return &s.Amounts[i]
}

// Sums adds up the amounts of claims by kind and status. They are kept apart by
// currency and by kind of amount. The zero Sums is empty.
type Sums struct{ statuses []PipelineStatus }

// Add adds the amounts of one claim. If a sum has more than 18 digits in minor
// units, the error wraps [mci.ErrAmountRange] and names the sum, and the sums
// must not be used.
func (s *Sums) Add(e *Envelope) error {
	i, found := slices.BinarySearchFunc(s.statuses, e, func(line PipelineStatus, e *Envelope) int {
		return cmp.Or(cmp.Compare(line.Kind, e.Kind), strings.Compare(line.Status, e.Status))
	})
	if !found {
		s.statuses = slices.Insert(s.statuses, i, PipelineStatus{Kind: e.Kind, Status: e.Status})
	}
	line := &s.statuses[i]
	line.Claims++
	for _, amount := range e.Amounts {
		total := line.In(amount.Money.Currency()).Of(amount.Kind)
		if total == nil {
			return mci.Invalid("amounts", amount.Kind.String(), amountNames.Allowed())
		}
		if err := total.add(amount.Money); err != nil {
			return fmt.Errorf("the %s amounts of the claims in status %s in %s: %w", amount.Kind, e.Status, amount.Money.Currency(), err)
		}
	}
	return nil
}

// Lines returns the totals of the statuses that have claims, by kind and then
// by the words of the status. It is nil if there are none.
func (s *Sums) Lines() []PipelineStatus { return s.statuses }

// add adds an amount of the total's currency.
func (t *Total) add(money mci.Money) error {
	t.Claims++
	if t.Money.IsNone() {
		t.Money = money
		return nil
	}
	var err error
	t.Money, err = t.Money.Add(money)
	return err
}

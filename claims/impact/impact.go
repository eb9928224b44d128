package impact

import (
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/diff"
)

// An Impact is the effect of a new catalog on one stored claim. It is plain
// data with a JSON form, and holds nothing of the customer. The zero Impact
// belongs to no claim.
type Impact struct {
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Status is the status of the claim. It is none if the record cannot be
	// read at all.
	Status claims.Status `json:"status,omitzero"`
	// Engagement is the claim's own reference.
	Engagement mci.EngagementRef `json:"engagement,omitzero"`
	// Loading says whether the claim can be read with the new catalog.
	Loading Loading `json:"loading"`
	// Why is the reason if Loading is not Loads; otherwise it is empty.
	Why string `json:"why,omitempty"`
	// Target is the engagement in the latest revision that the new catalog has
	// of the claim's edition. The touches and the new payout are those of a
	// move to it; see claims.AcceptTerms. A claim that loads keeps its own
	// terms until then. If the new catalog lacks the engagement, Target is
	// zero.
	Target mci.EngagementRef `json:"target,omitzero"`
	// Ended reports whether the claim has ended and awaits no payment. Such a
	// claim has neither touches nor payouts.
	Ended bool `json:"ended,omitempty"`
	// Touches are the changes that touch the claim, or that may touch it if
	// more were known of it. They lead from the old catalog to Target.
	Touches []Touched `json:"touches,omitempty"`
	// Old is the payout of the claim by the old catalog, or its estimate.
	Old Pay `json:"old,omitzero"`
	// New is the payout of the claim under Target, or its estimate.
	New Pay `json:"new,omitzero"`
	// Difference is New without Old. It is none if one of the two is unknown,
	// or if they are in two currencies.
	Difference mci.Money `json:"difference,omitzero"`
}

// Touched is a change with its effect on the claim.
type Touched struct {
	// Change is the change.
	Change diff.Change `json:"change"`
	// Touch says how the change touches the claim. Its outcome is pass or
	// unknown.
	Touch diff.Touch `json:"touch"`
}

// A Pay is a payout in short. The zero Pay is that of an ended claim.
type Pay struct {
	// Outcome is pass if Amount holds, fail if the claim pays nothing, and
	// unknown if something is missing.
	Outcome mci.Outcome `json:"outcome"`
	// Amount is the total that the claim pays; none unless Outcome is pass.
	Amount mci.Money `json:"amount,omitzero"`
	// Estimated reports whether the payout still depends on a date that has not
	// happened, such as that of the consent. Outcome, Amount and Why are then
	// those of claims.Claim.Estimate at the instant of the check.
	Estimated bool `json:"estimated,omitempty"`
	// Why says what is missing or why the claim pays nothing. It is empty if
	// Outcome is pass.
	Why string `json:"why,omitempty"`
}

// payOf returns the payout of a claim in short. If it is unknown, but not as of
// an instant, the estimate stands for it.
func payOf(claim *claims.Claim, at time.Time) Pay {
	p, estimated := claim.Payout(), false
	if p.Outcome == mci.Unknown {
		if e := claim.Estimate(at); e.Outcome != mci.Unknown {
			p, estimated = e, true
		}
	}
	if p.Outcome == mci.Pass {
		return Pay{Outcome: mci.Pass, Amount: p.Amount, Estimated: estimated}
	}
	return Pay{Outcome: p.Outcome, Why: p.Summary(), Estimated: estimated}
}

// unknownPay returns a payout that an error keeps from being known.
func unknownPay(err error) Pay { return Pay{Outcome: mci.Unknown, Why: err.Error()} }

// known reports whether the claim is known to pay an amount or nothing.
func (p Pay) known() bool { return p.Outcome != mci.Unknown }

// in returns the minor units of the payout in a currency. A claim that pays
// nothing pays 0 in every currency.
func (p Pay) in(currency mci.Currency) (minor int64, ok bool) {
	return p.Amount.Minor(), p.known() && (p.Amount.IsNone() || p.Amount.Currency() == currency)
}

// difference returns the second payout without the first. It is none if it is
// not known, or if there is no amount or there are two currencies.
func difference(old, updated Pay) mci.Money {
	currency := old.Amount.Currency()
	if currency == "" {
		currency = updated.Amount.Currency()
	}
	before, known := old.in(currency)
	after, ok := updated.in(currency)
	if !known || !ok {
		return mci.Money{}
	}
	return mci.MoneyOf(after-before, currency)
}

// text returns the payout for people: the amount, or why there is none.
func (p Pay) text() string {
	text := p.Why
	if p.Outcome == mci.Pass {
		text = p.Amount.String()
	}
	if p.Estimated {
		text += " (estimated)"
	}
	return text
}

// String returns the impact in one line, such as "claim-1: loads; touched by 1
// change; USD 5,000.00 becomes USD 4,500.00".
func (i Impact) String() string {
	parts := []string{string(i.Claim) + ": " + i.Loading.String()}
	switch n := len(i.Touches); {
	case i.Ended:
		parts = append(parts, "it has ended")
	case n == 1:
		parts = append(parts, "touched by 1 change")
	case n > 1:
		parts = append(parts, "touched by "+strconv.Itoa(n)+" changes")
	}
	switch was, is := i.Old.text(), i.New.text(); {
	case was == is && i.Old.Outcome == mci.Pass:
		parts = append(parts, "it pays "+was)
	case was == is && was != "":
		parts = append(parts, was)
	case was != is:
		parts = append(parts, was+" becomes "+is)
	}
	return strings.Join(parts, "; ")
}

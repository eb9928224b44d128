package impact

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Pay is a payout in short form. The zero Pay is the payout of an ended
// claim.
type Pay struct {
	// Outcome is pass if Amount is known, fail if the claim pays nothing, and
	// unknown if a fact is missing.
	Outcome mci.Outcome `json:"outcome"`
	// Amount is the total that the claim pays. It is none unless Outcome is
	// pass.
	Amount mci.Money `json:"amount,omitzero"`
	// OnApproval is the amount that the approval pays, if the pay has two
	// stages and the other one is unknown. It is none for any other pay.
	OnApproval mci.Money `json:"onApproval,omitzero"`
	// Estimated reports whether the payout still depends on a date that has not
	// happened, such as that of the consent. If it does, the outcome, the
	// amounts and Why come from claims.Claim.Estimate at the instant of the
	// check.
	Estimated bool `json:"estimated,omitempty"`
	// Approved reports whether Microsoft has approved the claim. If it has,
	// Amount or OnApproval is the approved amount, which no catalog changes. If
	// that amount was not recorded, both are none.
	Approved bool `json:"approved,omitempty"`
	// Needs are the missing inputs, in words, if Outcome is unknown.
	Needs []string `json:"needs,omitempty"`
	// Why names the missing facts, or the reason why the claim pays nothing. It
	// is empty if Outcome is pass.
	Why string `json:"why,omitempty"`
}

// payOf returns the payout of a claim in short form. If no part of the payout
// is known, but a part of its estimate as of an instant is, it returns the
// estimate.
func payOf(claim *claims.Claim, at time.Time) Pay {
	payout, estimated := claim.Payout(), false
	if !says(payout) {
		if estimate := claim.Estimate(at); says(estimate) {
			payout, estimated = estimate, true
		}
	}
	pay := Pay{Outcome: payout.Outcome, Amount: payout.Amount, Estimated: estimated}
	if payout.Outcome != mci.Pass {
		sheet := payout.Worksheet()
		pay.Needs, pay.Why = sheet.Needs, sheet.Summary()
	}
	if payout.Outcome == mci.Unknown {
		pay.OnApproval = payout.OnApproval
	}
	if claim.AwaitsPayment() {
		return pay.approved(claim.Record().Amounts.Approved.Money, claim.Engagement().PaysInStages())
	}
	return pay
}

// says reports whether an outcome or an amount of a payout is known.
func says(p catalog.Payout) bool { return p.Outcome != mci.Unknown || !p.OnApproval.IsNone() }

// approvedAmount is the missing fact of a claim that was approved for an amount
// that nobody recorded.
const approvedAmount = "the amount that Microsoft approved"

// approved returns the payout of a claim that Microsoft approved for an amount.
// The calculated amounts no longer count, except for the second of two stages.
func (p Pay) approved(amount mci.Money, inStages bool) Pay {
	switch {
	case amount.IsNone():
		return Pay{Approved: true, Needs: []string{approvedAmount}, Why: "unknown: needs " + approvedAmount}
	case inStages:
		return Pay{Approved: true, OnApproval: amount, Needs: p.Needs, Why: amount.String() + " on approval, the rest unknown: needs " + strings.Join(p.Needs, ", ")}
	default:
		return Pay{Approved: true, Outcome: mci.Pass, Amount: amount}
	}
}

// unknownPay returns a payout that is unknown because of an error.
func unknownPay(err error) Pay { return Pay{Outcome: mci.Unknown, Why: err.Error()} }

// known reports whether the pay of the claim is known. It is known if the claim
// pays an amount, if at least the amount on approval is known, or if the claim
// pays nothing.
func (p Pay) known() bool { return p.Outcome != mci.Unknown || p.divided() }

// divided reports whether only the first of two stages is known.
func (p Pay) divided() bool { return !p.OnApproval.IsNone() }

// sum returns the known amount. It is the total, or the part that the approval
// pays.
func (p Pay) sum() mci.Money {
	if p.divided() {
		return p.OnApproval
	}
	return p.Amount
}

// in returns the payout in a currency, in minor units. If a claim pays nothing,
// it pays 0 in every currency.
func (p Pay) in(currency mci.Currency) (minor int64, ok bool) {
	sum := p.sum()
	return sum.Minor(), p.known() && (sum.IsNone() || sum.Currency() == currency)
}

// difference returns the second payout minus the first. It is none if one of
// them is unknown, if there is no amount, or if there are two currencies.
func difference(old, updated Pay) mci.Money {
	currency := old.sum().Currency()
	if currency == "" {
		currency = updated.sum().Currency()
	}
	before, known := old.in(currency)
	after, ok := updated.in(currency)
	if !known || !ok {
		return mci.Money{}
	}
	return mci.MoneyOf(after-before, currency)
}

// text returns the payout for people: the amount, or the reason why there is
// none.
func (p Pay) text() string {
	text := p.Why
	if p.Outcome == mci.Pass {
		text = p.Amount.String()
	}
	if p.Estimated {
		text += " (estimated)"
	}
	if p.Approved && p.known() {
		text += " (approved)"
	}
	return text
}

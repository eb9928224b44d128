package settlement

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A Settlement holds the result of each claim, and the lines that belong to no
// claim. Two settlements of the same claims and lines have the same JSON.
type Settlement struct {
	// AsOf is the day of the settlement.
	AsOf mci.Date `json:"asOf"`
	// Coverage lists the months that the files cover.
	Coverage []Span `json:"coverage,omitempty"`
	// Results has one result for each claim, in the order in which the claims
	// were given. Claims that have ended without an approval, and associations,
	// are left out unless an earning belongs to them.
	Results []Result `json:"results"`
	// Unclaimed are the earnings that belong to no claim.
	Unclaimed []Unclaimed `json:"unclaimed,omitempty"`
	// Unmatched are the payment orders that no earning names.
	Unmatched []earnings.Order `json:"unmatched,omitempty"`
	// NotEligible are the lines of ineligible revenue that belong to no claim.
	// Most of them are about usage, and no claim has them.
	NotEligible []earnings.Ineligible `json:"notEligible,omitempty"`
	// Unread are the claims of the list that could not be read.
	Unread []*store.ClaimError `json:"-"`
}

// An Unclaimed is an earning that belongs to no claim. Its earning is never nil
// in a settlement. If its payment order decides on its payment status, as
// [Settle] says, it has the status and the day of the download of the order.
type Unclaimed struct {
	*earnings.Earning
	// NumberUnknown is true if the earning names a claim by a number that no
	// claim has, or that several have.
	NumberUnknown bool `json:"numberUnknown,omitempty"`
	// Candidates are the claims that it may belong to. Nothing is concluded
	// from them.
	Candidates []claims.ID `json:"candidates,omitempty"`
}

// A Result is the state of one claim's payment, with its figures. Amounts of
// different kinds are separate figures. An amount that is not known is no
// amount, and never zero.
type Result struct {
	// ID is the host's ID of the claim.
	ID claims.ID `json:"id"`
	// Kind is the kind of the claim.
	Kind store.Kind `json:"kind,omitempty"`
	// Number is the claim's number in Partner Center, or empty.
	Number string `json:"number,omitempty"`
	// State is the state of the payment.
	State State `json:"state"`
	// Due is the day by which the payment is expected: the last day of the
	// payment cycle or, if an unpaid earning has one, of its estimated month. Of
	// several unpaid earnings it is the day of the one that is late the longest
	// or, if none is late, the earliest day.
	Due mci.Date `json:"due,omitzero"`
	// DueAssumed is true if Due counts from an approval whose day is assumed.
	DueAssumed bool `json:"dueAssumed,omitempty"`
	// DaysLate is the number of days from Due to the last day that the files
	// show of the earning that Due belongs to. It is 0 unless the claim is late.
	DaysLate int `json:"daysLate,omitempty"`
	// Doubtful is true if an earning was matched by customer, engagement and
	// month and not by the number of the claim, or if a line that could not be
	// read may be about the claim; see Reports.Unread.
	Doubtful bool `json:"doubtful,omitempty"`

	// Estimated is the amount that was calculated at the nomination.
	Estimated earnings.Amount `json:"estimated,omitzero"`
	// Requested is the amount that was requested.
	Requested earnings.Amount `json:"requested,omitzero"`
	// Approved is the approved amount.
	Approved earnings.Amount `json:"approved,omitzero"`
	// Paid is the sum of the earnings that were sent, before taxes, in the
	// currency of Approved if the lines give it. It can be below zero.
	Paid earnings.Amount `json:"paid,omitzero"`
	// Unpaid is the sum of the earnings that are still to be sent.
	Unpaid earnings.Amount `json:"unpaid,omitzero"`
	// CoOp is the sum of the co-op earnings, which are not sent as money.
	CoOp earnings.Amount `json:"coOp,omitzero"`
	// Open is the sum of the earnings for which it is unknown whether they were
	// sent, for example because of an unknown status.
	Open earnings.Amount `json:"open,omitzero"`
	// Difference is Paid less Approved. It is no amount if one of them is, or
	// if their currencies differ.
	Difference earnings.Amount `json:"difference,omitzero"`
	// Steps explain the difference, and each has its sign. Only the rounding of
	// a rest can have the other one. A step that is larger than the difference
	// leaves an unexplained rest of the other sign, which no further step
	// explains: if an earning of 300 is still to be sent and 100 are missing,
	// 200 more than approved will come.
	Steps []Step `json:"steps,omitempty"`
	// Unexplained is the difference less the steps.
	Unexplained earnings.Amount `json:"unexplained,omitzero"`
	// Arrived is the sum of the payment orders after taxes, in the currency of
	// the payment. It is no amount if an order is missing, pays other earnings
	// too, or if the currencies of the orders differ.
	Arrived earnings.Amount `json:"arrived,omitzero"`

	// Lines are the earnings that the result rests on, in the order of their
	// IDs.
	Lines []Evidence `json:"lines,omitempty"`
	// Orders are the payment orders of the earnings.
	Orders []PaidOrder `json:"orders,omitempty"`
	// Findings explain the state and the figures.
	Findings []Finding `json:"findings,omitempty"`
	// Missing lists the files and facts that would settle an open question.
	Missing []Missing `json:"missing,omitempty"`

	// Area is the solution area of the claim.
	Area string `json:"area,omitempty"`
	// Location is the partner's location of the claim.
	Location string `json:"location,omitempty"`
	// Owner is the person or team responsible for the claim.
	Owner string `json:"owner,omitempty"`
	// Month is the month of the approval. It is zero if the claim is not
	// approved.
	Month earnings.Month `json:"month,omitzero"`

	uncovered bool      // the files do not cover the months of the claim
	updated   time.Time // the instant of the claim's latest entry
}

// Evidence is one earning with the file and the line that say so.
type Evidence struct {
	// EarningID is the ID of the earning, or empty in the summarized layout.
	EarningID string `json:"earningId,omitempty"`
	// EarningType is the earning type as the report writes it.
	EarningType string `json:"earningType,omitempty"`
	// PaymentID is the ID of the payment order, or empty.
	PaymentID string `json:"paymentId,omitempty"`
	// Status is the payment status as a report writes it: the one of the payment
	// order or, if the line of the earning was downloaded later, of that line.
	Status string `json:"status"`
	// Amount is the earning in the currency of the approved amount if the line
	// gives it. Otherwise it is in the currency of the transaction.
	Amount earnings.Amount `json:"amount"`
	// Earned is the earning in the currency of the transaction, if that is
	// another one.
	Earned earnings.Amount `json:"earned,omitzero"`
	// Month is the estimated month of payment, or zero.
	Month earnings.Month `json:"month,omitzero"`
	// EarningDate is the day of the earning.
	EarningDate mci.Date `json:"earningDate,omitzero"`
	// ReasonCode says why there is an adjustment, or is empty.
	ReasonCode string `json:"reasonCode,omitempty"`
	// Doubtful is true if the earning was matched by customer, engagement and
	// month.
	Doubtful bool `json:"doubtful,omitempty"`
	// NotCounted is true if the line has no earning ID and others of the claim
	// have one. It is then in no figure, because it may be the same earning.
	NotCounted bool `json:"notCounted,omitempty"`
	// Origin is the place of the line.
	Origin earnings.Origin `json:"origin,omitzero"`
}

// A Cause is a reason for a difference between two amounts. The zero Cause is
// none.
type Cause string

// The causes.
const (
	// earned as co-op, which is not sent as money
	CauseCoOp Cause = "co-op share"
	// in the report, and still to be sent
	CauseUnpaid Cause = "not yet paid"
	// not known whether it was sent
	CauseOpen Cause = "status not clear"
	// forfeited or escheated
	CauseForfeited Cause = "lost"
	// an earning below zero that was sent
	CauseTakenBack Cause = "taken back"
	// paid when the target of the engagement is reached
	CauseStage Cause = "second stage"
	// another sent earning has the same amount
	CauseTwice Cause = "paid twice"
	// less than the currency can pay
	CauseRounding Cause = "rounding"
	// the same earning in the currency of the payment
	CauseExchange Cause = "exchange rate"
	// taken off by the payment order
	CauseWithheld Cause = "withheld tax"
	// paid on top by the payment order
	CauseSalesTax Cause = "sales tax"
)

// A Step is one part of the explanation of a difference.
type Step struct {
	// Cause is the reason for the difference.
	Cause Cause `json:"cause"`
	// Amount is the part of the difference that the cause explains. If the
	// cause is the exchange rate, it is the earning in the other currency.
	Amount earnings.Amount `json:"amount"`
	// Rate is the exchange rate as the lines of the step write it, or empty.
	// Lines of another rate, or of another day, have a step of their own.
	Rate string `json:"rate,omitempty"`
	// On is the day of the exchange rate, or zero.
	On mci.Date `json:"on,omitzero"`
	// Origins are the places of the lines that say so.
	Origins []earnings.Origin `json:"origins,omitempty"`
}

// A PaidOrder is one payment order of a claim, with the file and the line that
// say so. If it pays the earnings of the claim alone, steps lead from the
// earnings to the amount that arrived.
type PaidOrder struct {
	// PaymentID is the ID of the payment order.
	PaymentID string `json:"paymentId"`
	// Status is the payment status as the report writes it.
	Status string `json:"status,omitempty"`
	// On is the day of the payment.
	On mci.Date `json:"on,omitzero"`
	// Shared is true unless the order pays the earnings of the claim alone. An
	// order withholds an amount from all its earnings together.
	Shared bool `json:"shared,omitempty"`
	// Earned is the amount of all earnings of the order.
	Earned earnings.Amount `json:"earned,omitzero"`
	// WithheldTax is the tax that is taken off all earnings of the order.
	WithheldTax earnings.Amount `json:"withheldTax,omitzero"`
	// Total is the amount of the order that arrived.
	Total earnings.Amount `json:"total,omitzero"`
	// Steps lead from the earnings of the claim to Total. The earnings that are
	// in another currency come first, one step for each exchange rate. Steps are
	// empty if the order is shared.
	Steps []Step `json:"steps,omitempty"`
	// Unexplained is the part of Total that no step explains. It is no amount
	// if the order is shared.
	Unexplained earnings.Amount `json:"unexplained,omitzero"`
	// Origin is the place of the line.
	Origin earnings.Origin `json:"origin,omitzero"`
}

package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// BeginReview says that a reviewer works on the claim.
type BeginReview struct{}

// Event returns [ReviewBegins].
func (BeginReview) Event() Event { return ReviewBegins }

func (*BeginReview) bind(document.Object) {}

func (BeginReview) check() error { return nil }

func (BeginReview) apply(*Claim, time.Time) error { return nil }

// RequestAction says that the reviewer asks the partner for more.
type RequestAction struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [ReviewerAsks].
func (RequestAction) Event() Event { return ReviewerAsks }

func (c *RequestAction) bind(o document.Object) { c.Comment = boundComment(o) }

func (c RequestAction) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (RequestAction) apply(next *Claim, _ time.Time) error { //nolint:unparam // because Command has the result
	next.record.AnswerPending = true
	return nil
}

// Approve says that the claim passed the review.
type Approve struct {
	// Amount is above zero. If there is none, the requested amount is approved,
	// and if that is not known either, the amount that the claim calculates.
	Amount mci.Money `json:"amount,omitzero"`
}

// Event returns [ReviewerApproves].
func (Approve) Event() Event { return ReviewerApproves }

func (c *Approve) bind(o document.Object) { c.Amount = o.Optional("amount").Money() }

func (c Approve) check() error { return checkAmount("amount", c.Amount) }

func (c Approve) apply(next *Claim, at time.Time) error {
	next.record.ApprovedAt = at
	amount := c.Amount
	if amount.IsNone() {
		amount = next.record.Amounts.Requested.Money
	}
	next.record.Amounts.Approved = next.orCalculated(amount, at)
	return nil
}

// Reject says that the claim failed the review. After a dispute this is final.
type Reject struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [ReviewerRejects].
func (Reject) Event() Event { return ReviewerRejects }

func (c *Reject) bind(o document.Object) { c.Comment = boundComment(o) }

func (c Reject) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (Reject) apply(next *Claim, at time.Time) error { //nolint:unparam // because Command has the result
	if !next.record.Disputed {
		next.record.RejectedAt = at
	}
	return nil
}

// Expire ends a claim whose window is over. It is refused before that instant.
type Expire struct{}

// Event returns [WindowEnds].
func (Expire) Event() Event { return WindowEnds }

func (*Expire) bind(document.Object) {}

func (Expire) check() error { return nil }

func (Expire) apply(*Claim, time.Time) error { return nil }

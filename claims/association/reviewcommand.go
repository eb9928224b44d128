package association

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci/document"
)

// BeginReview says that a reviewer checks the proof.
type BeginReview struct{}

// Event returns [lifecycle.ReviewBegins].
func (BeginReview) Event() lifecycle.Event { return lifecycle.ReviewBegins }

func (*BeginReview) bind(document.Object) {}

func (BeginReview) check() error { return nil }

func (BeginReview) apply(*Claim, time.Time) {}

// FindCompetitor says that another partner claims the same workload or
// subscription, or has it. Microsoft then compares the proofs of both, and can
// ask both for more. The review can take longer than its window.
type FindCompetitor struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [lifecycle.CompetitorFound].
func (FindCompetitor) Event() lifecycle.Event { return lifecycle.CompetitorFound }

func (c *FindCompetitor) bind(o document.Object) { c.Comment = boundComment(o) }

func (c FindCompetitor) check() error { return checkComment(c.Comment) }

func (FindCompetitor) apply(*Claim, time.Time) {}

// RequestAction says that the reviewer needs more information.
type RequestAction struct {
	Faults  []cpor.Fault `json:"faults,omitempty"`  // each at most once
	Comment string       `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [lifecycle.ReviewerAsks].
func (RequestAction) Event() lifecycle.Event { return lifecycle.ReviewerAsks }

func (c RequestAction) clone() Command {
	c.Faults = slices.Clone(c.Faults)
	return c
}

func (c *RequestAction) bind(o document.Object) {
	c.Faults, c.Comment = boundFaults(o), boundComment(o)
}

func (c RequestAction) check() error {
	if err := checkFaults(c.Faults); err != nil {
		return err
	}
	return checkComment(c.Comment)
}

func (RequestAction) apply(*Claim, time.Time) {}

// Approve says that the partner is associated. It does not say that anything is
// paid.
type Approve struct{}

// Event returns [lifecycle.ReviewerApproves].
func (Approve) Event() lifecycle.Event { return lifecycle.ReviewerApproves }

func (*Approve) bind(document.Object) {}

func (Approve) check() error { return nil }

func (Approve) apply(*Claim, time.Time) {}

// Reject says that the claim failed the review. After a dispute this is final.
type Reject struct {
	Faults  []cpor.Fault `json:"faults,omitempty"`  // each at most once
	Comment string       `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [lifecycle.ReviewerRejects].
func (Reject) Event() lifecycle.Event { return lifecycle.ReviewerRejects }

func (c Reject) clone() Command {
	c.Faults = slices.Clone(c.Faults)
	return c
}

func (c *Reject) bind(o document.Object) { c.Faults, c.Comment = boundFaults(o), boundComment(o) }

func (c Reject) check() error {
	if err := checkFaults(c.Faults); err != nil {
		return err
	}
	return checkComment(c.Comment)
}

func (Reject) apply(*Claim, time.Time) {}

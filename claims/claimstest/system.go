package claimstest

import (
	"context"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// A System drives a partner's own API or web pages, with one claim in it.
// [TestSystem] calls it, one method at a time. A claim is opened by the first
// event, so a new System has none.
//
// An error that matches [errors.ErrUnsupported] means that the system has no
// such command: the suite leaves it out and tells so.
type System interface {
	// Do gives the command of an event, as the actor whom claims.Transitions
	// names and with all that the engagement demands, such as a deal size or
	// every part of the evidence. For claims.WindowEnds, Do runs the sweep of
	// the system, or waits until the system has expired the claim by itself.
	//
	// If the system refuses the command, or its sweep finds nothing to expire,
	// the error MUST match claims.ErrRefused. Any other error fails the test.
	Do(ctx context.Context, event claims.Event) error
	// Status returns the status of the claim as the system shows it.
	Status(ctx context.Context) (claims.Status, error)
	// Advance sets the clock of the system forward.
	Advance(ctx context.Context, by time.Duration) error
}

// TestSystem drives systems to every state of a claim, each along a shortest
// path of [claims.Transitions], and along each other row that leads to it. It
// compares the status after each step. In the state, it tries each event that
// the machine refuses there, and the end of a window that is not over; the
// system MUST refuse them and keep the status. Each state is a sub-test, whose
// errors name the state, the path and the first step that differs.
//
// A state is recognized only by its status, because a system shows nothing
// else. The events that open a claim are not tried if a claim is open, because
// they would make another one. Rows that only record a fact are not driven, but
// evidence is given before it is submitted.
//
// A new System is made for each path. newSystem may share costly resources, and
// must close the resources that it opens in a cleanup of its test. If a command
// is unsupported, the paths lead around it if they can. If a state has no other
// path, it is skipped. If a system panics, its sub-test fails. If no state can
// be reached, TestSystem fails.
//
// The clock is set far behind the end of each window, so that the lengths of
// the windows are not tried. Compare the deadlines that the system shows with
// those of the library for them.
func TestSystem(t *testing.T, newSystem func(t *testing.T) System) {
	t.Helper()
	run(t, newClaimSurvey(), newSystem)
}

// newClaimSurvey returns a survey of systems with a claim of a partner
// activity.
func newClaimSurvey() *survey[claims.State, claims.Event, claims.Status] {
	s := &survey[claims.State, claims.Event, claims.Status]{
		events: claims.Events(), permits: func(s claims.State, event claims.Event) bool { return s.Permitted().Has(event) },
		status: func(s claims.State) claims.Status { return s.Status },
		expiry: claims.WindowEnds, past: 400 * 24 * time.Hour,
	}
	for _, row := range claims.Transitions() {
		s.add(row.From, row.Event, row.To, firstOf(row.Guards, claims.EvidenceComplete, claims.EvidenceGiven))
	}
	return s
}

// An AssociationSystem drives a partner's own API or web pages for CPOR
// associations, with one association in it. It is used like a [System], and
// [TestAssociationSystem] calls it.
type AssociationSystem interface {
	// Do gives the command of an event, as the actor whom lifecycle.Transitions
	// names and with all that the rules demand, such as a proof without faults
	// or the grounds of a dispute. For lifecycle.WindowEnds, Do runs the sweep
	// of the system, or waits until the system has expired the association by
	// itself.
	//
	// If the system refuses the command, or its sweep finds nothing to expire,
	// the error MUST match claims.ErrRefused. Any other error fails the test.
	Do(ctx context.Context, event lifecycle.Event) error
	// Status returns the status of the association as the system shows it.
	Status(ctx context.Context) (recognition.Status, error)
	// Advance sets the clock of the system forward.
	Advance(ctx context.Context, by time.Duration) error
}

// TestAssociationSystem drives systems to every state of a CPOR association, as
// [TestSystem] does for a claim of a partner activity, along the rows of
// [lifecycle.Transitions]. A proof is given before each submission.
//
// The system judges by the public terms. If the partner does not answer the
// reviewer in time, the window of the dispute begins at once, so the clock is
// set to a day on which the first window is over and the second is not.
func TestAssociationSystem(t *testing.T, newSystem func(t *testing.T) AssociationSystem) {
	t.Helper()
	run(t, newAssociationSurvey(), newSystem)
}

// newAssociationSurvey returns a survey of systems with an association.
func newAssociationSurvey() *survey[lifecycle.State, lifecycle.Event, recognition.Status] {
	s := &survey[lifecycle.State, lifecycle.Event, recognition.Status]{
		events: lifecycle.Events(), permits: func(s lifecycle.State, event lifecycle.Event) bool { return s.Permitted().Has(event) },
		status: func(s lifecycle.State) recognition.Status { return s.Status },
		expiry: lifecycle.WindowEnds, past: 40 * 24 * time.Hour,
	}
	for _, row := range lifecycle.Transitions() {
		s.add(row.From, row.Event, row.To, firstOf(row.Guards, lifecycle.ProofComplete, lifecycle.ProofGiven))
	}
	return s
}

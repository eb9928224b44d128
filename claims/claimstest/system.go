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
// If the system refuses a command, the error MUST match claims.ErrRefused. Any
// other error fails the test.
type System interface {
	// Do gives the command of an event, as the actor whom claims.Transitions
	// names, with all that the command itself needs, such as a deal size. Four
	// events need more care:
	//
	//   - claims.EvidenceGiven gives every part of the evidence, and has the
	//     surveys completed. If this was done before, it only gives the part
	//     again that DoWithout spoils.
	//   - claims.PartnerSubmits only submits, because the evidence was given
	//     before. If the system lacks claims.EvidenceGiven, it submits with all.
	//   - claims.PartnerDisputes disputes without a comment, which would answer
	//     the reviewer.
	//   - claims.WindowEnds runs the sweep of the system, or waits until the
	//     system has expired the claim by itself. If there is nothing to
	//     expire, this is a refusal.
	Do(ctx context.Context, event claims.Event) error
	// DoWithout gives the command that a guard of claims.Transitions protects,
	// without what the guard asks for. The system MUST refuse it:
	//
	//   - claims.DealSizeGiven: it asks for the consent without a deal size.
	//   - claims.RequestAnswered: it submits without a comment. Nothing was
	//     given since the reviewer asked or rejected.
	//   - claims.EvidenceComplete: it submits without a part of the evidence. If
	//     every part was given before, it first spoils one. For example, it
	//     sends the survey of the partner again.
	//   - claims.SurveyLinkLive: it sends the customer's survey again, which was
	//     completed before.
	//   - claims.CustomerContactOpen: it changes the customer's contact after
	//     the customer's survey was completed.
	DoWithout(ctx context.Context, guard claims.Guard) error
	// Status returns the status of the claim as the system shows it.
	Status(ctx context.Context) (claims.Status, error)
	// Advance sets the clock of the system forward, by up to 400 days. If a
	// session ends by that, the driver signs in again.
	Advance(ctx context.Context, by time.Duration) error
}

// Lacks names what a system does not have, so that [TestSystem] leaves it out.
// The zero Lacks is nothing: the system has everything.
type Lacks struct {
	// Events are the events for which the system has no command. Do is never
	// called with them, the guards of their commands are not tried, and a state
	// is skipped if every path to it needs one of them. If claims.WindowEnds is
	// among them, Advance is never called.
	Events []claims.Event `json:"events,omitempty"`
	// Guards are the guards that cannot fail in the system. For example,
	// claims.DealSizeGiven cannot if the deal size of the engagement is
	// optional. DoWithout is never called with them.
	Guards []claims.Guard `json:"guards,omitempty"`
}

// TestSystem drives systems to every state of a claim, each along a shortest
// path of [claims.Transitions], and along each other row that leads to it. If a
// way leads back, it goes round and takes the row again. It compares the status
// after each step. In the state, it tries:
//
//   - each guard of a command, without what the guard asks for;
//   - each event that the machine refuses there, and the end of a window that
//     is not over;
//   - each event that only records a fact, repeatedly;
//   - the commands of the state after the end of the window, before the sweep
//     and after it. If no window expires the claim, the sweep must find
//     nothing, and the claim goes on.
//
// Each state is a sub-test, whose errors name the state, the path and the first
// step that differs.
//
// If the system is only a part of what the machine can do, lacks names the
// rest. An error that says that something else is unsupported fails the test
// like any other. If no state can be reached, TestSystem fails.
//
// A state is recognized only by its status, because a system shows nothing
// else. The events that open a claim are not tried if a claim is open, because
// they would make another one.
//
// A new System is made for each path. newSystem may share costly resources, and
// must close the resources that it opens in a cleanup of its test. If a system
// panics, its sub-test fails.
//
// The clock is set far behind the end of each window, so that the lengths of
// the windows are not tried. Compare the deadlines that the system shows with
// those of the library for them.
func TestSystem(t *testing.T, newSystem func(t *testing.T) System, lacks Lacks) {
	t.Helper()
	run(t, newClaimSurvey(lacks), newSystem)
}

// newClaimSurvey returns a survey of systems with a claim of a partner
// activity.
func newClaimSurvey(lacks Lacks) *survey[claims.State, claims.Event, claims.Guard, claims.Status] {
	s := &survey[claims.State, claims.Event, claims.Guard, claims.Status]{
		events: claims.Events(), status: func(s claims.State) claims.Status { return s.Status },
		expiry: claims.WindowEnds, past: 400 * 24 * time.Hour,
		trials: map[claims.Guard]trial[claims.Event]{
			claims.DealSizeGiven:       {},
			claims.EvidenceComplete:    {given: claims.EvidenceGiven},
			claims.RequestAnswered:     {},
			claims.SurveyLinkLive:      {after: claims.EvidenceGiven},
			claims.CustomerContactOpen: {after: claims.EvidenceGiven},
		},
		lacks: lacks.Events, holds: lacks.Guards,
	}
	for _, r := range claims.Transitions() {
		s.rows = append(s.rows, row[claims.State, claims.Event, claims.Guard]{r.From, r.Event, r.To, r.Guards})
	}
	return s
}

// An AssociationSystem drives a partner's own API or web pages for CPOR
// associations, with one association in it. It is used like a [System], and
// [TestAssociationSystem] calls it.
//
// If the system refuses a command, the error MUST match claims.ErrRefused. Any
// other error fails the test.
type AssociationSystem interface {
	// Do gives the command of an event, as the actor whom lifecycle.Transitions
	// names, with all that the command itself needs, such as the grounds of a
	// dispute. Three events need more care:
	//
	//   - lifecycle.ProofGiven gives a proof without faults.
	//   - lifecycle.PartnerSubmits only submits, because the proof was given
	//     before. If the system lacks lifecycle.ProofGiven, it submits with it.
	//   - lifecycle.WindowEnds runs the sweep of the system, or waits until the
	//     system has expired the association by itself. If there is nothing to
	//     expire, this is a refusal.
	Do(ctx context.Context, event lifecycle.Event) error
	// DoWithout gives the command that a guard of lifecycle.Transitions
	// protects, without what the guard asks for. The system MUST refuse it:
	//
	//   - lifecycle.RequestAnswered: it submits without a comment. Nothing was
	//     given since the reviewer asked.
	//   - lifecycle.ProofComplete: it first gives a proof with a fault, and
	//     submits.
	//   - lifecycle.DisputeGrounds: it disputes without a justification and
	//     without a proof.
	//   - lifecycle.SameSubscription: it edits the subscription to another one.
	//   - lifecycle.HasSubscription: it ends the subscription, although the
	//     association is with a workload.
	DoWithout(ctx context.Context, guard lifecycle.Guard) error
	// Status returns the status of the association as the system shows it.
	Status(ctx context.Context) (recognition.Status, error)
	// Advance sets the clock of the system forward.
	Advance(ctx context.Context, by time.Duration) error
}

// AssociationLacks names what a system does not have, as [Lacks] does. The
// guard lifecycle.HasSubscription cannot fail if the association is with a
// subscription. If it can fail, the event lifecycle.SubscriptionEnds is refused
// in every state.
type AssociationLacks struct {
	// Events are the events for which the system has no command.
	Events []lifecycle.Event `json:"events,omitempty"`
	// Guards are the guards that cannot fail in the system.
	Guards []lifecycle.Guard `json:"guards,omitempty"`
}

// TestAssociationSystem drives systems to every state of a CPOR association, as
// [TestSystem] does for a claim of a partner activity, along the rows of
// [lifecycle.Transitions]. A proof is given before each submission.
//
// The system judges by the public terms. If the partner does not answer the
// reviewer in time, the window of the dispute begins at once, so the clock is
// set to a day on which the first window is over and the second is not.
func TestAssociationSystem(t *testing.T, newSystem func(t *testing.T) AssociationSystem, lacks AssociationLacks) {
	t.Helper()
	run(t, newAssociationSurvey(lacks), newSystem)
}

// newAssociationSurvey returns a survey of systems with an association.
func newAssociationSurvey(lacks AssociationLacks) *survey[lifecycle.State, lifecycle.Event, lifecycle.Guard, recognition.Status] {
	s := &survey[lifecycle.State, lifecycle.Event, lifecycle.Guard, recognition.Status]{
		events: lifecycle.Events(), status: func(s lifecycle.State) recognition.Status { return s.Status },
		expiry: lifecycle.WindowEnds, past: 40 * 24 * time.Hour,
		trials: map[lifecycle.Guard]trial[lifecycle.Event]{
			lifecycle.ProofComplete:    {given: lifecycle.ProofGiven},
			lifecycle.RequestAnswered:  {},
			lifecycle.DisputeGrounds:   {},
			lifecycle.SameSubscription: {},
			lifecycle.HasSubscription:  {always: true},
		},
		lacks: lacks.Events, holds: lacks.Guards,
	}
	for _, r := range lifecycle.Transitions() {
		s.rows = append(s.rows, row[lifecycle.State, lifecycle.Event, lifecycle.Guard]{r.From, r.Event, r.To, r.Guards})
	}
	return s
}

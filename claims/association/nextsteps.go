package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/mci"
)

// NextSteps lists the things that can happen to a claim at one instant: the
// steps that each actor can take, the gaps that block them, and the deadline.
// It is plain data with a JSON form, and agrees with [Apply] in every step. The
// zero NextSteps belongs to no claim.
type NextSteps struct {
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// At is the instant for which the steps hold, in UTC.
	At time.Time `json:"at"`
	// State is the claim's state.
	State lifecycle.State `json:"state"`
	// Steps are in the order of Events. They are empty if nothing can happen
	// any more.
	Steps []Step `json:"steps"`
	// Deadlines are the clocks that run: at most one.
	Deadlines []Countdown `json:"deadlines"`
	// Warnings are facts that a person should know; see Claim.Warnings.
	Warnings []claims.Gap `json:"warnings,omitempty"`
}

// A Step is one event that the machine permits in the claim's state.
type Step struct {
	// Event is the event that the machine permits.
	Event lifecycle.Event `json:"event"`
	// Actor is the only actor who can cause the event. If it is the partner,
	// the user needs the role Incentives admin.
	Actor claims.Actor `json:"actor"`
	// To is the state after the event. If the step only records something, it
	// is the same state as before.
	To lifecycle.State `json:"to"`
	// Rule is the ID of the rule that permits the event.
	Rule mci.RuleID `json:"rule"`
	// Source is the document that the rule comes from.
	Source mci.Source `json:"source"`
	// Inferred says that the rule is read from the source and not stated there.
	Inferred bool `json:"inferred,omitempty"`
	// Blocked lists the gaps that must be settled before the step can be taken.
	// If it is empty, the step can be taken at the instant.
	Blocked []claims.Gap `json:"blocked,omitempty"`
	// Needed lists the things that the command itself must bring or leave
	// alone. Whether it does is unknown until the command is given.
	Needed []claims.Gap `json:"needed,omitempty"`
	// Warned lists facts about the step that a person should know although no
	// rule refuses it, such as an opt-out after the shortest documented window.
	Warned []claims.Gap `json:"warned,omitempty"`
}

// Open reports whether the step can be taken at the instant, if the command
// brings the things that are needed.
func (s *Step) Open() bool { return len(s.Blocked) == 0 }

// A Countdown is a deadline seen from one instant. The zero Countdown is none.
type Countdown struct {
	// Deadline is the deadline itself.
	Deadline
	// DaysLeft is the number of calendar days that are left after the day of
	// the instant. It is 0 on the last day, and negative if the window is over.
	DaysLeft int `json:"daysLeft"`
	// Over says that the window is over at the instant.
	Over bool `json:"over"`
	// Overdue says that the window is over while Microsoft holds the claim. It
	// is a warning: nothing expires.
	Overdue bool `json:"overdueAtMicrosoft,omitempty"`
	// Then is the state into which the end of the window moves the claim. If it
	// moves nothing, it is zero.
	Then lifecycle.State `json:"then,omitzero"`
	// ThenRule is the ID of the rule by which the claim moves. It is empty if
	// Then is zero.
	ThenRule mci.RuleID `json:"thenRule,omitempty"`
}

// NextSteps returns the steps that can happen to the claim at an instant. Like
// [Apply] it is pure. If the instant is before the claim's latest entry, every
// step is blocked.
func (c *Claim) NextSteps(at time.Time) NextSteps {
	at = form.UTC(at)
	state := c.State()
	next := NextSteps{Claim: c.record.ID, At: at, State: state, Steps: []Step{}, Deadlines: []Countdown{}, Warnings: c.Warnings(at)}
	for event := range dense.permitted(state).All() {
		next.Steps = append(next.Steps, c.step(dense.row(state, event), at))
	}
	for _, d := range c.Deadlines() {
		count := Countdown{Deadline: d, DaysLeft: d.DaysLeft(at), Over: !d.Window.Open(at), Overdue: c.OverdueAtMicrosoft(at)}
		if d.Expires {
			row := dense.row(state, lifecycle.WindowEnds)
			count.Then, count.ThenRule = row.To, row.Rule
		}
		next.Deadlines = append(next.Deadlines, count)
	}
	return next
}

// step checks the same things as refuse, in the same order, for a command that
// is not known yet.
func (c *Claim) step(row *lifecycle.Transition, at time.Time) Step {
	step := Step{Event: row.Event, Actor: row.Actor, To: row.To, Rule: row.Rule, Source: row.Source.Source(), Inferred: row.Inferred}
	for _, gap := range []*claims.Gap{c.outOfOrder(at), c.outOfWindow(row, at)} {
		if gap != nil {
			step.Blocked = append(step.Blocked, *gap)
		}
	}
	if row.Event == lifecycle.CustomerOptsOut {
		step.Warned = c.lateOptOut("meta.at", at)
	}
	for _, guard := range row.Guards {
		gaps := missing(guard, c, nil, at)
		if guards[guard].ofClaim {
			step.Blocked = append(step.Blocked, gaps...)
		} else {
			step.Needed = append(step.Needed, gaps...)
		}
	}
	return step
}

// By returns the steps of one actor.
func (n *NextSteps) By(actor claims.Actor) []Step {
	var steps []Step
	for _, step := range n.Steps {
		if step.Actor == actor {
			steps = append(steps, step)
		}
	}
	return steps
}

package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
)

// NextSteps is what can happen to a claim, seen from one instant: what each
// actor can do, what stands in the way, and what the clocks will do. It is
// plain data with a JSON form, for a page or a message, and says nothing that
// [Apply] would not do. The zero NextSteps is of no claim.
type NextSteps struct {
	Claim ID        `json:"claim"`
	At    time.Time `json:"at"`
	State State     `json:"state"`
	// how the claim ended; none while it is open
	Class Class `json:"class,omitempty"`
	// in the order of Events; empty where nothing can happen any more
	Steps []Step `json:"steps"`
	// the one that can expire the claim first
	Deadlines []Countdown `json:"deadlines"`
}

// A Step is one event that the machine permits in the claim's state.
type Step struct {
	Event Event `json:"event"`
	// who alone can take it; a partner's user needs an incentives role
	Actor Actor `json:"actor"`
	// the state of before for a step that only records
	To     State      `json:"to"`
	Rule   mci.RuleID `json:"rule"`
	Source mci.Source `json:"source"`
	// see Transition
	Inferred bool `json:"inferred,omitempty"`
	// Blocked is what has to be settled before anybody can take the step; empty
	// if it can be taken at this instant.
	Blocked []Gap `json:"blocked,omitempty"`
	// Needed is what the command itself has to bring, or to leave alone;
	// whether it does is not known before.
	Needed []Gap `json:"needed,omitempty"`
}

// Open reports whether the step can be taken at the instant, by a command that
// brings what is needed.
func (s *Step) Open() bool { return len(s.Blocked) == 0 }

// A Countdown is a deadline seen from one instant.
type Countdown struct {
	Deadline
	// after the day of the instant: 0 on the last day, negative when the window
	// is over
	DaysLeft int `json:"daysLeft"`
	// the window has ended at the instant
	Over bool `json:"over"`
	// Overdue says that the window has ended while Microsoft holds the claim: a
	// warning, nothing expires.
	Overdue bool `json:"overdueAtMicrosoft,omitempty"`
	// Then is the state to which the claim expires at the end of the window,
	// and ThenRule the rule of that; both zero for a deadline that does not
	// expire it.
	Then     State      `json:"then,omitzero"`
	ThenRule mci.RuleID `json:"thenRule,omitempty"`
}

// NextSteps returns what can happen to the claim at an instant. Like [Apply] it
// is pure; an instant before the claim's latest entry blocks every step.
func (c *Claim) NextSteps(at time.Time) NextSteps {
	at = utc(at)
	state := c.State()
	next := NextSteps{Claim: c.record.ID, At: at, State: state, Class: state.Status.Class(), Steps: []Step{}, Deadlines: []Countdown{}}
	for event := range state.Permitted().All() {
		next.Steps = append(next.Steps, c.step(state.row(event), at))
	}
	for _, deadline := range c.Deadlines() {
		next.Deadlines = append(next.Deadlines, c.countdown(deadline, at))
	}
	return next
}

// step asks what refuse asks, in the same order, of a command that is not known
// yet.
func (c *Claim) step(row *Transition, at time.Time) Step {
	step := Step{Event: row.Event, Actor: row.Actor, To: row.To, Rule: row.Rule, Source: row.Source.Source(), Inferred: row.Inferred}
	for _, gap := range []*Gap{c.outOfOrder(at), c.outOfWindow(row, at)} {
		if gap != nil {
			step.Blocked = append(step.Blocked, *gap)
		}
	}
	for _, guard := range row.Guards {
		gaps := guard.missing(c, nil, at)
		if guards[guard].ofClaim {
			step.Blocked = append(step.Blocked, gaps...)
		} else {
			step.Needed = append(step.Needed, gaps...)
		}
	}
	return step
}

func (c *Claim) countdown(d Deadline, at time.Time) Countdown {
	count := Countdown{Deadline: d, DaysLeft: d.DaysLeft(at), Over: !d.Window.Open(at), Overdue: c.overdue(d, at)}
	if d.Expires {
		row := c.State().row(WindowEnds)
		count.Then, count.ThenRule = row.To, row.Rule
	}
	return count
}

// By returns the steps of one actor.
func (n *NextSteps) By(actor Actor) []Step {
	var steps []Step
	for _, step := range n.Steps {
		if step.Actor == actor {
			steps = append(steps, step)
		}
	}
	return steps
}

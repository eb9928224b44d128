package claims_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/mci"
)

// TestEveryStateThatCanBeReachedKeepsTheInvariants searches all possible lives
// of one claim breadth first, with the package itself.
//
// In each situation it gives every command by its actor: at once, a day later,
// and at the bounds of every running window. Every other actor gives the
// command at once. Each command has its own key and is repeated under it. Two
// claims are the same situation if they do not differ in anything that the
// rules read.
//
// In each situation the test checks invariants 1 to 7 and 9 of the design, and
// that the next steps predict the effect of the commands.
func TestEveryStateThatCanBeReachedKeepsTheInvariants(t *testing.T) {
	s := &search{states: map[claims.State]int{}, expiries: map[claims.State]int{}}
	visited := machine.Search(firstVisitor(t), func(l visitor) string { return situation(l.claim) }, s.visit)
	t.Logf("%d situations of %d states were visited by %d commands, %d of them done; the longest way to one has %d entries",
		visited, len(s.states), s.attempts, s.done, s.longest)
	if visited < 1200 || s.attempts < 180_000 {
		t.Errorf("%d situations and %d commands are fewer than there were", visited, s.attempts)
	}
	for _, state := range reached() {
		if s.states[state] == 0 {
			t.Errorf("%s was not reached", state)
		}
		if _, expires := state.Next(claims.WindowEnds); expires != (s.expiries[state] > 0) {
			t.Errorf("%s expired %d times", state, s.expiries[state])
		}
	}
}

// A visitor is one claim of a search, with the first entries of its history as
// they are read from JSON.
type visitor struct {
	*life
	read []claims.Entry
}

// A search counts what it visits.
type search struct {
	states, expiries map[claims.State]int
	attempts, done   int
	longest          int
}

// firstVisitor is a claim for an engagement that requires the proof of execution
// on a template and the customer survey, and also accepts the partner survey. Its
// windows are a few days long.
func firstVisitor(t *testing.T) visitor {
	catalog := adapted(t, append(shortClocks, `"parts": ["invoice", "proof of execution", "customer survey", "partner survey"]`, `"parts": ["proof of execution", "customer survey"]`)...)
	return visitor{life: open(t, catalog, viva, "2022-11-10T09:00Z")}
}

func (s *search) visit(l visitor) (next []visitor) {
	before := l.claim.Record()
	s.states[l.claim.State()]++
	s.longest = max(s.longest, len(l.history))
	l.checkStored()
	l.read = l.reread(l.read)
	l.checkReplayOf(l.read)
	for i, when := range instants(l.claim) {
		l.checkExpiry(claims.Meta{At: when})
		done := map[claims.Event]bool{}
		for _, command := range searched {
			meta := by(command.Event(), when)
			meta.Key = fmt.Sprint(l.claim.Version(), command)
			for stranger := meta; i == 0 && stranger.Actor%claims.System+1 != meta.Actor; {
				stranger.Actor = stranger.Actor%claims.System + 1
				s.try(l, command, stranger)
			}
			if after, ok := s.try(l, command, meta); ok {
				done[command.Event()] = true
				next = append(next, after)
			}
		}
		l.checkNextSteps(when, done)
	}
	checkUnchanged(l.t, &before, l.claim)
	return next
}

// try gives a command, and returns what comes of it and whether it was done.
func (s *search) try(l visitor, command claims.Command, meta claims.Meta) (visitor, bool) {
	s.attempts++
	next := visitor{&life{l.t, l.catalog, l.claim, l.history}, l.read}
	if !next.step(command, meta) {
		return visitor{}, false
	}
	if want := by(command.Event(), meta.At).Actor; meta.Actor != want {
		l.t.Fatalf("%s was done by %s in %s", command.Event(), meta.Actor, l.claim.State())
	}
	s.done++
	if command.Event() == claims.WindowEnds {
		s.expiries[l.claim.State()]++
	}
	return next, true
}

// searched lists the commands that the search tries in every situation.
var searched = []claims.Command{
	claims.SendConsent{},
	claims.ResendConsent{},
	claims.Accept{},
	claims.Decline{},
	claims.Cancel{},
	claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date(vivaTemplate)},
	claims.GiveEvidence{Part: mci.ProofOfExecution},
	claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
	claims.GiveEvidence{Part: mci.CustomerSurvey},
	claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true},
	claims.GiveEvidence{Part: mci.PartnerSurvey},
	claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact},
	claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact},
	claims.AddComment{Comment: "see page 2"},
	claims.Submit{},
	claims.Submit{Comment: "see page 2"},
	claims.BeginReview{},
	claims.RequestAction{},
	claims.Approve{},
	claims.Reject{},
	claims.Dispute{},
	claims.Expire{},
	claims.RecordPayment{Amount: usd("1")},
}

// instants returns the latest instant of a claim, the bounds of its windows
// that are not in the past, and the next day if a window is still open then.
func instants(claim *claims.Claim) []time.Time {
	now := claim.Record().Updated
	found := []time.Time{now}
	for _, d := range claim.Deadlines() {
		if tomorrow := now.AddDate(0, 0, 1); d.Window.Open(tomorrow) && len(found) == 1 {
			found = append(found, tomorrow)
		}
		for _, bound := range []time.Time{d.Window.End.Add(-time.Nanosecond), d.Window.End} {
			if bound.After(now) {
				found = append(found, bound)
			}
		}
	}
	return found
}

// situation returns everything that the rules read: the state, the evidence,
// whether an answer is pending, and the time left in each window that runs or
// may still run.
func situation(claim *claims.Claim) string {
	r := claim.Record()
	var b strings.Builder
	fmt.Fprintf(&b, "%v %t %s", r.State(), r.AnswerPending, r.Updated.Format("15:04:05.999999999"))
	for _, e := range r.Evidence {
		fmt.Fprintf(&b, " %s %s %s", e.Part, e.State, e.Template)
	}
	if claim.State().Terminal() {
		return b.String()
	}
	for _, clock := range clocksAhead(r.State()) {
		if started := claim.Started(clock); !started.IsZero() {
			fmt.Fprintf(&b, " %s %s", clock, claim.Engagement().Window(clock, started).End.Sub(r.Updated))
		}
	}
	return b.String()
}

// clocksAhead returns the clocks that run in a state or in one that can follow.
func clocksAhead(from claims.State) (clocks []mci.Clock) {
	reached := []claims.State{from}
	for i := 0; i < len(reached); i++ {
		for event := range reached[i].Permitted().All() {
			if to, ok := reached[i].Next(event); ok && !slices.Contains(reached, to) {
				reached = append(reached, to)
			}
		}
	}
	for _, row := range claims.ClockRows() {
		if slices.Contains(reached, row.State) && !slices.Contains(clocks, row.Clock) {
			clocks = append(clocks, row.Clock)
		}
	}
	return clocks
}

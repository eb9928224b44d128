package association_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// TestEveryStateThatCanBeReachedKeepsTheInvariants searches breadth first, over
// the package itself, all that can become of one claim: every command by its
// actor, at once, a day later and at the bounds of every window that runs, and
// by everybody else at once; each under a key of its own, and repeated under
// it. Two claims count as one if nothing that the rules look at differs. In
// every situation invariants 1 to 7 and 9 of the design are checked, and that
// the next steps say which commands are then done.
func TestEveryStateThatCanBeReachedKeepsTheInvariants(t *testing.T) {
	for _, kind := range []cpor.Kind{cpor.ModernWorkUsage, cpor.PresalesAdvisor} {
		t.Run(kind.String(), func(t *testing.T) { searchAll(t, kind) })
	}
}

func searchAll(t *testing.T, kind cpor.Kind) {
	s := &search{t: t, states: map[lifecycle.State]int{}, expiries: map[lifecycle.State]int{}}
	terms := must(cpor.NewTerms(cpor.TermsOptions{
		Lengths: []cpor.ClockLength{{Clock: cpor.DisputeClock, Days: 3}, {Clock: cpor.AnswerClock, Days: 2}, {Clock: cpor.PickUpClock, Days: 1}, {Clock: cpor.ReviewClock, Days: 2}, {Clock: cpor.DisputeReviewClock, Days: 1}, {Clock: cpor.OptOutClock, Days: 2}},
	}))
	visited := machine.Search(openOn(t, kind, terms, "2023-01-06T09:00Z"), situation, s.visit)
	t.Logf("%d situations of %d states were visited by %d commands and observations, %d of them done, %d entries were taken back; the longest way to one has %d entries",
		visited, len(s.states), s.attempts, s.done, s.taken, s.longest)
	if visited < 160 || s.attempts < 25_000 || s.taken < visited-1 {
		t.Errorf("%d situations and %d attempts are fewer than there were", visited, s.attempts)
	}
	for _, state := range lifecycle.States() {
		if s.states[state] == 0 {
			t.Errorf("%s was not reached", state)
		}
		if _, expires := state.Next(lifecycle.WindowEnds); expires != (s.expiries[state] > 0) {
			t.Errorf("%s expired %d times", state, s.expiries[state])
		}
	}
}

type search struct {
	t                       *testing.T
	states, expiries        map[lifecycle.State]int
	attempts, done, longest int
	taken                   int // entries taken back
}

// searched are the commands that the search tries in every situation.
func searched(l *life) []association.Command {
	workloads := l.claim.Record().Workloads
	whole := proof("2023-01-02", workloads...)
	unsigned := whole
	unsigned.Signed = mci.No
	return []association.Command{
		association.GiveProof{Proof: whole},
		association.GiveProof{Proof: unsigned},
		association.Edit{CustomerContact: other},
		association.Edit{Subscription: "another"},
		association.AddComment{Comment: "see page 2"},
		association.Submit{},
		association.Submit{Comment: "see page 2"},
		association.BeginReview{},
		association.FindCompetitor{},
		association.RequestAction{},
		association.Approve{},
		association.Reject{},
		association.Dispute{},
		association.Dispute{Justification: "see page 2"},
		association.OptOut{},
		association.Disassociate{Reason: "no longer working together"},
		association.EndSubscription{LastDay: date("2023-12-31")},
		association.Expire{},
	}
}

func (s *search) visit(l *life) (next []*life) {
	s.states[l.claim.State()]++
	s.longest = max(s.longest, len(l.history))
	checkStored(l)
	before := l.claim.Record()
	for i, when := range instants(l.claim) {
		done := map[lifecycle.Event]bool{}
		for _, command := range searched(l) {
			m := by(command.Event(), when)
			m.Key = fmt.Sprint(l.claim.Version(), command)
			for stranger := m; i == 0 && stranger.Actor%claims.PartnerCenter+1 != m.Actor; {
				stranger.Actor = stranger.Actor%claims.PartnerCenter + 1
				if s.try(l, command, stranger) != nil {
					s.t.Fatalf("%s was done by %s in %s", command.Event(), stranger.Actor, l.claim.State())
				}
			}
			if after := s.try(l, command, m); after != nil {
				done[command.Event()] = true
				next = append(next, after)
			}
		}
		checkNextSteps(l, when, done)
		if i == 0 {
			s.checkTolerance(l, done)
		}
	}
	s.checkTakeBack(l)
	wantSame(s.t, invariant2, l.claim.Record(), before)
	return next
}

const invariant2 = "invariant 2: the claim that every command was given to"

// checkTolerance checks invariant 12: inside the tolerance an event is
// permitted if it is permitted at the instant of the claim's latest entry.
func (s *search) checkTolerance(l *life, done map[lifecycle.Event]bool) {
	when := l.claim.Record().Updated.Add(-claims.DefaultTolerance)
	late := map[lifecycle.Event]bool{}
	for _, command := range searched(l) {
		after := s.try(l, command, by(command.Event(), when))
		if after == nil {
			continue
		}
		late[command.Event()] = true
		checkStored(after)
	}
	for _, event := range lifecycle.Events() {
		if late[event] != done[event] && event != lifecycle.WindowEnds {
			s.t.Fatalf("invariant 12: %s in %s: done at once: %t, and dated five minutes before: %t", event, l.claim.State(), done[event], late[event])
		}
	}
}

// checkTakeBack checks that the claim is as before its latest entry if that is
// taken back.
func (s *search) checkTakeBack(l *life) {
	s.attempts++
	number := l.claim.Version()
	change, err := association.TakeBack(l.claim, l.history, number, meta(claims.Partner, l.claim.Record().Updated))
	if number == 1 {
		wantRefusal(s.t, err, "cporclaim.taking-back")
		return
	}
	if err != nil {
		s.t.Fatalf("taking %s back: %v", l.history[number-1].Event, err)
	}
	s.done++
	s.taken++
	before := must(association.Replay(l.history[:number-1], l.terms)).Record()
	before.Version, before.TakenBack, before.Keys = number+1, true, l.claim.Record().Keys
	wantSame(s.t, "the claim before the entry", change.Claim.Record(), before)
	checkStored(after(l, change))
	if again, err := association.TakeBack(change.Claim, after(l, change).history, number, meta(claims.Partner, l.claim.Record().Updated)); err == nil {
		s.t.Fatalf("an entry is taken back twice: %v", again.Claim)
	}
}

// TestEveryStatusCanBeShownInEverySituation searches what can become of a claim
// that follows Partner Center, alone and between the commands of a review.
func TestEveryStatusCanBeShownInEverySituation(t *testing.T) {
	s := &search{t: t, states: map[lifecycle.State]int{}}
	visited := machine.Search(open(t, cpor.ModernWorkUsage, "2023-01-06T09:00Z"), situation, func(l *life) (next []*life) {
		s.states[l.claim.State()]++
		s.longest = max(s.longest, len(l.history))
		checkStored(l)
		before := l.claim.Record()
		for _, shown := range []string{"Draft", "Submitted", "Under review", "Partner action required", "Approved", "Rejected", "Dispute", "Rejected final", "Customer consent received"} {
			if after := s.observe(l, shown); after != nil {
				next = append(next, after)
			}
		}
		for _, command := range []association.Command{
			association.GiveProof{Proof: proof("2023-01-02", teams, exchange)},
			association.Submit{},
			association.BeginReview{},
			association.RequestAction{},
			association.Reject{},
			association.Approve{},
			association.OptOut{},
			association.Resolve{},
		} {
			if after := s.try(l, command, by(command.Event(), l.claim.Record().Updated)); after != nil {
				next = append(next, after)
			}
		}
		for _, state := range lifecycle.States() {
			command := association.Resolve{Take: state}
			if after := s.try(l, command, by(command.Event(), l.claim.Record().Updated)); after != nil {
				next = append(next, after)
			}
		}
		s.checkTakeBack(l)
		wantSame(t, invariant2, l.claim.Record(), before)
		return next
	})
	t.Logf("%d situations of %d states were visited by %d commands and observations, %d of them done, %d entries were taken back; the longest way to one has %d entries",
		visited, len(s.states), s.attempts, s.done, s.taken, s.longest)
	if s.taken == 0 {
		t.Error("nothing was taken back")
	}
	for _, state := range lifecycle.States() {
		if s.states[state] == 0 {
			t.Errorf("%s was not reached", state)
		}
	}
}

// try gives a command, and returns the life after it, or nil if it is refused
// or changes nothing.
func (s *search) try(l *life, command association.Command, m claims.Meta) *life {
	s.attempts++
	change, err := association.Apply(l.claim, command, m)
	if err != nil {
		var refusal *association.Refusal
		if !errors.As(err, &refusal) || len(refusal.Gaps) == 0 || refusal.Rule == "" || refusal.Source.Title == "" || refusal.State != l.claim.State() {
			s.t.Fatalf("%s in %s: %v", command.Event(), l.claim.State(), err)
		}
		return nil
	}
	s.done++
	if command.Event() == lifecycle.WindowEnds {
		s.expiries[l.claim.State()]++
	}
	checkChange(l, change, m)
	if m.Key == "" {
		return after(l, change)
	}
	repeated, err := association.Apply(change.Claim, command, m)
	if err != nil || len(repeated.Entries) != 0 || repeated.Claim.Version() != change.Claim.Version() {
		s.t.Fatalf("invariant 9: %s repeated under its key: %d entries, %v", command.Event(), len(repeated.Entries), err)
	}
	return after(l, change)
}

func (s *search) observe(l *life, shown string) *life {
	s.attempts++
	change, err := association.Observe(l.claim, lifecycle.ReadStatus(shown), meta(claims.PartnerCenter, l.claim.Record().Updated))
	if err != nil {
		s.t.Fatalf("%s shown in %s: %v", shown, l.claim.State(), err)
	}
	if d := change.Claim.Divergence(); d == nil && !lifecycle.ReadStatus(shown).Can(change.Claim.State().Status) {
		s.t.Fatalf("%s is shown, and the claim is %s", shown, change.Claim.State())
	}
	if len(change.Entries) == 0 {
		return nil
	}
	for _, step := range change.Entries[:len(change.Entries)-1] {
		if step.To.Status == recognition.Approved {
			s.t.Fatalf("%s shown in %s assumes an approval that nobody saw", shown, l.claim.State())
		}
	}
	s.done++
	return after(l, change)
}

func after(l *life, change association.Change) *life {
	history := append(l.history[:len(l.history):len(l.history)], change.Entries...)
	return &life{l.t, l.terms, change.Claim, history}
}

// checkStored checks that a claim comes back from its record, its JSON and its
// history.
func checkStored(l *life) {
	l.t.Helper()
	record := l.claim.Record()
	restored, err := association.Restore(throughJSON(l.t, record), l.terms)
	if err != nil {
		l.t.Fatalf("restoring %s: %v", l.claim.State(), err)
	}
	wantSame(l.t, "a restored claim", restored.Record(), record)
	replayed, err := association.Replay(l.history, l.terms)
	if err != nil {
		l.t.Fatalf("invariant 7: replaying to %s: %v", l.claim.State(), err)
	}
	wantSame(l.t, "invariant 7: a replayed claim", replayed.Record(), record)
}

// checkChange checks one entry against the claim before and after it.
func checkChange(l *life, change association.Change, m claims.Meta) {
	l.t.Helper()
	before, after := l.claim.Record(), change.Claim.Record()
	entry := change.Entries[0]
	switch {
	case len(change.Entries) != 1 || after.Version != before.Version+1 || entry.Number != after.Version || change.Expected() != before.Version:
		l.t.Fatalf("invariant 3: version %d after %d, with %d entries", after.Version, before.Version, len(change.Entries))
	case entry.At.Before(before.Updated.Add(-claims.DefaultTolerance)) || after.Updated.Before(before.Updated) || after.Updated.Before(entry.At) || !entry.Given.IsZero() && !entry.Given.Before(entry.At):
		l.t.Fatalf("invariant 3: an entry of %s, given as %s, after one of %s", entry.At, entry.Given, before.Updated)
	case entry.From != before.State() || entry.To != after.State() || entry.Rule == "" || entry.Source.Title == "":
		l.t.Fatalf("the entry %+v does not say what happened", entry)
	case before.State().Terminal() && entry.Event < lifecycle.StatusObserved:
		l.t.Fatalf("invariant 1: %s in %s", entry.Event, before.State())
	case !before.DisputedAt.IsZero() && !before.DisputedAt.Equal(after.DisputedAt) && entry.Event < lifecycle.StatusObserved:
		l.t.Fatal("invariant 5: a second dispute")
	case before.Subscription != after.Subscription || before.Tenant != after.Tenant || before.Kind != after.Kind:
		l.t.Fatalf("%s changed what the claim is about", entry.Event)
	}
	d := l.claim.Deadlines()
	if len(d) == 1 && d[0].Expires && entry.Event < lifecycle.StatusObserved && d[0].Window.Open(m.At) == (entry.Event == lifecycle.WindowEnds) {
		l.t.Fatalf("invariant 6: %s at %s, and the window ends at %s", entry.Event, m.At, d[0].Window.End)
	}
}

// checkNextSteps checks that the next steps say which events were done.
func checkNextSteps(l *life, when time.Time, done map[lifecycle.Event]bool) {
	l.t.Helper()
	next := l.claim.NextSteps(when)
	permitted := l.claim.PermittedAt(when)
	for _, event := range lifecycle.Events() {
		i := -1
		for j, step := range next.Steps {
			if step.Event == event {
				i = j
			}
		}
		open := i >= 0 && next.Steps[i].Open()
		if open != done[event] {
			l.t.Fatalf("%s in %s at %s: the step is open: %t, it was done: %t", event, l.claim.State(), when, open, done[event])
		}
		if done[event] && !permitted.Has(event) {
			l.t.Fatalf("%s in %s: done and not permitted", event, l.claim.State())
		}
	}
}

// instants are the latest instant of a claim, the next day if it is within the
// window, and the bounds of the window if they are not past.
func instants(claim *association.Claim) []time.Time {
	now := claim.Record().Updated
	found := []time.Time{now}
	for _, d := range claim.Deadlines() {
		if tomorrow := now.AddDate(0, 0, 1); d.Window.Open(tomorrow) {
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

// assumedForDisplay lists the assumed instants that no rule reads: a deadline
// and a page tell that they are assumed, and nothing more depends on it.
var assumedForDisplay = []string{"firstSubmitted", "requestedAt", "rejectedAt", "disputedAt", "approvedAt"}

// situation is all that the rules look at.
func situation(l *life) string {
	claim := l.claim
	r := claim.Record()
	var b strings.Builder
	fmt.Fprintf(&b, "%v %t %t %t %v %v %v", r.State(), r.AnswerPending, r.Competing, r.Expired, r.Proof.Signed, r.SubscriptionEnds, r.PortalNumber.Number)
	if r.Observed != nil {
		for path := range r.Observed.Assumed.All() {
			if !slices.Contains(assumedForDisplay, path) {
				fmt.Fprintf(&b, " %s", path)
			}
		}
		if d := r.Observed.Divergence; d != nil {
			fmt.Fprintf(&b, " %s %v", d.Shown, d.Local)
		}
	}
	if claim.State().Terminal() {
		return b.String()
	}
	for _, d := range claim.Deadlines() {
		// Reviews can go on for ever, so a window that is over is only that.
		fmt.Fprintf(&b, " %s %s", d.Clock, max(0, d.Window.End.Sub(r.Updated)))
	}
	return b.String()
}

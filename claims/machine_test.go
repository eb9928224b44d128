package claims_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
)

// allStates returns every state that the type can represent, and some invalid
// ones.
func allStates() []claims.State {
	var states []claims.State
	for status := range claims.Status(20) {
		states = append(states, plain(status), disputed(status))
	}
	return append(states, plain(255), disputed(255))
}

// allEvents returns every event, and some invalid ones.
func allEvents() []claims.Event {
	return append(claims.Events(), 0, claims.PaymentRecorded+1, claims.ClaimAdopted, claims.FactsRecorded, claims.TermsAccepted, claims.TermsAccepted+1, 31, 32, 255)
}

// lookUp finds the next state of an event in the rows of the table, without the
// compiled machine.
func lookUp(rows []claims.Transition, from claims.State, event claims.Event) (claims.State, bool) {
	for _, row := range rows {
		if row.From == from && row.Event == event {
			return row.To, true
		}
	}
	return claims.State{}, false
}

func TestNextIsWhatTheTableSaysForEveryStateAndEvent(t *testing.T) {
	rows := claims.Transitions()
	permitted := 0
	for _, from := range allStates() {
		for _, event := range allEvents() {
			want, wantOK := lookUp(rows, from, event)
			got, ok := from.Next(event)
			if ok != wantOK || ok && got != want {
				t.Errorf("%s in %s (disputed %t): got %s, %t; want %s, %t", event, from, from.Disputed, got, ok, want, wantOK)
			}
			if ok {
				permitted++
			}
		}
	}
	if permitted != len(rows) {
		t.Errorf("%d pairs of state and event are permitted, but the table has %d rows", permitted, len(rows))
	}
}

// A walk over Next must meet exactly the states that the fixture can reach.
func TestAWalkFromTheBeginningMeetsEveryStateThatIsReached(t *testing.T) {
	met := []claims.State{{}}
	for i := 0; i < len(met); i++ {
		for _, event := range claims.Events() {
			if to, ok := met[i].Next(event); ok && !slices.Contains(met, to) {
				met = append(met, to)
			}
		}
	}
	for _, state := range allStates() {
		if state != (claims.State{}) && slices.Contains(met, state) != slices.Contains(reached(), state) {
			t.Errorf("%s (disputed %t): met by the walk %t", state, state.Disputed, slices.Contains(met, state))
		}
	}
	if len(met) != 23 {
		t.Errorf("the walk met %d states, want no claim and 22 more", len(met))
	}
}

func TestPermittedListsTheEventsThatNextPermits(t *testing.T) {
	for _, state := range allStates() {
		var want []claims.Event
		for _, event := range claims.Events() {
			if _, ok := state.Next(event); ok {
				want = append(want, event)
			}
		}
		if got := slices.Collect(state.Permitted().All()); !slices.Equal(got, want) {
			t.Errorf("%s (disputed %t): got %v, want %v", state, state.Disputed, got, want)
		}
	}
}

// terminal lists the terminal states according to the documents.
var terminal = []claims.State{
	plain(claims.ConsentDeclined),
	plain(claims.ConsentExpired),
	plain(claims.NotSubmittedExpired),
	plain(claims.PostSubmissionExpired), disputed(claims.PostSubmissionExpired),
	plain(claims.Approved), disputed(claims.Approved),
	plain(claims.DisputedExpired), disputed(claims.DisputedExpired),
	disputed(claims.RejectedFinal),
	plain(claims.Canceled),
}

func TestTerminalStatesAreExactlyTheDocumentedOnes(t *testing.T) {
	for _, state := range allStates() {
		if got, want := state.Terminal(), slices.Contains(terminal, state); got != want {
			t.Errorf("%s (disputed %t): got %t, want %t", state, state.Disputed, got, want)
		}
	}
}

// Invariant 1, first half: no transition leaves a terminal state.
func TestNoTransitionLeavesATerminalState(t *testing.T) {
	for _, row := range claims.Transitions() {
		if !slices.Contains(terminal, row.From) {
			continue
		}
		if row.Event != claims.PaymentRecorded || row.To != row.From {
			t.Errorf("row %s leads from terminal %s by %s to %s", row.Row, row.From, row.Event, row.To)
		}
	}
}

// Invariant 1, second half: a terminal state can be reached from every state.
func TestFromEveryStateSomeTerminalStateIsReached(t *testing.T) {
	for _, start := range append(reached(), claims.State{}) {
		met := []claims.State{start}
		for i := 0; i < len(met); i++ {
			for event := range met[i].Permitted().All() {
				if to, ok := met[i].Next(event); ok && !slices.Contains(met, to) {
					met = append(met, to)
				}
			}
		}
		if !slices.ContainsFunc(met, claims.State.Terminal) {
			t.Errorf("no terminal state is reached from %s", start)
		}
	}
}

// If the partner, the customer and Microsoft do nothing, the clocks end every
// claim that Microsoft does not hold.
func TestSilenceEndsEveryClaimThatMicrosoftDoesNotHold(t *testing.T) {
	for _, state := range reached() {
		to, expires := state.Next(claims.WindowEnds)
		held := state.Status == claims.Submitted || state.Status == claims.UnderReview
		if expires != (!state.Terminal() && !held) {
			t.Errorf("%s expires: %t", state, expires)
		}
		if expires && !to.Terminal() {
			t.Errorf("%s expires to %s, which is not terminal", state, to)
		}
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	state := plain(claims.CustomerClaimed)
	for name, event := range map[string]claims.Event{
		"permitted": claims.ConsentSent, "refused": claims.ReviewerApproves, "no event": 0, "beyond all events": 255,
	} {
		if got := testing.AllocsPerRun(100, func() { state.Next(event) }); got != 0 {
			t.Errorf("%s: %v allocations, want none", name, got)
		}
	}
}

package claims_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// TestEveryStateThatCanBeReachedKeepsTheInvariants checks in every situation
// that the open steps are the commands that succeed.

func TestTheNextStepsAreTheRowsOfTheStateEachOfItsActor(t *testing.T) {
	for _, state := range reached() {
		next := reach(t, state).claim.NextSteps(at("2022-12-31"))
		events := claims.EventSet{}
		for _, step := range next.Steps {
			row := rowOf(claims.Transitions(), state, step.Event)
			if step.Actor != row.Actor || step.To != row.To || step.Rule != row.Rule || step.Inferred != row.Inferred || step.Source != row.Source.Source() {
				t.Errorf("%s: got %+v, the row is %+v", state, step, row)
			}
			events = claims.EventSetOf(slices.Concat(slices.Collect(events.All()), []claims.Event{step.Event})...)
		}
		if events != state.Permitted() || next.State != state || next.Class != state.Status.Class() || next.Claim != "claim-1" {
			t.Errorf("%s: got %+v", state, next)
		}
		together := 0
		for actor := claims.Partner; actor <= claims.System; actor++ {
			together += len(next.By(actor))
		}
		if together != len(next.Steps) {
			t.Errorf("%s: %d steps of all actors, want %d", state, together, len(next.Steps))
		}
	}
}

func TestTheNextStepsComeBackFromJSON(t *testing.T) {
	instants := []string{"2022-11-10T09:00Z", "2022-12-31", "2024-01-01"}
	for _, state := range reached() {
		for _, instant := range instants {
			next := reach(t, state).claim.NextSteps(at(instant))
			wantSame(t, "the next steps of "+state.String(), throughJSON(t, next), next)
		}
	}
}

func TestTheNextStepsAreAsReviewed(t *testing.T) {
	next := reach(t, plain(claims.ConsentReceived)).claim.NextSteps(at("2023-02-18"))
	golden(t, "nextsteps.json", string(must(json.MarshalIndent(next, "", "  ")))+"\n")
}

// stepOf returns the step for an event.
func stepOf(t *testing.T, next claims.NextSteps, event claims.Event) claims.Step {
	t.Helper()
	i := slices.IndexFunc(next.Steps, func(step claims.Step) bool { return step.Event == event })
	if i < 0 {
		t.Fatalf("%s has no step %s", next.State, event)
	}
	return next.Steps[i]
}

func TestAStepSaysWhatBlocksIt(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	submit := stepOf(t, l.claim.NextSteps(at("2022-12-01")), claims.PartnerSubmits)
	if submit.Open() || len(submit.Blocked) != 4 || submit.Blocked[1].Path != "evidence[proof of execution]" || submit.Blocked[1].Part != mci.ProofOfExecution ||
		submit.Blocked[1].Guard != claims.EvidenceComplete || submit.Blocked[1].Source.Grade != mci.MicrosoftPublic {
		t.Errorf("got %+v", submit)
	}
	l.do("2022-12-01", evidence()...)
	for when, want := range map[string][]string{
		"2022-12-01":                     nil,
		"2022-11-30T23:55Z":              nil,
		"2023-02-18T23:59:59.999999999Z": nil,
		"2023-02-19":                     {"the first submission window ended with 2023-02-18; the claim's expiry is due"},
		"2022-11-30T23:54:59.999999999Z": {"it is dated before the claim's latest entry of 2022-12-01T00:00:00Z"},
	} {
		step := stepOf(t, l.claim.NextSteps(at(when)), claims.PartnerSubmits)
		if got := texts(step.Blocked); !slices.Equal(got, want) || step.Open() != (want == nil) {
			t.Errorf("on %s: blocked by %q, want %q", when, got, want)
		}
	}
}

func TestAStepSaysWhatItsCommandMustBring(t *testing.T) {
	send := stepOf(t, open(t, public(), variable, "2025-08-01").claim.NextSteps(at("2025-08-02")), claims.ConsentSent)
	if !send.Open() || len(send.Needed) != 1 || send.Needed[0].Path != "command.dealSize" || send.Needed[0].Rule != "claim.guard.deal-size" {
		t.Errorf("got %+v", send)
	}
	again := stepOf(t, reach(t, plain(claims.ActionRequired)).claim.NextSteps(at("2022-12-11")), claims.PartnerSubmits)
	if !again.Open() || len(again.Needed) != 1 || again.Needed[0].Path != "command.comment" {
		t.Errorf("got %+v", again)
	}
}

func TestACountdownSaysWhatHappensAtTheEndOfItsWindow(t *testing.T) {
	for _, state := range reached() {
		l := reach(t, state)
		for i, d := range l.claim.Deadlines() {
			for _, left := range []time.Duration{time.Nanosecond, 0} {
				instant := d.Window.End.Add(-left)
				next := l.claim.NextSteps(instant)
				count := next.Deadlines[i]
				over := left == 0
				if count.Over != over || count.DaysLeft != map[bool]int{false: 0, true: -1}[over] || count.Overdue != (over && l.claim.OverdueAtMicrosoft(instant)) {
					t.Errorf("%s, %s clock, at %s: got %+v", state, d.Clock, instant, count)
				}
				wantSame(t, "the deadline", count.Deadline, d)
				if !d.Expires && (count.Then != claims.State{} || count.ThenRule != "") {
					t.Errorf("%s, %s clock: it ends in %s", state, d.Clock, count.Then)
				}
				if expire := by(claims.WindowEnds, instant); d.Expires && over {
					expired := l.claim
					change := must(claims.Apply(expired, claims.Expire{}, expire))
					if change.Claim.State() != count.Then || change.Entries[0].Rule != count.ThenRule {
						t.Errorf("%s: it expires to %s by %s, announced were %s by %s", state, change.Claim.State(), change.Entries[0].Rule, count.Then, count.ThenRule)
					}
				}
			}
		}
	}
}

func TestTheZeroNextStepsAreOfNoClaim(t *testing.T) {
	var next claims.NextSteps
	if next.By(claims.Partner) != nil || next.State != (claims.State{}) {
		t.Errorf("got %+v", next)
	}
}

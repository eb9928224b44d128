package association_test

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
)

func TestTheNextActorIsTheSystemOnceAnExpiryIsDue(t *testing.T) {
	l := asked(t)
	due, _ := l.claim.Expiry()
	for _, c := range []struct {
		name string
		life *life
		when string
		want claims.Actor
	}{
		{"a draft", open(t, cpor.ModernWorkUsage, "2023-01-06"), "2023-01-09", claims.Partner},
		{"a request in its window", l, "2023-01-20", claims.Partner},
		{"a request on its last day", l, due.Window.LastDay.String(), claims.Partner},
		{"a request after its window", l, due.Window.LastDay.AddDays(1).String(), claims.System},
		{"a review after its window", submitted(t), "2023-03-01", claims.Microsoft},
		{"an unsettled divergence", submitted(t).see("2023-02-01", "Draft"), "2023-02-02", claims.Partner},
		{"the same, kept", submitted(t).see("2023-02-01", "Draft").do("2023-02-02", association.Resolve{}), "2023-02-03", claims.Microsoft},
		{"approved", approved(t), "2023-03-01", 0},
	} {
		if got := c.life.claim.NextActor(at(c.when)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A deadline says by itself that Microsoft is late.
func TestADeadlineOfMicrosoftsIsOverdueOnceItsWindowIsOver(t *testing.T) {
	for when, want := range map[string]bool{"2023-01-16": false, "2023-01-17": true} {
		l := submitted(t)
		steps := l.claim.NextSteps(at(when))
		if d := steps.Deadlines[0]; d.Overdue != want || d.Over != want {
			t.Errorf("at %s: overdue %t, over %t, until %s", when, d.Overdue, d.Over, d.Window.LastDay)
		}
	}
	for _, d := range asked(t).claim.NextSteps(at("2023-05-01")).Deadlines {
		if d.Overdue || !d.Over {
			t.Errorf("a request that the partner did not answer: %+v", d)
		}
	}
}

// An opt-out after the shortest documented window is taken, and a person should
// know of it.
func TestALateOptOutIsTakenWithAWarning(t *testing.T) {
	l := approved(t)
	late := l.claim.Deadlines()[0].Window.LastDay.AddDays(1).String()
	steps := l.claim.NextSteps(at(late))
	for _, step := range steps.By(claims.Customer) {
		if len(step.Warned) != 1 || step.Warned[0].Rule != "cporclaim.clock.opt-out" || step.Warned[0].Path != "meta.at" {
			t.Errorf("%s is warned of with %+v", step.Event, step.Warned)
		}
	}
	l.do(late, association.OptOut{}).is(ended(recognition.Rejected, lifecycle.OptedOut))
	if got := l.claim.Warnings(at(late)); len(got) != 1 || got[0].Rule != "cporclaim.clock.opt-out" || got[0].Path != "since" {
		t.Errorf("the warnings are %+v", got)
	}
}

package claims_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheIndexKeysSayWhenAClaimExpiresAndWhenItNeedsSomebody(t *testing.T) {
	for _, state := range reached() {
		claim := reach(t, state).claim
		index := claim.Record().Index
		deadlines := claim.Deadlines()
		var expires, attention time.Time
		for i, d := range deadlines {
			if d.Expires {
				expires = d.Window.End
			}
			if i == 0 || d.Window.End.Before(attention) {
				attention = d.Window.End
			}
		}
		if state.Status == claims.Approved {
			attention = claim.ExpectedPayment().AddDays(1).Start(time.UTC)
		}
		if !index.Expires.Equal(expires) || !index.Attention.Equal(attention) || index.Area != "Modern Work" {
			t.Errorf("%s: got %+v, want %s and %s", state, index, expires, attention)
		}
		if waits := !index.Attention.IsZero(); waits == state.Terminal() && state.Status != claims.Approved {
			t.Errorf("%s: waits for somebody: %t", state, waits)
		}
		if claim.Stale() || must(claims.Restore(claim.Record(), public())).Stale() {
			t.Errorf("%s: the keys are stale", state)
		}
	}
}

func TestTheAttentionIsTheFirstEndOfAllWindowsAndTheFirstDeadlineTheOneThatExpires(t *testing.T) {
	var more []claims.ClockRow // the clock of the first submission goes on beside that of the review
	for _, status := range []claims.Status{claims.Submitted, claims.UnderReview, claims.ActionRequired} {
		more = append(more, claims.ClockRow{State: plain(status), Clock: mci.FirstSubmissionClock})
	}
	first := map[claims.State]mci.Clock{
		plain(claims.ConsentReceived): mci.FirstSubmissionClock, plain(claims.Submitted): mci.ReviewClock, plain(claims.ActionRequired): mci.ReviewClock,
	}
	err := claims.WithClocksReversed(more, func() {
		for state, clock := range first {
			l := reach(t, state)
			if got := l.claim.Deadlines()[0]; got.Clock != clock || got.Expires != (state.Status != claims.Submitted) {
				t.Errorf("the first deadline of %s is %+v, want the %s clock", state, got, clock)
			}
			if got, want := l.claim.Index().Attention, deadline(t, l, mci.FirstSubmissionClock).Window.End; !got.Equal(want) {
				t.Errorf("the attention of %s is %s, want %s", state, got, want)
			}
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// After every change, the index keys are those of the claim's new state.
func TestEveryChangeSetsTheIndexKeys(t *testing.T) {
	rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
	catalogs := map[string]*catalog.Catalog{"public": public(), "short": adapted(t, shortClocks...), "local": public()}
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		for range uniform(t, "steps", 15) {
			p.play(rows[uniform(t, "row", len(rows))])
			if p.life.claim.Stale() {
				t.Fatalf("in %s the keys are %+v", p.life.claim, p.life.claim.Record().Index)
			}
		}
	})
	adopted := must(claims.Adopt(adoption("Rejected"), "claim-1", seen(at("2022-12-15")))).Claim
	if adopted.Stale() || adopted.Record().Index.Expires.IsZero() {
		t.Errorf("adopted: %+v", adopted.Record().Index)
	}
	l := reach(t, plain(claims.ConsentReceived))
	l.observe("2023-01-02", "On hold")
	taken := l.do("2023-01-03", claims.Resolve{Take: claims.Approved})
	if taken.claim.Stale() || taken.claim.Record().Index.Attention.IsZero() {
		t.Errorf("resolved: %+v", taken.claim.Record().Index)
	}
}

func TestARestoredClaimWithOtherKeysIsStaleUntilItsNextChange(t *testing.T) {
	record := reach(t, plain(claims.AwaitingConsent)).claim.Record()
	record.Index = claims.Index{Area: "x", Attention: at("2001-01-01")}
	claim, err := claims.Restore(record, public())
	if err != nil || !claim.Stale() {
		t.Fatalf("stale %t, %v", err == nil && claim.Stale(), err)
	}
	change := must(claims.Apply(claim, claims.ResendConsent{}, by(claims.ConsentResent, at("2022-11-12"))))
	if change.Claim.Stale() || !change.Claim.Record().Index.Expires.Equal(at(over)) {
		t.Errorf("after a change the keys are %+v", change.Claim.Record().Index)
	}
}

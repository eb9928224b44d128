package association_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// TestRandomLivesKeepTheInvariants leads claims of every kind through commands,
// observations and takings-back at random, some of them dated a little before
// the claim's latest entry, under random holidays.
func TestRandomLivesKeepTheInvariants(t *testing.T) {
	statuses := []string{"Draft", "Submitted", "Under review", "Submitted / Under review", "Partner action required", "Approved", "Rejected", "Dispute", "Rejected final", "Paid"}
	rapid.Check(t, func(rt *rapid.T) {
		var holidays []mci.Date
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 90), 0, 20, rapid.ID).Draw(rt, "holidays") {
			holidays = append(holidays, date("2023-01-06").AddDays(n))
		}
		terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(nil, nil, holidays))}))
		l := openOn(t, rapid.SampledFrom(cpor.Kinds()).Draw(rt, "kind"), terms, "2023-01-06")
		s := &search{t: t, states: map[lifecycle.State]int{}, expiries: map[lifecycle.State]int{}}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			when := l.claim.Record().Updated.AddDate(0, 0, rapid.IntRange(0, 25).Draw(rt, "days"))
			when = when.Add(-time.Duration(rapid.IntRange(0, 5).Draw(rt, "minutes")) * time.Minute)
			var next *life
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				next = s.observe(l, rapid.SampledFrom(statuses).Draw(rt, "shown"))
			case 1:
				number := rapid.Uint64Range(1, l.claim.Version()).Draw(rt, "number")
				change, err := association.TakeBack(l.claim, l.history, number, meta(claims.Partner, when))
				var refusal *association.Refusal
				switch {
				case err == nil:
					next = after(l, change)
				case !errors.As(err, &refusal) && !errors.Is(err, claims.ErrOutOfOrder):
					rt.Fatal(err)
				}
			default:
				command := rapid.SampledFrom(searched(l)).Draw(rt, "command")
				next = s.try(l, command, by(command.Event(), when))
			}
			if next == nil {
				continue
			}
			l = next
			checkStored(l)
		}
		wantSame(t, "the history, read again", throughJSON(t, l.history), l.history)
	})
}

func TestNextStepsAreAsReviewed(t *testing.T) {
	next := asked(t).see("2023-01-17", "Paid").claim.NextSteps(at("2023-01-18"))
	wantSame(t, "the next steps", throughJSON(t, next), next)
	golden(t, "nextsteps.json", string(must(json.MarshalIndent(next, "", "  ")))+"\n")
}

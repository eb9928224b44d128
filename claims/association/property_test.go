package association_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// facts are the facts of a question that can be left out.
func facts(q *association.Question) []*mci.Fact {
	s := &q.Subscription
	return []*mci.Fact{&q.DomainMatches, &q.OnTenant, &q.Own, &q.Others, &s.OfProduct, &s.Active, &s.Provisioned, &s.Listed, &q.Proof.Signed, &q.Proof.Pertains, &q.Proof.Describes}
}

func TestNoDecisionIsBetterWithLessInformation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(rapid.SampledFrom(association.Kinds()).Draw(t, "kind"), monday)
		q.Proof = proof("2022-12-01", q.Workloads...)
		q.Channel = rapid.SampledFrom(append(recognition.Channels(), 0)).Draw(t, "channel")
		q.Location.Enrollment = rapid.SampledFrom([]mci.Enrollment{0, mci.Enrolled, mci.Ineligible}).Draw(t, "enrollment")
		for _, fact := range facts(&q) {
			*fact = rapid.SampledFrom([]mci.Fact{mci.NotSupplied, mci.Yes, mci.No}).Draw(t, "fact")
		}
		if s := &q.Subscription; s.Provisioned == mci.No && s.Listed == mci.Yes {
			s.Listed = mci.No // the facts contradict each other
		}
		full := must(association.Decide(q))
		less := q
		for _, fact := range facts(&less) {
			if rapid.Bool().Draw(t, "left out") {
				*fact = mci.NotSupplied
			}
		}
		if rapid.Bool().Draw(t, "no channel") {
			less.Channel = 0
		}
		poor := must(association.Decide(less))
		if poor.Outcome() == mci.Pass && full.Outcome() != mci.Pass {
			t.Fatalf("%v with every fact, and %v with fewer", full.Reasons(), poor)
		}
		for i, f := range poor.Findings() {
			if was := full.Findings()[i].Outcome; f.Outcome != mci.Unknown && f.Outcome != was {
				t.Fatalf("%s: %v with every fact, and %v with fewer", f.Rule, was, f.Outcome)
			}
		}
	})
}

// TestRandomLivesKeepTheInvariants leads claims of every kind through commands
// and observations at random, under random holidays.
func TestRandomLivesKeepTheInvariants(t *testing.T) {
	statuses := []string{"Draft", "Submitted", "Under review", "Submitted / Under review", "Partner action required", "Approved", "Rejected", "Dispute", "Rejected final", "Paid"}
	rapid.Check(t, func(rt *rapid.T) {
		var holidays []mci.Date
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 90), 0, 20, rapid.ID).Draw(rt, "holidays") {
			holidays = append(holidays, date("2023-01-06").AddDays(n))
		}
		terms := must(association.NewTerms(association.TermsOptions{Days: must(association.NewBusinessDays(nil, nil, holidays))}))
		l := openOn(t, rapid.SampledFrom(association.Kinds()).Draw(rt, "kind"), terms, "2023-01-06")
		s := &search{t: t, states: map[association.State]int{}, expiries: map[association.State]int{}}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			when := l.claim.Record().Updated.AddDate(0, 0, rapid.IntRange(0, 25).Draw(rt, "days"))
			var next *life
			if rapid.IntRange(0, 9).Draw(rt, "observes") == 0 {
				next = s.observe(l, rapid.SampledFrom(statuses).Draw(rt, "shown"))
			} else {
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

package cpor_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// facts are the facts of a question that can be left out.
func facts(q *cpor.Question) []*mci.Fact {
	s := &q.Subscription
	return []*mci.Fact{&q.DomainMatches, &q.OnTenant, &q.Own, &q.Others, &s.OfProduct, &s.Active, &s.Provisioned, &s.Listed, &q.Proof.Signed, &q.Proof.Pertains, &q.Proof.Describes}
}

func TestNoDecisionIsBetterWithLessInformation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(rapid.SampledFrom(cpor.Kinds()).Draw(t, "kind"), monday)
		q.Proof = proof("2022-12-01", q.Workloads...)
		q.Channel = rapid.SampledFrom(append(recognition.Channels(), 0)).Draw(t, "channel")
		q.Location.Enrollment = rapid.SampledFrom([]mci.Enrollment{0, mci.Enrolled, mci.Ineligible}).Draw(t, "enrollment")
		for _, fact := range facts(&q) {
			*fact = rapid.SampledFrom([]mci.Fact{mci.NotSupplied, mci.Yes, mci.No}).Draw(t, "fact")
		}
		if s := &q.Subscription; s.Provisioned == mci.No && s.Listed == mci.Yes {
			s.Listed = mci.No // the facts contradict each other
		}
		full := must(cpor.Decide(q))
		less := q
		for _, fact := range facts(&less) {
			if rapid.Bool().Draw(t, "left out") {
				*fact = mci.NotSupplied
			}
		}
		if rapid.Bool().Draw(t, "no channel") {
			less.Channel = 0
		}
		poor := must(cpor.Decide(less))
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

package eligibility

import (
	"testing"

	"pgregory.net/rapid"
)

// A rule that an engagement has no condition for is not asked, which must not
// change its answer.
func TestADecisionHasTheAnswerThatEachRuleGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		d := decide(&q)
		for i := range rules {
			if got, want := d.verdict.Of(i), rules[i].Check(asked{&q}); got != want {
				t.Fatalf("%s: the decision says %v, the rule %v", rules[i].ID, got, want)
			}
		}
	})
}

// Check asks isPlain first, so a plain question must have nothing malformed.
func TestAQuestionWithAMalformedFieldIsNotPlain(t *testing.T) {
	plain := func() Question {
		q := workshop()
		q.Qualifications, q.Waivers, q.User.Name, q.Location.Name = nil, nil, "", ""
		q.Customer.Resolution, q.Customer.Segment, q.Customer.Requirements, q.Customer.MismatchReason = Resolution{}, "", nil, ""
		return q
	}
	q := plain()
	if !q.isPlain() {
		t.Fatal("the workshop is not plain")
	}
	for _, g := range malformedFields {
		q := plain()
		if g.put(&q); q.isPlain() {
			t.Errorf("a malformed %s is plain", g.path)
		}
	}
}

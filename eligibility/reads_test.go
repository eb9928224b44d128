package eligibility

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility/internal/fact"
)

// Each rule declares the facts that it reads. The test changes all other facts,
// and the answer must stay the same.
func TestNoRuleReadsMoreThanItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := questions().Draw(t, "one"), questions().Draw(t, "other")
		for i := range rules {
			reads := rules[i].Own.reads
			if rules[i].Own.reason == NoReason {
				if reads != 0 {
					t.Fatalf("%s is in no roster, and says that it reads %b", rules[i].ID, reads)
				}
				continue
			}
			if reads == 0 { // it says nothing, and is asked wherever it can answer otherwise
				continue
			}
			mixed := other
			mixed.Engagement, mixed.At, mixed.Location = one.Engagement, one.At, one.Location
			keep(&mixed, &one, reads)
			if got, want := rules[i].Check(asked{&mixed}), rules[i].Check(asked{&one}); got != want {
				t.Fatalf("%s answers %v, and %v when it is told something that it does not say it reads", rules[i].ID, want, got)
			}
		}
	})
}

// keep copies the facts in read from one question to another.
func keep(to, from *Question, read fact.Set) {
	for of, put := range map[fact.Set]func(){
		fact.ID:           func() { to.Customer.ID, to.Customer.Resolution = from.Customer.ID, from.Customer.Resolution },
		fact.Country:      func() { to.Customer.Country = from.Customer.Country },
		fact.Claims:       func() { to.Customer.Claims = from.Customer.Claims },
		fact.OpenClaims:   func() { to.Customer.OpenClaims = from.Customer.OpenClaims },
		fact.Criteria:     func() { to.Customer.MeetsCriteria = from.Customer.MeetsCriteria },
		fact.Nominated:    func() { to.Customer.Nominated = from.Customer.Nominated },
		fact.Segment:      func() { to.Customer.Segment = from.Customer.Segment },
		fact.Quantities:   func() { to.Customer.Quantities = from.Customer.Quantities },
		fact.Requirements: func() { to.Customer.Requirements = from.Customer.Requirements },
		fact.Opportunity:  func() { to.Opportunity = from.Opportunity },
	} {
		if read&of != 0 {
			put()
		}
	}
}

package eligibility

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// togetherRule is what two nominations must have in common to be made in one go: one customer by one ID, from one location,
// for different engagements, and nothing beside one that pays a variable amount.
type togetherRule struct {
	id         mci.RuleID
	path, want string
	source     mci.Document
	holds      func(a, b *Question) bool
}

var togetherRules = [...]togetherRule{
	{
		id: "nomination.variable-alone", path: "engagement", want: "no other engagement beside one whose pay is variable", source: mci.CustomersPage,
		holds: func(a, b *Question) bool {
			return a.Engagement.PayKind() != mci.VariablePay && b.Engagement.PayKind() != mci.VariablePay
		},
	},
	{
		id: "nomination.engagement-once", path: "engagement", want: "each engagement once", source: mci.CustomersPage,
		holds: func(a, b *Question) bool { return a.Engagement.Ref().Engagement != b.Engagement.Ref().Engagement },
	},
	{
		id: "nomination.one-customer", path: "customer.id", want: "the same customer by the same ID", source: mci.CustomersPage,
		holds: func(a, b *Question) bool { return a.Customer.ID == b.Customer.ID },
	},
	{
		id: "nomination.one-way", path: "way", want: "the same way, add or claim", source: mci.CustomersPage,
		holds: func(a, b *Question) bool { return a.Way == b.Way },
	},
	{
		id: "nomination.one-location", path: "location", want: "the same location", source: mci.CustomersPage,
		holds: func(a, b *Question) bool { return a.Location == b.Location },
	},
	{
		id: "nomination.one-user", path: "user", want: "the same user at the same instant", source: mci.LibraryReading,
		holds: func(a, b *Question) bool { return a.User.ID == b.User.ID && a.At.Equal(b.At) },
	},
}

// apart returns the place of the first rule by which two questions cannot be nominated in one go; past the last one if they
// can.
func apart(a, b *Question) int {
	for i := range togetherRules {
		if !togetherRules[i].holds(a, b) {
			return i
		}
	}
	return len(togetherRules)
}

// checkTogether reports the first question that cannot be nominated in one go with one before it.
func checkTogether(questions []Question) error {
	for i := range questions {
		for j := range i {
			if place := apart(&questions[j], &questions[i]); place < len(togetherRules) {
				rule := &togetherRules[place]
				return &mci.FieldError{
					Path:  fmt.Sprintf("questions[%d].%s", i, rule.path),
					Found: fmt.Sprintf("one that does not go with questions[%d] (%s)", j, rule.id),
					Want:  rule.want,
				}
			}
		}
	}
	return nil
}

package eligibility

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// twoQuestions is two questions that are to be nominated in one go.
type twoQuestions struct {
	a, b *Question
}

// togetherRule is one condition that two nominations must meet to be made in
// one go. Together, the rules ask for one customer by one ID, from one
// location, for different engagements, and for no other engagement beside one
// with variable pay.
type togetherRule = ruling.Row[twoQuestions, struct{}]

var togetherRules = [...]togetherRule{
	together("nomination.variable-alone", "engagement", "no other engagement beside one whose pay is variable", mci.CustomersPage, func(p twoQuestions) bool {
		return p.a.Engagement.PayKind() != catalog.VariablePay && p.b.Engagement.PayKind() != catalog.VariablePay
	}),
	together("nomination.engagement-once", "engagement", "each engagement once", mci.CustomersPage, func(p twoQuestions) bool {
		return p.a.Engagement.Ref().Engagement != p.b.Engagement.Ref().Engagement
	}),
	together("nomination.one-customer", "customer.id", "the same customer by the same ID", mci.CustomersPage, func(p twoQuestions) bool {
		return p.a.Customer.ID == p.b.Customer.ID
	}),
	together("nomination.one-way", "way", "the same way, add or claim", mci.CustomersPage, func(p twoQuestions) bool {
		return p.a.Way == p.b.Way
	}),
	together("nomination.one-location", "location", "the same location", mci.CustomersPage, func(p twoQuestions) bool {
		return p.a.Location == p.b.Location
	}),
	together("nomination.one-user", "user", "the same user at the same instant", mci.LibraryReading, func(p twoQuestions) bool {
		return p.a.User.ID == p.b.User.ID && p.a.At.Equal(p.b.At)
	}),
}

// together returns a row in its first version. Its Found names no questions,
// because only the caller knows their places.
func together(id mci.RuleID, path, want string, source mci.Document, holds func(twoQuestions) bool) togetherRule {
	return togetherRule{
		ID: id, Version: 1, Path: path, Source: source.Source(),
		Means: "nominations that are made together have " + want,
		Check: func(p twoQuestions) mci.Outcome { return passIf(holds(p)) },
		Want:  func(twoQuestions) string { return want },
		Found: func(twoQuestions) string { return "two that cannot be nominated together" },
	}
}

// Apart returns the finding of the first rule by which two questions cannot be
// nominated in one go ([NominateAll]), and true. If they can, it returns false.
// If a question has no engagement, that is not known, and the finding says so.
func Apart(a, b *Question) (mci.Finding, bool) {
	if a.Engagement == nil || b.Engagement == nil {
		return togetherRules[0].Finding(twoQuestions{a, b}, mci.Unknown), true
	}
	i := apart(a, b)
	if i == len(togetherRules) {
		return mci.Finding{}, false
	}
	return togetherRules[i].Finding(twoQuestions{a, b}, mci.Fail), true
}

// apart returns the place of the first rule by which two questions cannot be
// nominated in one go. If they can, it returns the place past the last rule.
func apart(a, b *Question) int {
	for i := range togetherRules {
		if togetherRules[i].Check(twoQuestions{a, b}) != mci.Pass {
			return i
		}
	}
	return len(togetherRules)
}

// checkTogether reports the first question that cannot be nominated in one go
// with one before it.
func checkTogether(questions []Question) error {
	for i := range questions {
		for j := range i {
			if place := apart(&questions[j], &questions[i]); place < len(togetherRules) {
				rule := &togetherRules[place]
				return &mci.FieldError{
					Path:  fmt.Sprintf("questions[%d].%s", i, rule.Path),
					Found: fmt.Sprintf("one that cannot be nominated together with questions[%d] (%s)", j, rule.ID),
					Want:  rule.Want(twoQuestions{&questions[j], &questions[i]}),
				}
			}
		}
	}
	return nil
}

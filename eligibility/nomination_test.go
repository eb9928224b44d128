package eligibility

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// details returns well-formed details.
func details() Details {
	return Details{
		ClaimName:       "Contoso, endpoint management",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	}
}

func TestANominationIsMadeOnlyWhenEveryRulePasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		nomination, decision, err := Nominate(q, details())
		if err != nil {
			t.Fatal(err)
		}
		want := decide(&q)
		if decision.Outcome() != want.Outcome() || !slices.Equal(decision.Findings(), want.Findings()) {
			t.Fatalf("the decision is %v, want the one of Decide, %v", decision.Findings(), want.Findings())
		}
		if (nomination != nil) != (want.Outcome() == mci.Pass) {
			t.Fatalf("a nomination: %t, though the decision is %v", nomination != nil, want.Outcome())
		}
	})
}

func TestANominationKeepsWhatItWasMadeOf(t *testing.T) {
	for _, q := range []Question{workshop(), workshopByDomain(), opportunity(), known()} {
		nomination, decision, err := Nominate(q, details())
		if err != nil || nomination == nil {
			t.Fatalf("no nomination, because of %v, %v", decision.Reasons(), err)
		}
		if nomination.Details() != details() {
			t.Errorf("the details are %+v, want %+v", nomination.Details(), details())
		}
		if diff := cmp.Diff(q, nomination.Question(), cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b }),
			cmp.Comparer(func(a, b *catalog.Engagement) bool { return a == b }), cmp.Comparer(func(a, b mci.Hours) bool { return a == b }),
			cmp.Comparer(func(a, b Count) bool { return a == b })); diff != "" {
			t.Errorf("the question differs from the one that was asked (-asked +kept):\n%s", diff)
		}
		if !slices.Equal(nomination.Findings(), decision.Findings()) || len(nomination.Findings()) != len(rules) {
			t.Errorf("the findings are %v, want those of the decision, %v", nomination.Findings(), decision.Findings())
		}
	}
}

func TestANominationSharesNothingWithItsCaller(t *testing.T) {
	q := workshop()
	nomination, _, err := Nominate(q, details())
	if err != nil {
		t.Fatal(err)
	}
	q.User.Grants[0].Role = mci.IncentivesAdmin
	if got := nomination.Question().User.Grants[0].Role; got != mci.IncentivesUser {
		t.Errorf("the caller's change reached the nomination's question: role %v", got)
	}
	nomination.Question().User.Grants[0].Location = "L-2"
	if got := nomination.Question().User.Grants[0].Location; got != "L-1" {
		t.Errorf("a change of the question that was handed out reached the nomination: location %v", got)
	}
	nomination.Findings()[0] = mci.Finding{}
	if nomination.Findings()[0].Rule != rules[0].ID {
		t.Error("a change of the findings that were handed out reached the nomination")
	}
}

func TestMalformedDetailsAreAnErrorWithAPathAndNoDecision(t *testing.T) {
	for _, c := range []struct {
		path   string
		change func(*Details)
	}{
		{"claimName", func(d *Details) { d.ClaimName = "" }},
		{"claimName", func(d *Details) { d.ClaimName = strings.Repeat("x", 201) }},
		{"claimName", func(d *Details) { d.ClaimName = "bell\a" }},
		{"customerContact.name", func(d *Details) { d.CustomerContact.Name = "" }},
		{"customerContact.email", func(d *Details) { d.CustomerContact.Email = "Alex <alex@contoso.com>" }},
		{"partnerContact.name", func(d *Details) { d.PartnerContact = mci.Contact{} }},
		{"partnerContact.email", func(d *Details) { d.PartnerContact.Email = "maria@" }},
	} {
		d := details()
		c.change(&d)
		nomination, decision, err := Nominate(workshop(), d)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != c.path {
			t.Errorf("%+v: error %v, want a FieldError at %s", d, err, c.path)
		}
		if nomination != nil || decision.Findings() != nil {
			t.Errorf("%s is malformed, and yet there is a nomination or a decision", c.path)
		}
	}
	longest := details()
	longest.ClaimName = strings.Repeat("x", 200)
	if nomination, _, err := Nominate(workshop(), longest); nomination == nil || err != nil {
		t.Errorf("a name of 200 bytes: %v", err)
	}
}

func TestAQuestionWithoutAnEngagementIsAnError(t *testing.T) {
	q := workshop()
	q.Engagement = nil
	nomination, decision, err := Nominate(q, details())
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != "engagement" || nomination != nil || decision.Findings() != nil {
		t.Errorf("Nominate = %v, %v, %v, want a FieldError about the engagement alone", nomination, decision.Findings(), err)
	}
}

func TestTheProposedPayoutIsThatOfAClaimWhoseDatesAreAllTheDayOfTheNomination(t *testing.T) {
	anchored := func(id mci.EngagementID, day time.Time) Question {
		q := workshop()
		q.Engagement, q.At = engagement(id), day
		return q
	}
	scarce, rich := opportunity(), opportunity()
	scarce.Hours = hours("20")
	rich.Hours, rich.Opportunity.ContractValue = hours("500"), money("1000000", mci.USD)
	small := opportunity()
	small.Opportunity.ContractValue = money("50000", mci.USD)
	before := workshop()
	before.At = at(2022, time.September, 1)
	elsewhere := workshop()
	elsewhere.Customer.Country = "TH"
	partner := anchored("paid-where-the-partner-is", at(2023, time.March, 1))
	partner.Customer.Country = ""
	for _, c := range []struct {
		name     string
		question Question
		want     string
	}{
		{"fixed pay in market A", workshop(), "USD 5,000.00"},
		{"fixed pay in market C", elsewhere, "USD 1,000.00"},
		{"the partner's country decides", partner, "USD 5,000.00"},
		{"before the true-up was published", before, "unknown: needs the true-up of the earlier rate, which is unpublished"},
		{"variable pay by hours", scarce, "USD 3,000.00"},
		{"variable pay by contract value", small, "USD 5,000.00"},
		{"variable pay by the cap", rich, "USD 20,000.00"},
		{"rate by nomination, before", anchored("anchored-by-nomination", at(2022, time.December, 31)), "USD 5,000.00"},
		{"rate by nomination, after", anchored("anchored-by-nomination", at(2023, time.January, 1)), "USD 6,000.00"},
		{"rate by consent", anchored("anchored-by-consent", at(2023, time.January, 1)), "USD 6,000.00"},
		{"rate by submission", anchored("anchored-by-submission", at(2023, time.January, 1)), "USD 6,000.00"},
		{"rate by creation", anchored("anchored-by-creation", at(2023, time.January, 1)), "USD 6,000.00"},
	} {
		nomination, decision, err := Nominate(c.question, details())
		if err != nil || nomination == nil {
			t.Errorf("%s: no nomination, because of %v, %v", c.name, decision.Reasons(), err)
			continue
		}
		if got := nomination.ProposedPayout().Summary(); got != c.want {
			t.Errorf("%s: the proposed payout is %q, want %q", c.name, got, c.want)
		}
	}
}

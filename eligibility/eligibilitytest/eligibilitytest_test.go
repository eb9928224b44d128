package eligibilitytest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
)

// A recorder keeps the errors of a test that is expected to fail.
type recorder struct {
	testing.TB

	errors []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// whole returns a question that supplies every fact.
func whole() eligibility.Question {
	q := questiontest.Demanding("gated")()
	q.Customer.Resolution.Tenant, q.Customer.MismatchReason = questiontest.ContosoTenant, "a reason"
	q.Hours, q.Opportunity = questiontest.Hours("60"), questiontest.Opportunity().Opportunity
	q.Waivers = []eligibility.Waiver{{Rule: "customer.criteria"}}
	return q
}

func TestAQuestionWithEveryFactIsSupplied(t *testing.T) {
	TestFacts(t, whole(), nil)
}

func TestAFactThatIsNotSuppliedOrWronglyLeftOutIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*eligibility.Question)
		leftOut map[string]string
		want    []string
	}{
		"a fact":             {func(q *eligibility.Question) { q.PartnerEligible = 0 }, nil, []string{"partnerEligible is not supplied; read by partner.eligible"}},
		"a part":             {func(q *eligibility.Question) { q.Location.Country = "" }, nil, []string{"location.country is not supplied; read by no rule alone"}},
		"a value of its own": {func(q *eligibility.Question) { q.Customer.Resolution = eligibility.Resolution{} }, nil, []string{"customer.resolution is not supplied; read by no rule alone"}},
		"two": {func(q *eligibility.Question) { q.Way, q.Customer.Segment = 0, "" }, nil, []string{
			"way is not supplied; read by customer.add-or-claim, nomination.one-way", "customer.segment is not supplied; read by customer.segment",
		}},
		"on purpose":       {func(q *eligibility.Question) { q.Opportunity = mci.Opportunity{} }, map[string]string{"opportunity.contractValue": "a", "opportunity.status": "b", "opportunity.stage": "c"}, nil},
		"without a reason": {func(q *eligibility.Question) { q.Waivers = nil }, map[string]string{"waivers": ""}, []string{"waivers is left out without a reason"}},
		"supplied anyway":  {func(*eligibility.Question) {}, map[string]string{"at": "there is a clock"}, []string{"at is supplied, but is said to be left out: there is a clock"}},
		"no fact":          {func(*eligibility.Question) {}, map[string]string{"engagement": "x", "customer": "y"}, []string{"customer is said to be left out, but is no fact of a question", "engagement is said to be left out, but is no fact of a question"}},
	} {
		q := whole()
		c.change(&q)
		found := &recorder{TB: t}
		if TestFacts(found, q, c.leftOut); !slices.Equal(found.errors, c.want) {
			t.Errorf("%s: %q, want %q", name, found.errors, c.want)
		}
	}
}

func TestAFactOfAnAssociationThatIsNotSuppliedIsNamed(t *testing.T) {
	found := &recorder{TB: t}
	TestFacts(found, cpor.Question{}, nil)
	for _, want := range []string{"tenant is not supplied; read by no rule alone", "own is not supplied; read by cporclaim.own", "subscription.active is not supplied; read by cporclaim.subscription-active"} {
		if !slices.Contains(found.errors, want) {
			t.Errorf("%q lacks %s", found.errors, want)
		}
	}
}

package customers

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// questions draws questions of all kinds. For most rules, about half of the
// Questions pass, and the others fail or lack a fact.
func questions() *rapid.Generator[eligibility.Question] {
	engagements := []*catalog.Engagement{
		questiontest.Engagement("fy23-endpoint-management"), questiontest.Engagement("fy23-nextgen-windows"), questiontest.Engagement("illustrative-variable-pay"),
		questiontest.Engagement("unlimited"), questiontest.Engagement("two-claims"), questiontest.Engagement("staged"), questiontest.Engagement("undemanding"), questiontest.Engagement("paid-where-the-partner-is"),
		questiontest.Engagement("gated"), questiontest.Engagement("limited"), questiontest.Engagement("locked"), questiontest.Engagement("demanding"), questiontest.Engagement("barring"), questiontest.Engagement("sized"),
	}
	grants := []mci.Grant{{Role: mci.IncentivesUser, Location: "L-1"}, {Role: mci.IncentivesAdmin}, {Role: mci.IncentivesUser, Location: "L-2"}}
	fact := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.Yes, mci.No, mci.NotSupplied})
	country := rapid.SampledFrom([]mci.Country{"CH", "BS", "TH", ""})
	instants := []time.Time{{}, questiontest.At(2022, time.June, 1), questiontest.At(2022, time.September, 1), questiontest.At(2023, time.March, 1), questiontest.At(2024, time.January, 1), questiontest.At(2025, time.October, 1), questiontest.At(2027, time.January, 1)}
	ids := slices.SortedFunc(maps.Values(questiontest.ContosoIDOfKind), func(a, b mci.CustomerID) int { return int(a.Type()) - int(b.Type()) })
	return rapid.Custom(func(t *rapid.T) eligibility.Question {
		q := eligibility.Question{
			Engagement:       rapid.SampledFrom(engagements).Draw(t, "engagement"),
			Way:              rapid.SampledFrom([]eligibility.Way{eligibility.Add, eligibility.Claim, eligibility.Add, eligibility.Claim, 0}).Draw(t, "way"),
			At:               rapid.SampledFrom(instants).Draw(t, "at"),
			PartnerEligible:  fact.Draw(t, "partner eligible"),
			LocationEligible: fact.Draw(t, "location eligible"),
			Location: mci.Location{
				ID: "L-1", Country: country.Draw(t, "location's country"),
				Enrollment: rapid.SampledFrom([]mci.Enrollment{mci.Enrolled, mci.Enrolled, mci.EnrollmentUnknown, mci.Invited}).Draw(t, "enrollment"),
			},
			Customer: eligibility.Customer{
				ID:             rapid.SampledFrom(append(ids, mci.CustomerID{})).Draw(t, "ID"),
				Country:        country.Draw(t, "customer's country"),
				Resolution:     rapid.SampledFrom(resolutions).Draw(t, "resolution"),
				MeetsCriteria:  fact.Draw(t, "meets criteria"),
				Claims:         rapid.SampledFrom([]eligibility.Count{{}, eligibility.CountOf(0), eligibility.CountOf(1), eligibility.CountOf(2)}).Draw(t, "claims"),
				MailMatches:    fact.Draw(t, "mail matches"),
				MismatchReason: rapid.SampledFrom([]string{"", "an external project lead"}).Draw(t, "mismatch reason"),

				ConsentedBefore: fact.Draw(t, "consented before"),
			},
			Hours: rapid.SampledFrom([]mci.Hours{{}, questiontest.Hours("10"), questiontest.Hours("60")}).Draw(t, "hours"),
			Opportunity: mci.Opportunity{
				ContractValue: rapid.SampledFrom([]mci.Money{{}, questiontest.Money("40000", mci.USD), questiontest.Money("120000.00", mci.USD), questiontest.Money("120000", "EUR")}).Draw(t, "contract value"),
				Status:        rapid.SampledFrom([]string{"", "open", "lost"}).Draw(t, "status"),
				Stage:         rapid.SampledFrom([]string{"", "Develop", "Close"}).Draw(t, "stage"),
			},
		}
		q.User.Grants = rapid.SliceOfN(rapid.SampledFrom(grants), 0, 2).Draw(t, "grants")
		q.Qualifications = rapid.SampledFrom([][]string{nil, {}, {"designation A", "agreement"}, {"specialization B", "agreement"}}).Draw(t, "qualifications")
		drawTerms(t, &q.Customer, fact)
		if rapid.Bool().Draw(t, "pay kind fits") {
			variable := q.Engagement.PayKind() == catalog.VariablePay
			if variable != (q.Customer.ID.Type() == mci.OpportunityID) && !q.Customer.ID.IsZero() {
				q.Customer.ID = map[bool]mci.CustomerID{true: questiontest.ContosoDeal, false: questiontest.ContosoTenant}[variable]
			}
			if !variable {
				q.Hours = mci.Hours{}
			}
		}
		if !q.Engagement.Edition().KnowsSegment(q.Customer.Segment) {
			q.Customer.Segment = ""
		}
		if q.Check() != nil { // more claims are open than there are
			q.Customer.OpenClaims = q.Customer.Claims
		}
		return q
	})
}

// resolutions has one of each kind.
var resolutions = []eligibility.Resolution{
	{},
	{Tenant: questiontest.ContosoTenant},
	{Tenant: questiontest.FabrikamTenant},
	{Failure: eligibility.ErrTenantNotFound},
	{Failure: eligibility.ErrTenantAmbiguous},
	{Failure: eligibility.ErrNationalCloud},
}

// drawTerms draws the facts that only some engagements require.
func drawTerms(t *rapid.T, c *eligibility.Customer, fact *rapid.Generator[mci.Fact]) {
	c.OpenClaims = rapid.SampledFrom([]eligibility.Count{{}, eligibility.CountOf(0), eligibility.CountOf(1), eligibility.CountOf(2)}).Draw(t, "open claims")
	c.Nominated = fact.Draw(t, "nominated")
	c.Segment = rapid.SampledFrom([]mci.Segment{"", "commercial", "education", "public sector"}).Draw(t, "segment")
	c.Quantities = mci.Quantities{}
	for _, measure := range []mci.MeasureID{"seats", "users"} {
		if text := rapid.SampledFrom([]string{"", "0", "300", "1200"}).Draw(t, string(measure)); text != "" {
			c.Quantities[measure] = questiontest.Quantity(text)
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "requirements are known") > 0 {
		c.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": fact.Draw(t, "bona fide")}
	}
}

package eligibility

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// garbage makes one field of a question malformed. It has the path of the
// field.
type garbage struct {
	path string
	put  func(*Question)
}

var errElse = errors.New("the directory is down")

// malformedFields contains at least one case for every field that can be
// malformed.
var malformedFields = []garbage{
	{"way", func(q *Question) { q.Way = 9 }},
	{"at", func(q *Question) { q.At = time.Date(12026, time.March, 1, 0, 0, 0, 0, time.UTC) }},
	{"at", func(q *Question) { q.At = time.Date(-1, time.March, 1, 0, 0, 0, 0, time.UTC) }},
	{"user.id", func(q *Question) { q.User.ID = "u\x00" }},
	{"user.name", func(q *Question) { q.User.Name = tooLong }},
	{"user.grants[0].role", func(q *Question) { q.User.Grants = []mci.Grant{{Role: 9}} }},
	{"user.grants[1].location", func(q *Question) {
		q.User.Grants = []mci.Grant{{Role: mci.IncentivesUser}, {Role: mci.IncentivesUser, Location: "L\x1b"}}
	}},
	{"location.id", func(q *Question) { q.Location.ID = "L\x7f" }},
	{"location.name", func(q *Question) { q.Location.Name = tooLong }},
	{"location.country", func(q *Question) { q.Location.Country = "Switzerland" }},
	{"location.enrollment", func(q *Question) { q.Location.Enrollment = 99 }},
	{"location.payeeProfile", func(q *Question) { q.Location.PayeeProfile = 9 }},
	{"partnerEligible", func(q *Question) { q.PartnerEligible = 3 }},
	{"locationEligible", func(q *Question) { q.LocationEligible = 3 }},
	{"qualifications[1]", func(q *Question) { q.Qualifications = []string{"specialization B", ""} }},
	{"customer.country", func(q *Question) { q.Customer.Country = "ch" }},
	{"customer.country", func(q *Question) { q.Customer.Country = "Switzerland" }},
	{"customer.country", func(q *Question) { q.Customer.Country = "ZZ" }},
	{"customer.country", func(q *Question) { q.Customer.Country = "CHE" }},
	{"customer.country", func(q *Question) { q.Customer.Country = "C " }},
	{"customer.resolution", func(q *Question) {
		q.Customer.Resolution = Resolution{Tenant: contosoTenant, Failure: ErrTenantNotFound}
	}},
	{"customer.resolution.tenant", func(q *Question) { q.Customer.Resolution = Resolution{Tenant: contosoTPID} }},
	{"customer.resolution.failure", func(q *Question) { q.Customer.Resolution = Resolution{Failure: errElse} }},
	{"customer.meetsCriteria", func(q *Question) { q.Customer.MeetsCriteria = 3 }},
	{"customer.consentedBefore", func(q *Question) { q.Customer.ConsentedBefore = 3 }},
	{"customer.claims", func(q *Question) { q.Customer.Claims = CountOf(-1) }},
	{"customer.openClaims", func(q *Question) { q.Customer.OpenClaims = CountOf(-1) }},
	{"customer.openClaims", func(q *Question) { q.Customer.Claims, q.Customer.OpenClaims = CountOf(0), CountOf(1) }},
	{"customer.nominated", func(q *Question) { q.Customer.Nominated = 3 }},
	{"customer.segment", func(q *Question) { q.Customer.Segment = "edu\x00cation" }},
	{"customer.requirements[\"bona-fide\"]", func(q *Question) {
		q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": 9, "other": 9}
	}},
	{"customer.mailMatches", func(q *Question) { q.Customer.MailMatches = 3 }},
	{"customer.mismatchReason", func(q *Question) { q.Customer.MismatchReason = tooLong }},
	{"opportunity.contractValue", func(q *Question) { q.Opportunity.ContractValue = money("-1", mci.USD) }},
	{"opportunity.status", func(q *Question) { q.Opportunity.Status = "open\x00" }},
	{"opportunity.stage", func(q *Question) { q.Opportunity.Stage = tooLong }},
	{"waivers[0].rule", func(q *Question) { q.Waivers = []Waiver{{Rule: "customer.unknown"}} }},
}

// tooLong is longer than the limit of every text in a question.
var tooLong = strings.Repeat("x", 4001)

func TestAMalformedFieldIsAnErrorOfThatFieldAndNeverNotEligible(t *testing.T) {
	for _, g := range malformedFields {
		for name, from := range map[string]func() Question{"a workshop": workshop, "an opportunity": opportunity, "a made-up one": demanding("demanding")} {
			q := from()
			g.put(&q)
			before := copied(q)
			d, err := Decide(&q)
			var field *mci.FieldError
			if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) || field.Path != g.path || field.Found == "" || field.Want == "" {
				t.Errorf("%s of %s: the error is %v", g.path, name, err)
			}
			if d.Outcome() != mci.Unknown || d.Findings() != nil {
				t.Errorf("%s of %s: there is a decision beside the error: %v", g.path, name, d.Findings())
			}
			if n, _, err := Nominate(q, details()); n != nil || !errors.As(err, &field) || field.Path != g.path {
				t.Errorf("%s of %s: nominating gives %v, %v", g.path, name, n, err)
			}
			if !sameFacts(&before, &q) {
				t.Errorf("%s of %s: checking changed the question", g.path, name)
			}
		}
	}
}

// sameFacts compares the fields that an inspection could change.
func sameFacts(a, b *Question) bool {
	return a.Way == b.Way && a.Location == b.Location && a.PartnerEligible == b.PartnerEligible && a.LocationEligible == b.LocationEligible &&
		slices.Equal(a.User.Grants, b.User.Grants) && slices.Equal(a.Qualifications, b.Qualifications) &&
		a.Customer.Country == b.Customer.Country && a.Customer.Claims == b.Customer.Claims && a.Customer.OpenClaims == b.Customer.OpenClaims &&
		len(a.Customer.Requirements) == len(b.Customer.Requirements) && a.Customer.Segment == b.Customer.Segment
}

// A misspelled segment would be neither barred nor without a rate, so it is an
// error.
func TestASegmentThatTheCatalogDoesNotDeclareIsAnError(t *testing.T) {
	q := demanding("barring")()
	q.Customer.Segment = "Education"
	var field *mci.FieldError
	if _, err := Decide(&q); !errors.As(err, &field) || field.Path != "customer.segment" {
		t.Errorf("the error is %v", err)
	}
	q = workshop() // its catalog declares no segments and ignores them
	q.Customer.Segment = "Education"
	if d, err := Decide(&q); err != nil || d.Outcome() != mci.Pass {
		t.Errorf("a catalog without segments answers %v, %v", d.Outcome(), err)
	}
}

// Mending removes every malformed field. It does not change a well-formed
// question.
func TestAQuestionIsMendedWhollyAndOnlyWhereItIsMalformed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		if err := q.Check(); err != nil {
			t.Fatalf("a well-formed question is malformed: %v", err)
		}
		for _, g := range rapid.SliceOfN(rapid.SampledFrom(malformedFields), 1, 4).Draw(t, "garbage") {
			g.put(&q)
		}
		waivers := q.Waivers
		mended, problem := q.Mended()
		if problem == nil || q.Check() == nil {
			t.Fatalf("the question %v has no problem", q)
		}
		if err := mended.Check(); err != nil {
			t.Fatalf("the mended question is malformed: %v", err)
		}
		if len(q.Waivers) != len(waivers) {
			t.Fatal("mending changed the question itself")
		}
	})
}

// A location's ID can have letters of any language. Of a user with a malformed
// grant nothing is known.
func TestAUserKeepsWellFormedGrantsWhenAQuestionIsMended(t *testing.T) {
	for location, kept := range map[mci.LocationID]bool{"L-1": true, "Zürich": true, "Z\x00": false} {
		q := workshop()
		q.Way, q.User = 9, mci.User{ID: "u-1", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: location}}}
		mended, problem := q.Mended()
		if problem == nil || (mended.User.ID == "u-1") != kept || (len(mended.User.Grants) == 1) != kept {
			t.Errorf("%q: %+v, %v", location, mended.User, problem)
		}
	}
}

func TestAMalformedSiteOrFilterNamesItsField(t *testing.T) {
	engagements := slices.Values([]*catalog.Engagement{engagement(endpoint), engagement("barring")})
	bad := []Site{{Location: mci.Location{ID: "L-1", Enrollment: 99}}}
	_, forUser := SitesFor(mci.User{Grants: []mci.Grant{{Role: 9}}}, StartClaims, nil)
	_, forSites := SitesFor(userWith(mci.IncentivesUser, ""), StartClaims, bad)
	_, listed := EngagementsPage(engagements, bad, EngagementFilter{}, time.Time{})
	_, filtered := EngagementsPage(engagements, nil, EngagementFilter{Availabilities: []Availability{Active, 9}}, time.Time{})
	for _, c := range []struct {
		path string
		err  error
	}{
		{"user.grants[0].role", forUser},
		{"sites[0].location.enrollment", forSites},
		{"sites[0].location.enrollment", listed},
		{"filter.availabilities[1]", filtered},
		{`eligible["` + string(endpoint) + `"]`, Site{Eligible: map[mci.EngagementID]mci.Fact{endpoint: 9}}.Check()},
	} {
		var field *mci.FieldError
		if !errors.As(c.err, &field) || field.Path != c.path {
			t.Errorf("%s: the error is %v", c.path, c.err)
		}
	}
}

// Without an engagement there is no answer, neither from Judge nor from Apart.
func TestAQuestionWithoutAnEngagementIsUnknown(t *testing.T) {
	for name, q := range map[string]*Question{"none": nil, "empty": {}} {
		if v := Judge(q, 0b101); v.Failed != 0 || v.Unknown != 0b101 {
			t.Errorf("%s: the verdict is %v", name, v)
		}
	}
	q := workshop()
	if v := Judge(&q, ^ruling.Set(0)); v != decide(&q).verdict {
		t.Errorf("the verdict of all rules is %v", v)
	}
	if finding, apart := Apart(&q, &Question{}); !apart || finding.Outcome != mci.Unknown {
		t.Errorf("a question without an engagement goes with another: %v", finding)
	}
	if (&Question{}).ProposedPayout().Outcome != mci.Unknown {
		t.Error("it has a payout")
	}
}

func TestOnlyTheRulesAboutTheCustomerHaveAReason(t *testing.T) {
	about := Criteria()
	for i, rule := range Rules() {
		if rule.Retired {
			continue // stands behind the others
		}
		if (ReasonOf(rule.ID) != NoReason) != about.Has(i) {
			t.Errorf("%s has the reason %v", rule.ID, ReasonOf(rule.ID))
		}
		if Reads(rule.ID) != 0 && !about.Has(i) {
			t.Errorf("%s says what it reads, and is in no roster", rule.ID)
		}
	}
	if ReasonOf("no rule") != NoReason || Reads("no rule") != 0 {
		t.Error("an unknown rule has a reason or reads facts")
	}
	q := workshop()
	q.User, q.Customer.MeetsCriteria = mci.User{}, mci.No
	d := decide(&q)
	if d.Outcome() != mci.Fail || len(d.AboutCustomer().Reasons()) != 1 || d.AboutCustomer().Verdict().Unknown != 0 {
		t.Errorf("about the customer it says %v", d.AboutCustomer().Reasons())
	}
}

func TestStatusAndStageOfAnOpportunityAreComparedWithoutCase(t *testing.T) {
	for _, of := range []mci.EngagementID{variable, "staged"} {
		for _, spell := range []func(string) string{strings.ToLower, strings.ToUpper} {
			q := opportunity()
			q.Engagement = engagement(of)
			q.Opportunity.Status, q.Opportunity.Stage = spell("Open"), spell("Develop")
			for _, rule := range []mci.RuleID{"opportunity.status", "opportunity.stage"} {
				if got := outcomeOf(decide(&q), rule); got != mci.Pass {
					t.Errorf("%s of %s: %q, %q: %v", rule, of, q.Opportunity.Status, q.Opportunity.Stage, got)
				}
			}
		}
	}
}

// A question is first looked at quickly; a name has it inspected closely. Both
// ways must take the last value of each field.
func TestWhatIsAtItsBoundIsWellFormed(t *testing.T) {
	for name, put := range map[string]func(*Question){
		"the last way":            func(q *Question) { q.Way = Claim },
		"the first second":        func(q *Question) { q.At = time.Unix(firstSecond, 1).UTC() },
		"the last second":         func(q *Question) { q.At = time.Unix(lastSecond, 0).UTC() },
		"the last role":           func(q *Question) { q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin}} },
		"the last role elsewhere": func(q *Question) { q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin, Location: "Zürich"}} },
		"a long grant": func(q *Question) {
			q.User.Grants = []mci.Grant{{Location: mci.LocationID(strings.Repeat("l", anID.most))}}
		},
		"the last enrollment": func(q *Question) { q.Location.Enrollment = mci.Discontinued },
		"the last fact": func(q *Question) {
			q.Location.PayeeProfile, q.PartnerEligible, q.LocationEligible = mci.No, mci.No, mci.No
		},
		"the last fact of another": func(q *Question) { q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"r": mci.No} },
		"a long qualification":     func(q *Question) { q.Qualifications = []string{strings.Repeat("q", aName.most)} },
		"a long ID":                func(q *Question) { q.Location.ID = mci.LocationID(strings.Repeat("l", anID.most)) },
		"a long status":            func(q *Question) { q.Opportunity.Status = strings.Repeat("s", aName.most) },
		"open claims alone":        func(q *Question) { q.Customer.Claims, q.Customer.OpenClaims = Count{}, CountOf(1) },
		"claims that are all open": func(q *Question) { q.Customer.Claims, q.Customer.OpenClaims = CountOf(1), CountOf(1) },
		"no claims":                func(q *Question) { q.Customer.Claims, q.Customer.OpenClaims = CountOf(0), CountOf(0) },
	} {
		for _, at := range []string{"", "Zürich"} {
			q := workshop()
			put(&q)
			q.Location.Name = at
			if err := q.Check(); err != nil {
				t.Errorf("%s, at %q: %v", name, at, err)
			}
		}
	}
	for path, put := range map[string]func(*Question){
		"user.grants[0].location": func(q *Question) {
			q.User.Grants = []mci.Grant{{Location: mci.LocationID(strings.Repeat("l", anID.most+1))}}
		},
		"qualifications[0]": func(q *Question) { q.Qualifications = []string{strings.Repeat("q", aName.most+1)} },
		"location.id":       func(q *Question) { q.Location.ID = mci.LocationID(strings.Repeat("l", anID.most+1)) },
		"at":                func(q *Question) { q.At = time.Unix(lastSecond+1, 0).UTC() },
	} {
		q := workshop()
		put(&q)
		var field *mci.FieldError
		if err := q.Check(); !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

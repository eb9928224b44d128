package association_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

var monday = at("2023-01-09T09:00Z")

func TestTheTablesOfConditionsAreComplete(t *testing.T) {
	if err := association.CheckRules(ruling.Check, ruling.Check); err != nil {
		t.Error(err)
	}
}

func TestEveryKindCanBeClaimedIfEveryFactIsGood(t *testing.T) {
	for _, kind := range association.Kinds() {
		d := must(association.Decide(question(kind, monday)))
		if d.Outcome() != mci.Pass || d.Reasons() != nil {
			t.Errorf("%s: %v, since %v", kind, d, d.Reasons())
		}
	}
}

// TestEachConditionStandsInTheWayByItself changes one fact of a question that
// passes.
func TestEachConditionStandsInTheWayByItself(t *testing.T) {
	usage, advisor := association.ModernWorkUsage, association.PresalesAdvisor
	for name, c := range map[string]struct {
		kind    association.Kind
		change  func(*association.Question)
		rule    mci.RuleID
		outcome mci.Outcome
		found   string
	}{
		"an incentives user":               {usage, func(q *association.Question) { q.User.Grants[0].Role = mci.IncentivesUser }, "cporclaim.user-role", mci.Fail, "Incentives user"},
		"an admin of another location":     {usage, func(q *association.Question) { q.User.Grants[0].Location = "location-2" }, "cporclaim.user-role", mci.Fail, "no role there"},
		"an unknown user":                  {usage, func(q *association.Question) { q.User = mci.User{} }, "cporclaim.user-role", mci.Unknown, "an unknown user"},
		"a location that is not enrolled":  {usage, func(q *association.Question) { q.Location.Enrollment = mci.Ineligible }, "cporclaim.location-enrolled", mci.Fail, "ineligible"},
		"an unknown enrollment":            {usage, func(q *association.Question) { q.Location.Enrollment = 0 }, "cporclaim.location-enrolled", mci.Unknown, "unknown"},
		"a domain of another tenant":       {usage, func(q *association.Question) { q.DomainMatches = mci.No }, "cporclaim.tenant-domain", mci.Fail, "belongs to it: no"},
		"no domain":                        {usage, func(q *association.Question) { q.Domain = mci.CustomerID{} }, "cporclaim.tenant-domain", mci.Unknown, "no domain"},
		"no workload":                      {usage, func(q *association.Question) { q.Workloads = nil }, "cporclaim.workloads", mci.Fail, "none"},
		"a workload that the tenant lacks": {usage, func(q *association.Question) { q.OnTenant = mci.No }, "cporclaim.workloads", mci.Fail, "Microsoft Teams, Exchange Online; on the tenant: no"},
		"workloads nobody looked for":      {usage, func(q *association.Question) { q.OnTenant = 0 }, "cporclaim.workloads", mci.Unknown, "on the tenant: unknown"},
		"a subscription of CSP":            {advisor, func(q *association.Question) { q.Channel = recognition.CSP }, "cporclaim.channel", mci.Fail, "CSP"},
		"an unknown channel":               {advisor, func(q *association.Question) { q.Channel = 0 }, "cporclaim.channel", mci.Unknown, "unknown"},
		"no subscription":                  {advisor, func(q *association.Question) { q.Subscription.ID = "" }, "cporclaim.subscription", mci.Fail, "none"},
		"a subscription for a workload":    {usage, func(q *association.Question) { q.Subscription.ID = license }, "cporclaim.subscription", mci.Fail, "a subscription; of the products and the tenant: unknown"},
		"a subscription of another thing":  {advisor, func(q *association.Question) { q.Subscription.OfProduct = mci.No }, "cporclaim.subscription", mci.Fail, "tenant: no"},
		"a subscription that has ended":    {advisor, func(q *association.Question) { q.Subscription.Active = mci.No }, "cporclaim.subscription-active", mci.Fail, "active or in grace: no"},
		"a subscription of unknown state":  {advisor, func(q *association.Question) { q.Subscription.Active = 0 }, "cporclaim.subscription-active", mci.Unknown, "unknown"},
		"a subscription not provisioned":   {advisor, func(q *association.Question) { q.Subscription.Provisioned, q.Subscription.Listed = mci.No, 0 }, "cporclaim.subscription-provisioned", mci.Fail, "provisioned: no"},
		"a subscription not listed":        {advisor, func(q *association.Question) { q.Subscription.Listed = mci.No }, "cporclaim.subscription-provisioned", mci.Fail, "offered: no"},
		"provisioned six days ago": {advisor, func(q *association.Question) {
			q.Subscription.Listed, q.Subscription.ProvisionedOn = 0, date("2023-01-03")
		}, "cporclaim.subscription-provisioned", mci.Unknown, "offered: unknown, provisioned: 2023-01-03, so offered by 2023-01-10"},
		"a claim of one's own":        {usage, func(q *association.Question) { q.Own = mci.Yes }, "cporclaim.own", mci.Fail, "has one: yes"},
		"unknown claims of one's own": {usage, func(q *association.Question) { q.Own = 0 }, "cporclaim.own", mci.Unknown, "has one: unknown"},
	} {
		q := question(c.kind, monday)
		c.change(&q)
		d := must(association.Decide(q))
		reasons := d.Reasons()
		if d.Outcome() != c.outcome || len(reasons) != 1 || reasons[0].Rule != c.rule || reasons[0].Outcome != c.outcome || !strings.Contains(reasons[0].Found, c.found) {
			t.Errorf("%s: %v, since %+v", name, d, reasons)
			continue
		}
		// No claim is created, and the refusal names the rule.
		_, err := association.Open(d, details(c.kind), "claim-1", by(association.ClaimCreated, monday))
		refusal := wantRefusal(t, err, c.rule)
		if len(refusal.Gaps) != 1 || !strings.Contains(refusal.Missing(), c.found) || refusal.Source.Title == "" {
			t.Errorf("%s: refused by %v", name, refusal)
		}
	}
}

func TestAnotherPartnerAndTheProofAreAheadAndBarNothing(t *testing.T) {
	q := question(association.ModernWorkUsage, monday)
	q.Others = mci.Yes
	q.Proof = association.Proof{Reference: "sow", Pertains: mci.Yes, Signed: mci.No, Undated: true, Workloads: []association.Workload{teams}}
	d := must(association.Decide(q))
	if d.Outcome() != mci.Pass {
		t.Fatalf("%v, since %v", d, d.Reasons())
	}
	var rules []string
	for _, f := range d.Ahead() {
		rules = append(rules, string(f.Rule)+" "+f.Outcome.String())
	}
	want := "cporclaim.others fail, cporclaim.proof.signed fail, cporclaim.proof.dated fail, cporclaim.proof.service unknown, cporclaim.proof.products fail"
	if got := strings.Join(rules, ", "); got != want {
		t.Errorf("ahead is %s, want %s", got, want)
	}
	if change := must(association.Open(d, details(q.Kind), "claim-1", by(association.ClaimCreated, monday))); change.Claim.Record().Proof.Reference != "sow" {
		t.Error("the claim does not have the proof of the question")
	}
}

func TestADecisionIsShownWithoutTheCustomer(t *testing.T) {
	d := must(association.Decide(question(association.ModernWorkUsage, monday)))
	if d.String() != "Modern Work and Security Usage: pass" || d.GoString() != d.String() {
		t.Errorf("%v, %#v", d, d)
	}
	data := must(json.Marshal(d))
	var read struct {
		Outcome  string
		Findings []mci.Finding
	}
	if err := json.Unmarshal(data, &read); err != nil || read.Outcome != "pass" || len(read.Findings) != len(d.Findings()) {
		t.Errorf("%s: %v", data, err)
	}
	if err := json.Unmarshal(data, &d); err == nil {
		t.Error("a decision was read from JSON")
	}
	var zero association.Decision
	if zero.Outcome() != mci.Unknown || zero.Findings() != nil || zero.Reasons() != nil || zero.Ahead() != nil || zero.String() != "no decision" {
		t.Errorf("the zero decision is %v", zero)
	}
	if got := string(must(json.Marshal(zero))); got != `{"tenant":null,"outcome":"unknown","findings":[]}` {
		t.Error(got)
	}
}

func TestAMalformedQuestionIsAnErrorThatNamesTheField(t *testing.T) {
	for path, change := range map[string]func(*association.Question){
		"subscription.listed": func(q *association.Question) { q.Subscription.Provisioned, q.Subscription.Listed = mci.No, mci.Yes },
		"kind":                func(q *association.Question) { q.Kind = 0 },
		"at":                  func(q *association.Question) { q.At = at("1999-12-31") },
		"tenant":              func(q *association.Question) { q.Tenant = domain },
		"domain":              func(q *association.Question) { q.Domain = tenant },
		"workloads[1]":        func(q *association.Question) { q.Workloads = []association.Workload{teams, teams} },
		"workloads[0]":        func(q *association.Question) { q.Workloads = []association.Workload{"a\nb"} },
		"workloads":           func(q *association.Question) { q.Workloads = make([]association.Workload, 101) },
		"channel":             func(q *association.Question) { q.Channel = 99 },
		"subscription.id":     func(q *association.Question) { q.Subscription.ID = "a\tb" },
		"subscription.active": func(q *association.Question) { q.Subscription.Active = 9 },
		"own":                 func(q *association.Question) { q.Own = 9 },
		"proof.reference":     func(q *association.Question) { q.Proof.Signed = mci.Yes },
		"user.grants[0].role": func(q *association.Question) { q.User.Grants[0].Role = 9 },
		"location.enrollment": func(q *association.Question) { q.Location.Enrollment = 99 },
		"subscription.provisionedOn": func(q *association.Question) {
			q.Subscription.Provisioned, q.Subscription.ProvisionedOn = mci.No, date("2023-01-01")
		},
	} {
		q := question(association.ModernWorkUsage, monday)
		change(&q)
		_, err := association.Decide(q)
		wantInvalid(t, err, path)
	}
}

func TestMalformedDetailsAreAnErrorThatNamesTheField(t *testing.T) {
	for path, change := range map[string]func(*association.Details, *claims.Meta){
		"name":                  func(d *association.Details, _ *claims.Meta) { d.Name = "" },
		"customerTitle":         func(d *association.Details, _ *claims.Meta) { d.CustomerTitle = "" },
		"customerContact.email": func(d *association.Details, _ *claims.Meta) { d.CustomerContact.Email = "nobody" },
		"partnerContact.name":   func(d *association.Details, _ *claims.Meta) { d.PartnerContact = mci.Contact{} },
		"seller":                func(d *association.Details, _ *claims.Meta) { d.Seller.Name = "Kim" },
		"at":                    func(_ *association.Details, m *claims.Meta) { m.At = monday.AddDate(0, 0, 1) },
		"actor":                 func(_ *association.Details, m *claims.Meta) { m.Actor = 0 },
	} {
		d, m := details(association.ModernWorkUsage), by(association.ClaimCreated, monday)
		change(&d, &m)
		_, err := association.Open(must(association.Decide(question(association.ModernWorkUsage, monday))), d, "claim-1", m)
		wantInvalid(t, err, path)
	}
	good := must(association.Decide(question(association.PresalesAdvisor, monday)))
	declined := details(association.PresalesAdvisor)
	declined.PayDeclined = true
	_, err := association.Open(good, declined, "claim-1", by(association.ClaimCreated, monday))
	wantInvalid(t, err, "payDeclined")
	revenue := details(association.RevenueAssociation)
	revenue.Seller.Solution = ""
	_, err = association.Open(must(association.Decide(question(association.RevenueAssociation, monday))), revenue, "claim-1", by(association.ClaimCreated, monday))
	wantInvalid(t, err, "seller.solution")
	_, err = association.Open(good, details(association.PresalesAdvisor), "", by(association.ClaimCreated, monday))
	wantInvalid(t, err, "id")
	nowhere := question(association.PresalesAdvisor, monday)
	nowhere.Location.ID = ""
	_, err = association.Open(must(association.Decide(nowhere)), details(association.PresalesAdvisor), "claim-1", by(association.ClaimCreated, monday))
	wantInvalid(t, err, "location")
	_, err = association.Open(association.Decision{}, declined, "claim-1", by(association.ClaimCreated, monday))
	wantInvalid(t, err, "decision")
}

func TestOnlyAnIncentivesAdminOfThePartnerCreatesAClaim(t *testing.T) {
	d := must(association.Decide(question(association.ModernWorkUsage, monday)))
	m := by(association.ClaimCreated, monday)
	m.Role = mci.IncentivesUser
	_, err := association.Open(d, details(association.ModernWorkUsage), "claim-1", m)
	wantRefusal(t, err, "cporclaim.role")
	_, err = association.Open(d, details(association.ModernWorkUsage), "claim-1", meta(claims.Customer, monday))
	wantRefusal(t, err, "cporclaim.actor")
}

func TestOnesOwnAssociationIsFoundByTenantAndSubject(t *testing.T) {
	q := question(association.ModernWorkUsage, monday)
	held := approved(t)
	if got := association.OwnAssociation(&q, held.claim); got != mci.Yes {
		t.Errorf("an approved claim to the same: %v", got)
	}
	q.Workloads = []association.Workload{"SharePoint Online"}
	if got := association.OwnAssociation(&q, held.claim); got != mci.No {
		t.Errorf("an approved claim to another workload: %v", got)
	}
	q.Workloads = []association.Workload{teams}
	ended := approved(t).do("2023-02-01", association.OptOut{})
	if got := association.OwnAssociation(&q, ended.claim, open(t, association.PresalesAdvisor, "2023-01-02").claim); got != mci.No {
		t.Errorf("a claim that has ended, and one of another scope: %v", got)
	}
	adopted := must(association.Adopt(association.Adoption{Name: "a", Kind: q.Kind, Tenant: tenant, Shown: association.ReadStatus("Approved")}, nil, "claim-2", meta(claims.PartnerCenter, monday)))
	if got := association.OwnAssociation(&q, adopted.Claim); got != mci.NotSupplied {
		t.Errorf("a claim whose workloads are unknown: %v", got)
	}
}

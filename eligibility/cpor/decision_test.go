package cpor_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

func TestTheTablesOfConditionsAreComplete(t *testing.T) {
	if err := errors.Join(ruling.Check(cpor.Conditions), ruling.Check(cpor.ProofConditions)); err != nil {
		t.Error(err)
	}
}

func TestEveryKindCanBeClaimedIfEveryFactIsGood(t *testing.T) {
	for _, kind := range cpor.Kinds() {
		d := must(cpor.Decide(question(kind, monday)))
		if d.Outcome() != mci.Pass || d.Reasons() != nil {
			t.Errorf("%s: %v, since %v", kind, d, d.Reasons())
		}
	}
}

// A condition is one change to a question that passes, and what then stands in
// the way.
type condition struct {
	kind    cpor.Kind
	change  func(*cpor.Question)
	rule    mci.RuleID
	outcome mci.Outcome
	found   string
}

var conditions = map[string]condition{
	"an incentives user":               {cpor.ModernWorkUsage, func(q *cpor.Question) { q.User.Grants[0].Role = mci.IncentivesUser }, "cporclaim.user-role", mci.Fail, "Incentives user"},
	"an admin of another location":     {cpor.ModernWorkUsage, func(q *cpor.Question) { q.User.Grants[0].Location = "location-2" }, "cporclaim.user-role", mci.Fail, "no role there"},
	"an unknown user":                  {cpor.ModernWorkUsage, func(q *cpor.Question) { q.User = mci.User{} }, "cporclaim.user-role", mci.Unknown, "unknown roles"},
	"a user of unknown roles":          {cpor.ModernWorkUsage, func(q *cpor.Question) { q.User.Grants = nil }, "cporclaim.user-role", mci.Unknown, "unknown roles"},
	"a user without a role":            {cpor.ModernWorkUsage, func(q *cpor.Question) { q.User.Grants = []mci.Grant{} }, "cporclaim.user-role", mci.Fail, "no role there"},
	"a location that is not enrolled":  {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Location.Enrollment = mci.Ineligible }, "cporclaim.location-enrolled", mci.Fail, "ineligible"},
	"an unknown enrollment":            {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Location.Enrollment = 0 }, "cporclaim.location-enrolled", mci.Unknown, "unknown"},
	"a domain of another tenant":       {cpor.ModernWorkUsage, func(q *cpor.Question) { q.DomainMatches = mci.No }, "cporclaim.tenant-domain", mci.Fail, "belongs to it: no"},
	"no domain":                        {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Domain = mci.CustomerID{} }, "cporclaim.tenant-domain", mci.Unknown, "no domain"},
	"no workload":                      {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Workloads = nil }, "cporclaim.workloads", mci.Fail, "none"},
	"a workload that the tenant lacks": {cpor.ModernWorkUsage, func(q *cpor.Question) { q.OnTenant = mci.No }, "cporclaim.workloads", mci.Fail, "Microsoft Teams, Exchange Online; on the tenant: no"},
	"workloads nobody looked for":      {cpor.ModernWorkUsage, func(q *cpor.Question) { q.OnTenant = 0 }, "cporclaim.workloads", mci.Unknown, "on the tenant: unknown"},
	"a subscription of CSP":            {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Channel = recognition.CSP }, "cporclaim.channel", mci.Fail, "CSP"},
	"an unknown channel":               {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Channel = 0 }, "cporclaim.channel", mci.Unknown, "unknown"},
	"no subscription":                  {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.ID = "" }, "cporclaim.subscription", mci.Fail, "none"},
	"a subscription for a workload":    {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Subscription.ID = license }, "cporclaim.subscription", mci.Fail, "a subscription; of the products and the tenant: unknown"},
	"a subscription of another thing":  {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.OfProduct = mci.No }, "cporclaim.subscription", mci.Fail, "tenant: no"},
	"a subscription that has ended":    {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.Active = mci.No }, "cporclaim.subscription-active", mci.Fail, "active or in grace: no"},
	"a subscription of unknown state":  {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.Active = 0 }, "cporclaim.subscription-active", mci.Unknown, "unknown"},
	"a subscription not provisioned":   {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.Provisioned, q.Subscription.Listed = mci.No, 0 }, "cporclaim.subscription-provisioned", mci.Fail, "provisioned: no"},
	"a subscription not listed":        {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.Listed = mci.No }, "cporclaim.subscription-provisioned", mci.Fail, "offered: no"},
	"provisioned six days ago": {cpor.PresalesAdvisor, func(q *cpor.Question) {
		q.Subscription.Listed, q.Subscription.ProvisionedOn = 0, date("2023-01-03")
	}, "cporclaim.subscription-provisioned", mci.Unknown, "offered: unknown, provisioned: 2023-01-03, so offered by 2023-01-10"},
	"a subscription nobody looked for": {cpor.PresalesAdvisor, func(q *cpor.Question) { q.Subscription.OfProduct = 0 }, "cporclaim.subscription", mci.Unknown, "tenant: unknown"},
	"a claim of one's own":             {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Own = mci.Yes }, "cporclaim.own", mci.Fail, "has one: yes"},
	"unknown claims of one's own":      {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Own = 0 }, "cporclaim.own", mci.Unknown, "has one: unknown"},
}

func TestEachConditionStandsInTheWayByItself(t *testing.T) {
	for name, c := range conditions {
		q := question(c.kind, monday)
		c.change(&q)
		d := must(cpor.Decide(q))
		reasons := d.Reasons()
		if d.Outcome() != c.outcome || len(reasons) != 1 || reasons[0].Rule != c.rule || reasons[0].Outcome != c.outcome || !strings.Contains(reasons[0].Found, c.found) {
			t.Errorf("%s: %v, since %+v", name, d, reasons)
			continue
		}
		proposal, same, err := cpor.Propose(q, details(c.kind))
		if proposal != nil || err != nil || same.Outcome() != c.outcome || reasons[0].Source.Title == "" {
			t.Errorf("%s: proposed as %v, %v", name, proposal, err)
		}
	}
}

func TestOnlyAKindForSubscriptionsWantsOne(t *testing.T) {
	for _, kind := range cpor.Kinds() {
		found := 0
		for _, f := range must(cpor.Decide(question(kind, monday))).Findings() {
			if !strings.HasPrefix(string(f.Rule), "cporclaim.subscription") {
				continue
			}
			found++
			if wants := strings.HasPrefix(f.Want, "a subscription "); wants != (kind.Terms().Scope == cpor.SubscriptionScope) {
				t.Errorf("%s, %s: wanted %s", kind, f.Rule, f.Want)
			}
		}
		if found != 3 {
			t.Errorf("%s: %d findings about a subscription, want 3", kind, found)
		}
	}
}

func TestAnotherPartnerAndTheProofAreAheadAndBarNothing(t *testing.T) {
	q := question(cpor.ModernWorkUsage, monday)
	q.Others = mci.Yes
	q.Proof = cpor.Proof{Reference: "sow", Pertains: mci.Yes, Signed: mci.No, Undated: true, Workloads: []cpor.Workload{teams}}
	d := must(cpor.Decide(q))
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
	if p := proposed(t, q); p.Proof().Reference != "sow" || !reflect.DeepEqual(p.Findings(), d.Findings()) {
		t.Error("the proposal does not have the proof and the findings of the question")
	}
}

func TestADecisionIsShownWithoutTheCustomer(t *testing.T) {
	d := must(cpor.Decide(question(cpor.ModernWorkUsage, monday)))
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
	var zero cpor.Decision
	if zero.Outcome() != mci.Unknown || zero.Findings() != nil || zero.Reasons() != nil || zero.Ahead() != nil || zero.String() != "no decision" {
		t.Errorf("the zero decision is %v", zero)
	}
	if got := string(must(json.Marshal(zero))); got != `{"tenant":null,"outcome":"unknown","findings":[]}` {
		t.Error(got)
	}
}

func TestAMalformedQuestionIsAnErrorThatNamesTheField(t *testing.T) {
	for path, change := range map[string]func(*cpor.Question){
		"subscription.listed": func(q *cpor.Question) { q.Subscription.Provisioned, q.Subscription.Listed = mci.No, mci.Yes },
		"kind":                func(q *cpor.Question) { q.Kind = 0 },
		"at":                  func(q *cpor.Question) { q.At = at("1999-12-31") },
		"tenant":              func(q *cpor.Question) { q.Tenant = domain },
		"domain":              func(q *cpor.Question) { q.Domain = tenant },
		"workloads[1]":        func(q *cpor.Question) { q.Workloads = []cpor.Workload{teams, teams} },
		"workloads[0]":        func(q *cpor.Question) { q.Workloads = []cpor.Workload{"a\nb"} },
		"workloads":           func(q *cpor.Question) { q.Workloads = make([]cpor.Workload, 101) },
		"channel":             func(q *cpor.Question) { q.Channel = 99 },
		"subscription.id":     func(q *cpor.Question) { q.Subscription.ID = "a\tb" },
		"subscription.active": func(q *cpor.Question) { q.Subscription.Active = 9 },
		"own":                 func(q *cpor.Question) { q.Own = 9 },
		"proof.reference":     func(q *cpor.Question) { q.Proof.Signed = mci.Yes },
		"user.grants[0].role": func(q *cpor.Question) { q.User.Grants[0].Role = 9 },
		"location.enrollment": func(q *cpor.Question) { q.Location.Enrollment = 99 },
		"subscription.provisionedOn": func(q *cpor.Question) {
			q.Subscription.Provisioned, q.Subscription.ProvisionedOn = mci.No, date("2023-01-01")
		},
	} {
		q := question(cpor.ModernWorkUsage, monday)
		change(&q)
		_, err := cpor.Decide(q)
		wantInvalid(t, err, path)
	}
}

func TestAQuestionMayBeAtTheEdgesOfWhatIsAllowed(t *testing.T) {
	for name, change := range map[string]func(*cpor.Question){
		"the first year": func(q *cpor.Question) { q.At = at("2000-01-01") },
		"the last year":  func(q *cpor.Question) { q.At = at("9000-12-31") },
		"100 workloads": func(q *cpor.Question) {
			q.Workloads = nil
			for i := range 100 {
				q.Workloads = append(q.Workloads, cpor.Workload(fmt.Sprint("workload ", i)))
			}
		},
	} {
		q := question(cpor.ModernWorkUsage, monday)
		change(&q)
		if _, err := cpor.Decide(q); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for path, change := range map[string]func(*cpor.Question){
		"at":                 func(q *cpor.Question) { q.At = at("9000-12-31").AddDate(0, 0, 1) },
		"proof.signed":       func(q *cpor.Question) { q.Proof.Signed = 9 },
		"proof.workloads[1]": func(q *cpor.Question) { q.Proof.Workloads = []cpor.Workload{teams, teams} },
	} {
		q := question(cpor.ModernWorkUsage, monday)
		q.Proof = proof("2023-01-05", teams)
		change(&q)
		_, err := cpor.Decide(q)
		wantInvalid(t, err, path)
	}
}

// The date may lie twelve months back, or as many as the host says, and a
// document that was signed further east may already have the next day's date.
func TestTheDateOfAProofIsNeitherOldNorStillToCome(t *testing.T) {
	half := must(cpor.NewTerms(cpor.TermsOptions{ProofMonths: 6}))
	for _, c := range []struct {
		terms        *cpor.Terms
		dated        string
		when         string
		want         mci.Outcome
		source       mci.Document
		wantedPeriod string
	}{
		{nil, "2022-01-08", "2023-01-09T09:00Z", mci.Fail, mci.AssociationAnswer, "2022-01-09 to 2023-01-09"},
		{nil, "2022-01-09", "2023-01-09T09:00Z", mci.Pass, mci.AssociationAnswer, "2022-01-09 to 2023-01-09"},
		{nil, "2023-01-09", "2023-01-09T09:00Z", mci.Pass, mci.AssociationAnswer, "2022-01-09 to 2023-01-09"},
		{nil, "2023-01-10", "2023-01-09T09:00Z", mci.Fail, mci.LibraryReading, "2022-01-09 to 2023-01-09"},
		{nil, "2023-01-10", "2023-01-09T10:00Z", mci.Pass, mci.AssociationAnswer, "2022-01-09 to 2023-01-10"},
		{half, "2022-07-08", "2023-01-09T09:00Z", mci.Fail, mci.AssociationAnswer, "2022-07-09 to 2023-01-09"},
		{half, "2022-07-09", "2023-01-09T09:00Z", mci.Pass, mci.AssociationAnswer, "2022-07-09 to 2023-01-09"},
	} {
		f := proof(c.dated, teams).Findings([]cpor.Workload{teams}, c.terms, at(c.when))[cpor.MissingDates-1]
		if f.Outcome != c.want || f.Source != c.source.Source() || f.Want != "a date from "+c.wantedPeriod {
			t.Errorf("%s at %s: %+v", c.dated, c.when, f)
		}
	}
}

func TestAProofNamesEveryWorkloadThatIsClaimed(t *testing.T) {
	for _, c := range []struct {
		named, claimed []cpor.Workload
		want           mci.Outcome
		found          string
	}{
		{[]cpor.Workload{teams, exchange}, []cpor.Workload{exchange, teams}, mci.Pass, "Microsoft Teams, Exchange Online"},
		{[]cpor.Workload{teams}, []cpor.Workload{teams, exchange}, mci.Fail, "Microsoft Teams"},
		{[]cpor.Workload{}, []cpor.Workload{teams}, mci.Fail, "none"},
		{nil, []cpor.Workload{teams}, mci.Unknown, "unknown"},
		{[]cpor.Workload{teams}, nil, mci.Unknown, "Microsoft Teams"},
	} {
		f := proof("2023-01-05", c.named...).Findings(c.claimed, nil, monday)[cpor.MissingProducts-1]
		if f.Outcome != c.want || f.Found != c.found {
			t.Errorf("%v for %v: %+v", c.named, c.claimed, f)
		}
	}
}

func TestTermsHaveBounds(t *testing.T) {
	length := func(clock cpor.Clock, days int) cpor.TermsOptions {
		return cpor.TermsOptions{Lengths: []cpor.ClockLength{{Clock: clock, Days: days}}}
	}
	last := cpor.Clocks()[len(cpor.Clocks())-1]
	for _, sound := range []cpor.TermsOptions{length(last, 1), length(last, 366), {ProofMonths: 1200}, {}} {
		terms, err := cpor.NewTerms(sound)
		if err != nil || len(sound.Lengths) > 0 && terms.Length(last) != sound.Lengths[0].Days || terms.Length(last+1) != 0 {
			t.Errorf("%+v: %v", sound, err)
		}
	}
	for _, c := range []struct {
		options cpor.TermsOptions
		path    string
	}{
		{length(0, 5), "lengths[0].clock"},
		{length(last+1, 5), "lengths[0].clock"},
		{length(last, 0), "lengths[0].days"},
		{length(last, 367), "lengths[0].days"},
		{cpor.TermsOptions{ProofMonths: -1}, "proofMonths"},
		{cpor.TermsOptions{ProofMonths: 1201}, "proofMonths"},
	} {
		_, err := cpor.NewTerms(c.options)
		wantInvalid(t, err, c.path)
	}
}

func TestTheProspectsOfADecisionAreItsAssociationsAsIfApproved(t *testing.T) {
	d := must(cpor.Decide(question(cpor.ModernWorkUsage, monday)))
	prospects := d.Prospects()
	if len(prospects) != 2 || prospects[0].Status != recognition.Approved || prospects[1].Held.From != date("2023-01-09") {
		t.Errorf("%+v", prospects)
	}
	if (cpor.Decision{}).Prospects() != nil {
		t.Error("no decision has prospects")
	}
}

func TestASubscriptionIsTheSameWhateverTheCaseOfItsID(t *testing.T) {
	if upper := cpor.SubscriptionID(strings.ToUpper(string(license))); !license.Same(upper) || license.Same("other") {
		t.Errorf("%s, %s", license, upper)
	}
}

// What the customer did lies in the past of the question, in the zone of the
// terms.
func TestNoSubscriptionIsProvisionedInTheFuture(t *testing.T) {
	for day, allowed := range map[string]bool{"2023-01-08": true, "2023-01-09": true, "2023-01-10": false, "2033-01-09": false} {
		for _, provisioned := range []mci.Fact{mci.Yes, mci.NotSupplied} {
			q := question(cpor.PresalesAdvisor, monday)
			q.Subscription.Provisioned, q.Subscription.ProvisionedOn = provisioned, date(day)
			if _, err := cpor.Decide(q); !allowed {
				wantInvalid(t, err, "subscription.provisionedOn")
			} else if err != nil {
				t.Errorf("%s: %v", day, err)
			}
		}
	}
}

func TestMalformedDetailsAreAnErrorThatNamesTheField(t *testing.T) {
	for path, c := range map[string]struct {
		kind   cpor.Kind
		change func(*cpor.Details)
	}{
		"name":                  {cpor.ModernWorkUsage, func(d *cpor.Details) { d.Name = "" }},
		"customerTitle":         {cpor.ModernWorkUsage, func(d *cpor.Details) { d.CustomerTitle = "" }},
		"customerContact.email": {cpor.ModernWorkUsage, func(d *cpor.Details) { d.CustomerContact.Email = "nobody" }},
		"partnerContact.name":   {cpor.ModernWorkUsage, func(d *cpor.Details) { d.PartnerContact = mci.Contact{} }},
		"seller":                {cpor.ModernWorkUsage, func(d *cpor.Details) { d.Seller.Name = "Kim" }},
		"seller.solution":       {cpor.RevenueAssociation, func(d *cpor.Details) { d.Seller.Solution = "" }},
		"payDeclined":           {cpor.PresalesAdvisor, func(d *cpor.Details) { d.PayDeclined = mci.Yes }},
	} {
		d := details(c.kind)
		c.change(&d)
		_, _, err := cpor.Propose(question(c.kind, monday), d)
		wantInvalid(t, err, path)
	}
	_, _, err := cpor.Propose(cpor.Question{}, details(cpor.ModernWorkUsage))
	wantInvalid(t, err, "kind")
	foreign := details(cpor.ModernWorkUsage)
	foreign.CustomerTitle = "a\nb"
	wantInvalid(t, foreign.Check(), "customerTitle")
	foreign.Name = strings.Repeat("x", 201)
	wantInvalid(t, foreign.Check(), "name")
	if err := (&cpor.Details{}).Check(); err != nil {
		t.Errorf("details that Partner Center does not show: %v", err)
	}
	undeclared := details(cpor.ModernWorkUsage)
	undeclared.PayDeclined = 9
	_, _, err = cpor.Propose(question(cpor.ModernWorkUsage, monday), undeclared)
	wantInvalid(t, err, "payDeclined")
}

func TestAProposalHasTheTwoSidesOfTheClaim(t *testing.T) {
	q := question(cpor.PresalesAdvisor, monday)
	p := proposed(t, q)
	a := p.Association()
	if a.Kind != q.Kind || a.Tenant != tenant || a.Domain != domain || a.Location != "location-1" || a.Subscription != license || a.Channel != q.Channel || !slices.Equal(a.Workloads, q.Workloads) {
		t.Errorf("%+v", a)
	}
	if !p.At().Equal(monday) || p.Terms() != cpor.PublicTerms() || p.Details().PayDeclined != mci.NotSupplied || p.Details().Name != "CPOR Contoso" {
		t.Errorf("%v", p.At())
	}
	if got := proposed(t, question(cpor.ModernWorkUsage, monday)).Details().PayDeclined; got != mci.No {
		t.Errorf("a box that nobody ticked: %v", got)
	}
	if len(a.Subjects()) != 1 || a.Subjects()[0] != cpor.SubscriptionSubject(license) {
		t.Errorf("%v", a.Subjects())
	}
	a.Workloads[0] = "changed"
	if p.Association().Workloads[0] != sales {
		t.Error("a proposal can be changed through what it gives out")
	}
}

func TestAStoredFindingIsExplainedAsItWasDecided(t *testing.T) {
	for _, kind := range cpor.Kinds() {
		q := question(kind, monday)
		q.Proof = cpor.Proof{Reference: "sow", Pertains: mci.Yes, Dated: date("2021-01-01"), Workloads: []cpor.Workload{teams}}
		want := must(cpor.Decide(q)).Findings()
		stored := slices.Clone(want)
		for i := range stored {
			stored[i].Want, stored[i].Source, stored[i].Path = "", mci.Source{}, ""
		}
		if got := cpor.Explain(&q, stored); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", kind, got, want)
		}
	}
	foreign := []mci.Finding{{Rule: "cporclaim.tea", Version: 1, Found: "tea"}}
	if got := cpor.Explain(&cpor.Question{}, foreign); !reflect.DeepEqual(got, foreign) {
		t.Errorf("a finding of no rule becomes %+v", got)
	}
}

func TestATypeWithoutAJSONFormRefusesToBeWritten(t *testing.T) {
	for name, value := range map[string]any{
		"Terms": cpor.Terms{}, "TermsOptions": cpor.TermsOptions{}, "BusinessDays": cpor.BusinessDays{}, "Proposal": cpor.Proposal{},
	} {
		if data, err := json.Marshal(value); err == nil {
			t.Errorf("a %s becomes %s", name, data)
		}
	}
}

func TestWhatHoldsACustomerIsPrintedAndLoggedWithoutThem(t *testing.T) {
	q := question(cpor.RevenueAssociation, monday)
	d := details(cpor.RevenueAssociation)
	for name, value := range map[string]any{
		"Question": q, "Decision": must(cpor.Decide(q)), "Details": d, "Seller": d.Seller, "Proposal": proposed(t, q),
	} {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
			slog.New(handler).With("value", value).WithGroup("group").Info("kept", "value", value)
		}
		for _, person := range []string{tenant.Value(), domain.Value(), contact.Email, contact.Name, "Kim Berg", "Fabrikam Field"} {
			if strings.Contains(out.String(), person) {
				t.Errorf("%s shows %q:\n%s", name, person, out.String())
			}
		}
	}
}

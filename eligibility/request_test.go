package eligibility

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// written returns the JSON of a value.
func written(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// catalogOf returns the catalog that contains an engagement.
func catalogOf(ref mci.EngagementRef) *catalog.Catalog {
	for _, read := range []func() (*catalog.Catalog, error){publicCatalog, testCatalog} {
		card, err := read()
		if err != nil {
			panic(err)
		}
		if _, ok := card.Engagement(ref); ok {
			return card
		}
	}
	panic("no engagement")
}

func TestAQuestionThatIsWrittenIsReadAndDecidedAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		read, err := ReadQuestion(written(q), catalogOf(q.Engagement.Ref()))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := written(decide(&q)), written(decide(&read)); string(a) != string(b) {
			t.Fatalf("it was decided as %s and is as %s", a, b)
		}
		if string(written(read)) != string(written(q)) {
			t.Fatalf("it was %s and is %s", written(q), written(read))
		}
	})
}

// inWordsOfOthers is what encoding/json says.
var inWordsOfOthers = regexp.MustCompile(`json:|Go value|Go struct|invalid character|unexpected end`)

// A field of each kind with a value that it cannot have: its path, and what the
// text has in its place.
func TestWhatIsMalformedInARequestIsReportedByItsPath(t *testing.T) {
	q := demanding("demanding")()
	q.Waivers = []Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "u-9", Until: mci.DateOf(at(2023, time.April, 1))}}
	q.Customer.ID, q.Customer.Resolution = contoso, Resolution{Tenant: contosoTenant}
	q.Opportunity = opportunity().Opportunity
	whole := string(written(struct {
		Question Question `json:"question"`
		Details  Details  `json:"details"`
	}{q, details()}))
	catalog := catalogOf(q.Engagement.Ref())
	if _, _, err := ReadNomination([]byte(whole), catalog); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, path string }{
		{`"way":"add"`, `"way":"Add"`, "question.way"},
		{`"way":"add"`, `"way":3`, "question.way"},
		{`"way":"add"`, `"Way":"add"`, "question.Way"},
		{`"way":"add"`, `"way":"add","way":"claim"`, "question.way"},
		{`"way":"add"`, `"way":"add","extra":1`, "question.extra"},
		{`"at":"2023-03-01T12:00:00Z"`, `"at":"yesterday"`, "question.at"},
		{`"engagement":"demanding"`, `"engagement":"unknown"`, "question.engagement"},
		{`"role":"Incentives user"`, `"role":"user"`, "question.user.grants[0].role"},
		{`"country":"CH","enrollment"`, `"country":"ch","enrollment"`, "question.location.country"},
		{`"enrollment":"enrolled"`, `"enrollment":"Enrolled"`, "question.location.enrollment"},
		{`"partnerEligible":"yes"`, `"partnerEligible":true`, "question.partnerEligible"},
		{`"qualifications":["specialization B"`, `"qualifications":[1`, "question.qualifications[0]"},
		{`"qualifications":["specialization B"`, `"qualifications":["a\u0000"`, "question.qualifications[0]"},
		{`"partnerEligible":"yes"`, `"partnerEligible":"yes","hours":60`, "question.hours"},
		{`"grants":[`, `"grants":[null,`, "question.user.grants[0]"},
		{`"location":"L-1"}`, `"location":"L\u0000"}`, "question.user.grants[0].location"},
		{`"type":"domain name"`, `"type":"domain name","Type":"TPID"`, "question.customer.id.Type"},
		{`"type":"domain name"`, `"type":"domain name","type":"TPID"`, "question.customer.id.type"},
		{`"contractValue":{`, `"contractValue":{"tax":"0",`, "question.opportunity.contractValue.tax"},
		{`"tenant":{`, `"Tenant":{`, "question.customer.resolution.Tenant"},
		{`"type":"domain name"`, `"type":"domain"`, "question.customer.id.type"},
		{`"value":"contoso.com"`, `"value":"contoso"`, "question.customer.id.value"},
		{`"value":"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"`, `"value":"2f3c"`, "question.customer.resolution.tenant.value"},
		{`"resolution":{`, `"resolution":{"failure":"gone",`, "question.customer.resolution.failure"},
		{`"resolution":{`, `"resolution":{"failure":"not found",`, "question.customer.resolution"},
		{`"meetsCriteria":"yes"`, `"meetsCriteria":"maybe"`, "question.customer.meetsCriteria"},
		{`"claims":0`, `"claims":-1`, "question.customer.claims"},
		{`"claims":0`, `"claims":"none"`, "question.customer.claims"},
		{`"openClaims":0`, `"openClaims":1`, "question.customer.openClaims"},
		{`"segment":"commercial"`, `"segment":"Commercial"`, "question.customer.segment"},
		{`"seats":"1200"`, `"seats":"-1"`, `question.customer.quantities["seats"]`},
		{`"bona-fide":"yes"`, `"bona-fide":"Yes"`, `question.customer.requirements["bona-fide"]`},
		{`"seats":"1200"`, `"seats":1200`, `question.customer.quantities["seats"]`},
		{`"seats":"1200"`, `"seats":"1200","seats":"7"`, "question.customer.quantities.seats"},
		{`"contractValue":{"amount":"120000.00"`, `"contractValue":{"amount":"-1"`, "question.opportunity.contractValue"},
		{`"rule":"customer.criteria"`, `"rule":"user.role"`, "question.waivers[0].rule"},
		{`"until":"2023-04-01"`, `"until":"April"`, "question.waivers[0].until"},
		{`"waivers":[`, `"waivers":[1,`, "question.waivers[0]"},
		{`"email":"`, `"email":"@`, "details.customerContact.email"},
		{`"claimName":"`, `"claimName":"\u0000`, "details.claimName"},
		{`"details":{`, `"details":null,"more":{`, "details"},
	} {
		text := strings.Replace(whole, c.from, c.to, 1)
		if text == whole {
			t.Fatalf("%s is not in %s", c.from, whole)
		}
		_, _, err := ReadNomination([]byte(text), catalog)
		var problems mci.Problems
		if !errors.As(err, &problems) || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: the error is %v", c.to, err)
			continue
		}
		if !slices.ContainsFunc(problems, func(p *mci.FieldError) bool { return p.Path == c.path && p.Found != "" && p.Want != "" }) {
			t.Errorf("%s: the problems are %v, want one of %s", c.to, problems, c.path)
		}
		if inWordsOfOthers.MatchString(err.Error()) {
			t.Errorf("%s: the error is not in words of ours: %v", c.to, err)
		}
	}
}

func TestATextThatIsNoObjectIsNoRequest(t *testing.T) {
	for _, text := range []string{"", "null", "[]", "1", `"x"`, "{", `{"way":}`, `{"way":"add"`, "{} {}", "{}x", "\xff", strings.Repeat(" ", 1<<20) + "{}"} {
		if _, err := ReadDraft([]byte(text)); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%.20q: the error is %v", text, err)
		} else if inWordsOfOthers.MatchString(err.Error()) {
			t.Errorf("%.20q: the error is not in words of ours: %v", text, err)
		}
		if _, err := ReadDetails([]byte(text)); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%.20q: the error is %v", text, err)
		}
		if _, err := ReadQuestion([]byte(text), nil); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%.20q: the error is %v", text, err)
		}
	}
	var field *mci.FieldError
	if _, err := ReadQuestion([]byte(`{}`), nil); !errors.As(err, &field) || field.Path != "engagement" {
		t.Errorf("a question about nothing: %v", err)
	}
}

func TestADraftIsWhatItWasWhenItIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := DraftOf(questions().Draw(t, "question"), details())
		read, err := ReadDraft(written(d))
		if err != nil || read != d {
			t.Fatalf("it was %s, and is %s, %v", written(d), written(read), err)
		}
	})
}

// factsOf returns the host's facts in a question.
func factsOf(q Question) Facts {
	return Facts{
		User: q.User, Location: q.Location, PartnerEligible: q.PartnerEligible, LocationEligible: q.LocationEligible,
		Qualifications: q.Qualifications, Customer: q.Customer, Opportunity: q.Opportunity, Waivers: q.Waivers,
	}
}

func TestResumingADraftWithTheSameFactsIsNominating(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		n, d, err := Nominate(q, details())
		again, decision, errAgain := Resume(DraftOf(q, details()), catalogOf(q.Engagement.Ref()), factsOf(q), q.At)
		if err != nil || errAgain != nil || string(written(d)) != string(written(decision)) || (n == nil) != (again == nil) {
			t.Fatalf("nominating gives %v, %v; resuming %v, %v", n, err, again, errAgain)
		}
	})
}

func TestAResumedDraftIsDecidedByTheFreshFactsAlone(t *testing.T) {
	q := workshop()
	draft, facts := DraftOf(q, details()), factsOf(q)
	facts.Customer.Claims = CountOf(1)
	n, d, err := Resume(draft, catalogOf(q.Engagement.Ref()), facts, q.At)
	if n != nil || err != nil || outcomeOf(d, "customer.claim-limit") != mci.Fail {
		t.Errorf("with another claim meanwhile: %v, %v", n, err)
	}
	if n, d, err := Resume(draft, catalogOf(q.Engagement.Ref()), factsOf(q), q.At.AddDate(3, 0, 0)); n != nil || err != nil || outcomeOf(d, "engagement.offered") == mci.Pass {
		t.Errorf("three years later: %v, %v", n, err)
	}
}

func TestADraftIsDecidedByTheLatestRevisionOfItsEdition(t *testing.T) {
	q := workshop()
	var document map[string]any
	card, err := publicCatalog()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written(card), &document); err != nil {
		t.Fatal(err)
	}
	editions := document["editions"].([]any)
	second := maps.Clone(editions[0].(map[string]any))
	second["revision"] = 2
	document["editions"] = append(editions, second)
	corrected, err := catalog.Read(written(document), catalog.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	nomination, _, err := Resume(DraftOf(q, details()), corrected, factsOf(q), q.At)
	if err != nil || nomination == nil {
		t.Fatal(nomination, err)
	}
	if got := nomination.Question().Engagement.Ref(); got.Revision.Number() != 2 || got.Engagement != q.Engagement.Ref().Engagement {
		t.Errorf("the draft is decided by %s", got)
	}
	// a question asks about the revision that it names
	for want, ref := range []string{1: `{"edition":"FY23-2022-11","engagement":"fy23-endpoint-management"}`, 2: string(written(nomination.Question().Engagement.Ref()))} {
		if ref == "" {
			continue
		}
		read, err := ReadQuestion([]byte(strings.Replace(string(written(q)), string(written(q.Engagement.Ref())), ref, 1)), corrected)
		if err != nil || read.Engagement.Ref().Revision.Number() != want {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

func TestADraftThatDoesNotFitIsAnErrorOfItsField(t *testing.T) {
	q := workshop()
	card := catalogOf(q.Engagement.Ref())
	for path, c := range map[string]func(*Draft, *Facts, **catalog.Catalog){
		"catalog":           func(_ *Draft, _ *Facts, c **catalog.Catalog) { *c = nil },
		"draft.engagement":  func(d *Draft, _ *Facts, _ **catalog.Catalog) { d.Engagement.Engagement = "unknown" },
		"facts.location.id": func(d *Draft, _ *Facts, _ **catalog.Catalog) { d.Location = "L-2" },
		"facts.customer.id": func(d *Draft, _ *Facts, _ **catalog.Catalog) { d.ID = contosoTPID },
		"customer.country":  func(_ *Draft, f *Facts, _ **catalog.Catalog) { f.Customer.Country = "ch" },
		"claimName":         func(d *Draft, _ *Facts, _ **catalog.Catalog) { d.Details.ClaimName = "" },
	} {
		draft, facts, in := DraftOf(q, details()), factsOf(q), card
		c(&draft, &facts, &in)
		n, d, err := Resume(draft, in, facts, q.At)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || n != nil || d.Findings() != nil {
			t.Errorf("%s: %v, %v", path, n, err)
		}
	}
}

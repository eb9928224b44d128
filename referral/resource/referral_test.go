package resource

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// published returns the JSON of a referral with every documented field and some
// undocumented ones.
func published(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "resource.json"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := lossless.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return n.String()
}

func encoded(t testing.TB, r Referral) string {
	t.Helper()
	data, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decoded(t testing.TB, text string) Referral {
	t.Helper()
	r, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAPublishedReferralIsWrittenAsItWasRead(t *testing.T) {
	want := published(t)
	if diff := cmp.Diff(want, encoded(t, decoded(t, want))); diff != "" {
		t.Errorf("(-read +written):\n%s", diff)
	}
}

// The sample in testdata contains every member that a field is bound to, so a
// wrong binding is noticed. When the sample is read and written without the
// kept members, every documented member must still be there.
func TestEveryDocumentedFieldIsBoundToItsMember(t *testing.T) {
	read := decoded(t, published(t))
	bare := decoded(t, published(t))
	forget(&bare)
	var written map[string]any
	if err := json.Unmarshal([]byte(encoded(t, bare)), &written); err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal([]byte(published(t)), &want); err != nil {
		t.Fatal(err)
	}
	prune(want)
	if diff := cmp.Diff(want, written); diff != "" {
		t.Errorf("(-read +written from the fields alone):\n%s", diff)
	}
	if read.Consent.ToShareInfoWithOthers != mci.Yes || read.ETag != `"00006d10-0000-0000-0000-5c70aa630000"` || read.Details.DealValue != "25000.10" {
		t.Errorf("the consent is %v, the eTag %s, the value %s", read.Consent.ToShareInfoWithOthers, read.ETag, read.Details.DealValue)
	}
}

// prune removes the undocumented members.
func prune(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if strings.HasPrefix(name, "x-") {
				delete(v, name)
			}
			prune(inner)
		}
	case []any:
		for _, inner := range v {
			prune(inner)
		}
	}
}

// forget drops the members that were kept as they were read.
func forget(r *Referral) {
	r.kept = lossless.Kept{}
	p, d := &r.CustomerProfile, &r.Details
	p.kept, p.Address.kept, r.Consent.kept, d.kept = lossless.Kept{}, lossless.Kept{}, lossless.Kept{}, lossless.Kept{}
	r.InviteContext.kept, r.InviteContext.InvitedBy.kept = lossless.Kept{}, lossless.Kept{}
	r.Links.kept, r.Links.Self.kept, r.Links.RelatedReferrals.kept, r.TrackingInfo.kept = lossless.Kept{}, lossless.Kept{}, lossless.Kept{}, lossless.Kept{}
	for _, team := range [][]Member{r.Team, p.Team} {
		for i := range team {
			team[i].kept, team[i].ContactPreference.kept = lossless.Kept{}, lossless.Kept{}
		}
	}
	for i := range p.IDs {
		p.IDs[i].kept = lossless.Kept{}
	}
	for i := range r.Target {
		r.Target[i].kept = lossless.Kept{}
	}
	needs := &d.Requirements
	needs.kept, needs.AdditionalRequirements.kept = lossless.Kept{}, lossless.Kept{}
	for _, names := range [][]Named{needs.Industries, needs.Products, needs.Services} {
		for i := range names {
			names[i].kept = lossless.Kept{}
		}
	}
	for i := range needs.Solutions {
		needs.Solutions[i].kept = lossless.Kept{}
	}
	for i := range needs.AdditionalRequirements.Attributes {
		needs.AdditionalRequirements.Attributes[i].kept = lossless.Kept{}
	}
}

func TestWhatIsUnknownStaysWhereItWasWhileOthersChange(t *testing.T) {
	r := decoded(t, `{"x-first": 1.50, "name": "a", "details": {"x-in": [1e3, {"b": null}], "notes": "n", "x-end": "\u0041"}, "x-last": {}}`)
	r.Name, r.Details.Notes, r.Details.Currency = "b", "m", "USD"
	want := `{"x-first":1.50,"name":"b","details":{"x-in":[1e3,{"b":null}],"notes":"m","x-end":"\u0041","currency":"USD"},"x-last":{}}`
	if got := encoded(t, r); got != want {
		t.Errorf("written as\n%s, want\n%s", got, want)
	}
}

func TestADealValueIsReadAsNumberOrTextAndWrittenAsNumber(t *testing.T) {
	for read, want := range map[string]string{
		`10000`: `10000`, `"10000"`: `10000`, `10000.50`: `10000.50`, `"10000.50"`: `10000.50`, `1e4`: `1e4`, `null`: `null`, `""`: `""`, `-0.0`: `-0.0`,
	} {
		if got := encoded(t, decoded(t, `{"details":{"dealValue":`+read+`}}`)); got != `{"details":{"dealValue":`+want+`}}` {
			t.Errorf("%s is written as %s", read, got)
		}
	}
	for _, wrong := range []string{`"ten"`, `" 1"`, `"1 "`, `"0x1"`, `"true"`, `true`, `[]`, `{}`, `"1,000"`} {
		r := decoded(t, `{"details":{"dealValue":`+wrong+`}}`)
		if odd := r.Odd(); r.Details.DealValue != "" || len(odd) != 1 || odd[0].Path != "details.dealValue" {
			t.Errorf("%s is read as %q, odd is %v", wrong, r.Details.DealValue, odd)
		}
	}
	r := Referral{Details: Details{DealValue: "1,000"}}
	if _, err := r.Encode(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("1,000 is written: %v", err)
	}
}

// wantField fails the test unless Decode refuses the document with an error at
// the path.
func wantField(t *testing.T, text, path string) {
	t.Helper()
	_, err := Decode([]byte(text))
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != path {
		t.Errorf("%.80s: error %v, want one at %q", text, err, path)
	}
}

// If a member has an unexpected form, only that member is lost: it is kept as
// it is and reported in Odd.
func TestAMemberOfAnotherFormIsKeptAndTold(t *testing.T) {
	for text, path := range map[string]string{
		`{"name":1}`: "name", `{"team":{}}`: "team", `{"team":[{"email":[]}]}`: "team[0].email", `{"team":[7,{}]}`: "team[0]",
		`{"customerProfile":{"name":"c","ids":{}}}`: "customerProfile.ids", `{"lastRunId":{"value":"7"}}`: "lastRunId",
		`{"consent":[]}`: "consent", `{"consent":{"consentToContact":"yes"}}`: "consent.consentToContact",
		`{"a":{"b":1,"b":2}}`: "", `{"a":1,"\u0061":2}`: "a", `{"name":"a","name":"b"}`: "name",
		`{"details":{"requirements":{"solutions":[{},{"price":true}]}}}`: "details.requirements.solutions[1].price",
		`{"details":{"dealValue":"ten"}}`:                                "details.dealValue", `{"links":"/x"}`: "links", `{"status":{}}`: "status",
	} {
		r := decoded(t, text)
		if got := encoded(t, r); got != text {
			t.Errorf("%s is written as %s", text, got)
		}
		odd := r.Odd()
		if path == "" && odd == nil {
			continue // inside an undocumented member, no form is odd
		}
		if len(odd) != 1 || odd[0].Path != path || odd[0].Found == "" || odd[0].Want == "" || odd[0].Value == "" || odd[0].Read {
			t.Errorf("%s: odd is %+v, want one at %s", text, odd, path)
		}
		if bare := r.Clone(); path != "" && len(odd) == 1 && !strings.HasPrefix(odd[0].String(), path) || !bare.Equal(r) {
			t.Errorf("%s: a copy is written as %s", text, encoded(t, bare))
		}
	}
}

func TestAMiscasedNameIsReadToldAndWrittenAsItWas(t *testing.T) {
	const text = `{"Id":"R-1","Status":"Closed","Substatus":"Won","team":[{"EMail":"a@contoso.com"}]}`
	r := decoded(t, text)
	if r.ID != "R-1" || !r.State().Terminal() || r.Team[0].Email != "a@contoso.com" {
		t.Errorf("read as %v", r)
	}
	if got := encoded(t, r); got != text {
		t.Errorf("written as %s", got)
	}
	for i, path := range []string{"Id", "Status", "Substatus", "team[0].EMail"} {
		if odd := r.Odd(); len(odd) != 4 || odd[i].Path != path || !odd[i].Read {
			t.Fatalf("odd is %v, want %s", odd, path)
		}
	}
	for _, both := range []string{`{"Status":"New","status":"Active"}`, `{"status":"Active","Status":"New"}`, `{"STATUS":"Active","Status":"New"}`} {
		r := decoded(t, both)
		if odd := r.Odd(); r.Status != progress.StatusActive || encoded(t, r) != both || odd[len(odd)-1].Read == (odd[0].Path == "Status") && len(odd) == 1 {
			t.Errorf("%s is read as %v, odd is %v", both, r.Status, odd)
		}
	}
}

func TestASalesStageIsReadFromANumberToo(t *testing.T) {
	r := decoded(t, `{"salesStage":40}`)
	if stage, err := progress.ParseSalesStage(r.SalesStage); err != nil || stage != progress.StageDeveloped || r.Odd() != nil || encoded(t, r) != `{"salesStage":40}` {
		t.Errorf("%v, %v, %v, %s", stage, err, r.Odd(), encoded(t, r))
	}
	for _, wrong := range []string{`4.5`, `-1`, `true`, `{}`, `[]`} {
		if r := decoded(t, `{"salesStage":`+wrong+`}`); r.SalesStage != "" || len(r.Odd()) != 1 {
			t.Errorf("%s is read as %s", wrong, r.SalesStage)
		}
	}
}

func TestADocumentThatIsNoObjectIsRefused(t *testing.T) {
	for text, path := range map[string]string{`[]`: "", `"x"`: "", `null`: "", ``: "", `{`: "", `{} {}`: "", "{\"a\": \"\xff\"}": "a"} {
		wantField(t, text, path)
	}
	if r := decoded(t, "\ufeff{\"id\":\"R-1\"}"); r.ID != "R-1" {
		t.Errorf("a byte order mark costs the referral: %v", r)
	}
}

func TestADocumentIsBoundedInSizeDepthAndWidth(t *testing.T) {
	wantField(t, `{"a":"`+strings.Repeat("a", lossless.MostBytes)+`"}`, "")
	deep := strings.Repeat(`[`, lossless.MostDepth) + strings.Repeat(`]`, lossless.MostDepth)
	decoded(t, `{"a":`+deep[1:len(deep)-1]+`}`)
	wantField(t, `{"a":[`+deep+`]}`, "a"+strings.Repeat("[0]", lossless.MostDepth))
	decoded(t, `{"a":[0`+strings.Repeat(",0", lossless.MostElements-1)+`]}`)
	wantField(t, `{"a":[0`+strings.Repeat(",0", lossless.MostElements)+`]}`, "a")
	var many strings.Builder
	for i := range lossless.MostElements + 1 {
		many.WriteString(`,"m` + strings.Repeat("x", i%7) + string(rune('A'+i%26)) + strings.Repeat("y", i/26) + `":0`)
	}
	wantField(t, `{"a":{`+many.String()[1:]+`}}`, "a")
}

func TestAnEnumerationIsOpenForReadingAndClosedForWriting(t *testing.T) {
	r := decoded(t, `{"status":"Frozen","substatus":"Error","qualification":"Later"}`)
	if r.State() != (progress.State{Status: "Frozen", Substatus: progress.ClosedAsError}) || encoded(t, r) != `{"status":"Frozen","substatus":"Error","qualification":"Later"}` {
		t.Errorf("unknown values are read as %v and written as %s", r.State(), encoded(t, r))
	}
	for name, c := range map[string]struct {
		edit func(*Referral)
		want string
	}{
		"status":          {func(r *Referral) { r.Status = "Melted" }, "status: found \"Melted\", want one of None, New, Active, Closed"},
		"error substatus": {func(r *Referral) { r.Substatus = progress.ClosedAsError }, "substatus: found \"Error\", want one of None, Pending, Received, Accepted, Won, Lost, Declined, Expired"},
		"size":            {func(r *Referral) { r.CustomerProfile.Size = "huge" }, "customerProfile.size"},
		"target":          {func(r *Referral) { r.Target = []Target{{}, {Type: "Planet"}} }, "target[1].type"},
		"flag":            {func(r *Referral) { r.Consent.ToContact = 9 }, "consent.consentToContact"},
		"verbatim":        {func(r *Referral) { r.Tags = "{" }, "tags"},
	} {
		var r Referral
		c.edit(&r)
		if _, err := r.Encode(); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestEveryDeclaredCodeIsWrittenAndReadBack(t *testing.T) {
	for _, p := range []PartnerRole{PresalesEnvisioning, SolutionDesign, ProofOfConcept, BusinessStrategy, DeploymentServices, AdoptionAndChange, TransactionRole, ManagedServices} {
		if got := decoded(t, encoded(t, Referral{PartnerRole: p})); got.PartnerRole != p {
			t.Errorf("%s is read as %s", p, got.PartnerRole)
		}
	}
	for _, h := range []Help{HelpUnknown, HelpGeneral, HelpCustomerArchitecture, HelpProofOfConcept, HelpQuotesOrLicensing, HelpPostSalesSuccess, HelpWorkloadSpecificValue} {
		if got := decoded(t, encoded(t, Referral{InviteContext: InviteContext{AssistanceRequestCode: h}})); got.InviteContext.AssistanceRequestCode != h {
			t.Errorf("%s is read otherwise", h)
		}
	}
	for _, s := range []CustomerSize{Employees1To9, Employees1To50, Employees10To50, Employees51To250, Employees51To500, Employees251To1000, Employees1001To5000, Employees5001To10000, Employees10001To20000, EmployeesOver500, EmployeesOver20000} {
		encoded(t, Referral{CustomerProfile: CustomerProfile{Size: s}})
	}
	encoded(t, Referral{Direction: Incoming, Target: []Target{{Type: NoTargetType}}, Qualification: NotQualified, Details: Details{Requirements: Requirements{Solutions: []Solution{{Type: NoSolutionType}, {Type: SolutionCategory}, {Type: SolutionName}}}}})
	encoded(t, Referral{Direction: Outgoing, CustomerProfile: CustomerProfile{IDs: []ProfileID{{ProfileType: DunsProfile}, {ProfileType: ExternalProfile}, {}}}})
}

func TestNullIsReadAsAbsentAndStays(t *testing.T) {
	const text = `{"name":null,"team":null,"target":[null],"consent":null,"details":{"requirements":null,"dealValue":null},"tags":null}`
	r := decoded(t, text)
	if r.Name != "" || r.Team != nil || len(r.Target) != 1 || r.Consent.ToContact != mci.NotSupplied || r.Tags != "" {
		t.Errorf("read as %+v", r.Name)
	}
	if got := encoded(t, r); got != text {
		t.Errorf("written as %s", got)
	}
}

func TestWhatIsEmptiedIsLeftOut(t *testing.T) {
	r := decoded(t, `{"name":"a","team":[{"email":"a"}],"target":[],"tags":[1]}`)
	r.Name, r.Team, r.Tags = "", nil, ""
	if got := encoded(t, r); got != `{"target":[]}` {
		t.Errorf("written as %s", got)
	}
}

func TestACopySharesNothing(t *testing.T) {
	r := decoded(t, published(t))
	c := r.Clone()
	c.Team[0].Email, c.Target[0].ID, c.CustomerProfile.Team[0].Email, c.CustomerProfile.IDs[0].ID = "x", "x", "x", "x"
	needs := &c.Details.Requirements
	needs.Industries[0].ID, needs.Products[0].ID, needs.Services[0].ID, needs.Solutions[0].ID = "x", "x", "x", "x"
	needs.AdditionalRequirements.Attributes[0].ID = "x"
	if encoded(t, r) != published(t) || r.Equal(c) || !r.Equal(decoded(t, published(t))) {
		t.Error("a change of the copy shows in the original")
	}
}

func TestAResourceIsJSONForThePackageJSONToo(t *testing.T) {
	var r Referral
	if err := json.Unmarshal([]byte(`{"name":"<a>","x":"<"}`), &r); err != nil || r.Name != "<a>" {
		t.Fatal(err)
	}
	if data, err := json.Marshal(&r); err != nil || string(data) != `{"name":"\u003ca\u003e","x":"\u003c"}` {
		t.Errorf("marshaled as %s, %v", data, err)
	}
	if got := encoded(t, r); got != `{"name":"<a>","x":"<"}` {
		t.Errorf("encoded as %s", got)
	}
	if err := json.Unmarshal([]byte(`[{"name":1}]`), &r); err == nil || r.Name != "<a>" {
		t.Errorf("a malformed resource is taken: %v", err)
	}
}

func TestAResourcePrintsNobody(t *testing.T) {
	r := decoded(t, published(t))
	if got := r.String() + r.GoString(); strings.Contains(got, "Contoso") || strings.Contains(got, "@") || !strings.Contains(got, r.ID) {
		t.Errorf("printed as %s", got)
	}
}

// Texts from Partner Center come from other people. They are kept, but they
// cannot forge a line.
func TestWhatOthersWroteForgesNoLine(t *testing.T) {
	r := decoded(t, `{"id":"R-1\nreferral R-2, Closed/Won","status":"A\u202e","substatus":"x"}`)
	if text := r.String(); strings.ContainsAny(text, "\n\u202e") {
		t.Errorf("%q", text)
	}
}

func TestTheValueOfADealIsMoney(t *testing.T) {
	r := decoded(t, published(t))
	if got, err := r.Value(); err != nil || got.String() != "USD 25,000.10" {
		t.Errorf("%v, %v", got, err)
	}
	r.Details.DealValue = "1.234"
	if _, err := r.Value(); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "details.amount") {
		t.Errorf("thousandths of a dollar: %v", err)
	}
	r.Details.Currency = ""
	if got, err := r.Value(); err != nil || !got.IsNone() {
		t.Errorf("without a currency: %v, %v", got, err)
	}
}

func TestInstantsAndVerbatimValues(t *testing.T) {
	if got, ok := Instant("2019-02-22T00:08:41.3330000Z").Time(); !ok || got.Nanosecond() != 333000000 {
		t.Errorf("%v, %t", got, ok)
	}
	if _, ok := Instant("yesterday").Time(); ok || InstantOf(now) != "2026-05-04T09:30:00Z" || InstantOf(time.Time{}) != "" {
		t.Errorf("%s", InstantOf(now))
	}
	if data, err := json.Marshal([]Verbatim{"", "[1]"}); err != nil || string(data) != "[null,[1]]" {
		t.Errorf("%s, %v", data, err)
	}
	var v Verbatim
	if err := json.Unmarshal([]byte(`{"a": 1.0}`), &v); err != nil || v != `{"a":1.0}` {
		t.Errorf("%s, %v", v, err)
	}
}

func FuzzResource(f *testing.F) {
	f.Add(`{"name":"a","x":{"b":[1.50,null]},"status":"Active","consent":{"consentToToShareInfoWithOthers":true},"eTag":"\"1\""}`)
	f.Add(`{"customerProfile":{"team":[{"email":"a","x":1}],"ids":[{"id":"1"}]},"target":[],"tags":[1],"qualification":"Later"}`)
	f.Add(`{"details":{"dealValue":"1"},"team":[null,{}],"consent":null,"x":[1e9,"\ud800"]}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Decode([]byte(text))
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		first, err := r.Encode()
		if err != nil {
			t.Fatalf("read and not written: %v", err)
		}
		again, err := Decode(first)
		if err != nil {
			t.Fatalf("written and not read: %v", err)
		}
		if second, err := again.Encode(); err != nil || string(second) != string(first) {
			t.Fatalf("%s becomes %s, %v", first, second, err)
		}
	})
}

func BenchmarkResource(b *testing.B) {
	text := []byte(published(b))
	b.ReportAllocs()
	for b.Loop() {
		r, err := Decode(text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.Encode(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAReferralIsForMicrosoftByTheLocationOfOneOfItsTargets(t *testing.T) {
	for target, want := range map[string]bool{
		`{"type":"BusinessProfileLocation","id":"MSFT"}`: true, `{"type":"BusinessProfileLocation","id":"4711"}`: false,
		`{"type":"Other","id":"msft"}`: false,
	} {
		if r := decoded(t, `{"target":[{"type":"BusinessProfileLocation","id":"1"},`+target+`]}`); r.IsForMicrosoft() != want || r.AsksMicrosoft() != want {
			t.Errorf("%s: %v", target, r.IsForMicrosoft())
		}
	}
}

func TestAMemberIsUnreadAtItsPathAndAroundIt(t *testing.T) {
	r := decoded(t, `{"customerProfile":{"name":7},"Team":[],"links":"/x"}`)
	for pointer, want := range map[string][2]bool{
		"/customerProfile": {true, true}, "/customerProfile/name": {true, true}, "/customerProfile/name/x": {false, true},
		"/customerProfile/ids": {false, false}, "/links": {true, true}, "/link": {false, false},
		"/team": {false, false}, "/Team": {false, false}, // only its name is odd
	} {
		if got := [2]bool{r.Unread("/name", pointer), r.UnreadAround(pointer)}; got != want {
			t.Errorf("%s: %v, want %v", pointer, got, want)
		}
	}
}

func TestReferralsThatCannotBeWrittenEqualNone(t *testing.T) {
	whole, unwritable := Referral{ID: "R-1"}, Referral{ID: "R-1", Details: Details{DealValue: "ten"}}
	if _, err := unwritable.Encode(); err == nil {
		t.Fatal("it is written")
	}
	if whole.Equal(unwritable) || unwritable.Equal(whole) || unwritable.Equal(unwritable) || !whole.Equal(whole) {
		t.Error("they are equal")
	}
}

package change

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
)

const open = `{"id":"R-1","name":"Contoso","status":"Active","substatus":"Accepted","type":"Independent",` +
	`"customerProfile":{"name":"Contoso","address":{"city":"Zug"},"ids":[{"id":"1"}],"team":[{"email":"a@contoso.com"}]},` +
	`"consent":{"consentToContact":false,"consentToShareReferralWithMicrosoftSellers":false},"details":{"dealValue":10000,"currency":"USD"},` +
	`"team":[{"email":"m@partner.example"}],"eTag":"\"1\"","mpnId":"4711","a/b~c":1}`

func written(t *testing.T, p Patch) string {
	t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAPatchHoldsWhatChangedAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*resource.Referral)
		want string
	}{
		"nothing": {func(*resource.Referral) {}, `null`},
		// The host opens this path by name.
		"a field":    {func(r *resource.Referral) { r.Name = "New" }, `[{"op":"replace","path":"/name","value":"New"}]`},
		"a new one":  {func(r *resource.Referral) { r.Details.Notes = "n" }, `[{"op":"add","path":"/details/notes","value":"n"}]`},
		"a number":   {func(r *resource.Referral) { r.Details.DealValue = "12000" }, `[{"op":"replace","path":"/details/dealValue","value":12000}]`},
		"a teammate": {func(r *resource.Referral) { r.Team = append(r.Team, resource.Member{Email: "b"}) }, `[{"op":"add","path":"/team/-","value":{"email":"b"}}]`},
		"in a list":  {func(r *resource.Referral) { r.Team[0].Title = "CIO" }, `[{"op":"replace","path":"/team","value":[{"email":"m@partner.example","title":"CIO"}]}]`},
		"twice there": {func(r *resource.Referral) {
			r.Team[0].Title = "CIO"
			r.Team[0].FirstName = "M"
			r.Team = append(r.Team, resource.Member{Email: "b"})
		}, `[{"op":"replace","path":"/team","value":[{"email":"m@partner.example","firstName":"M","title":"CIO"},{"email":"b"}]}]`},
		"customer's people": {func(r *resource.Referral) { r.CustomerProfile.Team[0].Title = "CIO" }, `[{"op":"replace","path":"/customerProfile/team","value":[{"email":"a@contoso.com","title":"CIO"}]}]`},
		"fewer":             {func(r *resource.Referral) { r.Team = r.Team[:0] }, `[{"op":"replace","path":"/team","value":[]}]`},
		"the state":         {func(r *resource.Referral) { r.Status, r.Substatus = progress.StatusClosed, progress.Won }, `[{"op":"replace","path":"/status","value":"Closed"},{"op":"replace","path":"/substatus","value":"Won"}]`},
		"sharing":           {func(r *resource.Referral) { r.Consent.ShareReferralWithMicrosoftSellers = mci.Yes }, `[{"op":"replace","path":"/consent/consentToShareReferralWithMicrosoftSellers","value":true}]`},
	} {
		old := decoded(t, open)
		edited := old.Clone()
		c.edit(&edited)
		patch, err := MakePatch(&old, &edited, "/name")
		if err != nil || written(t, patch) != c.want {
			t.Errorf("%s: %s, %v, want %s", name, written(t, patch), err, c.want)
		}
		if made, err := patch.Apply(old); err != nil || !made.Equal(edited) {
			t.Errorf("%s: applied, it gives %s, %v, want %s", name, encoded(t, made), err, encoded(t, edited))
		}
		if got := encoded(t, old); got != open {
			t.Errorf("%s: the old version became %s", name, got)
		}
	}
}

func TestAnEditThatTheRulesRefuseIsNotPatched(t *testing.T) {
	shared := strings.Replace(strings.Replace(open, `Sellers":false`, `Sellers":true`, 1), `Independent`, `Shared`, 1)
	shared = strings.TrimSuffix(shared, "}") + `,"inviteContext":{"assistanceRequestCode":"GeneralOrOther"}}`
	for name, c := range map[string]struct {
		old  string
		edit func(*resource.Referral)
		rule mci.RuleID
		path string
	}{
		"customer's name":     {open, func(r *resource.Referral) { r.CustomerProfile.Name = "x" }, "edit.customer-name", "/customerProfile/name"},
		"part of the address": {open, func(r *resource.Referral) { r.CustomerProfile.Address.City = "x" }, "edit.customer-address", "/customerProfile/address/city"},
		"new in the address":  {open, func(r *resource.Referral) { r.CustomerProfile.Address.State = "x" }, "edit.customer-address", "/customerProfile/address/state"},
		"DUNS":                {open, func(r *resource.Referral) { r.CustomerProfile.IDs[0].ID = "2" }, "edit.customer-ids", "/customerProfile/ids/0/id"},
		"one more ID": {open, func(r *resource.Referral) {
			r.CustomerProfile.IDs = append(r.CustomerProfile.IDs, resource.ProfileID{ID: "2"})
		}, "edit.customer-ids", "/customerProfile/ids/-"},
		"the whole customer":  {open, func(r *resource.Referral) { r.CustomerProfile = resource.CustomerProfile{} }, "edit.removal", "/customerProfile/name"},
		"contact consent":     {open, func(r *resource.Referral) { r.Consent.ToContact = mci.Yes }, "edit.contact-consent", "/consent/consentToContact"},
		"partner ID":          {open, func(r *resource.Referral) { r.MpnID = "4712" }, "edit.partner-id", "/mpnId"},
		"sharing no more":     {shared, func(r *resource.Referral) { r.Consent.ShareReferralWithMicrosoftSellers = mci.No }, "edit.share", "/consent/consentToShareReferralWithMicrosoftSellers"},
		"other help":          {shared, func(r *resource.Referral) { r.InviteContext.AssistanceRequestCode = resource.HelpProofOfConcept }, "edit.help", "/inviteContext/assistanceRequestCode"},
		"customer's contact":  {shared, func(r *resource.Referral) { r.CustomerProfile.Team = []resource.Member{{Email: "x@contoso.com"}} }, "edit.customer-contacts", "/customerProfile/team"},
		"notes to Microsoft":  {shared, func(r *resource.Referral) { r.InviteContext.Notes = "x" }, "edit.notes", "/inviteContext/notes"},
		"independent again":   {shared, func(r *resource.Referral) { r.Type = resource.Independent }, "edit.type", "/type"},
		"ID":                  {open, func(r *resource.Referral) { r.ID = "x" }, "edit.server", "/id"},
		"engagement":          {open, func(r *resource.Referral) { r.EngagementID = "x" }, "edit.server", "/engagementId"},
		"eTag":                {open, func(r *resource.Referral) { r.ETag = "x" }, "edit.server", "/eTag"},
		"creation":            {open, func(r *resource.Referral) { r.CreatedDateTime = "x" }, "edit.server", "/createdDateTime"},
		"update":              {open, func(r *resource.Referral) { r.UpdatedDateTime = "x" }, "edit.server", "/updatedDateTime"},
		"links":               {open, func(r *resource.Referral) { r.Links.Self.URI = "x" }, "edit.server", "/links"},
		"a value taken away":  {open, func(r *resource.Referral) { r.Name = "" }, "edit.removal", "/name"},
		"back to new":         {open, func(r *resource.Referral) { r.Status, r.Substatus = progress.StatusNew, progress.Pending }, "referral.state", "/status"},
		"by the server alone": {strings.Replace(open, "Accepted", "Error", 1), func(r *resource.Referral) { r.Status = progress.StatusClosed }, "referral.state", "/status"},
		"closed":              {strings.Replace(strings.Replace(open, "Accepted", "Lost", 1), "Active", "Closed", 1), func(r *resource.Referral) { r.Name = "x" }, StaysClosed, ""},
	} {
		old := decoded(t, c.old)
		edited := old.Clone()
		c.edit(&edited)
		patch, err := MakePatch(&old, &edited)
		var refusal *Refusal
		if patch != nil || !errors.Is(err, ErrRefused) || !errors.As(err, &refusal) || refusal.Referral != "R-1" {
			t.Errorf("%s: %v, %v, want a refusal", name, patch, err)
			continue
		}
		f := refusal.Findings[0]
		if f.Rule != c.rule || f.Path != c.path || f.Outcome != mci.Fail || f.Source.Title == "" || f.Want == "" || f.Found == "" {
			t.Errorf("%s: %+v, want the rule %s at %s", name, f, c.rule, c.path)
		}
		if !strings.Contains(err.Error(), string(c.rule)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPartThatComesAsAWholeIsLockedToo(t *testing.T) {
	old := decoded(t, `{"id":"R-1","status":"Active","substatus":"Accepted"}`)
	edited := old.Clone()
	edited.Consent.ToContact = mci.Yes
	if _, err := MakePatch(&old, &edited); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "edit.contact-consent") {
		t.Error(err)
	}
	edited = old.Clone()
	edited.Consent.ToShareInfoWithOthers = mci.Yes
	if patch, err := MakePatch(&old, &edited, "/consent"); err != nil || len(patch) != 1 {
		t.Errorf("%v, %v", patch, err)
	}
}

// If a lock had no row, its edit would pass, and the cases above would notice.
// This test checks that every lock has a rule, a path and a source.
func TestEveryLockSaysWhatItRestsOn(t *testing.T) {
	for _, l := range locks {
		if l.rule == "" || l.path[0] != '/' || l.source.Grade == 0 {
			t.Errorf("%+v", l)
		}
	}
}

func TestAnEditOfAClosedReferralThatChangesNothingIsNoEdit(t *testing.T) {
	old := decoded(t, strings.Replace(strings.Replace(open, "Accepted", "Lost", 1), "Active", "Closed", 1))
	if patch, err := MakePatch(&old, &old); err != nil || patch != nil {
		t.Errorf("%v, %v", patch, err)
	}
}

func TestWhatCannotBeWrittenIsNotPatched(t *testing.T) {
	good, bad := decoded(t, open), decoded(t, open)
	bad.Type = "Odd"
	if _, err := MakePatch(&good, &bad); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
	if _, err := MakePatch(&bad, &good); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
	if _, err := (Patch{}).Apply(bad); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestAnUnknownStateMayStayAndNotMove(t *testing.T) {
	old := decoded(t, strings.Replace(open, "Active", "Frozen", 1))
	edited := old.Clone()
	edited.Details.Notes = "x"
	if _, err := MakePatch(&old, &edited); err != nil {
		t.Error(err)
	}
	edited.Status = progress.StatusActive
	if _, err := MakePatch(&old, &edited); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}

// The service moves a referral, too, and some states are kept and never entered.
func TestAnEditMovesAReferralOnlyAsThePartnerMay(t *testing.T) {
	moved := map[progress.Access]int{}
	for _, row := range progress.Transitions() {
		if row.From == (progress.State{}) {
			continue
		}
		old := decoded(t, open)
		old.Status, old.Substatus = row.From.Status, row.From.Substatus
		edited := old.Clone()
		edited.Status, edited.Substatus = row.To.Status, row.To.Substatus
		_, err := MakePatch(&old, &edited)
		if allowed := row.Access == progress.ByPartner || row.From == row.To; allowed != (err == nil) {
			t.Errorf("%s, by %s, from %s to %s: %v", row.ID, row.Access, row.From, row.To, err)
		}
		moved[row.Access]++
	}
	if moved[progress.ByPartner] == 0 || moved[progress.ByServer] == 0 {
		t.Errorf("got transitions %v", moved)
	}
}

// A patch answers for what it writes, and not for what others wrote before.
func TestAPatchMayLeaveOddMembersAsTheyAre(t *testing.T) {
	for _, odd := range []string{`{"name":"n","team":7}`, `{"NAME":"n"}`, `{"name":"n","details":{"dealValue":"x"}}`} {
		old := decoded(t, odd)
		if len(old.Odd()) == 0 {
			t.Errorf("%s is not odd", odd)
		}
		if made, err := (Patch{{Op: Add, Path: "/salesStage", Value: `"60"`}}).Apply(old); err != nil || made.SalesStage != "60" {
			t.Errorf("%s becomes %s, %v", odd, encoded(t, made), err)
		}
	}
}

func TestApplyTakesReplaceAndAddWhereThereIsAPlace(t *testing.T) {
	old := decoded(t, open)
	for text, want := range map[string]string{
		`[{"op":"replace","path":"/a~1b~0c","value":2}]`: `"a/b~c":2`,
		`[{"op":"add","path":"/x","value":{"y":[]}},{"op":"add","path":"/x/y/-","value":1},{"op":"add","path":"/x/y/0","value":0}]`: `"x":{"y":[0,1]}`,
		`[{"op":"replace","path":"/team/0","value":{"email":"z"}}]`:                                                                 `"team":[{"email":"z"}]`,
	} {
		var p Patch
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		if made, err := p.Apply(old); err != nil || !strings.Contains(encoded(t, made), want) {
			t.Errorf("%s gives %s, %v", text, encoded(t, made), err)
		}
	}
	for text, path := range map[string]string{
		`[{"op":"remove","path":"/name","value":1}]`:                                             "[0].op",
		`[{"op":"add","path":"/name","value":"x"},{"op":"replace","path":"/nowhere","value":1}]`: "[1].path",
		`[{"op":"add","path":"/nowhere/x","value":1}]`:                                           "[0].path",
		`[{"op":"replace","path":"/team/-","value":{}}]`:                                         "[0].path",
		`[{"op":"replace","path":"/team/1","value":{}}]`:                                         "[0].path",
		`[{"op":"replace","path":"/team/x/y","value":{}}]`:                                       "[0].path",
		`[{"op":"replace","path":"/name/x","value":{}}]`:                                         "[0].path",
		`[{"op":"replace","path":"","value":{}}]`:                                                "[0].path",
		`[{"op":"replace","path":"name","value":"x"}]`:                                           "[0].path",
		`[{"op":"replace","path":"/name","value":1}]`:                                            "name",
	} {
		var p Patch
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		_, err := p.Apply(old)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %v, want an error at %s", text, err, path)
		}
	}
	if _, err := (Patch{{Op: Add, Path: "/x", Value: "{"}}).Apply(old); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestATypedChangeIsPatched(t *testing.T) {
	r := decoded(t, open)
	got, err := Edit{
		Name: "New", State: progress.State{Status: progress.StatusClosed, Substatus: progress.Lost}, StatusReason: progress.NoBudget.String(), SalesStage: progress.StageProposed, Notes: "n",
		Value: must(mci.ParseMoney("31000", mci.USD)), Closing: "2026-12-31T00:00:00Z", Share: mci.Yes, Join: []resource.Member{{Email: "z"}},
	}.Patch(&r, "/name")
	want := `[{"op":"replace","path":"/name","value":"New"},{"op":"replace","path":"/status","value":"Closed"},{"op":"replace","path":"/substatus","value":"Lost"},` +
		`{"op":"replace","path":"/consent/consentToShareReferralWithMicrosoftSellers","value":true},` +
		`{"op":"replace","path":"/details/dealValue","value":31000.00},{"op":"add","path":"/details/notes","value":"n"},{"op":"add","path":"/details/closingDateTime","value":"2026-12-31T00:00:00Z"},` +
		`{"op":"add","path":"/team/-","value":{"email":"z"}},{"op":"add","path":"/statusReason","value":"budget"},` +
		`{"op":"add","path":"/salesStage","value":"60"}]`
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, written(t, got)); diff != "" {
		t.Error(diff)
	}
	if share, err := (Edit{Share: mci.Yes}).Patch(&r); err != nil || len(share) != 1 {
		t.Errorf("%v, %v", share, err)
	}
	if none, err := (Edit{}).Patch(&r); err != nil || none != nil {
		t.Errorf("no change is %v, %v", none, err)
	}
	if _, err := (Edit{SalesStage: 50}).Patch(&r); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestTheFeedTellsWhoChangedWhatAndWhen(t *testing.T) {
	old := decoded(t, open)
	later := decoded(t, strings.TrimSuffix(strings.Replace(strings.Replace(open, `"name":"Contoso","status`, `"status`, 1), "10000", "20000", 1), "}")+
		`,"updatedDateTime":"2026-05-04T09:30:00Z","lastModifiedVia":"Portal","x":1}`)
	var got []Activity
	for a := range Activities(&old, &later, "") {
		got = append(got, a)
	}
	at := resource.Instant("2026-05-04T09:30:00Z")
	want := []Activity{
		{"R-1", at, "Portal", "/name", `"Contoso"`, ""},
		{"R-1", at, "Portal", "/details/dealValue", "10000", "20000"},
		{"R-1", at, "Portal", "/x", "", "1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for a := range Activities(&old, &later, "maria") {
		if a.By != "maria" {
			t.Errorf("by %s", a.By)
		}
		break
	}
	bad := decoded(t, open)
	bad.Type = "Odd"
	for range Activities(&bad, &later, "") {
		t.Error("a version that cannot be written tells something")
	}
	for range Activities(&old, &bad, "") {
		t.Error("a version that cannot be written tells something")
	}
}

func FuzzPatch(f *testing.F) {
	f.Add(open, `[{"op":"add","path":"/team/-","value":{}},{"op":"replace","path":"/a~1b~0c","value":null}]`)
	f.Fuzz(func(t *testing.T, text, operations string) {
		r, err := resource.Decode([]byte(text))
		var p Patch
		if err != nil || json.Unmarshal([]byte(operations), &p) != nil {
			return
		}
		if patch, err := MakePatch(&r, &r); err != nil || len(patch) > 0 {
			t.Fatalf("what is the same differs by %v, %v", patch, err)
		}
		before := r.String()
		made, err := p.Apply(r)
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if r.String() != before {
			t.Fatal("the given resource has changed")
		}
		if patch, err := MakePatch(&r, &made); err == nil {
			if again, err := patch.Apply(r); err == nil && !again.Equal(made) {
				t.Fatalf("%v leads to %v, want %v", patch, again, made)
			}
		}
	})
}

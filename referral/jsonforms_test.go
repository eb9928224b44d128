package referral_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// This package may know all others, so the forms of all stand in one test. That
// no exported type is forgotten is tested in package mci.

func TestATypeWithoutAJSONFormSaysWhatToWriteInstead(t *testing.T) {
	for _, value := range []any{
		claims.Claim{},
		claims.Change{},
		claims.Adoption{},
		&desk.Desk{}, &store.Memory{},
		portal.Importer{},
		portal.ExportOptions{},
		&report.Reader{},
		consent.Draft{},
		consent.Reminders{},
		link.Key{},
		link.KeyRing{},
		link.Page{},
		mci.Calendar{},
		mci.Exact{},
		catalog.Edition{},
		catalog.Engagement{},
		catalog.EvidenceTerms{},
		catalog.MarketList{},
		catalog.OpportunityTerms{},
		catalog.PartnerGate{},
		catalog.Requirement{},
		catalog.Windows{},
		document.Field{},
		document.Object{},
		document.Member{},
		&earnings.Collection{}, &earnings.Tally{},
		ruling.Set(0),
		ruling.Verdict{},
		&referral.Desk{}, &referral.MemoryStore{},
		referral.Options{},
		resource.Element{},
		resource.ListPage{},
	} {
		of := reflect.Indirect(reflect.ValueOf(value)).Type()
		text, err := json.Marshal(value)
		if err == nil || !strings.Contains(err.Error(), of.Name()+" is not written to JSON: ") || !strings.Contains(err.Error(), of.PkgPath()[strings.LastIndexByte(of.PkgPath(), '/')+1:]) {
			t.Errorf("%s is written as %s, %v", of, text, err)
		}
	}
}

func TestAnErrorIsWrittenWithItsReasonInWords(t *testing.T) {
	at, reason := time.Date(2022, 11, 15, 9, 0, 0, 0, time.UTC), errors.New("the reason")
	for _, c := range []struct {
		value any
		want  string
	}{
		{&store.ClaimError{ID: "c-1", Err: reason, Key: at}, `{"id":"c-1","error":"the reason","key":"2022-11-15T09:00:00Z"}`},
		{&store.ClaimError{ID: "c-1"}, `{"id":"c-1","error":""}`},
		{&portal.RowError{Line: 3, Err: reason}, `{"line":3,"error":"the reason"}`},
		{&report.Error{Err: reason}, `{"origin":{},"error":"the reason"}`},
		{&consent.LinkError{Err: reason, At: at}, `{"link":{},"at":"2022-11-15T09:00:00Z","error":"the reason"}`},
		{&link.TokenError{Err: reason, Key: "k"}, `{"key":"k","error":"the reason"}`},
		{&referral.WaitError{For: 90 * time.Second, Err: reason}, `{"for":"1m30s","error":"the reason"}`},
		{&referral.UnreadError{Elements: []error{reason, reason}}, `{"elements":["the reason","the reason"]}`},
		{&referral.UnreadError{}, `{"elements":[]}`},
		{&claims.Refusal{Rule: "claim.machine", Missing: "x", At: at}, `{"rule":"claim.machine","at":"2022-11-15T09:00:00Z","missing":"x"}`},
	} {
		if text, err := json.Marshal(c.value); err != nil || string(text) != c.want {
			t.Errorf("%T is written as %s, %v; want %s", c.value, text, err, c.want)
		}
	}
}

func TestAValueIsWrittenByItsMeaning(t *testing.T) {
	var value document.Value
	_ = document.ReadValue([]byte(`{"a": [1.50, "x"]}`), document.Limits{}, func(f document.Field) {
		f.Object(func(o document.Object) { value = o.Field("a").Value() })
	})
	for _, c := range []struct {
		value any
		want  string
	}{
		{mci.CustomersPage, `{"title":"Microsoft Learn, Customers page for MCI engagements","published":"2023-10-01","grade":"Microsoft public"}`},
		{value, `[1.50,"x"]`},
		{document.Value{}, `null`},
		{document.Array, `"an array"`},
		{report.ISO | report.DayFirst, `["year first","day first"]`},
		{report.DateForm(0), `[]`},
		{mci.Rule{ID: "a.b", Means: "c"}, `{"id":"a.b","means":"c"}`},
	} {
		if text, err := json.Marshal(c.value); err != nil || string(text) != c.want {
			t.Errorf("%T is written as %s, %v; want %s", c.value, text, err, c.want)
		}
	}
}

// textual is a value that is written as a text, and read from it.
func textual[T fmt.Stringer, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, values []T, wrong ...T,
) {
	t.Helper()
	for _, value := range values {
		var read T
		text, err := json.Marshal(value)
		if err == nil {
			err = json.Unmarshal(text, P(&read))
		}
		if err != nil || any(read) != any(value) {
			t.Errorf("%T %s is written as %s and read as %s: %v", value, value, text, read, err)
		}
	}
	for _, value := range wrong {
		if text, err := json.Marshal(value); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T %v is written as %s, %v", value, value, text, err)
		}
	}
	var read T
	if err := json.Unmarshal([]byte(`"no such thing"`), P(&read)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%T: no such thing is read as %v, %v", read, read, err)
	}
}

func TestAnEnumerationIsWrittenAndReadInWords(t *testing.T) {
	textual(t, []portal.DecimalMark{0, portal.DecimalPoint, portal.DecimalComma}, 9)
	textual(t, []report.Layout{0, report.Earnings, report.Summarized, report.Payments, report.Ineligible, report.MaxCapBalance}, 9)
	textual(t, []earnings.By{earnings.ByParticipant, earnings.ByType, earnings.ByPaymentMonth}, 9)
	textual(t, []progress.Access{0, progress.ByPartner, progress.ByServer, progress.Staying}, 9)
	textual(t, append(progress.SalesStages(), 0), 11)
	half, err := mci.ParsePercent("3.75")
	if err != nil {
		t.Fatal(err)
	}
	textual(t, []mci.Percent{{}, half})
	late := mci.ProgramYearOf(mci.DateOf(time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)))
	textual(t, []mci.ProgramYear{{}, mci.ProgramYearOf(mci.DateOf(time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC)))}, late)
}

// A part of a referral is written as it is in the whole.
func TestAPartOfAReferralIsWrittenAsInTheReferral(t *testing.T) {
	const whole = `{"id":"R-1","customerProfile":{"name":"Contoso","address":{"addressLine1":"1 Way","city":"Bern","country":"CH"},"team":[{"firstName":"Kim","odd":7}],"ids":[{"profileType":"External","id":"1"}]},
		"consent":{"consentToContact":true},"details":{"notes":"n","requirements":{"industries":[{"id":"i"}],"solutions":[{"id":"s","name":"S"}],"additionalRequirements":{}}},
		"team":[{"firstName":"Alex","contactPreference":{"locale":"de"}}],"inviteContext":{"notes":"x","invitedBy":{"organizationId":"o"}},"target":[{"type":"MPNID","id":"t"}],
		"links":{"self":{"uri":"/x","method":"GET"}},"trackingInfo":{"microsoftMsxId":"m"}}`
	r, err := resource.Decode([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	written := string(mustJSON(t, r))
	for _, part := range []any{
		r.CustomerProfile, r.CustomerProfile.Address, r.CustomerProfile.Team[0], r.CustomerProfile.IDs[0], r.Consent, r.Details, r.Details.Requirements,
		r.Details.Requirements.Industries[0], r.Details.Requirements.Solutions[0], r.Team[0], r.Team[0].ContactPreference,
		r.InviteContext, r.InviteContext.InvitedBy, r.Target[0], r.Links, r.Links.Self, r.TrackingInfo,
	} {
		text := string(mustJSON(t, part))
		if len(text) < 4 || !strings.Contains(written, text) {
			t.Errorf("%T is written as %s, which is not in %s", part, text, written)
		}
	}
	for _, part := range []any{resource.AdditionalRequirements{}, resource.Attribute{Type: "a", ID: "b"}} {
		if text := string(mustJSON(t, part)); strings.Contains(text, "ID") || strings.Contains(text, "Type") {
			t.Errorf("%T is written as %s", part, text)
		}
	}
}

func mustJSON(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("%T: %v", value, err)
	}
	return text
}

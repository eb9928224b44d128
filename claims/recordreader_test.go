package claims_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/earnings"
)

// wholeRecord returns a record in which every field is set. The values need not
// be possible together.
func wholeRecord() claims.Record {
	at := time.Date(2022, 11, 15, 9, 30, 0, 123456789, time.UTC)
	money := must(mci.ParseMoney("5000", mci.USD))
	amount := claims.Amount{Money: money, At: at}
	payment := claims.Payment{
		Money: money, At: at, Reference: "p-1", Earning: "e-1", EarningType: "Rebate",
		Month: must(earnings.NewMonth(2022, time.November)), Replaced: true,
	}
	contact := mci.Contact{Name: "Alex Wilber", Email: "alex@contoso.com"}
	id := must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	var portal claims.PortalStatus
	if err := portal.UnmarshalText([]byte("Rejected")); err != nil {
		panic(err)
	}
	var assumed claims.Assumptions
	if err := assumed.UnmarshalJSON([]byte(`["created"]`)); err != nil {
		panic(err)
	}
	return claims.Record{
		ID: "claim-1", Version: 1<<64 - 1, Status: claims.Rejected, Disputed: true, AnswerPending: true, Way: eligibility.Way(1),
		Name: "Workshop \"A\"", PortalNumber: claims.PortalNumber{Number: "C-1", At: at},
		Engagement: mci.EngagementRef{Edition: "FY23", Revision: must(mci.NewRevision(2)), Engagement: "viva"},
		Terms:      must(catalog.ParseDigest("ca29ae416dc5fa98a2fa3c5876a3a4be")), TermsAccepted: &at, CustomerID: id, CheckedID: id, MismatchReason: "a merger",
		CustomerCountry: "CH", CustomerContact: contact, PartnerContact: contact, Location: "zurich", LocationCountry: "DE",
		Hours: must(mci.ParseHours("7.5")), Segment: "enterprise", Quantities: mci.Quantities{"seats": must(mci.ParseQuantity("300"))},
		Opportunity: mci.Opportunity{ContractValue: money, Status: "open", Stage: "propose"},
		Created:     at, TakenBack: true, FirstSubmitted: at, RejectedAt: at, ApprovedAt: at, DisputeSubmitted: at, Updated: at,
		Consent: consent.Consent{Asked: at, Resent: 2, DealSize: money, Language: "de", Answer: consent.Answer(1), Generation: 3, Earlier: 4, Answered: at},
		Evidence: []claims.Evidence{{
			Part: mci.EvidencePart(1), State: claims.EvidenceState(1), Template: must(mci.ParseDate("2022-10-01")), Reference: "r", Updated: at,
		}},
		Amounts: claims.Amounts{Estimated: amount, Requested: amount, Approved: amount, Payments: []claims.Payment{payment, payment}},
		Keys:    []claims.UsedKey{{Key: "k", Event: claims.PaymentRecorded, Content: 1<<64 - 1}},
		Observed: &claims.Observed{Adopted: true, Assumed: assumed, Divergence: &claims.Divergence{
			Shown: portal, Local: claims.State{Status: claims.Rejected, Disputed: true}, At: at, Kept: true,
		}},
		Index: claims.Index{Area: "Modern Work", Expires: at, Attention: at},
	}
}

// If a field is added to a record but not to its reader, this test fails.
func TestEveryFieldOfARecordIsReadBack(t *testing.T) {
	want := wholeRecord()
	for i := range reflect.TypeFor[claims.Record]().NumField() {
		if field := reflect.ValueOf(want).Field(i); field.IsZero() && field.Type().Size() > 0 {
			t.Errorf("the record of this test does not set %s", reflect.TypeFor[claims.Record]().Field(i).Name)
		}
	}
	text := must(json.Marshal(want))
	var got claims.Record
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if again := must(json.Marshal(got)); string(again) != string(text) {
		t.Errorf("got %s, want %s", again, text)
	}
}

// An older version of the library must not drop a field that a newer version
// wrote.
func TestAStoredRecordWithAnUnknownDoubledOrMiscasedFieldIsAnError(t *testing.T) {
	text := string(must(json.Marshal(wholeRecord())))
	for _, c := range []struct{ old, add, path string }{
		{`"id":`, `"newer":1,"id":`, "newer"},
		{`"id":`, `"id":"claim-2","id":`, "id"},
		{`"location":`, `"Location":`, "Location"},
		{`"dealSize":{`, `"dealSize":{"exact":true,`, "consent.dealSize.exact"},
		{`"payments":[{`, `"payments":[{"earning":"e",`, "amounts.payments[0].earning"},
		{`"customerId":{`, `"customerId":{"ID":"x",`, "customerId.ID"},
		{`"version":18446744073709551615`, `"version":1.0`, "version"},
		{`"divergence":{`, `"divergence":{"why":"x",`, "observed.divergence.why"},
		{`"state":`, `"State":`, "evidence[0].State"},
	} {
		changed := strings.Replace(text, c.old, c.add, 1)
		var problems mci.Problems
		var record claims.Record
		err := json.Unmarshal([]byte(changed), &record)
		if changed == text || !errors.As(err, &problems) || !strings.Contains(err.Error(), c.path+": ") || record.ID != "" {
			t.Errorf("%s: %v", c.add, err)
		}
	}
}

func BenchmarkDecodeRecord(b *testing.B) {
	text := must(json.Marshal(wholeRecord()))
	type loose claims.Record // has no strict reader
	b.Run("strict", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var record claims.Record
			if err := record.UnmarshalJSON(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var record loose
			if err := json.Unmarshal(text, &record); err != nil {
				b.Fatal(err)
			}
		}
	})
}

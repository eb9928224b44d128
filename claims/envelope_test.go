package claims_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

func TestARecordComesBackFromItsEnvelopeWhateverItsState(t *testing.T) {
	for _, state := range reached() {
		record := reach(t, state).claim.Record()
		made := must(record.Envelope())
		envelope := throughJSON(t, made)
		wantSame(t, "the record in "+state.String(), must(envelope.Record()), record)
		if envelope.Kind != claims.PartnerActivity || envelope.ID != record.ID || envelope.Version != record.Version || envelope.Status != state.Status.String() ||
			envelope.Customer != record.CheckedID || !envelope.Expires.Equal(record.Index.Expires) || !envelope.Attention.Equal(record.Index.Attention) ||
			envelope.Area != record.Index.Area || envelope.Location != record.Location || envelope.Engagement != record.Engagement.Engagement || len(envelope.Keys) != len(record.Keys) {
			t.Errorf("the columns in %s are %+v", state, envelope)
		}
	}
	record := wholeRecord()
	wantSame(t, "a record with every field", must(throughJSON(t, must(record.Envelope())).Record()), record)
}

func TestAColumnThatSaysSomethingElseThanTheBodyIsNamed(t *testing.T) {
	record := wholeRecord()
	other := must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f61"))
	for column, change := range map[string]func(*claims.Envelope){
		"kind":       func(e *claims.Envelope) { e.Kind = claims.PartnerAssociation },
		"id":         func(e *claims.Envelope) { e.ID = "claim-2" },
		"version":    func(e *claims.Envelope) { e.Version-- },
		"status":     func(e *claims.Envelope) { e.Status = "Submitted" },
		"area":       func(e *claims.Envelope) { e.Area = "" },
		"customer":   func(e *claims.Envelope) { e.Customer = other },
		"location":   func(e *claims.Envelope) { e.Location = "Zurich" },
		"engagement": func(e *claims.Envelope) { e.Engagement = "other" },
		"owner":      func(e *claims.Envelope) { e.Owner = "alex" },
		"expires":    func(e *claims.Envelope) { e.Expires = e.Expires.Add(1) },
		"attention":  func(e *claims.Envelope) { e.Attention = time.Time{} },
		"keys":       func(e *claims.Envelope) { e.Keys = append(slices.Clone(e.Keys), "k-2") },
	} {
		envelope := must(record.Envelope())
		change(&envelope)
		read, err := envelope.Record()
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != column || read.ID != "" {
			t.Errorf("%s: %v", column, err)
		}
		for _, id := range []mci.CustomerID{other, record.CheckedID} {
			if err != nil && strings.Contains(err.Error(), id.Value()) {
				t.Errorf("%s: the error shows the customer: %v", column, err)
			}
		}
	}
	envelope := must(record.Envelope())
	envelope.Keys = []string{strings.Join([]string{"k", "x"}, ", ")}
	record.Keys = []claims.UsedKey{{Key: "k", Event: claims.PaymentRecorded}, {Key: "x", Event: claims.PaymentRecorded}}
	envelope.Body = must(json.Marshal(record))
	if _, err := envelope.Record(); err == nil {
		t.Error("one key is taken for two")
	}
	in := time.FixedZone("CET", 3600)
	envelope = must(record.Envelope())
	envelope.Expires, envelope.Attention = envelope.Expires.In(in), envelope.Attention.In(in)
	must(envelope.Record()) // a database may give an instant in any zone
}

func TestTheBodyOfAnEnvelopeIsReadAsStrictlyAsARecord(t *testing.T) {
	record := wholeRecord()
	for _, c := range []struct{ old, with, path string }{
		{`"location":`, `"Location":`, "body.Location"},
		{`"id":`, `"newer":1,"id":`, "body.newer"},
		{`{"format":1,`, `{`, "body.format"},
		{`{"format":1,`, `[`, "body"},
	} {
		envelope := must(record.Envelope())
		envelope.Body = json.RawMessage(strings.Replace(string(envelope.Body), c.old, c.with, 1))
		if _, err := envelope.Record(); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	envelope := must(record.Envelope())
	envelope.Body = json.RawMessage(strings.Replace(string(envelope.Body), `"format":1`, `"format":2`, 1))
	if _, err := envelope.Record(); desk.ClassOf(err) != desk.Unreadable {
		t.Errorf("a body of a newer library: %v", err)
	}
	record.Status = 0
	if _, err := record.Envelope(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a record without a status: %v", err)
	}
}

func TestTheJSONOfAnEnvelopeIsStrict(t *testing.T) {
	record := wholeRecord()
	text := string(must(json.Marshal(must(record.Envelope()))))
	for _, c := range []struct{ old, with, path string }{
		{`"kind":"partner activity"`, `"kind":"referral"`, "kind"},
		{`"customer":{`, `"Customer":{`, "Customer"},
		{`"body":{`, `"body":[],"x":{`, "body"},
		{`"body":{`, `"x":{`, "body"},
		{`"keys":[`, `"keys":[7,`, "keys[0]"},
	} {
		read := claims.Envelope{ID: "left"}
		err := json.Unmarshal([]byte(strings.Replace(text, c.old, c.with, 1)), &read)
		if !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), c.path) || read.ID != "left" {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if err := json.Unmarshal([]byte("null"), new(claims.Envelope)); err != nil {
		t.Errorf("null: %v", err)
	}
}

func TestEveryKindHasAName(t *testing.T) {
	for _, kind := range []claims.Kind{claims.PartnerActivity, claims.PartnerAssociation} {
		if throughJSON(t, kind) != kind || kind.String() == "" {
			t.Errorf("kind %d is %q", kind, kind)
		}
	}
	if text, err := json.Marshal(claims.Kind(3)); err == nil {
		t.Errorf("3 is written as %s", text)
	}
}

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
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestARecordComesBackFromItsEnvelopeWhateverItsState(t *testing.T) {
	for _, state := range reached() {
		record := reach(t, state).claim.Record()
		made := must(desk.Encode(&record))
		envelope := throughJSON(t, made)
		wantSame(t, "the record in "+state.String(), must(desk.Decode(envelope)), record)
		if envelope.Kind != store.PartnerActivity || envelope.ID != record.ID || envelope.Version != record.Version || envelope.Status != state.Status.String() ||
			envelope.Customer != record.CheckedID || !envelope.Expires.Equal(record.Index.Expires) || !envelope.Attention.Equal(record.Index.Attention) ||
			envelope.Area != record.Index.Area || envelope.Location != record.Location || envelope.Engagement != record.Engagement.Engagement ||
			envelope.Search != record.SearchText() || envelope.Open == state.Terminal() || envelope.Counted != record.CountsTowardLimit() || len(envelope.Keys) != len(record.Keys) {
			t.Errorf("the columns in %s are %+v", state, envelope)
		}
	}
	record := wholeRecord()
	wantSame(t, "a record with every field", must(desk.Decode(throughJSON(t, must(desk.Encode(&record))))), record)
}

func TestAColumnThatSaysSomethingElseThanTheBodyIsNamed(t *testing.T) {
	record := wholeRecord()
	other := must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f61"))
	for column, change := range map[string]func(*store.Envelope){
		"kind":       func(e *store.Envelope) { e.Kind = store.PartnerAssociation },
		"id":         func(e *store.Envelope) { e.ID = "claim-2" },
		"version":    func(e *store.Envelope) { e.Version-- },
		"status":     func(e *store.Envelope) { e.Status = "Submitted" },
		"area":       func(e *store.Envelope) { e.Area = "" },
		"customer":   func(e *store.Envelope) { e.Customer = other },
		"location":   func(e *store.Envelope) { e.Location = "Zurich" },
		"engagement": func(e *store.Envelope) { e.Engagement = "other" },
		"owner":      func(e *store.Envelope) { e.Owner = "alex" },
		"expires":    func(e *store.Envelope) { e.Expires = e.Expires.Add(1) },
		"attention":  func(e *store.Envelope) { e.Attention = time.Time{} },
		"search":     func(e *store.Envelope) { e.Search = "" },
		"open":       func(e *store.Envelope) { e.Open = !e.Open },
		"counted":    func(e *store.Envelope) { e.Counted = !e.Counted },
		"keys":       func(e *store.Envelope) { e.Keys = append(slices.Clone(e.Keys), "k-2") },
	} {
		envelope := must(desk.Encode(&record))
		change(&envelope)
		read, err := desk.Decode(envelope)
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
	envelope := must(desk.Encode(&record))
	envelope.Keys = []string{strings.Join([]string{"k", "x"}, ", ")}
	record.Keys = []claims.UsedKey{{Key: "k", Event: claims.PaymentRecorded}, {Key: "x", Event: claims.PaymentRecorded}}
	envelope.Body = must(json.Marshal(record))
	if _, err := desk.Decode(envelope); err == nil {
		t.Error("one key is taken for two")
	}
	in := time.FixedZone("CET", 3600)
	envelope = must(desk.Encode(&record))
	envelope.Expires, envelope.Attention = envelope.Expires.In(in), envelope.Attention.In(in)
	must(desk.Decode(envelope)) // a database may give an instant in any zone
}

func TestTheBodyOfAnEnvelopeIsReadAsStrictlyAsARecord(t *testing.T) {
	record := wholeRecord()
	for _, c := range []struct{ old, with, path string }{
		{`"location":`, `"Location":`, "body.Location"},
		{`"id":`, `"newer":1,"id":`, "body.newer"},
		{`{"format":1,`, `{`, "body.format"},
		{`{"format":1,`, `[`, "body"},
	} {
		envelope := must(desk.Encode(&record))
		envelope.Body = json.RawMessage(strings.Replace(string(envelope.Body), c.old, c.with, 1))
		if _, err := desk.Decode(envelope); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	envelope := must(desk.Encode(&record))
	envelope.Body = json.RawMessage(strings.Replace(string(envelope.Body), `"format":1`, `"format":2`, 1))
	if _, err := desk.Decode(envelope); desk.ClassOf(err) != desk.Unreadable {
		t.Errorf("a body of a newer library: %v", err)
	}
	record.Status = 0
	if _, err := desk.Encode(&record); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a record without a status: %v", err)
	}
}

func TestTheJSONOfAnEnvelopeIsStrict(t *testing.T) {
	record := wholeRecord()
	text := string(must(json.Marshal(must(desk.Encode(&record)))))
	for _, c := range []struct{ old, with, path string }{
		{`"kind":"partner activity"`, `"kind":"referral"`, "kind"},
		{`"customer":{`, `"Customer":{`, "Customer"},
		{`"body":{`, `"body":[],"x":{`, "body"},
		{`"body":{`, `"x":{`, "body"},
		{`"keys":[`, `"keys":[7,`, "keys[0]"},
	} {
		read := store.Envelope{ID: "left"}
		err := json.Unmarshal([]byte(strings.Replace(text, c.old, c.with, 1)), &read)
		if !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), c.path) || read.ID != "left" {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if err := json.Unmarshal([]byte("null"), new(store.Envelope)); err != nil {
		t.Errorf("null: %v", err)
	}
}

func TestEveryKindHasAName(t *testing.T) {
	for _, kind := range []store.Kind{store.PartnerActivity, store.PartnerAssociation} {
		if throughJSON(t, kind) != kind || kind.String() == "" {
			t.Errorf("kind %d is %q", kind, kind)
		}
	}
	if text, err := json.Marshal(store.Kind(3)); err == nil {
		t.Errorf("3 is written as %s", text)
	}
}

// An envelope that is read is written as it was read, and opens as a claim or
// with an error of input, never otherwise.
func FuzzEnvelope(f *testing.F) {
	for _, state := range reached() {
		record := reach(f, state).claim.Record()
		f.Add(must(json.Marshal(must(desk.Encode(&record)))))
	}
	f.Add([]byte(`{"kind":"association","id":"a","version":1,"status":"Draft","customer":null,"body":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var envelope store.Envelope
		if err := envelope.UnmarshalJSON(text); err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Fatalf("%v is no error of input", err)
			}
			return
		}
		written, err := json.Marshal(envelope)
		if err != nil {
			return // it was null, or says what cannot be written
		}
		var again store.Envelope
		if err := again.UnmarshalJSON(written); err != nil || string(must(json.Marshal(again))) != string(written) {
			t.Fatalf("%s is read as %s (%v)", written, must(json.Marshal(again)), err)
		}
		record, err := desk.Decode(envelope)
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Fatalf("%v is no error of input", err)
			}
			return
		}
		if claim, err := claims.Restore(record, public()); err == nil && claim.ID() != envelope.ID {
			t.Fatalf("claim %s is restored of envelope %s", claim.ID(), envelope.ID)
		}
	})
}

package claims_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims"
)

func TestEventsHaveTheirDocumentedTextForms(t *testing.T) {
	want := []string{
		"add customer", "claim customer", "send consent", "resend consent", "accept", "decline", "cancel",
		"give evidence", "update contact", "comment", "submit", "begin review", "request action", "approve", "reject",
		"dispute", "expire", "record payment",
	}
	events := claims.Events()
	if len(events) != len(want) {
		t.Fatalf("got %d events, want %d", len(events), len(want))
	}
	for i, event := range events {
		if int(event) != i+1 || event.String() != want[i] {
			t.Errorf("place %d: got event %d, %q; want %q", i, event, event, want[i])
		}
		if got := throughJSON(t, event); got != event {
			t.Errorf("%s comes back from JSON as %s", event, got)
		}
	}
}

func TestAnEventThatIsNotDeclaredHasNoTextForm(t *testing.T) {
	for _, event := range []claims.Event{claims.TermsAccepted + 1, 255} {
		if got := event.String(); got != "invalid event" {
			t.Errorf("event %d: got %q", event, got)
		}
		if data, err := json.Marshal(event); err == nil {
			t.Errorf("event %d: got the JSON %s, want an error", event, data)
		}
	}
	for _, text := range []string{"Submit", "SUBMIT", "invalid event", " submit"} {
		event := claims.PartnerSubmits
		wantInvalid(t, event.UnmarshalText([]byte(text)), "")
		if event != claims.PartnerSubmits {
			t.Errorf("%q: the event was changed to %s", text, event)
		}
	}
}

func TestActorsHaveTheirDocumentedTextForms(t *testing.T) {
	for actor, want := range map[claims.Actor]string{
		claims.Partner: "partner", claims.Customer: "customer", claims.Microsoft: "microsoft", claims.System: "system", claims.PartnerCenter: "partner center",
	} {
		if got := actor.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := throughJSON(t, actor); got != actor {
			t.Errorf("%s comes back from JSON as %s", actor, got)
		}
	}
}

func TestAnActorThatIsNotDeclaredHasNoTextForm(t *testing.T) {
	for _, actor := range []claims.Actor{claims.PartnerCenter + 1, 255} {
		if got := actor.String(); got != "invalid actor" {
			t.Errorf("actor %d: got %q", actor, got)
		}
		if data, err := json.Marshal(actor); err == nil {
			t.Errorf("actor %d: got the JSON %s, want an error", actor, data)
		}
	}
	for _, text := range []string{"nobody", "Partner", "reviewer"} {
		actor := claims.Customer
		wantInvalid(t, actor.UnmarshalText([]byte(text)), "")
		if actor != claims.Customer {
			t.Errorf("%q: the actor was changed to %s", text, actor)
		}
	}
}

func TestNoEventAndNobodyAreTheEmptyText(t *testing.T) {
	event, actor := claims.PartnerSubmits, claims.Customer
	if err := errors.Join(event.UnmarshalText(nil), actor.UnmarshalText(nil)); err != nil || event != 0 || actor != 0 {
		t.Errorf("got event %d, actor %d and error %v", event, actor, err)
	}
	if text := event.String() + actor.String(); text != "" {
		t.Errorf("got the text %q", text)
	}
	if event, actor := throughJSON(t, event), throughJSON(t, actor); event != 0 || actor != 0 {
		t.Errorf("from JSON came event %d and actor %d", event, actor)
	}
}

package examples

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/event"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// begun stores a claim, asks for consent and records it, and returns the desk.
func begun(t *testing.T, s store.Store, id claims.ID) *desk.Desk {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(s, card)
	at := time.Date(2022, 11, 10, 9, 0, 0, 123456789, time.UTC)
	partner := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at, Received: at}
	if _, err := d.Open(context.Background(), nomination(t, card, at), id, partner); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Do(context.Background(), id, claims.SendConsent{}, partner); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Do(context.Background(), id, claims.Accept{}, claims.Meta{Actor: claims.Customer, At: at.AddDate(0, 0, 3), Received: at.AddDate(0, 0, 3)}); err != nil {
		t.Fatal(err)
	}
	return d
}

// The SDK of CloudEvents decodes and validates the library's events. If it
// encodes them again, the library decodes them.
func TestTheCloudEventsSDKAgreesWithTheEventsOfTheLibrary(t *testing.T) {
	s := &store.Memory{}
	begun(t, s, "claim-1 / Zürich")
	n := 0
	for delivery, err := range s.Tail(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		n++
		want := claims.CloudEvent{Source: "https://fabrikam.example/incentives", Entry: must(desk.DecodeEntry(delivery.Entry))}
		written, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var read event.Event
		if err := json.Unmarshal(written, &read); err != nil {
			t.Fatalf("the SDK does not read %s: %v", written, err)
		}
		if err := read.Validate(); err != nil {
			t.Errorf("the SDK finds %v", err)
		}
		if read.SpecVersion() != "1.0" || read.ID() != want.ID() || read.Type() != want.Type() || read.Source() != want.Source ||
			read.Subject() != string(want.Entry.Claim) || !read.Time().Equal(want.Entry.At) || read.DataContentType() != event.ApplicationJSON || len(read.Extensions()) != 0 {
			t.Errorf("the SDK reads %s", read)
		}
		again, err := json.Marshal(read)
		if err != nil {
			t.Fatal(err)
		}
		var back claims.CloudEvent
		if err := json.Unmarshal(again, &back); err != nil {
			t.Fatalf("the library does not read %s: %v", again, err)
		}
		if back.ID() != want.ID() || back.Entry.To != want.Entry.To || back.Source != want.Source {
			t.Errorf("got %s, want %s", again, written)
		}
	}
	if n != 3 {
		t.Errorf("%d events, want 3", n)
	}
}

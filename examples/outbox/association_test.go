package outbox_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci/catalog"
)

// adopted returns a store with an association that Partner Center shows.
func adopted(t *testing.T, id claims.ID) *store.Memory {
	t.Helper()
	s := &store.Memory{}
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	tenant, err := sample.Customer(1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = desk.New(s, card).Associations().Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant}, Details: cpor.Details{Name: "Contoso"},
		Shown: lifecycle.ReadStatus("Draft"),
	}, id, claims.Meta{Actor: claims.PartnerCenter, User: "export", At: sample.Now, Received: sample.Now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnEntryOfAnAssociationIsSentAsItsCloudEvent(t *testing.T) {
	sent := 0
	for event, err := range source(t, adopted(t, "claim 1")).Events(t.Context(), "") {
		if err != nil || event.Err != nil {
			t.Fatal(err, event.Err)
		}
		var read association.CloudEvent
		if err := json.Unmarshal(event.Body, &read); err != nil {
			t.Fatal(err)
		}
		if event.ID != "claim 1/1" || event.Subject != "claim 1" || read.ID() != event.ID || read.Source != system || read.Entry.Claim != "claim 1" {
			t.Errorf("got %+v", event)
		}
		sent++
	}
	if sent != 1 {
		t.Errorf("%d events", sent)
	}
}

// An entry whose row says another kind than its body cannot be read, and is
// told as such.
func TestAnEntryOfTheWrongKindIsAnEventThatCannotBeRead(t *testing.T) {
	wrong := &store.Memory{}
	for from, kind := range map[*store.Memory]store.Kind{adopted(t, "claim 1"): store.PartnerActivity, filled(t, 1, 1): store.PartnerAssociation} {
		for delivery, err := range from.Tail(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			delivery.Entry.Kind = kind
			id := claims.ID("of " + kind.String())
			delivery.Entry.Claim = id
			change := store.Change{Envelope: store.Envelope{Kind: kind, ID: id, Version: 1, Body: []byte("{}")}, Entries: []store.Entry{delivery.Entry}}
			if err := wrong.Save(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
	}
	told := 0
	for event, err := range source(t, wrong).Events(t.Context(), "") {
		if err != nil || event.Err == nil || event.Body != nil || errors.Is(event.Err, store.ErrNotFound) {
			t.Errorf("got %+v, %v", event, err)
		}
		told++
	}
	if told != 2 {
		t.Errorf("%d events", told)
	}
}

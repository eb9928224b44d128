package desk

import (
	"encoding/json"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// EncodeAssociation returns the record of an association as a store keeps it,
// as [Encode] does for the other kind. Its status is the state in words, and
// its engagement the name of the kind of association. It counts toward no limit
// and has no amounts.
func EncodeAssociation(r *association.Record) (store.Envelope, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return store.Envelope{}, err
	}
	e := associationColumns(r)
	e.Body = body
	return e, nil
}

// EncodeAssociationChange is [EncodeChange] for an association.
func EncodeAssociationChange(change association.Change) (store.Change, error) {
	if change.Claim == nil {
		return store.Change{}, mci.Invalid("change", "", "a change made by Open or Apply")
	}
	record := change.Claim.Record()
	e, err := EncodeAssociation(&record)
	if err != nil {
		return store.Change{}, err
	}
	rows := store.Change{Envelope: e, Expected: change.Expected()}
	rows.Entries, err = entriesOf(e.Kind, change.Entries, func(entry *association.Entry) (claims.ID, uint64) { return entry.Claim, entry.Number })
	return rows, err
}

// associationColumns returns the envelope without its body.
func associationColumns(r *association.Record) store.Envelope {
	e := store.Envelope{
		Kind: store.PartnerAssociation, ID: r.ID, Version: r.Version, Status: r.State().String(), Area: r.Index.Area,
		Customer: r.Tenant, Location: r.Location, Engagement: mci.EngagementID(r.Kind.String()),
		Owner:   owner(r.PartnerContact),
		Expires: r.Index.Expires, Attention: r.Index.Attention,
		Search: r.SearchText(), Open: !r.State().Terminal(),
	}
	for _, used := range r.Keys {
		e.Keys = append(e.Keys, used.Key)
	}
	return e
}

// DecodeAssociation is [Decode] for an association. [association.Restore]
// checks the record.
func DecodeAssociation(e store.Envelope) (association.Record, error) {
	if e.Kind != store.PartnerAssociation {
		return association.Record{}, mci.Invalid("kind", e.Kind.String(), store.PartnerAssociation.String())
	}
	var record association.Record
	if err := record.UnmarshalJSON(e.Body); err != nil {
		return association.Record{}, mci.At("body", err)
	}
	if err := e.Agrees(associationColumns(&record)); err != nil {
		return association.Record{}, err
	}
	return record, nil
}

// DecodeAssociationEntry is [DecodeEntry] for an association.
func DecodeAssociationEntry(e store.Entry) (association.Entry, error) {
	if e.Kind != store.PartnerAssociation {
		return association.Entry{}, mci.Invalid("kind", e.Kind.String(), store.PartnerAssociation.String())
	}
	var entry association.Entry
	if err := entry.UnmarshalJSON(e.Body); err != nil {
		return association.Entry{}, mci.At("body", err)
	}
	if err := e.Agrees(store.PartnerAssociation, entry.Claim, entry.Number); err != nil {
		return association.Entry{}, err
	}
	return entry, nil
}

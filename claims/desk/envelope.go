package desk

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// Encode returns a record as a store keeps it. A record that cannot be written
// as JSON, such as one without a status, is a [mci.FieldError].
func Encode(r *claims.Record) (store.Envelope, error) {
	e, err := columns(r)
	if err != nil {
		return store.Envelope{}, err
	}
	e.Body, err = json.Marshal(r)
	return e, err
}

// EncodeChange returns a change as a store saves it. The methods of a [Desk] do
// this themselves; a host that saves a change of its own calls it. If the
// change has no claim, or cannot be written as JSON, the error is a
// [mci.FieldError].
func EncodeChange(change claims.Change) (store.Change, error) {
	if change.Claim == nil {
		return store.Change{}, mci.Invalid("change", "", "a change made by Open or Apply")
	}
	record := change.Claim.Record()
	e, err := Encode(&record)
	if err != nil {
		return store.Change{}, err
	}
	rows := store.Change{Envelope: e, Expected: change.Expected()}
	rows.Limit, _ = change.Limit()
	rows.Entries, err = entriesOf(e.Kind, change.Entries, func(entry *claims.Entry) (claims.ID, uint64) { return entry.Claim, entry.Number })
	return rows, err
}

// entriesOf returns entries as rows.
func entriesOf[E any](kind store.Kind, entries []E, place func(*E) (claims.ID, uint64)) ([]store.Entry, error) {
	rows := make([]store.Entry, len(entries))
	for i := range entries {
		id, number := place(&entries[i])
		body, err := json.Marshal(&entries[i])
		if err != nil {
			return nil, err
		}
		rows[i] = store.Entry{Kind: kind, Claim: id, Number: number, Body: body}
	}
	return rows, nil
}

// columns returns the envelope without its body.
func columns(r *claims.Record) (store.Envelope, error) {
	amounts, err := amountsOf(&r.Amounts)
	e := store.Envelope{
		Kind: store.PartnerActivity, ID: r.ID, Version: r.Version, Status: r.Status.String(), Area: r.Index.Area,
		Customer: r.CheckedID, Location: r.Location, Engagement: r.Engagement.Engagement, Owner: owner(r.PartnerContact),
		Expires: r.Index.Expires, Attention: r.Index.Attention,
		Search: r.SearchText(), Open: !r.State().Terminal(), Counted: r.CountsTowardLimit(), Amounts: amounts,
	}
	for _, used := range r.Keys {
		e.Keys = append(e.Keys, used.Key)
	}
	return e, err
}

// owner returns the mail address of a contact as a store selects by it.
func owner(c mci.Contact) string { return strings.ToLower(c.Email) }

// amountsOf returns the amounts of a claim for totals.
func amountsOf(a *claims.Amounts) (amounts []store.Amount, err error) {
	add := func(kind store.AmountKind, money mci.Money) {
		if err == nil {
			if amounts, err = store.WithAmount(amounts, kind, money); err != nil {
				err = fmt.Errorf("the %s amounts of a claim: %w", kind, err)
			}
		}
	}
	add(store.EstimatedAmount, a.Estimated.Money)
	add(store.RequestedAmount, a.Requested.Money)
	add(store.ApprovedAmount, a.Approved.Money)
	for payment := range a.Paid() {
		add(store.PaidAmount, payment.Money)
	}
	return amounts, err
}

// Decode returns the record in the body of an envelope. The body decides. If a
// column differs from it, the error is a [mci.FieldError] that names the
// column. If the envelope is of another kind, the error is a [mci.FieldError],
// too. An error of the body has its path below "body". [claims.Restore] checks
// the record.
func Decode(e store.Envelope) (claims.Record, error) {
	if e.Kind != store.PartnerActivity {
		return claims.Record{}, mci.Invalid("kind", e.Kind.String(), store.PartnerActivity.String())
	}
	var record claims.Record
	if err := record.UnmarshalJSON(e.Body); err != nil {
		return claims.Record{}, mci.At("body", err)
	}
	body, err := columns(&record)
	if err == nil {
		err = e.Agrees(body)
	}
	if err != nil {
		return claims.Record{}, err
	}
	return record, nil
}

// DecodeEntry returns the entry in the body of a row of a history. Its errors
// are like those of [Decode].
func DecodeEntry(e store.Entry) (claims.Entry, error) {
	if e.Kind != store.PartnerActivity {
		return claims.Entry{}, mci.Invalid("kind", e.Kind.String(), store.PartnerActivity.String())
	}
	var entry claims.Entry
	if err := entry.UnmarshalJSON(e.Body); err != nil {
		return claims.Entry{}, mci.At("body", err)
	}
	if err := e.Agrees(store.PartnerActivity, entry.Claim, entry.Number); err != nil {
		return claims.Entry{}, err
	}
	return entry, nil
}

// Records yields the records of the partner activities in a list of a store,
// without restoring them, such as for package impact. Claims of another kind
// are left out. If a claim cannot be read, Records yields a zero record with a
// [store.ClaimError] and goes on. Any other error is the last that it yields.
func Records(list iter.Seq2[store.Envelope, error]) iter.Seq2[claims.Record, error] {
	return func(yield func(claims.Record, error) bool) {
		for envelope, err := range list {
			if err == nil && envelope.Kind == store.PartnerAssociation {
				continue
			}
			var record claims.Record
			if err == nil {
				if record, err = Decode(envelope); err != nil {
					err = unreadable(envelope.ID, err)
				}
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

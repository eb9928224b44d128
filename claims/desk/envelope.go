package desk

import (
	"encoding/json"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// Encode returns a record as a row of a store. A record that cannot be written
// as JSON, such as one without a status, is a [mci.FieldError].
func Encode(r *claims.Record) (store.Envelope, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return store.Envelope{}, err
	}
	e := columns(r)
	e.Body = body
	return e, nil
}

// columns returns the envelope without its body.
func columns(r *claims.Record) store.Envelope {
	e := store.Envelope{
		Kind: store.PartnerActivity, ID: r.ID, Version: r.Version, Status: r.Status.String(), Area: r.Index.Area,
		Customer: r.CheckedID, Location: r.Location, Engagement: r.Engagement.Engagement,
		Expires: r.Index.Expires, Attention: r.Index.Attention,
		Search: r.SearchText(), Open: !r.State().Terminal(), Counted: r.CountsTowardLimit(),
	}
	for _, used := range r.Keys {
		e.Keys = append(e.Keys, used.Key)
	}
	return e
}

// Decode returns the record in the body of an envelope. The body decides: if a
// column says something else, the error is a [mci.FieldError] that names the
// column. So is that of an envelope of another kind. An error of the body has
// its path below "body". [claims.Restore] checks the record.
func Decode(e store.Envelope) (claims.Record, error) {
	if e.Kind != store.PartnerActivity {
		return claims.Record{}, mci.Invalid("kind", e.Kind.String(), store.PartnerActivity.String())
	}
	var record claims.Record
	if err := record.UnmarshalJSON(e.Body); err != nil {
		return claims.Record{}, mci.At("body", err)
	}
	if err := e.Agrees(columns(&record)); err != nil {
		return claims.Record{}, err
	}
	return record, nil
}

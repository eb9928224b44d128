package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/form"
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
	body := columns(&record)
	for i := range envelopeColumns {
		column := &envelopeColumns[i]
		if found, want := column.text(&e), column.text(&body); found != want || column.differs(&e, &body) {
			return claims.Record{}, mci.Invalid(column.name, found, "the same as in the body, which has "+strconv.Quote(want))
		}
	}
	return record, nil
}

// An envelopeColumn is one column with the text that an error shows of it. If
// the text hides something, same compares what is behind it.
type envelopeColumn struct {
	name string
	text func(*store.Envelope) string
	same func(a, b *store.Envelope) bool
}

func (c *envelopeColumn) differs(a, b *store.Envelope) bool { return c.same != nil && !c.same(a, b) }

var envelopeColumns = [...]envelopeColumn{
	{name: "id", text: func(e *store.Envelope) string { return string(e.ID) }},
	{name: "version", text: func(e *store.Envelope) string { return strconv.FormatUint(e.Version, 10) }},
	{name: "status", text: func(e *store.Envelope) string { return e.Status }},
	{name: "area", text: func(e *store.Envelope) string { return e.Area }},
	{
		name: "customer",
		text: func(e *store.Envelope) string { return e.Customer.String() },
		same: func(a, b *store.Envelope) bool { return a.Customer == b.Customer },
	},
	{name: "location", text: func(e *store.Envelope) string { return string(e.Location) }},
	{name: "engagement", text: func(e *store.Envelope) string { return string(e.Engagement) }},
	{name: "owner", text: func(e *store.Envelope) string { return string(e.Owner) }},
	{name: "expires", text: func(e *store.Envelope) string { return form.Shown(e.Expires.UTC()) }},
	{name: "attention", text: func(e *store.Envelope) string { return form.Shown(e.Attention.UTC()) }},
	{
		name: "search",
		text: func(*store.Envelope) string { return "a text" }, // which names the customer
		same: func(a, b *store.Envelope) bool { return a.Search == b.Search },
	},
	{name: "open", text: func(e *store.Envelope) string { return strconv.FormatBool(e.Open) }},
	{name: "counted", text: func(e *store.Envelope) string { return strconv.FormatBool(e.Counted) }},
	{
		name: "keys",
		text: func(e *store.Envelope) string { return strings.Join(e.Keys, ", ") },
		same: func(a, b *store.Envelope) bool { return slices.Equal(a.Keys, b.Keys) },
	},
}

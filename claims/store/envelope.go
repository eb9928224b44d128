package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Kind is the kind of claim that an [Envelope] holds. The zero Kind is none.
type Kind uint8

// The kinds of claims.
const (
	// PartnerActivity is a claim for an engagement with a customer. Its body is
	// a claims.Record.
	PartnerActivity Kind = iota + 1
	// PartnerAssociation is a claim by which a partner is associated with a
	// customer's workload or subscription. Its body is an association.Record.
	PartnerAssociation
)

var kindNames = vocabulary.Names[Kind]{What: "kind", Texts: []string{"", "partner activity", "association"}}

// String returns the kind in words, and the empty text for none.
func (k Kind) String() string { return kindNames.Text(k) }

// MarshalText returns the kind in words. If the value is not declared, it
// returns a [mci.FieldError].
func (k Kind) MarshalText() ([]byte, error) { return kindNames.Marshal(k) }

// UnmarshalText reads a kind in words. If the text is anything else, it returns
// a [mci.FieldError].
func (k *Kind) UnmarshalText(text []byte) error { return kindNames.Unmarshal(k, text) }

// An Envelope is a claim of any kind as one row of a store: the columns by
// which stores select, order and count, and the body, which says everything.
// Package desk makes one of a claim, and opens it. A store that keeps its rows
// as envelopes holds claims of both kinds in one table. The zero Envelope holds
// no claim.
type Envelope struct {
	// Kind is the kind of the body.
	Kind Kind `json:"kind"`
	// ID is the claim's ID. It is unique among the claims of all kinds.
	ID claims.ID `json:"id"`
	// Version is the number of history entries.
	Version uint64 `json:"version"`
	// Status is the status, in the words of the kind.
	Status string `json:"status"`
	// Area is the solution area, as the catalog writes it, or empty.
	Area string `json:"area,omitempty"`
	// Customer is the customer's ID by which the claim counts toward a limit.
	Customer mci.CustomerID `json:"customer"`
	// Location is the partner's location, or empty.
	Location mci.LocationID `json:"location,omitempty"`
	// Engagement is the engagement, or empty.
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	// Owner is the mail address of the partner's contact, in lower case. It is
	// empty if an adopted claim has none.
	Owner string `json:"owner,omitempty"`
	// Expires is the instant of the same name in the Index: the first instant
	// at which a clock can end the claim, or zero.
	Expires time.Time `json:"expires,omitzero"`
	// Attention is the instant of the same name in the Index. By this instant
	// the claim needs an action by somebody. It is zero if there is none.
	Attention time.Time `json:"attention,omitzero"`
	// Search is the text in which Query.Text is looked for, in lower case.
	Search string `json:"search,omitempty"`
	// Open says that the claim has not ended.
	Open bool `json:"open,omitempty"`
	// Counted says that the claim counts toward the most claims of a customer:
	// it is open or approved.
	Counted bool `json:"counted,omitempty"`
	// Amounts are the amounts that totals add up, each kind and currency once.
	Amounts []Amount `json:"amounts,omitempty"`
	// Keys are the idempotency keys that the body holds, in its order.
	Keys []string `json:"keys,omitempty"`
	// Body is the claim, in the JSON form of its kind.
	Body json.RawMessage `json:"body"`
}

// UnmarshalJSON reads the JSON of an Envelope, strictly. The body stays as it
// is written until a desk reads it.
func (e *Envelope) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read Envelope
	if err := document.Read(data, bound.Limits, read.bind); err != nil {
		return err
	}
	*e = read
	return nil
}

func (e *Envelope) bind(o document.Object) {
	o.Field("kind").Into(&e.Kind)
	e.ID = claims.ID(o.Field("id").Text(bound.Text))
	e.Version = o.Field("version").Uint64()
	e.Status = o.Field("status").Text(bound.Text)
	e.Area = o.Optional("area").Text(bound.Text)
	e.Customer = o.Field("customer").CustomerID()
	e.Location = mci.LocationID(o.Optional("location").Text(bound.Text))
	e.Engagement = mci.EngagementID(o.Optional("engagement").Text(bound.Text))
	e.Owner = o.Optional("owner").Text(bound.Text)
	e.Expires = o.Optional("expires").Time()
	e.Attention = o.Optional("attention").Time()
	e.Search = o.Optional("search").Text(bound.Text)
	e.Open = o.Optional("open").Bool()
	e.Counted = o.Optional("counted").Bool()
	e.Amounts = document.List(o.Optional("amounts"), 0, boundStoredAmount)
	e.Keys = document.List(o.Optional("keys"), 0, func(f document.Field) string { return f.Text(bound.Text) })
	body := o.Field("body")
	body.JSON(&e.Body)
	if body.Present() && body.Value().Kind() != document.Struct {
		body.Refuse("a JSON object")
	}
}

func boundStoredAmount(f document.Field) (a Amount) {
	f.Object(func(o document.Object) {
		o.Field("kind").Into(&a.Kind)
		a.Money = o.Field("money").Money()
	})
	return a
}

// Key returns the instant of an index key. It is zero for NoKey.
func (e *Envelope) Key(key IndexKey) time.Time {
	return key.Of(claims.Index{Expires: e.Expires, Attention: e.Attention})
}

// Clone returns a copy that shares no memory with the envelope.
func (e Envelope) Clone() Envelope {
	e.Amounts, e.Keys, e.Body = slices.Clone(e.Amounts), slices.Clone(e.Keys), cloneBody(e.Body)
	return e
}

// Agrees returns a [mci.FieldError] for the first column that differs from that
// of an envelope with the same body. It does not compare the bodies. Each kind
// of claim calls it when it opens an envelope.
func (e Envelope) Agrees(body Envelope) error {
	for i := range envelopeColumns {
		if column := &envelopeColumns[i]; !column.same(&e, &body) {
			return mci.Invalid(column.name, column.text(&e), "the same as in the body, which has "+strconv.Quote(column.text(&body)))
		}
	}
	return nil
}

// An envelopeColumn is one column with the text that an error shows of it. The
// text is made only for an error, because every claim that is read is compared.
type envelopeColumn struct {
	name string
	same func(a, b *Envelope) bool
	text func(*Envelope) string
}

var envelopeColumns = [...]envelopeColumn{
	{
		name: "id",
		same: func(a, b *Envelope) bool { return a.ID == b.ID },
		text: func(e *Envelope) string { return string(e.ID) },
	},
	{
		name: "version",
		same: func(a, b *Envelope) bool { return a.Version == b.Version },
		text: func(e *Envelope) string { return strconv.FormatUint(e.Version, 10) },
	},
	{
		name: "status",
		same: func(a, b *Envelope) bool { return a.Status == b.Status },
		text: func(e *Envelope) string { return e.Status },
	},
	{
		name: "area",
		same: func(a, b *Envelope) bool { return a.Area == b.Area },
		text: func(e *Envelope) string { return e.Area },
	},
	{
		name: "customer",
		same: func(a, b *Envelope) bool { return a.Customer == b.Customer },
		text: func(e *Envelope) string { return e.Customer.String() },
	},
	{
		name: "location",
		same: func(a, b *Envelope) bool { return a.Location == b.Location },
		text: func(e *Envelope) string { return string(e.Location) },
	},
	{
		name: "engagement",
		same: func(a, b *Envelope) bool { return a.Engagement == b.Engagement },
		text: func(e *Envelope) string { return string(e.Engagement) },
	},
	{
		name: "owner",
		same: func(a, b *Envelope) bool { return a.Owner == b.Owner },
		text: func(*Envelope) string { return "a mail address" }, // of a person
	},
	{
		name: "expires",
		same: func(a, b *Envelope) bool { return a.Expires.Equal(b.Expires) },
		text: func(e *Envelope) string { return form.Shown(e.Expires.UTC()) },
	},
	{
		name: "attention",
		same: func(a, b *Envelope) bool { return a.Attention.Equal(b.Attention) },
		text: func(e *Envelope) string { return form.Shown(e.Attention.UTC()) },
	},
	{
		name: "search",
		same: func(a, b *Envelope) bool { return a.Search == b.Search },
		text: func(*Envelope) string { return "a text" }, // which names the customer
	},
	{
		name: "open",
		same: func(a, b *Envelope) bool { return a.Open == b.Open },
		text: func(e *Envelope) string { return strconv.FormatBool(e.Open) },
	},
	{
		name: "counted",
		same: func(a, b *Envelope) bool { return a.Counted == b.Counted },
		text: func(e *Envelope) string { return strconv.FormatBool(e.Counted) },
	},
	{
		name: "amounts",
		same: func(a, b *Envelope) bool { return slices.Equal(a.Amounts, b.Amounts) },
		text: func(e *Envelope) string { return fmt.Sprint(e.Amounts) },
	},
	{
		name: "keys",
		same: func(a, b *Envelope) bool { return slices.Equal(a.Keys, b.Keys) },
		text: func(e *Envelope) string { return strings.Join(e.Keys, ", ") },
	},
}

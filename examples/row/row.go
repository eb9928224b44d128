// Package row is the part of a store of claims that is the same for every SQL
// database. It has the columns of a claim's row, the conversion between rows
// and envelopes or entries, lists that are read page by page, and sums that
// detect an altered row. A store calls [Of] to write a claim, [Claim.Envelope]
// to read it, and [Pages] for a list.
package row

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A Claim is a claim's row: its [store.Envelope] in the types of a database.
// The zero Claim is none.
type Claim struct {
	// ID is the ID of the claim.
	ID claims.ID
	// Kind is the kind of the claim in words.
	Kind string
	// Version is the version of the claim.
	Version uint64
	// Customer is the checked ID in the form that the function Customer writes.
	Customer string
	// Engagement is the engagement, without its edition.
	Engagement string
	// Location is the partner's location, or empty.
	Location string
	// Owner is the mail address of the partner's contact in lower case, or
	// empty.
	Owner string
	// Status is the name of the status.
	Status string
	// Area is the solution area, or empty.
	Area string
	// Expires and Attention are the index keys in the form that Sortable
	// writes.
	Expires, Attention string
	// Search is the text that Query.Text is compared with.
	Search string
	// Open says that the claim has not ended.
	Open bool
	// Counted says that the claim counts toward a limit.
	Counted bool
	// Amounts holds the amounts as a JSON array. Each of them is an array of
	// its kind in words, its currency, and its number of minor units.
	Amounts string
	// Keys holds the idempotency keys as a JSON array.
	Keys string
	// Record is the body in JSON.
	Record string
	// Sum is the sum of all other columns. Check uses it to detect a row that
	// was altered.
	Sum string
}

// Selected are the columns of a row in the order of [Claim.Targets], as a
// statement selects them. If a number or a truth value is impossible, it is
// read as another one, so that it does not end the scan of the other rows. The
// sum then shows the damage. The amounts are read as they were written, even if
// the database puts spaces between them.
const Selected = "id, kind, CASE WHEN version < 0 THEN 0 ELSE version END, customer, engagement, location, owner, status, area, expires, attention, " +
	"search, open IS TRUE, counted IS TRUE, replace(CAST(amounts AS text), ', ', ','), keys, CAST(record AS text), sum"

// Targets returns the fields of the row for a scan of [Selected].
func (c *Claim) Targets() []any {
	return []any{
		&c.ID, &c.Kind, &c.Version, &c.Customer, &c.Engagement, &c.Location, &c.Owner, &c.Status, &c.Area, &c.Expires, &c.Attention, &c.Search,
		&c.Open, &c.Counted, &c.Amounts, &c.Keys, &c.Record, &c.Sum,
	}
}

// Of returns the row of an envelope, with its sum.
func Of(e *store.Envelope) (Claim, error) {
	amounts := make([][3]any, len(e.Amounts)) // never null
	for i, a := range e.Amounts {
		amounts[i] = [3]any{a.Kind.String(), a.Money.Currency(), a.Money.Minor()}
	}
	money, err := json.Marshal(amounts)
	keys, keysErr := json.Marshal(append([]string{}, e.Keys...))
	c := Claim{
		ID: e.ID, Kind: e.Kind.String(), Version: e.Version, Customer: Customer(e.Customer), Engagement: string(e.Engagement), Location: string(e.Location),
		Owner: e.Owner, Status: e.Status, Area: e.Area, Expires: Sortable(e.Expires), Attention: Sortable(e.Attention), Search: e.Search,
		Open: e.Open, Counted: e.Counted, Amounts: string(money), Keys: string(keys), Record: string(e.Body),
	}
	c.Sum = c.SumOf()
	return c, errors.Join(err, keysErr)
}

// Envelope returns the envelope of the row. If a column is damaged, or if the
// row was altered after it was written, it returns a [store.ClaimError]. If the
// list is ordered by a key, the error has that key.
func (c *Claim) Envelope(ordered store.IndexKey) (store.Envelope, error) {
	e := store.Envelope{
		ID: c.ID, Version: c.Version, Engagement: mci.EngagementID(c.Engagement), Location: mci.LocationID(c.Location), Owner: c.Owner,
		Status: c.Status, Area: c.Area, Search: c.Search, Open: c.Open, Counted: c.Counted, Body: json.RawMessage(c.Record),
	}
	var kindErr, expiresErr, attentionErr, customerErr, amountsErr error
	e.Kind, kindErr = kind(c.Kind)
	e.Expires, expiresErr = instant("expires", c.Expires)
	e.Attention, attentionErr = instant("attention", c.Attention)
	e.Customer, customerErr = customer(c.Customer)
	e.Amounts, amountsErr = amounts(c.Amounts)
	var keysErr error
	if c.Keys != "[]" {
		keysErr = json.Unmarshal([]byte(c.Keys), &e.Keys)
	}
	err := errors.Join(kindErr, expiresErr, attentionErr, customerErr, amountsErr, keysErr)
	if err == nil {
		err = c.Check()
	}
	if err != nil {
		return store.Envelope{}, &store.ClaimError{ID: c.ID, Err: err, Key: e.Key(ordered)}
	}
	return e, nil
}

// kind reads the kind of a claim in words. An empty kind is an error, too.
func kind(text string) (kind store.Kind, err error) {
	if text == "" {
		return 0, mci.Invalid("kind", text, "the kind of a claim")
	}
	err = kind.UnmarshalText([]byte(text))
	return kind, err
}

// Customer returns a customer's ID as one text that begins with its type. The
// zero ID gives the empty text.
func Customer(id mci.CustomerID) string {
	if id.IsZero() {
		return ""
	}
	return id.Type().String() + ":" + id.Value()
}

// customer reads a text that Customer writes.
func customer(text string) (mci.CustomerID, error) {
	if text == "" {
		return mci.CustomerID{}, nil
	}
	name, value, _ := strings.Cut(text, ":")
	var kind mci.IDType
	if err := kind.UnmarshalText([]byte(name)); err != nil {
		return mci.CustomerID{}, mci.At("customer", err)
	}
	id, err := mci.ParseCustomerID(kind, value)
	return id, mci.At("customer", err)
}

// amounts reads a text that [Of] writes.
func amounts(text string) (all []store.Amount, err error) {
	if text == "[]" {
		return nil, nil
	}
	var raw [][]json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, mci.Invalid("amounts", text, "a JSON array of amounts")
	}
	for _, one := range raw {
		var kind string
		var currency mci.Currency
		var minor int64
		if len(one) != 3 {
			return nil, mci.Invalid("amounts", text, "a kind, a currency and a number for each amount")
		}
		if err := errors.Join(json.Unmarshal(one[0], &kind), json.Unmarshal(one[1], &currency), json.Unmarshal(one[2], &minor)); err != nil {
			return nil, mci.Invalid("amounts", text, "a kind, a currency and a number for each amount")
		}
		amount := store.Amount{Money: mci.MoneyOf(minor, currency)}
		if err := amount.Kind.UnmarshalText([]byte(kind)); err != nil || amount.Kind == 0 || amount.Money.IsNone() {
			return nil, mci.Invalid("amounts", text, "amounts of money of a kind")
		}
		all = append(all, amount)
	}
	return all, nil
}

const sortable = "2006-01-02T15:04:05.000000000Z"

// Sortable returns an instant as text of fixed length, so that texts sort like
// their instants. The zero instant gives the empty text.
func Sortable(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(sortable)
}

// instant reads a text that Sortable writes.
func instant(column, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(sortable, text)
	if err != nil {
		return time.Time{}, mci.Invalid(column, text, "an instant to the nanosecond, in UTC")
	}
	return at, nil
}

// Key returns the column of an index key, in the form that [Sortable] writes.
func (c *Claim) Key(key store.IndexKey) string {
	switch key {
	case store.ExpiresKey:
		return c.Expires
	case store.AttentionKey:
		return c.Attention
	case store.NoKey:
	}
	return ""
}

// An Entry is a row of the table of entries.
type Entry struct {
	// Position is the place of the entry among the entries of all claims.
	Position int64
	// Kind is the kind of the claim in words.
	Kind string
	// Claim is the ID of the claim.
	Claim claims.ID
	// Number is the entry's number in the claim's history.
	Number uint64
	// Data is the entry in JSON.
	Data string
	// Sum is the sum of all other columns but the position. Check uses it to
	// detect a row that was altered.
	Sum string
}

// SelectedEntry are the columns of an entry in the order of [Entry.Targets], as
// a statement selects them. If a number is impossible, it is read as 0, as in
// [Selected].
const SelectedEntry = "position, kind, claim, CASE WHEN number < 0 THEN 0 ELSE number END, CAST(entry AS text), sum"

// Targets returns the fields of the row for a scan of [SelectedEntry].
func (r *Entry) Targets() []any {
	return []any{&r.Position, &r.Kind, &r.Claim, &r.Number, &r.Data, &r.Sum}
}

// EntryOf returns the row of an entry with its sum, and without its position.
func EntryOf(e *store.Entry) Entry {
	r := Entry{Kind: e.Kind.String(), Claim: e.Claim, Number: e.Number, Data: string(e.Body)}
	r.Sum = r.SumOf()
	return r
}

// Read returns the entry of the row. If a column is damaged, or if the row was
// altered after it was written, it returns a [store.ClaimError].
func (r *Entry) Read() (store.Entry, error) {
	entry := store.Entry{Claim: r.Claim, Number: r.Number, Body: json.RawMessage(r.Data)}
	var err error
	if entry.Kind, err = kind(r.Kind); err != nil {
		return store.Entry{}, &store.ClaimError{ID: r.Claim, Err: fmt.Errorf("entry %d: %w", r.Number, err)}
	}
	if err := r.Check(); err != nil {
		return store.Entry{}, &store.ClaimError{ID: r.Claim, Err: err}
	}
	return entry, nil
}

// Delivery returns the entry as a delivery of a [store.Tail].
func (r *Entry) Delivery() (store.Delivery, error) {
	entry, err := r.Read()
	return store.Delivery{Position: store.Position(strconv.FormatInt(r.Position, 10)), Entry: entry}, err
}

// Position returns the number of a position. The empty position is 0. It
// reports false if the position cannot come from Delivery.
func Position(p store.Position) (position int64, made bool) {
	if p == "" {
		return 0, true
	}
	position, err := strconv.ParseInt(string(p), 10, 64)
	return position, err == nil && position > 0 && strconv.FormatInt(position, 10) == string(p)
}

// Columns maps each index key to the column that holds it.
var Columns = map[store.IndexKey]string{store.NoKey: "", store.ExpiresKey: "expires", store.AttentionKey: "attention"}

// OfKind returns the condition that selects claims of a kind. The kind is a
// literal in the statement, so that the database can use an index of one kind.
// If the kind is none, the condition is empty. If the kind is not declared, the
// condition is false.
func OfKind(kind store.Kind) string {
	text, err := kind.MarshalText()
	switch {
	case kind == 0:
		return ""
	case err != nil:
		return "1 = 0"
	default:
		return "kind = '" + string(text) + "'"
	}
}

// Pages yields the value that read returns for each row, page by page, until a
// page is empty. An error of read does not end the sequence, but any other
// error does. Each loop over the sequence starts again: it calls begin, and
// then, for each page, the function that begin returned.
func Pages[Row, Value any](ctx context.Context, begin func() (next func() ([]Row, error)), read func(*Row) (Value, error)) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		var none Value
		next := begin()
		for {
			page, err := next()
			if err = errors.Join(err, ctx.Err()); err != nil {
				yield(none, Canceled(ctx, err))
				return
			}
			if len(page) == 0 {
				return
			}
			for i := range page {
				if ctx.Err() != nil {
					yield(none, ctx.Err())
					return
				}
				if !yield(read(&page[i])) {
					return
				}
			}
		}
	}
}

// Canceled returns the context's error if the context has ended, because a
// driver's error may not match it. Otherwise it returns err.
func Canceled(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

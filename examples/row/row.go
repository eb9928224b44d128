// Package row is the part of a store of claims that is the same over every SQL
// database: the columns of a claim's row, the way back from a row to a record
// or an entry, and lists that read a page at a time.
package row

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A Claim is the row of a claim: its record, and a column for each field that a
// [store.Query] or a [claims.Limit] selects by. The zero Claim is none.
type Claim struct {
	// ID is the ID of the claim.
	ID claims.ID
	// Version is the version of the record.
	Version uint64
	// Customer is the ID that was checked, as Customer writes it.
	Customer string
	// Engagement is the engagement, without its edition.
	Engagement string
	// Location is the partner's location, or empty.
	Location string
	// Status is the name of the status.
	Status string
	// Area is the solution area, or empty.
	Area string
	// Expires and Attention are the index keys, as Sortable writes them.
	Expires, Attention string
	// Search is the text in which Query.Text is looked for.
	Search string
	// Open says that the claim has not ended.
	Open bool
	// Counted says that the claim counts toward a limit.
	Counted bool
	// Record is the record in JSON.
	Record string
}

// Of returns the row of a record: its envelope, in the types of a database.
func Of(record *claims.Record) (Claim, error) {
	e, err := desk.Encode(record)
	return Claim{
		ID: e.ID, Version: e.Version, Customer: Customer(e.Customer), Engagement: string(e.Engagement), Location: string(e.Location), Status: e.Status,
		Area: e.Area, Expires: Sortable(e.Expires), Attention: Sortable(e.Attention), Search: e.Search, Open: e.Open, Counted: e.Counted, Record: string(e.Body),
	}, err
}

// Customer returns a customer's ID as one text, with its type ahead. The zero
// ID gives the empty text.
func Customer(id mci.CustomerID) string {
	if id.IsZero() {
		return ""
	}
	return id.Type().String() + ":" + id.Value()
}

// Sortable returns an instant as text of fixed length, so that texts sort like
// their instants. The zero instant gives the empty text.
func Sortable(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000000000Z")
}

// A Record is a row as a list reads it.
type Record struct {
	// ID and Version are the columns of these names.
	ID      claims.ID
	Version uint64
	// Key is the key by which the list is ordered, as Sortable writes it, or
	// empty.
	Key string
	// Data is the record in JSON.
	Data string
}

// Read decodes the record. It returns a [store.ClaimError] if the record is
// damaged or does not match its row.
func (r *Record) Read() (record claims.Record, err error) {
	err = json.Unmarshal([]byte(r.Data), &record)
	if err == nil && (record.ID != r.ID || record.Version != r.Version) {
		err = mci.Invalid("id", fmt.Sprintf("%s in version %d", record.ID, record.Version), fmt.Sprintf("version %d of the row's claim", r.Version))
	}
	if err != nil {
		key, _ := time.Parse(time.RFC3339Nano, r.Key) // zero if there is no key
		return claims.Record{}, &store.ClaimError{ID: r.ID, Err: err, Key: key}
	}
	return record, nil
}

// An Entry is a row of the table of entries.
type Entry struct {
	// Position is the place of the entry among those of all claims.
	Position int64
	// Claim is the ID of the claim, and Number the entry's number in the
	// claim's history.
	Claim  claims.ID
	Number uint64
	// Data is the entry in JSON.
	Data string
}

// Read decodes the entry. It returns a [store.ClaimError] if the entry is
// damaged or does not match its row.
func (r *Entry) Read() (entry claims.Entry, err error) {
	err = json.Unmarshal([]byte(r.Data), &entry)
	if err == nil && (entry.Claim != r.Claim || entry.Number != r.Number) {
		err = mci.Invalid("number", strconv.FormatUint(entry.Number, 10), "the number and the claim of the row")
	}
	if err != nil {
		return claims.Entry{}, &store.ClaimError{ID: r.Claim, Err: fmt.Errorf("entry %d: %w", r.Number, err)}
	}
	return entry, nil
}

// Delivery decodes the entry as a delivery of a [store.Tail].
func (r *Entry) Delivery() (store.Delivery, error) {
	entry, err := r.Read()
	return store.Delivery{Position: store.Position(strconv.FormatInt(r.Position, 10)), Entry: entry}, err
}

// Position returns the number of a position. The empty position is 0. It
// reports false if Delivery cannot have made the position.
func Position(p store.Position) (position int64, made bool) {
	if p == "" {
		return 0, true
	}
	position, err := strconv.ParseInt(string(p), 10, 64)
	return position, err == nil && position > 0 && strconv.FormatInt(position, 10) == string(p)
}

// Columns maps each index key to the column that holds it.
var Columns = map[store.IndexKey]string{store.NoKey: "", store.ExpiresKey: "expires", store.AttentionKey: "attention"}

// Pages yields the value that read returns for each row, page by page, until a
// page is empty. An error of read does not end the sequence. Any other error
// does. Each loop over the sequence begins anew: it calls begin, and then the
// function that begin returned for each page.
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

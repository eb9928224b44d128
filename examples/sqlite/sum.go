package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// sumOf returns the sum of the columns of a row. The length of each one stands
// ahead of it, so that no two rows are one text.
func sumOf(columns ...any) string {
	hash := sha256.New()
	for _, column := range columns {
		text := fmt.Sprint(column)
		fmt.Fprintf(hash, "%d:%s", len(text), text)
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// sumOfClaim returns the sum of the row of a claim.
func sumOfClaim(c *row.Claim) string {
	return sumOf(c.ID, c.Kind, c.Version, c.Customer, c.Engagement, c.Location, c.Owner, c.Status, c.Area, c.Expires, c.Attention, c.Search,
		c.Open, c.Counted, c.Amounts, c.Keys, c.Record)
}

// sumOfEntry returns the sum of the row of an entry. Its position is left out,
// because the database gives it.
func sumOfEntry(e *row.Entry) string { return sumOf(e.Kind, e.Claim, e.Number, e.Data) }

// A summedClaim is the row of a claim with its stored sum.
type summedClaim struct {
	row.Claim
	sum string
}

func (c *summedClaim) targets() []any { return append(c.Targets(), &c.sum) }

// check returns a mci.FieldError if the row is not as it was written.
func (c *summedClaim) check() error { return altered("sum", c.sum, sumOfClaim(&c.Claim)) }

// read returns the envelope of the row. If the row is damaged or was altered, it
// returns a [store.ClaimError] with the key of a list that is ordered by one.
func (c *summedClaim) read(ordered store.IndexKey) (store.Envelope, error) {
	e, err := c.Envelope(ordered)
	if err != nil {
		return e, err
	}
	if err := c.check(); err != nil {
		return store.Envelope{}, &store.ClaimError{ID: c.ID, Err: err, Key: e.Key(ordered)}
	}
	return e, nil
}

// A summedEntry is the row of an entry with its stored sum.
type summedEntry struct {
	row.Entry
	sum string
}

func (e *summedEntry) targets() []any { return append(e.Targets(), &e.sum) }

// check returns a mci.FieldError if the row is not as it was written.
func (e *summedEntry) check() error {
	return altered(fmt.Sprintf("entries[%d].sum", e.Number), e.sum, sumOfEntry(&e.Entry))
}

// read returns the entry of the row. If the row is damaged or was altered, it
// returns a [store.ClaimError].
func (e *summedEntry) read() (store.Entry, error) {
	entry, err := e.Read()
	if err != nil {
		return entry, err
	}
	if err := e.check(); err != nil {
		return store.Entry{}, &store.ClaimError{ID: e.Claim, Err: err}
	}
	return entry, nil
}

// delivery returns the entry as a delivery of a [store.Tail].
func (e *summedEntry) delivery() (store.Delivery, error) {
	delivery, err := e.Delivery()
	if err == nil {
		delivery.Entry, err = e.read()
	}
	return delivery, err
}

// altered returns a mci.FieldError if the sums of a row differ.
func altered(path, found, want string) error {
	if found == want {
		return nil
	}
	return mci.Invalid(path, found, want+", the sum of the row, which was altered after it was written")
}

const (
	selectedClaim = row.Selected + ", sum"
	selectedEntry = row.SelectedEntry + ", sum"
)

// fillSums writes the sums of the rows that were stored before there were any.
// These rows are taken as they are.
func fillSums(ctx context.Context, tx *sql.Tx) error {
	stored, err := rowsOf(ctx, tx, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims`)
	if err != nil {
		return err
	}
	for i := range stored {
		if _, err := tx.ExecContext(ctx, `UPDATE claims SET sum = ? WHERE id = ?`, sumOfClaim(&stored[i]), stored[i].ID); err != nil {
			return err
		}
	}
	entries, err := rowsOf(ctx, tx, (*row.Entry).Targets, `SELECT `+row.SelectedEntry+` FROM entries`)
	if err != nil {
		return err
	}
	for i := range entries {
		if _, err := tx.ExecContext(ctx, `UPDATE entries SET sum = ? WHERE position = ?`, sumOfEntry(&entries[i]), entries[i].Position); err != nil {
			return err
		}
	}
	return nil
}

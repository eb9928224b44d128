package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
	library "modernc.org/sqlite/lib"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
)

// A Store keeps claims in one SQLite file. [Open] returns one. It implements
// [store.Store], [store.BatchSaver], [store.BatchLoader], [store.Reindexer] and
// [store.Tail]. It is safe for concurrent use, also by several processes.
type Store struct {
	file   string
	making sync.Mutex // guards the making of the file
	dbs    atomic.Pointer[databases]
}

// databases holds the connections to a file, one kind for changes and one for
// reading. A Store has none until the first change makes its file.
type databases struct {
	// writer has one connection. Its transactions take the lock at their
	// beginning. It is nil if the file can only be read.
	writer *sql.DB
	reader *sql.DB
}

// Close closes the file.
func (s *Store) Close() error {
	if open := s.dbs.Load(); open != nil {
		return open.close()
	}
	return nil
}

func (d *databases) close() error {
	var errs []error
	for _, db := range []*sql.DB{d.reader, d.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// write runs change in a transaction. It commits the transaction if change
// returns no error.
func (s *Store) write(ctx context.Context, change func(*sql.Tx) error) error {
	open, err := s.made(ctx)
	if err != nil {
		return canceled(ctx, err)
	}
	return open.write(ctx, change)
}

func (d *databases) write(ctx context.Context, change func(*sql.Tx) error) error {
	if d.writer == nil {
		return ErrReadOnly
	}
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return canceled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because a commit leaves nothing to undo, and otherwise the first error counts
	if err := change(tx); err != nil {
		return canceled(ctx, err)
	}
	return canceled(ctx, tx.Commit())
}

// canceled is [row.Canceled]. If the file cannot be written, the error matches
// [ErrReadOnly].
func canceled(ctx context.Context, err error) error {
	err = row.Canceled(ctx, err)
	// the upper bits hold the detailed reason
	if failed, ok := errors.AsType[*driver.Error](err); ok && failed.Code()&0xff == library.SQLITE_READONLY {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// Save implements [store.Store].
func (s *Store) Save(ctx context.Context, change store.Change) error {
	return s.SaveAll(ctx, []store.Change{change})
}

// SaveAll implements [store.BatchSaver]. The changes may also open claims.
func (s *Store) SaveAll(ctx context.Context, changes []store.Change) error {
	for i := range changes {
		if err := changes[i].Check(); err != nil {
			return row.Canceled(ctx, err)
		}
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		for i := range changes {
			if err := save(ctx, tx, &changes[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func save(ctx context.Context, tx *sql.Tx, change *store.Change) error {
	if len(change.Entries) == 0 {
		return nil
	}
	if err := saveClaim(ctx, tx, &change.Envelope, change.Expected); err != nil {
		return err
	}
	if err := checkLimit(ctx, tx, change.Envelope.ID, change.Limit); err != nil {
		return err
	}
	for i := range change.Entries {
		e := row.EntryOf(&change.Entries[i])
		const appendEntry = `INSERT INTO entries (kind, claim, number, entry, sum) VALUES (?, ?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, appendEntry, e.Kind, e.Claim, e.Number, e.Data, e.Sum); err != nil {
			return err
		}
	}
	return nil
}

// saveClaim writes a claim. It checks the version in the same statement, and
// returns [store.ErrConflict] if another version is stored.
func saveClaim(ctx context.Context, tx *sql.Tx, envelope *store.Envelope, expected uint64) error {
	c, err := row.Of(envelope)
	if err != nil {
		return err
	}
	statement := `UPDATE claims SET kind = ?2, version = ?3, customer = ?4, engagement = ?5, location = ?6, owner = ?7, status = ?8, area = ?9,
		expires = ?10, attention = ?11, search = ?12, open = ?13, counted = ?14, amounts = ?15, keys = ?16, record = ?17, sum = ?18
		WHERE id = ?1 AND version = ?19`
	if expected == 0 {
		statement = `INSERT INTO claims (id, kind, version, customer, engagement, location, owner, status, area, expires, attention, search, open, counted,
			amounts, keys, record, sum)
			SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18 WHERE ?19 = 0 ON CONFLICT DO NOTHING`
	}
	result, err := tx.ExecContext(ctx, statement, c.ID, c.Kind, c.Version, c.Customer, c.Engagement, c.Location, c.Owner, c.Status, c.Area,
		c.Expires, c.Attention, c.Search, c.Open, c.Counted, c.Amounts, c.Keys, c.Record, c.Sum, expected)
	if err != nil {
		return err
	}
	if rows, err := result.RowsAffected(); err != nil || rows == 0 {
		return errors.Join(err, store.ErrConflict)
	}
	return nil
}

// checkLimit counts the customer's other claims within the transaction that
// adds this one. It returns [store.ErrLimit] if the limit is reached.
func checkLimit(ctx context.Context, tx *sql.Tx, id claims.ID, limit claims.Limit) error {
	if limit == (claims.Limit{}) {
		return nil
	}
	var counted, open int
	err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(counted), 0), coalesce(sum(open), 0) FROM claims
		WHERE customer = ? AND engagement = ? AND id <> ?`, row.Customer(limit.Customer), limit.Engagement, id).Scan(&counted, &open)
	if err != nil {
		return err
	}
	if limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open {
		return store.ErrLimit
	}
	return nil
}

// Reindex implements [store.Reindexer]. If a claim is missing or has another
// version, nothing is written for it.
func (s *Store) Reindex(ctx context.Context, envelopes []store.Envelope) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		for i := range envelopes {
			if err := reindex(ctx, tx, &envelopes[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func reindex(ctx context.Context, tx *sql.Tx, e *store.Envelope) error {
	stored, err := rowsOf(ctx, tx, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims WHERE id = ? AND version = ?`, e.ID, e.Version)
	if err != nil || len(stored) == 0 {
		return err
	}
	c := &stored[0]
	sound := c.Check() == nil
	c.Area, c.Expires, c.Attention, c.Record = e.Area, row.Sortable(e.Expires), row.Sortable(e.Attention), string(e.Body)
	if sound { // if the row was altered, its sum stays wrong
		c.Sum = c.SumOf()
	}
	_, err = tx.ExecContext(ctx, `UPDATE claims SET area = ?, expires = ?, attention = ?, record = ?, sum = ? WHERE id = ? AND version = ?`,
		c.Area, c.Expires, c.Attention, c.Record, c.Sum, c.ID, c.Version)
	return err
}

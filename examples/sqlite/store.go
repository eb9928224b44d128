package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
	library "modernc.org/sqlite/lib"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
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

// Save implements [store.Store]. If the change has no claim, it returns a
// [mci.FieldError].
func (s *Store) Save(ctx context.Context, change claims.Change) error {
	return s.SaveAll(ctx, []claims.Change{change})
}

// SaveAll implements [store.BatchSaver]. The changes may also open claims.
func (s *Store) SaveAll(ctx context.Context, changes []claims.Change) error {
	for i := range changes {
		if changes[i].Claim == nil {
			return mci.Invalid("change", "", "a change made by Open or Apply")
		}
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		for _, change := range changes {
			if err := save(ctx, tx, change); err != nil {
				return err
			}
		}
		return nil
	})
}

func save(ctx context.Context, tx *sql.Tx, change claims.Change) error {
	if len(change.Entries) == 0 {
		return nil
	}
	record := change.Claim.Record()
	if err := saveRecord(ctx, tx, &record, change.Expected()); err != nil {
		return err
	}
	if limit, ok := change.Limit(); ok {
		if err := checkLimit(ctx, tx, record.ID, limit); err != nil {
			return err
		}
	}
	for i := range change.Entries {
		data, err := json.Marshal(&change.Entries[i])
		if err != nil {
			return err
		}
		const appendEntry = `INSERT INTO entries (claim, number, entry) VALUES (?, ?, ?)`
		if _, err := tx.ExecContext(ctx, appendEntry, record.ID, change.Entries[i].Number, string(data)); err != nil {
			return err
		}
	}
	return nil
}

// saveRecord writes a record. It checks the version in the same statement, and
// returns [store.ErrConflict] if another version is stored.
func saveRecord(ctx context.Context, tx *sql.Tx, record *claims.Record, expected uint64) error {
	columns, err := row.Of(record)
	if err != nil {
		return err
	}
	statement := `UPDATE claims SET version = ?2, customer = ?3, engagement = ?4, location = ?5, status = ?6, area = ?7, expires = ?8,
		attention = ?9, search = ?10, open = ?11, counted = ?12, record = ?13 WHERE id = ?1 AND version = ?14`
	if expected == 0 {
		statement = `INSERT INTO claims (id, version, customer, engagement, location, status, area, expires, attention, search, open, counted, record)
			SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 WHERE ?14 = 0 ON CONFLICT DO NOTHING`
	}
	result, err := tx.ExecContext(ctx, statement, columns.ID, columns.Version, columns.Customer, columns.Engagement, columns.Location,
		columns.Status, columns.Area, columns.Expires, columns.Attention, columns.Search, columns.Open, columns.Counted, columns.Record, expected)
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

// Reindex implements [store.Reindexer].
func (s *Store) Reindex(ctx context.Context, records []claims.Record) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		for i := range records {
			if err := reindex(ctx, tx, &records[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// reindex writes the keys into the columns and into the record. It does nothing
// if the claim is missing or has another version.
func reindex(ctx context.Context, tx *sql.Tx, record *claims.Record) error {
	found := row.Record{ID: record.ID}
	err := tx.QueryRowContext(ctx, `SELECT version, record FROM claims WHERE id = ?`, record.ID).Scan(&found.Version, &found.Data)
	if errors.Is(err, sql.ErrNoRows) || err == nil && found.Version != record.Version {
		return nil
	}
	if err != nil {
		return err
	}
	stored, err := found.Read()
	if err != nil {
		return err
	}
	stored.Index = record.Index
	data, err := json.Marshal(&stored)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE claims SET area = ?, expires = ?, attention = ?, record = ? WHERE id = ?`,
		record.Index.Area, row.Sortable(record.Index.Expires), row.Sortable(record.Index.Attention), string(data), record.ID)
	return err
}

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Store keeps claims in one SQLite file. It is a [claims.Store], a
// [claims.BatchSaver] and a [claims.Tail], and safe for concurrent use, also by
// several processes. Open makes it.
type Store struct {
	file   string
	making sync.Mutex // held while the file is made
	dbs    atomic.Pointer[databases]
}

// databases are the two ways into a file. A Store has none as long as its file is
// to be made by the first change.
type databases struct {
	writer *sql.DB // one connection, whose transactions hold the lock from their beginning; nil if the file is only read
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

// write runs a function in a transaction that is committed unless it fails.
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
	if isReadOnly(err) { // the file could be written, and the folder cannot
		return ErrReadOnly
	}
	if err != nil {
		return canceled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because after a commit there is nothing to undo, and else the first error counts
	if err := change(tx); err != nil {
		return canceled(ctx, err)
	}
	return canceled(ctx, tx.Commit())
}

// isReadOnly reports whether an error of the driver, whatever its extended code, is
// that the file cannot be written.
func isReadOnly(err error) bool {
	var of *sqlite.Error
	return errors.As(err, &of) && of.Code()&0xff == sqlite3.SQLITE_READONLY
}

// canceled returns the context's error in place of the driver's, which does not match it.
func canceled(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Save implements [claims.Store]. A change without a claim is a [mci.FieldError].
func (s *Store) Save(ctx context.Context, change claims.Change) error {
	return s.SaveAll(ctx, []claims.Change{change})
}

// SaveAll implements [claims.BatchSaver]. Changes may open claims, too.
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

// saveRecord checks the version in the write itself.
func saveRecord(ctx context.Context, tx *sql.Tx, record *claims.Record, expected uint64) error {
	data, err := json.Marshal(record)
	if err != nil {
		return err
	}
	statement := `UPDATE claims SET version = ?2, customer = ?3, engagement = ?4, location = ?5, open = ?6, counted = ?7, record = ?8
		WHERE id = ?1 AND version = ?9`
	if expected == 0 {
		statement = `INSERT INTO claims SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ?9 = 0 ON CONFLICT DO NOTHING`
	}
	result, err := tx.ExecContext(ctx, statement, record.ID, record.Version, customerKey(record.CheckedID),
		record.Engagement.Engagement, record.Location, !record.State().Terminal(), record.CountsTowardLimit(), string(data), expected)
	if err != nil {
		return err
	}
	if rows, err := result.RowsAffected(); err != nil || rows == 0 {
		return errors.Join(err, claims.ErrConflict)
	}
	return nil
}

const limitQuery = `SELECT coalesce(sum(counted), 0), coalesce(sum(open), 0) FROM claims
	WHERE customer = ? AND engagement = ? AND id <> ?`

// checkLimit counts the other claims of the customer, in the transaction that adds this one.
func checkLimit(ctx context.Context, tx *sql.Tx, id claims.ID, limit claims.Limit) error {
	var counted, open int
	err := tx.QueryRowContext(ctx, limitQuery, customerKey(limit.Customer), limit.Engagement, id).Scan(&counted, &open)
	if err != nil {
		return err
	}
	if limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open {
		return claims.ErrLimit
	}
	return nil
}

func customerKey(id mci.CustomerID) string {
	if id.IsZero() {
		return ""
	}
	return id.Type().String() + ":" + id.Value()
}

package outbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A Dialect is the part of SQL in which databases differ.
type Dialect struct {
	// Now is the expression for the present instant, in whole milliseconds.
	Now string
	// Among is the condition that a column is one of the texts of a JSON array.
	// %s stands for the column, and then for the argument.
	Among string
}

// The dialects of the databases that have been tried.
var (
	PostgreSQL = Dialect{
		Now:   "(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
		Among: "%s IN (SELECT json_array_elements_text(%s::json))",
	}
	SQLite = Dialect{
		Now:   "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)",
		Among: "%s IN (SELECT value FROM json_each(%s))",
	}
)

// A SQLBook is a [Book] in two tables, relays and letters, which the migrations
// of a store make. It uses the time of the database, so the clocks of programs
// need not agree.
type SQLBook struct {
	db      *sql.DB
	dialect Dialect
	relay   string
}

// NewSQLBook returns the book of a relay by its name. Relays of different names
// have nothing in common. Transactions of the database must hold a row that
// they have changed until they end.
func NewSQLBook(db *sql.DB, dialect Dialect, relay string) *SQLBook {
	return &SQLBook{db, dialect, relay}
}

// Take implements [Book].
func (b *SQLBook) Take(ctx context.Context, holder string, lasts time.Duration) (lease Lease, err error) {
	if _, err := b.db.ExecContext(ctx, `INSERT INTO relays (name) VALUES ($1) ON CONFLICT DO NOTHING`, b.relay); err != nil {
		return Lease{}, canceled(ctx, err)
	}
	err = b.db.QueryRowContext(ctx, `UPDATE relays SET term = term + 1, holder = $2, until = `+b.dialect.Now+` + $3
		WHERE name = $1 AND (holder = $2 OR until <= `+b.dialect.Now+`) RETURNING term, position`,
		b.relay, holder, lasts.Milliseconds()).Scan(&lease.Term, &lease.Position)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrTaken
	}
	return lease, canceled(ctx, err)
}

// Renew implements [Book].
func (b *SQLBook) Renew(ctx context.Context, lease Lease, lasts time.Duration) error {
	return b.one(ctx, b.db, ErrLost, `UPDATE relays SET until = `+b.dialect.Now+` + $3 WHERE name = $1 AND term = $2`, b.relay, lease.Term, lasts.Milliseconds())
}

// Give implements [Book].
func (b *SQLBook) Give(ctx context.Context, lease Lease) error {
	err := b.one(ctx, b.db, ErrLost, `UPDATE relays SET until = 0, holder = '' WHERE name = $1 AND term = $2`, b.relay, lease.Term)
	if errors.Is(err, ErrLost) {
		return nil
	}
	return err
}

// Note implements [Book].
func (b *SQLBook) Note(ctx context.Context, lease Lease, progress Progress) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return canceled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because a commit leaves nothing to undo, and otherwise the first error counts
	// The row is locked until the commit, so no other relay takes the lease
	// meanwhile.
	if err := b.one(ctx, tx, ErrLost, `UPDATE relays SET position = CASE WHEN $3 = '' THEN position ELSE $3 END WHERE name = $1 AND term = $2`,
		b.relay, lease.Term, progress.Position); err != nil {
		return err
	}
	for _, subject := range progress.Failed {
		if _, err := tx.ExecContext(ctx, `UPDATE letters SET again = 0 WHERE relay = $1 AND subject = $2`, b.relay, subject); err != nil {
			return canceled(ctx, err)
		}
	}
	for i := range progress.Letters {
		if err := b.keep(ctx, tx, &progress.Letters[i]); err != nil {
			return canceled(ctx, err)
		}
	}
	for _, number := range progress.Delivered {
		if _, err := tx.ExecContext(ctx, `DELETE FROM letters WHERE relay = $1 AND number = $2`, b.relay, number); err != nil {
			return canceled(ctx, err)
		}
	}
	return canceled(ctx, tx.Commit())
}

// keep inserts a letter. If there is one with the same position, it is
// replaced.
func (b *SQLBook) keep(ctx context.Context, tx *sql.Tx, l *Letter) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO letters (relay, position, after, subject, event, reason, attempts, at, again)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
		ON CONFLICT (relay, position) DO UPDATE SET event = excluded.event, reason = excluded.reason, attempts = excluded.attempts, at = excluded.at, again = 0`,
		b.relay, l.Position, l.After, l.Subject, l.Event, l.Reason, l.Attempts, l.At.UTC().Format(time.RFC3339Nano))
	if err != nil || l.Reason != "" {
		return err
	}
	return b.free(ctx, tx, l.Subject)
}

// free marks the letters of a subject to be sent again, unless one of them
// waits for an operator.
func (b *SQLBook) free(ctx context.Context, tx *sql.Tx, subject string) error {
	_, err := tx.ExecContext(ctx, `UPDATE letters SET again = 1 WHERE relay = $1 AND subject = $2 AND again = 0
		AND NOT EXISTS (SELECT 1 FROM letters f WHERE f.relay = $1 AND f.subject = $2 AND f.reason <> '' AND f.again = 0)`, b.relay, subject)
	return err
}

// Held implements [Book].
func (b *SQLBook) Held(ctx context.Context, subjects []string) (held []string, err error) {
	list, err := json.Marshal(subjects)
	if err != nil {
		return nil, err
	}
	err = b.query(ctx, func(rows *sql.Rows) error {
		held = append(held, "")
		return rows.Scan(&held[len(held)-1])
	}, `SELECT DISTINCT subject FROM letters WHERE relay = $1 AND `+fmt.Sprintf(b.dialect.Among, "subject", "$2"), b.relay, string(list))
	return held, err
}

// Letters implements [Book].
func (b *SQLBook) Letters(ctx context.Context, after int64, again bool, most int) (letters []Letter, err error) {
	condition := ""
	if again {
		condition = "AND again = 1 "
	}
	err = b.query(ctx, func(rows *sql.Rows) (err error) {
		var l Letter
		var at string
		var again int
		if err := rows.Scan(&l.Number, &l.Position, &l.After, &l.Subject, &l.Event, &l.Reason, &l.Attempts, &at, &again); err != nil {
			return err
		}
		l.Again = again == 1
		if l.At, err = time.Parse(time.RFC3339Nano, at); err == nil {
			letters = append(letters, l)
		}
		return err
	}, `SELECT number, position, after, subject, event, reason, attempts, at, again FROM letters
		WHERE relay = $1 AND number > $2 `+condition+`ORDER BY number LIMIT $3`, b.relay, after, most)
	return letters, err
}

// Again implements [Book].
func (b *SQLBook) Again(ctx context.Context, subject string) error {
	return b.operate(ctx, func(tx *sql.Tx) error {
		return b.one(ctx, tx, ErrNoLetter, `UPDATE letters SET again = 1 WHERE relay = $1 AND subject = $2`, b.relay, subject)
	})
}

// Drop implements [Book].
func (b *SQLBook) Drop(ctx context.Context, number int64) error {
	return b.operate(ctx, func(tx *sql.Tx) error {
		var subject string
		err := tx.QueryRowContext(ctx, `DELETE FROM letters WHERE relay = $1 AND number = $2 RETURNING subject`, b.relay, number).Scan(&subject)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoLetter
		}
		if err != nil {
			return err
		}
		return b.free(ctx, tx, subject)
	})
}

// operate changes the letters while no relay saves progress.
func (b *SQLBook) operate(ctx context.Context, change func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return canceled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because a commit leaves nothing to undo, and otherwise the first error counts
	if err := b.one(ctx, tx, ErrNoLetter, `UPDATE relays SET position = position WHERE name = $1`, b.relay); err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return canceled(ctx, err)
	}
	return canceled(ctx, tx.Commit())
}

// An executor is a database or a transaction.
type executor interface {
	ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error)
}

// one runs a statement. If the statement changes no row, it returns the error
// none.
func (b *SQLBook) one(ctx context.Context, in executor, none error, statement string, args ...any) error {
	result, err := in.ExecContext(ctx, statement, args...)
	if err != nil {
		return canceled(ctx, err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return none
}

func (b *SQLBook) query(ctx context.Context, scan func(*sql.Rows) error, statement string, args ...any) error {
	rows, err := b.db.QueryContext(ctx, statement, args...)
	if err != nil {
		return canceled(ctx, err)
	}
	defer rows.Close() //nolint:errcheck // because Err has the error of a read that broke off
	for rows.Next() {
		if err := scan(rows); err != nil {
			return canceled(ctx, err)
		}
	}
	return canceled(ctx, rows.Err())
}

// canceled returns the context's error if the context has ended, because a
// driver's error may not match it.
func canceled(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/row"
)

//go:embed schema.sql
var schema string

//go:embed relays.sql
var relays string

//go:embed envelopes.sql
var envelopes string

//go:embed sums.sql
var sums string

//go:embed deals.sql
var deals string

//go:embed dealsums.sql
var dealSums string

// A migration is one step to a newer version: a statement, a table and a column
// that only a file after the step has, and a function that fills new columns, or
// nil.
type migration struct {
	statement     string
	table, column string
	fill          func(context.Context, *sql.Tx) error
}

// migrations holds the steps that bring a file to the newest version. The step
// at index n brings it from version n to n+1. Only ever append.
var migrations = []migration{
	{schema, "claims", "id", nil},
	{relays, "relays", "name", nil},
	{envelopes, "claims", "kind", fillEnvelopes},
	{sums, "claims", "sum", fillSums},
	{deals, "deals", "claim", nil},
	{dealSums, "deals", "sum", fillDealSums},
}

// versionQuery asks for five values: the mark and the version of a file, the
// number of its tables, the number of the two tables that every version has,
// and the number of steps that its tables and columns show.
func versionQuery() string {
	made := make([]string, len(migrations))
	for i, step := range migrations {
		made[i] = "('" + step.table + "', '" + step.column + "')"
	}
	return `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema),
		(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('claims', 'entries')),
		(SELECT count(*) FROM sqlite_schema t JOIN pragma_table_info(t.name) c
			WHERE t.type = 'table' AND (t.name, c.name) IN (VALUES ` + strings.Join(made, ", ") + `))`
}

// applicationID marks a file as a database of this package. The package does
// not write to a database with another mark.
const applicationID = 0x4d434955

// Errors of opening or changing a file. If the file does not exist, the error
// of Open matches fs.ErrNotExist.
var (
	// ErrEmpty is returned if a file holds no database, for example if it has 0
	// bytes, and Open may not create one.
	ErrEmpty = errors.New("the file is empty and holds no claims")
	// ErrForeign is returned if another program wrote the file, or if it is
	// damaged.
	ErrForeign = errors.New("the file is no database of this program")
	// ErrReadOnly is returned for a change if the file can only be read.
	ErrReadOnly = errors.New("the file can be read but not written")
)

// Open opens a file of claims and brings it to the newest version. If create is
// true and the file is missing or empty, the store is empty, and the first
// change makes the file. A change that is refused leaves no file behind.
//
// Only the owner can read and write a new file, because it holds the data of
// customers. If a file cannot be written, the store only reads it. Open returns
// an error that matches [fs.ErrNotExist], [ErrEmpty], [ErrForeign],
// [row.ErrDamaged] or [ErrReadOnly] if that is the reason.
func Open(ctx context.Context, file string, create bool) (*Store, error) {
	s := &Store{file: file}
	state, err := look(file)
	switch {
	case err != nil && !(create && errors.Is(err, fs.ErrNotExist)):
		return nil, err
	case err != nil || create && state == empty:
		return s, nil
	case state == empty:
		return nil, fmt.Errorf("%s: %w", file, ErrEmpty)
	}
	if err := s.open(ctx, create); err != nil {
		return nil, err
	}
	return s, nil
}

// Recognize returns nil if a file begins like a database. Otherwise the error
// matches [fs.ErrNotExist], [ErrEmpty] or [ErrForeign]. It opens no database.
func Recognize(file string) error {
	state, err := look(file)
	if err == nil && state == empty {
		return fmt.Errorf("%s: %w", file, ErrEmpty)
	}
	return err
}

// content is the kind of a file, known from its first bytes.
type content uint8

const (
	empty content = iota + 1
	database
)

// magic is the beginning of each SQLite database.
const magic = "SQLite format 3\x00"

// look returns the kind of a file. It returns an error if the file is not a
// database, because SQLite would treat some of these, such as a file of one
// byte, as an empty database.
func look(file string) (content, error) {
	opened, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer opened.Close() //nolint:errcheck // because the file was only read
	status, err := opened.Stat()
	if err != nil {
		return 0, err
	}
	if !status.Mode().IsRegular() {
		return 0, fmt.Errorf("%s: %w: it is no regular file", file, ErrForeign)
	}
	if status.Size() == 0 {
		return empty, nil
	}
	first := make([]byte, len(magic))
	if _, err := opened.ReadAt(first, 0); err != nil || string(first) != magic {
		return 0, fmt.Errorf("%s: %w", file, ErrForeign)
	}
	return database, nil
}

// made returns the databases for a change. If there is no file, it makes one.
func (s *Store) made(ctx context.Context) (*databases, error) {
	if open := s.dbs.Load(); open != nil {
		return open, nil
	}
	s.making.Lock()
	defer s.making.Unlock()
	if open := s.dbs.Load(); open != nil {
		return open, nil
	}
	file, err := os.OpenFile(s.file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	if err := s.open(ctx, true); err != nil {
		return nil, err
	}
	return s.dbs.Load(), nil
}

// reader returns the database to read, or nil if the file is not made yet.
func (s *Store) reader(ctx context.Context) (*sql.DB, error) {
	if open := s.dbs.Load(); open != nil {
		return open.reader, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err // if the context has ended, the caller gets that error and not that of a missing file
	}
	s.making.Lock()
	defer s.making.Unlock()
	if open := s.dbs.Load(); open != nil {
		return open.reader, nil
	}
	state, err := look(s.file)
	if errors.Is(err, fs.ErrNotExist) || state == empty {
		return nil, nil
	}
	if err == nil {
		err = s.open(ctx, true)
	}
	if err != nil {
		return nil, err
	}
	return s.dbs.Load().reader, nil
}

// open connects to the file. If the file cannot be written, it connects for
// reading only.
func (s *Store) open(ctx context.Context, create bool) error {
	writing := connecting{query: url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}, writes: true}
	reading := connecting{query: url.Values{"mode": {"ro"}}}
	frozen := connecting{query: url.Values{"mode": {"ro"}, "immutable": {"1"}}}
	ways := []connecting{writing, reading}
	if !s.hasLog() {
		// The folder may be read-only. If there is no log, there is no writer,
		// so the file can be read as immutable.
		ways = append(ways, frozen)
	}
	if !writable(s.file) {
		ways = ways[1:]
	}
	var errs []error
	for _, way := range ways {
		open, err := connect(ctx, s.file, way, create)
		if err == nil {
			s.dbs.Store(open)
			return nil
		}
		errs = append(errs, err)
		if errors.Is(err, ErrEmpty) || errors.Is(err, ErrForeign) || errors.Is(err, row.ErrDamaged) || ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("%s: %w", s.file, canceled(ctx, errs[0]))
}

// hasLog reports whether there is a log with changes beside the file.
func (s *Store) hasLog() bool {
	status, err := os.Stat(s.file + "-wal")
	return err == nil && status.Size() > 0
}

func writable(file string) bool {
	opened, err := os.OpenFile(file, os.O_RDWR, 0)
	return err == nil && opened.Close() == nil
}

// A connecting is a way to connect to a file.
type connecting struct {
	query  url.Values
	writes bool
}

func connect(ctx context.Context, file string, way connecting, create bool) (*databases, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	way.query.Add("_pragma", "busy_timeout(10000)")
	source := (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: way.query.Encode()}).String()
	open := &databases{}
	if open.reader, err = sql.Open("sqlite", source+"&_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	if way.writes {
		if open.writer, err = sql.Open("sqlite", source+"&_txlock=immediate"); err != nil {
			return nil, errors.Join(err, open.close())
		}
		open.writer.SetMaxOpenConns(1)
	}
	if err := open.migrate(ctx, create); err != nil {
		return nil, errors.Join(err, open.close())
	}
	return open, nil
}

// migrate runs all steps in one transaction. If the file needs none, it takes
// no lock, so a reader never waits for a writer.
func (d *databases) migrate(ctx context.Context, create bool) error {
	first := d.writer
	if first == nil {
		first = d.reader
	}
	version, err := fileVersion(ctx, first)
	switch {
	case err != nil || version == len(migrations):
		return err
	case version == 0 && !create:
		return ErrEmpty
	case d.writer == nil:
		return fmt.Errorf("%w, and its version %d has to be brought to %d first", ErrReadOnly, version, len(migrations))
	}
	return d.write(ctx, func(tx *sql.Tx) error {
		version, err := fileVersion(ctx, tx) // another process may have migrated the file
		if err != nil || version == len(migrations) {
			return err
		}
		for _, step := range migrations[version:] {
			if _, err := tx.ExecContext(ctx, step.statement); err != nil {
				return err
			}
			if step.fill == nil {
				continue
			}
			if err := step.fill(ctx, tx); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(migrations)))
		return err
	})
}

// An asker is a database or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// fileVersion returns the version of a file's schema, or 0 for a new file. It
// returns [ErrForeign] if this program must not write to the file, and
// [row.ErrDamaged] if the version in the file is not the one that its tables
// show.
func fileVersion(ctx context.Context, file asker) (version int, err error) {
	var application, tables, ours, made int
	err = file.QueryRowContext(ctx, versionQuery()).Scan(&application, &version, &tables, &ours, &made)
	switch fresh := application == 0 && version == 0 && tables == 0; {
	case err != nil:
		return 0, err
	case fresh:
		return 0, nil
	case application != applicationID:
		return 0, fmt.Errorf("%w, but of another one", ErrForeign)
	case version > len(migrations):
		return 0, fmt.Errorf("%w: a newer one wrote it, in version %d, and this one knows up to %d", ErrForeign, version, len(migrations))
	case version < 1 || ours != 2:
		return 0, fmt.Errorf("%w: it says version %d with %d of its 2 tables, which no version of this program writes", ErrForeign, version, ours)
	case version != made:
		return 0, fmt.Errorf("%w: it says version %d, and its tables are those of version %d", row.ErrDamaged, version, made)
	default:
		return version, nil
	}
}

// fillEnvelopes writes the owners, the amounts and the keys of the claims that
// were stored before these were columns. If the record of a claim is damaged,
// the claim stays unchanged.
func fillEnvelopes(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT record FROM claims`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // because Err has reported each relevant error
	var filled []row.Claim
	for rows.Next() {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return err
		}
		var record claims.Record
		if record.UnmarshalJSON(text) != nil {
			continue
		}
		envelope, err := desk.Encode(&record)
		if err != nil {
			continue
		}
		columns, err := row.Of(&envelope)
		if err != nil {
			return err
		}
		columns.Record = ""
		filled = append(filled, columns)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i := range filled {
		if _, err := tx.ExecContext(ctx, `UPDATE claims SET owner = ?, amounts = ?, keys = ? WHERE id = ?`, filled[i].Owner, filled[i].Amounts, filled[i].Keys, filled[i].ID); err != nil {
			return err
		}
	}
	return nil
}

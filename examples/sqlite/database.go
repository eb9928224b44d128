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
)

//go:embed schema.sql
var schema string

// migrations bring a file from the version that is their index to the next one.
// Only ever append.
var migrations = []string{schema}

// applicationID marks a file as one of this package, so that no other program's
// database is written to.
const applicationID = 0x4d434955

// Why a file is not opened, or not changed. The error of Open for a file that
// is not there matches fs.ErrNotExist.
var (
	// ErrEmpty is returned for a file without a database, such as one of 0
	// bytes, unless it is to be created.
	ErrEmpty = errors.New("the file is empty and holds no claims")
	// ErrForeign is returned for a file that this package did not write, or
	// that was damaged.
	ErrForeign = errors.New("the file is no database of this program")
	// ErrReadOnly is returned for a change of a file that can only be read.
	ErrReadOnly = errors.New("the file can be read, and not written")
)

// Open opens a file of claims and brings it to the newest version. If create is
// true, a file that is not there, or is empty, is made by the first change, so
// that a change that is refused leaves no file behind; until then the store is
// empty. A file that is made can be read and written by its owner alone, since
// it holds the data of customers. A file that cannot be written is read as it
// is.
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

// content is what the first bytes of a file say.
type content uint8

const (
	empty content = iota + 1
	database
)

// magic are the first bytes of each SQLite database.
const magic = "SQLite format 3\x00"

// look refuses a file that is no database before SQLite takes it for an empty
// one: it does so with a file of one byte.
func look(file string) (content, error) {
	opened, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer opened.Close() //nolint:errcheck // because it was only read
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

// made returns the databases for a change, and makes the file if there is none.
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

// reader returns the database to read, or nil as long as nobody has made the
// file.
func (s *Store) reader(ctx context.Context) (*sql.DB, error) {
	if open := s.dbs.Load(); open != nil {
		return open.reader, nil
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

// open connects to the file, for reading alone if it cannot be written.
func (s *Store) open(ctx context.Context, create bool) error {
	writing := connecting{query: url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}, writes: true}
	reading := connecting{query: url.Values{"mode": {"ro"}}}
	frozen := connecting{query: url.Values{"mode": {"ro"}, "immutable": {"1"}}}
	ways := []connecting{writing, reading}
	if !s.hasLog() {
		// in a folder that cannot be written; nobody writes to the file, for
		// that would take a log
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
		if errors.Is(err, ErrEmpty) || errors.Is(err, ErrForeign) || ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("%s: %w", s.file, canceled(ctx, errs[0]))
}

// hasLog reports whether there are changes beside the file.
func (s *Store) hasLog() bool {
	status, err := os.Stat(s.file + "-wal")
	return err == nil && status.Size() > 0
}

func writable(file string) bool {
	opened, err := os.OpenFile(file, os.O_RDWR, 0)
	return err == nil && opened.Close() == nil
}

// connecting is a way to connect to a file.
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

// migrate takes all steps in one transaction. A file that needs none is not
// locked, so that a reader never waits for a writer.
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
		version, err := fileVersion(ctx, tx) // somebody else may have been faster
		if err != nil || version == len(migrations) {
			return err
		}
		for _, step := range migrations[version:] {
			if _, err := tx.ExecContext(ctx, step); err != nil {
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

// fileVersion returns the version of a file's schema, 0 for a new file. A file
// that this program must not write to is an error.
func fileVersion(ctx context.Context, file asker) (version int, err error) {
	var application, tables, ours int
	err = file.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema),
		(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('claims', 'entries'))`).Scan(&application, &version, &tables, &ours)
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
		return 0, fmt.Errorf("%w: it says version %d with %d of its 2 tables, which none writes", ErrForeign, version, ours)
	default:
		return version, nil
	}
}

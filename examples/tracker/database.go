package main

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver
)

//go:embed schema.sql
var schema string

// migrations bring a file from the version that is their index to the next one. Only ever append.
var migrations = []string{schema}

// applicationID marks a file as the tracker's, so that no other program's database is written to.
const applicationID = 0x4d434954

// openStore opens the file, or makes it if create says so, and brings it to the newest version.
func openStore(ctx context.Context, file string, create bool) (*store, error) {
	if _, err := os.Stat(file); err != nil && !(create && errors.Is(err, os.ErrNotExist)) {
		return nil, err
	}
	source, err := dataSource(file)
	if err != nil {
		return nil, err
	}
	s := &store{}
	if s.writer, err = sql.Open("sqlite", source+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	s.writer.SetMaxOpenConns(1)
	if s.reader, err = sql.Open("sqlite", source+"&_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file, err), s.Close())
	}
	return s, nil
}

func dataSource(file string) (string, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: pragmas.Encode()}).String(), nil
}

// migrate takes all steps in one transaction. A file that needs none is not locked, so that whoever reads waits for nobody.
func (s *store) migrate(ctx context.Context) error {
	version, err := fileVersion(ctx, s.writer)
	if err != nil || version == len(migrations) {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
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

// fileVersion returns the version of a file's schema, 0 for a new file. A file that this program must not write to is an error.
func fileVersion(ctx context.Context, file asker) (version int, err error) {
	var application, tables int
	err = file.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case application != applicationID && tables > 0:
		return 0, errors.New("the database of another program")
	case version > len(migrations):
		return 0, fmt.Errorf("written by a newer tracker: its version is %d, this program knows up to %d", version, len(migrations))
	default:
		return version, nil
	}
}

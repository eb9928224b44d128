package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/mci-go/incentives/examples/row"
)

// Schema returns the version of the schema that this program writes.
func (*Store) Schema() int { return len(migrations) }

// Check looks for damage in the file: broken pages and indexes, which SQLite
// finds, and damaged rows, which [row.Check] finds. It returns all problems. If
// a problem is about a claim, it is a store.ClaimError. Any other problem
// matches [row.ErrDamaged]. The second result is an error of reading the file.
// If there is one, the rest was not checked.
func (s *Store) Check(ctx context.Context) (problems []error, err error) {
	reader, err := s.reader(ctx)
	if err != nil || reader == nil {
		return nil, canceled(ctx, err)
	}
	tx, err := reader.BeginTx(ctx, nil) // so that all reads see one moment
	if err != nil {
		return nil, canceled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because nothing was changed
	if problems, err = checkPages(ctx, tx); err != nil {
		return problems, err
	}
	found, err := row.Check(ctx, tx, `SELECT seq FROM sqlite_sequence WHERE name = 'entries'`)
	return append(problems, found...), canceled(ctx, err)
}

// checkPages asks SQLite to check each page and each index.
func checkPages(ctx context.Context, tx *sql.Tx) (problems []error, err error) {
	lines, err := rowsOf(ctx, tx, func(line *string) []any { return []any{line} }, `PRAGMA integrity_check(20)`)
	for _, line := range lines {
		if line != "ok" {
			problems = append(problems, fmt.Errorf("%w: %s", row.ErrDamaged, line))
		}
	}
	return problems, err
}

package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// ErrDamaged is in the errors of [Store.Check] about the file as a whole, and
// not about one claim.
var ErrDamaged = errors.New("the file is damaged")

// Version returns the version of the schema that this program writes.
func Version() int { return len(migrations) }

// Check looks for damage in the file: pages and indexes that SQLite finds
// broken, rows that are not as they were written, entries without a claim, and
// gaps in the order of the entries. It returns all problems. One about a claim
// is a store.ClaimError, and any other one matches [ErrDamaged]. The second
// result is an error of reading the file, after which the rest is not checked.
func (s *Store) Check(ctx context.Context) (problems []error, err error) {
	for _, check := range []func(context.Context) ([]error, error){s.checkPages, s.checkClaims, s.checkEntries} {
		found, err := check(ctx)
		problems = append(problems, found...)
		if err != nil {
			return problems, err
		}
	}
	return problems, nil
}

// checkPages asks SQLite to check each page and each index.
func (s *Store) checkPages(ctx context.Context) (problems []error, err error) {
	lines, err := rows(ctx, s, func(line *string) []any { return []any{line} }, `PRAGMA integrity_check(20)`)
	for _, line := range lines {
		if line != "ok" {
			problems = append(problems, fmt.Errorf("%w: %s", ErrDamaged, line))
		}
	}
	return problems, err
}

// checkClaims compares the row of each claim with its sum.
func (s *Store) checkClaims(ctx context.Context) (problems []error, err error) {
	for after := ""; ; {
		page, err := rows(ctx, s, (*summedClaim).targets, `SELECT `+selectedClaim+` FROM claims WHERE id > ? ORDER BY id LIMIT ?`, after, pageRows)
		if err != nil || len(page) == 0 {
			return problems, err
		}
		for i := range page {
			if err := page[i].check(); err != nil {
				problems = append(problems, &store.ClaimError{ID: page[i].ID, Err: err})
			}
		}
		after = string(page[len(page)-1].ID)
	}
}

// checkEntries compares the row of each entry with its sum, and looks for the
// gaps between their positions. A position is given in the transaction that
// saves the entry, so that there are none.
func (s *Store) checkEntries(ctx context.Context) (problems []error, err error) {
	for after := int64(0); ; {
		page, err := rows(ctx, s, (*summedEntry).targets, `SELECT `+selectedEntry+` FROM entries WHERE position > ? ORDER BY position LIMIT ?`, after, pageRows)
		if err != nil || len(page) == 0 {
			return append(problems, s.checkEnds(ctx, after)...), err
		}
		for i := range page {
			if err := page[i].check(); err != nil {
				problems = append(problems, &store.ClaimError{ID: page[i].Claim, Err: err})
			}
			if at := page[i].Position; at != after+1 {
				problems = append(problems, fmt.Errorf("%w: %w", ErrDamaged, mci.Invalid("position", fmt.Sprint(at), fmt.Sprintf("%d: an entry is missing", after+1))))
			}
			after = page[i].Position
		}
	}
}

// checkEnds asks for entries that were deleted at the end, and for entries of
// claims that are not stored.
func (s *Store) checkEnds(ctx context.Context, last int64) (problems []error) {
	number := func(n *int64) []any { return []any{n} }
	given, err := rows(ctx, s, number, `SELECT seq FROM sqlite_sequence WHERE name = 'entries'`)
	switch {
	case err != nil:
		problems = append(problems, fmt.Errorf("%w: %w", ErrDamaged, err))
	case len(given) == 1 && given[0] != last:
		problems = append(problems, fmt.Errorf("%w: %w", ErrDamaged, mci.Invalid("position", fmt.Sprint(last), fmt.Sprintf("%d: the last entries are missing", given[0]))))
	}
	orphans, err := rows(ctx, s, number, `SELECT position FROM entries WHERE claim NOT IN (SELECT id FROM claims) ORDER BY position LIMIT 20`)
	if err != nil {
		problems = append(problems, fmt.Errorf("%w: %w", ErrDamaged, err))
	}
	for _, position := range orphans {
		problems = append(problems, fmt.Errorf("%w: the entry at position %d belongs to no claim", ErrDamaged, position))
	}
	return problems
}

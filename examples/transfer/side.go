package transfer

import (
	"context"
	"database/sql"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
)

// A Side is one of the two databases of a copy, within a transaction. The
// stores of the examples make it. If a Side is only read, it needs no
// functions.
type Side struct {
	// Tx is the transaction. It must read all data of the original as of one
	// moment.
	Tx *sql.Tx
	// Save writes a claim over the expected version, which is 0 for a new
	// claim. If the database cannot keep the claim, Save returns a
	// mci.FieldError and leaves the transaction as it was.
	Save func(ctx context.Context, envelope *store.Envelope, expected uint64) error
	// Append adds entries to the end of the outbox, in their order. If an entry
	// is already stored, it is left out. Append returns the number of entries
	// that it added.
	Append func(ctx context.Context, entries []row.Entry) (int64, error)
}

// pageRows is the number of rows that one statement reads.
const pageRows = 200

// records returns the next claims after an ID, in the order of their IDs.
func (s *Side) records(ctx context.Context, after claims.ID) ([]row.Claim, error) {
	return row.All(ctx, s.Tx, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims WHERE id > $1 ORDER BY id LIMIT $2`, string(after), pageRows)
}

// log returns the next entries after a position, in the order of the outbox.
func (s *Side) log(ctx context.Context, after int64) ([]row.Entry, error) {
	return row.All(ctx, s.Tx, (*row.Entry).Targets,
		`SELECT `+row.SelectedEntry+` FROM entries WHERE position > $1 ORDER BY position LIMIT $2`, after, pageRows)
}

// entries returns the history of a claim.
func (s *Side) entries(ctx context.Context, id claims.ID) ([]row.Entry, error) {
	return row.All(ctx, s.Tx, (*row.Entry).Targets, `SELECT `+row.SelectedEntry+` FROM entries WHERE claim = $1 ORDER BY number`, string(id))
}

// load returns the claim with its history. If the claim is not stored, its
// version is 0.
func (s *Side) load(ctx context.Context, id claims.ID) (stored, error) {
	found, err := row.All(ctx, s.Tx, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims WHERE id = $1`, string(id))
	if err != nil || len(found) == 0 {
		return stored{}, err
	}
	return s.whole(ctx, &found[0])
}

// whole returns the claim of a row with its history.
func (s *Side) whole(ctx context.Context, found *row.Claim) (stored, error) {
	entries, err := s.entries(ctx, found.ID)
	return stored{row: *found, entries: entries}, err
}

package row

import (
	"context"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// ErrDamaged matches the errors of a check that are about the database as a
// whole, and not about one claim.
var ErrDamaged = errors.New("the stored data is damaged")

// Check compares each row with its sum, and looks for missing entries and for
// entries without a claim. A position is assigned in the transaction that saves
// the entry, so there are no gaps. The statement last selects the last position
// that the database assigned, or none. All reads through from must see one
// moment.
//
// Check returns all problems. If a problem is about a claim, it is a
// [store.ClaimError]. Any other problem matches [ErrDamaged]. The second result
// is an error of reading. If there is one, the rest was not checked.
func Check(ctx context.Context, from Querier, last string) (problems []error, err error) {
	c := check{from: from, last: last}
	for _, step := range []func(context.Context) error{c.claims, c.entries, c.orphans, c.deals} {
		if err := step(ctx); err != nil {
			return c.problems, err
		}
	}
	return c.problems, nil
}

// checkRows is the number of rows that one statement of a check reads.
const checkRows = 200

// A check is one call of Check.
type check struct {
	from     Querier
	last     string
	problems []error
}

// note adds a problem about a claim, if there is one.
func (c *check) note(id claims.ID, err error) {
	if err != nil {
		c.problems = append(c.problems, &store.ClaimError{ID: id, Err: err})
	}
}

// misplaced adds the problem that a position is not the wanted one.
func (c *check) misplaced(position int64, want string) {
	c.problems = append(c.problems, fmt.Errorf("%w: %w", ErrDamaged, mci.Invalid("position", fmt.Sprint(position), want)))
}

func (c *check) claims(ctx context.Context) error {
	const statement = `SELECT ` + Selected + ` FROM claims WHERE id > $1 ORDER BY id LIMIT $2`
	for after := claims.ID(""); ; {
		page, err := All(ctx, c.from, (*Claim).Targets, statement, string(after), checkRows)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			c.note(page[i].ID, page[i].Check())
		}
		after = page[len(page)-1].ID
	}
}

func (c *check) deals(ctx context.Context) error {
	const statement = `SELECT ` + SelectedDeal + ` FROM deals WHERE claim > $1 ORDER BY claim LIMIT $2`
	for after := claims.ID(""); ; {
		page, err := All(ctx, c.from, (*Deal).Targets, statement, string(after), checkRows)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			c.note(page[i].Claim, page[i].Check())
		}
		after = page[len(page)-1].Claim
	}
}

func (c *check) entries(ctx context.Context) error {
	const statement = `SELECT ` + SelectedEntry + ` FROM entries WHERE position > $1 ORDER BY position LIMIT $2`
	for after := int64(0); ; {
		page, err := All(ctx, c.from, (*Entry).Targets, statement, after, checkRows)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return c.end(ctx, after)
		}
		for i := range page {
			c.note(page[i].Claim, page[i].Check())
			if at := page[i].Position; at != after+1 {
				c.misplaced(at, fmt.Sprintf("%d: an entry is missing", after+1))
			}
			after = page[i].Position
		}
	}
}

// end looks for entries that are missing at the end.
func (c *check) end(ctx context.Context, position int64) error {
	given, err := All(ctx, c.from, number, c.last)
	switch {
	case err != nil:
		return err
	case len(given) == 0 && position > 0:
		c.misplaced(position, "a note of the last position that was given, which is missing")
	case len(given) > 0 && given[0] != position:
		c.misplaced(position, fmt.Sprintf("%d: the last entries are missing", given[0]))
	}
	return nil
}

// orphans looks for entries that belong to no claim. It names some of them.
func (c *check) orphans(ctx context.Context) error {
	const statement = `SELECT position FROM entries WHERE claim NOT IN (SELECT id FROM claims) ORDER BY position LIMIT 20`
	orphans, err := All(ctx, c.from, number, statement)
	for _, position := range orphans {
		c.problems = append(c.problems, fmt.Errorf("%w: the entry at position %d belongs to no claim", ErrDamaged, position))
	}
	return err
}

func number(n *int64) []any { return []any{n} }

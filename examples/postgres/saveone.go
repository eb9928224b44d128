package postgres

import (
	"context"

	"github.com/mci-go/incentives/claims/store"
)

// The statement that saves one change with one entry of a stored claim. It has
// the same effect as saving, but PostgreSQL makes a new plan for that statement
// at each change.
const savingOne = `
WITH updated AS (
  UPDATE claims SET version = $3, customer = $4, engagement = $5, location = $6, status = $7, area = $8, expires = $9, attention = $10,
    search = $11, open = $12, counted = $13, amounts = $14::jsonb, record = $15::json, kind = $18, owner = $19, keys = $20,
    sum = $21
  WHERE id = $1 AND version = $2 RETURNING id
), taken AS (
  UPDATE outbox SET last = last + 1 WHERE EXISTS (SELECT FROM updated) RETURNING last
)
INSERT INTO entries (position, kind, claim, number, entry, sum)
SELECT taken.last, $18, $1, $16, $17::json, $22 FROM taken`

// saveOne saves a batch of one change with one entry.
func (s *Store) saveOne(ctx context.Context, b *batch) error {
	c := &b.rows[0]
	tag, err := s.pool.Exec(ctx, savingOne, string(c.ID), int64(c.expected), int64(c.Version), c.Customer, c.Engagement, c.Location, c.Status, c.Area, //nolint:gosec // because nobody makes so many changes
		c.Expires, c.Attention, c.Search, c.Open, c.Counted, c.Amounts, c.Record, b.numbers[0], b.entries[0], c.Kind, c.Owner, c.Keys,
		c.Sum, b.sums[0])
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrConflict
	}
	return err
}

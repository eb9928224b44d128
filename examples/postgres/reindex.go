package postgres

import (
	"context"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
)

// reindexing is the statement that writes other keys into claims that still
// have their version and sum.
const reindexing = `
WITH given AS (
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS g (id, version, area, expires, attention, record, former, sum)
), locked AS MATERIALIZED (
  SELECT g.* FROM claims c JOIN given g ON c.id = g.id AND c.version = g.version AND c.sum = g.former ORDER BY c.id FOR UPDATE OF c
)
UPDATE claims c SET area = g.area, expires = g.expires, attention = g.attention, record = g.record::json, sum = g.sum
FROM locked g WHERE c.id = g.id`

// Reindex implements [store.Reindexer]. If a claim is missing, has another
// version, or is being reindexed by another program, nothing is written for it.
func (s *Store) Reindex(ctx context.Context, envelopes []store.Envelope) error {
	if len(envelopes) == 0 || ctx.Err() != nil {
		return row.Canceled(ctx, ctx.Err())
	}
	given := map[claims.ID]*store.Envelope{}
	var wanted []string
	for i := range envelopes {
		e := &envelopes[i]
		if !storable(string(e.ID)) {
			continue // the claim is not stored
		}
		if !storable(e.Area) {
			return notStorable("area", e.Area)
		}
		wanted, given[e.ID] = append(wanted, string(e.ID)), e
	}
	stored, err := rows(ctx, s, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims WHERE id = ANY ($1)`, wanted)
	if err != nil {
		return err
	}
	arguments := reindexArguments(stored, given)
	return known(ctx, repeated(func() error {
		_, err := s.pool.Exec(ctx, reindexing, arguments...)
		return err
	}))
}

// reindexArguments returns the arguments of reindexing, column by column. If a
// row was altered, its sum stays wrong.
func reindexArguments(stored []row.Claim, given map[claims.ID]*store.Envelope) []any {
	var ids, areas, expires, attention, records, former, sums []string
	var versions []int64
	for i := range stored {
		c := &stored[i]
		e, sum := given[c.ID], c.Sum
		if e.Version != c.Version {
			continue
		}
		sound := c.Check() == nil
		c.Area, c.Expires, c.Attention, c.Record = e.Area, row.Sortable(e.Expires), row.Sortable(e.Attention), string(e.Body)
		former = append(former, sum)
		if sound {
			sum = c.SumOf()
		}
		ids, versions = append(ids, string(c.ID)), append(versions, int64(c.Version)) //nolint:gosec // because nobody makes so many changes
		areas, records, sums = append(areas, c.Area), append(records, c.Record), append(sums, sum)
		expires, attention = append(expires, c.Expires), append(attention, c.Attention)
	}
	return []any{ids, versions, areas, expires, attention, records, former, sums}
}

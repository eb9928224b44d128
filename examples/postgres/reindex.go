package postgres

import (
	"context"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
)

// reindexing is the statement that writes other keys into claims that still
// have a version.
const reindexing = `
WITH given AS (
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
  AS g (id, version, area, expires, attention, record)
), locked AS MATERIALIZED (
  SELECT g.* FROM claims c JOIN given g ON c.id = g.id AND c.version = g.version ORDER BY c.id FOR UPDATE OF c
)
UPDATE claims c SET area = g.area, expires = g.expires, attention = g.attention, record = g.record::json
FROM locked g WHERE c.id = g.id`

// Reindex implements [store.Reindexer].
func (s *Store) Reindex(ctx context.Context, envelopes []store.Envelope) error {
	if len(envelopes) == 0 || ctx.Err() != nil {
		return row.Canceled(ctx, ctx.Err())
	}
	var ids, areas, expires, attention, records []string
	var versions []int64
	for i := range envelopes {
		e := &envelopes[i]
		if !storable(string(e.ID)) {
			continue // it is not stored
		}
		if !storable(e.Area) {
			return notStorable("area", e.Area)
		}
		ids, versions = append(ids, string(e.ID)), append(versions, int64(e.Version)) //nolint:gosec // because nobody makes so many changes
		areas, records = append(areas, e.Area), append(records, string(e.Body))
		expires, attention = append(expires, row.Sortable(e.Expires)), append(attention, row.Sortable(e.Attention))
	}
	return known(ctx, repeated(func() error {
		_, err := s.pool.Exec(ctx, reindexing, ids, versions, areas, expires, attention, records)
		return err
	}))
}

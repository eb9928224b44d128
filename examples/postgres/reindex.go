package postgres

import (
	"context"
	"encoding/json"

	"github.com/mci-go/incentives/claims"
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

// Reindex implements [store.Reindexer]. It reads the records and writes them
// with the other keys, if their versions are still the ones that it read.
func (s *Store) Reindex(ctx context.Context, records []claims.Record) error {
	wanted := make(map[claims.ID]*claims.Record, len(records))
	ids := make([]claims.ID, len(records))
	for i := range records {
		ids[i] = records[i].ID
		wanted[ids[i]] = &records[i]
	}
	var found, areas, expires, attention, texts []string
	var versions []int64
	for stored, err := range s.LoadAll(ctx, ids) {
		if err != nil {
			return err
		}
		want := wanted[stored.ID]
		if stored.Version != want.Version {
			continue
		}
		stored.Index = want.Index
		text, err := json.Marshal(&stored)
		if err != nil {
			return err
		}
		found, versions = append(found, string(stored.ID)), append(versions, int64(stored.Version)) //nolint:gosec // because it was read from this type
		areas, texts = append(areas, stored.Index.Area), append(texts, string(text))
		expires, attention = append(expires, row.Sortable(stored.Index.Expires)), append(attention, row.Sortable(stored.Index.Attention))
	}
	if len(found) == 0 {
		return row.Canceled(ctx, ctx.Err())
	}
	return known(ctx, repeated(func() error {
		_, err := s.pool.Exec(ctx, reindexing, found, versions, areas, expires, attention, texts)
		return err
	}))
}

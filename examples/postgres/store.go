package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// A Store keeps claims in PostgreSQL. [Open] and [New] return one. It
// implements [store.Store], [store.BatchSaver], [store.BatchLoader],
// [store.Totaler], [store.Reindexer] and [store.Tail]. It is safe for
// concurrent use. It holds nothing in memory that another program would have to
// know.
type Store struct{ pool *pgxpool.Pool }

// New returns the store of a database that [Migrate] has brought to the newest
// version.
func New(pool *pgxpool.Pool) *Store { return &Store{pool} }

// Close closes the connections.
func (s *Store) Close() { s.pool.Close() }

// Deals returns the store of the claims' deals.
func (s *Store) Deals() *Deals { return &Deals{s.pool} }

// Save implements [store.Store].
func (s *Store) Save(ctx context.Context, change store.Change) error {
	return s.SaveAll(ctx, []store.Change{change})
}

// SaveAll implements [store.BatchSaver]. The changes may also open claims.
func (s *Store) SaveAll(ctx context.Context, changes []store.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := batchOf(changes)
	if err != nil || len(b.rows) == 0 {
		return err
	}
	save := s.saveNow
	switch {
	case len(b.limits) > 0:
		save = s.saveWithinLimits
	case len(b.rows) == 1 && len(b.entries) == 1 && b.rows[0].expected > 0:
		save = s.saveOne
	}
	return known(ctx, repeated(func() error { return save(ctx, b) }))
}

// A batch holds changes in the form of a statement.
type batch struct {
	rows   []change // in the order of the IDs
	limits []limited
	// the entries of all changes, claim by claim
	kinds   []string
	claims  []string
	numbers []int64
	entries []string
	sums    []string
}

// A change is the row that a change writes over the expected version.
type change struct {
	row.Claim
	expected uint64
}

// A limited is a change that begins a claim under a limit.
type limited struct {
	claims.Limit
	place
	id    claims.ID
	order int // the place of the change in the batch
}

// A place is a customer and an engagement. Its claims count toward one limit.
type place struct{ customer, engagement string }

func (p place) compare(other place) int {
	return slices.Compare([]string{p.customer, p.engagement}, []string{other.customer, other.engagement})
}

// batchOf returns the batch of the changes that have entries.
func batchOf(changes []store.Change) (*batch, error) {
	b := &batch{}
	for i := range changes {
		if err := changes[i].Check(); err != nil {
			return nil, err
		}
		if len(changes[i].Entries) == 0 {
			continue
		}
		if err := b.add(&changes[i]); err != nil {
			return nil, err
		}
	}
	for i := range b.limits {
		b.limits[i].order = slices.IndexFunc(b.rows, func(c change) bool { return c.ID == b.limits[i].id })
	}
	return b, nil
}

func (b *batch) add(saved *store.Change) error {
	columns, err := row.Of(&saved.Envelope)
	if err != nil {
		return err
	}
	if err := checkTexts(&columns); err != nil {
		return err
	}
	b.rows = append(b.rows, change{columns, saved.Expected})
	if limit := saved.Limit; limit != (claims.Limit{}) {
		b.limits = append(b.limits, limited{Limit: limit, place: place{row.Customer(limit.Customer), string(limit.Engagement)}, id: columns.ID})
	}
	for i := range saved.Entries {
		e := row.EntryOf(&saved.Entries[i])
		b.kinds, b.claims = append(b.kinds, e.Kind), append(b.claims, string(e.Claim))
		b.numbers = append(b.numbers, int64(e.Number)) //nolint:gosec // because nobody makes so many entries
		b.entries, b.sums = append(b.entries, e.Data), append(b.sums, e.Sum)
	}
	return nil
}

// checkTexts returns a [mci.FieldError] if PostgreSQL cannot store a text.
func checkTexts(columns *row.Claim) error {
	for _, field := range []struct{ path, text string }{
		{"id", string(columns.ID)},
		{"customer", columns.Customer},
		{"engagement", columns.Engagement},
		{"location", columns.Location},
		{"owner", columns.Owner},
		{"status", columns.Status},
		{"area", columns.Area},
		{"search", columns.Search},
	} {
		if !storable(field.text) {
			return notStorable(field.path, field.text)
		}
	}
	return nil
}

// notStorable returns the error for a text that PostgreSQL cannot store. The
// search text has the customer's name and IDs, so the error does not quote it.
func notStorable(path, text string) error {
	if path == "search" {
		text = ""
	}
	return mci.Invalid(path, text, "a text in UTF-8 without the character NUL, which PostgreSQL cannot store")
}

// storable reports whether PostgreSQL can store or compare a text.
func storable(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

// The statement that saves changes of the tables claims, entries and outbox.
// Rows are locked in the order of IDs, then claims are opened in that order,
// and the outbox is locked last, so that no two savers wait for each other. If
// no row has its expected version, nothing is written. If only some rows have
// it, a position below 0 makes the server undo the statement.
const saving = `
WITH given AS (
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::boolean[], $13::boolean[], $14::text[], $15::text[], $20::text[], $21::text[], $22::text[],
    $23::text[])
  AS g (id, expected, version, customer, engagement, location, status, area, expires, attention, search, open, counted, amounts, record,
    kind, owner, keys, sum)
), locked AS MATERIALIZED (
  SELECT g.* FROM claims c JOIN given g ON c.id = g.id AND c.version = g.expected WHERE g.expected > 0 ORDER BY c.id FOR UPDATE OF c
), updated AS (
  UPDATE claims c SET version = g.version, customer = g.customer, engagement = g.engagement, location = g.location, status = g.status,
    area = g.area, expires = g.expires, attention = g.attention, search = g.search, open = g.open, counted = g.counted,
    amounts = g.amounts::jsonb, record = g.record::json, kind = g.kind, owner = g.owner, keys = g.keys,
    sum = g.sum
  FROM locked g WHERE c.id = g.id RETURNING c.id
), opened AS (
  INSERT INTO claims (id, version, customer, engagement, location, status, area, expires, attention, search, open, counted, amounts, record,
    kind, owner, keys, sum)
  SELECT id, version, customer, engagement, location, status, area, expires, attention, search, open, counted, amounts::jsonb, record::json,
    kind, owner, keys, sum
  FROM given WHERE expected = 0 AND (SELECT count(*) FROM updated) = (SELECT count(*) FROM given WHERE expected > 0) ORDER BY id
  ON CONFLICT DO NOTHING RETURNING id
), outcome AS (
  SELECT (SELECT count(*) FROM updated) + (SELECT count(*) FROM opened) AS saved
), taken AS (
  UPDATE outbox SET last = CASE WHEN (SELECT saved FROM outcome) = cardinality($1::text[]) THEN last + cardinality($18::text[]) ELSE -1 END
  WHERE (SELECT saved FROM outcome) > 0 RETURNING last
)
INSERT INTO entries (position, kind, claim, number, entry, sum)
SELECT taken.last - cardinality($18::text[]) + e.place, e.kind, e.claim, e.number, e.entry::json, e.sum
FROM taken, unnest($19::text[], $16::text[], $17::bigint[], $18::text[], $24::text[]) WITH ORDINALITY AS e (kind, claim, number, entry, sum, place)`

// arguments returns the arguments of saving, column by column.
func (b *batch) arguments() []any {
	var ids, customers, engagements, locations, statuses, areas, expires, attention, searches, amounts, records, kinds, owners, keys, sums []string
	var expected, versions []int64
	var open, counted []bool
	sorted := slices.Clone(b.rows)
	slices.SortFunc(sorted, func(a, b change) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for i := range sorted {
		c := &sorted[i]
		ids, expected, versions = append(ids, string(c.ID)), append(expected, int64(c.expected)), append(versions, int64(c.Version)) //nolint:gosec // because nobody makes so many changes
		customers, engagements, locations = append(customers, c.Customer), append(engagements, c.Engagement), append(locations, c.Location)
		statuses, areas, searches = append(statuses, c.Status), append(areas, c.Area), append(searches, c.Search)
		expires, attention = append(expires, c.Expires), append(attention, c.Attention)
		open, counted = append(open, c.Open), append(counted, c.Counted)
		amounts, records = append(amounts, c.Amounts), append(records, c.Record)
		kinds, owners, keys, sums = append(kinds, c.Kind), append(owners, c.Owner), append(keys, c.Keys), append(sums, c.Sum)
	}
	return []any{
		ids, expected, versions, customers, engagements, locations, statuses, areas, expires, attention, searches, open, counted, amounts, records,
		b.claims, b.numbers, b.entries, b.kinds, kinds, owners, keys, sums, b.sums,
	}
}

// saveNow saves changes in one statement, which is its own transaction.
func (s *Store) saveNow(ctx context.Context, b *batch) error {
	tag, err := s.pool.Exec(ctx, saving, b.arguments()...)
	if err == nil && tag.RowsAffected() == 0 {
		return store.ErrConflict
	}
	return err
}

// saveWithinLimits saves changes, some of which have a limit. It locks the
// places of the limits, so that the count holds until the commit. The statement
// that saves is sent together with the commit.
func (s *Store) saveWithinLimits(ctx context.Context, b *batch) error {
	return s.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) (err error) {
		defer func() {
			if err != nil { // if the rollback fails, the connection is closed when it is returned to the pool
				_, _ = c.Exec(context.WithoutCancel(ctx), "ROLLBACK")
			}
		}()
		counts, err := b.lock(ctx, c)
		if err != nil {
			return err
		}
		if b.reached(counts) {
			return b.refused(ctx, c)
		}
		var last pgx.Batch
		saved := int64(0)
		last.Queue(saving, b.arguments()...)
		last.Queue("COMMIT")
		results := c.SendBatch(ctx, &last)
		tag, err := results.Exec()
		if err == nil {
			saved = tag.RowsAffected()
			_, err = results.Exec()
		}
		if closed := results.Close(); err == nil {
			err = closed
		}
		if err == nil && saved == 0 {
			return store.ErrConflict
		}
		return err
	})
}

// A member is a stored claim of a place that may count toward the limit.
type member struct {
	id            claims.ID
	place         place
	open, counted bool
}

// lock begins a transaction, locks the places of the limits in their order, and
// returns the claims that are stored there. A separate statement reads them, so
// that it sees everything that was committed before the lock was granted. This
// needs the isolation level READ COMMITTED.
func (b *batch) lock(ctx context.Context, c *pgxpool.Conn) (members []member, err error) {
	var first pgx.Batch
	first.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
	b.queueLock(&first, &members)
	err = c.SendBatch(ctx, &first).Close()
	return members, err
}

// queueLock adds the statements that lock the places of the limits and read the
// claims there.
func (b *batch) queueLock(statements *pgx.Batch, members *[]member) {
	places := make([]place, len(b.limits))
	for i := range b.limits {
		places[i] = b.limits[i].place
	}
	slices.SortFunc(places, place.compare)
	places = slices.Compact(places)
	customers, engagements := make([]string, len(places)), make([]string, len(places))
	for i, p := range places {
		customers[i], engagements[i] = p.customer, p.engagement
	}
	statements.Queue(`INSERT INTO places (customer, engagement) SELECT * FROM unnest($1::text[], $2::text[])
		ON CONFLICT (customer, engagement) DO UPDATE SET customer = excluded.customer`, customers, engagements)
	statements.Queue(`SELECT c.id, c.customer, c.engagement, c.open, c.counted FROM unnest($1::text[], $2::text[]) AS p (customer, engagement)
		JOIN claims c USING (customer, engagement)`, customers, engagements).Query(func(rows pgx.Rows) (err error) {
		*members, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (m member, err error) {
			return m, r.Scan(&m.id, &m.place.customer, &m.place.engagement, &m.open, &m.counted)
		})
		return err
	})
}

// reached reports whether a limit would be reached if the changes were saved
// one after the other.
func (b *batch) reached(stored []member) bool {
	return slices.ContainsFunc(b.limits, func(l limited) bool {
		before := map[claims.ID]member{}
		for _, m := range stored {
			before[m.id] = m
		}
		for _, c := range b.rows[:l.order] {
			before[c.ID] = member{c.ID, place{c.Customer, c.Engagement}, c.Open, c.Counted}
		}
		open, counted := 0, 0
		for id, m := range before {
			if id == l.id || m.place != l.place {
				continue
			}
			if m.open {
				open++
			}
			if m.counted {
				counted++
			}
		}
		return l.Most > 0 && counted >= l.Most || l.Open > 0 && open >= l.Open
	})
}

// refused returns [store.ErrConflict] if a change in the batch expects another
// version than the stored one. Otherwise it returns [store.ErrLimit].
func (b *batch) refused(ctx context.Context, c reader) error {
	ids := make([]string, len(b.rows))
	for i := range b.rows {
		ids[i] = string(b.rows[i].ID)
	}
	rows, err := c.Query(ctx, `SELECT id, version FROM claims WHERE id = ANY ($1)`, ids)
	if err != nil {
		return err
	}
	stored := map[claims.ID]uint64{}
	var id claims.ID
	var version uint64
	if _, err := pgx.ForEachRow(rows, []any{&id, &version}, func() error { stored[id] = version; return nil }); err != nil {
		return err
	}
	for i := range b.rows {
		if stored[b.rows[i].ID] != b.rows[i].expected {
			return fmt.Errorf("claim %q: %w", b.rows[i].ID, store.ErrConflict)
		}
	}
	return store.ErrLimit
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// pageRows is the number of rows that one statement reads. No connection is
// held while the caller works on them.
const pageRows = 200

// Load implements [store.Store]. If the row cannot be decoded, or if it was
// altered after it was written, it returns a [store.ClaimError].
func (s *Store) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	switch err := ctx.Err(); {
	case err != nil:
		return store.Envelope{}, err
	case !storable(string(id)):
		return store.Envelope{}, store.ErrNotFound
	}
	var found row.Claim
	err := s.pool.QueryRow(ctx, `SELECT `+row.Selected+` FROM claims WHERE id = $1`, id).Scan(found.Targets()...)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return store.Envelope{}, store.ErrNotFound
	case err != nil:
		return store.Envelope{}, known(ctx, err)
	}
	return found.Envelope(store.NoKey)
}

// LoadAll implements [store.BatchLoader].
func (s *Store) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
	var wanted []string
	for _, id := range ids {
		if storable(string(id)) {
			wanted = append(wanted, string(id))
		}
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	begin := func() func() ([]row.Claim, error) {
		left := wanted
		return func() ([]row.Claim, error) {
			for len(left) > 0 {
				some := left[:min(len(left), pageRows)]
				left = left[len(some):]
				page, err := rows(ctx, s, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims WHERE id = ANY ($1)`, some)
				if err != nil || len(page) > 0 {
					return page, err
				}
			}
			return nil, nil
		}
	}
	return row.Pages(ctx, begin, func(c *row.Claim) (store.Envelope, error) { return c.Envelope(store.NoKey) })
}

// A selection holds the conditions of a statement. Only the set fields of a
// query become conditions, so that the indexes apply.
type selection struct {
	ordered store.IndexKey // of the list, or none to sort by ID
	where   []string
	args    []any
}

// and adds a condition, in which %s stands for the argument.
func (s *selection) and(condition string, arg any) {
	s.args = append(s.args, arg)
	s.where = append(s.where, fmt.Sprintf(condition, fmt.Sprint("$", len(s.args))))
}

// selectionOf returns the selection of a query, without its cursor.
func selectionOf(query store.Query) selection {
	s := selection{}
	for _, field := range []struct{ condition, value string }{
		{"customer = %s", row.Customer(query.Customer)},
		{"engagement = %s", string(query.Engagement)},
		{"location = %s", string(query.Location)},
		{"area = %s", query.SolutionArea},
		{"owner = %s", query.FoldOwner()},
		{"strpos(search, %s) > 0", query.Fold()},
	} {
		switch {
		case field.value == "":
		case !storable(field.value):
			s.where = append(s.where, "false")
		default:
			s.and(field.condition, field.value)
		}
	}
	if query.Open {
		s.where = append(s.where, "open")
	}
	if kind := row.OfKind(query.Kind); kind != "" {
		s.where = append(s.where, kind)
	}
	s.statuses(query.Statuses)
	s.key(query)
	return s
}

// statuses adds the condition for statuses. If there is only one, the rows can
// be read in the order of IDs.
func (s *selection) statuses(names []string) {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !storable(name) })
	switch len(names) {
	case 0:
	case 1:
		s.and("status = %s", names[0])
	default:
		s.and("status = ANY (%s)", names)
	}
}

// key adds the conditions and the order of a key.
func (s *selection) key(query store.Query) {
	if query.Key == store.NoKey {
		return
	}
	column := row.Columns[query.Key]
	if column == "" {
		s.where = append(s.where, "false")
		return
	}
	s.where = append(s.where, column+" <> ''")
	if !query.Until.IsZero() {
		s.and(column+" <= %s", row.Sortable(query.Until))
	}
	if query.ByKey {
		s.ordered = query.Key
	}
}

// condition returns the conditions as one.
func (s *selection) condition() string {
	return strings.Join(append(slices.Clone(s.where), "true"), " AND ")
}

// page returns the statement and its arguments for the rows after a cursor. The
// number of rows is part of the text, so that PostgreSQL plans for it.
func (s *selection) page(key string, id claims.ID, most int) (statement string, args []any) {
	column, cursor, order := row.Columns[s.ordered], "id > $%d", "id"
	args = slices.Clone(s.args)
	if column != "" {
		cursor, order = "("+column+", id) > ($%d, $%d)", column+", id"
		args = append(args, key)
	}
	args = append(args, string(id))
	places := []any{len(args)}
	if column != "" {
		places = []any{len(args) - 1, len(args)}
	}
	return fmt.Sprintf("SELECT %s FROM claims WHERE %s AND %s ORDER BY %s LIMIT %d",
		row.Selected, s.condition(), fmt.Sprintf(cursor, places...), order, most), args
}

// List implements [store.Store].
func (s *Store) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	selected := selectionOf(query)
	begin := func() func() ([]row.Claim, error) {
		key, after, left := row.Sortable(query.AfterKey), query.After, query.Most
		return func() ([]row.Claim, error) {
			if !storable(string(after)) {
				return nil, notStorable("after", string(after))
			}
			most := pageRows
			if query.Most > 0 {
				most = min(left, pageRows)
			}
			if most == 0 {
				return nil, nil
			}
			statement, args := selected.page(key, after, most)
			page, err := rows(ctx, s, (*row.Claim).Targets, statement, args...)
			if len(page) > 0 {
				key, after = page[len(page)-1].Key(selected.ordered), page[len(page)-1].ID
			}
			left -= len(page)
			return page, err
		}
	}
	return row.Pages(ctx, begin, func(c *row.Claim) (store.Envelope, error) { return c.Envelope(selected.ordered) })
}

// History implements [store.Store].
func (s *Store) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	begin := func() func() ([]row.Entry, error) {
		after := after
		return func() ([]row.Entry, error) {
			if !storable(string(id)) {
				return nil, nil
			}
			page, err := rows(ctx, s, (*row.Entry).Targets, fmt.Sprintf(`SELECT `+row.SelectedEntry+` FROM entries
				WHERE claim = $1 AND number > $2 ORDER BY number LIMIT %d`, pageRows), id, min(after, math.MaxInt64))
			if len(page) > 0 {
				after = page[len(page)-1].Number
			}
			return page, err
		}
	}
	return row.Pages(ctx, begin, (*row.Entry).Read)
}

// Tail implements [store.Tail]. It reads no further than the positions that
// have become visible, so it never waits for a writer.
func (s *Store) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	begin := func() func() ([]row.Entry, error) {
		position, err := s.position(ctx, after)
		return func() ([]row.Entry, error) {
			if err != nil {
				return nil, err
			}
			page, err := rows(ctx, s, (*row.Entry).Targets, fmt.Sprintf(`SELECT `+row.SelectedEntry+` FROM entries
				WHERE position > $1 ORDER BY position LIMIT %d`, pageRows), position)
			if len(page) > 0 {
				position = page[len(page)-1].Position
			}
			return page, err
		}
	}
	return row.Pages(ctx, begin, (*row.Entry).Delivery)
}

// position returns the number of a position. It is 0 if p is empty. If this
// store did not return p before, the error is a [mci.FieldError].
func (s *Store) position(ctx context.Context, p store.Position) (position int64, err error) {
	position, given := row.Position(p)
	if given && p != "" {
		if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM entries WHERE position = $1)`, position).Scan(&given); err != nil {
			return 0, known(ctx, err)
		}
	}
	if !given {
		return 0, mci.Invalid("after", string(p), "a position that this store gave")
	}
	return position, nil
}

// rows reads all rows of one statement.
func rows[Row any](ctx context.Context, s *Store, columns func(*Row) []any, statement string, args ...any) ([]Row, error) {
	found, err := s.pool.Query(ctx, statement, args...)
	if err != nil {
		return nil, known(ctx, err)
	}
	all, err := pgx.CollectRows(found, func(r pgx.CollectableRow) (one Row, err error) {
		return one, r.Scan(columns(&one)...)
	})
	return all, known(ctx, err)
}

// Explain returns PostgreSQL's plan for the first page of a list, to check
// which index it uses. If analyze is set, it runs the statement.
func (s *Store) Explain(ctx context.Context, query store.Query, analyze bool) (plan string, err error) {
	selected := selectionOf(query)
	statement, args := selected.page(row.Sortable(query.AfterKey), query.After, min(max(query.Most, 1), pageRows))
	how := "EXPLAIN (COSTS off) "
	if analyze {
		how = "EXPLAIN (ANALYZE, BUFFERS, COSTS off) "
	}
	lines, err := rows(ctx, s, func(line *string) []any { return []any{line} }, how+statement, args...)
	return strings.Join(lines, "\n"), err
}

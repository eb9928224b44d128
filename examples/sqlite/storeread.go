package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// pageRows is the number of rows that one statement reads. No connection is
// held while the caller works on them.
const pageRows = 200

// Load implements [store.Store]. If the row cannot be decoded, or if it was
// altered after it was written, Load returns a [store.ClaimError].
func (s *Store) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	reader, err := s.reader(ctx)
	switch {
	case err != nil:
		return store.Envelope{}, canceled(ctx, err)
	case reader == nil:
		return store.Envelope{}, store.ErrNotFound
	}
	var found row.Claim
	err = reader.QueryRowContext(ctx, `SELECT `+row.Selected+` FROM claims WHERE id = ?`, id).Scan(found.Targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Envelope{}, store.ErrNotFound
	}
	if err != nil {
		return store.Envelope{}, canceled(ctx, err)
	}
	return found.Envelope(store.NoKey)
}

// LoadAll implements [store.BatchLoader].
func (s *Store) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
	ids = slices.Compact(slices.Sorted(slices.Values(ids))) // a copy, because the caller may change them before the loop
	begin := func() func() ([]row.Claim, error) {
		left := ids
		return func() ([]row.Claim, error) {
			for len(left) > 0 {
				some := left[:min(len(left), pageRows)]
				left = left[len(some):]
				args := make([]any, len(some))
				for i, id := range some {
					args[i] = id
				}
				page, err := rows(ctx, s, (*row.Claim).Targets,
					`SELECT `+row.Selected+` FROM claims WHERE id IN (?`+strings.Repeat(", ?", len(some)-1)+`)`, args...)
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
	key   store.IndexKey // by which the list is ordered, or none to sort by ID
	where []string
	args  []any
	// scans says that every claim is read, because each text has to be
	// compared. Reading in the order of the IDs needs a tenth of the time that
	// reading in the order of another index needs. So no index is used for the
	// order and the open claims.
	scans bool
}

// plain returns a column in a form for which an index is used. If every claim
// is read anyway, no index is used.
func (s *selection) plain(column string) string {
	if s.scans {
		return "+" + column
	}
	return column
}

func (s *selection) and(condition string, args ...any) {
	s.where = append(s.where, condition)
	s.args = append(s.args, args...)
}

// selectionOf returns the selection of a query, without its cursor.
func selectionOf(query store.Query) selection {
	s := selection{scans: query.Text != ""}
	for _, field := range []struct{ column, value string }{
		{"customer", row.Customer(query.Customer)},
		{"engagement", string(query.Engagement)},
		{"location", string(query.Location)},
		{"area", query.SolutionArea},
		{"owner", query.FoldOwner()},
	} {
		if field.value != "" {
			s.and(field.column+" = ?", field.value)
		}
	}
	if query.Open {
		s.and(s.plain("open"))
	}
	if kind := row.OfKind(query.Kind); kind != "" {
		s.and(kind)
	}
	if len(query.Statuses) > 0 {
		var names []any
		for _, status := range query.Statuses {
			names = append(names, status)
		}
		s.and("status IN (?"+strings.Repeat(", ?", len(names)-1)+")", names...)
	}
	if query.Text != "" {
		s.and("instr(search, ?) > 0", query.Fold())
	}
	if query.Key == store.NoKey {
		return s
	}
	column := row.Columns[query.Key]
	if column == "" {
		s.and("0")
		return s
	}
	column = s.plain(column)
	s.and(column + " <> ''")
	if !query.Until.IsZero() {
		s.and(column+" <= ?", row.Sortable(query.Until))
	}
	if query.ByKey {
		s.key = query.Key
	}
	return s
}

// page returns the statement and its arguments for the rows after a cursor.
func (s *selection) page(key string, id claims.ID, most int) (statement string, args []any) {
	cursor, order := "id > ?", "id"
	args = slices.Clone(s.args)
	if column := row.Columns[s.key]; column != "" {
		column = s.plain(column)
		cursor, order = "("+column+", id) > (?, ?)", column+", id"
		args = append(args, key)
	}
	statement = "SELECT " + row.Selected + " FROM claims WHERE " + strings.Join(append(slices.Clone(s.where), cursor), " AND ") +
		" ORDER BY " + order + " LIMIT ?"
	return statement, append(args, id, most)
}

// List implements [store.Store].
func (s *Store) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	selected := selectionOf(query)
	begin := func() func() ([]row.Claim, error) {
		key, after, left := row.Sortable(query.AfterKey), query.After, query.Most
		return func() ([]row.Claim, error) {
			most := pageRows
			if query.Most > 0 {
				most = min(left, pageRows)
			}
			statement, args := selected.page(key, after, most)
			page, err := rows(ctx, s, (*row.Claim).Targets, statement, args...)
			if len(page) > 0 {
				key, after = page[len(page)-1].Key(selected.key), page[len(page)-1].ID
			}
			left -= len(page)
			return page, err
		}
	}
	return row.Pages(ctx, begin, func(c *row.Claim) (store.Envelope, error) { return c.Envelope(selected.key) })
}

// History implements [store.Store].
func (s *Store) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	const selected = `SELECT ` + row.SelectedEntry + ` FROM entries WHERE claim = ? AND number > ? ORDER BY number LIMIT ?`
	begin := func() func() ([]row.Entry, error) {
		after := after
		return func() ([]row.Entry, error) {
			page, err := rows(ctx, s, (*row.Entry).Targets, selected, id, min(after, math.MaxInt64), pageRows)
			if len(page) > 0 {
				after = page[len(page)-1].Number
			}
			return page, err
		}
	}
	return row.Pages(ctx, begin, (*row.Entry).Read)
}

// Tail implements [store.Tail].
func (s *Store) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	const selected = `SELECT ` + row.SelectedEntry + ` FROM entries WHERE position > ? ORDER BY position LIMIT ?`
	begin := func() func() ([]row.Entry, error) {
		position, err := s.position(ctx, after)
		return func() ([]row.Entry, error) {
			if err != nil {
				return nil, err
			}
			page, err := rows(ctx, s, (*row.Entry).Targets, selected, position, pageRows)
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
		found, err := rows(ctx, s, func(n *int64) []any { return []any{n} }, `SELECT position FROM entries WHERE position = ?`, position)
		if err != nil {
			return 0, err
		}
		given = len(found) > 0
	}
	if !given {
		return 0, mci.Invalid("after", string(p), "a position that this store gave")
	}
	return position, nil
}

// rows reads all rows of one statement. If the file is not made yet, it returns
// none.
func rows[Row any](ctx context.Context, s *Store, columns func(*Row) []any, statement string, args ...any) ([]Row, error) {
	db, err := s.reader(ctx)
	if err != nil || db == nil {
		return nil, canceled(ctx, err)
	}
	return rowsOf(ctx, db, columns, statement, args...)
}

// rowsOf reads all rows of one statement.
func rowsOf[Row any](ctx context.Context, from row.Querier, columns func(*Row) []any, statement string, args ...any) ([]Row, error) {
	all, err := row.All(ctx, from, columns, statement, args...)
	return all, canceled(ctx, err)
}

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// pageRows is the number of rows that one statement reads. No connection is
// held while the caller works on them.
const pageRows = 200

// Load implements [claims.Store]. If the record cannot be decoded, it returns a
// [claims.ClaimError].
func (s *Store) Load(ctx context.Context, id claims.ID) (claims.Record, error) {
	reader, err := s.reader(ctx)
	switch {
	case err != nil:
		return claims.Record{}, canceled(ctx, err)
	case reader == nil:
		return claims.Record{}, claims.ErrNotFound
	}
	row := recordRow{id: id}
	err = reader.QueryRowContext(ctx, `SELECT version, record FROM claims WHERE id = ?`, id).Scan(&row.version, &row.data)
	if errors.Is(err, sql.ErrNoRows) {
		return claims.Record{}, claims.ErrNotFound
	}
	if err != nil {
		return claims.Record{}, canceled(ctx, err)
	}
	return row.read()
}

// A recordRow is a row of the table of claims.
type recordRow struct {
	id      claims.ID
	version uint64
	key     string // sort key of the list
	data    string
}

func (r *recordRow) columns() []any { return []any{&r.id, &r.version, &r.key, &r.data} }

// read decodes the record. It returns a [claims.ClaimError] if the record is
// damaged or does not match its row.
func (r *recordRow) read() (record claims.Record, err error) {
	err = json.Unmarshal([]byte(r.data), &record)
	if err == nil && (record.ID != r.id || record.Version != r.version) {
		err = mci.Invalid("id", fmt.Sprintf("%s in version %d", record.ID, record.Version), fmt.Sprintf("version %d of the row's claim", r.version))
	}
	if err != nil {
		key, _ := time.Parse(time.RFC3339Nano, r.key) // zero if there is no key
		return claims.Record{}, &claims.ClaimError{ID: r.id, Err: err, Key: key}
	}
	return record, nil
}

// LoadAll implements [claims.BatchLoader].
func (s *Store) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[claims.Record, error] {
	left := ids
	next := func(ctx context.Context) ([]recordRow, error) {
		for len(left) > 0 {
			some := left[:min(len(left), pageRows)]
			left = left[len(some):]
			args := make([]any, len(some))
			for i, id := range some {
				args[i] = id
			}
			page, err := rows(ctx, s, (*recordRow).columns,
				`SELECT id, version, '', record FROM claims WHERE id IN (?`+strings.Repeat(", ?", len(some)-1)+`)`, args...)
			if err != nil || len(page) > 0 {
				return page, err
			}
		}
		return nil, nil
	}
	return pages(ctx, next, func(r recordRow) (claims.Record, error) { return r.read() })
}

// columns maps each index key to its column in the table of claims.
var columns = map[claims.IndexKey]string{claims.NoKey: "", claims.ExpiresKey: "expires", claims.AttentionKey: "attention"}

// A selection holds the conditions of a statement. Only the set fields of a
// query become conditions, so that the indexes apply.
type selection struct {
	column string // column of the sort key, or "''" to sort by ID
	where  []string
	args   []any
}

func (s *selection) and(condition string, args ...any) {
	s.where = append(s.where, condition)
	s.args = append(s.args, args...)
}

// selectionOf returns the selection of a query, without its cursor.
func selectionOf(query claims.Query) selection {
	s := selection{column: "''"}
	for _, field := range []struct{ column, value string }{
		{"customer", customerKey(query.Customer)},
		{"engagement", string(query.Engagement)},
		{"location", string(query.Location)},
		{"area", query.SolutionArea},
	} {
		if field.value != "" {
			s.and(field.column+" = ?", field.value)
		}
	}
	if query.Open {
		s.and("open")
	}
	if !query.Statuses.IsEmpty() {
		var names []any
		for status := range query.Statuses.All() {
			names = append(names, status.String())
		}
		s.and("status IN (?"+strings.Repeat(", ?", len(names)-1)+")", names...)
	}
	if query.Text != "" {
		s.and("instr(search, ?) > 0", query.Fold())
	}
	if query.Key == claims.NoKey {
		return s
	}
	column := columns[query.Key]
	if column == "" {
		s.and("0")
		return s
	}
	s.and(column + " <> ''")
	if !query.Until.IsZero() {
		s.and(column+" <= ?", sortable(query.Until))
	}
	if query.ByKey {
		s.column = column
	}
	return s
}

// page returns the statement and its arguments for the rows after a cursor.
func (s *selection) page(key string, id claims.ID, most int) (statement string, args []any) {
	cursor, order := "id > ?", "id"
	args = slices.Clone(s.args)
	if s.column != "''" {
		cursor, order = "("+s.column+", id) > (?, ?)", s.column+", id"
		args = append(args, key)
	}
	statement = "SELECT id, version, " + s.column + ", record FROM claims WHERE " + strings.Join(append(slices.Clone(s.where), cursor), " AND ") +
		" ORDER BY " + order + " LIMIT ?"
	return statement, append(args, id, most)
}

// List implements [claims.Store].
func (s *Store) List(ctx context.Context, query claims.Query) iter.Seq2[claims.Record, error] {
	selected := selectionOf(query)
	key, after, left := sortable(query.AfterKey), query.After, query.Most
	next := func(ctx context.Context) ([]recordRow, error) {
		most := pageRows
		if query.Most > 0 {
			most = min(left, pageRows)
		}
		statement, args := selected.page(key, after, most)
		page, err := rows(ctx, s, (*recordRow).columns, statement, args...)
		if len(page) > 0 {
			key, after = page[len(page)-1].key, page[len(page)-1].id
		}
		left -= len(page)
		return page, err
	}
	return pages(ctx, next, func(r recordRow) (claims.Record, error) { return r.read() })
}

// An entryRow is a row of the table of entries.
type entryRow struct {
	position int64
	claim    claims.ID
	number   uint64
	data     string
}

func (r *entryRow) read() (entry claims.Entry, err error) {
	err = json.Unmarshal([]byte(r.data), &entry)
	if err == nil && (entry.Claim != r.claim || entry.Number != r.number) {
		err = mci.Invalid("number", strconv.FormatUint(entry.Number, 10), "the number and the claim of the row")
	}
	if err != nil {
		return claims.Entry{}, &claims.ClaimError{ID: r.claim, Err: fmt.Errorf("entry %d: %w", r.number, err)}
	}
	return entry, nil
}

func (r *entryRow) columns() []any { return []any{&r.position, &r.claim, &r.number, &r.data} }

// History implements [claims.Store].
func (s *Store) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
	const selected = `SELECT position, claim, number, entry FROM entries WHERE claim = ? AND number > ? ORDER BY number LIMIT ?`
	next := func(ctx context.Context) ([]entryRow, error) {
		page, err := rows(ctx, s, (*entryRow).columns, selected, id, min(after, math.MaxInt64), pageRows)
		if len(page) > 0 {
			after = page[len(page)-1].number
		}
		return page, err
	}
	return pages(ctx, next, func(r entryRow) (claims.Entry, error) { return r.read() })
}

// Tail implements [claims.Tail].
func (s *Store) Tail(ctx context.Context, after claims.Position) iter.Seq2[claims.Delivery, error] {
	const selected = `SELECT position, claim, number, entry FROM entries WHERE position > ? ORDER BY position LIMIT ?`
	position, err := s.position(ctx, after)
	next := func(ctx context.Context) ([]entryRow, error) {
		if err != nil {
			return nil, err
		}
		page, err := rows(ctx, s, (*entryRow).columns, selected, position, pageRows)
		if len(page) > 0 {
			position = page[len(page)-1].position
		}
		return page, err
	}
	return pages(ctx, next, func(r entryRow) (claims.Delivery, error) {
		entry, err := r.read()
		return claims.Delivery{Position: claims.Position(strconv.FormatInt(r.position, 10)), Entry: entry}, err
	})
}

// position returns the number of a position, or 0 if p is empty. It returns a
// [mci.FieldError] if this store did not give out p.
func (s *Store) position(ctx context.Context, p claims.Position) (position int64, err error) {
	if p == "" {
		return 0, nil
	}
	position, err = strconv.ParseInt(string(p), 10, 64)
	given := err == nil && strconv.FormatInt(position, 10) == string(p)
	if given {
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

// rows reads all rows of one statement. It returns none if the file is not made
// yet.
func rows[Row any](ctx context.Context, s *Store, columns func(*Row) []any, statement string, args ...any) ([]Row, error) {
	db, err := s.reader(ctx)
	if err != nil || db == nil {
		return nil, canceled(ctx, err)
	}
	found, err := db.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, canceled(ctx, err)
	}
	defer found.Close() //nolint:errcheck // because Err has reported each relevant error
	var all []Row
	for found.Next() {
		var row Row
		if err := found.Scan(columns(&row)...); err != nil {
			return nil, canceled(ctx, err)
		}
		all = append(all, row)
	}
	return all, canceled(ctx, found.Err())
}

// pages yields the value that read returns for each row, page by page, until a
// page is empty. An error of read does not end the sequence. Any other error
// does.
func pages[Row, Value any](ctx context.Context, next func(context.Context) ([]Row, error), read func(Row) (Value, error)) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		var none Value
		for {
			page, err := next(ctx)
			if err = errors.Join(err, ctx.Err()); err != nil {
				yield(none, canceled(ctx, err))
				return
			}
			if len(page) == 0 {
				return
			}
			for _, row := range page {
				if ctx.Err() != nil {
					yield(none, ctx.Err())
					return
				}
				if !yield(read(row)) {
					return
				}
			}
		}
	}
}

package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// sumInSQL is the sum that the row of a claim must have, as SQL; see
// [row.Claim.SumOf].
var sumInSQL = func() string {
	columns := []string{
		"id", "kind", "version::text", "customer", "engagement", "location", "owner", "status", "area", "expires", "attention", "search",
		"open::text", "counted::text", "replace(amounts::text, ', ', ',')", "keys", "record::text",
	}
	for i, column := range columns {
		columns[i] = "octet_length(" + column + ") || ':' || " + column
	}
	return "left(encode(sha256(convert_to(" + strings.Join(columns, " || ") + ", 'UTF8')), 'hex'), 32)"
}()

// Totals implements [store.Totaler]. The database adds up the amounts of all
// claims that were not altered after they were written. [Store.Altered] returns
// the altered ones. In the statement, the claim itself is an amount of the
// empty kind.
func (s *Store) Totals(ctx context.Context, query store.Query) ([]store.PipelineStatus, error) {
	selected := selectionOf(query)
	found, err := s.pool.Query(ctx, `SELECT kind, status, a->>0, a->>1, sum((a->>2)::numeric)::text, count(*)
		FROM claims CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(amounts) = 'array' THEN amounts ELSE '[]' END || '[["", "", 0]]') AS a
		WHERE `+selected.condition()+` AND sum = `+sumInSQL+` GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`, selected.args...)
	if err != nil {
		return nil, known(ctx, err)
	}
	var lines []store.PipelineStatus
	var one sum
	_, err = pgx.ForEachRow(found, []any{&one.claimKind, &one.status, &one.kind, &one.currency, &one.total, &one.claims}, func() error {
		var kind store.Kind
		if err := kind.UnmarshalText([]byte(one.claimKind)); err != nil {
			return err
		}
		if n := len(lines); n == 0 || lines[n-1].Kind != kind || lines[n-1].Status != one.status {
			lines = append(lines, store.PipelineStatus{Kind: kind, Status: one.status})
		}
		return one.addTo(&lines[len(lines)-1])
	})
	if err != nil {
		return nil, known(ctx, err)
	}
	return lines, nil
}

// Altered returns an error for each claim that a query selects and whose row
// was altered after it was written. It ignores the query's order, cursor and
// Most.
func (s *Store) Altered(ctx context.Context, query store.Query) ([]*store.ClaimError, error) {
	selected := selectionOf(query)
	found, err := rows(ctx, s, (*row.Claim).Targets,
		`SELECT `+row.Selected+` FROM claims WHERE `+selected.condition()+` AND sum <> `+sumInSQL+` ORDER BY id`, selected.args...)
	var all []*store.ClaimError
	for i := range found {
		if err := found[i].Check(); err != nil {
			all = append(all, &store.ClaimError{ID: found[i].ID, Err: err})
		}
	}
	return all, err
}

// A sum is the total of one kind of amount, over the claims of one kind in one
// status.
type sum struct {
	claimKind, status, kind string
	currency                mci.Currency
	total                   string // in minor units
	claims                  int
}

// addTo sets the total of a line, in its currency.
func (s *sum) addTo(line *store.PipelineStatus) error {
	if s.kind == "" {
		line.Claims = s.claims
		return nil
	}
	var kind store.AmountKind
	if err := kind.UnmarshalText([]byte(s.kind)); err != nil {
		return err
	}
	minor, err := strconv.ParseInt(s.total, 10, 64)
	money := mci.MoneyOf(minor, s.currency)
	if err != nil || money.IsNone() {
		return fmt.Errorf("the %s amounts of the claims in status %s add up to %s minor units of %s: %w", s.kind, s.status, s.total, s.currency, mci.ErrAmountRange)
	}
	*line.In(s.currency).Of(kind) = store.Total{Money: money, Claims: s.claims}
	return nil
}

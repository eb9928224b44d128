package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// Totals implements [store.Totaler]. The database adds up the amounts, and
// looks at no sums of rows, so [Store.Check] alone notices an amount that was
// altered. The claim itself is an amount of the empty kind.
func (s *Store) Totals(ctx context.Context, query store.Query) ([]store.PipelineStatus, error) {
	selected := selectionOf(query)
	found, err := s.pool.Query(ctx, `SELECT kind, status, a->>0, a->>1, sum((a->>2)::numeric)::text, count(*)
		FROM claims CROSS JOIN LATERAL jsonb_array_elements(amounts || '[["", "", 0]]') AS a
		WHERE `+selected.condition()+` GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`, selected.args...)
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

// A sum is the total of one kind of amount of the claims of a kind in one
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

package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// The kinds of the amounts of a claim. The kind of claims stands for the claim
// itself.
const (
	kindClaims    = "claims"
	kindEstimated = "estimated"
	kindRequested = "requested"
	kindApproved  = "approved"
	kindPaid      = "paid"
)

// amountsOf returns the amounts of a claim as the column holds them. What was
// paid in one currency is one amount.
func amountsOf(amounts *claims.Amounts) (string, error) {
	all := [][3]any{}
	for _, amount := range []struct {
		kind  string
		money mci.Money
	}{
		{kindEstimated, amounts.Estimated.Money},
		{kindRequested, amounts.Requested.Money},
		{kindApproved, amounts.Approved.Money},
	} {
		if !amount.money.IsNone() {
			all = append(all, [3]any{amount.kind, amount.money.Currency(), amount.money.Minor()})
		}
	}
	var paid []mci.Money
	for payment := range amounts.Paid() {
		i := slices.IndexFunc(paid, func(m mci.Money) bool { return m.Currency() == payment.Money.Currency() })
		if i < 0 {
			paid = append(paid, payment.Money)
			continue
		}
		var err error
		if paid[i], err = paid[i].Add(payment.Money); err != nil {
			return "", err
		}
	}
	for _, money := range paid {
		all = append(all, [3]any{kindPaid, money.Currency(), money.Minor()})
	}
	text, err := json.Marshal(all)
	return string(text), err
}

// A sum is the total of one kind of amount of the claims in one status.
type sum struct {
	status   claims.Status
	kind     string
	currency mci.Currency
	total    string // in minor units
	claims   int
}

// Totals implements [store.Totaler]. The database adds up the amounts.
func (s *Store) Totals(ctx context.Context, query store.Query) ([]store.PipelineStatus, []*store.ClaimError, error) {
	selected := selectionOf(query)
	found, err := s.pool.Query(ctx, `SELECT status, a->>0, a->>1, sum((a->>2)::numeric)::text, count(*)
		FROM claims CROSS JOIN LATERAL jsonb_array_elements(amounts || '[["`+kindClaims+`", "", 0]]') AS a
		WHERE `+selected.condition()+` GROUP BY 1, 2, 3`, selected.args...)
	if err != nil {
		return nil, nil, known(ctx, err)
	}
	var sums []sum
	var unknown []string
	var status string
	var one sum
	_, err = pgx.ForEachRow(found, []any{&status, &one.kind, &one.currency, &one.total, &one.claims}, func() error {
		if err := one.status.UnmarshalText([]byte(status)); err != nil {
			unknown = append(unknown, status)
			return nil
		}
		sums = append(sums, one)
		return nil
	})
	if err != nil {
		return nil, nil, known(ctx, err)
	}
	unread, err := s.inStatuses(ctx, &selected, unknown)
	if err != nil {
		return nil, nil, err
	}
	lines, err := linesOf(sums)
	return lines, unread, err
}

// inStatuses returns an error for each selected claim in one of the statuses,
// which this library does not know.
func (s *Store) inStatuses(ctx context.Context, selected *selection, statuses []string) (unread []*store.ClaimError, err error) {
	if len(statuses) == 0 {
		return nil, nil
	}
	where := *selected
	where.and("status = ANY (%s)", statuses)
	found, err := rows(ctx, s, recordColumns, "SELECT id, version, '', status FROM claims WHERE "+where.condition()+" ORDER BY id", where.args...)
	for i := range found {
		var status claims.Status
		unread = append(unread, &store.ClaimError{ID: found[i].ID, Err: status.UnmarshalText([]byte(found[i].Data))})
	}
	return unread, err
}

// linesOf returns the sums as lines, by status and currency.
func linesOf(sums []sum) ([]store.PipelineStatus, error) {
	var lines []store.PipelineStatus
	for _, status := range claims.Statuses() {
		line := store.PipelineStatus{Status: status}
		for _, one := range sums {
			if one.status != status {
				continue
			}
			if err := one.addTo(&line); err != nil {
				return nil, err
			}
		}
		slices.SortFunc(line.Amounts, func(a, b store.PipelineAmount) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
		if line.Claims > 0 {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// addTo sets the total of a line, in its currency.
func (s *sum) addTo(line *store.PipelineStatus) error {
	if s.kind == kindClaims {
		line.Claims = s.claims
		return nil
	}
	minor, err := strconv.ParseInt(s.total, 10, 64)
	money := mci.MoneyOf(minor, s.currency)
	if err != nil || money.IsNone() {
		return fmt.Errorf("the %s amounts of the claims in status %s add up to %s minor units of %s, which is no amount of money", s.kind, s.status, s.total, s.currency)
	}
	i := slices.IndexFunc(line.Amounts, func(a store.PipelineAmount) bool { return a.Currency == s.currency })
	if i < 0 {
		i = len(line.Amounts)
		line.Amounts = append(line.Amounts, store.PipelineAmount{Currency: s.currency})
	}
	amount := &line.Amounts[i]
	totals := map[string]*store.Total{
		kindEstimated: &amount.Estimated, kindRequested: &amount.Requested, kindApproved: &amount.Approved, kindPaid: &amount.Paid,
	}
	if total, known := totals[s.kind]; known {
		*total = store.Total{Money: money, Claims: s.claims}
	}
	return nil
}

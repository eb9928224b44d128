package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/referral"
)

// Deals keeps the deals of claims. [Store.Deals] returns one. It implements
// [referral.Store].
type Deals struct{ pool *pgxpool.Pool }

// Load implements [referral.Store]. If the row is damaged, or was altered after
// it was written, the error is a [store.ClaimError] that matches
// [claims.ErrUnreadable].
func (d *Deals) Load(ctx context.Context, claim claims.ID) (referral.Deal, error) {
	switch err := ctx.Err(); {
	case err != nil:
		return referral.Deal{}, err
	case !storable(string(claim)):
		return referral.Deal{}, referral.ErrNotFound
	}
	var stored row.Deal
	err := d.pool.QueryRow(ctx, `SELECT `+row.SelectedDeal+` FROM deals WHERE claim = $1`, claim).Scan(stored.Targets()...)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return referral.Deal{}, referral.ErrNotFound
	case err != nil:
		return referral.Deal{}, known(ctx, err)
	}
	var deal referral.Deal
	if err = stored.Check(); err == nil {
		err = json.Unmarshal([]byte(stored.Data), &deal)
	}
	if err != nil {
		return referral.Deal{}, &store.ClaimError{ID: claim, Err: fmt.Errorf("%w: its deal: %s", claims.ErrUnreadable, err.Error())} // not wrapped, because it is not about the caller's input
	}
	return deal, nil
}

// Save implements [referral.Store]. It checks the version in the statement that
// writes the deal. The table lets a referral be linked with one claim only.
func (d *Deals) Save(ctx context.Context, deal referral.Deal) error {
	switch {
	case !storable(string(deal.Claim)):
		return notStorable("claim", string(deal.Claim))
	case !storable(deal.Link.Referral):
		return notStorable("link.referral", deal.Link.Referral)
	}
	data, err := json.Marshal(&deal)
	if err != nil {
		return err
	}
	stored := row.Deal{Claim: deal.Claim, Version: deal.Version, Data: string(data), Link: strings.ToLower(deal.Link.Referral)}
	statement := `UPDATE deals SET version = $2, deal = $3::text::json, link = nullif($4, ''), sum = $5 WHERE claim = $1 AND version = $2 - 1`
	if deal.Version == 1 {
		statement = `INSERT INTO deals (claim, version, deal, link, sum) VALUES ($1, $2, $3::text::json, nullif($4, ''), $5) ON CONFLICT (claim) DO NOTHING`
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = repeated(func() error {
		//nolint:gosec // because nobody changes a deal so often
		tag, err := d.pool.Exec(ctx, statement, deal.Claim, int64(deal.Version), stored.Data, stored.Link, stored.SumOf())
		if err == nil && tag.RowsAffected() == 0 {
			return referral.ErrConflict
		}
		return err
	})
	return known(ctx, err)
}

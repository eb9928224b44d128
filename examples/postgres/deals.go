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
	"github.com/mci-go/incentives/referral"
)

// Deals keeps the deals of claims. [Store.Deals] returns one. It implements
// [referral.Store].
type Deals struct{ pool *pgxpool.Pool }

// Load implements [referral.Store].
func (d *Deals) Load(ctx context.Context, claim claims.ID) (referral.Deal, error) {
	switch err := ctx.Err(); {
	case err != nil:
		return referral.Deal{}, err
	case !storable(string(claim)):
		return referral.Deal{}, referral.ErrNotFound
	}
	var data string
	err := d.pool.QueryRow(ctx, `SELECT deal::text FROM deals WHERE claim = $1`, claim).Scan(&data)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return referral.Deal{}, referral.ErrNotFound
	case err != nil:
		return referral.Deal{}, known(ctx, err)
	}
	var deal referral.Deal
	if err := json.Unmarshal([]byte(data), &deal); err != nil {
		return referral.Deal{}, fmt.Errorf("the deal of claim %q: %w", claim, err)
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
	statement := `UPDATE deals SET version = $2, deal = $3::text::json, link = nullif($4, '') WHERE claim = $1 AND version = $2 - 1`
	if deal.Version == 1 {
		statement = `INSERT INTO deals (claim, version, deal, link) VALUES ($1, $2, $3::text::json, nullif($4, '')) ON CONFLICT (claim) DO NOTHING`
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = repeated(func() error {
		//nolint:gosec // because nobody changes a deal so often
		tag, err := d.pool.Exec(ctx, statement, deal.Claim, int64(deal.Version), string(data), strings.ToLower(deal.Link.Referral))
		if err == nil && tag.RowsAffected() == 0 {
			return referral.ErrConflict
		}
		return err
	})
	return known(ctx, err)
}

package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// The codes of PostgreSQL that a store reacts to.
const (
	codeReadOnly      = "25006"
	codeInvalidText   = "22P02" // only a body can be malformed in a statement of the store
	codeInvalidBytes  = "22021"
	codeTooLong       = "54000" // only a text in an index can be too long in a statement of the store
	codeSerialization = "40001" // another transaction was faster
	codeDeadlock      = "40P01"
)

// allOrNone is the condition that a statement violates if it would save only a
// part of its changes.
const allOrNone = "all_changes_or_none"

// oneClaim is the constraint that a deal violates if another claim is linked
// with its referral.
const oneClaim = "one_claim_a_referral"

// codeOf returns the code of an error from the server. It is empty if the error
// is not from the server.
func codeOf(err error) string {
	if failed, ok := errors.AsType[*pgconn.PgError](err); ok {
		return failed.Code
	}
	return ""
}

// known returns the error of a statement in the terms of package claims, and of
// this one. If the context has ended, it is the context's error.
func known(ctx context.Context, err error) error {
	failed, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok || ctx.Err() != nil:
		return row.Canceled(ctx, err)
	case failed.ConstraintName == allOrNone:
		return store.ErrConflict
	case failed.ConstraintName == oneClaim:
		return referral.ErrLinked
	case failed.Code == codeReadOnly:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case failed.Code == codeTooLong:
		return fmt.Errorf("%w: %w", mci.Invalid("text", "", "texts that fit into an index of PostgreSQL, about 2,600 bytes"), err)
	case failed.Code == codeInvalidText, failed.Code == codeInvalidBytes:
		return fmt.Errorf("%w: %w", mci.Invalid("body", "", "JSON"), err)
	default:
		return err
	}
}

// mostTries is the number of attempts for a statement that the server undoes
// because of another transaction.
const mostTries = 5

// repeated calls f again as long as the server undoes its work because of
// another transaction. Nothing was saved in that case, so the work may be
// repeated.
func repeated(f func() error) error {
	for n := 1; ; n++ {
		err := f()
		if code := codeOf(err); n == mostTries || code != codeSerialization && code != codeDeadlock {
			return err
		}
	}
}

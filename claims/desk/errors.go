package desk

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// The errors that only a [Desk] returns. [ClassOf] sorts every error by the
// action that the caller takes next.
var (
	// ErrExists is returned by Desk.Open and Desk.Adopt if a claim has the ID
	// already and was made under another key, or under none.
	ErrExists = errors.New("a claim with this ID exists already")
	// ErrUnavailable is returned by Desk.Sweep if the store saves none of two
	// or more due claims of a page. It wraps the store's latest error.
	ErrUnavailable = errors.New("the store is unavailable")
)

// aboutClaim returns err as a ClaimError of the claim, unless it is one
// already.
func aboutClaim(id claims.ID, err error) error {
	var one *store.ClaimError
	if errors.As(err, &one) && one.ID == id {
		return one
	}
	return &store.ClaimError{ID: id, Err: err}
}

// unreadable returns the error of a stored claim that cannot be read. It keeps
// only the text of the reason: if errors.Is or errors.As could reach the
// reason, a caller could mistake a damaged field for a field of its own input.
func unreadable(id claims.ID, err error) error {
	read := &store.ClaimError{ID: id}
	var one *store.ClaimError
	if errors.As(err, &one) {
		read.Key, err = one.Key, one.Err
	}
	if err == nil { // a store can leave the reason out
		read.Err = claims.ErrUnreadable
		return read
	}
	if errors.Is(err, claims.ErrUnreadable) {
		read.Err = err
		return read
	}
	read.Err = fmt.Errorf("%w: %s", claims.ErrUnreadable, err.Error()) // not wrapped, on purpose
	return read
}

// unavailable returns the error of a store that saved nothing.
func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// The errors that a [Store] returns.
var (
	// ErrNotFound is returned by Store.Load if the store does not have the
	// claim. The desk passes it on.
	ErrNotFound = errors.New("no such claim")
	// ErrConflict is returned by a store if the stored version is not the one
	// that a change expects. The desk then applies the command to the stored
	// version, and passes the error on after five attempts.
	ErrConflict = errors.New("the claim has changed since it was loaded")
	// ErrLimit is returned by a store if the customer ID has the most claims
	// that the engagement allows. The desk passes it on.
	ErrLimit = errors.New("the customer has the most claims that are allowed")
)

// A ClaimError is the error of one claim among many: its stored record cannot
// be read or restored, or the claim cannot be saved. A [Store] and a desk.Desk
// yield it from a list, and go on with the next claim. It wraps the reason; use
// errors.As to find it.
type ClaimError struct {
	// ID is the ID of the claim.
	ID claims.ID
	// Err is the reason.
	Err error
	// Key is the claim's stored index key, if the list is ordered by one. If a
	// store knows the key, it sets it, so that the list can go on after the
	// claim. The zero instant means that the key is unknown.
	Key time.Time
}

// Error names the claim and gives the reason.
func (e *ClaimError) Error() string { return fmt.Sprintf("claim %q: %v", e.ID, e.Err) }

// Unwrap returns the reason.
func (e *ClaimError) Unwrap() error { return e.Err }

// MarshalJSON returns the claim's ID, the reason in words, and the stored index
// key.
func (e *ClaimError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID    claims.ID `json:"id"`
		Error string    `json:"error"`
		Key   time.Time `json:"key,omitzero"`
	}{e.ID, vocabulary.Reason(e.Err), e.Key})
}

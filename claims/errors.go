package claims

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// The errors that commands, a [Store] and a [Desk] return. [ClassOf] sorts
// every error by them.
var (
	// ErrRefused is matched, through errors.Is, by every Refusal.
	ErrRefused = errors.New("refused by the rules")
	// ErrNotFound is returned by Store.Load if the store does not have the
	// claim. The desk passes it on.
	ErrNotFound = errors.New("no such claim")
	// ErrConflict is returned by a store if the stored version is not the one
	// that a change expects. The desk then applies the command to the stored
	// version, and passes the error on after five attempts.
	ErrConflict = errors.New("the claim has changed since it was loaded")
	// ErrExists is returned by Desk.Open and Desk.Adopt if a claim has the ID
	// already and was made under another key, or under none.
	ErrExists = errors.New("a claim with this ID exists already")
	// ErrLimit is returned by a store if the customer ID has the most claims
	// that the engagement allows. The desk passes it on.
	ErrLimit = errors.New("the customer has the most claims that are allowed")
	// ErrUnreadable is matched by the error of a desk if this library cannot
	// read a stored claim, or cannot restore it with this catalog. The desk
	// wraps it in a ClaimError. It is matched by the error of a record or an
	// entry that a newer version of this library wrote, too. It never matches
	// mci.ErrInvalid, because the caller's input is not to blame.
	ErrUnreadable = errors.New("the stored claim cannot be read")
	// ErrTermsChanged is matched, through errors.Is, by every TermsError: the
	// catalog has other terms than those under which the claim was opened. The
	// claim comes with it.
	ErrTermsChanged = errors.New("the terms of the claim have changed")
	// ErrUnavailable is returned by Desk.Sweep if the store saves none of two
	// or more due claims of a page. It wraps the store's latest error.
	ErrUnavailable = errors.New("the store is unavailable")
)

// A ClaimError is the error of one claim among many: its stored record cannot
// be read or restored, or the claim cannot be saved. A [Store] and a [Desk]
// yield it from a list, and go on with the next claim. It wraps the reason; use
// errors.As to find it.
type ClaimError struct {
	// ID is the ID of the claim.
	ID ID
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

// aboutClaim returns err as a ClaimError of the claim, unless it is one
// already.
func aboutClaim(id ID, err error) error {
	var one *ClaimError
	if errors.As(err, &one) && one.ID == id {
		return one
	}
	return &ClaimError{ID: id, Err: err}
}

// unreadable returns the error of a stored claim that cannot be read. It keeps
// only the text of the reason: if errors.Is or errors.As could reach the
// reason, a caller could mistake a damaged field for a field of its own input.
func unreadable(id ID, err error) error {
	read := &ClaimError{ID: id}
	var one *ClaimError
	if errors.As(err, &one) {
		read.Key, err = one.Key, one.Err
	}
	if errors.Is(err, ErrUnreadable) {
		read.Err = err
		return read
	}
	read.Err = fmt.Errorf("%w: %s", ErrUnreadable, err.Error()) // not wrapped, on purpose
	return read
}

// unavailable returns the error of a store that saved nothing.
func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

// A Refusal is the error of a command that the rules do not allow. The claim is
// unchanged. It is an error, so that no caller can mistake it for success; use
// errors.As to find it.
type Refusal struct {
	// Rule is the ID of the rule that refuses the command.
	Rule mci.RuleID `json:"rule,omitzero"`
	// State is the claim's state. It is the zero State if a claim was to be
	// opened.
	State State `json:"state,omitzero"`
	// Event is the event that is refused.
	Event Event `json:"event,omitzero"`
	// Actor is the actor who gave the command.
	Actor Actor `json:"actor,omitzero"`
	// At is the instant of the command, in UTC.
	At time.Time `json:"at,omitzero"`
	// Missing says for a person which things are missing or wrong.
	Missing string `json:"missing,omitempty"`
	// Gaps lists the same things one by one, for a page. It has at least one.
	Gaps []Gap `json:"gaps,omitempty"`
	// Permitted holds the events that are permitted at the instant; see
	// Claim.PermittedAt.
	Permitted EventSet `json:"permitted,omitzero"`
	// Due is the deadline whose expiry is due, if that is the reason. Otherwise
	// it is nil.
	Due *Deadline `json:"due,omitempty"`
	// Source is the document that the rule comes from.
	Source mci.Source `json:"source,omitzero"`
}

// Error names the refused event, the status, the reason and the events that are
// permitted instead. If a guard alone refuses the event, the text says that the
// event can be repeated.
func (r *Refusal) Error() string {
	message := fmt.Sprintf("%s in status %s: %s (%s)", r.Event, r.State.Status, r.Missing, r.Rule)
	others := r.Permitted.without(EventSetOf(r.Event))
	if len(r.Gaps) > 0 && r.Gaps[0].Guard != 0 && r.Permitted.Has(r.Event) {
		message += "; " + r.Event.String() + " again once that is settled"
	}
	switch {
	case r.Permitted.IsEmpty():
		return message + "; nothing is permitted"
	case others.IsEmpty():
		return message
	default:
		return message + "; permitted: " + others.String()
	}
}

// Is reports whether target is [ErrRefused].
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

// MarshalJSON returns the claim's ID, the reason in words, and the stored index
// key.
func (e *ClaimError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID    ID        `json:"id"`
		Error string    `json:"error"`
		Key   time.Time `json:"key,omitzero"`
	}{e.ID, vocabulary.Reason(e.Err), e.Key})
}

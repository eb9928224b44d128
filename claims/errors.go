package claims

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// The errors that commands, a [Store] and a [Desk] return. [ClassOf] sorts
// every error by them.
var (
	// ErrRefused is matched, through errors.Is, by every Refusal.
	ErrRefused = errors.New("refused by the rules")
	// ErrNotFound is returned for a claim that the store does not have. The
	// desk passes it on.
	ErrNotFound = errors.New("no such claim")
	// ErrConflict is returned by a store when the stored version is not the one
	// that a change expects. The desk applies the command anew, and passes the
	// error on after a few attempts.
	ErrConflict = errors.New("the claim has changed since it was loaded")
	// ErrExists is returned by Desk.Open and Desk.Adopt when the ID is taken by
	// a claim that was made under another key, or under none.
	ErrExists = errors.New("a claim with this ID exists already")
	// ErrLimit is returned when the customer ID has the most claims that the
	// engagement allows. The desk passes it on.
	ErrLimit = errors.New("the customer has the most claims that are allowed")
	// ErrUnreadable is matched by the error of a desk about a stored claim that
	// this library cannot read, or cannot restore with this catalog. It is
	// always wrapped in a ClaimError, and never matches mci.ErrInvalid, because
	// the caller's input is not to blame.
	ErrUnreadable = errors.New("the stored claim cannot be read")
	// ErrUnavailable is returned by Desk.Sweep when a store saves none of the
	// due claims of a page. It wraps the store's latest error.
	ErrUnavailable = errors.New("the store is unavailable")
)

// A ClaimError says what is wrong with one claim among many: its stored record
// cannot be read or restored, or it cannot be saved. A [Store] and the desk
// yield it from a list, and go on with the next claim. It wraps the reason;
// reach it with errors.As.
type ClaimError struct {
	ID  ID    // of the claim
	Err error // the reason
	// Key is the stored index key of the claim in a list that is ordered by
	// one. A store that knows it sets it, so that the list goes on behind the
	// claim. Zero means that it is not known.
	Key time.Time
}

// Error names the claim and says what is wrong.
func (e *ClaimError) Error() string { return fmt.Sprintf("claim %q: %v", e.ID, e.Err) }

// Unwrap returns the reason.
func (e *ClaimError) Unwrap() error { return e.Err }

// aboutClaim returns an error as that of one claim.
func aboutClaim(id ID, err error) error {
	var one *ClaimError
	if errors.As(err, &one) && one.ID == id {
		return one
	}
	return &ClaimError{ID: id, Err: err}
}

// unreadable returns the error of a stored claim that cannot be read. The
// reason can be read in the text, and nowhere else: through errors.Is and
// errors.As a caller could mistake a damaged field for a field of its own
// input.
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

// A Refusal is a command that the rules do not allow. The claim is unchanged.
// It is an error, so that no caller can mistake it for success; reach it with
// errors.As.
type Refusal struct {
	Rule      mci.RuleID // the rule that refuses
	State     State
	Event     Event
	Actor     Actor
	At        time.Time
	Missing   string    // what is missing or wrong, for a person
	Gaps      []Gap     // the same, one by one, for a page; one at least
	Permitted EventSet  // see Claim.PermittedAt
	Due       *Deadline // the deadline whose expiry is due, if that is why
	Source    mci.Source
}

// Error says what was refused in which status, why, and what would be
// permitted. The refused event itself is never among that: if a guard alone
// refuses it, the text says that it can be repeated.
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

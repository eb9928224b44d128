package claims

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// What commands and a [Store] return.
var (
	// ErrRefused is matched, through errors.Is, by every Refusal.
	ErrRefused = errors.New("refused by the rules")
	// ErrNotFound is returned for a claim that the store does not have. The desk passes it on.
	ErrNotFound = errors.New("no such claim")
	// ErrConflict is returned when the stored version is not the one that a change expects. The desk
	// applies the command anew, and passes it on after a few attempts.
	ErrConflict = errors.New("the claim has changed since it was loaded")
	// ErrLimit is returned when the customer ID has the most claims that the engagement allows. The desk
	// passes it on.
	ErrLimit = errors.New("the customer has the most claims that are allowed")
)

// A ClaimError is what is wrong with one claim among many: its stored record cannot be read or restored, or
// it cannot be saved. A [Store] and the desk yield it from a list, and go on with the next claim. It wraps
// the reason; reach it with errors.As.
type ClaimError struct {
	ID  ID // of the claim
	Err error
}

// Error names the claim and says what is wrong.
func (e *ClaimError) Error() string { return fmt.Sprintf("claim %q: %v", e.ID, e.Err) }

// Unwrap returns the reason.
func (e *ClaimError) Unwrap() error { return e.Err }

// A Refusal is a command that the rules do not allow. The claim is unchanged. It is an error, so that no
// caller can mistake it for success; reach it with errors.As.
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

// Error says what was refused in which status, why, and what would be permitted.
func (r *Refusal) Error() string {
	message := fmt.Sprintf("%s in status %s: %s (%s)", r.Event, r.State.Status, r.Missing, r.Rule)
	if r.Permitted.IsEmpty() {
		return message + "; nothing is permitted"
	}
	return message + "; permitted: " + r.Permitted.String()
}

// Is reports whether target is [ErrRefused].
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

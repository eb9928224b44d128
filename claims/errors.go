package claims

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// The errors that commands and stored claims are answered with. Package desk
// sorts every error by them.
var (
	// ErrRefused is matched, through errors.Is, by every Refusal.
	ErrRefused = errors.New("refused by the rules")
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
)

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

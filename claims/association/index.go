package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Index returns the index keys that the claim should have. Expires is the end
// of the window that moves the claim. Attention is the end of the running
// window, if an actor has to act. If there is none, it is the instant of an open
// divergence. If there is no divergence either, it is the instant of the
// creation for a draft, and the end of the subscription, if that is known, for
// an approved claim.
func (c *Claim) Index() claims.Index {
	index := claims.Index{Area: c.record.Kind.Terms().Area, Attention: form.UTC(c.attention())}
	if due, expires := c.Expiry(); expires {
		index.Expires = form.UTC(due.Window.End)
	}
	return index
}

func (c *Claim) attention() time.Time {
	r := &c.record
	if clock := dense.clocks[index(c.State())]; clock != 0 && c.State().NextActor() != 0 {
		if end := c.deadline(clock).Window.End; !end.IsZero() {
			return end
		}
		return r.Since // the window ends beyond the years that a date can hold
	}
	switch divergence := r.Observed.divergence(); {
	case divergence.Open():
		return divergence.At
	case r.Status == recognition.Draft:
		return r.Since
	case !r.SubscriptionEnds.IsZero() && !c.State().Terminal():
		return r.SubscriptionEnds.AddDays(1).Start(c.terms.BusinessDays().Zone())
	default:
		return time.Time{}
	}
}

// Stale reports whether the index keys of the record that the claim was
// restored from differ from the keys that the claim should have, as after a
// change of the host's holidays. The claim itself is right, but a list by a key
// can miss it. The next change writes the right keys, and so does
// desk.Desk.Reindex.
func (c *Claim) Stale() bool {
	stored, now := c.record.Index, c.Index()
	return stored.Area != now.Area || !stored.Expires.Equal(now.Expires) || !stored.Attention.Equal(now.Attention)
}

package claims

import (
	"time"
)

// NextActor returns the actor who is to act next. If Partner Center shows
// another status and the divergence is not settled, it is the partner.
// Otherwise, if the claim's expiry is due, it is the system. Otherwise it is
// the actor who moves the claim on from its status, or none if the claim has
// ended or was paid.
func (c *Claim) NextActor(at time.Time) Actor {
	switch {
	case c.record.Observed.divergence().Open():
		return Partner
	case c.Due(at):
		return System
	case len(c.record.Amounts.Payments) > 0:
		return 0
	default:
		return statuses[c.record.Status].next
	}
}

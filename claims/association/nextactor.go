package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
)

// NextActor returns the actor who is to act next, as [claims.Claim.NextActor]
// does for the other kind of claim. If Partner Center shows another status and
// the divergence is not settled, it is the partner. Otherwise, if the claim's
// expiry is due, it is the system. Otherwise it is the actor who moves the
// claim on from its state, or none if the claim has ended or is approved.
func (c *Claim) NextActor(at time.Time) claims.Actor {
	switch {
	case c.record.Observed.divergence().Open():
		return claims.Partner
	case c.Due(at):
		return claims.System
	default:
		return c.State().NextActor()
	}
}

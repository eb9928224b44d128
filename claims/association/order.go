package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/mci"
)

// inOrder returns the reason that a command comes too late: the claim has
// expired meanwhile, or the command is too old. It returns nil if neither is
// so.
func (c *Claim) inOrder(event lifecycle.Event, meta *claims.Meta, replayed bool) error {
	if gap := c.overtaken(event, meta.At); gap != nil && !replayed {
		return c.refusal(event, meta, *gap)
	}
	return meta.InOrder(c.record.ID, c.record.Updated)
}

// overtaken returns the gap of a command of the machine that a state before the
// expiry permits, and the present state does not, and that is dated inside the
// window by whose end the claim has expired. It returns nil for every other: if
// no such state permits the command, to take back the expiry would not help.
func (c *Claim) overtaken(event lifecycle.Event, at time.Time) *claims.Gap {
	clock := dense.expiry[index(c.State())]
	if clock == 0 || !c.record.Expired || dense.row(c.State(), event) != nil ||
		dense.PermittedBefore(int(lifecycle.WindowEnds), index(c.State()))&(1<<event) == 0 {
		return nil
	}
	from := *instants[trigger(c.terms, clock)].at(&c.record)
	if from.IsZero() {
		return nil
	}
	window := window(c.terms, clock, from)
	if at.Before(from) || !window.Open(at) {
		return nil
	}
	return &claims.Gap{
		Rule: overtakenRule, Path: "meta.at", Source: mci.LibraryReading.Source(),
		Why: "it is dated inside the " + clock.String() + " window, but the claim's expiry after " + window.LastDay.String() +
			" is recorded; take back the expiry, then give the command again",
	}
}

// outOfOrder returns the gap of an instant that is before the claim's latest
// entry by more than the default tolerance, or nil.
func (c *Claim) outOfOrder(at time.Time) *claims.Gap {
	if (&claims.Meta{At: at}).InOrder(c.record.ID, c.record.Updated) == nil {
		return nil
	}
	return &claims.Gap{
		Rule: timeRule, Path: "meta.at", Source: mci.LibraryReading.Source(),
		Why: "it is dated before the claim's latest entry of " + c.record.Updated.Format(time.RFC3339),
	}
}

// stored returns the instant under which a step is stored. It is the instant of
// the command unless that is inside the tolerance and before a step that the
// new one follows; then it is the instant of that step.
func (c *Claim) stored(at time.Time) time.Time {
	for i := range instants {
		at = form.Latest(at, *instants[i].at(&c.record))
	}
	return at
}

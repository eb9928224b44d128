package partner

import (
	"errors"
	"reflect"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// frozenBond is invariant 4. An association has no deal size, no hours and no
// edition. Its subject is frozen instead. The location and the workloads change
// only if there is an edit or a fact of Partner Center. If the subscription is
// missing, a fact can name it.
func frozenBond(_ *World, c *bondTurn) error {
	if c.before == nil {
		return nil
	}
	undone := c.trail.undoes()
	told := undone || has(c.entries, lifecycle.FactsRecorded)
	edited := told || has(c.entries, lifecycle.ClaimEdited)
	a, b := c.was, c.is
	for _, field := range [...]kept{
		{"the ID", false, a.ID == b.ID},
		{"the customer", false, a.Tenant == b.Tenant && a.Domain == b.Domain},
		{"the kind", false, a.Kind == b.Kind && a.Channel == b.Channel},
		{"the name", false, a.Name == b.Name},
		{"the seller", false, a.Seller == b.Seller},
		{"whether pay is declined", false, a.PayDeclined == b.PayDeclined},
		{"the creation", false, a.Created.Equal(b.Created)},
		{"the subscription", undone || told && a.Subscription == "", a.Subscription.Same(b.Subscription)},
		{"the location", edited, a.Location == b.Location},
		{"the workloads", edited, slices.Equal(a.Workloads, b.Workloads)},
		{"the first submission", undone || a.FirstSubmitted.IsZero(), a.FirstSubmitted.Equal(b.FirstSubmitted)},
		{"the rejection", undone || a.RejectedAt.IsZero(), a.RejectedAt.Equal(b.RejectedAt)},
		{"the approval", undone || a.ApprovedAt.IsZero(), a.ApprovedAt.Equal(b.ApprovedAt)},
	} {
		if err := field.check(); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether one of the entries is of an event.
func has(entries []association.Entry, event lifecycle.Event) bool {
	return slices.ContainsFunc(entries, func(e association.Entry) bool { return e.Event == event })
}

// disputeClockOfBond is the second half of invariant 5. The clock of the answer
// to a dispute begins with the dispute.
func disputeClockOfBond(_ *World, c *bondTurn) error {
	if c.before == nil {
		return nil
	}
	return c.trail.restarted(c.was.DisputedAt, c.is.DisputedAt)
}

// bondInTime is invariant 6. It judges only steps of the machine by commands.
// When an era ends it judges all of them again, because Replay checks no window
// of an association.
func bondInTime(_ *World, c *bondTurn) error {
	first := len(c.history) - len(c.entries)
	for i := range c.entries {
		e := &c.entries[i]
		if !timed(e) {
			continue
		}
		before := c.before
		if before == nil || i > 0 {
			var err error
			if before, err = association.Replay(c.history[:first+i], nil); err != nil {
				return err
			}
		}
		deadline, expires := before.Expiry()
		if err := inWindow(e.Event, e.Event == lifecycle.WindowEnds, expires, deadline.Window, dated(e.At, e.Given), before.State()); err != nil {
			return err
		}
	}
	return nil
}

// timed reports whether a clock judges the entry of an association. It does if
// the entry is an expiry, or a command out of a state that can expire.
func timed(e *association.Entry) bool {
	if e.Actor == claims.PartnerCenter || e.Command == nil || e.Event > lifecycle.WindowEnds || e.Rule == bondKeyRule {
		return false
	}
	return e.Event == lifecycle.WindowEnds || slices.ContainsFunc(bondRows(), func(row lifecycle.Transition) bool {
		return row.Event == lifecycle.WindowEnds && row.From == e.From
	})
}

// bondReplayed is invariant 7.
func bondReplayed(_ *World, c *bondTurn) error {
	again, err := association.Replay(c.history, nil)
	if err != nil {
		return err
	}
	one, other := again.Record(), *c.is
	one.Index, other.Index = claims.Index{}, claims.Index{}
	if !reflect.DeepEqual(one, other) {
		return errors.New("the history gives another association")
	}
	return nil
}

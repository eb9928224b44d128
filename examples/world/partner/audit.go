package partner

import (
	"context"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A turn is the effect of a step on one claim, as an invariant looks at it: C
// is the claim, R its record and E an entry.
type turn[C, R, E any] struct {
	before  *C // nil for a new claim
	after   *C
	was, is *R  // their records
	entries []E // the new ones
	history []E // all of them
	trail   *trail
}

// The turns of both kinds of claims.
type (
	activityTurn = turn[claims.Claim, claims.Record, claims.Entry]
	bondTurn     = turn[association.Claim, association.Record, association.Entry]
)

// audit checks the claims that a step touched. If a step touched one twice, it
// is checked once. Audit reads from the inner store, which has no faults.
func (w *World) audit(touched []claims.ID) {
	slices.Sort(touched)
	for _, id := range slices.Compact(touched) {
		w.look(id)
	}
}

// look checks one claim, with all that happened to it since the last look.
func (w *World) look(id claims.ID) {
	if w.options.Pure {
		w.lookPure(id)
		return
	}
	envelope, err := w.store.Store.Load(context.Background(), id)
	if err != nil {
		w.violate(9, id, err)
		return
	}
	k := w.meet(id)
	if !w.ending {
		w.count("status", envelope.Kind.String()+" "+envelope.Status)
	}
	before := uint64(len(k.history) + len(k.bonds)) //nolint:gosec // because a length is not below 0
	var rows []store.Entry
	for entry, err := range w.store.Store.History(context.Background(), id, before) {
		if err != nil {
			w.violate(9, id, err)
			return
		}
		rows = append(rows, entry)
	}
	w.count("invariant", "9")
	if got := before + uint64(len(rows)); got != envelope.Version || w.store.row(id).entries != envelope.Version {
		w.violate(9, id, fmt.Errorf("version %d has %d entries, of which %d were saved", envelope.Version, got, w.store.row(id).entries))
		return
	}
	if envelope.Kind == store.PartnerAssociation {
		err = w.lookBond(k, envelope, rows)
	} else {
		err = w.lookClaim(k, envelope, rows)
	}
	if err != nil {
		w.violate(9, id, err)
	}
}

// lookClaim checks a partner activity by every invariant of the table.
func (w *World) lookClaim(k *known, envelope store.Envelope, rows []store.Entry) error {
	record, err := desk.Decode(envelope)
	if err != nil {
		return err
	}
	after, err := claims.Restore(record, w.cards[correctedCard])
	if after == nil {
		return err
	}
	history := k.history
	for _, row := range rows {
		entry, err := desk.DecodeEntry(row)
		if err != nil {
			return err
		}
		history = append(history, entry)
	}
	w.turnClaim(envelope.ID, k, after, history)
	return nil
}

// turnClaim checks the change of a partner activity. If the world has looked at
// the claim before, k holds it as it was then.
func (w *World) turnClaim(id claims.ID, k *known, after *claims.Claim, history []claims.Entry) {
	record := after.Record()
	c := activityTurn{before: k.claim, after: after, was: k.record, is: &record, entries: history[len(k.history):], history: history, trail: &k.trail}
	for i := range c.entries {
		if !w.ending {
			w.count("event", c.entries[i].Event.String())
			w.count("rule", string(c.entries[i].Rule))
			w.countPayment(&c.entries[i], &record)
		}
	}
	follow(w, &c, id, "invariant", after.Version(), lineOf, func(law *Invariant) func(*World, *activityTurn) error { return law.activity })
	for _, extra := range w.options.Invariants {
		if err := extra.Holds(c.after, c.history); err != nil {
			w.violate(extra.Number, id, err)
		}
	}
	k.claim, k.record, k.history = after, c.is, history
}

// lookBond checks an association as lookClaim does a partner activity.
func (w *World) lookBond(k *known, envelope store.Envelope, rows []store.Entry) error {
	record, err := desk.DecodeAssociation(envelope)
	if err != nil {
		return err
	}
	after, err := association.Restore(record, nil)
	if err != nil {
		return err
	}
	history := k.bonds
	for _, row := range rows {
		entry, err := desk.DecodeAssociationEntry(row)
		if err != nil {
			return err
		}
		if !w.ending {
			w.count("association event", entry.Event.String())
			w.count("rule", string(entry.Rule))
		}
		history = append(history, entry)
	}
	record = after.Record()
	c := bondTurn{before: k.association, after: after, was: k.bondRecord, is: &record, entries: history[len(k.bonds):], history: history, trail: &k.trail}
	follow(w, &c, envelope.ID, bondGroup, after.Version(), lineOfBond, func(law *Invariant) func(*World, *bondTurn) error { return law.bond })
	k.association, k.bondRecord, k.bonds = after, c.is, history
	return nil
}

// follow applies the invariants to a change of a claim of one kind.
func follow[C, R, E any](
	w *World, c *turn[C, R, E], id claims.ID, group string, version uint64, lineOf func(*E) line, own func(*Invariant) func(*World, *turn[C, R, E]) error,
) {
	c.trail.fresh, c.trail.version = w.fresh[:0], version
	for i := range c.entries {
		c.trail.fresh = append(c.trail.fresh, lineOf(&c.entries[i]))
	}
	w.fresh = c.trail.fresh
	laws, times := w.invariants(), w.timesOf(group)
	for i := range laws {
		law := &laws[i]
		check := own(law)
		if law.check == nil && check == nil {
			continue
		}
		*times[i]++
		var err error
		if law.check != nil {
			err = law.check(c.trail)
		}
		if err == nil && check != nil {
			err = check(w, c)
		}
		if err != nil {
			w.violate(law.Number, id, err)
		}
	}
	c.trail.fresh = nil
}

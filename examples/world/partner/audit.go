package partner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A turn is what a step made of one claim, as an invariant looks at it.
type turn struct {
	id      claims.ID
	before  *claims.Claim // nil for a new claim
	after   *claims.Claim
	entries []claims.Entry // the new ones
	history []claims.Entry // all of them
}

// audit checks the claims that a step touched, each once. It reads them from
// the store itself, past all faults.
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
	if got := before + uint64(len(rows)); got != envelope.Version || w.store.rows[id].entries != envelope.Version {
		w.violate(9, id, fmt.Errorf("version %d has %d entries, of which %d were saved", envelope.Version, got, w.store.rows[id].entries))
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
	c := turn{id: envelope.ID, before: k.claim, after: after, history: k.history}
	for _, row := range rows {
		entry, err := desk.DecodeEntry(row)
		if err != nil {
			return err
		}
		c.entries = append(c.entries, entry)
	}
	c.history = append(c.history, c.entries...)
	for i := range c.entries {
		if !w.ending {
			w.count("event", c.entries[i].Event.String())
		}
	}
	w.check(&c)
	k.claim, k.history = after, c.history
	return nil
}

// check applies the invariants to a change.
func (w *World) check(c *turn) {
	for _, invariant := range w.invariants() {
		if invariant.check == nil {
			continue
		}
		w.count("invariant", fmt.Sprint(invariant.Number))
		if err := invariant.check(w, c); err != nil {
			w.violate(invariant.Number, c.id, err)
		}
	}
	for _, extra := range w.options.Invariants {
		if err := extra.Holds(c.after, c.history); err != nil {
			w.violate(extra.Number, c.id, err)
		}
	}
}

// lookBond checks an association: numbers, order and end, and that its history
// gives the claim.
func (w *World) lookBond(k *known, envelope store.Envelope, rows []store.Entry) error {
	record, err := desk.DecodeAssociation(envelope)
	if err != nil {
		return err
	}
	after, err := association.Restore(record, nil)
	if err != nil {
		return err
	}
	for _, row := range rows {
		entry, err := desk.DecodeAssociationEntry(row)
		if err != nil {
			return err
		}
		if !w.ending {
			w.count("association event", entry.Event.String())
		}
		if n := len(k.bonds); entry.Number != uint64(n)+1 {
			w.violate(3, envelope.ID, fmt.Errorf("entry %d comes after %d entries", entry.Number, n))
		}
		k.bonds = append(k.bonds, entry)
	}
	w.count("invariant", "3")
	if k.association != nil && k.association.State().Terminal() && k.association.State() != after.State() {
		last := &k.bonds[len(k.bonds)-1]
		w.count("invariant", "1")
		if last.TakenBack == 0 && !settles(last.Event.String()) {
			w.violate(1, envelope.ID, fmt.Errorf("%s led from %s to %s", last.Event, k.association.State(), after.State()))
		}
	}
	k.association = after
	w.count("invariant", "7")
	replayed, err := association.Replay(k.bonds, nil)
	if err != nil {
		w.violate(7, envelope.ID, err)
	} else if !sameBonds(replayed, after) {
		w.violate(7, envelope.ID, errors.New("the history gives another association"))
	}
	return nil
}

// settles reports whether an event can lead out of an end: Partner Center
// decides whether a claim has ended.
func settles(event string) bool {
	return event == claims.DivergenceResolved.String() || event == claims.EntryTakenBack.String()
}

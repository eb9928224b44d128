package partner

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
)

// boundaryOfBond lets a person act on an association when its window ends, as
// boundary does for a partner activity.
func (w *World) boundaryOfBond(d *deed) {
	clock := &bondClocks[d.dice.IntN(len(bondClocks))]
	b := &boundary{clock: clock.name, rule: clock.rule}
	wanted := clock.draw(d.dice)
	k := w.nearest(d, b, func(k *known) (one window) {
		if k.association == nil {
			return one
		}
		state, r := k.association.State(), k.bondRecord
		one.part = clock.part(state, bondWays().before[state])
		if one.part == ended && !r.Expired || one.part == warns && r.Competing {
			one.part = 0
		}
		if one.part == 0 {
			return one
		}
		one.end, one.latest = clock.end(r, clock.days.length(w, ""), time.UTC), r.Updated
		one.wanted = state == wanted || one.part == ended && wanted == lifecycle.State{}
		return one
	})
	if k == nil {
		w.answer("boundary: nothing")
		return
	}
	d.instant = b.at
	id := d.id()
	w.tell("boundary: " + b.clock + " " + b.side + " ")
	if err := w.ofBond(b, k.association); err != nil {
		w.violate(6, id, err)
	}
	before := w.store.row(id).entries
	w.actOnBondAt(d, b, id, k.association)
	if b.part == expires && w.store.row(id).entries == before {
		w.sweepAt(d, b, id)
	}
}

// ofBond compares the answers of an association about its window with the
// table.
func (w *World) ofBond(b *boundary, claim *association.Claim) error {
	if b.part == ended {
		return nil
	}
	deadlines := claim.Deadlines()
	at := slices.IndexFunc(deadlines, func(d association.Deadline) bool { return d.Rule == b.rule })
	if at < 0 || !deadlines[at].Window.End.Equal(b.end) || deadlines[at].Expires != (b.part == expires) {
		return fmt.Errorf("the %s window ends at %s, and the library says %v", b.clock, b.end, deadlines)
	}
	if b.part == warns {
		if claim.State().NextActor() != claims.Microsoft {
			return nil // an approved one, which optedOut checks
		}
		return b.warned(w.options.rules.overdueBond(claim, b.at))
	}
	permitted := claim.PermittedAt(b.at)
	expiry := permitted.Has(lifecycle.WindowEnds)
	return b.due(claim.Due(b.at), expiry, !permitted.Without(lifecycle.EventSetOf(lifecycle.WindowEnds)).IsEmpty())
}

// actOnBondAt gives a command at a boundary, as actAt does.
func (w *World) actOnBondAt(d *deed, b *boundary, id claims.ID, claim *association.Claim) {
	state := claim.State()
	if b.part == ended {
		state = oneOf(d.dice, bondWays().before[state]...)
	}
	events := slices.DeleteFunc(slices.Clone(bondWays().events[state]), func(e lifecycle.Event) bool { return e == lifecycle.WindowEnds })
	acts := []lifecycle.Event{oneOf(d.dice, events...)}
	if b.clock == "opt-out" {
		acts[0] = lifecycle.CustomerOptsOut
	}
	if b.part == expires {
		acts = append(acts, lifecycle.WindowEnds)
	}
	for _, event := range acts {
		change, err := w.options.rules.apply(claim, bondCommand(d.dice, event, d), punctual(bondActor(event), b.at))
		fault := b.verdict(event == lifecycle.WindowEnds, err)
		if fault == nil && err == nil && event == lifecycle.CustomerOptsOut {
			fault = b.optedOut(change.Claim)
		}
		w.met(id, b, actOf(b.part, event == lifecycle.WindowEnds), fault)
	}
	event := oneOf(d.dice, acts...)
	class, err := w.giveBond(d, id, bondCommand(d.dice, event, d), punctual(bondActor(event), b.at))
	if w.settled(d) && (class == 0 || class == desk.Refused) {
		w.met(id, b, actOf(b.part, event == lifecycle.WindowEnds), b.verdict(event == lifecycle.WindowEnds, err))
	}
}

// optedOut checks the warning of a late opt-out. There must be one if and only
// if its window is over.
func (b *boundary) optedOut(claim *association.Claim) error {
	late := slices.ContainsFunc(claim.Warnings(b.at), func(gap claims.Gap) bool { return gap.Rule == b.rule })
	if late == b.inside() {
		return fmt.Errorf("%s of the %s window, the library calls the opt-out late: %t", b.side, b.clock, late)
	}
	return nil
}

package partner

import (
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// portalNames are the names that Partner Center shows of partner activities:
// those of the statuses, documented others, and one that no document lists.
func portalNames() []string {
	names := []string{
		"Not started", "Draft", "Active", "Consent rejected", "First-submission", "First-submission expired", "Action required", "ActionRequired",
		"Post-submission", "Post-submission expired", "Completed", "Final rejected", "Expired", "Submitted / Under review", "On hold",
		"Cancelled", //nolint:misspell // because Partner Center shows it
	}
	for _, status := range claims.Statuses() {
		names = append(names, status.String())
	}
	return names
}

// bondNames are the names that it shows of associations.
func bondNames() []string {
	return []string{
		recognition.Draft.String(), recognition.Submitted.String(), recognition.UnderReview.String(), recognition.PartnerActionRequired.String(),
		recognition.Approved.String(), recognition.Rejected.String(), recognition.Dispute.String(), recognition.RejectedFinal.String(),
		"Submitted / Under review", "Paid",
	}
}

// observe reads in Partner Center the status of a partner activity in any
// state. The rules are asked about every name, and the desk about one.
func (w *World) observe(d *deed) {
	state := oneOf(d.dice, activityStates()...)
	w.search(d, farthestClaim, func(k *known) bool { return k.claim != nil && k.claim.State() == state && !k.claim.TermsChanged() })
	meta := w.meta(d, claims.PartnerCenter)
	if d.dice.chance(10) { // an old page
		meta.At = meta.At.Add(-time.Duration(d.dice.IntN(240)) * time.Hour)
	}
	if claim := w.claim(d.id()); claim != nil {
		for _, name := range portalNames() {
			w.observed(d.id(), claim, name, meta)
		}
	}
	_, err := d.machine.office.Observe(d.ctx, d.id(), claims.ReadStatus(w.shown(d, d.id())), meta)
	w.finish(d.id(), "observe", err)
}

// observed checks the answer of the rules to one name. If the machine leads to
// a status that the name can mean, the claim must arrive there. Otherwise it
// must stay in its state and keep the name as a divergence.
func (w *World) observed(id claims.ID, claim *claims.Claim, name string, meta claims.Meta) {
	shown := claims.ReadStatus(name)
	change, err := w.options.rules.observe(claim, shown, meta)
	if err != nil {
		return // out of order
	}
	w.countIn("observation", name, claim.State().String())
	from, to, kept := claim.State(), change.Claim.State(), change.Claim.Divergence()
	leads := slices.ContainsFunc(reached(from), func(s claims.State) bool { return shown.Can(s.Status) })
	w.checkObserved(id, name, leads, shown.Can(to.Status), from != to, kept != nil && kept.Shown == shown)
}

// reached returns the states that the machine reaches from one, and that one
// itself.
func reached(from claims.State) []claims.State {
	all := []claims.State{from}
	for i := 0; i < len(all); i++ {
		for _, row := range transitionsOf() {
			if row.From == all[i] && !slices.Contains(all, row.To) {
				all = append(all, row.To)
			}
		}
	}
	return all
}

// checkObserved checks the effect of an observation on a claim. A fault
// violates invariant 1, because most wrong observations lead out of an end.
func (w *World) checkObserved(id claims.ID, name string, leads, arrived, moved, kept bool) {
	var fault string
	switch {
	case leads && (!arrived || kept):
		fault = "the claim does not follow"
	case !leads && (moved || !kept):
		fault = "the claim moves where nothing leads, or the difference is forgotten"
	default:
		return
	}
	w.violate(1, id, errors.New("Partner Center shows "+name+": "+fault))
}

// observeBond does the same for an association. If a way of the machine leads
// through an approval, it does not count, because Partner Center showed none.
func (w *World) observeBond(d *deed) {
	state := oneOf(d.dice, bondStates()...)
	w.search(d, farthestClaim, func(k *known) bool { return k.association != nil && k.association.State() == state })
	meta := claims.Meta{Actor: claims.PartnerCenter, At: d.clock(), Received: d.clock()}
	k := w.known[d.id()]
	for _, name := range bondNames() {
		if k == nil || k.association == nil {
			break
		}
		shown := lifecycle.ReadStatus(name)
		change, err := association.Observe(k.association, shown, meta)
		if err != nil {
			continue
		}
		w.countIn("association observation", name, k.association.State().String())
		from, to, kept := k.association.State(), change.Claim.State(), change.Claim.Divergence()
		w.checkObserved(d.id(), name, slices.ContainsFunc(reachedUnapproved(from), func(s lifecycle.State) bool { return shown.Can(s.Status) }),
			shown.Can(to.Status), from != to, kept != nil && kept.Shown == shown)
	}
	_, err := d.machine.desk.Associations().Observe(d.ctx, d.id(), lifecycle.ReadStatus(oneOf(d.dice, bondNames()...)), w.meta(d, claims.PartnerCenter))
	w.finish(d.id(), "association observe", err)
}

// reachedUnapproved returns the states that the machine reaches from one
// without leaving an approval on the way.
func reachedUnapproved(from lifecycle.State) []lifecycle.State {
	all := []lifecycle.State{from}
	for i := 0; i < len(all); i++ {
		if i > 0 && all[i].Status == recognition.Approved {
			continue
		}
		for _, row := range bondRows() {
			if row.From == all[i] && !slices.Contains(all, row.To) {
				all = append(all, row.To)
			}
		}
	}
	return all
}

package partner

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// mostShown is the number of names about which the rules are asked in one step.
const mostShown = 12

// portalNames are the names that Partner Center shows of partner activities:
// those of the statuses, documented others, and one that no document lists.
var portalNames = sync.OnceValue(func() []string {
	names := []string{
		"Not started", "Draft", "Active", "Consent rejected", "First-submission", "First-submission expired", "Action required", "ActionRequired",
		"Post-submission", "Post-submission expired", "Completed", "Final rejected", "Expired", "Submitted / Under review", "On hold",
		"Cancelled", //nolint:misspell // because Partner Center shows it
	}
	for _, status := range claims.Statuses() {
		names = append(names, status.String())
	}
	return names
})

// bondNames are the names that it shows of associations.
func bondNames() []string {
	return []string{
		recognition.Draft.String(), recognition.Submitted.String(), recognition.UnderReview.String(), recognition.PartnerActionRequired.String(),
		recognition.Approved.String(), recognition.Rejected.String(), recognition.Dispute.String(), recognition.RejectedFinal.String(),
		"Submitted / Under review", "Paid",
	}
}

// observe reads in Partner Center the status of a partner activity in any
// state. The rules are asked about some names, and the desk about one.
func (w *World) observe(d *deed) {
	state := oneOf(d.dice, activityWays().states...)
	w.search(d, farthestClaim, func(k *known) bool { return k.claim != nil && k.claim.State() == state && !k.claim.TermsChanged() })
	meta := w.meta(d, claims.PartnerCenter)
	if d.dice.chance(10) { // an old page
		meta.At = meta.At.Add(-time.Duration(d.dice.IntN(240)) * time.Hour)
	}
	if claim := w.claim(d.id()); claim != nil {
		names, first := portalNames(), d.dice.IntN(len(portalNames()))
		for i := range mostShown {
			w.observed(d.id(), claim, names[(first+i)%len(names)], meta)
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
	leads := slices.ContainsFunc(activityWays().reached[from], func(s claims.State) bool { return shown.Can(s.Status) })
	w.checkObserved(id, name, leads, shown.Can(to.Status), from != to, kept != nil && kept.Shown == shown)
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
	state := oneOf(d.dice, bondWays().states...)
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
		w.checkObserved(d.id(), name, slices.ContainsFunc(bondWays().reached[from], func(s lifecycle.State) bool { return shown.Can(s.Status) }),
			shown.Can(to.Status), from != to, kept != nil && kept.Shown == shown)
	}
	_, err := d.machine.desk.Associations().Observe(d.ctx, d.id(), lifecycle.ReadStatus(oneOf(d.dice, bondNames()...)), w.meta(d, claims.PartnerCenter))
	w.finish(d.id(), "association observe", err)
}

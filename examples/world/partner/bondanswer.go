package partner

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// bondGroup is the group of the counts of the invariants of associations.
const bondGroup = "association invariant"

// spoilsOfBond make a question about an association that does not pass.
var spoilsOfBond = [...]func(*cpor.Question){
	func(q *cpor.Question) { q.Own = mci.Yes },
	func(q *cpor.Question) { q.DomainMatches = mci.No },
	func(q *cpor.Question) { q.OnTenant = mci.No },
	func(q *cpor.Question) { q.Location.Enrollment = mci.ValidatingEnrollment },
	func(q *cpor.Question) { q.Subscription.Active = mci.No },
}

// forgetsOfBond are the facts of a question that can be taken away.
var forgetsOfBond = [...]func(*cpor.Question){
	func(q *cpor.Question) { q.User.Grants = nil },
	func(q *cpor.Question) { q.Location.Enrollment = 0 },
	func(q *cpor.Question) { q.Domain, q.DomainMatches = mci.CustomerID{}, mci.NotSupplied },
	func(q *cpor.Question) { q.DomainMatches = mci.NotSupplied },
	func(q *cpor.Question) { q.OnTenant = mci.NotSupplied },
	func(q *cpor.Question) { q.Channel = 0 },
	func(q *cpor.Question) { q.Subscription.OfProduct = mci.NotSupplied },
	func(q *cpor.Question) { q.Subscription.Active = mci.NotSupplied },
	func(q *cpor.Question) { q.Subscription.Listed = mci.NotSupplied },
	func(q *cpor.Question) { q.Own = mci.NotSupplied },
	func(q *cpor.Question) { q.Others = mci.NotSupplied },
}

// compareProposals checks invariants 2, 8 and 11 for the question of an
// association, as compareDecisions does for that of a nomination.
func (w *World) compareProposals(d *deed, q *cpor.Question) {
	decide := w.options.rules.decide
	decision, err := decide(*q)
	again, errAgain := decide(*q)
	w.count(bondGroup, "2")
	if (err == nil) != (errAgain == nil) || decision.Outcome() != again.Outcome() {
		w.violate(2, "", fmt.Errorf("one question about an association gave %v and %v", decision.Outcome(), again.Outcome()))
	}
	if err != nil {
		return
	}
	less := *q
	oneOf(d.dice, forgetsOfBond[:]...)(&less)
	w.count(bondGroup, "11")
	if fewer, err := decide(less); err == nil && fewer.Outcome() == mci.Pass && decision.Outcome() != mci.Pass {
		w.violate(11, "", fmt.Errorf("with less information the decision on an association became %v, and was %v", fewer.Outcome(), decision.Outcome()))
	}
	other, err := tenantOf(customers + d.dice.IntN(customers))
	if err != nil {
		return
	}
	w.count(bondGroup, "8")
	with := *q
	with.Tenant = other
	if beside, err := decide(with); err == nil && beside.Outcome() != decision.Outcome() {
		w.violate(8, "", fmt.Errorf("an association with another tenant and the same facts is %v, and not %v", beside.Outcome(), decision.Outcome()))
	}
}

// doBond gives a command to an association; see giveBond.
func (w *World) doBond(d *deed, id claims.ID, command association.Command, meta claims.Meta) {
	_, _ = w.giveBond(d, id, command, meta) // the error is checked
}

// giveBond gives a command to an association, and compares the answer with that
// of the pure function.
func (w *World) giveBond(d *deed, id claims.ID, command association.Command, meta claims.Meta) (desk.ErrorClass, error) {
	if k := w.known[id]; k != nil && k.association != nil {
		w.countIn("association command", command.Event().String(), k.association.State().String())
	}
	w.applyBondTwice(id, command, meta)
	_, err := d.machine.desk.Associations().Do(d.ctx, id, command, meta)
	class := w.finish(id, "association "+command.Event().String(), err)
	w.checkBondAnswer(d, id, command, meta, class, err)
	if class == 0 || class == desk.Unavailable {
		w.bonds = remembering(w.bonds, given[association.Command]{id, command, meta, class == 0})
	}
	return class, err
}

// applyBondTwice checks invariant 2.
func (w *World) applyBondTwice(id claims.ID, command association.Command, meta claims.Meta) {
	k := w.known[id]
	if k == nil || k.association == nil {
		return
	}
	w.count(bondGroup, "2")
	apply := w.options.rules.apply
	change, err := apply(k.association, command, meta)
	again, errAgain := apply(k.association, command, meta)
	switch {
	case (err == nil) != (errAgain == nil) || len(change.Entries) != len(again.Entries):
		w.violate(2, id, fmt.Errorf("one input gave two answers: %w", errors.Join(err, errAgain)))
	case !reflect.DeepEqual(*k.bondRecord, k.association.Record()):
		w.violate(2, id, errors.New("the association that was given has changed"))
	case err == nil && !reflect.DeepEqual(change.Claim.Record(), again.Claim.Record()):
		w.violate(2, id, errors.New("one input gave two records"))
	}
	if submit, ok := command.(association.Submit); ok && k.association.State().Status == recognition.PartnerActionRequired {
		owes, told := owing(k.bonds, replyOfBond)
		w.checkResubmission(id, owes, told, submit.Comment, "cporclaim.guard.answer", err)
	}
}

// soleRule is the rule by which a desk refuses a second approval for the same
// workload or subscription. The pure rules see a single claim, so they approve
// both.
const soleRule mci.RuleID = "cporclaim.sole"

// checkBondAnswer checks invariant 12, as checkAnswer does for a partner
// activity.
func (w *World) checkBondAnswer(d *deed, id claims.ID, command association.Command, meta claims.Meta, class desk.ErrorClass, err error) {
	w.count(bondGroup, "12")
	var refused *association.Refusal
	errors.As(err, &refused)
	w.checkOrder(id, class, err)
	if meta.Key != "" || class != desk.Refused && class != 0 {
		return
	}
	claim := w.seenBond(id)
	if claim == nil {
		return
	}
	change, pure := w.options.rules.apply(claim, command, meta)
	if refused != nil && refused.Rule == soleRule {
		if pure == nil && len(d.Within) == 0 && len(credit.With(change.Claim, w.approvedBonds(id)...)) == 0 {
			w.violate(12, id, errors.New("an approval is refused for another that does not exist"))
		}
		return
	}
	repeated := class == 0 && len(change.Entries) == 0
	if (pure == nil) != (class == 0) && !repeated {
		w.violate(12, id, fmt.Errorf("the desk and the rules differ on an association: %w", errors.Join(err, pure)))
	}
}

// seenBond returns the association that the desk read last in this step. If the
// read was stale, it returns nil.
func (w *World) seenBond(id claims.ID) *association.Claim {
	envelope, loaded := w.store.present.seen[id]
	if !loaded || w.stale() || envelope.Kind != store.PartnerAssociation {
		return nil
	}
	k := w.known[id]
	if k == nil || k.association == nil || k.association.Version() != envelope.Version {
		return nil // another step has changed it meanwhile
	}
	return k.association
}

// approvedBonds returns the approved associations but for one.
func (w *World) approvedBonds(but claims.ID) (all []*association.Claim) {
	for _, id := range w.ids {
		if k := w.known[id]; id != but && k.association != nil && k.association.State() == (lifecycle.State{Status: recognition.Approved}) {
			all = append(all, k.association)
		}
	}
	return all
}

// repeatBond checks the second half of invariant 9.
func (w *World) repeatBond(d *deed) {
	giveAgain[association.Command](w, d, "association repeat", bondGroup, w.bonds, association.AddComment{Comment: "under another's key"}, func(g given[association.Command]) (int, error) {
		change, err := d.machine.desk.Associations().Do(d.ctx, g.id, g.command, g.meta)
		return len(change.Entries), err
	})
}

// correctBond takes back an expiry and gives a command that came in time. If
// the command was permitted before the expiry, it must be accepted now. That is
// invariant 12.
func (w *World) correctBond(d *deed) {
	id, k := w.expiredBond(d)
	if k == nil {
		return
	}
	last := &k.bonds[len(k.bonds)-1]
	before, err := association.Replay(k.bonds[:len(k.bonds)-1], nil)
	if err != nil {
		w.violate(7, id, err)
		return
	}
	late := bondCommand(d.dice, oneOf(d.dice, bondWays().events[before.State()]...), d)
	meta := claims.Meta{
		Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, Key: fmt.Sprintf("late %x", d.Draw),
		At: before.Record().Updated.Add(time.Minute), Received: maxTime(d.clock(), last.At),
	}
	back := meta
	back.Key, back.At = fmt.Sprintf("back %x", d.Draw), meta.Received
	_, pure := w.options.rules.apply(before, late, meta)
	_, err = d.machine.desk.Associations().Correct(d.ctx, id, last.Number, back, late, meta)
	class := w.finish(id, "association correct", err)
	w.count(bondGroup, "12")
	if pure == nil && (class == desk.Refused || class == desk.Malformed) && w.certain() && !w.stale() && len(d.Within) == 0 {
		w.violate(12, id, fmt.Errorf("a command in time is lost for good: %w", err))
	}
}

// expiredBond looks for an association whose latest entry is an expiry, from
// the step's own claim back. If the step itself has changed one, it is passed
// over.
func (w *World) expiredBond(d *deed) (claims.ID, *known) {
	for number := min(d.Claim, len(w.numbered)-1); number > max(0, d.Claim-150); number-- {
		k := w.numbered[number]
		if k == nil || len(k.bonds) < 2 || w.store.row(idOf(number)).entries != uint64(len(k.bonds)) {
			continue
		}
		if last := &k.bonds[len(k.bonds)-1]; last.Event == lifecycle.WindowEnds && last.Actor != claims.PartnerCenter {
			return idOf(number), k
		}
	}
	return "", nil
}

package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Observe moves a claim to the status that Partner Center shows at an instant.
// Partner Center is authoritative, so no guard and no window refuses the
// status. The claim goes the shortest way of the machine to the first status
// that the portal's name can mean and that can be reached. If several states
// have that status, it goes to the first of them that can be reached, in the
// order of [lifecycle.States]: a claim under
// review that is shown as Rejected final was rejected after a dispute, and an
// approved one was disassociated. The way never leads through an approval,
// since nobody saw one: a disputed claim that is shown as Rejected would have
// been approved before the customer opted out, so that is a divergence. Nor
// does a claim expire in its window if there is another way: if the partner has
// still to answer and Partner Center shows Rejected, then it answered, and was
// rejected. Each
// step is one entry by the actor [claims.PartnerCenter], with the portal's own
// text in Entry.Shown. If no way leads to the status, or if no document lists
// the name for associations, one entry records a [Divergence] instead, and the
// status stays.
//
// [Claim.Assumed] lists the fields that the steps imply and no command
// recorded. Assumed instants are the instant of the observation. If the claim
// already has the status, or the divergence is already recorded, only the key
// of the meta is kept; without a key the change has no entries.
//
// The meta's actor must be [claims.PartnerCenter]. If the observation is older
// than the claim's latest entry by more than the tolerance, Observe returns a
// [claims.OutOfOrderError]. If the input is malformed, it returns a
// [mci.FieldError]. The choice of the shortest way is [mci.LibraryReading].
func Observe(claim *Claim, shown lifecycle.PortalStatus, meta claims.Meta) (Change, error) {
	if err := checkObservation(claim, shown, &meta); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	key, err := keyOf(&meta, lifecycle.StatusObserved, shown)
	if err != nil {
		return Change{}, err
	}
	repeated, err := usedkey.Repeats(claim.record.Keys, key)
	if err != nil {
		return Change{}, err
	}
	switch {
	case repeated:
		return Change{Claim: claim}, nil
	case claim.agrees(shown):
		return claim.unchanged(lifecycle.StatusObserved, key, &meta).shows(shown), nil
	}
	if err := meta.InOrder(claim.record.ID, claim.record.Updated); err != nil {
		return Change{}, err
	}
	return claim.follow(shown, key, meta), nil
}

// follow makes the steps of the way. If there is no way or none is needed, it
// records a note instead.
func (c *Claim) follow(shown lifecycle.PortalStatus, key UsedKey, meta claims.Meta) Change {
	change := Change{Claim: c}
	row := c.toward(shown, meta.At)
	for ; row != nil && !shown.Can(change.Claim.State().Status); row = toward(change.Claim.State(), shown) {
		next := change.Claim.observed(row, shown, key, &meta)
		change = Change{Claim: next.Claim, Entries: append(change.Entries, next.Entries...)}
		key, meta.Key = UsedKey{}, "" // only the first entry has the key
	}
	if len(change.Entries) == 0 {
		return c.noted(shown, key, &meta)
	}
	return change
}

// toward returns the first row of the claim's way to a status that the portal's
// name can mean, or nil. A way that begins with an expiry is not taken while its
// window is open, if there is another: the claim has not expired then.
func (c *Claim) toward(shown lifecycle.PortalStatus, at time.Time) *lifecycle.Transition {
	row := toward(c.State(), shown)
	if d, expires := c.Expiry(); row != nil && row.Event == lifecycle.WindowEnds && expires && d.Window.Open(at) {
		return unexpired(row, shown)
	}
	return row
}

func checkObservation(claim *Claim, shown lifecycle.PortalStatus, meta *claims.Meta) error {
	if claim == nil {
		return mci.Invalid("claim", "", "a claim")
	}
	if err := vocabulary.CheckForeign("shown", shown.String(), mostNameBytes); err != nil {
		return err
	}
	return checkPortal(meta)
}

func checkPortal(meta *claims.Meta) error {
	if errTables != nil {
		return errTables
	}
	if meta.Actor != claims.PartnerCenter {
		return mci.Invalid("actor", meta.Actor.String(), "partner center")
	}
	return meta.Check()
}

// agrees reports whether an observation changes nothing.
func (c *Claim) agrees(shown lifecycle.PortalStatus) bool {
	divergence := c.record.Observed.divergence()
	if shown.Can(c.record.Status) {
		return divergence == nil
	}
	return divergence != nil && divergence.Shown == shown && divergence.Local == c.State()
}

// observed moves the claim along one row, since Partner Center shows that this
// has happened.
func (c *Claim) observed(row *lifecycle.Transition, shown lifecycle.PortalStatus, key UsedKey, meta *claims.Meta) Change {
	next, at := c.next(key, meta)
	r := &next.record
	set := r.step(row, at)
	r.assume(set...).Divergence = nil
	event := &events[row.Event]
	r.leave(event.leaves...)
	command := event.command.Zero
	command.apply(next, at)
	entry := next.entry(row.From, row, meta, at)
	entry.Command, entry.Shown = command, shown
	return Change{Claim: next, Entries: []Entry{entry}}
}

// noted records an observation without a step: either a divergence or the end
// of one.
func (c *Claim) noted(shown lifecycle.PortalStatus, key UsedKey, meta *claims.Meta) Change {
	next, at := c.next(key, meta)
	observed := next.record.assume()
	row := &agreement
	observed.Divergence = nil
	if !shown.Can(c.record.Status) {
		row = &diverging
		observed.Divergence = &Divergence{Shown: shown, Local: c.State(), At: at}
	}
	entry := next.entry(c.State(), row, meta, at)
	entry.Shown = shown
	return Change{Claim: next, Entries: []Entry{entry}}
}

// unchanged returns the change of an observation or a command that changes
// nothing. Without a key, it has no entries. A key is kept by an entry of its
// own, so that the command is a repetition ever after, whatever happens in
// between. The entry is no step in the claim's life: it leaves Updated as it
// is.
func (c *Claim) unchanged(event lifecycle.Event, key UsedKey, meta *claims.Meta) Change {
	if key.Key == "" {
		return Change{Claim: c}
	}
	next := &Claim{c.record, c.terms}
	next.record.Version++
	next.record.Keys = usedkey.With(next.record.Keys, key)
	row := lifecycle.Transition{Event: event, Rule: keyRule, Source: mci.LibraryReading}
	return Change{Claim: next, Entries: []Entry{next.entry(c.State(), &row, meta, form.Latest(meta.At, c.record.Updated))}}
}

// shows returns the change with the status that Partner Center showed in its
// entry, if there is one.
func (c Change) shows(shown lifecycle.PortalStatus) Change {
	for i := range c.Entries {
		c.Entries[i].Shown = shown
	}
	return c
}

// The rows of entries that follow Partner Center and are not in the machine.
var (
	agreement  = lifecycle.Transition{Event: lifecycle.StatusObserved, Actor: claims.PartnerCenter, Rule: "cporclaim.portal.agrees", Source: mci.LibraryReading}
	diverging  = lifecycle.Transition{Event: lifecycle.StatusObserved, Actor: claims.PartnerCenter, Rule: "cporclaim.portal.diverges", Source: mci.LibraryReading}
	adopting   = lifecycle.Transition{Event: lifecycle.ClaimAdopted, Actor: claims.PartnerCenter, Rule: "cporclaim.portal.adopt", Source: mci.LibraryReading}
	resolution = lifecycle.Transition{Event: lifecycle.DivergenceResolved, Actor: claims.Partner, Rule: "cporclaim.portal.resolve", Source: mci.LibraryReading}
	facts      = lifecycle.Transition{Event: lifecycle.FactsRecorded, Actor: claims.PartnerCenter, Rule: "cporclaim.portal.facts", Source: mci.LibraryReading}
)

// observeAgain repeats the effect of an entry of Partner Center for [Replay].
func (c *Claim) observeAgain(entry *Entry) (Change, error) {
	meta := entry.meta()
	if err := checkObservation(c, entry.Shown, &meta); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	key, err := keyOf(&meta, lifecycle.StatusObserved, entry.Shown)
	if err != nil {
		return Change{}, err
	}
	if entry.Event == lifecycle.StatusObserved && c.agrees(entry.Shown) {
		return c.unchanged(lifecycle.StatusObserved, key, &meta).shows(entry.Shown), nil
	}
	if err := meta.InOrder(c.record.ID, c.record.Updated); err != nil {
		return Change{}, err
	}
	if entry.Event == lifecycle.StatusObserved {
		return c.noted(entry.Shown, key, &meta), nil
	}
	if row := dense.row(c.State(), entry.Event); row != nil && row.From != row.To {
		return c.observed(row, entry.Shown, key, &meta), nil
	}
	return Change{}, mci.Invalid("history", entry.Event.String(), "a step of the machine that can be observed")
}

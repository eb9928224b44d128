package claims

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Observe moves a claim to the status that Partner Center shows at an instant.
// Partner Center is authoritative, so no guard and no window refuses the
// status. The claim goes the shortest way of the machine to a status that the
// portal's name can mean. Each step is one entry by the actor [PartnerCenter],
// with the portal's own text in Entry.Shown. If no way leads to the status, or
// if no document lists the name, one entry records a [Divergence] instead, and
// the status stays.
//
// [Claim.Assumed] lists the fields that the steps imply and no command
// recorded. Assumed instants are the instant of the observation. Observe fills
// in no amount, and leaves evidence, comments and contacts as they are. If the
// claim already has the status, or the divergence is already recorded, only the
// key of the meta is kept; without a key the change has no entries. A
// divergence ends when Partner Center shows the claim's own status or one that
// the machine can reach.
//
// The meta's actor must be [PartnerCenter]. Its user may be the person who read
// the export. If the observation is older than the claim's latest entry by more
// than the tolerance, Observe returns an [OutOfOrderError]. If the input is
// malformed, it returns a [mci.FieldError]. The choice of the shortest way, if
// there are several, is [mci.LibraryReading].
func Observe(claim *Claim, shown PortalStatus, meta Meta) (Change, error) {
	if err := checkObservation(claim, shown, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	key, err := meta.key(StatusObserved, shown)
	if err != nil {
		return Change{}, err
	}
	repeated, err := claim.repeats(key)
	if err != nil {
		return Change{}, err
	}
	switch {
	case repeated:
		return Change{Claim: claim}, nil
	case claim.agrees(shown):
		return claim.unchanged(StatusObserved, key, &meta).shows(shown), nil
	}
	if err := claim.held(); err != nil {
		return Change{}, err
	}
	if err := claim.inOrder(StatusObserved, &meta); err != nil {
		return Change{}, err
	}
	return claim.follow(shown, key, &meta)
}

// follow makes the steps of the way. If there is no way or none is needed, it
// records a note instead.
func (c *Claim) follow(shown PortalStatus, key UsedKey, meta *Meta) (Change, error) {
	change := Change{Claim: c}
	for !shown.Can(change.Claim.State().Status) {
		row := change.Claim.State().toward(shown)
		if row == nil {
			break
		}
		next, err := change.Claim.observed(row, shown, key, meta)
		if err != nil {
			return Change{}, err
		}
		change = Change{next.Claim, append(change.Entries, next.Entries...)}
		meta.Key, key = "", UsedKey{} // only the first entry has the key
	}
	if len(change.Entries) == 0 {
		return c.noted(shown, key, meta), nil
	}
	return change, nil
}

func checkObservation(claim *Claim, shown PortalStatus, meta *Meta) error {
	if claim == nil {
		return mci.Invalid("claim", "", "a claim")
	}
	if err := vocabulary.CheckForeign("shown", shown.text, mostNameBytes); err != nil {
		return err
	}
	return checkPortal(meta)
}

func checkPortal(meta *Meta) error {
	if errTables != nil {
		return errTables
	}
	if meta.Actor != PartnerCenter {
		return mci.Invalid("actor", meta.Actor.String(), "partner center")
	}
	return meta.check()
}

// agrees reports whether an observation changes nothing.
func (c *Claim) agrees(shown PortalStatus) bool {
	divergence := c.record.Observed.divergence()
	if shown.Can(c.record.Status) {
		return divergence == nil
	}
	return divergence != nil && divergence.Shown == shown && divergence.Local == c.State()
}

// observed moves the claim along one row, since Partner Center shows that this
// has happened.
func (c *Claim) observed(row *Transition, shown PortalStatus, key UsedKey, meta *Meta) (Change, error) {
	next, at := c.next(key, meta)
	r := &next.record
	r.Status, r.Disputed = row.To.Status, row.To.Disputed
	r.assume(assumedUpdated).Divergence = nil
	event := &events[row.Event]
	r.assume(event.leaves...) // so that no rule asks for them
	command := event.command.Zero
	if err := command.apply(next, at); err != nil {
		return Change{}, err
	}
	r.Amounts = c.record.Amounts // the status shows no amounts
	r.assume().Assumed = c.record.assumed().with(assumedUpdated)
	next.leave(event.leaves...)
	r.assumeInstants(&c.record)
	change, entry := next.change(row.From, row, meta, at)
	entry.Command, entry.Shown = command, shown
	return change, nil
}

// noted records an observation without a step: either a divergence or the end
// of one.
func (c *Claim) noted(shown PortalStatus, key UsedKey, meta *Meta) Change {
	next, at := c.next(key, meta)
	observed := next.record.assume(assumedUpdated)
	row := &agreement
	observed.Divergence = nil
	if !shown.Can(c.record.Status) {
		row = &diverging
		observed.Divergence = &Divergence{Shown: shown, Local: c.State(), At: at}
	}
	change, entry := next.change(c.State(), row, meta, at)
	entry.Shown = shown
	return change
}

// The rows of entries that follow Partner Center and are not in the machine.
var (
	agreement  = Transition{Event: StatusObserved, Actor: PartnerCenter, Rule: "claim.portal.agrees", Source: mci.LibraryReading}
	diverging  = Transition{Event: StatusObserved, Actor: PartnerCenter, Rule: "claim.portal.diverges", Source: mci.LibraryReading}
	adopting   = Transition{Event: ClaimAdopted, Actor: PartnerCenter, Rule: "claim.portal.adopt", Source: mci.LibraryReading}
	resolution = Transition{Event: DivergenceResolved, Actor: Partner, Rule: "claim.portal.resolve", Source: mci.LibraryReading}
)

// observeAgain repeats the effect of an entry of Partner Center for [Replay].
func (c *Claim) observeAgain(entry *Entry) (Change, error) {
	meta := entry.meta()
	if err := checkObservation(c, entry.Shown, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	key, err := meta.key(StatusObserved, entry.Shown)
	if err != nil {
		return Change{}, err
	}
	if entry.Event == StatusObserved && c.agrees(entry.Shown) {
		return c.unchanged(StatusObserved, key, &meta).shows(entry.Shown), nil
	}
	if err := c.tolerates(&meta); err != nil {
		return Change{}, err
	}
	if entry.Event == StatusObserved {
		return c.noted(entry.Shown, key, &meta), nil
	}
	if row := c.State().row(entry.Event); row != nil && row.From != row.To {
		return c.observed(row, entry.Shown, key, &meta)
	}
	return Change{}, mci.Invalid("history", entry.Event.String(), "a step of the machine that can be observed")
}

package claims

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Observe brings a claim to the status that Partner Center shows at an instant.
// Partner Center is authoritative: what it shows has happened, so no guard and
// no window refuses it. The claim goes the shortest way of the machine to a
// status that the portal's name can mean, one entry a step, each by the actor
// [PartnerCenter] with the portal's own text in Entry.Shown. Where no way leads
// there, or no document lists the name, one entry records a [Divergence]
// instead, and the status stays.
//
// What the steps imply and nobody recorded here is listed by [Claim.Assumed];
// instants among it are that of the observation. No amount is filled in, and
// evidence, comments and contacts stay as they are. Observing what is already
// so, or a divergence that is recorded already, gives a change without entries.
// A divergence ends where Partner Center shows the claim's own status, or one
// that a way leads to.
//
// The meta's actor must be [PartnerCenter]; its user may be who read the
// export. An observation that is older than the claim's latest entry is a
// [Refusal]. Malformed input is a [mci.FieldError]. The shortest way, where
// several lead to the status, is [mci.LibraryReading].
func Observe(claim *Claim, shown PortalStatus, meta Meta) (Change, error) {
	if err := checkObservation(claim, shown, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	repeated, err := claim.repeats(meta.Key, StatusObserved)
	if err != nil {
		return Change{}, err
	}
	if repeated || claim.agrees(shown) {
		return Change{Claim: claim}, nil
	}
	if err := claim.held(); err != nil {
		return Change{}, err
	}
	if gap := claim.outOfOrder(meta.At); gap != nil {
		return Change{}, claim.refusal(StatusObserved, &meta, *gap)
	}
	return claim.follow(shown, &meta)
}

// follow takes the steps of the way, or notes that there is none or none is
// needed.
func (c *Claim) follow(shown PortalStatus, meta *Meta) (Change, error) {
	change := Change{Claim: c}
	for !shown.Can(change.Claim.State().Status) {
		row := change.Claim.State().toward(shown)
		if row == nil {
			break
		}
		next, err := change.Claim.observed(row, shown, meta)
		if err != nil {
			return Change{}, err
		}
		change = Change{next.Claim, append(change.Entries, next.Entries...)}
		meta.Key = "" // it is that of the first entry
	}
	if len(change.Entries) == 0 {
		return c.noted(shown, meta), nil
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

// agrees reports whether an observation says nothing new.
func (c *Claim) agrees(shown PortalStatus) bool {
	divergence := c.record.Observed.divergence()
	if shown.Can(c.record.Status) {
		return divergence == nil
	}
	return divergence != nil && divergence.Shown == shown && divergence.Local == c.State()
}

// observed takes one row because Partner Center shows that it was taken.
func (c *Claim) observed(row *Transition, shown PortalStatus, meta *Meta) (Change, error) {
	next := c.portalEntry(StatusObserved, meta)
	r := &next.record
	r.Status, r.Disputed = row.To.Status, row.To.Disputed
	r.assume(assumedUpdated).Divergence = nil
	event := &events[row.Event]
	r.assume(event.leaves...)
	command := event.command.zero
	if err := command.apply(next, meta.At); err != nil {
		return Change{}, err
	}
	r.Amounts = c.record.Amounts // what was asked for and granted is not shown
	r.assumeInstants(&c.record)
	entry := next.entry(row.From, row, meta)
	entry.Command, entry.Shown = command, shown
	return Change{next, []Entry{entry}}, nil
}

// noted records what Partner Center shows without a step: a divergence, or that
// there is none any more.
func (c *Claim) noted(shown PortalStatus, meta *Meta) Change {
	next := c.portalEntry(StatusObserved, meta)
	observed := next.record.assume(assumedUpdated)
	row := &agreement
	observed.Divergence = nil
	if !shown.Can(c.record.Status) {
		row = &diverging
		observed.Divergence = &Divergence{Shown: shown, Local: c.State(), At: meta.At}
	}
	entry := next.entry(c.State(), row, meta)
	entry.Shown = shown
	return Change{next, []Entry{entry}}
}

// portalEntry returns the claim with one entry more, in the status that it has.
func (c *Claim) portalEntry(event Event, meta *Meta) *Claim {
	next := &Claim{c.record, c.engagement}
	r := &next.record
	r.Version++
	r.Updated = meta.At
	r.Keys = usedKeys(r.Keys, meta.Key, event)
	return next
}

// The rows of entries that the machine does not know, since they follow Partner
// Center.
var (
	agreement  = Transition{Event: StatusObserved, Actor: PartnerCenter, Rule: "claim.portal.agrees", Source: mci.LibraryReading}
	diverging  = Transition{Event: StatusObserved, Actor: PartnerCenter, Rule: "claim.portal.diverges", Source: mci.LibraryReading}
	adopting   = Transition{Event: ClaimAdopted, Actor: PartnerCenter, Rule: "claim.portal.adopt", Source: mci.LibraryReading}
	resolution = Transition{Event: DivergenceResolved, Actor: Partner, Rule: "claim.portal.resolve", Source: mci.LibraryReading}
)

// observeAgain does what an entry of Partner Center tells of, for [Replay].
func (c *Claim) observeAgain(entry *Entry) (Change, error) {
	meta := entry.meta()
	if err := checkObservation(c, entry.Shown, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	if err := c.held(); err != nil {
		return Change{}, err
	}
	if gap := c.outOfOrder(meta.At); gap != nil {
		return Change{}, c.refusal(StatusObserved, &meta, *gap)
	}
	if entry.Event == StatusObserved {
		return c.noted(entry.Shown, &meta), nil
	}
	if row := c.State().row(entry.Event); row != nil && row.From != row.To {
		return c.observed(row, entry.Shown, &meta)
	}
	return Change{}, mci.Invalid("history", entry.Event.String(), "a step of the machine that can be observed")
}

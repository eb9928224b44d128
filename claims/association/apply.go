package association

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/finding"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A Change is the effect of a command: the claim's next value and the history
// entries to append. A host saves both in one transaction, and nothing else. If
// there are no entries, nothing changed.
type Change struct {
	Claim   *Claim  // the claim after the command
	Entries []Entry // to append to the claim's history, oldest first
	// Warnings name other claims that are approved for the same workload or
	// subscription. They are not among the claim's own Warnings, because only a
	// desk reads other claims. They are never saved.
	Warnings []claims.Gap
}

// Then returns both changes as one; see [claims.Change.Then].
func (c Change) Then(next Change) Change {
	return Change{Claim: next.Claim, Entries: slices.Concat(c.Entries, next.Entries), Warnings: slices.Concat(c.Warnings, next.Warnings)}
}

// Expected returns the version that the stored claim must have for the change
// to be saved. It is 0 if there must be no stored claim yet.
func (c Change) Expected() uint64 {
	if c.Claim == nil {
		return 0
	}
	return c.Claim.record.Version - uint64(len(c.Entries))
}

// Open creates a claim of a proposal, in the status Draft. The instant must be
// the one that the proposal was decided for. If the partner had a proof
// already, the claim has it. If the input is malformed, Open returns a
// [mci.FieldError]. If the actor may not create the claim, it returns a
// [Refusal].
func Open(proposal *cpor.Proposal, id claims.ID, meta claims.Meta) (Change, error) {
	if proposal == nil {
		return Change{}, mci.Invalid("proposal", "", "a proposal made by package cpor")
	}
	if err := checkOpening(id, &meta, proposal.At()); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	row := dense.row(lifecycle.State{}, lifecycle.ClaimCreated)
	if gap := notFor(row, &meta); gap != nil {
		return Change{}, (&Claim{terms: proposal.Terms()}).refusal(lifecycle.ClaimCreated, &meta, *gap)
	}
	created := &Claim{terms: proposal.Terms(), record: Record{
		ID: id, Version: 1, Association: proposal.Association(), Details: proposal.Details(), Proof: proposal.Proof(),
		Updated: meta.At,
	}}
	created.record.step(row, meta.At)
	if err := created.record.check(); err != nil {
		return Change{}, err
	}
	key, err := keyOf(&meta, lifecycle.ClaimCreated, created.record.openingContent())
	if err != nil {
		return Change{}, err
	}
	created.record.Keys = usedkey.With(nil, key)
	entry := created.entry(lifecycle.State{}, row, &meta, meta.At)
	entry.Findings, entry.Opening = finding.Stored(proposal.Findings()), created.unindexed()
	return Change{Claim: created, Entries: []Entry{entry}}, nil
}

func checkOpening(id claims.ID, meta *claims.Meta, decided time.Time) error {
	if errTables != nil {
		return errTables
	}
	if err := form.CheckNewID("id", string(id), mostIDBytes); err != nil {
		return err
	}
	if err := meta.Check(); err != nil {
		return err
	}
	if !meta.At.Equal(decided) {
		return mci.Invalid("at", form.Shown(meta.At), "the instant that was decided for, "+form.Shown(decided))
	}
	return nil
}

// Apply applies a command to a claim. It is pure: it does not modify the claim,
// and equal inputs give equal changes. If the rules do not allow the command,
// Apply returns a [Refusal]. If the input is malformed, it returns a
// [mci.FieldError]. If the command is dated before the claim's latest entry by
// more than the tolerance, it returns a [claims.OutOfOrderError]. If the
// idempotency key was used before for the same command with the same content,
// the change has no entries.
func Apply(claim *Claim, command Command, meta claims.Meta) (Change, error) {
	return apply(claim, command, meta, nil)
}

// apply applies a command. If it replays an entry, it skips the rules that
// depend on terms, because the terms can have changed since.
func apply(claim *Claim, command Command, meta claims.Meta, replayed *Entry) (Change, error) {
	if err := checkInput(claim, command, &meta); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	command = cloned(command)
	event := command.Event()
	key, err := keyOf(&meta, event, command)
	if err != nil {
		return Change{}, err
	}
	switch repeated, err := usedkey.Repeats(claim.record.Keys, key); {
	case err != nil:
		return Change{}, err
	case repeated:
		return Change{Claim: claim}, nil
	}
	if err := claim.inOrder(event, &meta, replayed != nil); err != nil {
		return Change{}, err
	}
	switch command := command.(type) {
	case Resolve:
		return claim.resolve(command, key, &meta)
	case RecordFacts:
		return claim.recordFacts(command, key, &meta)
	}
	row := dense.row(claim.State(), event)
	if refusal := claim.refuse(row, command, &meta, replayed != nil); refusal != nil {
		return Change{}, refusal
	}
	changed, at := claim.next(key, &meta)
	happened, err := claim.happened(row, at, replayed)
	if err != nil {
		return Change{}, err
	}
	changed.record.known(changed.record.step(row, happened)...)
	command.apply(changed, at)
	entry := changed.entry(row.From, row, &meta, at)
	entry.Command = command
	if !happened.Equal(at) {
		entry.Due = happened
	}
	return Change{Claim: changed, Entries: []Entry{entry}}, nil
}

// happened returns the instant at which a step happened that is stored at an
// instant. An expiry happened when the window ended, however late a sweep
// records it, so that a window which follows never depends on the sweep. Every
// other step happened when it is stored. The window depends on the terms, so an
// entry that is replayed gives the instant itself.
func (c *Claim) happened(row *lifecycle.Transition, at time.Time, replayed *Entry) (time.Time, error) {
	switch {
	case replayed != nil && replayed.Due.IsZero(), replayed == nil && row.Event != lifecycle.WindowEnds:
		return at, nil
	case replayed == nil:
		due, _ := c.Expiry()
		return c.stored(form.UTC(due.Window.End)), nil
	}
	due := form.UTC(replayed.Due)
	if row.Event != lifecycle.WindowEnds || due.After(at) || !due.Equal(c.stored(due)) {
		return time.Time{}, mci.Invalid("history", form.Shown(due)+", of "+row.Event.String(), "the end of the window of an expiry, after the claim's other steps and not after the entry")
	}
	return due, nil
}

func checkInput(claim *Claim, command Command, meta *claims.Meta) error {
	if errTables != nil {
		return errTables
	}
	if claim == nil {
		return mci.Invalid("claim", "", "a claim")
	}
	if err := meta.Check(); err != nil {
		return err
	}
	if err := checkCommand(command); err != nil {
		return err
	}
	return command.check()
}

func checkCommand(command Command) error {
	if !isCommand(command) {
		return mci.Invalid("command", fmt.Sprintf("%T", command), "a command of package association, not a pointer to one")
	}
	return nil
}

// next returns the claim with one more entry, in the same state, and the
// instant under which the entry is stored.
func (c *Claim) next(key UsedKey, meta *claims.Meta) (*Claim, time.Time) {
	next := &Claim{c.record, c.terms}
	r := &next.record
	at := c.stored(meta.At)
	r.Version++
	r.Updated = form.Latest(r.Updated, at)
	r.Keys = usedkey.With(r.Keys, key)
	return next, at
}

// refuse returns the reason that a command is not allowed, or nil. It checks in
// this order: the machine, the actor, the window, the guards.
func (c *Claim) refuse(row *lifecycle.Transition, command Command, meta *claims.Meta, replayed bool) *Refusal {
	event := command.Event()
	if row == nil {
		return c.refusal(event, meta, c.notPermitted())
	}
	if gap := notFor(row, meta); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	if gap := c.outOfWindow(row, meta.At); gap != nil && !replayed {
		return c.refusal(event, meta, *gap)
	}
	for _, guard := range row.Guards {
		if guards[guard].ofTerms && replayed {
			continue
		}
		if gaps := missing(guard, c, command, meta.At); gaps != nil {
			return c.refusal(event, meta, gaps...)
		}
	}
	return nil
}

// notPermitted returns the reason that the machine has no row for an event.
func (c *Claim) notPermitted() claims.Gap {
	if c.State().Terminal() {
		return claims.Gap{Rule: terminalRule, Path: "status", Why: "the claim has ended (" + c.State().Ending.String() + "); it takes a new association with a new proof", Source: mci.ManageAssociations.Source()}
	}
	return claims.Gap{Rule: machineRule, Path: "status", Why: "the status does not permit it", Source: mci.ManageAssociations.Source()}
}

// notFor refuses an actor that the row does not name, and a partner's user who
// is not an Incentives admin.
func notFor(t *lifecycle.Transition, meta *claims.Meta) *claims.Gap {
	switch {
	case t.Actor != meta.Actor:
		return &claims.Gap{Rule: actorRule, Path: "meta.actor", Why: "only " + t.Actor.String() + " can do this", Source: t.Source.Source()}
	case t.Actor == claims.Partner && meta.Role < mci.IncentivesAdmin:
		return &claims.Gap{Rule: roleRule, Path: "meta.role", Why: "the user needs the role Incentives admin at the claim's location", Source: mci.CreateAssociation.Source()}
	default:
		return nil
	}
}

// outOfWindow refuses an expiry while the window is open, and any other event
// when a window is over that moves the claim.
func (c *Claim) outOfWindow(row *lifecycle.Transition, at time.Time) *claims.Gap {
	d, expires := c.Expiry()
	if !expires {
		return nil
	}
	open := d.Window.Open(at)
	if open != (row.Event == lifecycle.WindowEnds) {
		return nil
	}
	why := "the " + d.Clock.String() + " window ended with " + d.Window.LastDay.String() + "; the claim's expiry is due"
	if open {
		why = "the " + d.Clock.String() + " window is open until the end of " + d.Window.LastDay.String()
	}
	return &claims.Gap{Rule: d.Rule, Path: "meta.at", Why: why, Source: row.Source.Source()}
}

// PermittedAt returns the events that the machine and the clocks permit at an
// instant. When a window is over that moves the claim, only the expiry is
// permitted; before that, everything except the expiry. Actors and guards may
// still refuse the events; see [Claim.NextSteps].
func (c *Claim) PermittedAt(at time.Time) lifecycle.EventSet {
	permitted, expiry := dense.permitted(c.State()), lifecycle.EventSetOf(lifecycle.WindowEnds)
	d, expires := c.Expiry()
	switch {
	case !expires:
		return permitted
	case d.Window.Open(at):
		return permitted.Without(expiry)
	default:
		return permitted.And(expiry)
	}
}

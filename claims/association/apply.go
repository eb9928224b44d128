package association

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Change is the effect of a command: the claim's next value and the history
// entries to append. A host saves both in one transaction, and nothing else. If
// there are no entries, nothing changed.
type Change struct {
	Claim   *Claim  // the claim after the command
	Entries []Entry // to append to the claim's history, oldest first
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
	row := State{}.row(ClaimCreated)
	if gap := row.notFor(&meta); gap != nil {
		return Change{}, (&Claim{terms: proposal.Terms()}).refusal(ClaimCreated, &meta, *gap)
	}
	created := &Claim{terms: proposal.Terms(), record: Record{
		ID: id, Version: 1, Association: proposal.Association(), Details: proposal.Details(), Proof: proposal.Proof(),
		Updated: meta.At, Keys: usedKeys(nil, meta.Key, ClaimCreated),
	}}
	created.record.step(row, meta.At)
	if err := created.record.check(); err != nil {
		return Change{}, err
	}
	entry := created.entry(State{}, row, &meta)
	entry.Findings = proposal.Findings()
	opening := created.Record()
	entry.Opening = &opening
	return Change{created, []Entry{entry}}, nil
}

func checkOpening(id claims.ID, meta *claims.Meta, decided time.Time) error {
	if errTables != nil {
		return errTables
	}
	if err := vocabulary.CheckID("id", string(id), mostIDBytes); err != nil {
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
// [mci.FieldError]. If the idempotency key was used before for the same event,
// the change has no entries.
func Apply(claim *Claim, command Command, meta claims.Meta) (Change, error) {
	return apply(claim, command, meta, asked)
}

// A trust says which rules a command must pass.
type trust bool

const (
	asked    trust = false // all of them
	replayed trust = true  // not those that depend on terms, which can have changed since
)

func apply(claim *Claim, command Command, meta claims.Meta, trusted trust) (Change, error) {
	if err := checkInput(claim, command, &meta); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	command = cloned(command)
	event := command.Event()
	if repeated, err := claim.repeats(meta.Key, event); err != nil {
		return Change{}, err
	} else if repeated {
		return Change{Claim: claim}, nil
	}
	switch command := command.(type) {
	case Resolve:
		return claim.resolve(command, &meta)
	case RecordFacts:
		return claim.recordFacts(command, &meta)
	}
	row := claim.State().row(event)
	if refusal := claim.refuse(row, command, &meta, trusted); refusal != nil {
		return Change{}, refusal
	}
	changed := claim.next(event, &meta)
	changed.record.known(changed.record.step(row, meta.At)...)
	command.apply(changed, meta.At)
	entry := changed.entry(row.From, row, &meta)
	entry.Command = command
	return Change{changed, []Entry{entry}}, nil
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
	if !isCommand(command) {
		return mci.Invalid("command", fmt.Sprintf("%T", command), "a command of package association, not a pointer to one")
	}
	return command.check()
}

// next returns the claim with one more entry, in the same state.
func (c *Claim) next(event Event, meta *claims.Meta) *Claim {
	next := &Claim{c.record, c.terms}
	r := &next.record
	r.Version++
	r.Updated = meta.At
	r.Keys = usedKeys(r.Keys, meta.Key, event)
	return next
}

func usedKeys(keys []UsedKey, key string, event Event) []UsedKey {
	if key == "" {
		return keys
	}
	return append(slices.Clip(keys), UsedKey{key, event})
}

// repeats reports whether the key was used before for the event. If it was used
// for another event, repeats returns an error.
func (c *Claim) repeats(key string, event Event) (bool, error) {
	i := slices.IndexFunc(c.record.Keys, func(used UsedKey) bool { return used.Key == key })
	switch {
	case key == "" || i < 0:
		return false, nil
	case c.record.Keys[i].Event != event:
		return false, mci.Invalid("key", key, "a key that was not used for another command, such as "+c.record.Keys[i].Event.String())
	default:
		return true, nil
	}
}

// refuse returns the reason that a command is not allowed, or nil. It checks in
// this order: the order of time, the machine, the actor, the window, the
// guards.
func (c *Claim) refuse(row *Transition, command Command, meta *claims.Meta, trusted trust) *Refusal {
	event := command.Event()
	if gap := c.outOfOrder(meta.At); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	if row == nil {
		return c.refusal(event, meta, c.notPermitted())
	}
	if gap := row.notFor(meta); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	if gap := c.outOfWindow(row, meta.At); gap != nil && trusted != replayed {
		return c.refusal(event, meta, *gap)
	}
	for _, guard := range row.Guards {
		if guards[guard].ofTerms && trusted == replayed {
			continue
		}
		if gaps := guard.missing(c, command, meta.At); gaps != nil {
			return c.refusal(event, meta, gaps...)
		}
	}
	return nil
}

// outOfOrder refuses an instant before the claim's latest entry.
func (c *Claim) outOfOrder(at time.Time) *claims.Gap {
	if !at.Before(c.record.Updated) {
		return nil
	}
	return &claims.Gap{
		Rule: timeRule, Path: "meta.at", Source: mci.LibraryReading.Source(),
		Why: "it is dated before the claim's latest entry of " + c.record.Updated.Format(time.RFC3339),
	}
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
func (t *Transition) notFor(meta *claims.Meta) *claims.Gap {
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
func (c *Claim) outOfWindow(row *Transition, at time.Time) *claims.Gap {
	d, expires := c.expiry()
	if !expires {
		return nil
	}
	open := d.Window.Open(at)
	if open != (row.Event == WindowEnds) {
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
func (c *Claim) PermittedAt(at time.Time) EventSet {
	permitted, expiry := c.State().Permitted(), EventSetOf(WindowEnds)
	d, expires := c.expiry()
	switch {
	case !expires:
		return permitted
	case d.Window.Open(at):
		return EventSet{permitted.word &^ expiry.word}
	default:
		return EventSet{permitted.word & expiry.word}
	}
}

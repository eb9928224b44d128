package claims

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Meta holds the actor, the instant and the idempotency key of a command.
type Meta struct {
	// Actor is the actor who gives the command.
	Actor Actor
	// User is the user at the partner, at most 200 bytes, or empty.
	User mci.UserID
	// Role is the user's role at the claim's location. A partner's command
	// needs one.
	Role mci.Role
	// At is the instant of the command, from 2000 to 9000. It must not be before
	// the claim's latest entry.
	At time.Time
	// Key is the idempotency key of this one command, at most 200 bytes. If the
	// key was used for the same event before, the command changes nothing.
	// Empty means none.
	Key string
}

const mostKeyBytes = 200

func (m *Meta) check() error {
	if m.At.Before(earliest) || !m.At.Before(latest) {
		return mci.Invalid("at", m.At.Format(time.RFC3339), "an instant of the years 2000 to 9000")
	}
	if m.Actor == 0 || m.Actor > PartnerCenter {
		return mci.Invalid("actor", m.Actor.String(), actorNames.Allowed())
	}
	if m.Role > mci.IncentivesAdmin {
		return mci.Invalid("role", m.Role.String(), "Incentives admin, Incentives user or none")
	}
	if err := checkOptional(vocabulary.CheckID, "user", string(m.User), mostKeyBytes); err != nil {
		return err
	}
	return checkOptional(vocabulary.CheckID, "key", m.Key, mostKeyBytes)
}

// A Change is the effect of a command: the claim's next value and the history
// entries to append. A host saves both in one transaction, and nothing else. If
// there are no entries, nothing changed. For example, the command was a
// repetition.
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

// A Limit is the most claims that one customer ID may have for one engagement.
type Limit struct {
	Customer   mci.CustomerID   // as checked
	Engagement mci.EngagementID // in any edition
	Most       int              // open or approved; 0 for no limit
	Open       int              // open at a time; 0 for no limit
}

// Limit returns the limit that the store must enforce in the transaction that
// saves the change, and whether there is one. Only the change that opens a claim
// has a limit. An adopted claim has none, since Microsoft already has it.
func (c Change) Limit() (Limit, bool) {
	if c.Claim == nil {
		return Limit{}, false
	}
	limit, _ := c.Claim.engagement.ClaimLimit(c.Claim.dates().Nomination)
	if limit.Claims == 0 && limit.Open == 0 || c.Expected() != 0 || c.Claim.Adopted() {
		return Limit{}, false
	}
	return Limit{c.Claim.record.CheckedID, c.Claim.record.Engagement.Engagement, limit.Claims, limit.Open}, true
}

// Open makes a claim of a nomination. The instant must be the one that the
// nomination was decided for. If the input is malformed, Open returns a
// [mci.FieldError]. If the actor may not nominate, it returns a [Refusal].
func Open(nomination *eligibility.Nomination, id ID, meta Meta) (Change, error) {
	if nomination == nil {
		return Change{}, mci.Invalid("nomination", "", "a nomination made by package eligibility")
	}
	q, details := nomination.Question(), nomination.Details()
	if err := checkOpening(id, &meta, q.At); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	event := AddCustomer
	if q.Way == eligibility.Claim {
		event = ClaimCustomer
	}
	none := &Claim{engagement: q.Engagement}
	row := State{}.row(event)
	if refusal := none.refuse(row, event, nil, &meta); refusal != nil {
		return Change{}, refusal
	}
	opened := &Claim{engagement: q.Engagement, record: Record{
		ID: id, Version: 1, Status: row.To.Status,
		Name: details.ClaimName, Engagement: q.Engagement.Ref(), Way: q.Way,
		CustomerID: q.Customer.ID, CheckedID: q.Customer.Checked(), MismatchReason: q.Customer.MismatchReason,
		CustomerCountry: q.Customer.Country, CustomerContact: details.CustomerContact, PartnerContact: details.PartnerContact,
		Location: q.Location.ID, LocationCountry: q.Location.Country,
		Hours: q.Hours, Segment: q.Customer.Segment, Quantities: measured(q), Opportunity: q.Opportunity,
		Created: meta.At, Updated: meta.At,
		Keys: usedKeys(nil, meta.Key, event),
	}}
	if payable := nomination.ProposedPayout().OnApproval; !payable.IsNone() {
		opened.record.Amounts.Estimated = Amount{Money: payable, At: meta.At}
	}
	if err := opened.record.checkForm(); err != nil {
		return Change{}, err
	}
	entry := opened.entry(State{}, row, &meta)
	entry.Findings = nomination.Findings()
	opening := opened.Record()
	entry.Opening = &opening
	return Change{opened, []Entry{entry}}, nil
}

// measured returns the customer's quantities that the engagement asks for.
func measured(q eligibility.Question) mci.Quantities {
	var asked mci.Quantities
	for _, measure := range q.Engagement.Measures() {
		if quantity, ok := q.Customer.Quantities[measure]; ok {
			if asked == nil {
				asked = mci.Quantities{}
			}
			asked[measure] = quantity
		}
	}
	return asked
}

func checkOpening(id ID, meta *Meta, decided time.Time) error {
	if errTables != nil {
		return errTables
	}
	if err := vocabulary.CheckID("id", string(id), mostKeyBytes); err != nil {
		return err
	}
	if err := meta.check(); err != nil {
		return err
	}
	if !meta.At.Equal(decided) {
		return mci.Invalid("at", meta.At.Format(time.RFC3339Nano), "the instant that the nomination was decided for, "+decided.Format(time.RFC3339Nano))
	}
	return nil
}

// Apply applies a command to a claim. It is pure: it does not modify the claim,
// and equal inputs give equal changes. If the rules do not allow the command,
// Apply returns a [Refusal]. If the input is malformed, it returns a
// [mci.FieldError]. If the idempotency key was used before for the same event,
// the change has no entries.
func Apply(claim *Claim, command Command, meta Meta) (Change, error) {
	if err := checkInput(claim, command, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	event := command.Event()
	if repeated, err := claim.repeats(meta.Key, event); err != nil {
		return Change{}, err
	} else if repeated {
		return Change{Claim: claim}, nil
	}
	if resolve, ok := command.(Resolve); ok {
		return claim.resolve(resolve, &meta)
	}
	if facts, ok := command.(RecordFacts); ok {
		return claim.recordFacts(facts, &meta)
	}
	row := claim.State().row(event)
	if refusal := claim.refuse(row, event, command, &meta); refusal != nil {
		return Change{}, refusal
	}
	changed := &Claim{claim.record, claim.engagement}
	r := &changed.record
	r.Version++
	r.Status, r.Disputed = row.To.Status, row.To.Disputed
	r.Updated = meta.At
	r.Keys = usedKeys(r.Keys, meta.Key, event)
	if err := command.apply(changed, meta.At); err != nil {
		return Change{}, err
	}
	entry := changed.entry(row.From, row, &meta)
	entry.Command = command
	return Change{changed, []Entry{entry}}, nil
}

func checkInput(claim *Claim, command Command, meta *Meta) error {
	if errTables != nil {
		return errTables
	}
	if claim == nil {
		return mci.Invalid("claim", "", "a claim")
	}
	if err := meta.check(); err != nil {
		return err
	}
	if !isCommand(command) {
		return mci.Invalid("command", fmt.Sprintf("%T", command), "a command of package claims, not a pointer to one")
	}
	return command.check()
}

// utc drops the zone and the monotonic reading, so that equal instants are
// equal values.
func utc(at time.Time) time.Time { return at.UTC().Round(0) }

func usedKeys(keys []UsedKey, key string, event Event) []UsedKey {
	if key == "" {
		return keys
	}
	return append(slices.Clip(keys), UsedKey{key, event})
}

// repeats reports whether the key was used before for the event. If it was used
// for another event, repeats returns an error.
func (c *Claim) repeats(key string, event Event) (bool, error) {
	if key == "" {
		return false, nil
	}
	for _, used := range c.record.Keys {
		if used.Key == key && used.Event != event {
			return false, mci.Invalid("key", key, "a key that was not used for another command, such as "+used.Event.String())
		}
		if used.Key == key {
			return true, nil
		}
	}
	return false, nil
}

// refuse returns the reason that a command is not allowed, or nil. It checks in
// this order: the order of time, the machine, the actor, the window, the guards.
// When a claim is opened, the command is nil.
func (c *Claim) refuse(row *Transition, event Event, command Command, meta *Meta) *Refusal {
	if gap := c.outOfOrder(meta.At); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	if row == nil {
		return c.refusal(event, meta, c.notPermitted())
	}
	if gap := row.notFor(meta); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	if gap := c.outOfWindow(row, meta.At); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	for _, guard := range row.Guards {
		if gaps := guard.missing(c, command, meta.At); gaps != nil {
			return c.refusal(event, meta, gaps...)
		}
	}
	return nil
}

func (c *Claim) refusal(event Event, meta *Meta, gaps ...Gap) *Refusal {
	rule, source := gaps[0].Rule, gaps[0].Source
	if guard := gaps[0].Guard; guard != 0 {
		source = guards[guard].source.Source() // each gap has its own beside
	}
	refusal := &Refusal{
		Rule: rule, State: c.State(), Event: event, Actor: meta.Actor, At: meta.At,
		Missing: sentence(gaps), Gaps: gaps, Permitted: c.PermittedAt(meta.At), Source: source,
	}
	if due, expires := c.expiry(); expires && due.Rule == rule && event != WindowEnds {
		refusal.Due = &due
	}
	return refusal
}

// outOfOrder refuses an instant before the claim's latest entry.
func (c *Claim) outOfOrder(at time.Time) *Gap {
	if !at.Before(c.record.Updated) {
		return nil
	}
	return &Gap{
		Rule: timeRule, Path: "meta.at", Source: mci.LibraryReading.Source(),
		Why: "it is dated before the claim's latest entry of " + c.record.Updated.Format(time.RFC3339),
	}
}

// notPermitted returns the reason that the machine has no row for an event.
func (c *Claim) notPermitted() Gap {
	if c.State().Terminal() {
		return Gap{Rule: terminalRule, Path: "status", Why: "the claim has ended and never comes back; it takes a new claim", Source: mci.WorkshopClaims.Source()}
	}
	return Gap{Rule: machineRule, Path: "status", Why: "the status does not permit it", Source: mci.EngagementsOverview.Source()}
}

// notFor refuses an actor that the row does not name, and a partner's user
// without a role.
func (t *Transition) notFor(meta *Meta) *Gap {
	switch {
	case t.Actor != meta.Actor:
		return &Gap{Rule: actorRule, Path: "meta.actor", Why: "only " + t.Actor.String() + " can do this", Source: t.Source.Source()}
	case t.Actor == Partner && meta.Role == 0:
		return &Gap{Rule: roleRule, Path: "meta.role", Why: "the user needs the role Incentives admin or Incentives user at the claim's location", Source: mci.CustomersPage.Source()}
	default:
		return nil
	}
}

// outOfWindow refuses an expiry while the window is open, and any other event
// when the window is over.
func (c *Claim) outOfWindow(row *Transition, at time.Time) *Gap {
	clock := c.expiring()
	if clock == 0 {
		return nil
	}
	window := c.window(clock)
	open := window.Open(at)
	if open != (row.Event == WindowEnds) {
		return nil
	}
	why := "the " + clock.String() + " window ended with " + window.LastDay.String() + "; the claim's expiry is due"
	if open {
		why = "the " + clock.String() + " window is open until the end of " + window.LastDay.String()
	}
	return &Gap{Rule: dense.byClock[clock].rule, Path: "meta.at", Why: why, Source: row.Source.Source()}
}

var onlyExpiry = EventSetOf(WindowEnds)

// PermittedAt returns the events that the machine and the clocks permit at an
// instant. When the window is over, only the expiry is permitted; before that,
// everything except the expiry. Actors and guards may still refuse the events;
// see [Claim.NextSteps]. It does not allocate.
func (c *Claim) PermittedAt(at time.Time) EventSet {
	permitted, clock := c.State().Permitted(), c.expiring()
	switch {
	case clock == 0:
		return permitted
	case c.window(clock).Open(at):
		return permitted.without(onlyExpiry)
	default:
		return permitted.and(onlyExpiry)
	}
}

package claims

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Meta holds the actor, the instant and the idempotency key of a command.
type Meta struct {
	// Actor is the actor who gives the command.
	Actor Actor `json:"actor,omitzero"`
	// User is the user at the partner, at most 200 bytes, or empty.
	User mci.UserID `json:"user,omitzero"`
	// Role is the user's role at the claim's location. A partner's command
	// needs one.
	Role mci.Role `json:"role,omitzero"`
	// At is the instant at which it happened, in the years 2000 to 9000. It may
	// be before the claim's latest entry by the tolerance. Deadlines go by it.
	At time.Time `json:"at,omitzero"`
	// Received is the instant at which the host received the command, by the
	// host's own clock. If it is given, At is at most the tolerance later. The
	// functions of this package do without it; a Desk requires it.
	Received time.Time `json:"received,omitzero"`
	// Future is true if the host vouches for an instant that is later than its
	// receipt, for example in a simulation.
	Future bool `json:"future,omitempty"`
	// Tolerance is the time by which commands may be out of order, up to
	// MostTolerance. 0 means DefaultTolerance, and NoTolerance none.
	Tolerance time.Duration `json:"toleranceNanoseconds,omitempty"`
	// Key is the idempotency key of this one command, at most 200 bytes. If the
	// key was used before for the same command with the same content, nothing
	// changes; with another content it is an error. A key is used as soon as
	// the command is accepted: if the command finds its effect recorded
	// already, an entry with the rule claim.key keeps the key. A key whose
	// command was refused is not used. Empty means none.
	Key string `json:"key,omitempty"`
}

const mostKeyBytes = 200

func (m *Meta) check() error {
	if err := m.checkTime(); err != nil {
		return err
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
// repetition. An entry with the rule claim.key changes nothing but the keys.
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

// Then returns both changes as one, so that a store saves them together or not
// at all. The next change must go on from the claim of c, as in
//
//	back, err := claims.TakeBack(claim, history, number, catalog, meta)
//	given, err := claims.Apply(back.Claim, command, meta)
//	both := back.Then(given)
//
// A store refuses a change whose entries do not follow each other.
func (c Change) Then(next Change) Change {
	return Change{next.Claim, slices.Concat(c.Entries, next.Entries)}
}

// A Limit is the most claims that one customer ID may have for one engagement.
type Limit struct {
	// as checked
	Customer mci.CustomerID `json:"customer,omitzero"`
	// in any edition
	Engagement mci.EngagementID `json:"engagement,omitzero"`
	// open or approved; 0 for no limit
	Most int `json:"most"`
	// open at a time; 0 for no limit
	Open int `json:"open"`
}

// Limit returns the limit that the store must enforce in the transaction that
// saves the change, and whether there is one. A change has a limit only if one
// more claim counts toward it afterward, because the change opens the claim or
// takes back the entry that ended it. An approved claim counts toward Most
// already, so that a change that takes the approval back has the limit of Open
// alone. An adopted claim has none, since Microsoft already has it.
func (c Change) Limit() (Limit, bool) {
	if c.Claim == nil || len(c.Entries) == 0 || c.Claim.Adopted() {
		return Limit{}, false
	}
	limit, _ := c.Claim.engagement.ClaimLimit(c.Claim.dates().Nomination)
	if limit.Locked && limit.Claims == 0 {
		limit.Claims = 1 // a locked customer has no second claim
	}
	counted, open := c.counts()
	if !counted {
		limit.Claims = 0
	}
	if !open {
		limit.Open = 0
	}
	if limit.Claims == 0 && limit.Open == 0 {
		return Limit{}, false
	}
	return Limit{c.Claim.record.CheckedID, c.Claim.record.Engagement.Engagement, limit.Claims, limit.Open}, true
}

// counts reports whether the change adds a claim to those that count toward a
// limit, and to those that are open.
func (c Change) counts() (counted, open bool) {
	first := &c.Entries[0]
	if first.Event == EntryTakenBack {
		before, after := Record{Status: first.From}, &c.Claim.record
		return !before.CountsTowardLimit() && after.CountsTowardLimit(), before.State().Terminal() && !after.State().Terminal()
	}
	opens := c.Expected() == 0
	return opens, opens
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
		Name: details.ClaimName, Engagement: q.Engagement.Ref(), Terms: q.Engagement.Digest(), Way: q.Way,
		CustomerID: q.Customer.ID, CheckedID: q.Customer.Checked(), MismatchReason: q.Customer.MismatchReason,
		CustomerCountry: q.Customer.Country, CustomerContact: details.CustomerContact, PartnerContact: details.PartnerContact,
		Location: q.Location.ID, LocationCountry: q.Location.Country,
		Hours: q.Hours, Segment: q.Customer.Segment, Quantities: measured(q), Opportunity: q.Opportunity,
		Created: meta.At, Updated: meta.At,
	}}
	if payable := nomination.ProposedPayout().OnApproval; !payable.IsNone() {
		opened.record.Amounts.Estimated = Amount{Money: payable, At: meta.At}
	}
	if err := opened.record.checkForm(); err != nil {
		return Change{}, err
	}
	key, err := meta.key(event, opened.record.openingContent())
	if err != nil {
		return Change{}, err
	}
	opened.record.Keys = withKey(nil, key)
	change, entry := opened.change(State{}, row, &meta, meta.At)
	entry.Findings, entry.Opening = storedFindings(nomination.Findings()), opened.unindexed()
	return change, nil
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
	if err := form.CheckNewID("id", string(id), mostKeyBytes); err != nil {
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
// [mci.FieldError]. If the idempotency key was used before for the same
// command, the change has no entries.
func Apply(claim *Claim, command Command, meta Meta) (Change, error) {
	if err := checkInput(claim, command, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	event := command.Event()
	key, err := meta.keyOf(command)
	if err != nil {
		return Change{}, err
	}
	switch repeated, err := claim.repeats(key); {
	case err != nil:
		return Change{}, err
	case repeated:
		return Change{Claim: claim}, nil
	}
	if err := claim.held(); err != nil && event != TermsAccepted {
		return Change{}, err
	}
	if err := claim.inOrder(event, &meta); err != nil {
		return Change{}, err
	}
	if beside, ok := command.(besideMachine); ok {
		return beside.applyTo(claim, key, meta)
	}
	row := claim.State().row(event)
	if refusal := claim.refuse(row, event, command, &meta); refusal != nil {
		return Change{}, refusal
	}
	if payment, ok := command.(RecordPayment); ok && payment.known(&claim.record) {
		return claim.unchanged(PaymentRecorded, key, &meta).of(command), nil
	}
	return claim.along(row, command, key, &meta)
}

// along moves the claim along a row by a command, which the row permits.
func (c *Claim) along(row *Transition, command Command, key UsedKey, meta *Meta) (Change, error) {
	changed, at := c.next(key, meta)
	r := &changed.record
	r.Status, r.Disputed = row.To.Status, row.To.Disputed
	if err := command.apply(changed, at); err != nil {
		return Change{}, err
	}
	r.knownInstants(&c.record)
	change, entry := changed.change(row.From, row, meta, at)
	entry.Command, entry.Calculated = command, changed.calculated(command, c)
	return change, nil
}

// besideMachine is a command that follows Partner Center: the machine and its
// windows do not judge it.
type besideMachine interface {
	applyTo(claim *Claim, key UsedKey, meta Meta) (Change, error)
}

// next returns the claim with one more entry, in the same state, and the
// instant under which the entry is stored. It is not before the instants that
// the entry replaces: otherwise the record would no longer show why it was
// updated last.
func (c *Claim) next(key UsedKey, meta *Meta, replaces ...time.Time) (*Claim, time.Time) {
	next := &Claim{c.record, c.engagement}
	r := &next.record
	at := form.Latest(c.stored(meta.At), replaces...)
	r.Version++
	r.Updated = form.Latest(r.Updated, at)
	r.Keys = withKey(r.Keys, key)
	return next, at
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
	if err := checkCommand(command); err != nil {
		return err
	}
	return command.check()
}

func checkCommand(command Command) error {
	if !isCommand(command) {
		return mci.Invalid("command", fmt.Sprintf("%T", command), "a command of package claims, not a pointer to one")
	}
	return nil
}

// utc drops the zone and the monotonic reading, so that equal instants are
// equal values.
func utc(at time.Time) time.Time { return at.UTC().Round(0) }

// refuse returns the reason that a command is not allowed, or nil. It checks in
// this order: the machine, the actor, the window, the guards. When a claim is
// opened, the command is nil.
func (c *Claim) refuse(row *Transition, event Event, command Command, meta *Meta) *Refusal {
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
	if clock := c.expiring(); clock != 0 && dense.byClock[clock].rule == rule && event != WindowEnds {
		due := c.deadline(clock, true)
		refusal.Due = &due
	}
	return refusal
}

// outOfOrder returns the gap of an instant that is before the claim's latest
// entry by more than the default tolerance, or nil.
func (c *Claim) outOfOrder(at time.Time) *Gap {
	if c.record.Updated.Sub(at) <= DefaultTolerance {
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
	open := c.open(clock, at)
	if open != (row.Event == WindowEnds) {
		return nil
	}
	window := c.window(clock)
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
	case c.open(clock, at):
		return permitted.without(onlyExpiry)
	default:
		return permitted.and(onlyExpiry)
	}
}

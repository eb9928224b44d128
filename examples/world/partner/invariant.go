package partner

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// An Invariant is one of the thirteen of the design, or one that a test adds.
type Invariant struct {
	// Number is its number in the design.
	Number int
	// Name says in a few words what holds.
	Name string
	// Holds checks a claim with its history, for an invariant that a test adds.
	Holds func(claim *claims.Claim, history []claims.Entry) error

	// check looks at a change of one claim. It is nil if the invariant is
	// checked where its subject is: a decision, a referral, a settlement.
	check func(*World, *turn) error
}

// Invariants returns the invariants of the design, in their order.
func Invariants() []Invariant { return table() }

// table holds the invariants. Those without a check are checked by the steps: 2
// by applyTwice, 8 and 11 by compareDecisions, 10 by refer, 12 by checkAnswer
// and correct, and 13 by settleTwice.
func table() []Invariant {
	return []Invariant{
		{Number: 1, Name: "no transition leaves an end", check: endsStay},
		{Number: 2, Name: "equal inputs give equal outputs"},
		{Number: 3, Name: "numbers have no gap, and time does not run backwards", check: numbered},
		{Number: 4, Name: "what is frozen stays", check: frozen},
		{Number: 5, Name: "one dispute, one clock after it", check: oneDispute},
		{Number: 6, Name: "no command after its deadline, no expiry before it", check: inTime},
		{Number: 7, Name: "the history gives the claim", check: replayed},
		{Number: 8, Name: "one ID says nothing about another"},
		{Number: 9, Name: "saved wholly or not at all, and once for each key", check: oncePerKey},
		{Number: 10, Name: "no deal goes back, no upgrade without consent"},
		{Number: 11, Name: "no decision is better with less information"},
		{Number: 12, Name: "no valid command is lost for good"},
		{Number: 13, Name: "what came back is the sum of distinct earnings"},
	}
}

// invariants returns the table, which the world makes once.
func (w *World) invariants() []Invariant {
	if w.laws == nil {
		w.laws = table()
	}
	return w.laws
}

// endsStay is invariant 1.
func endsStay(_ *World, c *turn) error {
	if c.before == nil {
		return nil
	}
	from := c.before.State()
	for i := range c.entries {
		e := &c.entries[i]
		to := claims.State{Status: e.To}
		if from.Status.Class() != 0 && from.Status != claims.Approved && e.To != from.Status && e.TakenBack == 0 && !settles(e.Event.String()) {
			return fmt.Errorf("%s led from %s to %s", e.Event, from.Status, e.To)
		}
		if from.Status == claims.Approved && e.To != from.Status && e.TakenBack == 0 && !settles(e.Event.String()) {
			return fmt.Errorf("%s led from the approval to %s", e.Event, e.To)
		}
		from = to
	}
	return nil
}

// keyRule is the rule of an entry that only keeps a key. It is no step in the
// claim's life.
const keyRule mci.RuleID = "claim.key"

// numbered is invariant 3. An entry that was taken back does not count for the
// order of those after it, and neither does the taking-back or an entry that
// only keeps a key.
func numbered(_ *World, c *turn) error {
	standing := make([]*claims.Entry, 0, len(c.history))
	for i := range c.history {
		e := &c.history[i]
		if e.Number != uint64(i)+1 { //nolint:gosec // because an index is not below 0
			return fmt.Errorf("entry %d has the number %d", i+1, e.Number)
		}
		if e.TakenBack > 0 {
			for len(standing) > 0 && standing[len(standing)-1].Number >= e.TakenBack {
				standing = standing[:len(standing)-1]
			}
			continue
		}
		if e.Rule == keyRule {
			continue
		}
		for _, before := range standing {
			if late := before.At.Sub(e.At); late > claims.DefaultTolerance {
				return fmt.Errorf("entry %d is %s before entry %d", e.Number, late, before.Number)
			}
		}
		standing = append(standing, e)
	}
	if last := c.history[len(c.history)-1].Number; c.after.Version() != last {
		return fmt.Errorf("version %d has %d entries", c.after.Version(), last)
	}
	return nil
}

// frozen is invariant 4. A recorded command can change what is frozen: one that
// accepts terms, settles a divergence or takes an entry back.
func frozen(_ *World, c *turn) error {
	if c.before == nil {
		return nil
	}
	terms, undone := false, false
	for i := range c.entries {
		event := c.entries[i].Event
		undone = undone || settles(event.String())
		terms = terms || undone || event == claims.TermsAccepted
	}
	a, b := c.before.Record(), c.after.Record()
	for _, field := range []struct {
		name string
		// free says that the field may change
		free, same bool
	}{
		{"the customer", false, a.ID == b.ID && a.CustomerID == b.CustomerID && a.CheckedID == b.CheckedID},
		{"the hours", false, a.Hours == b.Hours},
		{"the creation", false, a.Created.Equal(b.Created)},
		{"the terms", terms, a.Engagement == b.Engagement && a.Terms.Equal(b.Terms)},
		{"the deal size", undone || a.Consent.Asked.IsZero(), reflect.DeepEqual(a.Consent.DealSize, b.Consent.DealSize)},
		{"the customer's answer", undone || a.Consent.Answer == 0, a.Consent.Answer == b.Consent.Answer},
		{"the first submission", undone || a.FirstSubmitted.IsZero(), a.FirstSubmitted.Equal(b.FirstSubmitted)},
	} {
		if !field.free && !field.same {
			return fmt.Errorf("%s changed", field.name)
		}
	}
	return nil
}

// oneDispute is invariant 5.
func oneDispute(_ *World, c *turn) error {
	disputes := 0
	undone := false
	for i := range c.history {
		undone = undone || c.history[i].TakenBack > 0 || c.history[i].Event == claims.DivergenceResolved
		if c.history[i].Event == claims.PartnerDisputes {
			disputes++
		}
	}
	if disputes > 1 && !undone {
		return fmt.Errorf("%d disputes", disputes)
	}
	if c.before == nil || undone {
		return nil
	}
	a, b := c.before.Record(), c.after.Record()
	if !a.DisputeSubmitted.IsZero() && !a.DisputeSubmitted.Equal(b.DisputeSubmitted) {
		return errors.New("the clock after the dispute was restarted")
	}
	return nil
}

// inTime is invariant 6. Only steps of the machine by commands are judged. At
// the end, Replay judges the windows of all entries again.
func inTime(w *World, c *turn) error {
	if w.ending {
		return nil
	}
	before := c.before
	for i := range c.entries {
		number := len(c.history) - len(c.entries) + i
		if number == 0 {
			continue
		}
		if before == nil || i > 0 {
			var err error
			if before, err = claims.Replay(c.history[:number], w.cards[correctedCard]); before == nil {
				return err
			}
		}
		if err := judge(before, &c.entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// judge compares one entry with the window of the claim before it.
func judge(before *claims.Claim, e *claims.Entry) error {
	if before.TermsChanged() || e.Shown != (claims.PortalStatus{}) || e.Command == nil || e.Event > claims.PaymentRecorded || e.Rule == keyRule {
		return nil
	}
	deadline, expires := before.Expiry()
	switch expiry := e.Event == claims.WindowEnds; {
	case expiry && !expires:
		return fmt.Errorf("the claim expired in %s, where no clock ends it", before.State())
	case expires && expiry == deadline.Window.Open(e.At):
		return fmt.Errorf("%s at %s, and the window ends at %s", e.Event, e.At, deadline.Window.End)
	}
	return nil
}

// replayed is invariant 7.
func replayed(w *World, c *turn) error {
	if w.options.Pure && !w.ending && c.after.Version()%8 != 0 {
		return nil // a pure world replays each eighth version, and everything at the end
	}
	claim, err := claims.Replay(c.history, w.cards[correctedCard])
	if claim == nil {
		return err
	}
	a, b := claim.Record(), c.after.Record()
	// the catalog of another machine can have set it
	a.Index, b.Index = claims.Index{}, claims.Index{}
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("the history gives version %d in %s, and %d in %s is stored", a.Version, a.Status, b.Version, b.Status)
	}
	return nil
}

// oncePerKey is invariant 9: of one key there is one command. An observation
// can have several entries.
func oncePerKey(_ *World, c *turn) error {
	for i := range c.entries {
		e := &c.entries[i]
		if e.Key == "" || e.Actor == claims.PartnerCenter {
			continue
		}
		for j := range len(c.history) - len(c.entries) + i {
			if c.history[j].Key == e.Key {
				return fmt.Errorf("entries %d and %d have the key %q", j+1, e.Number, e.Key)
			}
		}
	}
	return nil
}

func sameBonds(a, b *association.Claim) bool {
	one, other := a.Record(), b.Record()
	one.Index, other.Index = claims.Index{}, claims.Index{}
	return reflect.DeepEqual(one, other)
}

// reachesAnEnd is the second half of invariant 1: from every status an end can
// be reached.
func reachesAnEnd() error {
	ends := map[claims.State]bool{}
	for changed := true; changed; {
		changed = false
		for _, row := range transitionsOf() {
			if !ends[row.From] && (row.To.Status.Class() != 0 || ends[row.To]) {
				ends[row.From], changed = true, true
			}
		}
	}
	for _, row := range transitionsOf() {
		if !ends[row.From] {
			return fmt.Errorf("no end is reached from %s", row.From)
		}
	}
	return nil
}

// End checks everything: each claim and its history anew, the outbox, and the
// settlement. The relay runs until it has delivered everything.
func (w *World) End() error {
	if w.broken != nil {
		return w.broken
	}
	func() {
		defer w.catch()
		w.end()
	}()
	if w.broken != nil {
		w.broken.Step = w.played
		return w.broken
	}
	return nil
}

func (w *World) end() {
	w.ending = true
	if err := reachesAnEnd(); err != nil {
		w.violate(1, "", err)
	}
	present := desk.New(w.store.Store, w.cards[correctedCard])
	for _, id := range w.ids {
		*w.known[id] = known{} // everything is read again
		if w.options.Pure {
			w.lookPure(id)
			continue
		}
		w.look(id)
		for _, err := range present.History(context.Background(), id) {
			if err != nil && w.known[id].claim != nil {
				w.violate(7, id, err)
			}
		}
	}
	if !w.options.Pure {
		w.deliverAll()
	}
	if len(w.ledger.lines) > 0 {
		if _, err := w.settleTwice(&deed{Step: &Step{At: w.now}, ctx: context.Background(), dice: diceOf(w.options.Seed), machine: &w.desks[0]}); err != nil {
			w.violate(13, "", err)
		}
	}
}

// deliverAll lets the relay run to the end: every entry must have arrived.
func (w *World) deliverAll() {
	for delivery, err := range w.store.Store.Tail(context.Background(), w.relay.cursor) {
		if err != nil {
			w.violate(9, "", err)
			return
		}
		w.receive(&delivery.Entry)
		w.relay.cursor = delivery.Position
	}
	for _, id := range w.ids {
		if got, want := w.relay.delivered[id], w.store.rows[id].envelope.Version; got != want {
			w.violate(9, id, fmt.Errorf("%d of %d entries were delivered", got, want))
		}
	}
}

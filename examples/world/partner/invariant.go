package partner

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// An Invariant is one of the thirteen of the design, or one that a test adds.
type Invariant struct {
	// Number is its number in the design.
	Number int
	// Name states it in a few words.
	Name string
	// Holds checks a claim with its history, for an invariant that a test adds.
	Holds func(claim *claims.Claim, history []claims.Entry) error

	// check looks at the new entries of a claim of either kind, activity at the
	// change of a partner activity, and bond at the change of an association.
	// If a step checks the invariant itself, all three are nil: it is then
	// about a decision, a command, a referral or a settlement.
	check    func(*trail) error
	activity func(*World, *activityTurn) error
	bond     func(*World, *bondTurn) error
	// silent is the reason if the invariant says nothing of an association.
	// Otherwise it is empty.
	silent string
}

// Invariants returns the invariants of the design, in their order.
func Invariants() []Invariant { return table() }

// table holds the invariants. Those without a check are checked by the steps: 2
// by applyTwice and applyBondTwice, 8 and 11 by compareDecisions and
// compareProposals, 10 by refer, 12 by checkAnswer, checkBondAnswer, correct
// and correctBond, and 13 by settleTwice. The second half of 9, that a repeated
// command changes nothing, is checked by repeat and repeatBond.
func table() []Invariant {
	return []Invariant{
		{Number: 1, Name: "no transition leaves an end", check: (*trail).endsStay},
		{Number: 2, Name: "equal inputs give equal outputs"},
		{Number: 3, Name: "numbers have no gap, and time does not run backwards", check: (*trail).numbered},
		{Number: 4, Name: "what is frozen stays", activity: frozen, bond: frozenBond},
		{Number: 5, Name: "one dispute, one clock after it", check: (*trail).oneDispute, activity: disputeClock, bond: disputeClockOfBond},
		{Number: 6, Name: "no command after its deadline, no expiry before it", activity: inTime, bond: bondInTime},
		{Number: 7, Name: "the history gives the claim", activity: replayed, bond: bondReplayed},
		{Number: 8, Name: "one ID says nothing about another"},
		{Number: 9, Name: "saved wholly or not at all, and once for each key", check: (*trail).oncePerKey},
		{
			Number: 10, Name: "no deal goes back, no upgrade without consent",
			silent: "an association has no referral and asks for no consent: its customer opts out afterward",
		},
		{Number: 11, Name: "no decision is better with less information"},
		{Number: 12, Name: "no valid command is lost for good"},
		{
			Number: 13, Name: "what came back is the sum of distinct earnings",
			silent: "an approved association is no approval of incentives, so no settlement asks for one",
		},
	}
}

// invariants returns the table, which the world makes once.
func (w *World) invariants() []Invariant {
	if w.laws == nil {
		w.laws = table()
	}
	return w.laws
}

// timesOf returns where the checks of each invariant are counted in a group.
// The places are found once, because each change of a claim counts ten checks.
func (w *World) timesOf(group string) []*int {
	if w.times[group] == nil {
		if w.times == nil {
			w.times = map[string][]*int{}
		}
		for i := range w.invariants() {
			w.times[group] = append(w.times[group], w.counts.at(group, w.laws[i].number(), ""))
		}
	}
	return w.times[group]
}

// frozen is invariant 4. Only a recorded command can change a frozen field: one
// that accepts terms, settles a divergence or takes an entry back.
func frozen(_ *World, c *activityTurn) error {
	if c.before == nil {
		return nil
	}
	terms, undone := false, c.trail.undoes()
	for i := range c.entries {
		terms = terms || undone || c.entries[i].Event == claims.TermsAccepted
	}
	a, b := c.was, c.is
	for _, field := range [...]kept{
		{"the customer", false, a.ID == b.ID && a.CustomerID == b.CustomerID && a.CheckedID == b.CheckedID},
		{"the hours", false, a.Hours == b.Hours},
		{"the creation", false, a.Created.Equal(b.Created)},
		{"the terms", terms, a.Engagement == b.Engagement && a.Terms.Equal(b.Terms)},
		{"the deal size", undone || a.Consent.Asked.IsZero(), a.Consent.DealSize == b.Consent.DealSize},
		{"the customer's answer", undone || a.Consent.Answer == 0, a.Consent.Answer == b.Consent.Answer},
		{"the first submission", undone || a.FirstSubmitted.IsZero(), a.FirstSubmitted.Equal(b.FirstSubmitted)},
	} {
		if err := field.check(); err != nil {
			return err
		}
	}
	return nil
}

// A kept is a part of a claim. If it is not free, it must stay the same.
type kept struct {
	name       string
	free, same bool
}

func (k *kept) check() error {
	if k.free || k.same {
		return nil
	}
	return fmt.Errorf("%s changed", k.name)
}

// disputeClock is the second half of invariant 5.
func disputeClock(_ *World, c *activityTurn) error {
	if c.before == nil {
		return nil
	}
	return c.trail.restarted(c.was.DisputeSubmitted, c.is.DisputeSubmitted)
}

// inTime is invariant 6. Only steps of the machine by commands are judged. At
// the end, Replay judges the windows of all entries again.
func inTime(w *World, c *activityTurn) error {
	if err := w.countsDays(c.after, c.is); err != nil || w.ending {
		return err
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
	return inWindow(e.Event, e.Event == claims.WindowEnds, expires, deadline.Window, dated(e.At, e.Given), before.State())
}

// dated returns the instant by which the deadline of a command is judged. If
// the entry keeps a given instant, it is that one.
func dated(at, given time.Time) time.Time {
	if given.IsZero() {
		return at
	}
	return given
}

// inWindow compares an event with the window that was open before it.
func inWindow(event fmt.Stringer, expiry, expires bool, window mci.Window, at time.Time, state fmt.Stringer) error {
	switch {
	case expiry && !expires:
		return fmt.Errorf("the claim expired in %s, where no clock ends it", state)
	case expires && expiry == window.Open(at):
		return fmt.Errorf("%s at %s, and the window ends at %s", event, at, window.End)
	}
	return nil
}

// replayed is invariant 7.
func replayed(w *World, c *activityTurn) error {
	if w.options.Pure && !w.ending && c.after.Version()%8 != 0 {
		return nil // a pure world replays each eighth version, and everything at the end
	}
	claim, err := claims.Replay(c.history, w.cards[correctedCard])
	if claim == nil {
		return err
	}
	a, b := claim.Record(), *c.is
	// the catalog of another machine can have set it
	a.Index, b.Index = claims.Index{}, claims.Index{}
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("the history gives version %d in %s, and %d in %s is stored", a.Version, a.Status, b.Version, b.Status)
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
	if err := errors.Join(activityWays().reachEnds(), bondWays().reachEnds()); err != nil {
		w.violate(1, "", err)
	}
	present := desk.New(w.store.Store, w.cards[correctedCard])
	for i, id := range w.ids {
		*w.known[id] = known{} // everything is read again
		if w.options.Pure {
			w.lookPure(id)
			continue
		}
		w.look(id)
		if i%8 != 0 {
			continue // look has read the same entries
		}
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
		if got, want := w.relay.delivered[id], w.store.row(id).envelope.Version; got != want {
			w.violate(9, id, fmt.Errorf("%d of %d entries were delivered", got, want))
		}
	}
}

// number is the invariant's number as a count names it.
func (i *Invariant) number() string { return strconv.Itoa(i.Number) }

package pages

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unique"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// A note holds the facts of one claim that pages about all claims and customers
// need.
type note struct {
	id         claims.ID
	kind       store.Kind
	name       string         // of the claim: the customer's name
	customer   mci.CustomerID // as checked, or the tenant
	engagement mci.EngagementID
	area       string
	location   mci.LocationID
	owner      string
	status     string
	open       bool
	counted    bool // open or approved
	consented  bool
	amounts    []store.Amount
	facts      *settlement.Claim // the facts for a settlement, or nil if the claim accepts no command
	work       waiting
	// held is the error that says why the claim accepts no command, or nil.
	held *store.ClaimError
}

// A waiting holds the actors that a claim waited for when it was last looked
// at. The zero waiting waits for nobody.
type waiting struct {
	waits, expires, over, overdue bool
	shown                         bool // a divergence is open
	actor                         claims.Actor
	until                         time.Time
	// changes is the next instant at which one of these fields changes although
	// the claim does not, because a window ends. It is zero if there is none.
	changes time.Time
}

// A ledger keeps a note of every claim, so that a page about all claims or
// customers does not have to read every claim. It follows the store by its
// tail, which yields all changes since the last look, whichever program saved
// them. So a page is never behind the store. A ledger is safe for concurrent
// use. Notes are replaced and never modified, so a reader waits neither for the
// store nor for another reader.
type ledger struct {
	// following guards the fields that are used while the ledger follows the
	// store.
	following sync.Mutex
	position  store.Position
	// at is the instant of the last look. next is the first instant after it at
	// which a note changes although its claim does not.
	at, next time.Time
	found    []found // found by a look, but not kept yet
	// ended is the number of the last look that succeeded.
	ended uint64
	// begun is the number of looks that began.
	begun atomic.Uint64

	// mu guards the notes. It is only held for a short time.
	mu    sync.RWMutex
	notes map[claims.ID]*note
	// of maps the ID of a customer to the customer's partner activities.
	of     map[mci.CustomerID][]claims.ID
	unread map[claims.ID]*store.ClaimError
	// changes are the customers whose claims have changed, in order. The oldest
	// ones are dropped and counted by forgotten.
	changes   []mci.CustomerID
	forgotten int
	// renewed counts how often notes were kept.
	renewed uint64
}

// mostChanges is the number of changes after which the old ones are dropped.
const mostChanges = 10_000

// A found is the note of a claim, or the reason why the claim cannot be read.
type found struct {
	note   *note
	unread *store.ClaimError
}

// follow reads the claims that were changed since the last look, and those for
// which a window has ended since. If the store is no [store.Tail], it cannot be
// followed, so all its claims are read.
func (l *ledger) follow(ctx context.Context, kept store.Store, d *desk.Desk, at time.Time) error {
	asked := l.begun.Load()
	l.following.Lock()
	defer l.following.Unlock()
	if l.ended > asked {
		return nil // another request has looked after this one asked
	}
	look := l.begun.Add(1)
	l.found = nil
	changed := l.passed(at)
	position, err := l.saved(ctx, kept, changed)
	if err == nil {
		err = l.read(ctx, d, changed)
	}
	l.keep() // the notes that were read are right, even if the rest could not be read
	if err != nil {
		l.next = l.at // so that the same claims are read again
		return err
	}
	l.position, l.ended = position, look
	return nil
}

// follow lets the ledger follow the store.
func (a *application) follow(ctx context.Context) error {
	return a.ledger.follow(ctx, a.store, a.desk, a.now())
}

// passed moves the ledger to an instant, and returns the claims whose notes
// differ by then. If a request is a little older than the last one, it gets the
// notes of the last one. If the clock was set back, all notes are due.
func (l *ledger) passed(at time.Time) map[claims.ID]store.Kind {
	due := map[claims.ID]store.Kind{}
	back := l.at.Sub(at) > time.Minute
	if l.at = latest(l.at, at); back {
		l.at = at
	}
	if !back && (l.next.IsZero() || l.at.Before(l.next)) {
		return due
	}
	l.next = time.Time{}
	for _, n := range l.all(choosing{}) {
		if changes := n.work.changes; back || !changes.IsZero() && !l.at.Before(changes) {
			due[n.id] = n.kind
		} else {
			l.await(changes)
		}
	}
	return due
}

// await records an instant at which a note changes.
func (l *ledger) await(changes time.Time) {
	if !changes.IsZero() && (l.next.IsZero() || changes.Before(l.next)) {
		l.next = changes
	}
}

// saved adds the claims that were saved since the last look, and returns the
// position after them.
func (l *ledger) saved(ctx context.Context, kept store.Store, changed map[claims.ID]store.Kind) (store.Position, error) {
	tail, ok := kept.(store.Tail)
	if !ok {
		for e, err := range kept.List(ctx, store.Query{}) {
			var one *store.ClaimError
			if errors.As(err, &one) {
				e.ID = one.ID
			} else if err != nil {
				return "", err
			}
			changed[e.ID] = e.Kind
		}
		return "", nil
	}
	position := l.position
	for delivery, err := range tail.Tail(ctx, l.position) {
		var one *store.ClaimError
		if errors.As(err, &one) {
			delivery.Entry.Claim = one.ID
		} else if err != nil {
			return "", err
		}
		changed[delivery.Entry.Claim] = delivery.Entry.Kind
		position = delivery.Position
	}
	return position, nil
}

// read reads claims, and makes their notes again.
func (l *ledger) read(ctx context.Context, d *desk.Desk, changed map[claims.ID]store.Kind) error {
	var activities []claims.ID
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		if changed[id] != store.PartnerAssociation {
			activities = append(activities, id)
			continue
		}
		var item register.Item
		var n note
		claim, err := d.Associations().Claim(ctx, id)
		if claim != nil {
			item = register.Association(claim)
			n = note{status: interned(item.Status), facts: factsOf(settlement.OfAssociation(claim))}
		}
		if err := l.find(item, n, err); err != nil {
			return err
		}
	}
	for claim, err := range d.Claims(ctx, activities) {
		var item register.Item
		var n note
		if claim != nil {
			item = register.Activity(claim)
			r := claim.Record()
			n = note{open: !claim.State().Terminal(), counted: r.CountsTowardLimit(), consented: r.Consent.Answer == consent.Accepted}
			row, failure := desk.Encode(&r)
			if failure != nil {
				return failure
			}
			n.status, n.amounts, n.facts = interned(row.Status), row.Amounts, factsOf(settlement.Of(claim))
		}
		if err := l.find(item, n, err); err != nil {
			return err
		}
	}
	return nil
}

// find completes the note of a claim. If the claim cannot be read, it records
// the reason. Any other error is returned.
func (l *ledger) find(item register.Item, n note, err error) error {
	var one *store.ClaimError
	if err != nil && !errors.As(err, &one) {
		return err
	}
	if item.ID == "" {
		l.found = append(l.found, found{unread: one})
		return nil
	}
	n.id, n.kind, n.engagement = item.ID, item.Kind, interned(item.Engagement)
	n.name, n.customer = item.Name, item.Customer
	n.area, n.location, n.owner = interned(item.Area), interned(item.Location), interned(item.Owner)
	n.work, n.held = waitingOf(item, l.at), one
	if one != nil {
		n.facts = nil
	}
	l.found = append(l.found, found{note: &n})
	l.await(n.work.changes)
	return nil
}

// factsOf returns the facts for a settlement. A text that many claims share is
// stored once.
func factsOf(facts settlement.Claim) *settlement.Claim {
	facts.Engagement, facts.Title = interned(facts.Engagement), interned(facts.Title)
	facts.Area, facts.Location = interned(facts.Area), interned(facts.Location)
	return &facts
}

// keep keeps the notes that a look has found.
func (l *ledger) keep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.notes == nil {
		l.notes, l.of, l.unread = map[claims.ID]*note{}, map[mci.CustomerID][]claims.ID{}, map[claims.ID]*store.ClaimError{}
	}
	if len(l.found) > 0 {
		l.renewed++
	}
	for _, f := range l.found {
		if f.unread != nil {
			l.unread[f.unread.ID] = f.unread
			continue
		}
		n := f.note
		delete(l.unread, n.id)
		if _, known := l.notes[n.id]; !known && n.kind == store.PartnerActivity {
			l.of[n.customer] = append(l.of[n.customer], n.id)
		}
		l.notes[n.id] = n
		if n.kind == store.PartnerActivity {
			l.changes = append(l.changes, n.customer)
		}
	}
	l.found = nil
	if len(l.changes) > mostChanges {
		l.forgotten, l.changes = l.forgotten+len(l.changes), nil
	}
}

// number returns a number that changes whenever a note changes.
func (l *ledger) number() uint64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.renewed
}

// changedSince returns the customers whose claims have changed since a place in
// the list of changes, and the place after them. It reports false if some of
// these changes were dropped.
func (l *ledger) changedSince(place int) (changed []mci.CustomerID, next int, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	next = l.forgotten + len(l.changes)
	if place < l.forgotten {
		return nil, next, false
	}
	return slices.Clone(l.changes[place-l.forgotten:]), next, true
}

// waitingOf returns the actors that a claim waits for at an instant.
func waitingOf(item register.Item, at time.Time) waiting {
	work := register.Work(item, at)
	w := waiting{
		waits: !work.Until.IsZero(), expires: work.Next.Expires, over: work.Over, overdue: work.Overdue, shown: item.Shown != "",
		actor: work.Actor, until: work.Until,
	}
	ends := []time.Time{work.Until}
	for _, d := range item.Deadlines() {
		ends = append(ends, d.Window.End)
	}
	for _, end := range ends {
		if end.After(at) && (w.changes.IsZero() || end.Before(w.changes)) {
			w.changes = end
		}
	}
	return w
}

// interned returns a text that is stored once, no matter how many claims have
// it.
func interned[T ~string](text T) T { return unique.Make(text).Value() }

// A holding holds the facts in the notes about a customer's ID and an
// engagement.
type holding struct {
	consented bool    // to a claim for any engagement
	claims    []*note // for the engagement
	counted   int     // the number of these that are open or approved
}

// holding returns the facts in the notes about a customer's ID and an
// engagement.
func (l *ledger) holding(customer mci.CustomerID, engagement mci.EngagementID) (h holding) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, id := range l.of[customer] {
		n := l.notes[id]
		h.consented = h.consented || n.consented
		if n.engagement != engagement {
			continue
		}
		h.claims = append(h.claims, n)
		if n.counted {
			h.counted++
		}
	}
	return h
}

// all returns the notes of the chosen claims, in any order.
func (l *ledger) all(chosen choosing) []*note {
	l.mu.RLock()
	defer l.mu.RUnlock()
	all := make([]*note, 0, len(l.notes))
	for _, n := range l.notes {
		if chosen.has(n) {
			all = append(all, n)
		}
	}
	return all
}

// strangers returns the customers who are not known otherwise but have claims,
// ordered by name, each with the claims.
func (l *ledger) strangers(known func(mci.CustomerID) bool) []customerLine {
	l.mu.RLock()
	byID := map[mci.CustomerID]*customerLine{}
	for _, n := range l.notes {
		if n.customer.IsZero() || known(n.customer) {
			continue
		}
		line := byID[n.customer]
		if line == nil {
			line = &customerLine{IDs: []mci.CustomerID{n.customer}}
			byID[n.customer] = line
		}
		line.Claims = append(line.Claims, n.id)
	}
	lines := make([]customerLine, 0, len(byID))
	for _, line := range byID {
		slices.Sort(line.Claims)
		line.Name = l.notes[line.Claims[0]].name
		lines = append(lines, *line)
	}
	l.mu.RUnlock()
	slices.SortFunc(lines, func(a, b customerLine) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.IDs[0].Value(), b.IDs[0].Value()), cmp.Compare(a.IDs[0].Type(), b.IDs[0].Type()))
	})
	return lines
}

// problems returns the claims that cannot be read, by their IDs.
func (l *ledger) problems() []*store.ClaimError {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []*store.ClaimError
	for _, id := range slices.Sorted(maps.Keys(l.unread)) {
		all = append(all, l.unread[id])
	}
	return all
}

// owner returns the owner of a claim that an opaque text represents. If it
// represents none, the text is returned.
func (l *ledger) owner(said string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	seen := map[string]bool{}
	for _, n := range l.notes {
		if !seen[n.owner] && names(said, n.owner) {
			return n.owner
		}
		seen[n.owner] = true
	}
	return said
}

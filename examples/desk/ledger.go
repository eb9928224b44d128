package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// A note is what the Customers pages need of a claim to put its customer on a
// tab.
type note struct {
	customer   mci.CustomerID // as checked
	engagement mci.EngagementID
	status     string
	open       bool
	counted    bool // open or approved
	consented  bool
}

// A ledger keeps a note of every partner activity, so that a page about all
// customers does not read all claims. It follows the store by its tail, which
// yields what any program saved since the last look. It is safe for concurrent
// use.
type ledger struct {
	mu       sync.RWMutex
	position store.Position
	notes    map[claims.ID]note
	// of maps a customer's ID to the claims that it has.
	of     map[mci.CustomerID][]claims.ID
	unread map[claims.ID]*store.ClaimError
}

// follow reads the claims that were changed since the last look. A store that
// is no [store.Tail] cannot be followed, and all its claims are read.
func (l *ledger) follow(ctx context.Context, kept store.Store, d *desk.Desk) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.notes == nil {
		l.notes, l.of, l.unread = map[claims.ID]note{}, map[mci.CustomerID][]claims.ID{}, map[claims.ID]*store.ClaimError{}
	}
	changed, position := map[claims.ID]bool{}, l.position
	tail, ok := kept.(store.Tail)
	if !ok {
		for e, err := range kept.List(ctx, store.Query{Kind: store.PartnerActivity}) {
			var one *store.ClaimError
			if errors.As(err, &one) {
				e.ID = one.ID
			} else if err != nil {
				return err
			}
			changed[e.ID] = true
		}
		return l.read(ctx, d, changed)
	}
	for delivery, err := range tail.Tail(ctx, l.position) {
		var one *store.ClaimError
		if errors.As(err, &one) {
			changed[one.ID] = true
		} else if err != nil {
			return err
		}
		if delivery.Entry.Kind == store.PartnerActivity {
			changed[delivery.Entry.Claim] = true
		}
		position = delivery.Position
	}
	if err := l.read(ctx, d, changed); err != nil {
		return err // the same entries are read again
	}
	l.position = position
	return nil
}

// read writes the notes of claims anew.
func (l *ledger) read(ctx context.Context, d *desk.Desk, changed map[claims.ID]bool) error {
	for claim, err := range d.Claims(ctx, slices.Sorted(maps.Keys(changed))) {
		var one *store.ClaimError
		if errors.As(err, &one) && claim == nil {
			l.unread[one.ID] = one
			continue
		}
		if err != nil && one == nil {
			return err
		}
		r := claim.Record()
		delete(l.unread, r.ID)
		if _, known := l.notes[r.ID]; !known {
			l.of[r.CheckedID] = append(l.of[r.CheckedID], r.ID)
		}
		l.notes[r.ID] = note{
			customer: r.CheckedID, engagement: r.Engagement.Engagement, status: r.Status.String(), open: !claim.State().Terminal(),
			counted: r.CountsTowardLimit(), consented: r.Consent.Answer == consent.Accepted,
		}
	}
	return nil
}

// A holding is what the notes say of a customer's ID and an engagement.
type holding struct {
	consented bool        // to a claim for any engagement
	claims    []claims.ID // for the engagement
	counted   int         // of these, open or approved
}

// holding returns what the ledger says of a customer's ID.
func (l *ledger) holding(customer mci.CustomerID, engagement mci.EngagementID) (h holding) {
	for _, id := range l.of[customer] {
		n := l.notes[id]
		h.consented = h.consented || n.consented
		if n.engagement != engagement {
			continue
		}
		h.claims = append(h.claims, id)
		if n.counted {
			h.counted++
		}
	}
	return h
}

// problems returns the claims that cannot be read, by their IDs.
func (l *ledger) problems() []*store.ClaimError {
	var all []*store.ClaimError
	for _, id := range slices.Sorted(maps.Keys(l.unread)) {
		all = append(all, l.unread[id])
	}
	return all
}

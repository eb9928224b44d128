package referral

import (
	"context"
	"strings"
	"sync"

	"github.com/mci-go/incentives/claims"
)

// A Store keeps the deals of claims, at most one for each claim. The host
// implements it. The desk calls it, from several goroutines if the desk is used
// concurrently. Values are copied both ways. The suite TestStore of package
// referraltest checks an implementation: each sentence below that says MUST is
// one of its cases.
//
// Once the context is canceled, a method MUST change nothing and return the
// context's error.
type Store interface {
	// Load returns the deal of a claim. For a claim without a deal, Load MUST
	// return ErrNotFound. Load MUST return the deal that was saved last, field
	// by field. The deals of different claims MUST stay separate, even if their
	// IDs are similar.
	Load(ctx context.Context, claim claims.ID) (Deal, error)

	// Save stores a deal. Save MUST store the deal only if the stored version
	// is the one before the deal's; no stored deal counts as version 0. If Save
	// does not store the deal, it MUST change nothing and return ErrConflict.
	// Of several calls that save the same version at the same time, exactly one
	// MUST succeed.
	Save(ctx context.Context, deal Deal) error
}

// A LinkFinder is a [Store] that finds the claim of a linked referral. It is
// optional. If a store implements it, the desk does not link a referral with a
// second claim. It looks before it saves, so two users who link one referral in
// the same instant can both succeed; a store that must prevent that keeps the
// links unique and lets Save return ErrConflict. The suite TestLinkFinder of
// package referraltest checks an implementation: each sentence below that says
// MUST is one of its cases.
type LinkFinder interface {
	// LinkedTo returns the claim whose deal has a link to a referral. It MUST
	// compare the IDs without case, because they are GUIDs. It MUST return
	// ErrNotFound if no deal has such a link, or none any more.
	LinkedTo(ctx context.Context, referral string) (claims.ID, error)
}

// A MemoryStore is a [Store] in memory, for tests, examples and simulations.
// The zero MemoryStore is empty and ready.
type MemoryStore struct {
	mu    sync.RWMutex
	deals map[claims.ID]Deal
}

// Load implements [Store].
func (s *MemoryStore) Load(ctx context.Context, claim claims.ID) (Deal, error) {
	if err := ctx.Err(); err != nil {
		return Deal{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	deal, ok := s.deals[claim]
	if !ok {
		return Deal{}, ErrNotFound
	}
	return deal, nil
}

// LinkedTo implements [LinkFinder].
func (s *MemoryStore) LinkedTo(ctx context.Context, referral string) (claims.ID, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, deal := range s.deals {
		if referral != "" && strings.EqualFold(deal.Link.Referral, referral) {
			return id, nil
		}
	}
	return "", ErrNotFound
}

// Save implements [Store].
func (s *MemoryStore) Save(ctx context.Context, deal Deal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deals[deal.Claim].Version+1 != deal.Version {
		return ErrConflict
	}
	if s.deals == nil {
		s.deals = map[claims.ID]Deal{}
	}
	s.deals[deal.Claim] = deal
	return nil
}

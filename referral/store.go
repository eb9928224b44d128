package referral

import (
	"context"
	"fmt"
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
	// MUST succeed. If the deal is linked with a referral that the deal of
	// another claim is linked with, Save MUST change nothing and return
	// ErrLinked. The IDs of linked referrals MUST be compared without case,
	// because they are GUIDs. Once a link was taken back, another claim can
	// have it. Of several calls that link a referral with different claims at
	// the same time, exactly one MUST succeed.
	Save(ctx context.Context, deal Deal) error
}

// A MemoryStore is a [Store] in memory, for tests, examples and simulations.
// The zero MemoryStore is empty and ready.
type MemoryStore struct {
	mu    sync.RWMutex
	deals map[claims.ID]Deal
	links map[string]claims.ID // by the linked referral, in lower case
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

// Save implements [Store].
func (s *MemoryStore) Save(ctx context.Context, deal Deal) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.deals[deal.Claim]
	if old.Version+1 != deal.Version {
		return ErrConflict
	}
	link := strings.ToLower(deal.Link.Referral)
	if other, taken := s.links[link]; taken && other != deal.Claim {
		return fmt.Errorf("%w: the referral %q is linked with the claim %q", ErrLinked, deal.Link.Referral, other)
	}
	if s.deals == nil {
		s.deals, s.links = map[claims.ID]Deal{}, map[string]claims.ID{}
	}
	delete(s.links, strings.ToLower(old.Link.Referral))
	if link != "" {
		s.links[link] = deal.Claim
	}
	s.deals[deal.Claim] = deal
	return nil
}

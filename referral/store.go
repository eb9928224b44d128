package referral

import (
	"context"
	"errors"
	"sync"

	"github.com/mci-go/incentives/claims"
)

// What a [Store] returns.
var (
	// ErrNotFound is returned for a claim without a referral. The desk takes it as such.
	ErrNotFound = errors.New("the claim has no referral")
	// ErrConflict is returned when the stored version is not the one before the referral's. The desk
	// passes it on.
	ErrConflict = errors.New("the referral has changed since it was loaded")
)

// A Store keeps the referrals of claims, one for each claim at most. The host implements it; the desk calls
// it. Every method honors the context: once it is canceled, a method changes nothing and returns its
// error. A Store is safe for concurrent use.
type Store interface {
	// Load returns the referral of a claim, or ErrNotFound.
	Load(ctx context.Context, claim claims.ID) (Referral, error)

	// Save stores a referral if the stored version is the one before the referral's, 0 meaning that there
	// is none. Else it changes nothing and returns ErrConflict.
	Save(ctx context.Context, referral Referral) error
}

// A MemoryStore is a [Store] in memory, for tests, examples and what-if plays. The zero MemoryStore is empty
// and ready.
type MemoryStore struct {
	mu        sync.RWMutex
	referrals map[claims.ID]Referral
}

// Load implements [Store].
func (s *MemoryStore) Load(ctx context.Context, claim claims.ID) (Referral, error) {
	if err := ctx.Err(); err != nil {
		return Referral{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	referral, ok := s.referrals[claim]
	if !ok {
		return Referral{}, ErrNotFound
	}
	return referral, nil
}

// Save implements [Store].
func (s *MemoryStore) Save(ctx context.Context, referral Referral) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.referrals[referral.Claim].Version+1 != referral.Version {
		return ErrConflict
	}
	if s.referrals == nil {
		s.referrals = map[claims.ID]Referral{}
	}
	s.referrals[referral.Claim] = referral
	return nil
}

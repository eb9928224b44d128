package referral

import (
	"context"
	"sync"

	"github.com/mci-go/incentives/claims"
)

// A Store keeps the referrals of claims, one for each claim at most. The host implements it; the desk calls it, from
// several goroutines if it is used so. Values are copied both ways. The suite TestStore of package referraltest checks
// an implementation: each sentence below that says MUST is one of its cases.
//
// Once the context is canceled, a method MUST change nothing and return the context's error.
type Store interface {
	// Load returns the referral of a claim. It MUST return ErrNotFound for a claim without one. It MUST return what
	// was saved last, field by field. Another claim's referral MUST stay apart, however alike the IDs are.
	Load(ctx context.Context, claim claims.ID) (Referral, error)

	// Save stores a referral. It MUST store one only if the stored version is the one before the referral's, 0 meaning
	// that there is none. If it does not store it, it MUST change nothing and return ErrConflict. Of several who save
	// the same version at once, exactly one MUST succeed.
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

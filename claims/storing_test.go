package claims_test

import (
	"context"
	"iter"
	"math/bits"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

func save(t testing.TB, s store.Store, changes ...claims.Change) {
	t.Helper()
	for _, change := range changes {
		if err := s.Save(t.Context(), rows(change)); err != nil {
			t.Fatal(err)
		}
	}
}

// rows returns a change as a store saves it.
func rows(change claims.Change) store.Change { return must(desk.EncodeChange(change)) }

// recordIn returns the record in the body of a stored claim.
func recordIn(e store.Envelope) claims.Record { return must(desk.Decode(e)) }

// entryIn returns the entry in the body of a row of a history.
func entryIn(e store.Entry) claims.Entry { return must(desk.DecodeEntry(e)) }

// saved stores a life step by step, as a desk would do.
func saved(t testing.TB, s store.Store, state claims.State) *life {
	t.Helper()
	l := reach(t, state)
	for n := range l.history {
		claim := must(claims.Replay(l.history[:n+1], l.catalog))
		save(t, s, claims.Change{Claim: claim, Entries: l.history[n : n+1]})
	}
	return l
}

// uniform draws from 0 to n-1 with nearly equal probability. The generators of
// rapid prefer small values.
func uniform(t *rapid.T, label string, n int) int {
	width := bits.Len(uint(n)) + 2
	drawn := 0
	for _, bit := range rapid.SliceOfN(rapid.Bool(), width, width).Draw(t, label) {
		drawn *= 2
		if bit {
			drawn++
		}
	}
	return drawn * n >> width
}

// desk returns a desk over a MemoryStore. If a state is given, the store has a
// claim in it.
func deskAt(t testing.TB, state claims.State) (*desk.Desk, *store.Memory) {
	t.Helper()
	s := &store.Memory{}
	if state.Status != 0 {
		saved(t, s, state)
	}
	return desk.New(s, public()), s
}

// A quirkyStore is a store whose Save and List can be replaced. It cannot save
// a batch.
type quirkyStore struct {
	store.Store
	save func(context.Context, store.Change) error
	list func(context.Context, store.Query) iter.Seq2[store.Envelope, error]
}

func (s *quirkyStore) Save(ctx context.Context, change store.Change) error {
	if s.save != nil {
		return s.save(ctx, change)
	}
	return s.Store.Save(ctx, change)
}

func (s *quirkyStore) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if s.list != nil {
		return s.list(ctx, query)
	}
	return s.Store.List(ctx, query)
}

// lastDay is the last instant of the consent window of claims that were opened
// on 2022-11-10. over is the day after.
const lastDay, over = "2022-12-10T23:59:59.999999999Z", "2022-12-11"

func adoption(shown string) claims.Adoption {
	return claims.Adoption{
		Name: "Contoso", Engagement: engagement(public(), viva), CustomerID: tenant, Location: "zurich", Shown: claims.ReadStatus(shown),
	}
}

func seen(when time.Time) claims.Meta {
	return claims.Meta{Actor: claims.PartnerCenter, User: "export", At: when, Received: when}
}

package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A failingStore is a MemoryStore whose methods fail if the field of their name
// is set.
type failingStore struct {
	*store.Memory
	load, loadAll, list, reindex error
}

func (s *failingStore) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	if s.load != nil {
		return store.Envelope{}, s.load
	}
	return s.Memory.Load(ctx, id)
}

func (s *failingStore) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
	return endsIn(s.Memory.LoadAll(ctx, ids), s.loadAll)
}

func (s *failingStore) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return endsIn(s.Memory.List(ctx, query), s.list)
}

func (s *failingStore) Reindex(ctx context.Context, records []store.Envelope) error {
	if s.reindex != nil {
		return s.reindex
	}
	return s.Memory.Reindex(ctx, records)
}

// endsIn yields the records of a list and then the error, unless it is nil.
func endsIn(list iter.Seq2[store.Envelope, error], last error) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		for claim, err := range list {
			if !yield(claim, err) {
				return
			}
		}
		if last != nil {
			yield(store.Envelope{}, last)
		}
	}
}

// unindexed stores claims whose index keys are missing, as after a change of
// the catalog.
func unindexed(t *testing.T, n int) *store.Memory {
	s := many(t, n)
	for record := range s.List(t.Context(), store.Query{}) {
		unindex(t, s, record)
	}
	return s
}

func TestAReindexEndsWithTheFaultOfTheStore(t *testing.T) {
	down := errors.New("the database is down")
	tests := map[string]struct {
		store *failingStore
		ids   int // number of IDs before the error
	}{
		"the list":    {&failingStore{Memory: unindexed(t, 3), list: down}, 3},
		"the writing": {&failingStore{Memory: unindexed(t, 3), reindex: down}, 0},
	}
	for name, test := range tests {
		var last error
		ids := 0
		for _, err := range desk.New(test.store, public()).Reindex(t.Context(), store.Query{}) {
			if last = err; err == nil {
				ids++
			}
		}
		if !errors.Is(last, down) || ids != test.ids {
			t.Errorf("%s fails: %d IDs, then %v; want %d, then %v", name, ids, last, test.ids, down)
		}
	}
}

func TestAReindexWritesNothingIfNoKeyIsStale(t *testing.T) {
	s := &failingStore{Memory: many(t, 3), reindex: errors.New("the database is read-only")}
	for id, err := range desk.New(s, public()).Reindex(t.Context(), store.Query{}) {
		t.Errorf("got claim %q, %v", id, err)
	}
}

func TestAClaimThatCannotBeReadDoesNotStopAReindex(t *testing.T) {
	damage := errors.New("invalid character")
	reindexed := func(leave bool) (done, failed []claims.ID) {
		s := &poisoned{unindexed(t, 4), []claims.ID{"claim-001"}, damage}
		for id, err := range desk.New(s, public()).Reindex(t.Context(), store.Query{}) {
			var one *store.ClaimError
			switch {
			case err == nil:
				done = append(done, id)
			case errors.As(err, &one):
				failed = append(failed, one.ID)
			default:
				t.Fatal(err)
			}
			if leave && err != nil {
				break
			}
		}
		return done, failed
	}
	done, failed := reindexed(false)
	if !slices.Equal(done, []claims.ID{"claim-000", "claim-002", "claim-003"}) || !slices.Equal(failed, []claims.ID{"claim-001"}) {
		t.Errorf("reindexed %v, failed %v", done, failed)
	}
	done, failed = reindexed(true)
	if !slices.Equal(done, []claims.ID{"claim-000"}) || !slices.Equal(failed, []claims.ID{"claim-001"}) {
		t.Errorf("left at the error: reindexed %v, failed %v", done, failed)
	}
}

func TestAReindexCanBeLeftAndTakenUpAgain(t *testing.T) {
	s := unindexed(t, 4)
	d := desk.New(s, public())
	for _, err := range d.Reindex(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	for range d.Reindex(t.Context(), store.Query{}) {
	}
	for record := range s.List(t.Context(), store.Query{}) {
		if must(claims.Restore(recordIn(record), public())).Stale() {
			t.Errorf("%s still has the keys of before", record.ID)
		}
	}
}

func TestClaimsByIDEndWithTheFaultOfTheStoreAndWhereTheyAreLeft(t *testing.T) {
	down := errors.New("the database is down")
	ids := []claims.ID{"claim-000", "claim-001"}
	for name, s := range map[string]store.Store{
		"one at a time": single{&failingStore{Memory: many(t, 2), load: down}},
		"at once":       &failingStore{Memory: many(t, 2), loadAll: down},
	} {
		seen := 0
		var last error
		for _, err := range desk.New(s, public()).Claims(t.Context(), ids) {
			seen++
			last = err
		}
		if seen != 1 || !errors.Is(last, down) {
			t.Errorf("%s: %d were yielded, the last %v; want the fault alone", name, seen, last)
		}
	}
	for claim, err := range desk.New(many(t, 2), public()).Claims(t.Context(), ids) {
		if err != nil || claim.ID() != ids[0] {
			t.Fatalf("got %v, %v", claim, err)
		}
		break
	}
}

func TestACanceledCallOfAStoreInMemoryDoesNothing(t *testing.T) {
	s := many(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Totals(ctx, store.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Totals: %v", err)
	}
	kept := must(s.Load(t.Context(), "claim-000"))
	without := kept
	without.Expires = time.Time{}
	if err := s.Reindex(ctx, []store.Envelope{without}); !errors.Is(err, context.Canceled) {
		t.Errorf("Reindex: %v", err)
	}
	wantSame(t, "the claim", must(s.Load(t.Context(), "claim-000")), kept)
	for record := range s.List(t.Context(), store.Query{Key: store.AttentionKey + 1, ByKey: true}) {
		t.Errorf("a key that does not exist lists %s", record.ID)
	}
}

// For encoding/json, a slice of bytes is base64, and so is a slice of any type
// whose kind is uint8. Without its own decoder, "approved" would be read as a
// list of numbers.
func TestASetReadsOnlyAListOfItsNames(t *testing.T) {
	events := claims.EventSetOf(claims.PartnerCancels)
	for _, text := range []string{`["approvedd"]`, `"approved"`, `"AQID"`, `7`, `[null]`} {
		gotEvents := events
		if err := json.Unmarshal([]byte(text), &gotEvents); err == nil || gotEvents != events {
			t.Errorf("%s was read as the events %v, %v", text, gotEvents, err)
		}
	}
}

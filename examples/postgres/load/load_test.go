package load_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"sync"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/load"
	"github.com/mci-go/incentives/mci/catalog"
)

func card(t *testing.T) *catalog.Catalog {
	t.Helper()
	all, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// flaky loses the answer of every third save.
type flaky struct {
	*store.Memory
	mu    sync.Mutex
	saves int
}

func (f *flaky) Save(ctx context.Context, change store.Change) error {
	err := f.Memory.Save(ctx, change)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.saves++; err == nil && f.saves%3 == 0 {
		return errors.New("the connection broke")
	}
	return err
}

// loaded returns a store that several writers have written to, and the commands
// that they did.
func loaded(t *testing.T) (*store.Memory, map[string]claims.ID) {
	t.Helper()
	store := &store.Memory{}
	if err := load.Prepare(t.Context(), store, card(t), 3); err != nil {
		t.Fatal(err)
	}
	done := map[string]claims.ID{}
	var mu sync.Mutex
	var all sync.WaitGroup
	shared := &flaky{Memory: store}
	for n := range 3 {
		w := load.Writer{Store: shared, Catalog: card(t), Name: string(rune('a' + n)), Number: n, Shared: 3, Commands: 40, Done: func(key string, id claims.ID) {
			mu.Lock()
			defer mu.Unlock()
			done[key] = id
		}}
		all.Go(func() {
			if err := w.Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return store, done
}

func TestWritersRepeatTheirCommandsUntilTheyAreDone(t *testing.T) {
	store, done := loaded(t)
	count, err := load.Check(t.Context(), store, card(t), done)
	if err != nil || !count.Sound() || count.Done != 120 || count.Claims != 3+24 || count.Entries != 6+120 {
		t.Errorf("%s, %v", count, err)
	}
	if want := "27 claims, 126 entries, 120 commands done; 0 lost, 0 doubled, 0 torn"; count.String() != want {
		t.Errorf("got %s, want %s", count, want)
	}
}

func TestAWriterEndsWithItsContextAndWithAnErrorThatStays(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w := load.Writer{Store: &store.Memory{}, Catalog: card(t), Name: "a", Shared: 1, Done: func(string, claims.ID) { cancel() }}
	if err := w.Run(ctx); err != nil {
		t.Error(err)
	}
	w.Done = func(string, claims.ID) {}
	if err := w.Run(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want %v", err, store.ErrNotFound)
	}
}

// broken changes the entries that a store yields.
type broken struct {
	*store.Memory
	history func(store.Entry) (store.Entry, bool)
	tail    func(store.Delivery) int // how often it is yielded
}

func (b broken) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for entry, err := range b.Memory.History(ctx, id, after) {
			changed, kept := b.history(entry)
			if kept && !yield(changed, err) {
				return
			}
		}
	}
}

func (b broken) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	return func(yield func(store.Delivery, error) bool) {
		for delivery, err := range b.Memory.Tail(ctx, after) {
			for range b.tail(delivery) {
				if !yield(delivery, err) {
					return
				}
			}
		}
	}
}

func TestWhatIsLostDoubledOrTornIsCounted(t *testing.T) {
	kept, done := loaded(t)
	whole := func(e store.Entry) (store.Entry, bool) { return e, true }
	once := func(store.Delivery) int { return 1 }
	second := func(d store.Delivery, times int) int {
		if d.Entry.Claim == "shared-0001" && d.Entry.Number == 3 {
			return times
		}
		return 1
	}
	more := maps.Clone(done)
	more["never saved"] = "shared-0001"
	for name, c := range map[string]struct {
		kept  broken
		done  map[string]claims.ID
		wrong func(load.Count) bool
	}{
		"a command":             {broken{kept, whole, once}, more, func(c load.Count) bool { return c.Lost == 1 && c.Doubled+c.Torn == 0 }},
		"an entry of the tail":  {broken{kept, whole, func(d store.Delivery) int { return second(d, 0) }}, done, func(c load.Count) bool { return c.Lost == 1 && c.Doubled+c.Torn == 0 }},
		"a doubled entry of it": {broken{kept, whole, func(d store.Delivery) int { return second(d, 2) }}, done, func(c load.Count) bool { return c.Doubled == 1 && c.Lost+c.Torn == 0 }},
		"an entry of a history": {broken{kept, func(e store.Entry) (store.Entry, bool) { return e, e.Claim != "shared-0002" || e.Number != 3 }, once}, done, func(c load.Count) bool { return c.Torn == 1 && c.Lost == 1 }},
		"a doubled key": {broken{kept, func(e store.Entry) (store.Entry, bool) {
			if e.Claim == "shared-0002" && e.Number == 4 {
				doubled, err := desk.DecodeEntry(e)
				doubled.Key = "shared-0002"
				if err == nil {
					e.Body, err = json.Marshal(&doubled)
				}
				if err != nil {
					t.Error(err)
				}
			}
			return e, true
		}, once}, done, func(c load.Count) bool { return c.Doubled == 1 && c.Lost == 1 }},
	} {
		count, err := load.Check(t.Context(), c.kept, card(t), c.done)
		if err != nil || !c.wrong(count) || count.Sound() {
			t.Errorf("%s: %s, %v", name, count, err)
		}
	}
}

package claimstest

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// A broken store is a MemoryStore whose methods can be replaced one by one.
type broken struct {
	*store.Memory
	load    func(context.Context, claims.ID) (store.Envelope, error)
	save    func(context.Context, store.Change) error
	list    func(context.Context, store.Query) iter.Seq2[store.Envelope, error]
	history func(context.Context, claims.ID, uint64) iter.Seq2[store.Entry, error]
	saveAll func(context.Context, []store.Change) error
	tail    func(context.Context, store.Position) iter.Seq2[store.Delivery, error]
	loadAll func(context.Context, []claims.ID) iter.Seq2[store.Envelope, error]
	totals  func(context.Context, store.Query) ([]store.PipelineStatus, error)
	reindex func(context.Context, []store.Envelope) error
}

func (s *broken) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
	return s.loadAll(ctx, ids)
}

func (s *broken) Totals(ctx context.Context, query store.Query) ([]store.PipelineStatus, error) {
	return s.totals(ctx, query)
}

func (s *broken) Reindex(ctx context.Context, envelopes []store.Envelope) error {
	return s.reindex(ctx, envelopes)
}

func (s *broken) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	return s.load(ctx, id)
}

func (s *broken) Save(ctx context.Context, change store.Change) error { return s.save(ctx, change) }

func (s *broken) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return s.list(ctx, query)
}

func (s *broken) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return s.history(ctx, id, after)
}

func (s *broken) SaveAll(ctx context.Context, changes []store.Change) error {
	return s.saveAll(ctx, changes)
}

func (s *broken) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	return s.tail(ctx, after)
}

// sound returns a store without a fault.
func sound() *broken {
	m := &store.Memory{}
	return &broken{m, m.Load, m.Save, m.List, m.History, m.SaveAll, m.Tail, m.LoadAll, m.Totals, m.Reindex}
}

// values collects the values of a loop up to its first error.
func values[T any](loop iter.Seq2[T, error]) (all []T, err error) {
	for value, e := range loop {
		if e != nil {
			return all, e
		}
		all = append(all, value)
	}
	return all, nil
}

// yields returns a loop over the values, which ends with the error unless it is
// nil.
func yields[T any](all []T, err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for _, value := range all {
			if !yield(value, nil) {
				return
			}
		}
		if err != nil {
			yield(none, err)
		}
	}
}

// peers counts the stored claims with the customer ID and the engagement of a
// change's limit.
func (s *broken) peers(ctx context.Context, change store.Change) int {
	l := change.Limit
	all, _ := values(s.Memory.List(ctx, store.Query{Customer: l.Customer, Engagement: l.Engagement}))
	return len(all)
}

// A brokenStore is a store with one fault, and the cases that find the fault.
type brokenStore struct {
	fault string
	// found lists the names of cases, separated by "; ". The first case names
	// the fault. The cases after " | " may find it too.
	found string
	spoil func(s *broken)
}

// brokenStores lists stores with one fault each.
var brokenStores = []brokenStore{
	{"forgetful: it stores the opening and nothing after it", "load; canceled; aliasing out; many callers; conflict; one winner; limit; what a limit counts; no entries; list; list by key; list by pages; list by pages of a key; canceled on the way; history; history after; every status; texts; empty texts; without end; batch: all or none; batch: conflict; batch: versions; reindex: another version; tail; tail goes on; both kinds; malformed; batch: limit", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			if change.Expected > 0 {
				return ctx.Err()
			}
			return s.Memory.Save(ctx, change)
		}
	}},
	{"it ignores the context", "canceled", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			return s.Memory.Save(context.WithoutCancel(ctx), change)
		}
	}},
	{"aliasing in: it keeps the entries that it is given", "aliasing in", func(s *broken) {
		var mu sync.Mutex
		kept := map[claims.ID][]store.Entry{}
		s.save = func(ctx context.Context, change store.Change) error {
			mu.Lock()
			defer mu.Unlock()
			err := s.Memory.Save(ctx, change)
			if err == nil && change.Expected == 0 {
				kept[change.Envelope.ID] = change.Entries
			}
			return err
		}
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			mu.Lock()
			defer mu.Unlock()
			all, err := values(s.Memory.History(ctx, id, after))
			if first := kept[id]; after == 0 && err == nil && first != nil {
				all[0].Number = first[0].Number
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"aliasing out: it returns what it keeps", "aliasing out", func(s *broken) {
		var mu sync.Mutex
		kept := map[string]store.Entry{}
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			mu.Lock()
			defer mu.Unlock()
			all, err := values(s.Memory.History(ctx, id, after))
			for i, entry := range all {
				name := fmt.Sprint(id, "/", entry.Number)
				if _, ok := kept[name]; !ok {
					kept[name] = entry
				}
				all[i] = kept[name]
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"it is not made for many callers", "many callers", func(s *broken) {
		var current atomic.Value
		s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
			current.Store(id)
			time.Sleep(100 * time.Microsecond)
			return s.Memory.Load(ctx, current.Load().(claims.ID))
		}
	}},
	{"it loses a field", "load; texts; canceled; aliasing in; aliasing out; many callers; every status; both kinds; instants; empty texts; wholly or not at all; malformed; conflict; no entries; list under writes; batch: all or none; batch: limit; load many; reindex; reindex: another version", func(s *broken) {
		s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
			envelope, err := s.Memory.Load(ctx, id)
			envelope.Area = ""
			return envelope, err
		}
	}},
	{"it keeps instants to the microsecond", "instants; reindex; aliasing in", func(s *broken) {
		s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
			envelope, err := s.Memory.Load(ctx, id)
			envelope.Expires, envelope.Attention = envelope.Expires.Truncate(time.Microsecond), envelope.Attention.Truncate(time.Microsecond)
			return envelope, err
		}
	}},
	{"wrong error for a claim that it does not have", "not found; canceled; wholly or not at all; conflict; limit; batch: limit; reindex: another version; malformed; batch: all or none", func(s *broken) {
		s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
			envelope, err := s.Memory.Load(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				err = errors.New("no rows in result set")
			}
			return envelope, err
		}
	}},
	{"it compares IDs without case", "not found", func(s *broken) {
		s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
			envelope, err := s.Memory.Load(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				return s.Memory.Load(ctx, claims.ID(strings.ToLower(string(id))))
			}
			return envelope, err
		}
	}},
	{"torn write: the entries come after the record", "wholly or not at all", func(s *broken) { tear(s, false) }},
	{"torn write: a context that ends in between leaves the record without its entries", "wholly or not at all", func(s *broken) { tear(s, true) }},
	{"lost update: it does not compare versions", "conflict; one winner; conflict before limit; tail; both kinds | batch: versions", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrConflict) {
				return nil
			}
			return err
		}
	}},
	{"wrong error for an old version", "conflict; one winner; conflict before limit; tail; both kinds | batch: versions", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrConflict) {
				return errors.New("0 rows affected")
			}
			return err
		}
	}},
	{"lost update: it compares versions before the transaction", "one winner | batch: versions", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			stored, _ := s.Memory.Load(ctx, change.Envelope.ID)
			time.Sleep(100 * time.Microsecond)
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrConflict) && stored.Version == change.Expected {
				return nil
			}
			return err
		}
	}},
	{"over the limit: it does not count", "limit; what a limit counts; last place; open again", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrLimit) {
				return nil
			}
			return err
		}
	}},
	{"over the limit: it holds none for a claim that is taken back", "limit", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrLimit) && change.Expected > 0 {
				return nil
			}
			return err
		}
	}},
	{"it counts claims that have ended", "what a limit counts", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			l := change.Limit
			if _, err := s.Memory.Load(ctx, change.Envelope.ID); l.Most > 0 && err != nil && ctx.Err() == nil && s.peers(ctx, change) >= l.Most {
				return store.ErrLimit
			}
			return s.Memory.Save(ctx, change)
		}
	}},
	{"over the limit: it counts before the transaction", "last place", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			l := change.Limit
			counted := s.peers(ctx, change)
			time.Sleep(100 * time.Microsecond)
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrLimit) && counted < l.Most && l.Open == 0 {
				return nil
			}
			return err
		}
	}},
	{"it counts before it compares versions", "conflict before limit", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if l := change.Limit; errors.Is(err, store.ErrConflict) && l.Most > 0 && s.peers(ctx, change) >= l.Most {
				return store.ErrLimit
			}
			return err
		}
	}},
	{"it refuses a change without entries", "no entries; every status", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			if len(change.Entries) == 0 {
				return store.ErrConflict
			}
			return s.Memory.Save(ctx, change)
		}
	}},
	{"it does not select by location", "list; texts; list by key; totals", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			query.Location = ""
			return s.Memory.List(ctx, query)
		}
	}},
	{"it sorts as a language does", "list in order; list; list by key; list by pages of a key; reindex", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			all, err := values(s.Memory.List(ctx, query))
			slices.SortFunc(all, func(a, b store.Envelope) int {
				return cmp.Compare(strings.ToLower(string(a.ID)), strings.ToLower(string(b.ID)))
			})
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"it begins at the beginning, always", "list by pages; list; list by pages of a key; load many; reindex", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			query.After = ""
			return s.Memory.List(ctx, query)
		}
	}},
	{"unstable listing: it turns pages by their offset", "list under writes", func(s *broken) { s.list = s.byOffset }},
	{"it looks at the context before the loop only", "canceled on the way", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			if ctx.Err() != nil {
				return s.Memory.List(ctx, query)
			}
			return s.Memory.List(context.WithoutCancel(ctx), query)
		}
	}},
	{"it is locked inside of a loop", "inside the loop; list under writes", lock},
	{"history invented: it adds an entry where two were saved at once", "history", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			all, err := values(s.Memory.History(ctx, id, after))
			if len(all) == 3 && id == "b" {
				extra := all[len(all)-1]
				extra.Number++
				all = append(all, extra)
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"history renumbered: it counts from where it is asked", "history after", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			all, err := values(s.Memory.History(ctx, id, after))
			for i := range all {
				all[i].Number = uint64(i + 1)
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"it finds the history of another claim", "no history; every status", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
			return s.Memory.History(ctx, claims.ID(strings.ToLower(string(id))), after)
		}
	}},
	{"it saves a batch one by one", "batch: all or none; batch: limit; batch: canceled", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []store.Change) error {
			for _, change := range changes {
				if err := s.Memory.Save(ctx, change); err != nil {
					return err
				}
			}
			return ctx.Err()
		}
	}},
	{"wrong error for a batch", "batch: conflict; batch: versions", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []store.Change) error {
			err := s.Memory.SaveAll(ctx, changes)
			if errors.Is(err, store.ErrConflict) {
				return errors.New("0 rows affected")
			}
			return err
		}
	}},
	{"it tails without the first entry", "tail; without end", func(s *broken) {
		s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
			all, err := values(s.Memory.Tail(ctx, after))
			if after == "" && len(all) > 0 {
				all = all[1:]
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"it tails the latest entry first", "tail in order", func(s *broken) {
		s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
			all, err := values(s.Memory.Tail(ctx, after))
			for i := 1; i < len(all); i++ {
				if a, b := &all[i-1], &all[i]; a.Entry.Claim == "b" && b.Entry.Claim == "b" {
					a.Entry, b.Entry = b.Entry, a.Entry
				}
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"it tails by claim", "tail goes on", func(s *broken) { s.tail = s.byClaim }},
	{"it tails from the beginning where it does not know the position", "tail: unknown position", func(s *broken) {
		s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
			if strings.Contains(string(after), " ") {
				after = ""
			}
			return s.Memory.Tail(ctx, after)
		}
	}},
}

// orCanceled checks the context before each value.
func orCanceled[T any](ctx context.Context, loop iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for value, err := range loop {
			if ctx.Err() != nil {
				yield(none, ctx.Err())
				return
			}
			if !yield(value, err) {
				return
			}
		}
	}
}

// tear shows the entries of a change some time after its record. If byContext
// is true, it shows them at once, unless the context is canceled by then: in
// that case it never shows them.
func tear(s *broken, byContext bool) {
	var mu sync.Mutex
	hidden := map[claims.ID]uint64{}
	s.save = func(ctx context.Context, change store.Change) error {
		mu.Lock()
		id := change.Envelope.ID
		hidden[id] = change.Envelope.Version - uint64(len(change.Entries))
		err := s.Memory.Save(ctx, change)
		if err != nil || byContext && ctx.Err() == nil {
			delete(hidden, id)
		}
		mu.Unlock()
		if err != nil || byContext {
			return err
		}
		time.Sleep(500 * time.Microsecond)
		mu.Lock()
		delete(hidden, id)
		mu.Unlock()
		return nil
	}
	s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
		mu.Lock()
		defer mu.Unlock()
		all, err := values(s.Memory.History(ctx, id, after))
		if last, ok := hidden[id]; ok {
			all = slices.DeleteFunc(all, func(e store.Entry) bool { return e.Number > last })
		}
		return orCanceled(ctx, yields(all, err))
	}
}

// byOffset lists one claim per query, by the number of claims before it.
func (s *broken) byOffset(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		for offset := 0; ; offset++ {
			all, err := values(s.Memory.List(ctx, query))
			if err != nil {
				yield(store.Envelope{}, err)
				return
			}
			if len(all) > 500 {
				s.Memory.List(ctx, query)(yield)
				return
			}
			if offset >= len(all) || !yield(all[offset], nil) {
				return
			}
		}
	}
}

// byClaim tails one history after the other. A position is the number of
// entries before it.
func (s *broken) byClaim(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	all, err := values(s.Memory.Tail(ctx, ""))
	slices.SortStableFunc(all, func(a, b store.Delivery) int { return cmp.Compare(a.Entry.Claim, b.Entry.Claim) })
	first := 0
	if _, scanErr := fmt.Sscan(string(after), &first); after != "" && scanErr != nil {
		return s.Memory.Tail(ctx, after)
	}
	for i := range all {
		all[i].Position = store.Position(fmt.Sprint(i + 1))
	}
	return orCanceled(ctx, yields(all[min(first, len(all)):], err))
}

// busyTimeout is how long a locked store waits for its lock: longer than a busy
// machine takes to read a list.
const busyTimeout = 2 * time.Second

var errLocked = errors.New("the database is locked")

// lock lets nobody save while a list is read, as a database does with one
// connection.
func lock(s *broken) {
	free := make(chan struct{}, 1)
	free <- struct{}{}
	hold := func(ctx context.Context) (release func(), err error) {
		select {
		case <-free:
			return func() { free <- struct{}{} }, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(busyTimeout):
			return nil, errLocked
		}
	}
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		return func(yield func(store.Envelope, error) bool) {
			release, err := hold(ctx)
			if err != nil {
				yield(store.Envelope{}, err)
				return
			}
			defer release()
			s.Memory.List(ctx, query)(yield)
		}
	}
	s.save = func(ctx context.Context, change store.Change) error {
		release, err := hold(ctx)
		if err != nil {
			return err
		}
		defer release()
		return s.Memory.Save(ctx, change)
	}
}

// A recorder receives the reports of a case in place of the running test.
type recorder struct {
	testing.TB
	mu      sync.Mutex
	failed  bool
	skipped bool
	logged  strings.Builder
}

func (r *recorder) Helper() {}

func (r *recorder) Logf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(&r.logged, format+"\n", args...)
}

func (r *recorder) Errorf(format string, args ...any) {
	r.Logf(format, args...)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Skip(...any) {
	r.mu.Lock()
	r.skipped = true
	r.mu.Unlock()
	runtime.Goexit()
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// withBroken is the effort of a case on a broken store. Its patience is long
// enough for a busy machine, because a case that runs out of time fails without
// a fault of the store.
var withBroken = effort{10 * time.Second, many, newWorkbench()}

// fewWithBroken is withBroken for faults that show among a few claims already.
var fewWithBroken = effort{withBroken.patience, 40, withBroken.work}

// record runs a case on a store and returns its reports.
func record(t *testing.T, c testCase, s store.Store) *recorder {
	return recordFor(t, c, s, withBroken)
}

// recordFor is record with another effort.
func recordFor(t *testing.T, c testCase, s store.Store, effort effort) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.run(r, s, effort)
	}()
	<-done
	return r
}

// others says how many of the cases that do not name a broken store's fault run
// on it: one of so many. The scheduled job runs them all.
var others = flag.Int("others", 20, "run one of `n` cases that do not name the fault of a broken store")

// The cases that name a fault run on its store, and some of the others, which
// must not find it. None of the faults takes many claims to show, so that a few
// are many enough.
func TestEveryBrokenStoreIsCaughtByTheCaseThatNamesItsFault(t *testing.T) {
	for at, b := range brokenStores {
		always, perhaps, _ := strings.Cut(b.found, " | ")
		named := strings.Split(always+"; "+perhaps, "; ")
		t.Run(b.fault, func(t *testing.T) {
			t.Parallel()
			var found []string
			for i, c := range cases {
				if !slices.Contains(named, c.name) && (at+i)%*others != 0 {
					continue
				}
				s := sound()
				b.spoil(s)
				r := recordFor(t, c, s, fewWithBroken)
				if !r.Failed() {
					continue
				}
				found = append(found, c.name)
				if !strings.Contains(r.logged.String(), c.why) {
					t.Errorf("case %q fails and does not say %q", c.name, c.why)
				}
			}
			for name := range strings.SplitSeq(always, "; ") {
				if !slices.Contains(found, name) {
					t.Errorf("not found by %q", name)
				}
			}
			for _, name := range found {
				if !slices.Contains(named, name) {
					t.Errorf("found by %q, too", name)
				}
			}
		})
	}
}

func TestEveryCaseCatchesABrokenStore(t *testing.T) {
	all := slices.Concat(brokenStores, missedOnce())
	for _, c := range cases {
		if !slices.ContainsFunc(all, func(b brokenStore) bool {
			return b.found == c.name || strings.HasPrefix(b.found, c.name+";") || strings.HasPrefix(b.found, c.name+" |")
		}) {
			t.Errorf("no broken store is caught by the case %q first", c.name)
		}
	}
}

func TestASoundStorePassesTheRecordedCases(t *testing.T) {
	for _, c := range cases {
		if r := record(t, c, sound()); r.Failed() {
			t.Errorf("%s: %s", c.name, r.logged.String())
		}
	}
}

func TestACaseEndsOnAStoreThatNeverAnswers(t *testing.T) {
	s := sound()
	s.save = func(ctx context.Context, _ store.Change) error {
		<-ctx.Done()
		return ctx.Err()
	}
	if r := recordFor(t, named("load"), s, effort{time.Millisecond, many, withBroken.work}); !strings.Contains(r.logged.String(), context.DeadlineExceeded.Error()) {
		t.Errorf("the case says %q", r.logged.String())
	}
}

// named returns the case of a name.
func named(name string) testCase {
	return cases[slices.IndexFunc(cases, func(c testCase) bool { return c.name == name })]
}

func TestInstantsMayBeInAnotherZone(t *testing.T) {
	s := sound()
	zone := time.FixedZone("", 5*60*60)
	s.spoilLoad(func(e *store.Envelope) { e.Expires, e.Attention = e.Expires.In(zone), e.Attention.In(zone) })
	if r := record(t, named("load"), s); r.Failed() {
		t.Error(r.logged.String())
	}
}

// A database may write JSON in its own way.
func TestABodyMayBeSpelledInAnotherWay(t *testing.T) {
	s := sound()
	s.spoilLoad(func(e *store.Envelope) { e.Body = respell(e.Body, func(map[string]any) {}) })
	s.spoilHistory(func(e *store.Entry) { e.Body = respell(e.Body, func(map[string]any) {}) })
	if r := record(t, named("load"), s); r.Failed() {
		t.Error(r.logged.String())
	}
}

// A plainStore is neither a BatchSaver nor a Tail.
type plainStore struct{ store.Store }

func TestWhatIsOptionalIsSkipped(t *testing.T) {
	optional := []string{"batch:", "load many", "totals", "reindex", "tail"}
	for _, c := range cases {
		r := recordFor(t, c, plainStore{&store.Memory{}}, fewWithBroken)
		if r.Failed() {
			t.Errorf("%s: %s", c.name, r.logged.String())
		}
		want := slices.ContainsFunc(optional, func(name string) bool { return strings.HasPrefix(c.name, name) })
		if r.skipped != want {
			t.Errorf("%s: skipped %t, want %t", c.name, r.skipped, want)
		}
	}
}

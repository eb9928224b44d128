package claimstest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

var errDriver = errors.New("value out of range")

// missedOnce returns stores with faults that occur in real stores. A suite that
// only followed the sentences of the contract did not notice them. Each must be
// caught in every run.
func missedOnce() []brokenStore {
	all := slices.Concat(valueFaults, capFaults, keyFaults, batchFaults, abilityFaults, tailFaults)
	for _, status := range claims.Statuses() {
		all = append(all,
			brokenStore{"its limit is wrong about " + status.String(), "what a limit counts", func(s *broken) { s.miscount(status) }},
			brokenStore{"its list of open claims is wrong about " + status.String(), "list", func(s *broken) { s.mislist(status) }},
			brokenStore{"it cannot select " + status.String(), "list", func(s *broken) {
				s.filter(func(query store.Query, r *claims.Record) bool { return query.Statuses.IsEmpty() || r.Status != status })
			}},
		)
	}
	return all
}

// filter removes the records for which keep returns false from lists.
func (s *broken) filter(keep func(store.Query, *claims.Record) bool) {
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
		all, err := values(s.Memory.List(ctx, query))
		return orCanceled(ctx, yields(slices.DeleteFunc(all, func(r claims.Record) bool { return !keep(query, &r) }), err))
	}
}

// mislist makes lists wrong about one status: they treat its open claims as
// ended and its ended claims as open.
func (s *broken) mislist(status claims.Status) {
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
		if !query.Open {
			return s.Memory.List(ctx, query)
		}
		query.Open = false
		all, err := values(s.Memory.List(ctx, query))
		return orCanceled(ctx, yields(slices.DeleteFunc(all, func(r claims.Record) bool {
			return r.State().Terminal() != (r.Status == status)
		}), err))
	}
}

// miscount makes limits wrong about one status: its claims count if they should
// not, and do not count if they should.
func (s *broken) miscount(status claims.Status) {
	s.recount(func(r *claims.Record) (counted, open bool) {
		counted, open = r.CountsTowardLimit(), !r.State().Terminal()
		if r.Status == status {
			return !counted, !open
		}
		return counted, open
	})
}

// recount enforces limits with its own count.
func (s *broken) recount(of func(*claims.Record) (counted, open bool)) {
	s.save = func(ctx context.Context, change claims.Change) error {
		limit, ok := change.Limit()
		err := s.Memory.Save(ctx, change)
		if !ok || err != nil && !errors.Is(err, store.ErrLimit) {
			return err
		}
		all, _ := values(s.Memory.List(ctx, store.Query{Customer: limit.Customer, Engagement: limit.Engagement}))
		counted, open := 0, 0
		for i := range all {
			isCounted, isOpen := of(&all[i])
			if all[i].ID != change.Claim.ID() && isCounted {
				counted++
			}
			if all[i].ID != change.Claim.ID() && isOpen {
				open++
			}
		}
		if limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open {
			return store.ErrLimit
		}
		return nil
	}
}

// refuse fails to save a change if tooMuch reports that a value does not fit
// into its column.
func (s *broken) refuse(tooMuch func(claims.Change) bool) {
	s.save = func(ctx context.Context, change claims.Change) error {
		if tooMuch(change) {
			return errDriver
		}
		return s.Memory.Save(ctx, change)
	}
}

// spoilLoad changes each loaded record.
func (s *broken) spoilLoad(spoil func(*claims.Record)) {
	s.load = func(ctx context.Context, id claims.ID) (claims.Record, error) {
		record, err := s.Memory.Load(ctx, id)
		spoil(&record)
		return record, err
	}
}

func cut(text string, most int) string { return text[:min(len(text), most)] }

// entryHas reports whether the condition holds for an entry of a change.
func entryHas(change claims.Change, is func(*claims.Entry) bool) bool {
	return slices.ContainsFunc(change.Entries, func(e claims.Entry) bool { return is(&e) })
}

// nanoseconds converts an instant to a count of nanoseconds since 1970 and
// back.
func nanoseconds(at time.Time) time.Time { return time.Unix(0, at.UnixNano()).UTC() }

var valueFaults = []brokenStore{
	{"it refuses adopted claims", "every status", func(s *broken) {
		s.refuse(func(c claims.Change) bool { return c.Expected() == 0 && c.Claim.Adopted() })
	}},
	{"it has no column for what Partner Center shows", "every status", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
			all, err := values(s.Memory.History(ctx, id, after))
			for i := range all {
				all[i].Shown = claims.PortalStatus{}
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"it forgets that an ended claim is open again", "open again", func(s *broken) {
		ended := map[claims.ID]bool{}
		s.recount(func(r *claims.Record) (counted, open bool) {
			return r.CountsTowardLimit() && !ended[r.ID], !r.State().Terminal() && !ended[r.ID]
		})
		save := s.save
		s.save = func(ctx context.Context, change claims.Change) error {
			if change.Claim.State().Terminal() {
				ended[change.Claim.ID()] = true
			}
			return save(ctx, change)
		}
	}},
	{"a unique index over keys: a claim can have one entry without", "empty texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool {
			all, _ := values(s.Memory.History(context.Background(), c.Claim.ID(), 0))
			return entryHas(c, func(e *claims.Entry) bool { return e.Key == "" }) && slices.ContainsFunc(all, func(e claims.Entry) bool { return e.Key == "" })
		})
	}},
	{"a unique index over keys: one claim can be without", "empty texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool {
			all, _ := values(s.Memory.Tail(context.Background(), ""))
			return c.Expected() == 0 && c.Entries[0].Key == "" && slices.ContainsFunc(all, func(d store.Delivery) bool { return d.Entry.Number == 1 && d.Entry.Key == "" })
		})
	}},
	{"a unique index over the references of payments", "empty texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool {
			payments := c.Claim.Record().Amounts.Payments
			return len(payments) == 2 && payments[0].Reference == payments[1].Reference
		})
	}},
	{"a location cannot be empty", "empty texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool { return c.Claim.Record().Location == "" })
	}},
	{"instants are nanoseconds since 1970", "instants", func(s *broken) {
		s.spoilLoad(func(r *claims.Record) {
			for _, at := range []*time.Time{&r.Created, &r.Updated, &r.Index.Expires, &r.Index.Attention} {
				if !at.IsZero() {
					*at = nanoseconds(*at)
				}
			}
		})
	}},
	{"the instants of entries are nanoseconds since 1970", "instants", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
			all, err := values(s.Memory.History(ctx, id, after))
			for i := range all {
				all[i].At = nanoseconds(all[i].At)
			}
			return orCanceled(ctx, yields(all, err))
		}
	}},
	{"names are cut at 100 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(r *claims.Record) { r.Name = cut(r.Name, 100) })
	}},
	{"reasons are cut at 255 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(r *claims.Record) { r.MismatchReason = cut(r.MismatchReason, 255) })
	}},
	{"locations are cut at 100 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(r *claims.Record) { r.Location = r.Location[:min(len(r.Location), 100)] })
	}},
	{"references are cut at 255 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(r *claims.Record) {
			for i := range r.Evidence {
				r.Evidence[i].Reference = cut(r.Evidence[i].Reference, 255)
			}
		})
	}},
	{"IDs of more than 128 bytes are refused", "texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool { return len(c.Claim.ID()) > 128 })
	}},
	{"keys of more than 199 bytes are refused", "texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool {
			return entryHas(c, func(e *claims.Entry) bool { return len(e.Key) > 199 })
		})
	}},
	{"comments of more than 1000 bytes are refused", "texts", func(s *broken) {
		s.refuse(func(c claims.Change) bool {
			return entryHas(c, func(e *claims.Entry) bool {
				comment, ok := e.Command.(claims.AddComment)
				return ok && len(comment.Comment) > 1000
			})
		})
	}},
}

// first yields at most the given number of values.
func first[T any](loop iter.Seq2[T, error], most int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		n := 0
		for value, err := range loop {
			if n++; n > most || !yield(value, err) {
				return
			}
		}
	}
}

var capFaults = []brokenStore{
	{"a list ends after 1000 claims", "without end", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
			return first(s.Memory.List(ctx, query), 1000)
		}
	}},
	{"a page has at most 500 claims", "without end", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
			query.Most = min(query.Most, 500)
			return s.Memory.List(ctx, query)
		}
	}},
	{"a list by key ends after 1000 claims", "without end", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
			if query.ByKey {
				return first(s.Memory.List(ctx, query), 1000)
			}
			return s.Memory.List(ctx, query)
		}
	}},
	{"a history ends after 1000 entries", "without end", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
			return first(s.Memory.History(ctx, id, after), 1000)
		}
	}},
	{"a tail ends after 1000 entries", "without end", func(s *broken) {
		s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
			return first(s.Memory.Tail(ctx, after), 1000)
		}
	}},
}

var keyFaults = []brokenStore{
	{"it orders by ID alone", "list by key", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
			query.ByKey = false
			return s.Memory.List(ctx, query)
		}
	}},
	{"it knows one key", "list", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
			if query.Key == store.AttentionKey {
				query.Key = store.ExpiresKey
			}
			return s.Memory.List(ctx, query)
		}
	}},
	{"what is due at the very instant is not selected", "list by key", func(s *broken) {
		s.filter(func(query store.Query, r *claims.Record) bool {
			return query.Key == 0 || query.Until.IsZero() || query.Key.Of(r.Index).Before(query.Until)
		})
	}},
	{"it goes on behind the key and forgets the others of it", "list by pages of a key", func(s *broken) {
		s.filter(func(query store.Query, r *claims.Record) bool {
			return !query.ByKey || query.AfterKey.IsZero() || query.Key.Of(r.Index).After(query.AfterKey)
		})
	}},
	{"it looks for text in the name alone", "list", func(s *broken) {
		s.filter(func(query store.Query, r *claims.Record) bool {
			return strings.Contains(strings.ToLower(r.Name), query.Fold())
		})
	}},
	{"it lists nothing and panics", "list", func(s *broken) {
		s.list = func(context.Context, store.Query) iter.Seq2[claims.Record, error] { return nil }
	}},
}

// checked returns the error that saving one of the changes would give, or nil.
func (s *broken) checked(ctx context.Context, changes []claims.Change) error {
	for _, change := range changes {
		stored, err := s.Memory.Load(ctx, change.Claim.ID())
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && stored.Version != change.Expected() || err != nil && change.Expected() != 0 {
			return store.ErrConflict
		}
		if limit, ok := change.Limit(); ok && s.peers(ctx, change) >= limit.Most {
			return store.ErrLimit
		}
	}
	return nil
}

var batchFaults = []brokenStore{
	{"a batch checks its versions before the transaction", "batch: versions", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []claims.Change) error {
			if err := s.checked(ctx, changes); err != nil {
				return err
			}
			time.Sleep(100 * time.Microsecond)
			err := s.Memory.SaveAll(ctx, changes)
			if errors.Is(err, store.ErrConflict) {
				return nil
			}
			return err
		}
	}},
	{"a batch counts toward a limit what was stored before it", "batch: limit", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []claims.Change) error {
			before := s.checked(ctx, changes)
			err := s.Memory.SaveAll(ctx, changes)
			if errors.Is(err, store.ErrLimit) {
				return before
			}
			return err
		}
	}},
	{"a batch opens no claims", "batch: limit", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []claims.Change) error {
			if slices.ContainsFunc(changes, func(c claims.Change) bool { return c.Expected() == 0 }) && len(changes) == 2 {
				return errDriver
			}
			return s.Memory.SaveAll(ctx, changes)
		}
	}},
	{"a batch that is canceled on its way is half saved", "batch: canceled", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []claims.Change) error {
			whole := context.WithoutCancel(ctx)
			if err := s.checked(whole, changes); err != nil {
				return err
			}
			for _, change := range changes {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if err := s.Memory.Save(whole, change); err != nil {
					return err
				}
			}
			return nil
		}
	}},
}

var abilityFaults = []brokenStore{
	{"it loads at most 50 claims at once", "load many", func(s *broken) {
		s.loadAll = func(ctx context.Context, ids []claims.ID) iter.Seq2[claims.Record, error] {
			return first(s.Memory.LoadAll(ctx, ids), 50)
		}
	}},
	{"it loads claims that were not asked for", "load many", func(s *broken) {
		s.loadAll = func(ctx context.Context, _ []claims.ID) iter.Seq2[claims.Record, error] {
			return s.Memory.List(ctx, store.Query{})
		}
	}},
	{"its totals are of all claims", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, _ store.Query) ([]store.PipelineStatus, []*store.ClaimError, error) {
			return s.Memory.Totals(ctx, store.Query{})
		}
	}},
	{"it does not write index keys", "reindex", func(s *broken) {
		s.reindex = func(ctx context.Context, _ []claims.Record) error { return ctx.Err() }
	}},
	{"it writes the index keys of an old version", "reindex: another version", func(s *broken) {
		s.reindex = func(ctx context.Context, records []claims.Record) error {
			for i := range records {
				if stored, err := s.Memory.Load(ctx, records[i].ID); err == nil {
					records[i].Version = stored.Version
				}
			}
			return s.Memory.Reindex(ctx, records)
		}
	}},
}

var tailFaults = []brokenStore{
	{"it tails by a number that is given out before the commit", "tail goes on", sequence},
	{"it tails nothing", "tail", func(s *broken) {
		s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
			if after != "" {
				return s.Memory.Tail(ctx, after)
			}
			return orCanceled(ctx, yields[store.Delivery](nil, nil))
		}
	}},
}

// A numbered entry has the number that it received when it was inserted.
type numbered struct {
	number int64
	entry  claims.Entry
}

func byNumber(a, b numbered) int { return cmp.Compare(a.number, b.number) }

// sequence gives each entry a number when its transaction begins, and shows it
// when that commits.
func sequence(s *broken) {
	var mu sync.Mutex
	var last atomic.Int64
	var log []numbered
	s.save = func(ctx context.Context, change claims.Change) error {
		number := last.Add(int64(len(change.Entries))) - int64(len(change.Entries))
		time.Sleep(time.Duration(number%5) * 100 * time.Microsecond)
		mu.Lock()
		defer mu.Unlock()
		err := s.Memory.Save(ctx, change)
		if err == nil {
			for i, entry := range change.Entries {
				n := numbered{number + int64(i) + 1, entry}
				place, _ := slices.BinarySearchFunc(log, n, byNumber)
				log = slices.Insert(log, place, n)
			}
		}
		return err
	}
	s.tail = func(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
		from, err := strconv.ParseInt(string("0"+after), 10, 64)
		if err != nil {
			return s.Memory.Tail(ctx, after)
		}
		mu.Lock()
		next, _ := slices.BinarySearchFunc(log, numbered{number: from + 1}, byNumber)
		var all []store.Delivery
		for _, n := range log[next:] {
			all = append(all, store.Delivery{Position: store.Position(fmt.Sprint(n.number)), Entry: n.entry})
		}
		mu.Unlock()
		return orCanceled(ctx, yields(all, nil))
	}
}

// racing are the cases that let callers race.
var racing = []string{"many callers", "one winner", "last place", "batch: versions", "tail goes on"}

// runs is how often the case that finds a fault has to find it: a fault that is
// found by luck is missed by a host. A case that lets callers race runs twenty
// times, wherever the tests run. Any other runs twice, and five times under the
// race detector, which is how .ci/run runs the tests.
func runs(b brokenStore) int {
	switch {
	case slices.Contains(racing, b.found):
		return 20
	case underRaceDetector:
		return 5
	default:
		return 2
	}
}

func TestAFaultThatWasMissedOnceIsCaughtEveryTime(t *testing.T) {
	for _, b := range missedOnce() {
		t.Run(b.fault, func(t *testing.T) {
			t.Parallel()
			c := named(b.found)
			for run := range runs(b) {
				s := sound()
				b.spoil(s)
				r := record(t, c, s)
				if !r.Failed() {
					t.Fatalf("run %d: the case %q passes", run+1, b.found)
				}
				if run == 0 && strings.Contains(r.logged.String(), "panic") && !strings.Contains(b.fault, "panic") {
					t.Errorf("the suite panics: %s", r.logged.String())
				}
			}
		})
	}
}

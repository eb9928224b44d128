package claimstest

import (
	"cmp"
	"context"
	"encoding/json"
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
	"github.com/mci-go/incentives/mci"
)

var errDriver = errors.New("value out of range")

// missedOnce returns stores with faults that occur in real stores. A suite that
// only followed the sentences of the contract did not notice them. Each must be
// caught in every run.
func missedOnce() []brokenStore {
	all := slices.Concat(valueFaults, capFaults, keyFaults, batchFaults, abilityFaults, abilitiesMissed, tailFaults)
	for _, status := range claims.Statuses() {
		all = append(all,
			brokenStore{"its limit is wrong about " + status.String(), "what a limit counts", func(s *broken) { s.miscount(status) }},
			brokenStore{"its list of open claims is wrong about " + status.String(), "list", func(s *broken) { s.mislist(status) }},
			brokenStore{"it cannot select " + status.String(), "list", func(s *broken) {
				s.filter(func(query store.Query, r *store.Envelope) bool {
					return len(query.Statuses) == 0 || r.Status != status.String()
				})
			}},
		)
	}
	return all
}

// filter removes the records for which keep returns false from lists.
func (s *broken) filter(keep func(store.Query, *store.Envelope) bool) {
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		all, err := values(s.Memory.List(ctx, query))
		return orCanceled(ctx, yields(slices.DeleteFunc(all, func(r store.Envelope) bool { return !keep(query, &r) }), err))
	}
}

// mislist makes lists wrong about one status: they treat its open claims as
// ended and its ended claims as open.
func (s *broken) mislist(status claims.Status) {
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		if !query.Open {
			return s.Memory.List(ctx, query)
		}
		query.Open = false
		all, err := values(s.Memory.List(ctx, query))
		return orCanceled(ctx, yields(slices.DeleteFunc(all, func(r store.Envelope) bool {
			return !r.Open != (r.Status == status.String())
		}), err))
	}
}

// miscount makes limits wrong about one status: its claims count if they should
// not, and do not count if they should.
func (s *broken) miscount(status claims.Status) {
	s.recount(func(r *store.Envelope) (counted, open bool) {
		counted, open = r.Counted, r.Open
		if r.Status == status.String() {
			return !counted, !open
		}
		return counted, open
	})
}

// recount enforces limits with its own count.
func (s *broken) recount(of func(*store.Envelope) (counted, open bool)) {
	s.save = func(ctx context.Context, change store.Change) error {
		limit := change.Limit
		err := s.Memory.Save(ctx, change)
		if limit == (claims.Limit{}) || err != nil && !errors.Is(err, store.ErrLimit) {
			return err
		}
		all, _ := values(s.Memory.List(ctx, store.Query{Customer: limit.Customer, Engagement: limit.Engagement}))
		counted, open := 0, 0
		for i := range all {
			isCounted, isOpen := of(&all[i])
			if all[i].ID != change.Envelope.ID && isCounted {
				counted++
			}
			if all[i].ID != change.Envelope.ID && isOpen {
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
func (s *broken) refuse(tooMuch func(store.Change) bool) {
	s.save = func(ctx context.Context, change store.Change) error {
		if tooMuch(change) {
			return errDriver
		}
		return s.Memory.Save(ctx, change)
	}
}

// spoilLoad changes each loaded claim.
func (s *broken) spoilLoad(spoil func(*store.Envelope)) {
	s.load = func(ctx context.Context, id claims.ID) (store.Envelope, error) {
		envelope, err := s.Memory.Load(ctx, id)
		spoil(&envelope)
		return envelope, err
	}
}

func cut(text string, most int) string { return text[:min(len(text), most)] }

// spoilHistory changes each entry of a history.
func (s *broken) spoilHistory(spoil func(*store.Entry)) {
	s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
		all, err := values(s.Memory.History(ctx, id, after))
		for i := range all {
			spoil(&all[i])
		}
		return orCanceled(ctx, yields(all, err))
	}
}

// nanoseconds converts an instant to a count of nanoseconds since 1970 and
// back.
func nanoseconds(at time.Time) time.Time { return time.Unix(0, at.UnixNano()).UTC() }

// reads returns a body as an object, for the faults of stores that look into
// it.
func reads(body []byte) map[string]any {
	var object map[string]any
	_ = json.Unmarshal(body, &object) // a body that is none has no fields
	return object
}

// respell writes a body again after a change of its fields.
func respell(body []byte, spoil func(map[string]any)) []byte {
	object := reads(body)
	spoil(object)
	spelled, err := json.Marshal(object)
	if err != nil {
		return body
	}
	return spelled
}

var valueFaults = []brokenStore{
	{"it refuses adopted claims", "every status", func(s *broken) {
		s.refuse(func(c store.Change) bool {
			return c.Expected == 0 && reads(c.Entries[0].Body)["event"] == claims.ClaimAdopted.String()
		})
	}},
	{"it has no column for what Partner Center shows", "every status", func(s *broken) {
		s.spoilHistory(func(e *store.Entry) {
			e.Body = respell(e.Body, func(o map[string]any) { delete(o, "shown") })
		})
	}},
	{"it forgets that an ended claim is open again", "open again", func(s *broken) {
		ended := map[claims.ID]bool{}
		s.recount(func(r *store.Envelope) (counted, open bool) {
			return r.Counted && !ended[r.ID], r.Open && !ended[r.ID]
		})
		save := s.save
		s.save = func(ctx context.Context, change store.Change) error {
			if !change.Envelope.Open {
				ended[change.Envelope.ID] = true
			}
			return save(ctx, change)
		}
	}},
	{"a unique index over keys: one claim can be without", "empty texts", func(s *broken) {
		s.refuse(func(c store.Change) bool {
			all, _ := values(s.Memory.List(context.Background(), store.Query{}))
			return c.Expected == 0 && len(c.Envelope.Keys) == 0 && slices.ContainsFunc(all, func(e store.Envelope) bool { return len(e.Keys) == 0 })
		})
	}},
	{"a location cannot be empty", "empty texts", func(s *broken) {
		s.refuse(func(c store.Change) bool { return c.Envelope.Location == "" })
	}},
	{"it keeps associations as claims of the other kind", "both kinds", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) { e.Kind = store.PartnerActivity })
	}},
	{"it lists both kinds, always", "both kinds", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			query.Kind = 0
			return s.Memory.List(ctx, query)
		}
	}},
	{"it has an ID once for each kind", "both kinds", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, store.ErrConflict) && change.Expected == 0 && change.Envelope.Kind == store.PartnerAssociation {
				return nil
			}
			return err
		}
	}},
	{"a status is one of a list of the other kind", "both kinds", func(s *broken) {
		s.refuse(func(c store.Change) bool {
			return c.Envelope.Kind == store.PartnerAssociation && !slices.Contains(store.Statuses(claims.Statuses()...), c.Envelope.Status)
		})
	}},
	{"its list of open claims has the associations that ended", "both kinds", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			query.Open = query.Open && query.Kind != store.PartnerAssociation
			return s.Memory.List(ctx, query)
		}
	}},
	{"it believes every change", "malformed", func(s *broken) {
		s.save = func(ctx context.Context, change store.Change) error {
			err := s.Memory.Save(ctx, change)
			if errors.Is(err, mci.ErrInvalid) {
				return nil
			}
			return err
		}
	}},
	{"instants are nanoseconds since 1970", "instants", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) {
			for _, at := range []*time.Time{&e.Expires, &e.Attention} {
				if !at.IsZero() {
					*at = nanoseconds(*at)
				}
			}
		})
	}},
	{"the instants of entries are nanoseconds since 1970", "instants", func(s *broken) {
		s.spoilHistory(func(e *store.Entry) {
			e.Body = respell(e.Body, func(o map[string]any) {
				at, err := time.Parse(time.RFC3339Nano, fmt.Sprint(o["at"]))
				if err == nil {
					o["at"] = nanoseconds(at)
				}
			})
		})
	}},
	{"searched texts are cut at 200 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) { e.Search = cut(e.Search, 200) })
	}},
	{"bodies are cut at 4,000 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) {
			if len(e.Body) > 4000 {
				e.Body = []byte("{}")
			}
		})
	}},
	{"names are cut at 100 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) {
			e.Body = respell(e.Body, func(o map[string]any) { o["name"] = cut(fmt.Sprint(o["name"]), 100) })
		})
	}},
	{"locations are cut at 100 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) { e.Location = e.Location[:min(len(e.Location), 100)] })
	}},
	{"keys are cut at 128 bytes", "texts", func(s *broken) {
		s.spoilLoad(func(e *store.Envelope) {
			for i := range e.Keys {
				e.Keys[i] = cut(e.Keys[i], 128)
			}
		})
	}},
	{"IDs of more than 128 bytes are refused", "texts", func(s *broken) {
		s.refuse(func(c store.Change) bool { return len(c.Envelope.ID) > 128 })
	}},
	{"entries of more than 4,000 bytes are refused", "texts", func(s *broken) {
		s.refuse(func(c store.Change) bool {
			return slices.ContainsFunc(c.Entries, func(e store.Entry) bool { return c.Expected > 0 && len(e.Body) > 4000 })
		})
	}},
	{"amounts are kept without the payments", "totals", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			all, err := values(s.Memory.List(ctx, query))
			for i := range all {
				all[i].Amounts = slices.DeleteFunc(all[i].Amounts, func(a store.Amount) bool { return a.Kind == store.PaidAmount })
			}
			return orCanceled(ctx, yields(all, err))
		}
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
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			return first(s.Memory.List(ctx, query), 1000)
		}
	}},
	{"a page has at most 500 claims", "without end", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			query.Most = min(query.Most, 500)
			return s.Memory.List(ctx, query)
		}
	}},
	{"a list by key ends after 1000 claims", "without end", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			if query.ByKey {
				return first(s.Memory.List(ctx, query), 1000)
			}
			return s.Memory.List(ctx, query)
		}
	}},
	{"a history ends after 1000 entries", "without end", func(s *broken) {
		s.history = func(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
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
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			query.ByKey = false
			return s.Memory.List(ctx, query)
		}
	}},
	{"it knows one key", "list", func(s *broken) {
		s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
			if query.Key == store.AttentionKey {
				query.Key = store.ExpiresKey
			}
			return s.Memory.List(ctx, query)
		}
	}},
	{"what is due at the very instant is not selected", "list by key", func(s *broken) {
		s.filter(func(query store.Query, r *store.Envelope) bool {
			return query.Key == 0 || query.Until.IsZero() || r.Key(query.Key).Before(query.Until)
		})
	}},
	{"it goes on behind the key and forgets the others of it", "list by pages of a key", func(s *broken) {
		s.filter(func(query store.Query, r *store.Envelope) bool {
			return !query.ByKey || query.AfterKey.IsZero() || r.Key(query.Key).After(query.AfterKey)
		})
	}},
	{"it looks for text in the name alone", "list", func(s *broken) {
		s.filter(func(query store.Query, r *store.Envelope) bool {
			name, _, _ := strings.Cut(r.Search, "\n")
			return strings.Contains(name, query.Fold())
		})
	}},
	{"it lists nothing and panics", "list", func(s *broken) {
		s.list = func(context.Context, store.Query) iter.Seq2[store.Envelope, error] { return nil }
	}},
}

// checked returns the error that saving one of the changes would give, or nil.
func (s *broken) checked(ctx context.Context, changes []store.Change) error {
	for _, change := range changes {
		stored, err := s.Memory.Load(ctx, change.Envelope.ID)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && stored.Version != change.Expected || err != nil && change.Expected != 0 {
			return store.ErrConflict
		}
		if limit := change.Limit; limit.Most > 0 && s.peers(ctx, change) >= limit.Most {
			return store.ErrLimit
		}
	}
	return nil
}

var batchFaults = []brokenStore{
	{"a batch checks its versions before the transaction", "batch: versions", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []store.Change) error {
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
		s.saveAll = func(ctx context.Context, changes []store.Change) error {
			before := s.checked(ctx, changes)
			err := s.Memory.SaveAll(ctx, changes)
			if errors.Is(err, store.ErrLimit) {
				return before
			}
			return err
		}
	}},
	{"a batch opens no claims", "batch: limit", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []store.Change) error {
			if slices.ContainsFunc(changes, func(c store.Change) bool { return c.Expected == 0 }) && len(changes) == 2 {
				return errDriver
			}
			return s.Memory.SaveAll(ctx, changes)
		}
	}},
	{"a batch that is canceled on its way is half saved", "batch: canceled", func(s *broken) {
		s.saveAll = func(ctx context.Context, changes []store.Change) error {
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
		s.loadAll = func(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
			return first(s.Memory.LoadAll(ctx, ids), 50)
		}
	}},
	{"it loads claims that were not asked for", "load many", func(s *broken) {
		s.loadAll = func(ctx context.Context, _ []claims.ID) iter.Seq2[store.Envelope, error] {
			return s.Memory.List(ctx, store.Query{})
		}
	}},
	{"its totals are of all claims", "totals", func(s *broken) {
		s.totals = func(ctx context.Context, _ store.Query) ([]store.PipelineStatus, error) {
			return s.Memory.Totals(ctx, store.Query{})
		}
	}},
	{"it does not write index keys", "reindex", func(s *broken) {
		s.reindex = func(ctx context.Context, _ []store.Envelope) error { return ctx.Err() }
	}},
	{"it writes the index keys of an old version", "reindex: another version", func(s *broken) {
		s.reindex = func(ctx context.Context, envelopes []store.Envelope) error {
			for i := range envelopes {
				if stored, err := s.Memory.Load(ctx, envelopes[i].ID); err == nil {
					envelopes[i].Version = stored.Version
				}
			}
			return s.Memory.Reindex(ctx, envelopes)
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
	entry  store.Entry
}

func byNumber(a, b numbered) int { return cmp.Compare(a.number, b.number) }

// sequence gives each entry a number when its transaction begins, and shows it
// when that commits.
func sequence(s *broken) {
	var mu sync.Mutex
	var last atomic.Int64
	var log []numbered
	s.save = func(ctx context.Context, change store.Change) error {
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
// times, wherever the tests run. Any other finds it whatever the order of
// events, and runs once, and five times under the race detector, which is how
// .ci/run runs the tests.
func runs(b brokenStore) int {
	switch {
	case slices.Contains(racing, b.found):
		return 20
	case underRaceDetector:
		return 5
	default:
		return 1
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

package partner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A Store keeps the claims of a world.
type Store interface {
	store.Store
	store.BatchSaver
	store.BatchLoader
	store.Reindexer
	store.Tail
}

// errDown is the error of a call that fails.
var errDown = errors.New("the database is down")

// A troubled store is a store with the faults of a step. It also calls the
// world back before each of its calls, so that other steps come between.
type troubled struct {
	Store
	world *World
	// present is the trouble of the step that is played, or nil if none is:
	// then the store has no faults.
	present *trouble
	// rows are the stored claims as they were saved, and under the same by the
	// customer and engagement that limits name.
	rows  map[claims.ID]*row
	under map[place][]*row
}

// A place is a pair of IDs for which a limit counts claims.
type place struct {
	customer   mci.CustomerID
	engagement mci.EngagementID
}

// A row is the world's copy of a stored claim. The envelopes are never
// changed.
type row struct {
	envelope *store.Envelope
	older    *store.Envelope // of the version before, for stale reads, or nil
	entries  uint64
}

// row returns the row of a claim, and an empty row for a claim
// that is not stored.
func (s *troubled) row(id claims.ID) *row {
	if found := s.rows[id]; found != nil {
		return found
	}
	return &row{envelope: &store.Envelope{}}
}

// A trouble is the state of the store during one step.
type trouble struct {
	step    *Step
	calls   int
	saves   int
	half    bool
	cancel  context.CancelFunc
	touched []claims.ID
	// struck says that a fault happened, and read that a stale claim was read.
	struck, stale bool
	// garbled says that a claim was read with its end cut off
	garbled bool
	// seen is the envelope of each claim that was loaded last.
	seen map[claims.ID]store.Envelope
}

// enter begins a call: other steps come first, and then perhaps a fault.
func (s *troubled) enter() FaultKind {
	t := s.present
	if t == nil {
		return 0
	}
	t.calls++
	for i := range t.step.Within {
		if t.step.Within[i].Call == t.calls {
			s.world.interrupt(&t.step.Within[i].Step)
		}
	}
	for _, fault := range t.step.Faults {
		if fault.Call != t.calls {
			continue
		}
		t.struck = true
		s.world.count("fault", fault.Kind.String())
		if fault.Kind == Canceled {
			t.cancel()
		}
		t.half = t.half || fault.Kind == HalfFails
		return fault.Kind
	}
	return 0
}

// Load implements [store.Store].
func (s *troubled) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	fault := s.enter()
	if fault == FailsBefore || fault == FailsAfter {
		return store.Envelope{}, errDown
	}
	if old := s.row(id).older; old != nil && fault == Stale {
		s.present.stale = true
		return old.Clone(), nil
	}
	found, err := s.Store.Load(ctx, id)
	s.count(err)
	if fault == Garbled && err == nil {
		s.present.garbled, found = true, garbled(found)
	}
	if s.present != nil && err == nil {
		if s.present.seen == nil {
			s.present.seen = map[claims.ID]store.Envelope{}
		}
		s.present.seen[id] = found
	}
	return found, err
}

// Save implements [store.Store].
func (s *troubled) Save(ctx context.Context, change store.Change) error {
	fault := s.enter()
	if t := s.present; t != nil && t.half {
		if t.saves++; t.saves%2 == 1 {
			return errDown
		}
	}
	if fault == FailsBefore {
		return errDown
	}
	err := s.Store.Save(ctx, change)
	s.count(err)
	if err == nil {
		s.note(&change)
	}
	if fault == FailsAfter {
		return errDown
	}
	return err
}

// SaveAll implements [store.BatchSaver].
func (s *troubled) SaveAll(ctx context.Context, changes []store.Change) error {
	fault := s.enter()
	if fault == FailsBefore || fault == HalfFails {
		return errDown
	}
	err := s.Store.SaveAll(ctx, changes)
	s.count(err)
	if err == nil {
		for i := range changes {
			s.note(&changes[i])
		}
	}
	if fault == FailsAfter {
		return errDown
	}
	return err
}

// note remembers a change that was saved, and checks that the store was right
// to save it.
func (s *troubled) note(change *store.Change) {
	if len(change.Entries) == 0 {
		return
	}
	id := change.Envelope.ID
	before := s.row(id)
	if before.envelope.Version != change.Expected {
		s.world.violate(9, id, fmt.Errorf("a change of version %d was saved over version %d", change.Expected, before.envelope.Version))
	}
	s.checkLimit(change)
	saved := change.Envelope
	if before.entries == 0 {
		at := place{saved.Customer, saved.Engagement}
		s.rows[id] = before
		s.under[at] = append(s.under[at], before)
	} else {
		before.older = before.envelope
	}
	before.envelope, before.entries = &saved, before.entries+uint64(len(change.Entries))
	if s.present != nil {
		s.present.touched = append(s.present.touched, id)
	}
}

// checkLimit checks that no change with a limit was saved beyond it, and counts
// only claims of the very ID.
func (s *troubled) checkLimit(change *store.Change) {
	limit := change.Limit
	if limit.Most == 0 && limit.Open == 0 {
		return
	}
	counted, open := s.countOf(limit, change.Envelope.ID)
	if limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open {
		s.world.violate(9, change.Envelope.ID, fmt.Errorf("the customer has %d claims, %d of them open, and one more was saved", counted, open))
	}
}

// countOf counts the claims of a limit, but for one.
func (s *troubled) countOf(limit claims.Limit, but claims.ID) (counted, open int) {
	for _, row := range s.under[place{limit.Customer, limit.Engagement}] {
		e := row.envelope
		if e.ID == but || e.Kind != store.PartnerActivity {
			continue
		}
		if e.Counted {
			counted++
		}
		if e.Open {
			open++
		}
	}
	return counted, open
}

// List implements [store.Store].
func (s *troubled) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return s.cut(s.enter(), s.Store.List(ctx, query))
}

// History implements [store.Store].
func (s *troubled) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return broken(s.enter(), s.Store.History(ctx, id, after))
}

// LoadAll implements [store.BatchLoader].
func (s *troubled) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
	return s.cut(s.enter(), s.Store.LoadAll(ctx, ids))
}

// Tail implements [store.Tail].
func (s *troubled) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	return broken(s.enter(), s.Store.Tail(ctx, after))
}

// Reindex implements [store.Reindexer].
func (s *troubled) Reindex(ctx context.Context, envelopes []store.Envelope) error {
	fault := s.enter()
	if fault == FailsBefore {
		return errDown
	}
	err := s.Store.Reindex(ctx, envelopes)
	if fault == FailsAfter {
		return errDown
	}
	return err
}

// count counts the answers of a store that works.
func (s *troubled) count(err error) {
	for _, class := range storeErrors {
		if errors.Is(err, class) {
			s.world.count("store", class.Error())
		}
	}
}

// storeErrors are the errors by which a store that works answers.
var storeErrors = [...]error{store.ErrNotFound, store.ErrConflict, store.ErrLimit}

// garbled returns a claim whose body has lost its end.
func garbled(e store.Envelope) store.Envelope {
	e.Body = slices.Clone(e.Body[:len(e.Body)/2])
	return e
}

// cut returns a list whose first claim is garbled, if that is the fault, or one
// that is broken.
func (s *troubled) cut(fault FaultKind, list iter.Seq2[store.Envelope, error]) iter.Seq2[store.Envelope, error] {
	if fault != Garbled {
		return broken(fault, list)
	}
	return func(yield func(store.Envelope, error) bool) {
		for found, err := range list {
			if t := s.present; err == nil && t != nil && !t.garbled {
				t.garbled, found = true, garbled(found)
			}
			if !yield(found, err) {
				return
			}
		}
	}
}

// broken returns a list that fails at once, or after its first two values.
func broken[T any](fault FaultKind, list iter.Seq2[T, error]) iter.Seq2[T, error] {
	if fault != FailsBefore && fault != FailsAfter {
		return list
	}
	return func(yield func(T, error) bool) {
		left := 2
		if fault == FailsBefore {
			left = 0
		}
		for value, err := range list {
			if left == 0 {
				break
			}
			if left--; !yield(value, err) {
				return
			}
		}
		var none T
		yield(none, errDown)
	}
}

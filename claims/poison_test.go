package claims_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A poisoned store fails for some claims in every method. If ids is nil, it
// fails for all claims.
type poisoned struct {
	*claims.MemoryStore
	ids []claims.ID
	err error
}

func (s *poisoned) fails(id claims.ID) bool { return s.ids == nil || slices.Contains(s.ids, id) }

func (s *poisoned) Load(ctx context.Context, id claims.ID) (claims.Record, error) {
	if s.ids != nil && s.fails(id) {
		return claims.Record{}, &claims.ClaimError{ID: id, Err: s.err}
	}
	return s.MemoryStore.Load(ctx, id)
}

func (s *poisoned) Save(ctx context.Context, change claims.Change) error {
	return s.SaveAll(ctx, []claims.Change{change})
}

func (s *poisoned) SaveAll(ctx context.Context, changes []claims.Change) error {
	for _, change := range changes {
		if s.fails(change.Claim.ID()) {
			return s.err
		}
	}
	return s.MemoryStore.SaveAll(ctx, changes)
}

func (s *poisoned) List(ctx context.Context, query claims.Query) iter.Seq2[claims.Record, error] {
	if s.ids == nil {
		return s.MemoryStore.List(ctx, query)
	}
	return func(yield func(claims.Record, error) bool) {
		for record, err := range s.MemoryStore.List(ctx, query) {
			if s.fails(record.ID) {
				record, err = claims.Record{}, &claims.ClaimError{ID: record.ID, Err: s.err}
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

func (s *poisoned) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
	return func(yield func(claims.Entry, error) bool) {
		for entry, err := range s.MemoryStore.History(ctx, id, after) {
			if s.fails(id) {
				entry, err = claims.Entry{}, &claims.ClaimError{ID: id, Err: s.err}
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

func (s *poisoned) Tail(ctx context.Context, after claims.Position) iter.Seq2[claims.Delivery, error] {
	return func(yield func(claims.Delivery, error) bool) {
		for delivery, err := range s.MemoryStore.Tail(ctx, after) {
			if id := delivery.Entry.Claim; s.fails(id) {
				delivery.Entry, err = claims.Entry{}, &claims.ClaimError{ID: id, Err: s.err}
			}
			if !yield(delivery, err) {
				return
			}
		}
	}
}

// A saveFails store fails for some claims only when they are saved.
type saveFails struct{ *poisoned }

func (s saveFails) Load(ctx context.Context, id claims.ID) (claims.Record, error) {
	return s.MemoryStore.Load(ctx, id)
}

func (s saveFails) List(ctx context.Context, query claims.Query) iter.Seq2[claims.Record, error] {
	return s.MemoryStore.List(ctx, query)
}

// A single store can only save one change at a time.
type single struct{ claims.Store }

var errRow = errors.New("value too long for column")

// twenty stores twenty claims that expire at the same time. The store fails for
// the sixth one.
func twenty(t testing.TB) *poisoned {
	memory := &claims.MemoryStore{}
	for i := range 20 {
		save(t, memory, of(i))
	}
	return &poisoned{memory, []claims.ID{"claim-005"}, errRow}
}

func TestOneClaimThatIsNeverSavedDoesNotStopASweep(t *testing.T) {
	for name, of := range map[string]func(*poisoned) claims.Store{
		"one by one": func(p *poisoned) claims.Store { return single{saveFails{p}} },
		"in batches": func(p *poisoned) claims.Store { return saveFails{p} },
	} {
		store := of(twenty(t))
		for run, want := range []int{19, 0, 0} {
			got := sweepAll(t.Context(), t, store, over)
			if got.expired != want || len(got.bad) != 1 || got.bad[0].ID != "claim-005" || !errors.Is(got.bad[0], errRow) || got.last != nil {
				t.Errorf("%s, run %d: got %+v, want %d expired and the error of claim-005", name, run+1, got, want)
			}
		}
	}
}

// tally counts the values of a list and fails the test unless its only error is
// about the spoiled claim.
func tally[T any](t *testing.T, what string, list iter.Seq2[T, error], want int) {
	t.Helper()
	good, bad := 0, 0
	for _, err := range list {
		var one *claims.ClaimError
		switch {
		case err == nil:
			good++
		case errors.As(err, &one) && one.ID == "claim-005":
			bad++
		default:
			t.Fatalf("%s: got error %v, want that of claim-005 alone", what, err)
		}
	}
	if good != want || bad != 1 {
		t.Errorf("%s: %d are good and %d are bad, want %d and 1", what, good, bad, want)
	}
}

func TestOneClaimThatCannotBeReadStopsNoList(t *testing.T) {
	store := twenty(t)
	desk := claims.NewDesk(store, public())
	ctx, query := t.Context(), claims.Query{}
	tally(t, "reminders", desk.Reminders(ctx, query, at(lastDay), 3), 19)
	tally(t, "worklist", desk.Worklist(ctx, query, at(lastDay)), 19)
	tally(t, "register", desk.Register(ctx, query), 19)
	tally(t, "tail", store.Tail(ctx, ""), 19)
	urgent, unread, err := desk.MostUrgent(ctx, query, at(lastDay), 50)
	if len(urgent) != 19 || len(unread) != 1 || unread[0].ID != "claim-005" || err != nil {
		t.Errorf("most urgent: %d claims, %v, %v", len(urgent), unread, err)
	}
	tally(t, "sweep", desk.Sweep(ctx, query, at(over)), 19)
}

func TestAStoredClaimThatCannotBeReadIsNeverMistakenForInput(t *testing.T) {
	damaged := func(p *poisoned) claims.Store {
		record := must(p.MemoryStore.Load(t.Context(), "claim-005"))
		record.Version = 0
		p.Put(record)
		return p.MemoryStore
	}
	retired := func(p *poisoned) claims.Store {
		record := must(p.MemoryStore.Load(t.Context(), "claim-005"))
		record.Engagement.Engagement = "retired"
		p.Put(record)
		return p.MemoryStore
	}
	misread := func(p *poisoned) claims.Store { p.err = mci.Invalid("status", "x", "a status"); return p }
	for name, of := range map[string]func(*poisoned) claims.Store{"damaged": damaged, "not in the catalog": retired, "misread by the store": misread} {
		desk := claims.NewDesk(of(twenty(t)), public())
		_, errClaim := desk.Claim(t.Context(), "claim-005")
		_, errDo := desk.Do(t.Context(), "claim-005", claims.Cancel{}, by(claims.PartnerCancels, at(over)))
		_, errOpen := desk.Open(t.Context(), nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-005", by(claims.AddCustomer, at("2022-11-10")))
		errs := []error{errClaim, errDo, errOpen}
		for _, err := range desk.Register(t.Context(), claims.Query{}) {
			if err != nil {
				errs = append(errs, err)
			}
		}
		if len(errs) != 4 {
			t.Errorf("%s: the register has no error", name)
		}
		for i, err := range errs {
			var one *claims.ClaimError
			var field *mci.FieldError
			if !errors.As(err, &one) || one.ID != "claim-005" || claims.ClassOf(err) != claims.Unreadable {
				t.Errorf("%s, %d: got %v of class %s", name, i, err, claims.ClassOf(err))
			}
			if errors.Is(err, mci.ErrInvalid) || errors.As(err, &field) {
				t.Errorf("%s, %d: %v is taken for malformed input", name, i, err)
			}
		}
	}
}

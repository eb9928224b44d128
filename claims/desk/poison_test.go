package desk_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A poisoned store fails for some claims in every method. If ids is nil, it
// fails for all claims.
type poisoned struct {
	*store.Memory
	ids []claims.ID
	err error
}

func (s *poisoned) fails(id claims.ID) bool { return s.ids == nil || slices.Contains(s.ids, id) }

func (s *poisoned) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	if s.ids != nil && s.fails(id) {
		return store.Envelope{}, &store.ClaimError{ID: id, Err: s.err}
	}
	return s.Memory.Load(ctx, id)
}

func (s *poisoned) Save(ctx context.Context, change store.Change) error {
	return s.SaveAll(ctx, []store.Change{change})
}

func (s *poisoned) SaveAll(ctx context.Context, changes []store.Change) error {
	for _, change := range changes {
		if s.fails(change.Envelope.ID) {
			return s.err
		}
	}
	return s.Memory.SaveAll(ctx, changes)
}

func (s *poisoned) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if s.ids == nil {
		return s.Memory.List(ctx, query)
	}
	return func(yield func(store.Envelope, error) bool) {
		for claim, err := range s.Memory.List(ctx, query) {
			if s.fails(claim.ID) {
				claim, err = store.Envelope{}, &store.ClaimError{ID: claim.ID, Err: s.err}
			}
			if !yield(claim, err) {
				return
			}
		}
	}
}

func (s *poisoned) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for entry, err := range s.Memory.History(ctx, id, after) {
			if s.fails(id) {
				entry, err = store.Entry{}, &store.ClaimError{ID: id, Err: s.err}
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

func (s *poisoned) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	return func(yield func(store.Delivery, error) bool) {
		for delivery, err := range s.Memory.Tail(ctx, after) {
			if id := delivery.Entry.Claim; s.fails(id) {
				delivery.Entry, err = store.Entry{}, &store.ClaimError{ID: id, Err: s.err}
			}
			if !yield(delivery, err) {
				return
			}
		}
	}
}

// A saveFails store fails for some claims only when they are saved.
type saveFails struct{ *poisoned }

func (s saveFails) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	return s.Memory.Load(ctx, id)
}

func (s saveFails) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return s.Memory.List(ctx, query)
}

var errRow = errors.New("value too long for column")

// twenty stores twenty claims that expire at the same time. The store fails for
// the sixth one.
func twenty(t testing.TB) *poisoned {
	memory := &store.Memory{}
	for i := range 20 {
		save(t, memory, of(i))
	}
	return &poisoned{memory, []claims.ID{"claim-005"}, errRow}
}

func TestOneClaimThatIsNeverSavedDoesNotStopASweep(t *testing.T) {
	for name, of := range map[string]func(*poisoned) store.Store{
		"one by one": func(p *poisoned) store.Store { return single{saveFails{p}} },
		"in batches": func(p *poisoned) store.Store { return saveFails{p} },
	} {
		s := of(twenty(t))
		for run, want := range []int{19, 0, 0} {
			got := sweepAll(t.Context(), t, s, over)
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
		var one *store.ClaimError
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
	s := twenty(t)
	d := desk.New(s, public())
	ctx, query := t.Context(), store.Query{}
	tally(t, "reminders", register.Reminders(ctx, d, query, at(lastDay), 3), 19)
	tally(t, "worklist", register.Worklist(ctx, d, query, at(lastDay)), 19)
	tally(t, "register", d.List(ctx, query), 19)
	tally(t, "tail", s.Tail(ctx, ""), 19)
	urgent, unread, err := register.MostUrgent(ctx, d, query, at(lastDay), 50)
	if len(urgent) != 19 || len(unread) != 1 || unread[0].ID != "claim-005" || err != nil {
		t.Errorf("most urgent: %d claims, %v, %v", len(urgent), unread, err)
	}
	tally(t, "sweep", d.Sweep(ctx, query, at(over)), 19)
}

func TestAStoredClaimThatCannotBeReadIsNeverMistakenForInput(t *testing.T) {
	damaged := func(p *poisoned) store.Store {
		damage(t, p.Memory, "claim-005", func(r *claims.Record) { r.Version = 0 })
		return p.Memory
	}
	retired := func(p *poisoned) store.Store {
		damage(t, p.Memory, "claim-005", func(r *claims.Record) { r.Engagement.Engagement = "retired" })
		return p.Memory
	}
	misread := func(p *poisoned) store.Store { p.err = mci.Invalid("status", "x", "a status"); return p }
	for name, of := range map[string]func(*poisoned) store.Store{"damaged": damaged, "not in the catalog": retired, "misread by the store": misread} {
		d := desk.New(of(twenty(t)), public())
		_, errClaim := d.Claim(t.Context(), "claim-005")
		_, errDo := d.Do(t.Context(), "claim-005", claims.Cancel{}, by(claims.PartnerCancels, at(over)))
		_, errOpen := d.Open(t.Context(), nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-005", by(claims.AddCustomer, at("2022-11-10")))
		errs := []error{errClaim, errDo, errOpen}
		for _, err := range d.List(t.Context(), store.Query{}) {
			if err != nil {
				errs = append(errs, err)
			}
		}
		if len(errs) != 4 {
			t.Errorf("%s: the register has no error", name)
		}
		for i, err := range errs {
			var one *store.ClaimError
			var field *mci.FieldError
			if !errors.As(err, &one) || one.ID != "claim-005" || desk.ClassOf(err) != desk.Unreadable {
				t.Errorf("%s, %d: got %v of class %s", name, i, err, desk.ClassOf(err))
			}
			if errors.Is(err, mci.ErrInvalid) || errors.As(err, &field) {
				t.Errorf("%s, %d: %v is taken for malformed input", name, i, err)
			}
		}
	}
}

package desk_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// sweep returns the IDs of the claims that a sweep expires.
func sweep(t testing.TB, s store.Store, query store.Query, when string) []claims.ID {
	t.Helper()
	var expired []claims.ID
	for change, err := range desk.New(s, public()).Sweep(t.Context(), query, at(when)) {
		if err != nil {
			t.Fatal(err)
		}
		if change.Claim.State() != plain(claims.ConsentExpired) || len(change.Entries) != 1 {
			t.Fatalf("%s with %d entries", change.Claim, len(change.Entries))
		}
		expired = append(expired, change.Claim.ID())
	}
	return expired
}

// expired returns the number of expired claims in a store. It fails the test if
// a claim expired twice.
func expired(t testing.TB, s store.Store) int {
	t.Helper()
	n := 0
	for _, id := range ids(t, s, store.Query{Kind: store.PartnerActivity}) {
		expiries := 0
		for entry, err := range s.History(t.Context(), id, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if entryIn(entry).Event == claims.WindowEnds {
				expiries++
			}
		}
		if expiries > 1 {
			t.Fatalf("claim %s expired %d times", id, expiries)
		}
		n += expiries
	}
	return n
}

func TestASweepExpiresExactlyTheClaimsWhoseWindowIsOver(t *testing.T) {
	for name, of := range map[string]func(*store.Memory) store.Store{
		"in batches": func(s *store.Memory) store.Store { return s },
		"one by one": func(s *store.Memory) store.Store { return &quirkyStore{Store: s} },
	} {
		t.Run(name, func(t *testing.T) {
			kept := of(many(t, 350)) // more than three pages
			if got := sweep(t, kept, store.Query{}, lastDay); got != nil {
				t.Errorf("on the last day %v expired", got)
			}
			if got := sweep(t, kept, store.Query{}, over); len(got) != 234 || !slices.IsSorted(got) {
				t.Errorf("after the last day %d expired, want 234: %v", len(got), got)
			}
			if got := sweep(t, kept, store.Query{}, over); got != nil {
				t.Errorf("swept again, %v expired", got)
			}
			if n := expired(t, kept); n != 234 {
				t.Errorf("%d are expired, want 234", n)
			}
		})
	}
}

func TestASweepLooksAtTheClaimsOfItsQuery(t *testing.T) {
	s := many(t, 250)
	end := at(over)
	if got := sweep(t, s, store.Query{After: "claim-240", AfterKey: end}, over); !slices.Equal(got, []claims.ID{"claim-241", "claim-243", "claim-244", "claim-246", "claim-247", "claim-249"}) {
		t.Errorf("after claim-240 %v expired", got)
	}
	if got := sweep(t, s, store.Query{Most: 2}, over); !slices.Equal(got, []claims.ID{"claim-000", "claim-001"}) {
		t.Errorf("at most two: %v expired", got)
	}
	if got := sweep(t, s, store.Query{Most: 120}, over); len(got) != 120 {
		t.Errorf("at most 120: %d expired", len(got))
	}
	if got := sweep(t, s, store.Query{Customer: tenant}, over); got != nil {
		t.Errorf("of another customer %v expired", got)
	}
}

func TestASweepThatIsLeftIsBegunAgainAndNothingIsLostOrDoneTwice(t *testing.T) {
	for name, c := range map[string]struct {
		of         func(*store.Memory) store.Store
		most, over int // claims in the store, and those whose window is over
	}{
		"in batches": {func(s *store.Memory) store.Store { return s }, 250, 167},
		// each run saves three claims at most, and all histories are read after it
		"one by one": {func(s *store.Memory) store.Store { return &quirkyStore{Store: s} }, 60, 40},
	} {
		t.Run(name, func(t *testing.T) {
			kept := c.of(many(t, c.most))
			d := desk.New(kept, public())
			for runs := 0; expired(t, kept) < c.over; runs++ {
				if runs > 200 {
					t.Fatalf("%d are expired after %d runs", expired(t, kept), runs)
				}
				ctx, cancel := context.WithCancel(t.Context())
				seen := 0
				for _, err := range d.Sweep(ctx, store.Query{}, at(over)) {
					if seen++; seen == 3 && runs%2 == 0 {
						break
					}
					if seen == 3 {
						cancel()
					}
					if err != nil && !errors.Is(err, context.Canceled) {
						t.Fatal(err)
					}
				}
				cancel()
			}
			if got := sweep(t, kept, store.Query{}, over); got != nil {
				t.Errorf("%v were left over", got)
			}
		})
	}
}

func TestAClaimThatTheStoreDoesNotSaveOnceIsSweptTheNextTime(t *testing.T) {
	down := errors.New("the database is down")
	memory := many(t, 30)
	s := &quirkyStore{Store: memory}
	saves := 0
	s.save = func(ctx context.Context, change store.Change) error {
		if saves++; saves == 5 {
			return down
		}
		return memory.Save(ctx, change)
	}
	got := sweepAll(t.Context(), t, s, over)
	if got.expired != 19 || len(got.bad) != 1 || !errors.Is(got.bad[0], down) || got.last != nil {
		t.Errorf("got %+v, want 19 expired and one claim that was not saved", got)
	}
	if again := sweep(t, s, store.Query{}, over); len(again) != 1 || expired(t, memory) != 20 {
		t.Errorf("then %d expired, %d in all", len(again), expired(t, memory))
	}
}

// A swept is the result of a sweep.
type swept struct {
	expired int
	bad     []*store.ClaimError
	last    error // error that ended the sweep
}

func sweepAll(ctx context.Context, t testing.TB, s store.Store, when string) swept {
	t.Helper()
	var got swept
	for change, err := range desk.New(s, public()).Sweep(ctx, store.Query{}, at(when)) {
		var one *store.ClaimError
		switch {
		case got.last != nil:
			t.Fatalf("after %v comes %v, %v", got.last, change.Claim, err)
		case err != nil && change.Claim != nil:
			t.Errorf("there is a change beside %v", err)
		case errors.As(err, &one):
			got.bad = append(got.bad, one)
		case err != nil:
			got.last = err
		default:
			got.expired++
		}
	}
	return got
}

func TestAStoreThatSavesNothingEndsASweepByAnErrorOfItsOwn(t *testing.T) {
	down := errors.New("the database is down")
	for name, of := range map[string]func(*store.Memory) store.Store{
		"one by one": func(m *store.Memory) store.Store {
			return &quirkyStore{Store: m, save: func(context.Context, store.Change) error { return down }}
		},
		"in batches": func(m *store.Memory) store.Store { return &poisoned{m, nil, down} },
	} {
		memory := many(t, 300)
		got := sweepAll(t.Context(), t, of(memory), over)
		if got.expired != 0 || got.bad != nil || !errors.Is(got.last, desk.ErrUnavailable) || !errors.Is(got.last, down) {
			t.Errorf("%s: got %+v, want nothing but %v", name, got, desk.ErrUnavailable)
		}
	}
	two := many(t, 2)
	if got := sweepAll(t.Context(), t, &poisoned{two, nil, down}, over); got.bad != nil || !errors.Is(got.last, desk.ErrUnavailable) {
		t.Errorf("two claims: got %+v, want nothing but %v", got, desk.ErrUnavailable)
	}
	one := many(t, 1)
	got := sweepAll(t.Context(), t, &poisoned{one, nil, down}, over)
	if len(got.bad) != 1 || got.last != nil {
		t.Errorf("one claim alone: got %+v, want its own error", got)
	}
}

func TestAStoreThatRefusesEveryClaimOfASweepIsNotDown(t *testing.T) {
	s := &quirkyStore{Store: many(t, 2), save: func(context.Context, store.Change) error { return claims.ErrUnreadable }}
	if got := sweepAll(t.Context(), t, s, over); got.expired != 0 || len(got.bad) != 2 || got.last != nil {
		t.Errorf("got %+v, want an error of each of the two claims", got)
	}
}

func TestACanceledContextEndsASweepAndIsNoErrorOfAClaim(t *testing.T) {
	for name, of := range map[string]func(*store.Memory, func()) store.Store{
		"one by one": func(m *store.Memory, cancel func()) store.Store {
			return &quirkyStore{Store: m, save: func(ctx context.Context, change store.Change) error {
				cancel()
				return fmt.Errorf("interrupted: %w", m.Save(ctx, change))
			}}
		},
		"in batches": func(m *store.Memory, cancel func()) store.Store { return &lateBatch{m, cancel} },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		got := sweepAll(ctx, t, of(many(t, 30), cancel), over)
		cancel()
		if got.expired != 0 || got.bad != nil || !errors.Is(got.last, context.Canceled) {
			t.Errorf("%s: got %+v, want nothing but %v", name, got, context.Canceled)
		}
	}
}

func TestAListThatFailsEndsASweep(t *testing.T) {
	down := errors.New("the database is down")
	memory := many(t, 10)
	s := &quirkyStore{Store: memory, list: func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		query.Most = 2
		return func(yield func(store.Envelope, error) bool) {
			for record, err := range memory.List(ctx, query) {
				if !yield(record, err) {
					return
				}
			}
			yield(store.Envelope{}, down)
		}
	}}
	if got := sweepAll(t.Context(), t, s, over); got.expired != 2 || !errors.Is(got.last, down) {
		t.Errorf("got %+v, want 2 expired and then %v", got, down)
	}
}

// bad lists one unreadable claim and one that cannot be restored among the
// others.
func bad(memory *store.Memory) *quirkyStore {
	return &quirkyStore{Store: memory, list: func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		return func(yield func(store.Envelope, error) bool) {
			for record, err := range memory.List(ctx, query) {
				switch record.ID {
				case "claim-001":
					record, err = store.Envelope{}, &store.ClaimError{ID: "claim-001", Err: errors.New("invalid character")}
				case "claim-003":
					record.Version = 0
				}
				if !yield(record, err) {
					return
				}
			}
		}
	}}
}

func TestABadRecordDoesNotStopASweepOrAListOfReminders(t *testing.T) {
	memory := many(t, 150)
	d := desk.New(bad(memory), public())
	check := func(name string, seq iter.Seq2[claims.ID, error], want int) {
		t.Helper()
		var good int
		var failed []claims.ID
		for id, err := range seq {
			var one *store.ClaimError
			switch {
			case err == nil:
				good++
			case errors.As(err, &one) && id == "":
				failed = append(failed, one.ID)
			default:
				t.Fatalf("%s: claim %s with error %v", name, id, err)
			}
		}
		if good != want || !slices.Equal(failed, []claims.ID{"claim-001", "claim-003"}) {
			t.Errorf("%s: %d are good, want %d; failed are %v", name, good, want, failed)
		}
	}
	check("reminders", func(yield func(claims.ID, error) bool) {
		for reminder, err := range register.Reminders(t.Context(), d, store.Query{}, at(lastDay), 3) {
			var id claims.ID
			if reminder.Claim != nil {
				id = reminder.Claim.ID()
			}
			if !yield(id, err) {
				return
			}
		}
	}, 98)
	check("sweep", func(yield func(claims.ID, error) bool) {
		for change, err := range d.Sweep(t.Context(), store.Query{}, at(over)) {
			var id claims.ID
			if change.Claim != nil {
				id = change.Claim.ID()
			}
			if !yield(id, err) {
				return
			}
		}
	}, 98)
}

func TestAClaimErrorNamesTheClaimAndTheReason(t *testing.T) {
	reason := errors.New("invalid character")
	err := error(&store.ClaimError{ID: "claim-1", Err: reason})
	if err.Error() != `claim "claim-1": invalid character` || !errors.Is(err, reason) {
		t.Errorf("got %v", err)
	}
}

// overtaken calls move before each save of an expiry.
func overtaken(memory *store.Memory, move func(store.Change) error) store.Store {
	return &quirkyStore{Store: memory, save: func(ctx context.Context, change store.Change) error {
		if err := move(change); err != nil {
			return err
		}
		return memory.Save(ctx, change)
	}}
}

func TestAClaimThatIsMovedDuringASweepIsExpiredOnlyIfItIsStillDue(t *testing.T) {
	for _, test := range []struct {
		name     string
		commands []claims.Command
		when     string
		want     int
	}{
		{"asked for consent on the last day", []claims.Command{claims.SendConsent{}}, "2022-12-10", 1},
		{"canceled on the last day", []claims.Command{claims.Cancel{}}, "2022-12-10", 0},
		{"accepted on the last day", []claims.Command{claims.SendConsent{}, claims.Accept{}}, "2022-12-10", 0},
		{"expired by another sweep", []claims.Command{claims.Expire{}}, over, 0},
	} {
		memory := &store.Memory{}
		save(t, memory, of(1))
		moved := false
		s := overtaken(memory, func(change store.Change) error {
			if !moved {
				moved = true
				for _, command := range test.commands {
					must(desk.New(memory, public()).Do(t.Context(), change.Envelope.ID, command, by(command.Event(), at(test.when))))
				}
			}
			return nil
		})
		if got := sweep(t, s, store.Query{}, over); len(got) != test.want {
			t.Errorf("%s: %v expired, want %d", test.name, got, test.want)
		}
	}
}

func TestAPageOfWhichOneClaimIsOvertakenIsSavedOneByOne(t *testing.T) {
	memory := many(t, 5)
	s := &lateBatch{Memory: memory}
	s.before = func() {
		save(t, memory, must(claims.Apply(of(3).Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-12-10")))))
	}
	if got := sweep(t, s, store.Query{}, over); !slices.Equal(got, []claims.ID{"claim-000", "claim-001", "claim-004"}) {
		t.Errorf("%v expired", got)
	}
}

// A lateBatch calls before just before it saves a batch.
type lateBatch struct {
	*store.Memory
	before func()
}

func (s *lateBatch) SaveAll(ctx context.Context, changes []store.Change) error {
	s.before()
	return s.Memory.SaveAll(ctx, changes)
}

func TestAClaimThatCannotBeSavedIsNamedAndTheSweepGoesOn(t *testing.T) {
	for name, reason := range map[string]error{
		"overtaken again and again": store.ErrConflict,
		"malformed to the store":    mci.Invalid("name", "x", "a shorter name"),
		"gone":                      store.ErrNotFound,
	} {
		memory := many(t, 5)
		s := overtaken(memory, func(change store.Change) error {
			if change.Envelope.ID == "claim-001" {
				return reason
			}
			return nil
		})
		var failed []claims.ID
		n := 0
		for _, err := range desk.New(s, public()).Sweep(t.Context(), store.Query{}, at(over)) {
			var one *store.ClaimError
			switch {
			case err == nil:
				n++
			case errors.As(err, &one) && errors.Is(err, reason):
				failed = append(failed, one.ID)
			default:
				t.Fatal(err)
			}
		}
		if n != 3 || !slices.Equal(failed, []claims.ID{"claim-001"}) {
			t.Errorf("%s: %d expired, failed are %v", name, n, failed)
		}
	}
}

func TestASweepAtAnInstantThatIsNoneIsMalformed(t *testing.T) {
	for _, err := range desk.New(many(t, 3), public()).Sweep(t.Context(), store.Query{}, at("1999-12-31")) {
		wantInvalid(t, err, "at")
	}
}

func TestAListThatIsOutOfOrderIsAnErrorAndNeverGoesInCircles(t *testing.T) {
	memory := many(t, 150)
	s := &quirkyStore{Store: memory, list: func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		query.After = ""
		return memory.List(ctx, query)
	}}
	n := 0
	var last error
	for _, err := range register.Reminders(t.Context(), desk.New(s, public()), store.Query{}, at(lastDay), 3) {
		n++
		last = err
	}
	if n != 101 || last == nil {
		t.Errorf("%d values, the last with error %v; want a page of 100 and an error", n, last)
	}
}

// If the latest entry of a claim is later than the instant of the sweep, the
// claim was moved by a caller whose clock is ahead.
func TestASweepLeavesAClaimOfALaterInstantAlone(t *testing.T) {
	memory := &store.Memory{}
	late := reach(t, plain(claims.UnderReview)).do("2023-06-01", claims.RequestAction{})
	for n := range late.history {
		save(t, memory, claims.Change{Claim: must(claims.Replay(late.history[:n+1], public())), Entries: late.history[n : n+1]})
	}
	if got := sweep(t, memory, store.Query{}, "2023-05-01"); got != nil {
		t.Errorf("%v expired", got)
	}
}

package referral

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// recorder is a store that records the versions it was asked to save. It can
// fail on demand.
type recorder struct {
	MemoryStore
	saved      []uint64
	beforeSave func(call int) error // returns an error; nothing is saved
	afterSave  func(call int) error // returns an error although the deal is saved
	onLoad     func() error
}

func (s *recorder) Load(ctx context.Context, claim claims.ID) (Deal, error) {
	if s.onLoad != nil {
		if err := s.onLoad(); err != nil {
			return Deal{}, err
		}
	}
	return s.MemoryStore.Load(ctx, claim)
}

func (s *recorder) Save(ctx context.Context, r Deal) error {
	s.saved = append(s.saved, r.Version)
	call := len(s.saved)
	if s.beforeSave != nil {
		if err := s.beforeSave(call); err != nil {
			return err
		}
	}
	if err := s.MemoryStore.Save(ctx, r); err != nil {
		return err
	}
	if s.afterSave != nil {
		return s.afterSave(call)
	}
	return nil
}

func TestTheDeskBringsAReferralAllTheWay(t *testing.T) {
	store := &recorder{}
	got, decision, err := NewDesk(store, Options{}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
	want := sold("C-1")
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("Follow = %+v, %v, want %+v", got, err, want)
	}
	if decision.Outcome != mci.Pass || len(decision.Findings) != 1 || decision.Findings[0].Rule != "referral.upgrade" {
		t.Errorf("the decision is %+v, want the one about the upgrade", decision)
	}
	wantStored(t, store, "C-1", want)
	if !slices.Equal(store.saved, []uint64{1, 2}) {
		t.Errorf("the versions %v were saved, want 1 and 2", store.saved)
	}
}

func TestTheDeskDoesNothingWhereThereIsNothingToDo(t *testing.T) {
	for _, status := range claims.Statuses() {
		store := &recorder{}
		desk := NewDesk(store, Options{})
		first, _, err := desk.Follow(t.Context(), in(status), managed, now)
		if err != nil {
			t.Fatal(err)
		}
		store.saved = nil
		again, _, err := desk.Follow(t.Context(), in(status), managed, now.AddDate(0, 0, 1))
		if err != nil || !cmp.Equal(again, first) || store.saved != nil {
			t.Errorf("%v: the second time gives %+v, %v and saves %v, want %+v and nothing saved", status, again, err, store.saved, first)
		}
		wantStored(t, store, "C-1", first)
	}
}

func TestTheDeskSaysWhyAClaimMakesNoReferral(t *testing.T) {
	store := &recorder{}
	got, decision, err := NewDesk(store, Options{}).Follow(t.Context(), asking(illustrative, "9000"), managed, now)
	if err != nil || !cmp.Equal(got, Deal{}) || decision.Outcome != mci.Fail || len(decision.Findings) != 1 {
		t.Errorf("Follow = %+v, %+v, %v, want no referral and one finding that fails", got, decision, err)
	}
	wantStored(t, store, "C-1", Deal{})
}

// A host's policy does not have to give findings. Its outcome counts without
// them.
func TestTheDeskReturnsTheDecisionAboutTheLastStepEvenWithoutFindings(t *testing.T) {
	for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
		_, decision, err := NewDesk(&recorder{}, Options{Policy: always(outcome)}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
		if err != nil || decision.Outcome != outcome {
			t.Errorf("the policy decides %v, and the desk returns %v, %v", outcome, decision.Outcome, err)
		}
	}
	creates := createOnly{always(mci.Unknown)}
	_, decision, err := NewDesk(&recorder{}, Options{Policy: creates}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
	if err != nil || decision.Outcome != mci.Unknown || decision.Findings != nil {
		t.Errorf("the last step that was considered is the upgrade, which is unknown, and the desk returns %+v, %v", decision, err)
	}
}

// createOnly allows every referral, with a finding, and leaves the upgrade to
// the embedded policy.
type createOnly struct{ Policy }

func (createOnly) MayCreate(*claims.Claim, Facts) resource.Verdict {
	return resource.Verdict{Outcome: mci.Pass, Findings: []mci.Finding{{Rule: "ours.create", Outcome: mci.Pass}}}
}

func TestTheDeskAsksTheHostsPolicyInsteadOfTheCatalog(t *testing.T) {
	claim := after(opened("fy23-microsoft-viva"), step{1, claims.Partner, claims.SendConsent{DealSize: usd("5")}}, accepts)
	if got, _, err := NewDesk(&MemoryStore{}, Options{}).Follow(t.Context(), claim, managed, now); err != nil || got.Type != cosell.NoDeal {
		t.Errorf("by the catalog the referral is %v, %v, want none", got.Type, err)
	}
	if got, _, err := NewDesk(&MemoryStore{}, Options{Policy: always(mci.Pass)}).Follow(t.Context(), claim, Facts{}, now); err != nil || got.Type != cosell.CoSell {
		t.Errorf("by the host's policy the referral is %v, %v, want co-sell", got.Type, err)
	}
}

func TestTheDeskCanBeRunAgainAfterAFailureAtAnyPoint(t *testing.T) {
	broken := errors.New("connection lost")
	claim := in(claims.ConsentReceived)
	for name, s := range map[string]struct {
		store *recorder
		left  Deal // the stored deal after the failure
		got   Deal // the deal that the desk returns with the failure
	}{
		"before the load":         {&recorder{onLoad: once(broken)}, Deal{}, Deal{}},
		"before the first save":   {&recorder{beforeSave: atCall(1, broken)}, Deal{}, Deal{}},
		"after the first save":    {&recorder{afterSave: atCall(1, broken)}, led("C-1"), Deal{}},
		"before the second save":  {&recorder{beforeSave: atCall(2, broken)}, led("C-1"), led("C-1")},
		"after the second save":   {&recorder{afterSave: atCall(2, broken)}, sold("C-1"), led("C-1")},
		"overtaken at the second": {&recorder{beforeSave: atCall(2, ErrConflict)}, led("C-1"), led("C-1")},
	} {
		desk := NewDesk(s.store, Options{})
		got, _, err := desk.Follow(t.Context(), claim, managed, now)
		if !errors.Is(err, broken) && !errors.Is(err, ErrConflict) {
			t.Errorf("%s: the first run gives %v, want the store's error", name, err)
		}
		if !cmp.Equal(got, s.got) {
			t.Errorf("%s: the first run returns %+v, want %+v", name, got, s.got)
		}
		wantStored(t, s.store, "C-1", s.left)

		got, _, err = desk.Follow(t.Context(), claim, managed, now)
		if err != nil || !cmp.Equal(got, sold("C-1")) {
			t.Errorf("%s: the second run gives %+v, %v, want the co-sell referral", name, got, err)
		}
		wantStored(t, s.store, "C-1", sold("C-1"))
	}
}

// once returns a function that fails only the first time.
func once(err error) func() error {
	failed := false
	return func() error {
		if failed {
			return nil
		}
		failed = true
		return err
	}
}

// atCall returns a function that fails only in one call.
func atCall(failing int, err error) func(int) error {
	return func(call int) error {
		if call == failing {
			return err
		}
		return nil
	}
}

func TestTheDeskStopsWhenTheContextIsCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	store := &recorder{}
	got, decision, err := NewDesk(store, Options{}).Follow(ctx, in(claims.ConsentReceived), managed, now)
	if !errors.Is(err, context.Canceled) || !cmp.Equal(got, Deal{}) || decision.Findings != nil || store.saved != nil {
		t.Errorf("Follow = %+v, %+v, %v after saving %v, want the context's error alone", got, decision, err, store.saved)
	}

	during, stop := context.WithCancel(t.Context())
	between := &recorder{afterSave: func(int) error { stop(); return nil }}
	got, _, err = NewDesk(between, Options{}).Follow(during, in(claims.ConsentReceived), managed, now)
	if !errors.Is(err, context.Canceled) || !cmp.Equal(got, led("C-1")) {
		t.Errorf("canceled between two steps: Follow = %+v, %v, want the first step and the context's error", got, err)
	}
	wantStored(t, between, "C-1", led("C-1"))
}

func TestManyDesksAtOnceMakeOneReferral(t *testing.T) {
	claim := in(claims.ConsentReceived)
	for range 20 {
		var store MemoryStore
		desk := NewDesk(&store, Options{})
		var wait sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wait.Go(func() { _, _, errs[i] = desk.Follow(context.Background(), claim, managed, now) })
		}
		wait.Wait()
		for _, err := range errs {
			if err != nil && !errors.Is(err, ErrConflict) {
				t.Errorf("Follow = %v, want %v or nothing", err, ErrConflict)
			}
		}
		if _, _, err := desk.Follow(t.Context(), claim, managed, now); err != nil {
			t.Errorf("again: %v", err)
		}
		wantStored(t, &store, "C-1", sold("C-1"))
	}
}

// A desk is called after every change or only now and then, and calls can fail
// in between. It never takes a referral back, and the stored deal always equals
// the last one that it returned.
func TestTheDeskKeepsReferralsInStepThroughRandomLivesAndFailures(t *testing.T) {
	broken := errors.New("connection lost")
	rapid.Check(t, func(t *rapid.T) {
		store := &recorder{}
		desk := NewDesk(store, Options{})
		claim, last := opened(illustrative), Deal{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			claim = move(t, claim)
			fails := rapid.SampledFrom([]error{nil, nil, broken}).Draw(t, "failure")
			after := rapid.Bool().Draw(t, "after saving")
			store.beforeSave = func(int) error { return map[bool]error{false: fails}[after] }
			store.afterSave = func(int) error { return map[bool]error{true: fails}[after] }
			got, _, err := desk.Follow(context.Background(), claim, managed, now)
			if err != nil && fails == nil {
				t.Fatal(err)
			}
			stored, loadErr := store.MemoryStore.Load(context.Background(), "C-1")
			if loadErr != nil && !errors.Is(loadErr, ErrNotFound) {
				t.Fatal(loadErr)
			}
			if stored.Type < last.Type || stored.Version < last.Version {
				t.Fatalf("what was %+v is now %+v", last, stored)
			}
			if err == nil && !cmp.Equal(stored, got) {
				t.Fatalf("the desk returns %+v, and the store has %+v", got, stored)
			}
			last = stored
		}
	})
}

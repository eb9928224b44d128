package referraltest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
)

// TestStore checks a store. For each case it calls newStore, which returns an
// empty store that no other test uses.
func TestStore(t *testing.T, newStore func(t *testing.T) referral.Store) {
	for _, c := range storeCases {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("referral.Store: %s", c.why)
				}
			}()
			c.f(t, newStore(t))
		})
	}
}

var storeCases = []testCase[referral.Store]{
	{"a canceled context", "Once the context is canceled, a method MUST change nothing and return the context's error.", func(t tb, s referral.Store) {
		ctx := canceled(t)
		if err := s.Save(ctx, version(t, "C-1", 1)); !errors.Is(err, ctx.Err()) {
			t.Errorf("Save returns %v, want %v", err, ctx.Err())
		}
		wantNone(t, s, "C-1")
		save(t, s, version(t, "C-1", 1))
		if _, err := s.Load(ctx, "C-1"); !errors.Is(err, ctx.Err()) {
			t.Errorf("Load returns %v, want %v", err, ctx.Err())
		}
	}},
	{"no referral", "For a claim without a deal, Load MUST return ErrNotFound.", func(t tb, s referral.Store) {
		wantNone(t, s, "C-1")
		save(t, s, version(t, "C-1", 1))
		wantNone(t, s, "C-2")
	}},
	{"every field", "Load MUST return the deal that was saved last, field by field.", func(t tb, s referral.Store) {
		for number := uint64(1); number <= 3; number++ {
			want := version(t, "C-1", number)
			save(t, s, want)
			wantSaved(t, s, want)
		}
	}},
	{"other claims", "The deals of different claims MUST stay separate, even if their IDs are similar.", func(t tb, s referral.Store) {
		ids := []claims.ID{"C-1", "c-1", "C-1 ", "C-11", "C-%", "C_1", "C-1/2", "Ç-1"}
		for _, id := range ids {
			save(t, s, version(t, id, 1))
		}
		save(t, s, version(t, "C-1", 2))
		for _, id := range ids[1:] {
			wantSaved(t, s, version(t, id, 1))
		}
		wantSaved(t, s, version(t, "C-1", 2))
	}},
	{"the next version only", "Save MUST store the deal only if the stored version is the one before the deal's; no stored deal counts as version 0.", func(t tb, s referral.Store) {
		for _, c := range []struct{ stored, saved uint64 }{{0, 0}, {0, 2}, {1, 1}, {1, 3}, {2, 1}, {2, 2}, {2, 0}} {
			id := claims.ID("C-" + string(rune('a'+c.stored)) + string(rune('a'+c.saved)))
			for number := uint64(1); number <= c.stored; number++ {
				save(t, s, version(t, id, number))
			}
			if err := s.Save(t.Context(), version(t, id, c.saved)); err == nil {
				t.Errorf("version %d is saved upon version %d", c.saved, c.stored)
			}
		}
	}},
	{"a conflict", "If Save does not store the deal, it MUST change nothing and return ErrConflict.", func(t tb, s referral.Store) {
		save(t, s, version(t, "C-1", 1))
		other := version(t, "C-1", 1)
		other.Remote.ID = "another"
		if err := s.Save(t.Context(), other); !errors.Is(err, referral.ErrConflict) {
			t.Errorf("Save returns %v, want %v", err, referral.ErrConflict)
		}
		wantSaved(t, s, version(t, "C-1", 1))
	}},
	{"many at once", "Of several calls that save the same version at the same time, exactly one MUST succeed.", func(t tb, s referral.Store) {
		for number := uint64(1); number <= 5; number++ {
			saved := 0
			for _, err := range atOnce(8, func(int) error { return s.Save(t.Context(), version(t, "C-1", number)) }) {
				switch {
				case err == nil:
					saved++
				case !errors.Is(err, referral.ErrConflict):
					t.Errorf("Save returns %v, want %v", err, referral.ErrConflict)
				}
			}
			if saved != 1 {
				t.Fatalf("version %d was saved %d times", number, saved)
			}
		}
	}},
	{"another claim's link", "If the deal is linked with a referral that the deal of another claim is linked with, Save MUST change nothing and return ErrLinked.", func(t tb, s referral.Store) {
		first, second := version(t, "C-1", 1), version(t, "C-2", 1)
		save(t, s, first)
		save(t, s, second)
		taking := version(t, "C-2", 2)
		taking.Link.Referral = first.Link.Referral
		if err := s.Save(t.Context(), taking); !errors.Is(err, referral.ErrLinked) {
			t.Errorf("Save returns %v, want %v", err, referral.ErrLinked)
		}
		opening := version(t, "C-3", 1)
		opening.Link.Referral = first.Link.Referral
		if err := s.Save(t.Context(), opening); !errors.Is(err, referral.ErrLinked) {
			t.Errorf("Save of a first version returns %v, want %v", err, referral.ErrLinked)
		}
		wantSaved(t, s, first)
		wantSaved(t, s, second)
		wantNone(t, s, "C-3")
		// A deal keeps its own link, and a link that was taken back is free.
		own, free := version(t, "C-1", 2), version(t, "C-1", 3)
		own.Link, free.Link = first.Link, referral.Link{}
		save(t, s, own)
		save(t, s, free)
		save(t, s, taking)
	}},
	{"links without case", "The IDs of linked referrals MUST be compared without case, because they are GUIDs.", func(t tb, s referral.Store) {
		first, second := version(t, "C-1", 1), version(t, "C-2", 1)
		first.Link.Referral, second.Link.Referral = "c5fbb3b6-be74-4795-9fb5-4324c73fed37", "C5FBB3B6-BE74-4795-9FB5-4324C73FED37"
		save(t, s, first)
		if err := s.Save(t.Context(), second); !errors.Is(err, referral.ErrLinked) {
			t.Errorf("Save returns %v, want %v", err, referral.ErrLinked)
		}
		wantSaved(t, s, first)
		for _, claim := range []claims.ID{"C-3", "C-4"} { // two deals without a link
			none := version(t, claim, 1)
			none.Link = referral.Link{}
			save(t, s, none)
		}
	}},
	{"many links at once", "Of several calls that link a referral with different claims at the same time, exactly one MUST succeed.", func(t tb, s referral.Store) {
		for round := range 5 {
			saved := 0
			link := fmt.Sprintf("R-%d", round)
			for _, err := range atOnce(8, func(i int) error {
				deal := version(t, claims.ID(fmt.Sprintf("C-%d-%d", round, i)), 1)
				deal.Link.Referral = link
				return s.Save(t.Context(), deal)
			}) {
				switch {
				case err == nil:
					saved++
				case !errors.Is(err, referral.ErrLinked):
					t.Errorf("Save returns %v, want %v", err, referral.ErrLinked)
				}
			}
			if saved != 1 {
				t.Fatalf("a referral was linked with %d claims", saved)
			}
		}
	}},
}

// version returns a deal whose fields all differ from version to version, and
// whose link differs from claim to claim.
func version(t tb, claim claims.ID, number uint64) referral.Deal {
	day := func(n uint64) time.Time { return time.Date(2026, time.May, int(n)+1, 9, 30, 0, 123456000, time.UTC) } //nolint:gosec // below 10
	return referral.Deal{
		Claim: claim, Version: number, Type: []cosell.DealType{cosell.Private, cosell.PartnerLed, cosell.CoSell}[number%3],
		DealSize: must[mci.Money](t)(mci.ParseMoney([]string{"1", "25000.01", "999999999.99"}[number%3], mci.USD)),
		Created:  day(number), Upgraded: day(number + 1), Followed: number + 2,
		Ending: referral.Ending{
			Substatus: []progress.Substatus{progress.Lost, progress.Declined, progress.Expired}[number%3],
			Reason:    progress.CloseReason(number%3 + 1), //nolint:gosec // below 4
		},
		Remote: referral.Remote{
			ID: "R" + string(rune('a'+number)), Type: cosell.DealType(number % 3), //nolint:gosec // below 3
			State:   progress.State{Status: progress.StatusActive, Substatus: []progress.Substatus{progress.Accepted, "later", progress.Won}[number%3]},
			Attempt: day(number + 3), Unlinked: "U" + string(rune('a'+number)),
		},
		Connected: referral.Remote{ID: "M" + string(rune('a'+number)), Type: cosell.CoSell, Attempt: day(number + 6), Unlinked: "V" + string(rune('a'+number))},
		Link:      referral.Link{Referral: fmt.Sprintf("R%d-%x", number, claim), By: "maria", At: day(number + 4), Comment: "the same opportunity"},
		Unlinked: referral.Unlinking{
			Link: referral.Link{Referral: "Q" + string(rune('a'+number)), By: "alex", At: day(number + 3)},
			By:   "maria", At: day(number + 4), Comment: "another Contoso",
		},
		Seen: referral.Observation{
			Since: day(number + 5), Type: cosell.DealType(number % 3), Share: mci.Fact(number % 3), Stage: "40", //nolint:gosec // below 3
			Sellers: cosell.Visibility(number % 3), Updated: "2026-05-04T09:30:00.1234567Z", //nolint:gosec // below 3
			Gone: number%2 == 0, Disconnected: number%2 == 1,
		},
	}
}

func save(t tb, s referral.Store, r referral.Deal) {
	t.Helper()
	if err := s.Save(t.Context(), r); err != nil {
		t.Fatalf("version %d of %q is not saved: %v", r.Version, r.Claim, err)
	}
}

func wantNone(t tb, s referral.Store, claim claims.ID) {
	t.Helper()
	if got, err := s.Load(t.Context(), claim); !errors.Is(err, referral.ErrNotFound) {
		t.Errorf("Load returns %+v, %v, want %v", got, err, referral.ErrNotFound)
	}
}

func wantSaved(t tb, s referral.Store, want referral.Deal) {
	t.Helper()
	got, err := s.Load(t.Context(), want.Claim)
	if err != nil || !same(got, want) {
		t.Errorf("Load returns %+v, %v\nwant %+v", got, err, want)
	}
}

// same compares amounts and instants by their meaning.
func same(a, b referral.Deal) bool {
	if !a.DealSize.Equal(b.DealSize) {
		return false
	}
	for _, deal := range []*referral.Deal{&a, &b} {
		deal.DealSize = mci.Money{}
		for _, at := range []*time.Time{
			&deal.Created, &deal.Upgraded, &deal.Remote.Attempt, &deal.Connected.Attempt, &deal.Link.At, &deal.Unlinked.At, &deal.Unlinked.Link.At, &deal.Seen.Since,
		} {
			*at = at.UTC().Round(0)
		}
	}
	return a == b
}

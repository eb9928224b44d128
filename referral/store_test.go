package referral

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/referral/cosell"
)

var _ Store = (*MemoryStore)(nil)

// led returns the first version of a deal and sold returns the second.
func led(claim claims.ID) Deal {
	return Deal{Claim: claim, Version: 1, Type: cosell.PartnerLed, DealSize: usd("25000"), Created: now}
}

func sold(claim claims.ID) Deal {
	r := led(claim)
	r.Version, r.Type, r.Upgraded = 2, cosell.CoSell, now
	return r
}

// wantStored compares the stored deal of a claim with want. The zero Deal means
// that nothing is stored.
func wantStored(t *testing.T, store Store, claim claims.ID, want Deal) {
	t.Helper()
	got, err := store.Load(context.Background(), claim)
	if wantErr := cmp.Equal(want, Deal{}); errors.Is(err, ErrNotFound) != wantErr || (err != nil) != wantErr || !cmp.Equal(got, want) {
		t.Errorf("the store has %+v, %v, want %+v", got, err, want)
	}
}

func TestALoadOfAClaimWithoutAReferralIsErrNotFound(t *testing.T) {
	var store MemoryStore
	wantStored(t, &store, "C-1", Deal{})
	if err := store.Save(t.Context(), led("C-1")); err != nil {
		t.Fatal(err)
	}
	wantStored(t, &store, "C-2", Deal{})
}

func TestASavedReferralIsLoadedUnchanged(t *testing.T) {
	var store MemoryStore
	for _, r := range []Deal{led("C-1"), led("C-2"), sold("C-1")} {
		if err := store.Save(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		wantStored(t, &store, r.Claim, r)
	}
	wantStored(t, &store, "C-2", led("C-2"))
}

func TestOnlyTheNextVersionIsSaved(t *testing.T) {
	third := sold("C-1")
	third.Version = 3
	zeroth := led("C-1")
	zeroth.Version = 0
	for _, c := range []struct {
		name   string
		stored []Deal
		saved  Deal
		want   error
	}{
		{"the first, where there is none", nil, led("C-1"), nil},
		{"the second, where there is none", nil, sold("C-1"), ErrConflict},
		{"none, where there is none", nil, zeroth, ErrConflict},
		{"the first again", []Deal{led("C-1")}, led("C-1"), ErrConflict},
		{"the second after the first", []Deal{led("C-1")}, sold("C-1"), nil},
		{"the third after the first", []Deal{led("C-1")}, third, ErrConflict},
		{"the first after the second", []Deal{led("C-1"), sold("C-1")}, led("C-1"), ErrConflict},
		{"the second again", []Deal{led("C-1"), sold("C-1")}, sold("C-1"), ErrConflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			var store MemoryStore
			var last Deal
			for _, r := range c.stored {
				if err := store.Save(t.Context(), r); err != nil {
					t.Fatal(err)
				}
				last = r
			}
			if err := store.Save(t.Context(), c.saved); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("Save = %v, want %v", err, c.want)
			}
			if c.want == nil {
				last = c.saved
			}
			wantStored(t, &store, "C-1", last)
		})
	}
}

func TestACanceledContextChangesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var store MemoryStore
	if err := store.Save(ctx, led("C-1")); !errors.Is(err, context.Canceled) {
		t.Errorf("Save = %v, want the context's error", err)
	}
	wantStored(t, &store, "C-1", Deal{})
	if err := store.Save(t.Context(), led("C-1")); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Load(ctx, "C-1"); !errors.Is(err, context.Canceled) || !cmp.Equal(got, Deal{}) {
		t.Errorf("Load = %+v, %v, want the context's error alone", got, err)
	}
}

func TestOfManyWhoSaveOneVersionAtOnceExactlyOneWins(t *testing.T) {
	var store MemoryStore
	for version := uint64(1); version <= 20; version++ {
		const savers = 8
		var wait sync.WaitGroup
		results := make([]error, savers)
		start := make(chan struct{})
		for i := range savers {
			wait.Go(func() {
				mine := led("C-1")
				mine.Version = version
				<-start
				results[i] = store.Save(context.Background(), mine)
				_, _ = store.Load(context.Background(), "C-1")
			})
		}
		close(start)
		wait.Wait()
		won := 0
		for _, err := range results {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, ErrConflict):
				t.Errorf("version %d: %v, want %v", version, err, ErrConflict)
			}
		}
		if won != 1 {
			t.Errorf("version %d: %d savers won, want 1", version, won)
		}
	}
}

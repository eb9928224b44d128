package claimstest

import (
	"math"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// numbers returns the numbers of entries.
func numbers(entries []store.Entry) []uint64 {
	var all []uint64
	for _, entry := range entries {
		all = append(all, entry.Number)
	}
	return all
}

func history(b *bench) {
	commands := append(reviewed(), claims.RequestAction{Comment: "an invoice"}, claims.Submit{Comment: "see page 2"})
	_, entries := b.live(opening{id: "a"}, commands...)
	b.wantSame("the history", b.past("a", 0), b.entryRows(entries))

	first := b.open(opening{id: "b", customer: 1})
	second := b.apply(first.Claim, claims.SendConsent{})
	third := b.apply(second.Claim, claims.ResendConsent{})
	b.save(first, join(second, third))
	b.wantSame("the history with two entries of one change", b.past("b", 0), b.entryRows(join(first, second, third).Entries))
}

func historyAfter(b *bench) {
	b.live(opening{id: "a"}, claims.SendConsent{}, claims.Accept{})
	b.live(opening{id: "b", customer: 1})
	for after, want := range [][]uint64{{1, 2, 3}, {2, 3}, {3}, nil, nil} {
		if got := numbers(b.past("a", uint64(after))); !slices.Equal(got, want) {
			b.Errorf("after %d: got entries %d, want %d", after, got, want)
		}
	}
	for _, after := range []uint64{math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
		if got := numbers(b.past("a", after)); got != nil {
			b.Errorf("after %d: got entries %d, want none", after, got)
		}
	}
}

func noHistory(b *bench) {
	b.live(opening{id: "a"})
	for _, other := range []claims.ID{"b", "A", ""} {
		if n := len(b.past(other, 0)); n != 0 {
			b.Errorf("claim %q is not stored, and has %d entries", other, n)
		}
	}
}

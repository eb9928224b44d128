package claimstest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// keyed stores claims whose keys have another order than their IDs. Each key
// belongs to two claims, and some claims have no key.
func (b *bench) keyed() []store.Envelope {
	b.Helper()
	var stored []store.Envelope
	for i := range 12 {
		o := opening{id: claims.ID(fmt.Sprint("claim-", string(rune('a'+i)))), customer: i}
		commands := [][]claims.Command{nil, {claims.SendConsent{}, claims.Accept{}}, {claims.Cancel{}}, append(reviewed(), claims.Approve{}), reviewed(), append(reviewed(), claims.Reject{})}[5-i%6]
		claim, _ := b.live(o, commands...)
		stored = append(stored, b.envelope(claim))
	}
	return stored
}

// byKey returns the IDs of the claims that a query selects, in the order of its
// key.
func byKey(stored []store.Envelope, query store.Query) []claims.ID {
	sorted := slices.Clone(stored)
	slices.SortFunc(sorted, func(a, b store.Envelope) int {
		return cmp.Or(a.Key(query.Key).Compare(b.Key(query.Key)), strings.Compare(string(a.ID), string(b.ID)))
	})
	var ids []claims.ID
	for i := range sorted {
		if query.Matches(&sorted[i]) {
			ids = append(ids, sorted[i].ID)
		}
	}
	return ids
}

func listByKey(b *bench) {
	stored := b.keyed()
	for _, key := range []store.IndexKey{store.ExpiresKey, store.AttentionKey} {
		for i := range stored {
			for _, query := range []store.Query{
				{Key: key, Until: stored[i].Key(key)},
				{Key: key, Until: justBefore(stored[i].Key(key))},
				{Key: key, Open: true},
				{Key: key, Customer: stored[i].Customer},
				{Key: key, Statuses: []string{stored[i].Status}},
				{Key: key, Text: stored[i].Customer.Value()},
				{Key: key, Engagement: oneOpen},
				{Key: key, Location: "Zürich West"},
				{Key: key, SolutionArea: "another"},
				{Key: key, Owner: "nobody@fabrikam.com"},
				{Key: key, Kind: store.PartnerAssociation},
			} {
				query.ByKey = true
				if got, want := b.listed(query), byKey(stored, query); !slices.Equal(got, want) {
					b.Errorf("by the key %q, until %s: got %q, want %q", key, query.Until, got, want)
				}
			}
		}
	}
}

// justBefore returns the instant before a key. Of no key it returns none.
func justBefore(key time.Time) time.Time {
	if key.IsZero() {
		return key
	}
	return key.Add(-time.Nanosecond)
}

func listByPagesOfAKey(b *bench) {
	stored := b.keyed()
	for _, key := range []store.IndexKey{store.ExpiresKey, store.AttentionKey} {
		want := byKey(stored, store.Query{Key: key})
		for most := 1; most <= len(want)+1; most++ {
			var got []claims.ID
			query := store.Query{Key: key, ByKey: true, Most: most}
			for range len(want) + 1 {
				page := b.listed(query)
				if got = append(got, page...); len(page) < most {
					break
				}
				query.After = page[len(page)-1]
				last := b.loaded(query.After)
				query.AfterKey = last.Key(key)
			}
			if !slices.Equal(got, want) {
				b.Errorf("by the key %q, in pages of %d: got %q, want %q", key, most, got, want)
			}
		}
		b.listAfterNoClaim(stored, key)
	}
}

// listAfterNoClaim goes on after places at which no claim is: the claim of a
// cursor can have another key by then.
func (b *bench) listAfterNoClaim(stored []store.Envelope, key store.IndexKey) {
	b.Helper()
	for i := range stored {
		place := stored[i].Key(key)
		if place.IsZero() {
			continue
		}
		for _, after := range []claims.ID{"claim", stored[i].ID + "-", "nobody"} {
			query := store.Query{Key: key, ByKey: true, AfterKey: place, After: after}
			var want []claims.ID
			for _, id := range byKey(stored, store.Query{Key: key}) {
				at := slices.IndexFunc(stored, func(e store.Envelope) bool { return e.ID == id })
				if cmp.Or(stored[at].Key(key).Compare(place), strings.Compare(string(id), string(after))) > 0 {
					want = append(want, id)
				}
			}
			if got := b.listed(query); !slices.Equal(got, want) {
				b.Errorf("by the key %q, after %s and %q, which no claim has: got %q, want %q", key, place, after, got, want)
			}
		}
	}
}

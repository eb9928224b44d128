package claimstest

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// ability returns the store with an optional ability. If the store does not
// have it, the case is skipped.
func ability[A any](b *bench, name string) A {
	b.Helper()
	able, ok := b.store.(A)
	if !ok {
		b.Skip("the store is no store." + name + ", which is optional")
	}
	return able
}

func loadMany(b *bench) {
	loader := ability[store.BatchLoader](b, "BatchLoader")
	asked := []claims.ID{"nobody", "A"}
	for i := range b.many / 4 {
		id := claims.ID(fmt.Sprintf("claim-%04d", i))
		asked = append(asked, id)
		if i%5 == 0 {
			b.live(opening{id: id, customer: i})
		}
	}
	for _, id := range []claims.ID{"claim-0001", "claim-0002"} { // asked for, and no claims yet
		adopted, _ := b.associated(id, 1)
		b.must(b.store.Save(b.Context(), adopted))
	}
	b.live(opening{id: "a", customer: many})
	asked = append(asked, asked...) // an ID that is there twice has one claim
	var got []claims.ID
	for envelope, err := range loader.LoadAll(b.Context(), asked) {
		b.must(err)
		b.wantSame("the claim", envelope, b.loaded(envelope.ID))
		got = append(got, envelope.ID)
	}
	slices.Sort(got)
	if want := b.listed(store.Query{After: "b"}); !slices.Equal(got, want) {
		b.Errorf("got %d claims, want the %d that are stored of those that were asked for", len(got), len(want))
	}
	for _, err := range loader.LoadAll(b.Context(), nil) {
		b.must(err)
		b.Errorf("a claim is loaded where none is asked for")
	}
}

func totals(b *bench) {
	totaler := ability[store.Totaler](b, "Totaler")
	for i := range 4 {
		b.live(opening{id: claims.ID(fmt.Sprint("open-", i)), customer: i})
		b.live(opening{id: claims.ID(fmt.Sprint("paid-", i)), customer: i, engagement: oneOpen},
			append(reviewed(), claims.Approve{}, claims.RecordPayment{Amount: b.payment(), Reference: "1"}, claims.RecordPayment{Amount: b.payment(), Reference: "2"})...)
	}
	b.save(b.adopt(opening{id: "adopted", customer: 9}, "Under review"))
	for id, shown := range map[claims.ID]string{"association-1": "Submitted", "association-2": "Submitted", "association-3": "Approved", "association-4": "Rejected final"} {
		b.must(b.store.Save(b.Context(), b.association(id, shown, start)))
	}
	expires := b.loaded("open-0").Expires
	for _, query := range []store.Query{
		{},
		{Open: true},
		{Engagement: oneOpen},
		{Customer: b.tenant(1)},
		{Text: "nobody"},
		{Kind: store.PartnerActivity},
		{Kind: store.PartnerAssociation},
		{Kind: store.PartnerAssociation, Open: true},
		{Kind: store.PartnerAssociation, Statuses: store.Statuses(claims.Submitted), Customer: b.tenant(0)},
		{Statuses: store.Statuses(claims.Approved)},
		{Location: "Zürich"},
		{Location: "nowhere"},
		{SolutionArea: "nothing"},
		{Owner: "nobody@fabrikam.com"},
		{Key: store.AttentionKey},
		{Key: store.ExpiresKey, Until: expires},
		{Key: store.ExpiresKey, Until: start},
	} {
		want := b.added(query)
		got, err := totaler.Totals(b.Context(), query)
		b.must(err)
		desk.SortTotals(got)
		b.wantSame("the totals", got, want)
	}
}

// added returns the totals of the claims that List yields.
func (b *bench) added(query store.Query) []store.PipelineStatus {
	b.Helper()
	var sums store.Sums
	for envelope, err := range b.store.List(b.Context(), query) {
		b.must(err)
		b.must(sums.Add(&envelope))
	}
	lines := sums.Lines()
	desk.SortTotals(lines)
	return lines
}

// stale returns a stored claim with other keys.
func (b *bench) stale(id claims.ID, later time.Duration) store.Envelope {
	b.Helper()
	envelope := b.loaded(id)
	record, err := desk.Decode(envelope)
	b.must(err)
	record.Index = claims.Index{Area: "another", Expires: start.Add(later), Attention: start.Add(later)}
	envelope, err = desk.Encode(&record)
	b.must(err)
	return envelope
}

func reindex(b *bench) {
	reindexer := ability[store.Reindexer](b, "Reindexer")
	_, entries := b.live(opening{id: "a"})
	b.live(opening{id: "b", customer: 1})
	first, second := b.stale("a", time.Hour), b.stale("b", time.Hour-time.Nanosecond)
	spoiled := first.Clone()
	spoiled.Status, spoiled.Customer, spoiled.Location, spoiled.Search = "another", b.tenant(7), "another", "another"
	spoiled.Open, spoiled.Counted, spoiled.Amounts, spoiled.Keys = false, false, nil, nil
	b.must(reindexer.Reindex(b.Context(), []store.Envelope{spoiled, second}))
	for _, want := range []store.Envelope{first, second} {
		b.wantSame("the claim", b.loaded(want.ID), want)
	}
	b.wantSame("the history", b.past("a", 0), b.entryRows(entries))
	for what, query := range map[string]store.Query{
		"their new area":  {SolutionArea: "another"},
		"their new keys":  {Key: store.ExpiresKey, Until: start.Add(time.Hour)},
		"their attention": {Key: store.AttentionKey, Until: start.Add(time.Hour), ByKey: true},
	} {
		got := b.listed(query)
		slices.Sort(got)
		if !slices.Equal(got, []claims.ID{"a", "b"}) {
			b.Errorf("asked for %s: got %q", what, got)
		}
	}
	if got := b.listed(store.Query{Key: store.ExpiresKey, ByKey: true}); !slices.Equal(got, []claims.ID{"b", "a"}) {
		b.Errorf("by their new keys: got %q", got)
	}
	if got := b.listed(store.Query{Key: store.ExpiresKey, Until: start.Add(time.Hour - time.Nanosecond)}); !slices.Equal(got, []claims.ID{"b"}) {
		b.Errorf("asked for their new keys until a nanosecond before the later one: got %q", got)
	}
	b.reindexAssociation(reindexer)
	b.reindexMany(reindexer)
}

// manyStale is the number of claims that a desk reindexes at once.
const manyStale = 100

func (b *bench) reindexMany(reindexer store.Reindexer) {
	b.Helper()
	count := min(manyStale, b.many)
	var renewed []store.Envelope
	for i := range count {
		id := claims.ID(fmt.Sprintf("many-%03d", i))
		b.live(opening{id: id, customer: 10 + i})
		renewed = append(renewed, b.stale(id, time.Hour))
	}
	b.must(reindexer.Reindex(b.Context(), renewed))
	if n := len(b.listed(store.Query{SolutionArea: "another", After: "many"})); n != count {
		b.Errorf("of %d claims that were stale, %d have their new keys", count, n)
	}
}

func reindexOther(b *bench) {
	reindexer := ability[store.Reindexer](b, "Reindexer")
	claim, entries := b.live(opening{id: "a"})
	old := b.stale("a", time.Hour)
	next := b.apply(claim, claims.SendConsent{})
	b.save(next)
	absent := old
	absent.ID = "absent"
	b.must(reindexer.Reindex(b.Context(), []store.Envelope{old, absent}))
	b.wantStored(next.Claim, append(entries, next.Entries...))
	b.wantAbsent("absent")
	if got := b.listed(store.Query{SolutionArea: "another"}); got != nil {
		b.Errorf("by the keys of an old version: got %q", got)
	}
	b.reindexOtherAssociation(reindexer)
	b.reindexUnderWrites(reindexer)
}

// reindexUnderWrites writes keys while other writers move the claim. In either
// order, the change is there at the end.
func (b *bench) reindexUnderWrites(reindexer store.Reindexer) {
	b.Helper()
	const rounds = 10
	for round := range rounds {
		id := claims.ID(fmt.Sprint("moved-", round))
		var old store.Envelope
		var next store.Change
		if round%2 == 0 {
			claim, _ := b.live(opening{id: id, customer: 10 + round})
			old, next = b.stale(id, time.Hour), b.rows(b.apply(claim, claims.SendConsent{}))
		} else {
			var first store.Change
			first, next = b.associated(id, 10+round)
			b.must(b.store.Save(b.Context(), first))
			old = b.staleAssociation(id)
		}
		for _, err := range atOnce(func(i int) error {
			if i == rivals/2 {
				return b.store.Save(b.Context(), next)
			}
			return reindexer.Reindex(b.Context(), []store.Envelope{old.Clone()})
		}) {
			b.must(err)
		}
		b.wantSame("a claim that was moved while its keys were written", b.loaded(id), next.Envelope)
	}
}

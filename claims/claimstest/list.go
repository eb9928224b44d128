package claimstest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

func list(b *bench) {
	b.live(opening{id: "a"})
	b.live(opening{id: "b", engagement: oneOpen, location: " West"}, claims.Cancel{})
	b.live(opening{id: "c", customer: 1, domain: true})
	b.live(opening{id: "d", customer: 1, engagement: oneOpen}, append(reviewed(), claims.Approve{})...)
	for _, test := range []struct {
		what  string
		query store.Query
		want  []claims.ID
	}{
		{"all", store.Query{}, []claims.ID{"a", "b", "c", "d"}},
		{"a customer, by the ID that was checked", store.Query{Customer: b.tenant(1)}, []claims.ID{"c", "d"}},
		{"an engagement", store.Query{Engagement: oneOpen}, []claims.ID{"b", "d"}},
		{"a location", store.Query{Location: "Zürich West"}, []claims.ID{"b"}},
		{"open claims", store.Query{Open: true}, []claims.ID{"a", "c"}},
		{"all of it", store.Query{Customer: b.tenant(1), Engagement: twoClaims, Location: "Zürich", Open: true}, []claims.ID{"c"}},
		{"a customer without claims", store.Query{Customer: b.tenant(9)}, nil},
		{"two statuses", store.Query{Statuses: store.Statuses(claims.Canceled, claims.Approved)}, []claims.ID{"b", "d"}},
		{"a status that no claim has", store.Query{Statuses: store.Statuses(claims.Rejected)}, nil},
		{"a solution area", store.Query{SolutionArea: "Made up"}, []claims.ID{"a", "b", "c", "d"}},
		{"another solution area", store.Query{SolutionArea: "made up"}, nil},
		{"an owner, in another case", store.Query{Owner: "PAT@Fabrikam.com", Open: true}, []claims.ID{"a", "c"}},
		{"an owner without claims", store.Query{Owner: "pat"}, nil},
		{"text of the name, in another case", store.Query{Text: "GRÖSSTE", Engagement: oneOpen}, nil},
		{"text of the name", store.Query{Text: "ÜBUNG> 会", Engagement: oneOpen}, []claims.ID{"b", "d"}},
		{"text of the customer", store.Query{Text: "CONTOSO.com"}, []claims.ID{"c"}},
		{"text of the ID that was checked", store.Query{Text: b.tenant(1).Value()[20:]}, []claims.ID{"c", "d"}},
		{"text with wildcards", store.Query{Text: "c%o_"}, nil},
		{"text with a quote", store.Query{Text: "\"größte\" <"}, []claims.ID{"a", "b", "c", "d"}},
		{"claims that a clock can end", store.Query{Key: store.ExpiresKey}, []claims.ID{"a", "c"}},
		{"claims that wait for somebody", store.Query{Key: store.AttentionKey}, []claims.ID{"a", "c", "d"}},
		{"claims that are due", store.Query{Key: store.ExpiresKey, Until: start}, nil},
	} {
		got := b.listed(test.query)
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			b.Errorf("asked for %s: got %q, want %q", test.what, got, test.want)
		}
	}
	b.listWhatChanged()
	b.listEveryStatus()
}

// listWhatChanged looks for text that a later change brings.
func (b *bench) listWhatChanged() {
	b.Helper()
	opened := b.open(opening{id: "e", customer: 2})
	meta := b.meta(claims.PartnerCenter, "facts")
	numbered, err := claims.Apply(opened.Claim, claims.RecordFacts{Number: "NR-4711"}, meta)
	b.must(err)
	b.save(opened)
	if got := b.listed(store.Query{Text: "nr-47"}); got != nil {
		b.Errorf("asked for a number that is not recorded yet: got %q", got)
	}
	b.save(numbered)
	if got := b.listed(store.Query{Text: "nr-47"}); !slices.Equal(got, []claims.ID{"e"}) {
		b.Errorf("asked for a number that was recorded later: got %q", got)
	}
}

// awkward are IDs in the order of their bytes, which is not the sort order of
// any language.
var awkward = []claims.ID{"-", "10", "9", "B", "Z", "a", "a b", "a-", "aB", "aa", "b", "z", "Ä", "ä", "会社", "🙂"}

func listInOrder(b *bench) {
	for i, id := range slices.Backward(awkward) {
		b.live(opening{id: id, customer: i})
	}
	if got := b.listed(store.Query{}); !slices.Equal(got, awkward) {
		b.Errorf("got %q, want %q", got, awkward)
	}
}

func listByPages(b *bench) {
	ids := []claims.ID{"a", "b", "c", "d", "e"}
	for i, id := range ids {
		b.live(opening{id: id, customer: i}, [][]claims.Command{nil, {claims.Cancel{}}}[i%2]...)
	}
	for _, test := range []struct {
		query store.Query
		want  []claims.ID
	}{
		{store.Query{After: "b"}, []claims.ID{"c", "d", "e"}},
		{store.Query{After: "bb"}, []claims.ID{"c", "d", "e"}},
		{store.Query{After: "e"}, nil},
		{store.Query{Most: 2}, []claims.ID{"a", "b"}},
		{store.Query{Most: 9}, ids},
		{store.Query{After: "a", Most: 3}, []claims.ID{"b", "c", "d"}},
		{store.Query{After: "a", Most: 2, Open: true}, []claims.ID{"c", "e"}},
		{store.Query{Most: 2, Statuses: store.Statuses(claims.Canceled)}, []claims.ID{"b", "d"}},
		{store.Query{Most: 1, Text: b.tenant(4).Value()}, []claims.ID{"e"}},
		{store.Query{Most: 1, Key: store.ExpiresKey, After: "a"}, []claims.ID{"c"}},
	} {
		got := b.listed(test.query)
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			b.Errorf("after %q, at most %d: got %q, want %q", test.query.After, test.query.Most, got, test.want)
		}
	}
}

// listUnderWrites changes claims and opens others while it reads a list.
func listUnderWrites(b *bench) {
	const stored = 20
	moves := map[claims.ID]claims.Change{}
	for i := range stored {
		id := claims.ID(fmt.Sprintf("claim-%02d", i))
		claim, _ := b.live(opening{id: id, customer: i})
		moves[id] = b.apply(claim, claims.SendConsent{})
	}
	seen := map[claims.ID]int{}
	for envelope, err := range b.store.List(b.Context(), store.Query{}) {
		b.must(err)
		seen[envelope.ID]++
		move, stored := moves[envelope.ID]
		if !stored {
			continue
		}
		b.wantSame("the claim in the list", envelope, b.loaded(envelope.ID))
		n := len(seen)
		b.save(move, b.open(opening{id: envelope.ID + "-a", customer: 100 + n}), b.open(opening{id: claims.ID(fmt.Sprintf("c-%02d", n)), customer: 200 + n}))
	}
	for id := range moves {
		if seen[id] != 1 {
			b.Errorf("claim %q was yielded %d times, want once", id, seen[id])
		}
	}
}

func canceledOnTheWay(b *bench) {
	b.live(opening{id: "a"}, reviewed()...)
	b.live(opening{id: "b", customer: 1})
	b.live(opening{id: "c", customer: 2})
	loops := []struct {
		name string
		run  func(ctx context.Context, yielded func(error))
	}{
		{"List", func(ctx context.Context, yielded func(error)) {
			for _, err := range b.store.List(ctx, store.Query{}) {
				yielded(err)
			}
		}},
		{"History", func(ctx context.Context, yielded func(error)) {
			for _, err := range b.store.History(ctx, "a", 0) {
				yielded(err)
			}
		}},
	}
	if tail, ok := b.store.(store.Tail); ok {
		loops = append(loops, struct {
			name string
			run  func(ctx context.Context, yielded func(error))
		}{"Tail", func(ctx context.Context, yielded func(error)) {
			for _, err := range tail.Tail(ctx, "") {
				yielded(err)
			}
		}})
	}
	for _, loop := range loops {
		ctx, cancel := context.WithCancel(b.Context())
		var errs []error
		loop.run(ctx, func(err error) {
			errs = append(errs, err)
			cancel()
		})
		cancel()
		if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], context.Canceled) {
			b.Errorf("%s, canceled after the first value: got errors %v, want none and then %v", loop.name, errs, context.Canceled)
		}
	}
}

func insideTheLoop(b *bench) {
	for i, id := range []claims.ID{"a", "b", "c"} {
		b.live(opening{id: id, customer: i}, claims.SendConsent{})
	}
	added := 10
	for envelope, err := range b.store.List(b.Context(), store.Query{}) {
		b.must(err)
		for entry, err := range b.store.History(b.Context(), envelope.ID, 0) {
			b.must(err)
			b.loaded(entry.Claim)
			b.listed(store.Query{Most: 1})
			if added < 15 { // otherwise a list that sees new claims would never end
				b.save(b.open(opening{id: claims.ID(fmt.Sprint("0", added)), customer: added}))
				added++
			}
			break
		}
	}
	for range 100 {
		for _, err := range b.store.List(b.Context(), store.Query{}) {
			b.must(err)
			break
		}
	}
	b.loaded("a")
}

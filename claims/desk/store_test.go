package desk_test

import (
	"context"
	"iter"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestAQuerySelectsByEachOfItsFields(t *testing.T) {
	e := envelopeOf(reach(t, plain(claims.Submitted)).claim)
	tests := map[string]struct {
		query store.Query
		want  bool
	}{
		"nothing asked":      {store.Query{}, true},
		"all fields":         {store.Query{Customer: tenant, Engagement: viva, Location: "zurich"}, true},
		"the customer":       {store.Query{Customer: tenant}, true},
		"the engagement":     {store.Query{Engagement: viva}, true},
		"the location":       {store.Query{Location: "zurich"}, true},
		"another customer":   {store.Query{Customer: opportunity, Engagement: viva, Location: "zurich"}, false},
		"another engagement": {store.Query{Customer: tenant, Engagement: variable, Location: "zurich"}, false},
		"another location":   {store.Query{Customer: tenant, Engagement: viva, Location: "Zurich"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.query.Matches(&e); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestAQueryForACustomerMeansTheIDThatWasChecked(t *testing.T) {
	r := reach(t, plain(claims.CustomerClaimed)).claim.Record()
	r.CustomerID = must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	e := must(desk.Encode(&r))
	if byTenant := (store.Query{Customer: tenant}); !byTenant.Matches(&e) {
		t.Error("not selected by the tenant that was checked")
	}
	if byDomain := (store.Query{Customer: r.CustomerID}); byDomain.Matches(&e) {
		t.Error("selected by the domain that was given")
	}
}

func TestClaimsThatAreOpenOrApprovedCountTowardTheLimit(t *testing.T) {
	for _, state := range reached() {
		r := reach(t, state).claim.Record()
		want := !state.Terminal() || state.Status == claims.Approved
		if got := r.CountsTowardLimit(); got != want {
			t.Errorf("%s: got %t", state, got)
		}
	}
}

// An asked store remembers how many claims it was asked for at once.
type askedStore struct {
	store.Store
	most []int
}

func (s *askedStore) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	s.most = append(s.most, query.Most)
	return s.Store.List(ctx, query)
}

func TestAPageHasAsManyClaimsAsAreAskedForAndAHundredAtMost(t *testing.T) {
	for size, want := range map[int]int{-1: 100, 0: 100, 1: 1, 7: 7, 100: 100, 101: 100} {
		s := &askedStore{Store: &store.Memory{}}
		for _, err := range desk.New(s, public()).Pages(t.Context(), store.Query{}, size) {
			t.Fatal(err)
		}
		if len(s.most) != 1 || s.most[0] != want {
			t.Errorf("%d: the store is asked for %v, want %d", size, s.most, want)
		}
	}
	s := &askedStore{Store: &store.Memory{}}
	for _, err := range desk.New(s, public()).Pages(t.Context(), store.Query{Most: 5}, 7) {
		t.Fatal(err)
	}
	if s.most[0] != 5 {
		t.Errorf("for a list of 5, the store is asked for %d", s.most[0])
	}
}

func TestAStoreThatListsAClaimTwiceIsAnError(t *testing.T) {
	memory := many(t, 1)
	s := &quirkyStore{Store: memory, list: func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		return func(yield func(store.Envelope, error) bool) {
			for envelope, err := range memory.List(ctx, query) {
				for range 2 {
					if !yield(envelope, err) {
						return
					}
				}
			}
		}
	}}
	var last error
	for _, err := range desk.New(s, public()).Pages(t.Context(), store.Query{}, 10) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), `lists claim "claim-000" after claim "claim-000"`) {
		t.Errorf("got %v", last)
	}
}

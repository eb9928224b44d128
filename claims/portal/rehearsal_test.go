package portal

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// A fixed store lists its claims, and then an error if it has one.
type fixed struct {
	store.Store
	stored []store.Envelope
	err    error
}

func (f fixed) List(_ context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		for _, e := range f.stored {
			if e.ID > query.After && query.Matches(&e) && !yield(e, nil) {
				return
			}
		}
		if f.err != nil {
			yield(store.Envelope{}, f.err)
		}
	}
}

func TestARehearsalListsTheChangedClaimsInTheirPlaces(t *testing.T) {
	of := func(id claims.ID, status string) store.Envelope { return store.Envelope{ID: id, Status: status} }
	stored := []store.Envelope{of("a", "old"), of("c", "old"), of("e", "old")}
	changed := map[claims.ID]store.Envelope{"b": of("b", "new"), "c": of("c", "new"), "f": of("f", "new"), "g": of("g", "new")}
	down := errors.New("down")
	for _, c := range []struct {
		query store.Query
		err   error
		want  string
	}{
		{store.Query{}, nil, "a old, b new, c new, e old, f new, g new"},
		{store.Query{After: "b"}, nil, "c new, e old, f new, g new"},
		{store.Query{After: "f"}, nil, "g new"},
		{store.Query{Statuses: []string{"old"}}, nil, "a old, e old"},
		{store.Query{Statuses: []string{"new"}}, nil, "b new, c new, f new, g new"},
		{store.Query{Most: 1}, nil, "a old"},
		{store.Query{Most: 2}, nil, "a old, b new"},
		{store.Query{Most: 4}, nil, "a old, b new, c new, e old"},
		{store.Query{Most: 5}, nil, "a old, b new, c new, e old, f new"},
		{store.Query{After: "e", Statuses: []string{"old"}}, down, "down, "},
		{store.Query{Statuses: []string{"old"}}, down, "a old, e old, down"},
	} {
		r := rehearsal{Store: fixed{stored: stored, err: c.err}, changed: changed}
		var all []string
		for e, err := range r.List(t.Context(), c.query) {
			if all = append(all, string(e.ID)+" "+e.Status); err != nil {
				all[len(all)-1] = err.Error()
			}
		}
		if got := strings.Join(all, ", "); got != strings.TrimSuffix(c.want, ", ") {
			t.Errorf("%+v: got %s, want %s", c.query, got, c.want)
		}
		for most := range all { // a loop that is left yields nothing more
			var some []string
			for e, err := range r.List(t.Context(), c.query) {
				if some = append(some, string(e.ID)+" "+e.Status); err != nil {
					some[len(some)-1] = err.Error()
				}
				if len(some) > most {
					break
				}
			}
			if !slices.Equal(some, all[:most+1]) {
				t.Errorf("%+v, left after %d: got %v", c.query, most+1, some)
			}
		}
	}
}

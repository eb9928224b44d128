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
	"github.com/mci-go/incentives/mci"
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

func TestARehearsalTakesTheChangesThatAStoreWouldTakeAndNoOthers(t *testing.T) {
	change := func(id claims.ID, expected, version uint64) store.Change {
		c := store.Change{Envelope: store.Envelope{ID: id, Version: version}, Expected: expected}
		for number := expected + 1; number <= version; number++ {
			c.Entries = append(c.Entries, store.Entry{Claim: id, Number: number})
		}
		return c
	}
	gap := change("b", 0, 2)
	gap.Entries[1].Number = 3
	down := errors.New("down")
	for _, c := range []struct {
		name   string
		change store.Change
		down   error
		want   error
		saved  uint64 // the version after it, or 0 if nothing was saved
	}{
		{"a new claim", change("b", 0, 2), nil, nil, 2},
		{"a new claim that is stored already", change("a", 0, 1), nil, store.ErrConflict, 0},
		{"the next version", change("a", 3, 4), nil, nil, 4},
		{"an old version", change("a", 2, 3), nil, store.ErrConflict, 0},
		{"a version to come", change("a", 4, 5), nil, store.ErrConflict, 0},
		{"a claim that is not stored", change("b", 3, 4), nil, store.ErrNotFound, 0},
		{"no entries", change("a", 3, 3), nil, nil, 0},
		{"a gap in the numbers", gap, nil, mci.ErrInvalid, 0},
		{"a store that is down", change("a", 3, 4), down, down, 0},
	} {
		r := &rehearsal{Store: loading{down: c.down}}
		if err := r.Save(t.Context(), c.change); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if got := r.changed[c.change.Envelope.ID].Version; got != c.saved {
			t.Errorf("%s: version %d is saved, want %d", c.name, got, c.saved)
		}
	}
}

// A loading store has the claim a in version 3, or is down.
type loading struct {
	store.Store
	down error
}

func (l loading) Load(_ context.Context, id claims.ID) (store.Envelope, error) {
	switch {
	case l.down != nil:
		return store.Envelope{}, l.down
	case id != "a":
		return store.Envelope{}, store.ErrNotFound
	default:
		return store.Envelope{ID: "a", Version: 3}, nil
	}
}

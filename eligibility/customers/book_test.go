package customers

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestABookPlacesItsCustomersAsItsRosterDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rosters().Draw(t, "roster")
		list := append(rapid.SliceOfN(entries(), 0, 6).Draw(t, "entries"), nil)
		b := NewBook(r)
		for i, e := range list {
			if number := b.Add(e); number != i {
				t.Fatalf("customer %d has the number %d", i, number)
			}
		}
		for range rapid.IntRange(0, 3).Draw(t, "replaced") {
			number := rapid.IntRange(0, len(list)-1).Draw(t, "number")
			list[number] = entries().Draw(t, "replacement")
			if err := b.Replace(number, list[number]); err != nil {
				t.Fatal(err)
			}
		}
		next := 0
		for number, p := range b.All() {
			want, alone := r.Place(list[number]), b.Place(number)
			if number != next || !same(p, &want) || !same(&alone, &want) {
				t.Fatalf("customer %d, after %d others, is placed otherwise than by the roster", number, next)
			}
			*p = Placement{} // a host may change the placement
			next++
		}
		if next != len(list) || b.Len() != len(list) {
			t.Fatalf("%d of %d customers were placed", next, len(list))
		}
	})
}

// The book keeps nothing of an entry, so a host can fill the same one again.
func TestABookDoesNotChangeWithTheEntriesThatWereAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rosters().Draw(t, "roster")
		e := entries().Draw(t, "entry")
		want, b := r.Place(e), NewBook(r)
		b.Add(e)
		clear(e.Customer.Quantities)
		clear(e.Customer.Requirements)
		clear(e.Holdings)
		clear(e.Waivers)
		*e = RosterEntry{}
		if got := b.Place(0); !same(&got, &want) {
			t.Fatal("the customer is placed otherwise after the entry was changed")
		}
	})
}

func TestOnlyTheNumbersOfARangeAreRead(t *testing.T) {
	b := NewBook(rosterOf(t, rosterEngagements[0]))
	for range 5 {
		b.Add(&RosterEntry{})
	}
	for _, c := range []struct {
		first, last int
		want        []int
	}{
		{0, 5, []int{0, 1, 2, 3, 4}},
		{1, 3, []int{1, 2}},
		{-4, 1, []int{0}},
		{4, math.MaxInt, []int{4}},
		{3, 3, nil},
		{3, 1, nil},
		{math.MinInt, math.MinInt, nil},
	} {
		var got []int
		for number := range b.Range(c.first, c.last) {
			got = append(got, number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d to %d: %v, want %v", c.first, c.last, got, c.want)
		}
	}
	for number := range b.All() {
		if number > 0 {
			t.Fatal("the book is read on after it was left")
		}
		break
	}
}

func TestANumberThatNoCustomerHasIsNotReplacedAndOnNoPage(t *testing.T) {
	b := NewBook(rosterOf(t, rosterEngagements[0]))
	b.Add(&RosterEntry{OpenClaim: 1})
	for _, number := range []int{-1, 1, math.MaxInt, math.MinInt} {
		if err := b.Replace(number, &RosterEntry{}); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%d is replaced: %v", number, err)
		}
		if p := b.Place(number); p.On(Eligible) != 0 {
			t.Errorf("%d is on a page", number)
		}
	}
}

func TestABookWithoutARosterPutsNobodyOnAPage(t *testing.T) {
	for name, b := range map[string]*Book{"zero": {}, "no roster": NewBook(nil), "zero roster": NewBook(&Roster{})} {
		b.Add(&RosterEntry{OpenClaim: 1, Closed: 1})
		for _, p := range b.All() {
			if _, listed := p.Tab(0); listed || p.On(Eligible)|p.On(Complete) != 0 {
				t.Errorf("%s: somebody is on a page", name)
			}
		}
	}
}

func TestReadingABookTakesNoMemoryForItsCustomers(t *testing.T) {
	b := NewBook(rosterOf(t, rosterEngagements[:20]...))
	read := func() float64 {
		return testing.AllocsPerRun(5, func() {
			var count RosterCount
			for _, p := range b.All() {
				count.Add(p)
			}
		})
	}
	b.Add(&RosterEntry{})
	one := read()
	for range 1000 {
		b.Add(&RosterEntry{})
	}
	if all := read(); all != one {
		t.Errorf("%v allocations for one customer, %v for 1001", one, all)
	}
}

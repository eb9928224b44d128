package customers

import (
	"math"
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestAFactSetHoldsTheLastFactOfEachPlaceAndNothingUntilThen(t *testing.T) {
	var set FactSet
	for _, fact := range []mci.Fact{mci.Yes, mci.No, mci.NotSupplied, mci.No, mci.Yes, mci.NotSupplied} {
		set = set.With(7, fact)
		if set.Of(7) != fact || set.Of(6) != mci.NotSupplied {
			t.Errorf("after %v the set has %v and %v", fact, set.Of(7), set.Of(6))
		}
	}
	if set != (FactSet{}) {
		t.Errorf("a set without a fact is %v", set)
	}
}

func TestAFactThatContradictsItselfOrIsNotDeclaredIsNotSupplied(t *testing.T) {
	set := FactSetOf(0b011, 0b110)
	for place, want := range []mci.Fact{mci.Yes, mci.NotSupplied, mci.No, mci.NotSupplied} {
		if got := set.Of(place); got != want {
			t.Errorf("place %d: %v, want %v", place, got, want)
		}
	}
	if got := set.With(0, 9).Of(0); got != mci.NotSupplied {
		t.Errorf("a fact that is not declared is %v", got)
	}
}

func TestAPlaceThatNoRosterHasHasNoFact(t *testing.T) {
	full := FactSetOf(^EngagementSet(0), 0)
	for _, place := range []int{-1, MostEngagements, math.MaxInt, math.MinInt} {
		if full.Of(place) != mci.NotSupplied || full.With(place, mci.No) != full {
			t.Errorf("place %d has a fact", place)
		}
	}
}

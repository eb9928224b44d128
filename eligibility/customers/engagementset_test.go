package customers

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestASetHasThePlacesThatWereAddedAndYieldsThemInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOf(rapid.IntRange(0, MostEngagements-1)).Draw(t, "places")
		var set EngagementSet
		for _, place := range places {
			set = set.With(place)
		}
		want := slices.Compact(slices.Sorted(slices.Values(places)))
		if got := slices.Collect(set.All()); !slices.Equal(got, want) || set.Len() != len(want) {
			t.Fatalf("the set has %d places, %v, want %v", set.Len(), got, want)
		}
		for place := range MostEngagements {
			if set.Has(place) != slices.Contains(places, place) {
				t.Fatalf("the set has %d: %t", place, set.Has(place))
			}
		}
	})
}

func TestOnlyAnArrayOfPlacesIsASet(t *testing.T) {
	for text, want := range map[string]EngagementSet{`[]`: 0, `[0,63]`: 1 | 1<<63} {
		set := EngagementSet(0b10)
		if err := set.UnmarshalJSON([]byte(text)); err != nil || set != want {
			t.Errorf("%s: %b, %v", text, set, err)
		}
	}
	for text, path := range map[string]string{
		`null`: "", `"x"`: "", `7`: "", `{}`: "", `[1,"x"]`: "", `[1.5]`: "", `[0,64]`: "[1]", `[-1]`: "[0]",
	} {
		set := EngagementSet(0b10)
		err := set.UnmarshalJSON([]byte(text))
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || set != 0b10 {
			t.Errorf("%s: %v, and the set is %b", text, err, set)
		}
	}
}

func TestASetCanBeLeftAnywhere(t *testing.T) {
	for place := range EngagementSet(0b1010).All() {
		if place != 1 {
			t.Fatalf("place %d comes first", place)
		}
		break
	}
}

func TestAPlaceThatNoRosterHasIsInNoSet(t *testing.T) {
	for _, place := range []int{-1, math.MinInt, MostEngagements, MostEngagements + 1, math.MaxInt} {
		if full := ^EngagementSet(0); full.Has(place) || EngagementSet(0).With(place) != 0 {
			t.Errorf("place %d is in a set", place)
		}
	}
}

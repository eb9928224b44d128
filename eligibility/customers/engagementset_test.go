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
	for text, want := range map[string]string{
		`[]`: "", `[0,63]`: "",
		`null`: "", `"x"`: "", `7`: "", `[1,"x"]`: "", `[1.5]`: "", `{}`: "",
		`[0,64]`: "[1]", `[-1]`: "[0]",
	} {
		set, err := EngagementSet(0b10), error(nil)
		valid := text == `[]` || text == `[0,63]`
		if err = set.UnmarshalJSON([]byte(text)); (err == nil) != valid {
			t.Errorf("%s: %v", text, err)
		}
		var field *mci.FieldError
		if !valid && (!errors.As(err, &field) || field.Path != want || set != 0b10) {
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

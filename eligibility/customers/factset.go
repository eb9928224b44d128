package customers

import (
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A FactSet is one yes-or-no fact about a customer for each of a [Roster]'s
// engagements, by their places in its list. In the zero FactSet no fact is
// supplied.
type FactSet struct {
	yes, no EngagementSet
}

// FactSetOf returns the facts that are yes for some engagements and no for
// others. If a place is in both sets, it contradicts itself, and its fact is
// not supplied.
func FactSetOf(yes, no EngagementSet) FactSet { return FactSet{yes &^ no, no &^ yes} }

// Of returns the fact for a place. If no roster has the place, the fact is not
// supplied.
func (f FactSet) Of(place int) mci.Fact {
	switch {
	case f.yes.Has(place):
		return mci.Yes
	case f.no.Has(place):
		return mci.No
	default:
		return mci.NotSupplied
	}
}

// With returns the set with another fact for a place. If the place is below 0
// or above 63, no roster has it, and nothing changes. If the fact is not
// declared, it counts as not supplied.
func (f FactSet) With(place int, fact mci.Fact) FactSet {
	one := setOf(place)
	f.yes, f.no = f.yes&^one, f.no&^one
	switch fact {
	case mci.Yes:
		f.yes |= one
	case mci.No:
		f.no |= one
	case mci.NotSupplied:
	}
	return f
}

// factSetForm is a FactSet in JSON.
type factSetForm struct {
	Yes EngagementSet `json:"yes"`
	No  EngagementSet `json:"no"`
}

// MarshalJSON returns the places with the answer yes and those with the answer
// no.
func (f FactSet) MarshalJSON() ([]byte, error) { return json.Marshal(factSetForm{f.yes, f.no}) }

// UnmarshalJSON reads the form that [FactSet.MarshalJSON] writes. If a place is
// in both lists, or is one that no roster has, it returns a [mci.FieldError].
// Any other malformed input is an error too.
func (f *FactSet) UnmarshalJSON(data []byte) error {
	var form factSetForm
	if err := vocabulary.ReadStrictly(data, &form); err != nil {
		return err
	}
	for place := range (form.Yes & form.No).All() {
		return &mci.FieldError{Path: "no", Found: strconv.Itoa(place), Want: "places that are not in yes"}
	}
	*f = FactSet{form.Yes, form.No}
	return nil
}

package eligibility

import (
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// A FactSet is one yes-or-no fact about a customer for each of a [Roster]'s
// engagements, by their places in its list. In the zero FactSet nothing is
// supplied.
type FactSet struct {
	yes, no EngagementSet
}

// FactSetOf returns the facts that are yes for some engagements and no for
// others. A place in both contradicts itself, and is not supplied.
func FactSetOf(yes, no EngagementSet) FactSet { return FactSet{yes &^ no, no &^ yes} }

// Of returns the fact for a place; not supplied for a place that no roster has.
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

// With returns the set with another fact for a place. A place that no roster
// has, below 0 or from 64 on, changes nothing; a fact that is not declared is
// not supplied.
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

// MarshalJSON returns the places whose answer is yes and those whose answer is
// no.
func (f FactSet) MarshalJSON() ([]byte, error) { return json.Marshal(factSetForm{f.yes, f.no}) }

// UnmarshalJSON reads what [FactSet.MarshalJSON] writes. A place in both, and
// anything else, is a [mci.FieldError].
func (f *FactSet) UnmarshalJSON(data []byte) error {
	var form factSetForm
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	for place := range (form.Yes & form.No).All() {
		return &mci.FieldError{Path: "no", Found: strconv.Itoa(place), Want: "places that are not in yes"}
	}
	*f = FactSet{form.Yes, form.No}
	return nil
}

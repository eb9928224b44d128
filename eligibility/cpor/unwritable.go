package cpor

import "github.com/mci-go/incentives/mci/vocabulary"

// The types of this file have no JSON form. Without these methods encoding/json
// would write something else, such as {}.

// MarshalJSON always fails. Store the options from which the Terms were made
// instead.
func (Terms) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("cpor: Terms", "keep the options of which they were made")
}

// MarshalJSON always fails: they hold a calendar with a zone.
func (TermsOptions) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("cpor: TermsOptions", "they hold a calendar with a zone; keep the holidays and the lengths")
}

// MarshalJSON always fails: keep the zone, the week and the holidays.
func (BusinessDays) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("cpor: BusinessDays", "keep the zone, the week and the holidays")
}

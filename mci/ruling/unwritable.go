package ruling

import "github.com/mci-go/incentives/mci/vocabulary"

// The types of this file have no JSON form. Without these methods encoding/json
// would write something else than what they say, such as {}.

// MarshalJSON always fails: a place in a table is not stable; write the
// findings of the rows.
func (Set) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("ruling: a Set", "a place in a table is not stable; write the findings of the rows")
}

// MarshalJSON always fails: write the findings of the rows.
func (Verdict) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("ruling: a Verdict", "write the findings of the rows")
}

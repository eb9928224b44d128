package ruling

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: a place in a table is not stable; write the
// findings of the rows.
func (Set) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("ruling: a Set", "a place in a table is not stable; write the findings of the rows")
}

// MarshalJSON always fails: write the findings of the rows.
func (Verdict) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("ruling: a Verdict", "write the findings of the rows")
}

package desk

import "github.com/mci-go/incentives/mci/vocabulary"

// MarshalJSON always fails: make one of a store and a catalog.
func (*Desk) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("desk: a Desk", "make one of a store and a catalog")
}

// MarshalJSON always fails: it holds a claim, or an error; write these.
func (Listed) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("desk: a Listed", "it holds a claim, or an error; write these")
}

// MarshalJSON always fails: it is not kept; list its claims.
func (*Associations) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("desk: an Associations", "it is not kept; list its claims")
}

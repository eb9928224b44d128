package store

import "github.com/mci-go/incentives/mci/vocabulary"

// MarshalJSON always fails: it is not kept; list its claims.
func (*Memory) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("store: a Memory", "it is not kept; list its claims")
}

// MarshalJSON always fails: write its Lines.
func (*Sums) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("store: a Sums", "write its Lines")
}

// MarshalJSON always fails: write its envelope and its entries.
func (Change) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("store: a Change", "write its envelope and its entries")
}

package store

import "github.com/mci-go/incentives/mci/vocabulary"

// MarshalJSON always fails: it is not kept; list its records.
func (*Memory) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("store: a Memory", "it is not kept; list its records")
}

// MarshalJSON always fails: write its Lines.
func (*Sums) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("store: a Sums", "write its Lines")
}

package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: an edition of a catalog has it.
func (Calendar) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("mci: a Calendar", "an edition of a catalog has it")
}

// MarshalJSON always fails: write the Money to which it is rounded.
func (Exact) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("mci: an Exact", "write the Money to which it is rounded")
}

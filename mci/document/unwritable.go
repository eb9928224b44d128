package document

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: write its Value.
func (Field) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("document: a Field", "write its Value")
}

// MarshalJSON always fails: write the Value of its field.
func (Object) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("document: an Object", "write the Value of its field")
}

// MarshalJSON always fails: write its Value.
func (Member) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("document: a Member", "write its Value")
}

package claims

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: store its Record, or show its NextSteps.
func (Claim) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("claims: a Claim", "store its Record, or show its NextSteps")
}

// MarshalJSON always fails: a store keeps the record of its claim, and its
// entries.
func (Change) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("claims: a Change", "a store keeps the record of its claim, and its entries")
}

// MarshalJSON always fails, because an Adoption holds an Engagement. Write the
// parts from which it was made instead.
func (Adoption) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("claims: an Adoption", "it holds an Engagement; write what it was made of")
}

// MarshalJSON always fails: it is for one call; give the command again.
func (Repetition) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("claims: a Repetition", "it is for one call; give the command again")
}

package association

import "github.com/mci-go/incentives/mci/vocabulary"

// The types of this file have no JSON form. Without these methods encoding/json
// would write something else, such as {}.

// MarshalJSON always fails: store its Record, or show its NextSteps.
func (Claim) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("association: a Claim", "store its Record, or show its NextSteps")
}

// MarshalJSON always fails: a store keeps the record of its claim, and its
// entries.
func (Change) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("association: a Change", "a store keeps the record of its claim, and its entries")
}

// MarshalJSON always fails. Write the parts of the Adoption instead.
func (Adoption) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("association: an Adoption", "write the parts of which it was made")
}

// MarshalJSON always fails: it is for one call; give the command again.
func (Repetition) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("association: a Repetition", "it is for one call; give the command again")
}

package referral

import "github.com/mci-go/incentives/mci/vocabulary"

// The types of this file have no JSON form. Without these methods encoding/json
// would write something else than what they say, such as {}.

// MarshalJSON always fails: make one of a store.
func (*Desk) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("referral: a Desk", "make one of a store")
}

// MarshalJSON always fails: it is not kept; write its deals.
func (*MemoryStore) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("referral: a MemoryStore", "it is not kept; write its deals")
}

// MarshalJSON always fails: they hold what the host implements.
func (Options) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("referral: Options", "they hold what the host implements")
}

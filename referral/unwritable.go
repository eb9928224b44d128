package referral

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: make one of a store.
func (*Desk) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("referral: a Desk", "make one of a store")
}

// MarshalJSON always fails: it is not kept; write its deals.
func (*MemoryStore) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("referral: a MemoryStore", "it is not kept; write its deals")
}

// MarshalJSON always fails, because options hold the host's implementations.
func (Options) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("referral: Options", "they hold what the host implements")
}

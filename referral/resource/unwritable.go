package resource

import "github.com/mci-go/incentives/mci/vocabulary"

// The types of this file have no JSON form. Without these methods encoding/json
// would write something else than what they say, such as {}.

// MarshalJSON always fails: write its Raw text.
func (Element) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("resource: an Element", "write its Raw text")
}

// MarshalJSON always fails: write the referrals of its elements.
func (ListPage) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("resource: a ListPage", "write the referrals of its elements")
}

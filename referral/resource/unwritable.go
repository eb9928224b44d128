package resource

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: write its Raw text.
func (Element) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("resource: an Element", "write its Raw text")
}

// MarshalJSON always fails: write the referrals of its elements.
func (ListPage) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("resource: a ListPage", "write the referrals of its elements")
}

package link

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: a secret is not written.
func (Key) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("link: a Key", "a secret is not written")
}

// MarshalJSON always fails: secrets are not written.
func (KeyRing) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("link: a KeyRing", "secrets are not written")
}

// MarshalJSON always fails: make one of keys and an address.
func (Page) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("link: a Page", "make one of keys and an address")
}

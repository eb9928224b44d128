package earnings

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: write the earnings and payments that it yields.
func (*Collection) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("earnings: a Collection", "write the earnings and payments that it yields")
}

// MarshalJSON always fails: write its Totals.
func (*Tally) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("earnings: a Tally", "write its Totals")
}

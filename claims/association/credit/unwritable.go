package credit

import "github.com/mci-go/incentives/mci/vocabulary"

// MarshalJSON always fails: write its Conflicts.
func (Holders) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("credit: a Holders", "write its Conflicts")
}

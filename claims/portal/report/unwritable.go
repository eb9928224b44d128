package report

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: write the lines that it yields.
func (*Reader) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("report: a Reader", "write the lines that it yields")
}

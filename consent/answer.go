package consent

import "github.com/mci-go/incentives/mci/vocabulary"

// An Answer is the customer's answer to a request for consent. The zero Answer
// is none yet.
type Answer uint8

// The answers.
const (
	NoAnswer Answer = iota
	Accepted
	Declined
)

var answerNames = vocabulary.Names[Answer]{What: "answer", Texts: []string{"none", "accepted", "declined"}}

// String returns "none", "accepted" or "declined".
func (a Answer) String() string { return answerNames.Text(a) }

// MarshalText returns the answer's name. A value that is not declared is a
// [mci.FieldError].
func (a Answer) MarshalText() ([]byte, error) { return answerNames.Marshal(a) }

// UnmarshalText reads an answer's name. Any other text is a [mci.FieldError].
func (a *Answer) UnmarshalText(text []byte) error { return answerNames.Unmarshal(a, text) }

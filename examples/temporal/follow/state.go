package follow

import "time"

// A State is the input of the workflow, and what it passes on to its next run.
// Only Claim must be set. Fields are only added to it, never renamed or given
// another meaning, because running workflows have it in their histories.
type State struct {
	// Claim is the claim's ID.
	Claim string `json:"claim"`
	// Version is the version of the claim as it was seen last.
	Version uint64 `json:"version,omitempty"`
	// Next is the instant at which the workflow looks at the claim again. The
	// zero instant means that only a message can change the claim.
	Next time.Time `json:"next,omitzero"`
	// Told is the key of the last notice that was sent.
	Told string `json:"told,omitempty"`
	// Held are the messages that could not be judged yet, for example because
	// the catalog lacks the claim's terms.
	Held []Message `json:"held,omitempty"`
	// Answers are the latest answers, at most MostAnswers, the oldest first.
	Answers []Answer `json:"answers,omitempty"`
	// Settings are the settings of the workflow.
	Settings Settings `json:"settings,omitzero"`
}

// Settings are a host's own choices for its workflows. The zero Settings are
// the defaults.
type Settings struct {
	// Indexed says that the namespace has the search attributes of Attributes.
	// Without it the workflow sets none.
	Indexed bool `json:"indexed,omitempty"`
	// Recheck is the time after which a claim that cannot be judged is looked
	// at again, and a notice that cannot be sent is sent again. 0 means an
	// hour.
	Recheck time.Duration `json:"recheckNanoseconds,omitempty"`
	// Most is the number of messages after which the workflow continues as a
	// new run. 0 means that the server suggests when.
	Most int `json:"most,omitempty"`
}

// Bounds of what a workflow carries from run to run. They keep its state far
// below the two megabytes that Temporal allows. All of them are choices of this
// program.
const (
	// later answers replace the oldest
	MostAnswers = 20
	// a message beyond them is answered as unavailable
	MostHeld = 100
	// of all messages that wait, likewise
	MostHeldBytes = 1 << 20
	// bytes of one message; a longer one is answered as malformed
	MostMessage = 128 << 10
)

const defaultRecheck = time.Hour

func (s *Settings) recheck() time.Duration {
	if s.Recheck > 0 {
		return s.Recheck
	}
	return defaultRecheck
}

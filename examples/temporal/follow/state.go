package follow

import "time"

// A State is the input of the workflow, and the state that a run passes to the
// next one. Only Claim must be set. Fields may be added but never renamed, and
// never get another meaning, because running workflows have them in their
// histories.
type State struct {
	// Claim is the claim's ID.
	Claim string `json:"claim"`
	// Version is the version of the claim as it was seen last.
	Version uint64 `json:"version,omitempty"`
	// Next is the instant at which the workflow checks the claim again. If it
	// is zero, only a message can change the claim.
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
	// If it is false, the workflow sets none.
	Indexed bool `json:"indexed,omitempty"`
	// Recheck is the time after which a claim is checked again if it cannot be
	// judged, and a notice is sent again if it could not be sent. 0 means an
	// hour.
	Recheck time.Duration `json:"recheckNanoseconds,omitempty"`
	// Most is the number of messages after which the workflow continues as a
	// new run. If it is 0, the server suggests when.
	Most int `json:"most,omitempty"`
}

// The bounds on the state that a workflow passes from run to run. They keep it
// far below the two megabytes that Temporal allows. All of them are choices of
// this program.
const (
	// if there are more, later answers replace the oldest
	MostAnswers = 20
	// if there are more, a message is answered as unavailable
	MostHeld = 100
	// the bytes of all waiting messages; if there are more, likewise
	MostHeldBytes = 1 << 20
	// the bytes of one message; if it is longer, it is answered as malformed
	MostMessage = 128 << 10
)

const defaultRecheck = time.Hour

func (s *Settings) recheck() time.Duration {
	if s.Recheck > 0 {
		return s.Recheck
	}
	return defaultRecheck
}

package follow

import (
	"encoding/json"
	"time"
)

// A View is a claim as the rules judge it at one instant, for a workflow that
// does not know the rules. The zero View is none.
type View struct {
	// Version is the claim's version.
	Version uint64 `json:"version"`
	// Status is the status in Partner Center's words.
	Status string `json:"status"`
	// Disputed says that the claim was disputed.
	Disputed bool `json:"disputed,omitempty"`
	// Class says how the claim ended. It is empty if the claim is open.
	Class string `json:"class,omitempty"`
	// Engagement is the ID of the engagement.
	Engagement string `json:"engagement,omitempty"`
	// Location is the ID of the location.
	Location string `json:"location,omitempty"`
	// Deadline is the end of the next deadline. If there is none, it is zero.
	Deadline time.Time `json:"deadline,omitzero"`
	// Next is the next instant at which the view differs. If there is none, it
	// is zero.
	Next time.Time `json:"next,omitzero"`
	// Notice is the notice whose time has come. It is nil if there is none.
	Notice *Notice `json:"notice,omitempty"`
	// Done says that nothing more is expected, so the workflow ends.
	Done bool `json:"done,omitempty"`
	// Steps are the next possible steps in short form. If you need their
	// sources and gaps, ask the claim in the store.
	Steps []Step `json:"steps,omitempty"`
}

// A Step is one event that can happen to a claim next.
type Step struct {
	// Event is the event, in lower case.
	Event string `json:"event"`
	// Actor is the only actor who can cause it.
	Actor string `json:"actor"`
	// To is the state afterward.
	To string `json:"to"`
	// Blocked are the reasons that prevent it now. If there are none, it can
	// happen.
	Blocked []string `json:"blocked,omitempty"`
}

// A Notice is one message to a person about a claim.
type Notice struct {
	// Key identifies the notice, so that it is sent once.
	Key string `json:"key"`
	// Body is the JSON form of the notice.
	Body json.RawMessage `json:"body"`
}

// The names of the queries.
const (
	StatusQuery    = "status"     // a Status
	NextStepsQuery = "next steps" // a list of Step, as of the latest check
	AnswersQuery   = "answers"    // the latest answers, the oldest first
)

// A Status is the answer to a StatusQuery.
type Status struct {
	// Claim is the claim's ID.
	Claim string `json:"claim"`
	// Version is the version of the claim that was seen last.
	Version uint64 `json:"version"`
	// Status is the View's Status.
	Status string `json:"status"`
	// Disputed is the View's Disputed.
	Disputed bool `json:"disputed,omitempty"`
	// Class is the View's Class.
	Class string `json:"class,omitempty"`
	// Deadline is the end of the next deadline. If there is none, it is zero.
	Deadline time.Time `json:"deadline,omitzero"`
	// Next is the instant at which the workflow wakes up. If it is zero, the
	// workflow waits for a message.
	Next time.Time `json:"next,omitzero"`
	// Held is the number of messages that could not be judged yet.
	Held int `json:"held,omitempty"`
	// Problem is the reason why the claim cannot be judged, or why the workflow
	// has failed. It is empty if there is no problem.
	Problem string `json:"problem,omitempty"`
	// Untold is the reason why the due notice could not be sent. It is empty if
	// none is due, or if it was sent.
	Untold string `json:"untold,omitempty"`
}

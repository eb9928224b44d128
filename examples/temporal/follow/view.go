package follow

import (
	"encoding/json"
	"time"
)

// A View is a claim as the rules see it at one instant, for a workflow that
// does not know the rules. The zero View is none.
type View struct {
	// Version is the claim's version.
	Version uint64 `json:"version"`
	// Status is the status, as Partner Center shows it.
	Status string `json:"status"`
	// Disputed says that the claim was disputed.
	Disputed bool `json:"disputed,omitempty"`
	// Class says how the claim ended. It is empty if the claim is open.
	Class string `json:"class,omitempty"`
	// Engagement and Location are the engagement's and the location's IDs.
	Engagement string `json:"engagement,omitempty"`
	Location   string `json:"location,omitempty"`
	// Deadline is the end of the next deadline. The zero instant is none.
	Deadline time.Time `json:"deadline,omitzero"`
	// Next is the instant at which the view differs. The zero instant is none.
	Next time.Time `json:"next,omitzero"`
	// Notice is the notice whose time has come. It is nil if there is none.
	Notice *Notice `json:"notice,omitempty"`
	// Done says that nothing more is expected, so that the workflow ends.
	Done bool `json:"done,omitempty"`
	// Steps are the things that can happen next, in short. For their sources
	// and gaps, ask the claim in the store.
	Steps []Step `json:"steps,omitempty"`
}

// A Step is one thing that can happen to a claim next.
type Step struct {
	// Event is the event, in lower case.
	Event string `json:"event"`
	// Actor is the only actor who can cause it.
	Actor string `json:"actor"`
	// To is the state afterward.
	To string `json:"to"`
	// Blocked are the reasons that keep it from happening now. If there are
	// none, it can.
	Blocked []string `json:"blocked,omitempty"`
}

// A Notice is one thing to tell somebody about a claim.
type Notice struct {
	// Key names the notice. It is told once.
	Key string `json:"key"`
	// Body is its JSON form.
	Body json.RawMessage `json:"body"`
}

// The names of the queries.
const (
	StatusQuery    = "status"     // a Status
	NextStepsQuery = "next steps" // a list of Step, as of the latest look
	AnswersQuery   = "answers"    // the latest answers, the oldest first
)

// A Status is the answer to a StatusQuery.
type Status struct {
	// Claim is the claim's ID.
	Claim string `json:"claim"`
	// Version is the claim's version as it was seen last.
	Version uint64 `json:"version"`
	// Status, Disputed and Class are those of the View.
	Status   string `json:"status"`
	Disputed bool   `json:"disputed,omitempty"`
	Class    string `json:"class,omitempty"`
	// Deadline is the end of the next deadline. The zero instant is none.
	Deadline time.Time `json:"deadline,omitzero"`
	// Next is the instant at which the workflow wakes up. The zero instant
	// means that it waits for a message.
	Next time.Time `json:"next,omitzero"`
	// Held is the number of messages that could not be judged yet.
	Held int `json:"held,omitempty"`
	// Problem is the reason that the claim cannot be judged, or that the
	// workflow has failed. It is empty if the claim can be judged.
	Problem string `json:"problem,omitempty"`
	// Untold is the reason that the notice that is due could not be sent. It is
	// empty if none is due, or if it was sent.
	Untold string `json:"untold,omitempty"`
}

package claims

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Status is where a claim stands, as Partner Center names it. The zero Status
// is none: the claim does not exist yet. Microsoft documents 17 names; two of
// them, "Consent rejected" and "Customer consent declined", are the same
// status, so there are 16. Source: [mci.EngagementsOverview].
type Status uint16

// The statuses.
const (
	// customer added or claimed, consent not asked for yet
	CustomerClaimed Status = iota + 1
	// consent asked for, customer silent
	AwaitingConsent
	// customer agreed
	ConsentReceived
	// customer refused; also documented as "Consent rejected"
	ConsentDeclined
	// no answer within the window
	ConsentExpired
	// no submission within the window after consent
	NotSubmittedExpired
	// documents in, ready for review
	Submitted
	// a reviewer is working
	UnderReview
	// the reviewer wants more; any number of times
	ActionRequired
	// a reviewer's request was not settled within the window
	PostSubmissionExpired
	// everything was there
	Approved
	// fails the review criteria; can be disputed once
	Rejected
	// reopened, the dispute not submitted yet
	Disputed
	// not submitted for a second review within the window
	DisputedExpired
	// the dispute did not convince
	RejectedFinal
	// withdrawn before the first submission
	Canceled
)

// statusCount is one more than the highest status.
const statusCount = Canceled + 1

var statusNames = [statusCount]string{
	CustomerClaimed:       "Customer claimed",
	AwaitingConsent:       "Awaiting customer consent response",
	ConsentReceived:       "Customer consent received",
	ConsentDeclined:       "Customer consent declined",
	ConsentExpired:        "Customer consent expired",
	NotSubmittedExpired:   "Not submitted expired",
	Submitted:             "Submitted",
	UnderReview:           "Under review",
	ActionRequired:        "Partner action required",
	PostSubmissionExpired: "Post submission expired",
	Approved:              "Approved",
	Rejected:              "Rejected",
	Disputed:              "Disputed",
	DisputedExpired:       "Disputed expired",
	RejectedFinal:         "Rejected final",
	Canceled:              "Canceled",
}

// aliases are the other names that documents, older portals and other programs
// give one status.
var aliases = []struct {
	name   string
	status Status
}{
	{"Consent rejected", ConsentDeclined},
	{"Action required", ActionRequired},
	{"ActionRequired", ActionRequired},
	{"Draft", ConsentReceived},
	{"Active", ConsentReceived},
	{"Not started", AwaitingConsent},
	{"First-submission", NotSubmittedExpired},
	{"First-submission expired", NotSubmittedExpired},
	{"Post-submission", PostSubmissionExpired},
	{"Post-submission expired", PostSubmissionExpired},
	{"Completed", Approved},
	{"Cancelled", Canceled},
	{"Final rejected", RejectedFinal},
}

// Statuses returns every status, in the order in which they are documented
// here.
func Statuses() []Status {
	statuses := make([]Status, 0, statusCount-1)
	for s := CustomerClaimed; s < statusCount; s++ {
		statuses = append(statuses, s)
	}
	return statuses
}

// ParseStatus returns the status of a documented name or alias, whatever its
// case. An unknown name, or one that stands for several statuses, is a
// [mci.FieldError]. Use [ReadStatus] for what Partner Center shows: it loses no
// name.
func ParseStatus(name string) (Status, error) {
	if status, ok := parseStatus(name); ok {
		return status, nil
	}
	return 0, mci.Invalid("status", name, "a documented status of a claim")
}

func parseStatus(name string) (Status, bool) {
	for status := CustomerClaimed; status < statusCount; status++ {
		if strings.EqualFold(name, statusNames[status]) {
			return status, true
		}
	}
	for _, alias := range aliases {
		if strings.EqualFold(name, alias.name) {
			return alias.status, true
		}
	}
	return 0, false
}

// String returns the documented name.
func (s Status) String() string {
	switch {
	case s == 0:
		return "no claim"
	case s >= statusCount:
		return "invalid status"
	default:
		return statusNames[s]
	}
}

// MarshalText returns the documented name; the zero Status has none and is an
// error.
func (s Status) MarshalText() ([]byte, error) {
	if s == 0 || s >= statusCount {
		return nil, mci.Invalid("status", s.String(), "a documented status of a claim")
	}
	return []byte(statusNames[s]), nil
}

// UnmarshalText reads a status through [ParseStatus].
func (s *Status) UnmarshalText(text []byte) error {
	parsed, err := ParseStatus(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

// IsExpired reports whether a window ran out: one of the four expired statuses.
func (s Status) IsExpired() bool { return s.Class() == ExpiredClass }

// A State is a status together with whether the claim has been disputed. A
// disputed claim goes back to Submitted and through the same review, but a
// second rejection is final and another clock runs; the portal shows only the
// status. Source: [mci.LibraryReading]. The zero State is no claim.
type State struct {
	Status   Status `json:"status"`
	Disputed bool   `json:"disputed,omitempty"`
}

// String returns the status, with ", disputed" where a disputed claim shares it
// with others.
func (s State) String() string {
	ofDispute := s.Status == Disputed || s.Status == RejectedFinal
	switch {
	case ofDispute && !s.Disputed:
		return "invalid state"
	case s.Disputed && !ofDispute:
		return s.Status.String() + ", disputed"
	default:
		return s.Status.String()
	}
}

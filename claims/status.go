package claims

import (
	"errors"
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

// A statusRow is everything that the library says of one status. What a claim
// has lived through in a status follows from the transitions, not from here.
type statusRow struct {
	name    string   // as Partner Center documents it
	aliases []string // other names in documents, older portals and programs
	class   Class    // how a claim in the status ended; none while it is open
	// who moves the claim on; for an approved claim who pays it. None for any
	// other claim that has ended.
	next Actor
	// onlyDisputed is whether every claim in the status was disputed.
	onlyDisputed bool
}

// statuses holds the row of each status. Sources: [mci.EngagementsOverview] for
// the names and for who acts next, [mci.CustomersPage] for the classes; that an
// approved claim waits for its payment is [mci.LibraryReading].
var statuses = [statusCount]statusRow{
	CustomerClaimed: {
		name: "Customer claimed",
		next: Partner,
	},
	AwaitingConsent: {
		name:    "Awaiting customer consent response",
		aliases: []string{"Not started"},
		next:    Customer,
	},
	ConsentReceived: {
		name:    "Customer consent received",
		aliases: []string{"Draft", "Active"},
		next:    Partner,
	},
	ConsentDeclined: {
		name:    "Customer consent declined",
		aliases: []string{"Consent rejected"},
		class:   DeclinedClass,
	},
	ConsentExpired: {
		name:  "Customer consent expired",
		class: ExpiredClass,
	},
	NotSubmittedExpired: {
		name:    "Not submitted expired",
		aliases: []string{"First-submission", "First-submission expired"},
		class:   ExpiredClass,
	},
	Submitted: {
		name: "Submitted",
		next: Microsoft,
	},
	UnderReview: {
		name: "Under review",
		next: Microsoft,
	},
	ActionRequired: {
		name:    "Partner action required",
		aliases: []string{"Action required", "ActionRequired"},
		next:    Partner,
	},
	PostSubmissionExpired: {
		name:    "Post submission expired",
		aliases: []string{"Post-submission", "Post-submission expired"},
		class:   ExpiredClass,
	},
	Approved: {
		name:    "Approved",
		aliases: []string{"Completed"},
		class:   CompletedClass,
		next:    Microsoft,
	},
	Rejected: {
		name: "Rejected",
		next: Partner,
	},
	Disputed: {
		name:         "Disputed",
		next:         Partner,
		onlyDisputed: true,
	},
	DisputedExpired: {
		name:  "Disputed expired",
		class: ExpiredClass,
	},
	RejectedFinal: {
		name:         "Rejected final",
		aliases:      []string{"Final rejected"},
		class:        FinalRejectedClass,
		onlyDisputed: true,
	},
	Canceled: {
		name:    "Canceled",
		aliases: []string{"Cancelled"},
		class:   CanceledClass,
	},
}

// check reports what the row of a status lacks.
func (r *statusRow) check() error {
	switch {
	case r.name == "":
		return errors.New("it has no name")
	case r.class == 0 && (r.next == 0 || r.next > Microsoft):
		return errors.New("it has neither a class nor an actor who moves the claim on")
	default:
		return nil
	}
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
		if row := &statuses[status]; strings.EqualFold(name, row.name) {
			return status, true
		}
	}
	for status := CustomerClaimed; status < statusCount; status++ {
		for _, alias := range statuses[status].aliases {
			if strings.EqualFold(name, alias) {
				return status, true
			}
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
		return statuses[s].name
	}
}

// MarshalText returns the documented name; the zero Status has none and is an
// error.
func (s Status) MarshalText() ([]byte, error) {
	if s == 0 || s >= statusCount {
		return nil, mci.Invalid("status", s.String(), "a documented status of a claim")
	}
	return []byte(statuses[s].name), nil
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

// String returns the status, and adds ", disputed" if claims in the status may
// or may not have been disputed and this one was.
func (s State) String() string {
	only := s.Status < statusCount && statuses[s.Status].onlyDisputed
	switch {
	case only && !s.Disputed:
		return "invalid state"
	case s.Disputed && !only:
		return s.Status.String() + ", disputed"
	default:
		return s.Status.String()
	}
}

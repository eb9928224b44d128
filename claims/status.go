package claims

import (
	"errors"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Status is the stage of a claim, as Partner Center names it. The zero Status
// means that the claim does not exist yet. Microsoft documents 17 names, but
// "Consent rejected" and "Customer consent declined" name the same status, so
// there are 16. Source: [mci.EngagementsOverview].
type Status uint16

// The statuses.
const (
	// CustomerClaimed means that the customer was added or claimed, and was not
	// asked for consent yet.
	CustomerClaimed Status = iota + 1
	// AwaitingConsent means that the customer was asked and has not answered.
	AwaitingConsent
	// ConsentReceived means that the customer agreed.
	ConsentReceived
	// ConsentDeclined means that the customer refused. It is also documented as
	// "Consent rejected".
	ConsentDeclined
	// ConsentExpired means that the consent window ended without an answer.
	ConsentExpired
	// NotSubmittedExpired means that the window after consent ended without a
	// submission.
	NotSubmittedExpired
	// Submitted means that the documents are in and ready for review.
	Submitted
	// UnderReview means that a reviewer works on the claim.
	UnderReview
	// ActionRequired means that the reviewer asked for more. A reviewer can ask
	// any number of times.
	ActionRequired
	// PostSubmissionExpired means that the window ended before the partner
	// settled a reviewer's request.
	PostSubmissionExpired
	// Approved means that the claim passed the review.
	Approved
	// Rejected means that the claim failed the review. It can be disputed once.
	Rejected
	// Disputed means that a rejected claim was reopened, and its dispute was
	// not submitted yet.
	Disputed
	// DisputedExpired means that the window ended before the claim was
	// submitted for a second review.
	DisputedExpired
	// RejectedFinal means that the claim was rejected again after its dispute.
	RejectedFinal
	// Canceled means that the claim was withdrawn before its first submission.
	Canceled
)

// statusCount is one more than the highest status.
const statusCount = Canceled + 1

// A statusRow holds the properties of one status. The events that a claim in a
// status has been through follow from the transitions, not from here.
type statusRow struct {
	name    string   // as Partner Center documents it
	aliases []string // other names in documents, older portals and programs
	class   Class    // how a claim in the status ended; none while it is open
	// next moves the claim on, or pays it if it is approved. It is none for any
	// other claim that has ended.
	next Actor
	// onlyDisputed reports whether every claim in the status was disputed.
	onlyDisputed bool
}

// statuses holds the row of each status. Sources: [mci.EngagementsOverview] for
// the names and the next actors, [mci.CustomersPage] for the classes, and
// [mci.LibraryReading] for the rule that an approved claim waits for its
// payment.
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

// check returns an error if the row lacks a required field.
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
// case. If the name is unknown or means several statuses, it returns a
// [mci.FieldError]. For a name that Partner Center shows use [ReadStatus],
// which keeps every name.
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

// MarshalText returns the documented name. The zero Status has no name and is
// an error.
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

// IsExpired reports whether the status is one of the expired statuses.
func (s Status) IsExpired() bool { return s.Class() == ExpiredClass }

// A State is a status together with whether the claim has been disputed. A
// disputed claim goes back to Submitted and through the same review, but a
// second rejection is final and a different clock runs. The portal shows only
// the status. The zero State means that there is no claim yet. Source:
// [mci.LibraryReading].
type State struct {
	Status   Status `json:"status"`             // as Partner Center names it
	Disputed bool   `json:"disputed,omitempty"` // the claim has been disputed
}

// String returns the status. If the claim was disputed and its status does not
// imply that, it adds ", disputed".
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

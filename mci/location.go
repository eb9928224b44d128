package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A LocationID is a partner's location ID of the Microsoft AI Cloud Partner
// Program.
type LocationID string

// An Enrollment is the status of a location's enrollment in the MCI program.
// The zero Enrollment is unknown. Source: Microsoft Learn, enrollment statuses,
// 2022-09-16.
type Enrollment uint8

// The statuses of an enrollment. Only [Enrolled] earns.
const (
	EnrollmentUnknown Enrollment = iota
	Invited
	EnrollmentActionRequired
	ValidatingEnrollment
	Enrolled
	Enrolling // what a user who is not an admin sees while the enrollment is under way
	Ineligible
	Discontinued
)

var enrollmentNames = vocabulary.Names[Enrollment]{What: "enrollment status", Texts: []string{
	"unknown", "invited", "action required", "validating enrollment", "enrolled", "enrolling", "ineligible", "discontinued",
}}

// String returns the status in words.
func (e Enrollment) String() string { return enrollmentNames.Text(e) }

// MarshalText returns the status in words.
func (e Enrollment) MarshalText() ([]byte, error) { return enrollmentNames.Marshal(e) }

// UnmarshalText reads a status. Any other text is a [FieldError].
func (e *Enrollment) UnmarshalText(text []byte) error { return enrollmentNames.Unmarshal(e, text) }

// Outcome returns whether a location with this status is enrolled. It is
// unknown for a status that is not declared.
func (e Enrollment) Outcome() Outcome {
	if e == EnrollmentUnknown || e > Discontinued {
		return Unknown
	}
	return FactOf(e == Enrolled).Outcome()
}

// A Location is one of the partner's locations, with what the portal shows of
// it.
type Location struct {
	ID         LocationID `json:"id"`
	Name       string     `json:"name,omitempty"`
	Country    Country    `json:"country,omitempty"`
	Enrollment Enrollment `json:"enrollment"`
	// whether bank and tax profile are complete and accepted
	PayeeProfile Fact `json:"payeeProfile"`
}

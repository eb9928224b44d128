package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A LocationID is a partner's location ID in the Microsoft AI Cloud Partner
// Program.
type LocationID string

// An Enrollment is the status of a location's enrollment in the MCI program.
// The zero Enrollment is unknown. Source: Microsoft Learn, enrollment statuses,
// 2022-09-16.
type Enrollment uint8

// The statuses of an enrollment. Only a location that is [Enrolled] earns.
const (
	EnrollmentUnknown Enrollment = iota
	Invited
	EnrollmentActionRequired
	ValidatingEnrollment
	Enrolled
	Enrolling // shown while the enrollment is under way, to users who are not admins
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

// Outcome returns [Pass] if a location with this status is enrolled, and [Fail]
// if it is not. It returns [Unknown] if the status is unknown or not declared.
func (e Enrollment) Outcome() Outcome {
	if e == EnrollmentUnknown || e > Discontinued {
		return Unknown
	}
	return FactOf(e == Enrolled).Outcome()
}

// A Location is one of the partner's locations, as the portal shows it.
type Location struct {
	// ID is the ID of the location.
	ID LocationID `json:"id"`
	// Name is the name of the location.
	Name string `json:"name,omitempty"`
	// Country is the country of the location. It is empty if it is unknown.
	Country Country `json:"country,omitempty"`
	// Enrollment is the status of the location's enrollment in the MCI program.
	Enrollment Enrollment `json:"enrollment"`
	// PayeeProfile says whether the bank and tax profile is complete and
	// accepted.
	PayeeProfile Fact `json:"payeeProfile"`
}

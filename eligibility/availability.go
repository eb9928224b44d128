package eligibility

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Availability is the status of an engagement on the Engagements page. The
// zero Availability is unknown: no published source says whether the engagement
// is offered at that time. Source: Microsoft Learn, MCI engagements,
// 2021-09-29.
type Availability uint16

// The statuses of an engagement.
const (
	AvailabilityUnknown Availability = iota
	Upcoming                         // not offered yet
	Active                           // customers can be nominated
	Expired                          // not offered any more; open claims run on
)

var availabilityNames = vocabulary.Names[Availability]{What: "availability", Texts: []string{"unknown", "upcoming", "active", "expired"}}

// String returns the status, such as "active".
func (a Availability) String() string { return availabilityNames.Text(a) }

// MarshalText returns the status. If the value is not declared, it returns a
// [mci.FieldError].
func (a Availability) MarshalText() ([]byte, error) { return availabilityNames.Marshal(a) }

// UnmarshalText reads a status. If the text is anything else, it returns a
// [mci.FieldError].
func (a *Availability) UnmarshalText(text []byte) error { return availabilityNames.Unmarshal(a, text) }

// AvailabilityOf returns the status of an engagement at an instant, by the days
// in the edition's calendar on which it is offered. If the engagement is nil or
// the instant is zero, the status is unknown.
func AvailabilityOf(engagement *catalog.Engagement, at time.Time) Availability {
	if engagement == nil {
		return AvailabilityUnknown
	}
	day, offered := engagement.Edition().Calendar().Day(at), engagement.Offered()
	switch offered.Includes(day) {
	case mci.Pass:
		return Active
	case mci.Fail:
		if day.Compare(offered.From) < 0 {
			return Upcoming
		}
		return Expired
	case mci.Unknown:
	}
	return AvailabilityUnknown
}

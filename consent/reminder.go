package consent

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Reminders are the plan for reminding a customer who has not answered. The
// zero Reminders plan no reminder. A reminder restarts no clock. The partner
// chooses when to remind, because no document says it.
type Reminders struct {
	// DaysBefore are the reminders, at most 30, each as a number of days before
	// the last day on which an answer counts. A number is from 0 to 365; 0 is
	// that last day itself.
	DaysBefore []int
	// TimeOfDay is the time of day of each reminder, from 0 to less than 24
	// hours since midnight by the clocks of the calendar's zone.
	TimeOfDay time.Duration
}

// Bounds of a plan.
const (
	mostReminders  = 30
	mostDaysBefore = 365
)

// Check reports a value outside its range. The error is a [mci.FieldError] with
// the path "daysBefore" or "timeOfDay".
func (r Reminders) Check() error {
	if len(r.DaysBefore) > mostReminders {
		return mci.Invalid("daysBefore", strconv.Itoa(len(r.DaysBefore))+" reminders", "at most 30 reminders")
	}
	for i, days := range r.DaysBefore {
		if days < 0 || days > mostDaysBefore {
			return mci.Invalid("daysBefore["+strconv.Itoa(i)+"]", strconv.Itoa(days), "0 to 365 days")
		}
	}
	if r.TimeOfDay < 0 || r.TimeOfDay >= 24*time.Hour {
		return mci.Invalid("timeOfDay", r.TimeOfDay.String(), "a time from 0 to less than 24 hours after midnight")
	}
	return nil
}

// Plan returns the instants of the reminders in order, each once. They lie
// after the request was sent and before the end of the window. The calendar
// must be the one by which the window was counted. If the clocks skip the time
// of day, the instant is the one at which they change. If they show the time
// twice, it is the first. The error is the one from [Reminders.Check], or a
// [mci.FieldError] with the path "asked" if the instant of the request is zero.
func (r Reminders) Plan(calendar mci.Calendar, window mci.Window, asked time.Time) ([]time.Time, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	if asked.IsZero() {
		return nil, mci.Invalid("asked", "", "the instant of the request")
	}
	var plan []time.Time
	for _, days := range r.DaysBefore {
		day := window.LastDay.AddDays(-days)
		if day.IsZero() {
			continue // a closed window, or before the years that a date can hold
		}
		if at := clockAt(day, r.TimeOfDay, calendar.Zone()); at.After(asked) && window.Open(at) {
			plan = append(plan, at)
		}
	}
	slices.SortFunc(plan, time.Time.Compare)
	return slices.CompactFunc(plan, time.Time.Equal), nil
}

// clockAt returns the first instant of a day at which the clocks of a zone show
// a time of day or a later one.
func clockAt(day mci.Date, clock time.Duration, zone *time.Location) time.Time {
	at := day.Start(zone)
	for {
		hour, minute, second := at.Clock()
		shown := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
		found := at.Add(max(0, clock-shown))
		_, change := at.ZoneBounds()
		if change.IsZero() || found.Before(change) {
			return found
		}
		at = change
	}
}

package consent

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Reminders say when a customer who has not answered is reminded. The zero
// Reminders remind nobody. A reminder restarts nothing. When to remind is the
// partner's own choice: no document says it.
type Reminders struct {
	// the last day on which an answer counts: 0 is that day itself; each 0 to
	// 365, at most 30 of them
	DaysBefore []int
	// since midnight, by the clocks of the calendar's zone; from 0 to less than
	// 24 hours
	TimeOfDay time.Duration
}

// Bounds of a plan.
const (
	mostReminders  = 30
	mostDaysBefore = 365
)

// Check reports what is outside its bounds, as a [mci.FieldError] with the path
// "daysBefore" or "timeOfDay".
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

// Plan returns the instants of the reminders: after the one at which the
// request was sent, before the end of the window, in order, each once. The
// calendar is the one that the window was counted by. Where the clocks skip the
// time of day, the instant is that of the change; where they show it twice, the
// first. The error is what [Reminders.Check] returns, or a [mci.FieldError]
// with the path "asked" if nobody was asked.
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

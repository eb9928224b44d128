package mci

import (
	"time"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Clock is one of the time limits that run beside a claim. The zero
// Clock is no clock. Source: [EngagementsOverview] and [WorkshopClaims].
type Clock uint8

// The clocks. All count calendar days.
const (
	// ConsentClock runs from the claim's creation to the customer's answer.
	ConsentClock Clock = iota + 1
	// FirstSubmissionClock runs from consent to the first submission.
	FirstSubmissionClock
	// ReviewClock runs from consent to the end of the review.
	ReviewClock
	// DisputeClock runs from the rejection to the submission of the dispute.
	DisputeClock
	// PostDisputeClock runs from the submission of the dispute to the end of
	// its review.
	PostDisputeClock
)

// clocks holds the name of each clock and the date in a claim's life that
// starts it.
var clocks = [...]struct {
	name    string
	trigger Anchor
}{
	ConsentClock:         {"consent", CreationAnchor},
	FirstSubmissionClock: {"first submission", ConsentAnchor},
	ReviewClock:          {"review", ConsentAnchor},
	DisputeClock:         {"dispute", RejectionAnchor},
	PostDisputeClock:     {"post-dispute", DisputeAnchor},
}

var clockNames = vocabulary.Names[Clock]{What: "clock", Texts: func() (texts []string) {
	for _, row := range clocks {
		texts = append(texts, row.name)
	}
	return texts
}()}

// Clocks returns every clock, in the order in which they start.
func Clocks() []Clock {
	all := make([]Clock, 0, len(clocks)-1)
	for clock := range clocks {
		if clock > 0 {
			all = append(all, Clock(clock)) //nolint:gosec // an index of the table
		}
	}
	return all
}

// String returns the clock's name, such as "first submission".
func (c Clock) String() string { return clockNames.Text(c) }

// MarshalText returns the clock's name.
func (c Clock) MarshalText() ([]byte, error) { return clockNames.Marshal(c) }

// UnmarshalText reads a clock's name. Any other text is a [FieldError].
func (c *Clock) UnmarshalText(text []byte) error { return clockNames.Unmarshal(c, text) }

// Trigger returns the date in a claim's life that starts the clock. It is the
// zero Anchor for a clock that is not declared.
func (c Clock) Trigger() Anchor {
	if int(c) >= len(clocks) {
		return 0
	}
	return clocks[c].trigger
}

// A Calendar is the policy for counting deadlines. The zero Calendar counts
// days in UTC and accepts an action on the last day. Microsoft publishes no
// rule for either; both are settings of the catalog.
type Calendar struct {
	zone            *time.Location
	lastDayExcluded bool
}

// NewCalendar returns a calendar that counts days in zone. A nil zone means
// UTC. If lastDayExcluded is true, an action is refused from the day of the
// deadline on. If it is false, the action is still accepted on that day.
func NewCalendar(zone *time.Location, lastDayExcluded bool) Calendar {
	return Calendar{zone, lastDayExcluded}
}

// Zone returns the zone in which the calendar counts days. It is never nil.
func (c Calendar) Zone() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}

// LastDayExcluded reports whether an action is refused on the day of the
// deadline itself.
func (c Calendar) LastDayExcluded() bool { return c.lastDayExcluded }

// Day returns the day on which an instant falls.
func (c Calendar) Day(at time.Time) Date { return DateOf(at.In(c.Zone())) }

// LastDay returns the last day on which an action is accepted if its deadline
// is the given number of days after the instant of its trigger.
func (c Calendar) LastDay(trigger time.Time, days int) Date {
	if c.lastDayExcluded {
		days--
	}
	return c.Day(trigger).AddDays(days)
}

// A Window is the time in which an action is accepted. The zero Window is
// closed.
type Window struct {
	// Start is the instant of the trigger.
	Start time.Time `json:"start"`
	// LastDay is the last day on which the action is accepted, in the
	// calendar's zone.
	LastDay Date `json:"lastDay"`
	// End is the first instant at which the action is refused.
	End time.Time `json:"end"`
}

// Window returns the window of a number of days from the instant of a trigger.
// If the trigger is the zero time, or if no date is late enough for its end, the
// window is closed and its end is the zero time.
func (c Calendar) Window(trigger time.Time, days int) Window {
	if c.countsInUTC(trigger, days) {
		end := c.endInUTC(trigger, days)
		return Window{trigger, dayOf(end.Add(-1)), end}
	}
	last := c.LastDay(trigger, days)
	return Window{trigger, last, c.endOf(last)}
}

// WindowEnd returns the end of [Calendar.Window] without its last day: the
// first instant at which the action is refused.
func (c Calendar) WindowEnd(trigger time.Time, days int) time.Time {
	if c.countsInUTC(trigger, days) {
		return c.endInUTC(trigger, days)
	}
	return c.endOf(c.LastDay(trigger, days))
}

// endOf returns the end of the window with a last day.
func (c Calendar) endOf(last Date) time.Time { return last.AddDays(1).Start(c.Zone()) }

// Limits of the windows that endInUTC counts: all end in the years 1970 to
// 9999.
const (
	quickEnd  = 250_000_000_000 // seconds since 1970, in the year 9892
	quickDays = 10_000
)

// countsInUTC reports whether endInUTC can count the window.
func (c Calendar) countsInUTC(trigger time.Time, days int) bool {
	seconds := trigger.Unix()
	return c.Zone() == time.UTC && seconds >= 0 && seconds < quickEnd && days >= 0 && days <= quickDays
}

// endInUTC is WindowEnd in UTC, where every day has the same length. Each
// command of a claim needs several ends, and the calendar of package time is
// more than ten times slower.
func (c Calendar) endInUTC(trigger time.Time, days int) time.Time {
	const day = 24 * 60 * 60
	if !c.lastDayExcluded {
		days++
	}
	seconds := trigger.Unix()
	return time.Unix(seconds-seconds%day+int64(days)*day, 0).UTC()
}

// Open reports whether the action is accepted at an instant. An instant before
// the trigger is accepted too. At every instant the window is either open or
// over, never both.
func (w Window) Open(at time.Time) bool { return at.Before(w.End) }

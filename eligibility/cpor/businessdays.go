package cpor

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// BusinessDays is a calendar of working days. Microsoft counts some windows in
// business days and publishes neither the days of the week nor the holidays
// that it leaves out. The zero BusinessDays counts Monday to Friday in UTC,
// without holidays, and is a reading of this library ([mci.LibraryReading]).
type BusinessDays struct {
	calendar mci.Calendar
	works    [7]bool // by weekday; all false means Monday to Friday
	holidays []mci.Date
}

// mostHolidays bounds the list of holidays; it is a century of them.
const mostHolidays = 5000

// NewBusinessDays returns a calendar in a zone. If the zone is nil, it is UTC.
// If no working days of the week are given, they are Monday to Friday. The
// holidays are days that do not count, in any order. If a weekday is not
// declared or given twice, if a holiday is zero or given twice, or if there are
// more than 5000 holidays, the error is a [mci.FieldError].
func NewBusinessDays(zone *time.Location, week []time.Weekday, holidays []mci.Date) (BusinessDays, error) {
	b := BusinessDays{calendar: mci.NewCalendar(zone, false)}
	for i, day := range week {
		at := "week[" + strconv.Itoa(i) + "]"
		if day < time.Sunday || day > time.Saturday {
			return BusinessDays{}, mci.Invalid(at, strconv.Itoa(int(day)), "a day of the week, 0 to 6")
		}
		if b.works[day] {
			return BusinessDays{}, mci.Invalid(at, day.String(), "a day that is given once")
		}
		b.works[day] = true
	}
	if len(holidays) > mostHolidays {
		return BusinessDays{}, mci.Invalid("holidays", strconv.Itoa(len(holidays)), "at most "+strconv.Itoa(mostHolidays)+" days")
	}
	b.holidays = slices.Clone(holidays)
	slices.SortFunc(b.holidays, mci.Date.Compare)
	for i, day := range b.holidays {
		if day.IsZero() || i > 0 && day == b.holidays[i-1] {
			return BusinessDays{}, mci.Invalid("holidays", day.String(), "a day that is given once, not the zero Date")
		}
	}
	return b, nil
}

// Holidays returns the holidays in order. The slice is a copy.
func (b BusinessDays) Holidays() []mci.Date { return slices.Clone(b.holidays) }

// Zone returns the zone in which days are counted. It is never nil.
func (b BusinessDays) Zone() *time.Location { return b.calendar.Zone() }

// Day returns the day on which an instant falls.
func (b BusinessDays) Day(at time.Time) mci.Date { return b.calendar.Day(at) }

// Is reports whether a day is a working day. The zero Date is none.
func (b BusinessDays) Is(day mci.Date) bool {
	if day.IsZero() {
		return false
	}
	if _, holiday := slices.BinarySearchFunc(b.holidays, day, mci.Date.Compare); holiday {
		return false
	}
	weekday := day.Start(time.UTC).Weekday()
	if b.works == [7]bool{} {
		return weekday != time.Saturday && weekday != time.Sunday
	}
	return b.works[weekday]
}

// Add returns the n-th working day after a day. The day itself does not count,
// whether it is a working day or not. If n is 0 or less, or the day is zero, it
// returns the day itself. If a Date cannot hold the year of the result, the
// result is zero.
func (b BusinessDays) Add(day mci.Date, n int) mci.Date {
	for n > 0 && !day.IsZero() {
		day = day.AddDays(1)
		if b.Is(day) {
			n--
		}
	}
	return day
}

// PlainWindow returns the window of a number of calendar days from the instant
// of a trigger. The last day is included.
func (b BusinessDays) PlainWindow(trigger time.Time, days int) mci.Window {
	return b.calendar.Window(trigger, days)
}

// Window returns the window of a number of working days from the instant of a
// trigger. The last day is included.
func (b BusinessDays) Window(trigger time.Time, days int) mci.Window {
	last := b.Add(b.Day(trigger), days)
	if last.IsZero() {
		return mci.Window{Start: trigger}
	}
	return mci.Window{Start: trigger, LastDay: last, End: last.AddDays(1).Start(b.Zone())}
}

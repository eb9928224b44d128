package mci

import (
	"fmt"
	"time"
)

// A Date is a day of the calendar, without a time of day or a zone. The zero
// Date is no date. Dates are comparable with ==.
type Date struct {
	year       int16
	month, day uint8
}

const wantDate = "a date as YYYY-MM-DD"

// NewDate returns the date of year, month and day. If the year is not 1 to
// 9999, or the day does not exist, the error is a [FieldError].
func NewDate(year int, month time.Month, day int) (Date, error) {
	if year < 1 || year > 9999 || month < time.January || month > time.December || day < 1 || day > daysIn(year, month) {
		return Date{}, Invalid("", fmt.Sprintf("%04d-%02d-%02d", year, month, day), wantDate)
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// daysIn returns the number of days of a month. Reports are full of dates, and
// the calendar of package time is ten times slower.
func daysIn(year int, month time.Month) int {
	switch {
	case month == time.February && (year%4 != 0 || year%100 == 0 && year%400 != 0):
		return 28
	case month == time.February:
		return 29
	case month == time.April || month == time.June || month == time.September || month == time.November:
		return 30
	default:
		return 31
	}
}

// ParseDate returns the date of a text in the form YYYY-MM-DD. Any other text
// is a [FieldError].
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return Date{}, Invalid("", text, wantDate)
	}
	return dayOf(t), nil
}

// DateOf returns the day on which t falls in t's own location. It returns the
// zero Date if t is the zero time, or if a Date cannot hold the year.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return dayOf(t)
}

// dayOf is DateOf, except that the zero time is an instant like any other: the
// first day of year 1.
func dayOf(t time.Time) Date {
	year, month, day := t.Date()
	if year < 1 || year > 9999 {
		return Date{}
	}
	return Date{int16(year), uint8(month), uint8(day)}
}

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays returns the date n days later, or earlier if n is negative. The zero
// Date stays zero. If a Date cannot hold the year of the result, the result is
// zero.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return dayOf(time.Date(int(d.year), time.Month(d.month), int(d.day)+n, 0, 0, 0, 0, time.UTC))
}

// DaysUntil returns the number of days from d to other. It is negative if other
// is earlier. Neither date may be zero.
func (d Date) DaysUntil(other Date) int {
	const day = 24 * 60 * 60 // a time.Duration holds 292 years only
	return int((other.Start(time.UTC).Unix() - d.Start(time.UTC).Unix()) / day)
}

// Compare returns -1, 0 or 1 as d is before, on or after other. The zero Date
// is before every date.
func (d Date) Compare(other Date) int {
	a := int(d.year)<<16 | int(d.month)<<8 | int(d.day)
	b := int(other.year)<<16 | int(other.month)<<8 | int(other.day)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// Start returns the first instant of the day in zone. If the clocks skip
// midnight, the day starts at the instant of the change. If midnight comes
// twice, the day starts at the first of the two. The zero Date starts at the
// zero time. The zone must not be nil.
func (d Date) Start(zone *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	t := time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, zone)
	if zone == time.UTC {
		return t
	}
	if dayOf(t).Compare(d) < 0 {
		_, t = t.ZoneBounds() // midnight is skipped
	}
	change, _ := t.ZoneBounds()
	if change.IsZero() {
		return t
	}
	_, before := change.Add(-1).Zone()
	_, after := change.Zone()
	if earlier := t.Add(time.Duration(after-before) * time.Second); earlier.Before(change) && dayOf(earlier) == d {
		return earlier // midnight comes twice
	}
	return t
}

// String returns the date as YYYY-MM-DD, or the empty string for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := int(d.year), int(d.month), int(d.day)
	return string([]byte{
		digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(m / 10), digit(m), '-', digit(day / 10), digit(day),
	})
}

// digit returns the last digit of a number.
func digit(n int) byte { return byte('0' + n%10) }

// MarshalText returns the date as YYYY-MM-DD, or the empty text for the zero
// Date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form that [Date.MarshalText] writes. Any other text
// is a [FieldError].
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

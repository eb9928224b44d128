package workbook

import (
	"math"
	"time"
)

// A dateSystem is the day from which a workbook counts days.
type dateSystem bool

const (
	from1900 dateSystem = false
	from1904 dateSystem = true // old files of the Macintosh
)

// The largest serial numbers: December 31, 9999.
const (
	last1900 = 2_958_465
	last1904 = 2_957_003
)

const daySeconds = 24 * 60 * 60

// instant returns the instant that a serial number stands for, to the second.
// It reports false if the number is no date: before the first day, after the
// year 9999, or February 29, 1900, which the format counts but the calendar
// does not have. Source: ECMA-376, part 1, 18.17.4.
func (s dateSystem) instant(serial float64) (time.Time, bool) {
	day := math.Floor(serial)
	seconds := int(math.Round((serial - day) * daySeconds)) // a whole day is the next midnight
	first, last, zero := 1.0, float64(last1900), time.Date(1899, time.December, 31, 0, 0, 0, 0, time.UTC)
	switch {
	case s == from1904:
		first, last, zero = 0, last1904, time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return time.Time{}, false
	case day > 60:
		zero = zero.AddDate(0, 0, -1)
	}
	if !(day >= first && day <= last) {
		return time.Time{}, false
	}
	at := zero.AddDate(0, 0, int(day)).Add(time.Duration(seconds) * time.Second)
	return at, at.Year() <= 9999
}

// serial1900 returns the serial number of a day. It reports false if a workbook
// cannot hold the day. Before March 1, 1900, programs disagree.
func serial1900(day time.Time) (float64, bool) {
	march := time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)
	if day.Before(march) || day.Year() > 9999 {
		return 0, false
	}
	seconds := day.Unix() - march.Unix()
	return 61 + float64(seconds)/daySeconds, true
}

package report

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A DateForm is the form of the dates in a file. The zero DateForm means that
// no date was read.
type DateForm uint8

// The forms of dates.
const (
	ISO        DateForm = 1 << iota // 2023-01-31, or with a time of day
	MonthFirst                      // 1/31/2023
	DayFirst                        // 31/1/2023; read only if the host says so
)

var dateForms = [...]string{"year first", "month first", "day first"}

// MarshalJSON returns the names of the forms as a list, such as ["year first"].
// A file can have dates of several forms.
func (f DateForm) MarshalJSON() ([]byte, error) {
	names := []string{}
	for i, name := range dateForms {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return json.Marshal(names)
}

// forms say how the dates and the amounts of a file are written.
type forms struct {
	dates dates
	comma bool // before the decimal places of an amount
}

// dates reads dates and remembers their forms.
type dates struct {
	dayFirst bool
	seen     DateForm
}

// read returns the day of a date. It drops the time of day, and the day is the
// written one in any zone.
func (d *dates) read(text string) (mci.Date, error) {
	if date, ok := readISO(text); ok {
		d.seen |= ISO
		return date, nil
	}
	layouts, form := []string{time.DateOnly, time.RFC3339Nano, "2006-01-02T15:04:05"}, ISO
	if strings.Contains(text, "/") {
		layouts, form = []string{"1/2/2006 3:04:05 PM", "1/2/2006", "1/2/2006 15:04:05"}, MonthFirst
		if d.dayFirst {
			layouts, form = []string{"2/1/2006 15:04:05", "2/1/2006", "2/1/2006 3:04:05 PM"}, DayFirst
		}
	}
	if form == ISO && len(text) > len(time.DateOnly) {
		layouts = layouts[1:]
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil && at.Year() > 0 {
			d.seen |= form
			return mci.DateOf(at), nil
		}
	}
	if form == DayFirst {
		return mci.Date{}, mci.Invalid("", text, "a date such as 2023-01-31 or 31/1/2023, the day first")
	}
	return mci.Date{}, mci.Invalid("", text, "a date such as 2023-01-31 or 1/31/2023, the month first")
}

// readISO reads the form that most files have: a day, or the midnight with
// which it begins. Any other text is left to the general way.
func readISO(text string) (mci.Date, bool) {
	const form = "2006-01-02"
	if len(text) < len(form) || text[4] != '-' || text[7] != '-' || text[len(form):] != "" && text[len(form):] != "T00:00:00Z" {
		return mci.Date{}, false
	}
	number := [3]int{}
	for i, part := range [3]string{text[:4], text[5:7], text[8:10]} {
		for _, digit := range []byte(part) {
			if digit < '0' || digit > '9' {
				return mci.Date{}, false
			}
			number[i] = 10*number[i] + int(digit-'0')
		}
	}
	date, err := mci.NewDate(number[0], time.Month(number[1]), number[2])
	return date, err == nil
}

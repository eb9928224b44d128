package portal

import (
	"time"

	"github.com/mci-go/incentives/mci"
)

// A DateReading is how a date was read. The zero DateReading is that of no date.
type DateReading uint8

// The readings.
const (
	ISODate    DateReading = iota + 1 // 2023-04-03
	MonthFirst                        // 4/3/2023 is April 3
	DayFirst                          // 4/3/2023 is March 4
)

var dateReadingNames = mci.Names[DateReading]{What: "date reading", Texts: []string{"", "ISO", "month first", "day first"}}

// String returns "ISO", "month first" or "day first", and the empty text for no date.
func (r DateReading) String() string { return dateReadingNames.Text(r) }

// MarshalText returns what String does; a value that is not declared is a [mci.FieldError].
func (r DateReading) MarshalText() ([]byte, error) { return dateReadingNames.Marshal(r) }

// UnmarshalText reads what MarshalText returns. Any other text is a [mci.FieldError].
func (r *DateReading) UnmarshalText(text []byte) error { return dateReadingNames.Unmarshal(r, text) }

// dateLayouts are the forms of a date, by reading. A time of day beside it is read and dropped.
var dateLayouts = [...][]string{
	ISODate:    {time.DateOnly, time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04"},
	MonthFirst: {"1/2/2006", "1/2/2006 15:04", "1/2/2006 15:04:05", "1/2/2006 3:04 PM", "1/2/2006 3:04:05 PM"},
	DayFirst:   {"2/1/2006", "2/1/2006 15:04", "2/1/2006 15:04:05", "2/1/2006 3:04 PM", "2/1/2006 3:04:05 PM"},
}

// readDate reads a date. One that slashes separate is never guessed by its figures: 13/4/2023 is an error where the month
// is first.
func readDate(text string, dayFirst bool) (mci.Date, DateReading, error) {
	if text == "" {
		return mci.Date{}, 0, nil
	}
	slashes := MonthFirst
	if dayFirst {
		slashes = DayFirst
	}
	for _, reading := range []DateReading{ISODate, slashes} {
		for _, layout := range dateLayouts[reading] {
			if at, err := time.Parse(layout, text); err == nil {
				return mci.DateOf(at), reading, nil
			}
		}
	}
	return mci.Date{}, 0, mci.Invalid("", text, "a date such as 2023-04-03, or with slashes, the "+slashes.String())
}

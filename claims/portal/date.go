package portal

import (
	"cmp"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A DateReading is the way in which a date was read. The zero DateReading means
// that there is no date.
type DateReading uint8

// The readings.
const (
	ISODate    DateReading = iota + 1 // 2023-04-03
	MonthFirst                        // 4/3/2023 is April 3
	DayFirst                          // 4/3/2023 is March 4, and so is 4.3.2023
)

var dateReadingNames = vocabulary.Names[DateReading]{What: "date reading", Texts: []string{"", "ISO", "month first", "day first"}}

// String returns "ISO", "month first" or "day first", or the empty text for no
// date.
func (r DateReading) String() string { return dateReadingNames.Text(r) }

// MarshalText returns the same as String. If the value is not declared, the
// error is a [mci.FieldError].
func (r DateReading) MarshalText() ([]byte, error) { return dateReadingNames.Marshal(r) }

// UnmarshalText reads the text that MarshalText returns. For any other text,
// the error is a [mci.FieldError].
func (r *DateReading) UnmarshalText(text []byte) error { return dateReadingNames.Unmarshal(r, text) }

// timesOfDay are the accepted forms of a time of day after a date. The time is
// read and dropped.
var timesOfDay = []string{"", " 15:04", " 15:04:05", " 3:04 PM", " 3:04:05 PM"}

// A dateForm is a form of a date without a time of day.
type dateForm struct {
	layout  string
	reading DateReading
}

var (
	isoForm   = dateForm{time.DateOnly, ISODate}
	dotForm   = dateForm{"2.1.2006", DayFirst}
	monthForm = dateForm{"1/2/2006", MonthFirst}
	dayForm   = dateForm{"2/1/2006", DayFirst}
)

// instantForms are the ISO forms with a time of day.
var instantForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05"}

// readDate reads a date. It may be in ISO form, with dots and the day first, or
// with slashes in the given order. If no order is given, a date with slashes is
// read as in the United States, the month first, and only if its day cannot be
// a month.
func readDate(text string, slashes DateReading) (mci.Date, DateReading, error) {
	form := isoForm
	switch {
	case text == "":
		return mci.Date{}, 0, nil
	case strings.ContainsRune(text, 'T'):
		return readInstant(text)
	case strings.ContainsRune(text, '/') && slashes == 0:
		return readUncertain(text)
	case strings.ContainsRune(text, '/'):
		form = monthForm
		if slashes == DayFirst {
			form = dayForm
		}
	case strings.ContainsRune(text, '.'):
		form = dotForm
	}
	if at, ok := form.read(text); ok {
		return mci.DateOf(at), form.reading, nil
	}
	return mci.Date{}, 0, mci.Invalid("", text, "a date such as 2023-04-03, 3.4.2023, or with slashes, the "+cmp.Or(slashes, MonthFirst).String())
}

func readInstant(text string) (mci.Date, DateReading, error) {
	for _, layout := range instantForms {
		if at, err := time.Parse(layout, text); err == nil {
			return mci.DateOf(at), ISODate, nil
		}
	}
	return mci.Date{}, 0, mci.Invalid("", text, "a date such as 2023-04-03")
}

// readUncertain reads a date with slashes if the order of day and month is not
// known.
func readUncertain(text string) (mci.Date, DateReading, error) {
	month, asMonth := monthForm.read(text)
	day, asDay := dayForm.read(text)
	switch {
	case asMonth && (!asDay || month.Equal(day)):
		return mci.DateOf(month), MonthFirst, nil
	case asMonth:
		return mci.Date{}, 0, mci.Invalid("", text, "a date that can be read in one way only; say whether the day or the month comes first")
	case asDay:
		return mci.Date{}, 0, mci.Invalid("", text, "a date with the month first; if the day comes first, say so")
	default:
		return mci.Date{}, 0, mci.Invalid("", text, "a date such as 2023-04-03, 3.4.2023 or 4/13/2023")
	}
}

func (f dateForm) read(text string) (time.Time, bool) {
	for _, clock := range timesOfDay {
		if at, err := time.Parse(f.layout+clock, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

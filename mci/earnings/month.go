package earnings

import (
	"cmp"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Month is a month of the calendar. The zero Month is none. Months are
// comparable with ==.
type Month struct {
	year  int16
	month uint8
}

const wantMonth = "a month as YYYY-MM, September 2020, Sep 2020 or its first day as 9/1/2020"

// monthForms are the layouts of a month. The first is this library's own. The
// others are the layouts of the estimated payment month in reports; the last of
// them writes the first day of the month. Source: Microsoft Learn, "Transaction
// history", 2023-08-14, for the name in full; third parties' readers of real
// files for the others.
var monthForms = [...]string{"2006-01", "January 2006", "Jan 2006", "1/2/2006"}

// NewMonth returns the month of a year. If the year is not 1 to 9999, or the
// month is not one of the twelve, the error is a [mci.FieldError].
func NewMonth(year int, month time.Month) (Month, error) {
	if year < 1 || year > 9999 || month < time.January || month > time.December {
		return Month{}, mci.Invalid("", fmt.Sprintf("%04d-%02d", year, month), wantMonth)
	}
	return Month{int16(year), uint8(month)}, nil
}

// ParseMonth returns the month of a text in the form YYYY-MM, or in a form that
// reports use. Those are the English name, such as "September 2020" or "Sep
// 2020", and the first day in the order of the United States, such as
// "9/1/2020". Any other text or day is a [mci.FieldError].
func ParseMonth(text string) (Month, error) {
	for _, form := range monthForms {
		if t, err := time.Parse(form, text); err == nil && t.Format(form) == text && t.Year() > 0 && t.Day() == 1 {
			return Month{int16(t.Year()), uint8(t.Month())}, nil
		}
	}
	return Month{}, mci.Invalid("", text, wantMonth)
}

// MonthOf returns the month in which a day lies, or the zero Month for the zero
// Date.
func MonthOf(date mci.Date) Month {
	if date.IsZero() {
		return Month{}
	}
	year, month, _ := date.Start(time.UTC).Date()
	return Month{int16(year), uint8(month)}
}

// Equal reports whether both are the same month. It returns the same as ==.
func (m Month) Equal(other Month) bool { return m == other }

// IsZero reports whether m is the zero Month.
func (m Month) IsZero() bool { return m == Month{} }

// Compare returns -1, 0 or 1 as m is before, the same as or after other. The
// zero Month is before every month.
func (m Month) Compare(other Month) int {
	return cmp.Or(cmp.Compare(m.year, other.year), cmp.Compare(m.month, other.month))
}

// String returns the month as YYYY-MM, or the empty string for the zero Month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.year, m.month)
}

// MarshalText returns the month as YYYY-MM, or the empty text for the zero
// Month.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a month as [ParseMonth] does. The empty text is the zero
// Month, and so are the two texts that the portal shows in place of an
// estimated payment month: "Not applicable", for co-op, and "Not available",
// for earnings before July 2020.
func (m *Month) UnmarshalText(text []byte) error {
	switch string(text) {
	case "", "Not applicable", "Not available":
		*m = Month{}
		return nil
	}
	parsed, err := ParseMonth(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}

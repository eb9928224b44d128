package mci

import (
	"fmt"
	"strconv"
	"time"
)

// A ProgramYear is a year of the program, from 1 July to 30 June, named after
// the year in which it ends. For example, FY26 ends on 30 June 2026. The zero
// ProgramYear is no year. Source: [PartnerGuide], which dates FY26 from 1 July
// 2025.
type ProgramYear struct {
	ends int16
}

const wantProgramYear = "a program year such as FY26"

// ParseProgramYear returns the program year of a name from FY00 to FY99, for
// the years 2000 to 2099. Any other text is a [FieldError].
func ParseProgramYear(name string) (ProgramYear, error) {
	if len(name) != 4 || name[:2] != "FY" || !isDigits(name[2:]) {
		return ProgramYear{}, Invalid("", name, wantProgramYear)
	}
	year, err := strconv.Atoi(name[2:])
	return ProgramYear{int16(2000 + year)}, err
}

// ProgramYearOf returns the program year in which a day lies, or the zero
// ProgramYear for the zero Date.
func ProgramYearOf(day Date) ProgramYear {
	switch {
	case day.IsZero():
		return ProgramYear{}
	case time.Month(day.month) >= time.July:
		return ProgramYear{day.year + 1}
	default:
		return ProgramYear{day.year}
	}
}

// Period returns the days of the year, or the zero Period for the zero
// ProgramYear.
func (y ProgramYear) Period() Period {
	if y.ends == 0 {
		return Period{}
	}
	return Period{From: Date{y.ends - 1, uint8(time.July), 1}, Until: Date{y.ends, uint8(time.June), 30}}
}

// String returns the year's name, such as "FY26", or the empty string for the
// zero ProgramYear.
func (y ProgramYear) String() string {
	if y.ends == 0 {
		return ""
	}
	return fmt.Sprintf("FY%02d", y.ends%100)
}

// MarshalText returns the year's name, and the empty text for the zero
// ProgramYear. A year that [ParseProgramYear] cannot give is a [FieldError].
func (y ProgramYear) MarshalText() ([]byte, error) {
	if y.ends != 0 && (y.ends < 2000 || y.ends > 2099) {
		return nil, Invalid("", strconv.Itoa(int(y.ends)), wantProgramYear)
	}
	return []byte(y.String()), nil
}

// UnmarshalText reads a text that [ProgramYear.MarshalText] returns. Any other
// text is a [FieldError].
func (y *ProgramYear) UnmarshalText(text []byte) (err error) {
	*y = ProgramYear{}
	if len(text) > 0 {
		*y, err = ParseProgramYear(string(text))
	}
	return err
}

package mci_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestAProgramYearRunsFromJulyToJune(t *testing.T) {
	year := must(mci.ParseProgramYear("FY26"))
	if got := year.Period().String(); got != "from 2025-07-01 until 2026-06-30" || year.String() != "FY26" {
		t.Errorf("%s is %s", year, got)
	}
	for day, want := range map[string]string{"2025-06-30": "FY25", "2025-07-01": "FY26", "2025-12-31": "FY26", "2026-06-30": "FY26", "2026-07-01": "FY27", "": ""} {
		if got := mci.ProgramYearOf(date(day)).String(); got != want {
			t.Errorf("%q is in %q, want %q", day, got, want)
		}
	}
}

func TestTheZeroProgramYearIsNone(t *testing.T) {
	if y := (mci.ProgramYear{}); y.String() != "" || y.Period() != (mci.Period{}) {
		t.Errorf("it is %q, %s", y, y.Period())
	}
}

func TestNothingElseIsAProgramYear(t *testing.T) {
	for _, name := range []string{"", "FY", "FY2", "FY2026", "fy26", "26", "FY-1", "FY2a", "FY٢٦", " FY26", "2026"} {
		if year, err := mci.ParseProgramYear(name); err == nil {
			t.Errorf("%q is taken for %s", name, year.Period())
		} else {
			wantFieldError(t, err)
		}
	}
}

func TestADayIsInTheProgramYearOfItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := date("2000-01-01").AddDays(rapid.IntRange(0, 36000).Draw(t, "day"))
		year := mci.ProgramYearOf(day)
		if year.Period().Includes(day) != mci.Pass {
			t.Fatalf("%s is not in %s, %s", day, year, year.Period())
		}
		if again := must(mci.ParseProgramYear(year.String())); again != year {
			t.Fatalf("%s is read as %s", year, again.Period())
		}
	})
}

func TestOnlyAYearWithANameIsWritten(t *testing.T) {
	for day, want := range map[string]string{"": "", "1999-07-01": "FY00", "2099-06-30": "FY99", "1999-06-30": "none", "2099-07-01": "none"} {
		year := mci.ProgramYearOf(date(day))
		text, err := year.MarshalText()
		if want == "none" {
			wantFieldError(t, err)
			continue
		}
		read := mci.ProgramYearOf(date("2020-01-01"))
		if err != nil || string(text) != want || read.UnmarshalText(text) != nil || read != year {
			t.Errorf("%s: written as %q, %v, and read as %s", day, text, err, read)
		}
	}
}

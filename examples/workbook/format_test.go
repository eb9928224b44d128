package workbook

import (
	"testing"
	"time"
)

func TestAFormatSaysWhetherANumberIsADateAndHowManyPlacesItShows(t *testing.T) {
	date, both, clock := format{day: true, decimals: -1}, format{day: true, clock: true, decimals: -1}, format{clock: true, decimals: -1}
	for code, want := range map[string]format{
		"General": general, "general": general, "Standard": general, "": general, "@": general,
		"0": {}, "#,##0": {}, "0.00": {decimals: 2}, "#,##0.00;[Red]-#,##0.00": {decimals: 2}, "0.0?#": {decimals: 3},
		`"day" 0.0`: {decimals: 1}, `[$USD] #,##0.00`: {decimals: 2}, `\d0.0`: {decimals: 1}, `_d0.0*y`: {decimals: 1}, `0.00" EUR"`: {decimals: 2},
		"0%": general, "0.00E+00": general, "# ?/?": general,
		"yyyy-mm-dd": date, "m/d/yyyy": date, "mmm-yy": date, "[$-409]mmmm": date, "mmm": date, `d. mmmm yyyy`: date, `yyyy\-mm\-dd;@`: date,
		"yyyy-mm-dd hh:mm:ss": both, "m/d/yy h:mm": both,
		"hh:mm": clock, "mm:ss": clock, "h:mm AM/PM": clock,
		`"never ended`: general, `[never ended`: general, `\`: general,
	} {
		if got := parseFormat(code); got != want {
			t.Errorf("%q: got %+v, want %+v", code, got, want)
		}
	}
	for number, want := range map[int]format{
		0: general, 1: {}, 2: {decimals: 2}, 3: {}, 4: {decimals: 2}, 9: general, 11: general, 14: date, 17: date, 18: clock, 21: clock, 22: both,
		27: date, 33: clock, 36: date, 37: {}, 40: {decimals: 2}, 45: clock, 46: general, 47: clock, 49: general, 57: date,
	} {
		if got := builtIn(number); got != want {
			t.Errorf("%d: got %+v, want %+v", number, got, want)
		}
	}
}

func TestASerialNumberIsTheDayThatSpreadsheetProgramsShow(t *testing.T) {
	for _, test := range []struct {
		system dateSystem
		serial float64
		want   string // empty for none
	}{
		{from1900, 0, ""},
		{from1900, 0.5, ""},
		{from1900, 1, "1900-01-01 00:00:00"},
		{from1900, 59, "1900-02-28 00:00:00"},
		{from1900, 60, ""},
		{from1900, 60.5, ""},
		{from1900, 61, "1900-03-01 00:00:00"},
		{from1900, 45019, "2023-04-03 00:00:00"},
		{from1900, 45019.999999, "2023-04-04 00:00:00"},
		{from1900, 45019.25, "2023-04-03 06:00:00"},
		{from1900, 2958465, "9999-12-31 00:00:00"},
		{from1900, 2958466, ""},
		{from1900, 2958465.9999999, ""},
		{from1904, 0, "1904-01-01 00:00:00"},
		{from1904, -1, ""},
		{from1904, 60, "1904-03-01 00:00:00"},
		{from1904, 2957003, "9999-12-31 00:00:00"},
		{from1904, 2957004, ""},
	} {
		at, ok := test.system.instant(test.serial)
		got := ""
		if ok {
			got = at.Format(time.DateTime)
		}
		if got != test.want {
			t.Errorf("%v from %v: got %q, want %q", test.serial, test.system, got, test.want)
		}
	}
}

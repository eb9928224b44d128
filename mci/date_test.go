package mci_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// date returns the day of a valid text, and the zero Date for the empty text.
func date(text string) mci.Date {
	if text == "" {
		return mci.Date{}
	}
	return must(mci.ParseDate(text))
}

func zone(name string) *time.Location { return must(time.LoadLocation(name)) }

// anyDate draws a day from the whole range of a Date.
func anyDate(t *rapid.T, label string) mci.Date {
	days := rapid.IntRange(0, date("0001-01-02").DaysUntil(date("0200-01-01"))).Draw(t, label+" days")
	year := rapid.IntRange(4, 9798).Draw(t, label+" year")
	return must(mci.NewDate(year, time.January, 1)).AddDays(days)
}

func TestDateIsReadAsYearMonthDayOnly(t *testing.T) {
	for _, text := range []string{"2022-11-01", "2024-02-29", "2000-02-29", "0001-01-02", "9999-12-31"} {
		d, err := mci.ParseDate(text)
		if err != nil || d.String() != text {
			t.Errorf("%s is read as %s (%v)", text, d, err)
		}
	}
	for _, text := range []string{
		"", " 2022-11-01", "2022-11-01 ", "2022-11-1", "2022-1-01", "22-11-01", "2022/11/01", "01.11.2022", "20221101",
		"2022-13-01", "2022-00-01", "2022-11-00", "2022-11-31", "2023-02-29", "1900-02-29", "0000-01-01", "-001-01-01",
		"10000-01-01", "2022-11-01T00:00:00Z", "２０２２-11-01", "2022‐11‐01",
	} {
		d, err := mci.ParseDate(text)
		if field := wantFieldError(t, err); field.Path != "" || field.Want != "a date as YYYY-MM-DD" {
			t.Errorf("%q: got %+v", text, field)
		}
		if !d.IsZero() {
			t.Errorf("%q is refused and yet read as %s", text, d)
		}
	}
}

func TestNewDateAcceptsTheDaysThatExist(t *testing.T) {
	for _, c := range []struct {
		year  int
		month time.Month
		day   int
		want  string // empty if the day does not exist
	}{
		{2022, time.November, 1, "2022-11-01"},
		{2024, time.February, 29, "2024-02-29"},
		{1, time.January, 1, "0001-01-01"},
		{9999, time.December, 31, "9999-12-31"},
		{2023, time.February, 29, ""},
		{2022, time.April, 31, ""},
		{2022, 0, 1, ""},
		{2022, 13, 1, ""},
		{2022, time.January, 0, ""},
		{2022, time.January, 32, ""},
		{0, time.December, 31, ""},
		{-1, time.December, 31, ""},
		{10000, time.January, 1, ""},
		{65536 + 2022, time.January, 1, ""},
	} {
		d, err := mci.NewDate(c.year, c.month, c.day)
		if d.String() != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%d-%d-%d is %q (%v), want %q", c.year, c.month, c.day, d, err, c.want)
		}
		if c.want == "" {
			wantFieldError(t, err)
		}
	}
}

func TestTheFirstDayOfYearOneIsADayLikeAnyOther(t *testing.T) {
	first := must(mci.NewDate(1, time.January, 1))
	parsed, err := mci.ParseDate("0001-01-01")
	if err != nil || parsed != first {
		t.Errorf("0001-01-01 is read as %q (%v), want it or an error", parsed, err)
	}
	if back := first.AddDays(1).AddDays(-1); back != first {
		t.Errorf("a day forth and back leads to %q", back)
	}
	if start := first.Start(time.UTC); !start.Equal(time.Time{}) {
		t.Errorf("it starts at %v", start)
	}
}

func TestDateOfIsTheDayInTheTimesOwnZone(t *testing.T) {
	at := time.Date(2022, time.October, 31, 23, 30, 0, 0, time.UTC)
	if d := mci.DateOf(at); d != date("2022-10-31") {
		t.Errorf("in UTC: %s", d)
	}
	if d := mci.DateOf(at.In(zone("Europe/Zurich"))); d != date("2022-11-01") {
		t.Errorf("in Zurich: %s", d)
	}
	for _, never := range []time.Time{
		{},
		time.Time{}.In(zone("Europe/Zurich")),
		time.Date(0, time.December, 31, 0, 0, 0, 0, time.UTC),
		time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC),
	} {
		if d := mci.DateOf(never); !d.IsZero() {
			t.Errorf("%v falls on %s, want no date", never, d)
		}
	}
}

func TestDatesCompareByYearThenMonthThenDay(t *testing.T) {
	ascending := []mci.Date{
		{},
		date("0001-01-02"), date("2021-12-31"), date("2022-01-31"), date("2022-02-01"), date("2022-02-28"),
		date("2022-12-01"), date("2023-01-01"), date("9999-12-31"),
	}
	for i, a := range ascending {
		for j, b := range ascending {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := a.Compare(b); got != want {
				t.Errorf("%q compares to %q as %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestAddingDaysCrossesMonthsYearsAndLeapDays(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2026-01-05", 30, "2026-02-04"},
		{"2026-01-20", 90, "2026-04-20"},
		{"2026-01-20", 120, "2026-05-20"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2024-02-28", 2, "2024-03-01"},
		{"2023-02-28", 1, "2023-03-01"},
		{"2023-01-01", -1, "2022-12-31"},
		{"2022-11-01", 0, "2022-11-01"},
		{"9999-12-31", 1, ""}, // out of the range of a Date
		{"", 5, ""},
		{"", 0, ""},
	} {
		if got := date(c.from).AddDays(c.days); got != date(c.want) {
			t.Errorf("%q and %d days is %q, want %q", c.from, c.days, got, c.want)
		}
	}
}

func TestDaysUntilCountsAcrossCenturies(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"2022-11-01", "2022-11-01", 0},
		{"2022-10-31", "2022-11-01", 1},
		{"2024-02-28", "2024-03-01", 2},
		{"2023-12-31", "2022-12-31", -365},
		{"1601-01-01", "2001-01-01", 146097}, // the days of 400 years
		{"2001-01-01", "1601-01-01", -146097},
	} {
		if got := date(c.from).DaysUntil(date(c.to)); got != c.want {
			t.Errorf("from %s to %s are %d days, want %d", c.from, c.to, got, c.want)
		}
	}
}

func TestAddDaysAndDaysUntilAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate(t, "a"), anyDate(t, "b")
		if got := a.AddDays(a.DaysUntil(b)); got != b {
			t.Fatalf("%s and the days until %s is %s", a, b, got)
		}
		if a.DaysUntil(b) != -b.DaysUntil(a) {
			t.Fatalf("%s to %s differs from the way back", a, b)
		}
		n := rapid.IntRange(-400, 400).Draw(t, "n")
		if got := a.DaysUntil(a.AddDays(n)); got != n {
			t.Fatalf("%s and %d days is %d days later", a, n, got)
		}
	})
}

func TestDateIsWrittenAndReadAsTheSameText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "d")
		if parsed, err := mci.ParseDate(d.String()); err != nil || parsed != d {
			t.Fatalf("%s is read as %s (%v)", d, parsed, err)
		}
		var decoded struct{ D mci.Date }
		encoded := must(json.Marshal(struct{ D mci.Date }{d}))
		if err := json.Unmarshal(encoded, &decoded); err != nil || decoded.D != d {
			t.Fatalf("%s is decoded as %s (%v)", encoded, decoded.D, err)
		}
	})
}

func TestTheZeroDateIsWrittenAsNothing(t *testing.T) {
	text, err := mci.Date{}.MarshalText()
	if err != nil || len(text) != 0 {
		t.Errorf("written as %q (%v)", text, err)
	}
	d := date("2022-11-01")
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("nothing is read as %q (%v)", d, err)
	}
	d = date("2022-11-01")
	wantFieldError(t, d.UnmarshalText([]byte("tomorrow")))
	if d != date("2022-11-01") {
		t.Errorf("a malformed text changed the date to %q", d)
	}
}

func TestADayStartsAtItsFirstInstant(t *testing.T) {
	for _, c := range []struct{ zone, day, want, why string }{
		{"UTC", "2022-11-01", "2022-11-01T00:00:00Z", "no change of the clock"},
		{"Europe/Zurich", "2022-10-30", "2022-10-30T00:00:00+02:00", "a day of 25 hours"},
		{"Europe/Zurich", "2022-10-31", "2022-10-31T00:00:00+01:00", "the day after it"},
		{"Europe/Zurich", "2023-03-26", "2023-03-26T00:00:00+01:00", "a day of 23 hours"},
		{"Asia/Kathmandu", "2022-11-01", "2022-11-01T00:00:00+05:45", "an odd offset"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", "midnight is skipped, west of Greenwich"},
		{"Asia/Beirut", "2024-03-31", "2024-03-31T01:00:00+03:00", "midnight is skipped, east of Greenwich"},
		{"Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30Z", "midnight is skipped, and not by a quarter of an hour"},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "the whole day is skipped"},
		{"Asia/Beirut", "2024-10-27", "2024-10-27T00:00:00+02:00", "the hour before midnight comes twice"},
		{"America/Havana", "2022-11-06", "2022-11-06T00:00:00-04:00", "midnight comes twice, west of Greenwich"},
		{"Asia/Amman", "2021-10-29", "2021-10-29T00:00:00+03:00", "midnight comes twice, east of Greenwich"},
		{"Asia/Gaza", "2021-10-29", "2021-10-29T00:00:00+03:00", "midnight comes twice, east of Greenwich"},
	} {
		if got := date(c.day).Start(zone(c.zone)).Format(time.RFC3339); got != c.want {
			t.Errorf("%s starts in %s at %s, want %s (%s)", c.day, c.zone, got, c.want, c.why)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2022-11-01", "2024-02-29", "0001-01-01", "9999-12-31", "2023-02-29", "", "2022-11-1", "2022-11-01Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := mci.ParseDate(text)
		if err != nil {
			wantFieldError(t, err)
			return
		}
		if d.String() != text {
			t.Errorf("%q is read as %q", text, d)
		}
	})
}

func TestADateExistsIfTheCalendarHasIt(t *testing.T) {
	for _, year := range []int{-1, 0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999, 10000} {
		for month := time.Month(-1); month <= 14; month++ {
			for day := -1; day <= 33; day++ {
				at := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
				exists := year >= 1 && year <= 9999 && at.Year() == year && at.Month() == month && at.Day() == day
				got, err := mci.NewDate(year, month, day)
				if exists != (err == nil) || exists && got.String() != at.Format(time.DateOnly) {
					t.Fatalf("NewDate(%d, %d, %d) = %s, %v", year, month, day, got, err)
				}
			}
		}
	}
}

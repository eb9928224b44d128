package earnings_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

const wantMonth = "a month as YYYY-MM, September 2020, Sep 2020 or its first day as 9/1/2020"

func TestMonthIsReadAsYearAndMonthOrAsThePortalWritesIt(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2020-09", "2020-09"},
		{"September 2020", "2020-09"},
		{"January 2024", "2024-01"},
		{"May 2023", "2023-05"},
		{"December 9999", "9999-12"},
		{"0001-01", "0001-01"},
		{"9999-12", "9999-12"},
		{"Sep 2020", "2020-09"},
		{"9/1/2020", "2020-09"},
		{"12/1/2020", "2020-12"},
	} {
		m, err := earnings.ParseMonth(c.text)
		if err != nil || m.String() != c.want {
			t.Errorf("%s is read as %s (%v), want %s", c.text, m, err, c.want)
		}
	}
	for _, text := range []string{
		"", " 2020-09", "2020-09 ", "2020-9", "20-09", "2020/09", "09/2020", "202009", "2020-13", "2020-00", "0000-01", "10000-01",
		"2020-09-01", "２０２０-09", "september 2020", "SEPTEMBER 2020", "9/2/2020", "1/9/2020", "13/1/2020", "09/01/2020", "September  2020", "September 20", "September, 2020",
		"September 0000", "septembre 2020", "Not applicable", "Not available",
	} {
		m, err := earnings.ParseMonth(text)
		if field := wantFieldError(t, err); field.Path != "" || field.Want != wantMonth {
			t.Errorf("%q: got %+v", text, field)
		}
		if !m.IsZero() {
			t.Errorf("%q is refused and yet read as %s", text, m)
		}
	}
}

func TestNewMonthAcceptsTheMonthsThatExist(t *testing.T) {
	for _, c := range []struct {
		year  int
		month time.Month
		want  string // empty if the month does not exist
	}{
		{2023, time.April, "2023-04"},
		{1, time.January, "0001-01"},
		{9999, time.December, "9999-12"},
		{0, time.January, ""},
		{-1, time.January, ""},
		{10000, time.January, ""},
		{65536 + 2023, time.April, ""},
		{2023, 0, ""},
		{2023, 13, ""},
		{2023, 256 + 4, ""},
	} {
		m, err := earnings.NewMonth(c.year, c.month)
		if m.String() != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%d-%d is %q (%v), want %q", c.year, c.month, m, err, c.want)
		}
		if c.want == "" {
			if field := wantFieldError(t, err); field.Want != wantMonth {
				t.Errorf("%d-%d: got %+v", c.year, c.month, field)
			}
		}
	}
}

func TestTheZeroMonthIsNone(t *testing.T) {
	var none earnings.Month
	if !none.IsZero() || none.String() != "" || none.Compare(month("0001-01")) != -1 || month("0001-01").IsZero() {
		t.Error("the zero month is not told from a month")
	}
	if !none.Equal(earnings.Month{}) || none.Equal(month("0001-01")) {
		t.Error("the zero month does not equal itself alone")
	}
	if got := string(must(json.Marshal(none))); got != `""` {
		t.Errorf("no month is encoded as %s", got)
	}
	for _, text := range []string{"", "Not applicable", "Not available"} {
		decoded := month("2023-04")
		if err := decoded.UnmarshalText([]byte(text)); err != nil || !decoded.IsZero() {
			t.Errorf("%q is decoded as %s (%v), want no month", text, decoded, err)
		}
	}
	decoded := month("2023-04")
	if wantFieldError(t, decoded.UnmarshalText([]byte("soon"))); decoded != month("2023-04") {
		t.Errorf("a text that is refused changed the month to %s", decoded)
	}
}

func TestADayLiesInItsMonth(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"2023-04-01", "2023-04"},
		{"2023-04-30", "2023-04"},
		{"0001-01-02", "0001-01"},
		{"9999-12-31", "9999-12"},
	} {
		if got := earnings.MonthOf(date(c.day)); got != month(c.want) {
			t.Errorf("%s lies in %s, want %s", c.day, got, c.want)
		}
	}
	if got := earnings.MonthOf(mci.Date{}); !got.IsZero() {
		t.Errorf("no day lies in %s", got)
	}
}

func TestMonthsAreOrderedAsTheirTextsAndReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) earnings.Month {
			return must(earnings.NewMonth(rapid.IntRange(2019, 2022).Draw(t, label+" year"), time.Month(rapid.IntRange(1, 12).Draw(t, label+" month"))))
		}
		a, b := draw("a"), draw("b")
		order := a.Compare(b)
		if (order < 0) != (a.String() < b.String()) || (order == 0) != (a == b) || order != -b.Compare(a) || order < -1 || order > 1 {
			t.Fatalf("%s compares to %s as %d", a, b, order)
		}
		var decoded earnings.Month
		if err := json.Unmarshal(must(json.Marshal(a)), &decoded); err != nil || decoded != a {
			t.Fatalf("%s is decoded as %s (%v)", a, decoded, err)
		}
	})
}

func FuzzParseMonth(f *testing.F) {
	for _, seed := range []string{"2020-09", "September 2020", "0001-01", "9999-12", "2020-13", "", "Not applicable", "May 2023", "may 2023", "-001-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := earnings.ParseMonth(text)
		if err != nil {
			wantFieldError(t, err)
			return
		}
		again, err := earnings.ParseMonth(m.String())
		if err != nil || again != m || m.IsZero() {
			t.Errorf("%q is written as %q and then read as %s (%v)", text, m, again, err)
		}
	})
}

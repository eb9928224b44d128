package mci_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestAPeriodIncludesBothItsEnds(t *testing.T) {
	whole := mci.Period{From: date("2022-11-01"), Until: date("2022-12-31")}
	known := mci.Period{From: date("2022-11-01"), KnownUntil: date("2023-06-30")}
	both := mci.Period{From: date("2022-11-01"), Until: date("2023-12-31"), KnownUntil: date("2023-06-30")}
	for _, c := range []struct {
		period mci.Period
		day    string
		want   mci.Outcome
	}{
		{whole, "2022-10-31", mci.Fail},
		{whole, "2022-11-01", mci.Pass},
		{whole, "2022-12-31", mci.Pass},
		{whole, "2023-01-01", mci.Fail},
		{whole, "", mci.Unknown},
		{known, "2022-10-31", mci.Fail},
		{known, "2023-06-30", mci.Pass},
		{known, "2023-07-01", mci.Unknown},
		{known, "9999-12-31", mci.Unknown},
		{both, "2023-06-30", mci.Pass},
		{both, "2023-07-01", mci.Unknown},
		{both, "2023-12-31", mci.Unknown},
		{both, "2024-01-01", mci.Fail},
		{mci.Period{Until: date("2022-10-31")}, "0001-01-02", mci.Pass},
		{mci.Period{Until: date("2022-10-31")}, "2022-11-01", mci.Fail},
		{mci.Period{From: date("2022-11-01")}, "9999-12-31", mci.Pass},
		{mci.Period{}, "2022-11-01", mci.Pass},
		{mci.Period{}, "", mci.Unknown},
	} {
		if got := c.period.Includes(date(c.day)); got != c.want {
			t.Errorf("%v on %q: %v, want %v", c.period, c.day, got, c.want)
		}
	}
}

func TestAPeriodIsPrintedForPeople(t *testing.T) {
	for _, c := range []struct{ from, until, known, want string }{
		{"", "", "", "always"},
		{"2022-11-01", "", "", "from 2022-11-01"},
		{"", "2022-10-31", "", "until 2022-10-31"},
		{"2022-11-01", "2022-12-31", "", "from 2022-11-01 until 2022-12-31"},
		{"2022-11-01", "", "2023-06-30", "from 2022-11-01, known until 2023-06-30"},
	} {
		p := mci.Period{From: date(c.from), Until: date(c.until), KnownUntil: date(c.known)}
		if got := p.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestAPeriodIsFailOutsideAndNeverFailInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := func(label string) mci.Date {
			return date("2022-12-31").AddDays(rapid.IntRange(-20, 20).Draw(t, label))
		}
		var p mci.Period
		if rapid.Bool().Draw(t, "has a beginning") {
			p.From = near("from")
		}
		if rapid.Bool().Draw(t, "has an end") {
			p.Until = near("until")
		}
		if rapid.Bool().Draw(t, "known") {
			p.KnownUntil = near("known until")
		}
		day := near("day")
		outside := !p.From.IsZero() && p.From.DaysUntil(day) < 0 || !p.Until.IsZero() && day.DaysUntil(p.Until) < 0
		unsure := !p.KnownUntil.IsZero() && p.KnownUntil.DaysUntil(day) > 0
		got := p.Includes(day)
		if (got == mci.Fail) != outside || !outside && (got == mci.Unknown) != unsure {
			t.Fatalf("%v on %s is %v", p, day, got)
		}
	})
}

func TestPeriodsOverlapIfTheyHaveADayInCommon(t *testing.T) {
	may := mci.Period{From: date("2023-05-01"), Until: date("2023-05-31")}
	for _, c := range []struct {
		from, until string
		want        bool
	}{
		{"2023-05-10", "2023-05-20", true},
		{"2023-05-31", "2023-06-30", true},
		{"2023-06-01", "2023-06-30", false},
		{"2023-04-01", "2023-05-01", true},
		{"2023-04-01", "2023-04-30", false},
		{"2023-05-31", "", true},
		{"2023-06-01", "", false},
		{"2022-01-01", "", true},
	} {
		other := mci.Period{From: date(c.from), Until: date(c.until)}
		if may.Overlaps(other) != c.want || other.Overlaps(may) != c.want {
			t.Errorf("%s and %s: %t, %t", may, other, may.Overlaps(other), other.Overlaps(may))
		}
	}
}

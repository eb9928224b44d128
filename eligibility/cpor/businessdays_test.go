package cpor_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

func TestBusinessDaysLeaveOutWeekendsAndHolidays(t *testing.T) {
	plain := cpor.BusinessDays{}
	epiphany := must(cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-01-06"), date("2022-12-26")}))
	sundays := must(cpor.NewBusinessDays(time.UTC, []time.Weekday{time.Sunday, time.Monday}, nil))
	for _, c := range []struct {
		name string
		days cpor.BusinessDays
		from string
		n    int
		want string
	}{
		{"within a week", plain, "2023-01-02", 4, "2023-01-06"},
		{"over a weekend", plain, "2023-01-02", 5, "2023-01-09"},
		{"from a Saturday", plain, "2023-01-07", 1, "2023-01-09"},
		{"from a Friday", plain, "2023-01-06", 1, "2023-01-09"},
		{"none", plain, "2023-01-07", 0, "2023-01-07"},
		{"over a holiday", epiphany, "2023-01-02", 4, "2023-01-09"},
		{"from a holiday", epiphany, "2023-01-06", 1, "2023-01-09"},
		{"to the day before a holiday", epiphany, "2023-01-02", 3, "2023-01-05"},
		{"in a week of two days", sundays, "2023-01-01", 2, "2023-01-08"},
	} {
		if got := c.days.Add(date(c.from), c.n); got != date(c.want) {
			t.Errorf("%s: %d days after %s is %s, want %s", c.name, c.n, c.from, got, c.want)
		}
	}
	if plain.Is(mci.Date{}) || !plain.Add(mci.Date{}, 3).IsZero() || !plain.Add(date("9999-12-30"), 9).IsZero() {
		t.Error("a day that does not exist is a business day")
	}
	if w := plain.Window(at("9999-12-30"), 9); !w.End.IsZero() || w.Open(at("9999-12-30")) {
		t.Errorf("a window beyond the last year: %+v", w)
	}
	if got := epiphany.Holidays(); len(got) != 2 || got[0] != date("2022-12-26") {
		t.Errorf("the holidays are %v", got)
	}
}

func TestMalformedBusinessDaysAreAnError(t *testing.T) {
	for path, make := range map[string]func() (cpor.BusinessDays, error){
		"week[0]": func() (cpor.BusinessDays, error) {
			return cpor.NewBusinessDays(nil, []time.Weekday{7}, nil)
		},
		"week[1]": func() (cpor.BusinessDays, error) {
			return cpor.NewBusinessDays(nil, []time.Weekday{1, 1}, nil)
		},
		"holidays": func() (cpor.BusinessDays, error) {
			return cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-01-06"), date("2023-01-06")})
		},
	} {
		_, err := make()
		wantInvalid(t, err, path)
	}
	_, err := cpor.NewBusinessDays(nil, nil, []mci.Date{{}})
	wantInvalid(t, err, "holidays")
	for n, sound := range map[int]bool{5000: true, 5001: false} {
		holidays := make([]mci.Date, n)
		for i := range holidays {
			holidays[i] = date("2020-01-01").AddDays(i)
		}
		if _, err := cpor.NewBusinessDays(time.UTC, []time.Weekday{time.Saturday}, holidays); !sound {
			wantInvalid(t, err, "holidays")
		} else if err != nil {
			t.Errorf("%d holidays: %v", n, err)
		}
	}
}

func TestABusinessDayIsAfterAsManyAsWereAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := date("2020-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "from"))
		var holidays []mci.Date
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(-5, 40), 0, 12, rapid.ID).Draw(t, "holidays") {
			holidays = append(holidays, from.AddDays(n))
		}
		days := must(cpor.NewBusinessDays(nil, nil, holidays))
		n := rapid.IntRange(1, 20).Draw(t, "n")
		last := days.Add(from, n)
		counted := 0
		for day := from.AddDays(1); day.Compare(last) <= 0; day = day.AddDays(1) {
			if days.Is(day) {
				counted++
			}
		}
		if counted != n || !days.Is(last) {
			t.Fatalf("%d business days from %s to %s, want %d", counted, from, last, n)
		}
		if plain := (cpor.BusinessDays{}).Add(from, n); plain.Compare(last) > 0 {
			t.Fatalf("holidays bring the end forward, from %s to %s", plain, last)
		}
	})
}

package consent_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

func zone(t tb, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func plan(t tb, r consent.Reminders, calendar mci.Calendar, window mci.Window, asked time.Time) []time.Time {
	t.Helper()
	instants, err := r.Plan(calendar, window, asked)
	if err != nil {
		t.Fatal(err)
	}
	return instants
}

func TestRemindersComeInOrderOnceAfterTheRequestAndWithinTheWindow(t *testing.T) {
	var utc mci.Calendar
	window := utc.Window(monday, 30) // until the end of 1 October
	for _, c := range []struct {
		name  string
		r     consent.Reminders
		asked time.Time
		want  []string
	}{
		{"none", consent.Reminders{}, monday, nil},
		{"on the last day", consent.Reminders{DaysBefore: []int{0}}, monday, []string{"2025-10-01T00:00:00Z"}},
		{"late on the last day", consent.Reminders{DaysBefore: []int{0}, TimeOfDay: 24*time.Hour - 1}, monday, []string{"2025-10-01T23:59:59.999999999Z"}},
		{
			"out of order, and twice",
			consent.Reminders{DaysBefore: []int{3, 14, 3, 7, 14}, TimeOfDay: 9 * time.Hour},
			monday,
			[]string{"2025-09-17T09:00:00Z", "2025-09-24T09:00:00Z", "2025-09-28T09:00:00Z"},
		},
		{"before the request", consent.Reminders{DaysBefore: []int{30, 29, 7}}, monday.AddDate(0, 0, 10), []string{"2025-09-24T00:00:00Z"}},
		{"with the request", consent.Reminders{DaysBefore: []int{30}, TimeOfDay: 9 * time.Hour}, monday, nil},
		{"just after the request", consent.Reminders{DaysBefore: []int{30}, TimeOfDay: 9*time.Hour + 1}, monday, []string{"2025-09-01T09:00:00.000000001Z"}},
		{"longer before than the window", consent.Reminders{DaysBefore: []int{365, 31}}, monday, nil},
		{"asked after the window", consent.Reminders{DaysBefore: []int{0, 1}}, window.End, nil},
	} {
		var got []string
		for _, at := range plan(t, c.r, utc, window, c.asked) {
			got = append(got, at.Format(time.RFC3339Nano))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTheCalendarsLastDayIsTheOneThatRemindersCountFrom(t *testing.T) {
	excluded := mci.NewCalendar(nil, true)
	got := plan(t, consent.Reminders{DaysBefore: []int{0}}, excluded, excluded.Window(monday, 30), monday)
	if want := time.Date(2025, time.September, 30, 0, 0, 0, 0, time.UTC); len(got) != 1 || !got[0].Equal(want) {
		t.Errorf("got %v, want %v alone", got, want)
	}
}

func TestNoReminderIsBeyondTheWindowEvenByAnotherCalendar(t *testing.T) {
	west := mci.NewCalendar(zone(t, "America/Los_Angeles"), false)
	evening := consent.Reminders{DaysBefore: []int{0, 1}, TimeOfDay: 23 * time.Hour}
	got := plan(t, evening, west, mci.Calendar{}.Window(monday, 30), monday)
	if want := time.Date(2025, time.October, 1, 6, 0, 0, 0, time.UTC); len(got) != 1 || !got[0].Equal(want) {
		t.Errorf("got %v, want %v alone", got, want)
	}
}

func TestAClosedWindowHasNoReminders(t *testing.T) {
	if got := plan(t, consent.Reminders{DaysBefore: []int{0, 7}}, mci.Calendar{}, mci.Window{}, monday); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestNobodyIsRemindedWhoWasNotAsked(t *testing.T) {
	got, err := consent.Reminders{DaysBefore: []int{7}}.Plan(mci.Calendar{}, window, time.Time{})
	wantField(t, "no request", err, "asked")
	if got != nil {
		t.Errorf("got %v", got)
	}
}

// Each case is a day on which the clocks of a zone change.
func TestARemindersTimeOfDayIsThatOfTheClocksWhenTheyChange(t *testing.T) {
	for _, c := range []struct {
		zone, day string
		clock     time.Duration
		want      string
	}{
		{"Europe/Zurich", "2025-03-30", 1 * time.Hour, "2025-03-30T01:00:00+01:00"},
		{"Europe/Zurich", "2025-03-30", 2*time.Hour - 1, "2025-03-30T01:59:59.999999999+01:00"},
		{"Europe/Zurich", "2025-03-30", 2 * time.Hour, "2025-03-30T03:00:00+02:00"}, // skipped by the clock
		{"Europe/Zurich", "2025-03-30", 2*time.Hour + 30*time.Minute, "2025-03-30T03:00:00+02:00"},
		{"Europe/Zurich", "2025-03-30", 3 * time.Hour, "2025-03-30T03:00:00+02:00"},
		{"Europe/Zurich", "2025-03-30", 9 * time.Hour, "2025-03-30T09:00:00+02:00"},
		{"Europe/Zurich", "2025-03-30", 24*time.Hour - 1, "2025-03-30T23:59:59.999999999+02:00"},
		// This time comes twice; the first one counts.
		{"Europe/Zurich", "2025-10-26", 2*time.Hour + 30*time.Minute, "2025-10-26T02:30:00+02:00"},
		{"Europe/Zurich", "2025-10-26", 3 * time.Hour, "2025-10-26T03:00:00+01:00"},
		{"Europe/Zurich", "2025-10-26", 9*time.Hour + 5*time.Minute + 7*time.Second, "2025-10-26T09:05:07+01:00"},
		{"America/Santiago", "2025-09-07", 0, "2025-09-07T01:00:00-03:00"}, // midnight is skipped
		{"America/Santiago", "2025-09-07", 9 * time.Hour, "2025-09-07T09:00:00-03:00"},
		// This time comes twice at the end of the day.
		{"America/Santiago", "2025-04-05", 23*time.Hour + 30*time.Minute, "2025-04-05T23:30:00-03:00"},
		// midnight comes twice
		{"America/Havana", "2025-11-02", 0, "2025-11-02T00:00:00-04:00"},
		{"America/Havana", "2025-11-02", 9 * time.Hour, "2025-11-02T09:00:00-05:00"},
		// The clock changes by half an hour.
		{"Australia/Lord_Howe", "2025-10-05", 2*time.Hour + 15*time.Minute, "2025-10-05T02:30:00+11:00"},
		{"Australia/Lord_Howe", "2025-10-05", 9 * time.Hour, "2025-10-05T09:00:00+11:00"},
		// The clock skips from midnight to 00:44:30.
		{"Africa/Monrovia", "1972-01-07", 9 * time.Hour, "1972-01-07T09:00:00Z"},
		{"Asia/Kolkata", "2025-10-05", 9 * time.Hour, "2025-10-05T09:00:00+05:30"}, // the clock never changes
	} {
		calendar := mci.NewCalendar(zone(t, c.zone), false)
		day, err := mci.ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		sent := day.AddDays(-30).Start(calendar.Zone())
		got := plan(t, consent.Reminders{DaysBefore: []int{0}, TimeOfDay: c.clock}, calendar, calendar.Window(sent, 30), sent)
		if len(got) != 1 || got[0].Format(time.RFC3339Nano) != c.want {
			t.Errorf("%s on %s in %s: got %v, want %s", c.clock, c.day, c.zone, got, c.want)
		}
	}
}

func TestRemindersOutsideTheirBoundsAreRefused(t *testing.T) {
	thirty := slices.Repeat([]int{1}, 30)
	for _, c := range []struct {
		name string
		r    consent.Reminders
		path string
	}{
		{"a negative day", consent.Reminders{DaysBefore: []int{1, -1}}, "daysBefore[1]"},
		{"more than a year", consent.Reminders{DaysBefore: []int{366}}, "daysBefore[0]"},
		{"31 of them", consent.Reminders{DaysBefore: append(thirty, 1)}, "daysBefore"},
		{"before midnight", consent.Reminders{TimeOfDay: -1}, "timeOfDay"},
		{"at the next midnight", consent.Reminders{TimeOfDay: 24 * time.Hour}, "timeOfDay"},
	} {
		wantField(t, c.name, c.r.Check(), c.path)
		got, err := c.r.Plan(mci.Calendar{}, mci.Calendar{}.Window(monday, 30), monday)
		wantField(t, c.name, err, c.path)
		if got != nil {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
	if err := (consent.Reminders{DaysBefore: thirty}).Check(); err != nil {
		t.Errorf("thirty reminders: %v", err)
	}
}

func TestAPlanIsSortedUniqueWithinTheWindowAndTheSameEachTime(t *testing.T) {
	names := []string{"UTC", "Europe/Zurich", "America/Santiago", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		calendar := mci.NewCalendar(z, rapid.Bool().Draw(t, "last day excluded"))
		created := time.Unix(rapid.Int64Range(1.2e9, 1.9e9).Draw(t, "created"), 0)
		window := calendar.Window(created, rapid.IntRange(1, 120).Draw(t, "days"))
		sent := created.Add(time.Duration(rapid.Int64Range(0, int64(window.End.Sub(created))).Draw(t, "sent after")))
		r := consent.Reminders{
			DaysBefore: rapid.SliceOfN(rapid.IntRange(0, 120), 0, 30).Draw(t, "days before"),
			TimeOfDay:  time.Duration(rapid.Int64Range(0, int64(24*time.Hour)-1).Draw(t, "time of day")),
		}
		given := slices.Clone(r.DaysBefore)
		got, err := r.Plan(calendar, window, sent)
		if err != nil {
			t.Fatal(err)
		}
		for i, at := range got {
			if !at.After(sent) || !at.Before(window.End) {
				t.Fatalf("%v is not between %v and %v", at, sent, window.End)
			}
			if i > 0 && !got[i-1].Before(at) {
				t.Fatalf("%v comes after %v", at, got[i-1])
			}
		}
		slices.Sort(r.DaysBefore)
		again, err := r.Plan(calendar, window, sent.UTC())
		if err != nil || !slices.EqualFunc(got, again, time.Time.Equal) {
			t.Fatalf("the same plan in another order is %v, %v, want %v", again, err, got)
		}
		if slices.Sort(given); !slices.Equal(given, r.DaysBefore) {
			t.Fatalf("the plan changed the days to %v", r.DaysBefore)
		}
	})
}

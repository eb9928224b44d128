package mci_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// The tests follow one workshop: it was created on 2026-01-05 and the customer
// consented on 2026-01-20.
func instant(text string) time.Time { return must(time.Parse(time.RFC3339, text)) }

func TestDeadlinesAreCalendarDaysAfterTheirTrigger(t *testing.T) {
	var calendar mci.Calendar
	created, consent := instant("2026-01-05T09:00:00Z"), instant("2026-01-20T16:30:00Z")
	for _, c := range []struct {
		name    string
		trigger time.Time
		days    int
		want    string
	}{
		{"consent", created, 30, "2026-02-04"},
		{"first submission, assessment", consent, 60, "2026-03-21"},
		{"review, assessment", consent, 90, "2026-04-20"},
		{"first submission, workshop", consent, 90, "2026-04-20"},
		{"review, workshop", consent, 120, "2026-05-20"},
		{"first submission, small project", consent, 120, "2026-05-20"},
		{"review, small project", consent, 150, "2026-06-19"},
		{"dispute", instant("2026-05-10T00:00:00Z"), 30, "2026-06-09"},
		{"post-dispute", instant("2026-06-05T23:59:59Z"), 30, "2026-07-05"},
	} {
		if got := calendar.LastDay(c.trigger, c.days); got != date(c.want) {
			t.Errorf("%s: last day %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTheLastDayIsAcceptedToItsEnd(t *testing.T) {
	for _, c := range []struct {
		name          string
		calendar      mci.Calendar
		trigger       string
		days          int
		lastDay, last string // last is the last second that is accepted
	}{
		{"zero calendar", mci.Calendar{}, "2026-01-05T09:00:00Z", 30, "2026-02-04", "2026-02-04T23:59:59Z"},
		{"last day excluded", mci.NewCalendar(nil, true), "2026-01-05T09:00:00Z", 30, "2026-02-03", "2026-02-03T23:59:59Z"},
		{"trigger at the first instant of a day", mci.Calendar{}, "2026-01-05T00:00:00Z", 30, "2026-02-04", "2026-02-04T23:59:59Z"},
		{"trigger at the last second of a day", mci.Calendar{}, "2026-01-05T23:59:59Z", 30, "2026-02-04", "2026-02-04T23:59:59Z"},
		{"leap day", mci.Calendar{}, "2024-01-30T12:00:00Z", 30, "2024-02-29", "2024-02-29T23:59:59Z"},
		{"over a leap day", mci.Calendar{}, "2024-01-31T12:00:00Z", 30, "2024-03-01", "2024-03-01T23:59:59Z"},
		{"no leap day", mci.Calendar{}, "2023-01-30T12:00:00Z", 30, "2023-03-01", "2023-03-01T23:59:59Z"},
		{"Zurich, already the next day there", mci.NewCalendar(zone("Europe/Zurich"), false), "2026-01-05T23:30:00Z", 30, "2026-02-05", "2026-02-05T22:59:59Z"},
		{"Zurich, over the change to summer time", mci.NewCalendar(zone("Europe/Zurich"), false), "2026-03-10T12:00:00+01:00", 30, "2026-04-09", "2026-04-09T21:59:59Z"},
		{"Zurich, ends on the day of 23 hours", mci.NewCalendar(zone("Europe/Zurich"), false), "2026-02-27T12:00:00+01:00", 30, "2026-03-29", "2026-03-29T21:59:59Z"},
		{"Zurich, ends on the day of 25 hours", mci.NewCalendar(zone("Europe/Zurich"), false), "2026-09-25T12:00:00+02:00", 30, "2026-10-25", "2026-10-25T22:59:59Z"},
		{"Sao Paulo, the day after has no midnight", mci.NewCalendar(zone("America/Sao_Paulo"), false), "2018-10-04T12:00:00-03:00", 30, "2018-11-03", "2018-11-04T02:59:59Z"},
		{"Amman, midnight after it comes twice", mci.NewCalendar(zone("Asia/Amman"), false), "2021-09-28T12:00:00+03:00", 30, "2021-10-28", "2021-10-28T20:59:59Z"},
		{"Apia, the day after does not exist", mci.NewCalendar(zone("Pacific/Apia"), false), "2011-11-29T12:00:00-10:00", 30, "2011-12-29", "2011-12-30T09:59:59Z"},
	} {
		w := c.calendar.Window(instant(c.trigger), c.days)
		if w.LastDay != date(c.lastDay) {
			t.Errorf("%s: last day %s, want %s", c.name, w.LastDay, c.lastDay)
		}
		if !w.Start.Equal(instant(c.trigger)) {
			t.Errorf("%s: starts at %v, want the trigger", c.name, w.Start)
		}
		last := instant(c.last)
		if !w.Open(last) || !w.Open(last.Add(time.Second-1)) || w.Open(last.Add(time.Second)) {
			t.Errorf("%s: over at %v, want it at the end of %v", c.name, w.End.UTC(), last)
		}
		if !w.End.Equal(last.Add(time.Second)) {
			t.Errorf("%s: ends at %v, want %v", c.name, w.End.UTC(), last.Add(time.Second))
		}
	}
}

func TestAWindowInUTCIsTheOneOfAnyZoneWithoutAnOffset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		excluded := rapid.Bool().Draw(t, "last day excluded")
		trigger := time.Unix(rapid.Int64Range(-63_000_000_000, 253_402_300_799).Draw(t, "trigger"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
		days := rapid.IntRange(-2, 20_000).Draw(t, "days")
		utc, other := mci.NewCalendar(nil, excluded), mci.NewCalendar(time.FixedZone("elsewhere", 0), excluded)
		got, want := utc.Window(trigger, days), other.Window(trigger, days)
		if got.LastDay != want.LastDay || !got.End.Equal(want.End) || got.Start != want.Start {
			t.Fatalf("%d days from %v: got %v, want %v", days, trigger.UTC(), got, want)
		}
		for _, calendar := range []mci.Calendar{utc, other} {
			if end := calendar.WindowEnd(trigger, days); !end.Equal(want.End) {
				t.Fatalf("%d days from %v: ends alone at %v, want %v", days, trigger.UTC(), end, want.End)
			}
		}
	})
}

func TestTheZeroWindowIsClosed(t *testing.T) {
	for _, at := range []time.Time{{}, instant("1970-01-01T00:00:00Z"), instant("2026-01-05T00:00:00Z")} {
		if (mci.Window{}).Open(at) {
			t.Errorf("open at %v", at)
		}
	}
}

func TestAWindowWithoutATriggerIsClosed(t *testing.T) {
	w := mci.NewCalendar(zone("Europe/Zurich"), false).Window(time.Time{}, 30)
	if !w.LastDay.IsZero() || w.Open(instant("2026-01-05T00:00:00Z")) || w.Open(time.Time{}) {
		t.Errorf("got %+v, want a closed window", w)
	}
}

func TestCalendarWithoutAZoneCountsInUTC(t *testing.T) {
	at := instant("2022-10-31T23:30:00Z")
	for _, calendar := range []mci.Calendar{{}, mci.NewCalendar(nil, false)} {
		if calendar.Zone() != time.UTC || calendar.Day(at.In(zone("Asia/Tokyo"))) != date("2022-10-31") {
			t.Errorf("counts in %v, %s", calendar.Zone(), calendar.Day(at))
		}
	}
	zurich := zone("Europe/Zurich")
	if calendar := mci.NewCalendar(zurich, false); calendar.Zone() != zurich || calendar.Day(at) != date("2022-11-01") {
		t.Errorf("counts in %v, %s", calendar.Zone(), calendar.Day(at))
	}
}

// windowZones holds the time zones of the property test. Some never change the
// clock, some change it in the night or at midnight, and one skips a whole day.
var windowZones = []string{"UTC", "Europe/Zurich", "America/Sao_Paulo", "America/New_York", "Asia/Kathmandu", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe"}

func TestAtEveryInstantAWindowIsOpenUpToItsLastDayAndOverAfterIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		excluded := rapid.Bool().Draw(t, "last day excluded")
		calendar := mci.NewCalendar(zone(rapid.SampledFrom(windowZones).Draw(t, "zone")), excluded)
		// 2010 to 2030
		trigger := time.Unix(rapid.Int64Range(1_262_304_000, 1_900_000_000).Draw(t, "trigger"), 0)
		days := rapid.IntRange(1, 400).Draw(t, "days")
		w := calendar.Window(trigger, days)

		near := time.Duration(rapid.Int64Range(-3*24*3600, 3*24*3600).Draw(t, "seconds from the end")) * time.Second
		for _, at := range []time.Time{w.End.Add(near), w.End, w.End.Add(-1), trigger, trigger.Add(-near.Abs())} {
			if open, want := w.Open(at), calendar.Day(at).Compare(w.LastDay) <= 0; open != want {
				t.Fatalf("on %s, with %s as last day, open is %v", calendar.Day(at), w.LastDay, open)
			}
		}
		if !w.Open(w.End.Add(-1)) || w.Open(w.End) {
			t.Fatal("the end is not the first instant that is refused")
		}
		want := calendar.Day(trigger).AddDays(days)
		if excluded {
			want = want.AddDays(-1)
		}
		if w.LastDay != want {
			t.Fatalf("the last day is %s, want %s", w.LastDay, want)
		}
		if end := calendar.WindowEnd(trigger, days); end != w.End {
			t.Fatalf("ends alone at %v, want %v", end, w.End)
		}
	})
}

func TestALongerWindowNeverEndsEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		calendar := mci.NewCalendar(zone(rapid.SampledFrom(windowZones).Draw(t, "zone")), false)
		trigger := time.Unix(rapid.Int64Range(1_262_304_000, 1_900_000_000).Draw(t, "trigger"), 0)
		days := rapid.IntRange(1, 400).Draw(t, "days")
		if a, b := calendar.Window(trigger, days), calendar.Window(trigger, days+1); b.End.Before(a.End) {
			t.Fatalf("%d days end at %v, one more at %v", days, a.End, b.End)
		}
	})
}

func TestEachClockHasItsTriggerAndNoOtherHasOne(t *testing.T) {
	want := map[mci.Clock]mci.Anchor{
		mci.ConsentClock: mci.CreationAnchor, mci.FirstSubmissionClock: mci.ConsentAnchor, mci.ReviewClock: mci.ConsentAnchor,
		mci.DisputeClock: mci.RejectionAnchor, mci.PostDisputeClock: mci.DisputeAnchor,
	}
	for clock := range mci.PostDisputeClock + 2 {
		if got := clock.Trigger(); got != want[clock] {
			t.Errorf("%s is started by %s, want %s", clock, got, want[clock])
		}
	}
}

func TestAWindowBeyondTheLastYearIsClosed(t *testing.T) {
	trigger := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, calendar := range []mci.Calendar{{}, mci.NewCalendar(zone("Europe/Zurich"), true)} {
		if w := calendar.Window(trigger, 3_000_000); !w.End.IsZero() || w.Open(trigger) {
			t.Errorf("it is %+v", w)
		}
		if end := calendar.WindowEnd(time.Time{}, 30); !end.IsZero() {
			t.Errorf("a window without a trigger ends at %v", end)
		}
	}
}

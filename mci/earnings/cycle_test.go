package earnings_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func TestDaysOfTheCycleAreCalendarDays(t *testing.T) {
	for _, c := range []struct{ from, payment, dispute string }{
		{"2023-01-01", "2023-02-15", "2023-04-01"},
		{"2024-01-31", "2024-03-16", "2024-04-30"}, // a leap year
		{"2023-12-24", "2024-02-07", "2024-03-23"}, // across the turn of the year
	} {
		if got := earnings.ExpectedPayment(date(c.from)).String(); got != c.payment {
			t.Errorf("a claim approved on %s is expected to be paid by %s, want %s", c.from, got, c.payment)
		}
		if got := earnings.DisputeBy(date(c.from)).String(); got != c.dispute {
			t.Errorf("a transaction of %s can be disputed by %s, want %s", c.from, got, c.dispute)
		}
	}
}

func TestWithoutADateThereIsNoDay(t *testing.T) {
	for _, day := range []mci.Date{{}, date("9999-12-01")} {
		if got := earnings.ExpectedPayment(day); !got.IsZero() {
			t.Errorf("%q is expected to be paid by %s", day, got)
		}
		if got := earnings.DisputeBy(day); !got.IsZero() {
			t.Errorf("%q can be disputed by %s", day, got)
		}
	}
}

func TestWhatIsApprovedLaterIsNeverExpectedEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := date("0001-01-02").AddDays(rapid.IntRange(0, 3_000_000).Draw(t, "day"))
		second := first.AddDays(rapid.IntRange(0, 500_000).Draw(t, "days later"))
		for _, by := range []struct {
			name string
			of   func(mci.Date) mci.Date
			days int
		}{{"payment", earnings.ExpectedPayment, 45}, {"dispute", earnings.DisputeBy, 90}} {
			if by.of(first).Compare(by.of(second)) > 0 {
				t.Fatalf("%s of %s by %s, of %s by %s", by.name, first, by.of(first), second, by.of(second))
			}
			if got := first.DaysUntil(by.of(first)); got != by.days {
				t.Fatalf("%s of %s by %s, %d days later", by.name, first, by.of(first), got)
			}
		}
	})
}

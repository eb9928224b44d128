package earnings_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci/earnings"
)

// unnamed is a part of one item, of a layout without earning IDs.
func unnamed(downloaded, payment, status, francs string) earnings.Row {
	row := goodRow()
	row.EarningID, row.PaymentID, row.PaymentStatus, row.Amount = "", payment, status, amount(francs, "CHF")
	row.Downloaded = date(downloaded)
	return row
}

func TestOfAnItemWithoutAnIDTheLatestDownloadCountsWholly(t *testing.T) {
	spelled := unnamed("2023-04-01", "P-1", "Sent", "4600")
	spelled.ProgramName, spelled.EarningType, spelled.CustomerID = "MICROSOFT  commerce incentives ", "rebate", "2F3C4A1E-0D5B-4C6F-9A7E-1B2C3D4E5F60"
	recalculated := unnamed("2023-03-05", "", "Upcoming", "4600")
	recalculated.CalculationDate = date("2023-03-04")
	undated, another, twin := unnamed("2023-03-05", "", "Upcoming", "4600"), unnamed("2023-04-01", "P-1", "Sent", "4600"), unnamed("2023-04-01", "P-1", "Sent", "4600")
	undated.Downloaded = earnings.Row{}.Downloaded
	another.EarningDate = date("2023-02-01")
	twin.Lever = "Another"
	for name, c := range map[string]struct {
		rows []earnings.Row
		want []string // the amounts that count
	}{
		"upcoming, and later sent": {
			[]earnings.Row{unnamed("2023-03-05", "", "Upcoming", "4600"), unnamed("2023-04-01", "P-1", "Sent", "4600")}, []string{"4600.00"},
		},
		"written in another way": {[]earnings.Row{unnamed("2023-03-05", "", "Upcoming", "4600"), spelled}, []string{"4600.00"}},
		"with another amount": {
			[]earnings.Row{unnamed("2023-03-05", "", "Upcoming", "4000"), unnamed("2023-04-01", "P-1", "Sent", "4600")}, []string{"4600.00"},
		},
		"a part is paid": {
			[]earnings.Row{
				unnamed("2023-03-05", "", "Upcoming", "4600"), unnamed("2023-04-01", "P-1", "Sent", "4000"), unnamed("2023-04-01", "", "Upcoming", "600"),
			}, []string{"600.00", "4000.00"},
		},
		"two payments become one": {
			[]earnings.Row{unnamed("2023-03-05", "P-1", "Sent", "4000"), unnamed("2023-03-05", "P-2", "Sent", "600"), unnamed("2023-04-01", "P-2", "Sent", "4600")},
			[]string{"4600.00"},
		},
		"a payment is gone": {
			[]earnings.Row{unnamed("2023-03-05", "P-1", "Sent", "4600"), unnamed("2023-04-01", "", "Upcoming", "4600")}, []string{"4600.00"},
		},
		"calculated later, and downloaded earlier": {[]earnings.Row{recalculated, unnamed("2023-04-01", "", "Upcoming", "4600")}, []string{"4600.00"}},
		"of no known day":                          {[]earnings.Row{undated, unnamed("2023-04-01", "P-1", "Sent", "4600")}, []string{"4600.00"}},
		"one download has two parts": {
			[]earnings.Row{unnamed("2023-03-05", "", "Upcoming", "4600"), unnamed("2023-03-05", "P-1", "Sent", "4600")}, []string{"4600.00", "4600.00"},
		},
		"another day of the earning": {[]earnings.Row{unnamed("2023-03-05", "", "Upcoming", "4600"), another}, []string{"4600.00", "4600.00"}},
		"another lever":              {[]earnings.Row{unnamed("2023-03-05", "", "Upcoming", "4600"), twin}, []string{"4600.00", "4600.00"}},
	} {
		inEveryOrder(append(c.rows, c.rows[0]), func(rows []earnings.Row) {
			var tally earnings.Tally
			var got []string
			for _, earning := range collect(t, rows...) {
				got = append(got, earning.Amount.Text())
				if earning.ByID || earning.Contradicted {
					t.Errorf("%s: got %+v", name, earning)
				}
			}
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
			for i := range rows {
				if err := tally.Add(&rows[i]); err != nil {
					t.Fatal(err)
				}
			}
			counted := 0
			for _, total := range must(tally.Totals()) {
				counted += total.Earnings
			}
			if tally.Len() != len(c.want) || counted != len(c.want) {
				t.Errorf("%s: a tally counts %d, %d in its totals", name, tally.Len(), counted)
			}
		})
	}
}

// Without the day of its earning a line may belong to any month, so a download
// of another month replaces nothing.
func TestALineWithoutTheDayOfItsEarningIsNotReplaced(t *testing.T) {
	first, later := unnamed("2023-03-05", "", "Upcoming", "4600"), unnamed("2023-04-01", "P-1", "Sent", "4600")
	first.EarningDate, later.EarningDate = earnings.Row{}.EarningDate, earnings.Row{}.EarningDate
	if got := collect(t, first, later); len(got) != 2 {
		t.Errorf("got %+v", got)
	}
	again := first
	again.Downloaded, again.PaymentStatus = later.Downloaded, "In progress"
	if got := collect(t, again, first); len(got) != 1 || got[0].PaymentStatus != "In progress" {
		t.Errorf("got %+v, want the later line of one earning", got)
	}
}

func TestAnEarningThatIsReplacedIsNotAwaited(t *testing.T) {
	first, later := unnamed("2023-03-05", "", "Upcoming", "4600"), unnamed("2023-04-01", "P-1", "Sent", "4600")
	if got := thresholds(t, first); len(got) != 1 {
		t.Errorf("got %+v, want one sum", got)
	}
	if got := thresholds(t, first, later); len(got) != 0 {
		t.Errorf("got %+v, want no sum", got)
	}
}

package earnings_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// spelled is an upcoming earning whose names are written in some way.
func spelled(id, participant, program, earningType, dollars string) earnings.Row {
	row := toBePaid(id, dollars, dollars)
	row.ParticipantID, row.ProgramName, row.EarningType = participant, program, earningType
	return row
}

// inEveryOrder calls a function with each order of some rows.
func inEveryOrder(rows []earnings.Row, call func([]earnings.Row)) {
	var permute func(done, left []earnings.Row)
	permute = func(done, left []earnings.Row) {
		if len(left) == 0 {
			call(done)
			return
		}
		for i := range left {
			permute(append(slices.Clone(done), left[i]), slices.Delete(slices.Clone(left), i, i+1))
		}
	}
	permute(nil, rows)
}

func TestNamesThatDifferInCaseOrBlanksAreOneSum(t *testing.T) {
	rows := []earnings.Row{
		spelled("1", "P 1", "mci", "Indirect Rebate", "150"), spelled("2", "p 1 ", "MCI ", "IndirectRebate", "30"), spelled("3", " P  1", "Mci", "indirect-rebate", "20"),
	}
	want := []earnings.Threshold{{ParticipantID: " P  1", ProgramName: "MCI ", EarningType: "Indirect Rebate", UnpaidUSD: amount("200", mci.USD), Below: mci.No}}
	inEveryOrder(rows, func(rows []earnings.Row) {
		if diff := cmp.Diff(want, thresholds(t, rows...), sameValue); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		var tally earnings.Tally
		for i := range rows {
			rows[i].PaymentStatus = []string{"Upcoming", "UPCOMING", " upcoming"}[len(rows[i].EarningType)%3]
			if err := tally.Add(&rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		got := must(tally.Totals(earnings.ByParticipant, earnings.ByProgram, earnings.ByType))
		if len(got) != 1 || got[0].Earnings != 3 || got[0].Amount != amount("200", "CHF") || got[0].ParticipantID != " P  1" {
			t.Errorf("got %+v, want one total", got)
		}
	})
}

func TestASpellingThatNoLongerCountsIsNotShown(t *testing.T) {
	old, now := spelled("1", "1", "AAA", "Rebate", "150"), spelled("1", "1", "MCI", "Rebate", "150")
	now.CalculationDate = date("2023-03-01")
	other := spelled("2", "1", "aaa", "Rebate", "150")
	inEveryOrder([]earnings.Row{old, now, other}, func(rows []earnings.Row) {
		var tally earnings.Tally
		for i := range rows {
			if err := tally.Add(&rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		got := must(tally.Totals(earnings.ByProgram))
		if len(got) != 2 || got[0].ProgramName != "MCI" || got[1].ProgramName != "aaa" {
			t.Errorf("got %+v, want the spellings of the lines that count", got)
		}
	})
}

// A payment holds the adjustments that were processed before it.
func TestAnAdjustmentBelongsToTheSumThatItAdjusts(t *testing.T) {
	for name, c := range map[string]struct {
		rows []earnings.Row
		want string
	}{
		"lowers it":    {[]earnings.Row{spelled("1", "1", "MCI", "Rebate", "250"), spelled("2", "1", "MCI", "Adjustment-Rebate", "-51"), spelled("3", "1", "MCI", "rebate", "0")}, "Rebate"},
		"stands alone": {[]earnings.Row{spelled("1", "1", "MCI", "Adjustment-Rebate", "199"), spelled("2", "1", "MCI", "adjustment rebate", "0")}, "Adjustment-Rebate"},
	} {
		inEveryOrder(c.rows, func(rows []earnings.Row) {
			got := thresholds(t, rows...)
			if len(got) != 1 || got[0].UnpaidUSD != amount("199", mci.USD) || got[0].Below != mci.Yes || got[0].EarningType != c.want {
				t.Errorf("%s: got %+v", name, got)
			}
		})
	}
	if got := thresholds(t, spelled("1", "1", "MCI", "Fee", "1"), spelled("2", "1", "MCI", "Rebate", "1"), spelled("3", "2", "MCI", "Fee", "1"), spelled("4", "1", "CSP", "Fee", "1")); len(got) != 4 || got[0].ProgramName != "CSP" || got[3].ParticipantID != "2" {
		t.Errorf("got %+v, want four sums in their order", got)
	}
}

func TestTotalsKeepAdjustmentsApart(t *testing.T) {
	var tally earnings.Tally
	for _, row := range []earnings.Row{spelled("1", "1", "MCI", "Rebate", "250"), spelled("2", "1", "MCI", "Adjustment-Rebate", "-51")} {
		if err := tally.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(tally.Totals(earnings.ByType)); len(got) != 2 {
		t.Errorf("got %+v, want two totals", got)
	}
}

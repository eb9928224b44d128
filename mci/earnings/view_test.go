package earnings_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci/earnings"
)

// Each field of a filter, set to what goodRow has and to something else.
var filters = []struct {
	field          string
	equal, another earnings.Filter
}{
	{"ClaimID", earnings.Filter{ClaimID: "C-1"}, earnings.Filter{ClaimID: "C-2"}},
	{"EngagementID", earnings.Filter{EngagementID: "E-1"}, earnings.Filter{EngagementID: "E-2"}},
	{"EngagementName", earnings.Filter{EngagementName: "Microsoft Viva"}, earnings.Filter{EngagementName: "microsoft viva"}},
	{"SolutionArea", earnings.Filter{SolutionArea: "Modern Work"}, earnings.Filter{SolutionArea: "Modern"}},
	{"PartnerRole", earnings.Filter{PartnerRole: "Build intent"}, earnings.Filter{PartnerRole: "Build intent "}},
	{"PartnerAssociation", earnings.Filter{PartnerAssociation: "PAL.Owner"}, earnings.Filter{PartnerAssociation: "PAL"}},
	{"PaymentMonth", earnings.Filter{PaymentMonth: month("2023-04")}, earnings.Filter{PaymentMonth: month("2023-05")}},
	{"Status", earnings.Filter{Status: earnings.Upcoming}, earnings.Filter{Status: earnings.Sent}},
	{"PaymentID", earnings.Filter{PaymentID: "P-1"}, earnings.Filter{PaymentID: "P-2"}},
	{"Lever", earnings.Filter{Lever: "Workshop"}, earnings.Filter{Lever: "Workshops"}},
}

func TestEachFieldOfAFilterMustBeEqual(t *testing.T) {
	for _, c := range filters {
		if !c.equal.Includes(goodRow()) {
			t.Errorf("%s: the row is equal and left out", c.field)
		}
		if c.another.Includes(goodRow()) {
			t.Errorf("%s: the row is not equal and kept", c.field)
		}
		if c.equal.Includes(earnings.Row{}) {
			t.Errorf("%s: a row without the field is kept", c.field)
		}
		both := c.equal
		both.Lever = "none has this"
		if both.Includes(goodRow()) {
			t.Errorf("%s: one equal field is enough", c.field)
		}
	}
}

func TestTheZeroFilterSelectsEveryRow(t *testing.T) {
	all := []earnings.Row{goodRow(), {}, {PaymentStatus: "On the moon"}}
	if got := slices.Collect(earnings.View(slices.Values(all), earnings.Filter{})); len(got) != len(all) {
		t.Errorf("%d rows of %d are left", len(got), len(all))
	}
	if (earnings.Filter{Status: earnings.Sent}).Includes(earnings.Row{PaymentStatus: "On the moon"}) {
		t.Error("a status that is not known is taken for one that is")
	}
}

func TestAViewKeepsTheOrderAndLeavesOutOnlyWhatTheFilterDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rows().Draw(t, "rows")
		like := row().Draw(t, "like")
		filter := earnings.Filter{SolutionArea: like.SolutionArea, PartnerRole: like.PartnerRole, PaymentMonth: like.EstimatedPaymentMonth}
		if rapid.Bool().Draw(t, "by status") {
			filter = earnings.Filter{Status: like.Status(), ClaimID: like.ClaimID}
		}
		kept := slices.Collect(earnings.View(slices.Values(all), filter))
		var dropped []earnings.Row
		next := 0
		for _, r := range all {
			switch {
			case !filter.Includes(r):
				dropped = append(dropped, r)
			case next == len(kept) || !cmp.Equal(kept[next], r, sameDay, sameMonth):
				t.Fatalf("row %d of the view is not %+v", next, r)
			default:
				next++
			}
		}
		if len(kept)+len(dropped) != len(all) {
			t.Fatalf("%d kept and %d dropped are not %d", len(kept), len(dropped), len(all))
		}
	})
}

func TestAViewTakesNoRowBeforeItIsAskedFor(t *testing.T) {
	taken := 0
	view := earnings.View(func(yield func(earnings.Row) bool) {
		for yield(goodRow()) {
			taken++ // it would never end
		}
	}, earnings.Filter{SolutionArea: "Modern Work"})
	if taken != 0 {
		t.Errorf("%d rows were taken before the view was ranged over", taken)
	}
	seen := 0
	for range view {
		if seen++; seen == 3 {
			break
		}
	}
	if taken != 2 {
		t.Errorf("%d rows were taken beside the last, want 2", taken)
	}
}

func TestNoRowsAreAnEmptyView(t *testing.T) {
	for range earnings.View(nil, earnings.Filter{}) {
		t.Error("there is a row")
	}
}

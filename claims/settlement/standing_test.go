package settlement_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// ordered is an earning of USD 5,000 that a payment order pays, and the order.
// The earning is of a download on March 10.
func ordered(status, orderStatus, downloaded string) (earnings.Row, earnings.Payment) {
	row := earned(2, "Rebate", status, "5000")
	row.PaymentID, row.EstimatedPaymentMonth = "P-1", month("2023-02")
	order := earnings.Payment{
		PaymentID: "P-1", PaymentStatus: orderStatus, Earned: usd("5000"), Total: usd("5000"), Origin: earnings.Origin{File: "p.csv", Line: 2},
	}
	if downloaded != "" {
		order.Downloaded = day(downloaded)
	}
	return row, order
}

func TestAnEarningHasTheStatusOfItsPaymentOrderUnlessItsLineIsLater(t *testing.T) {
	for name, c := range map[string]struct {
		status, orderStatus, downloaded string
		want                            settlement.State
		shown                           string
	}{
		"it came back":                    {"Sent", "Reversed", "2023-03-20", settlement.Late, "Reversed"},
		"it came back on that day":        {"Sent", "Reversed", "2023-03-10", settlement.Late, "Reversed"},
		"it came back, and was sent":      {"Sent", "Reversed", "2023-03-09", settlement.Paid, "Sent"},
		"a day that nobody knows":         {"Sent", "Reversed", "", settlement.Paid, "Sent"},
		"it arrived":                      {"In progress", "Sent", "2023-03-20", settlement.Paid, "Sent"},
		"it arrived, and came back":       {"In progress", "Sent", "2023-03-09", settlement.Late, "In progress"},
		"it was upcoming":                 {"Upcoming", "Sent", "2023-03-20", settlement.Paid, "Sent"},
		"it is being recouped":            {"Sent", "Incorrect payment", "2023-03-20", settlement.TakenBack, "Incorrect payment"},
		"it is lost":                      {"Sent", "Forfeited", "2023-03-20", settlement.PaidShort, "Forfeited"},
		"nobody knows what it means":      {"Sent", "Canceled", "2023-03-20", settlement.Reported, "Canceled"},
		"both say so, in another case":    {"Sent", " SENT", "2023-03-20", settlement.Paid, "Sent"},
		"the order says nothing":          {"Sent", "", "2023-03-20", settlement.Paid, "Sent"},
		"the line of the earning is mute": {"", "Sent", "2023-03-20", settlement.Paid, "Sent"},
	} {
		row, order := ordered(c.status, c.orderStatus, c.downloaded)
		got := one(contoso(), quarter, row, order)
		if got.State != c.want || got.Lines[0].Status != c.shown {
			t.Errorf("%s: got %s with the status %q, want %s with %q", name, got.State, got.Lines[0].Status, c.want, c.shown)
		}
		at := slices.IndexFunc(got.Findings, func(f settlement.Finding) bool { return f.Rule == "settlement.standing" })
		if told := c.shown != c.status; told != (at >= 0) {
			t.Errorf("%s: got %+v, told %t", name, got.Findings, told)
		} else if told && (got.Findings[at].Outcome != mci.Pass || len(got.Findings[at].Origins) != 2 || !strings.HasSuffix(got.Findings[at].Text, "says "+cmp.Or(c.status, "no status"))) {
			t.Errorf("%s: got %+v", name, got.Findings[at])
		}
	}
}

func TestAPaymentOrderWithoutAnIDIsThatOfNoEarning(t *testing.T) {
	row, order := ordered("Sent", "Reversed", "2023-03-20")
	row.PaymentID, order.PaymentID = "", ""
	got := settle([]settlement.Claim{contoso()}, quarter, row, order)
	if got.Results[0].State != settlement.Paid || len(got.Unmatched) != 1 || len(got.Results[0].Orders) != 0 {
		t.Errorf("got %+v", got)
	}
}

// An upcoming earning of another claim, whose order is on its way, waits for no
// threshold, and so does not help to reach it.
func TestASumThatIsUnderWayByItsOrderDoesNotHelpToReachTheThreshold(t *testing.T) {
	row, order := ordered("Upcoming", "In progress", "2023-03-20")
	row.ClaimID = "N-9"
	own := unpaid(3, "2023-02")
	own.Amount, own.AmountUSD = usd("150"), usd("150")
	if got := one(contoso(), quarter, row, own); got.State != settlement.Late {
		t.Errorf("without the order: got %s, want late", got.State)
	}
	if got := one(contoso(), quarter, row, own, order); got.State != settlement.Reported {
		t.Errorf("with the order: got %s, want a sum below the threshold", got.State)
	}
}

func TestAContradictionOfAPaymentOrderIsTold(t *testing.T) {
	row, order := ordered("Sent", "Sent", "2023-03-20")
	other := order
	other.PaymentStatus, other.PaymentDate, other.Origin.Line = "Reversed", day("2023-03-15"), 3
	got := one(contoso(), quarter, row, order, other)
	if got.State != settlement.Late || !has(got, "settlement.contradiction") {
		t.Errorf("got %s, %+v", got.State, got.Findings)
	}
	if got := one(contoso(), quarter, row, order); has(got, "settlement.contradiction") {
		t.Errorf("got %+v without a contradiction", got.Findings)
	}
}

// The line is of March 10, and its order of a later day, on which the earning
// is still not sent.
func TestDaysAreCountedToTheDownloadOfThePaymentOrder(t *testing.T) {
	for status, downloads := range map[string]map[string]int{
		"In progress": {"2023-03-20": 20, "2023-03-10": 10, "2023-03-09": 10, "2023-05-01": 32},
		"Reversed":    {"2023-03-20": 20, "2023-03-10": 10},
		"":            {"2023-03-20": 10},
	} {
		for downloaded, days := range downloads {
			row, order := ordered("In progress", status, downloaded)
			if got := one(contoso(), quarter, row, order); got.State != settlement.Late || got.DaysLate != days {
				t.Errorf("%q of %s: got %s by %d days, want %d", status, downloaded, got.State, got.DaysLate, days)
			}
		}
	}
}

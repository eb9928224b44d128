package settlement_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci/earnings"
)

// again is an earning as a later download shows it, after a change.
func again(row earnings.Row, change func(*earnings.Row)) earnings.Row {
	row.Downloaded, row.Origin.File = day("2023-03-20"), "later.csv"
	change(&row)
	return row
}

func TestALaterDownloadCorrectsAnEarning(t *testing.T) {
	sent := earned(2, "Rebate", "Sent", "4000")
	for name, c := range map[string]struct {
		change func(*earnings.Row)
		more   []any
		want   settlement.State
		paid   earnings.Amount
	}{
		"calculated again": {func(r *earnings.Row) {
			r.CalculationDate, r.Amount, r.AmountUSD = day("2023-03-15"), usd("5000"), usd("5000")
		}, nil, settlement.Paid, usd("5000")},
		"another amount":   {func(r *earnings.Row) { r.Amount, r.AmountUSD = usd("5100"), usd("5100") }, nil, settlement.PaidOver, usd("5100")},
		"taken to nothing": {func(r *earnings.Row) { r.Amount, r.AmountUSD = usd("0"), usd("0") }, nil, settlement.PaidShort, usd("0")},
		"another currency": {func(r *earnings.Row) { r.Amount, r.AmountUSD = chf("4600"), usd("5000") }, nil, settlement.Paid, usd("5000")},
		"it came back":     {func(r *earnings.Row) { r.PaymentStatus = "Reversed" }, nil, settlement.Reported, earnings.Amount{}},
		"it is lost":       {func(r *earnings.Row) { r.PaymentStatus = "Forfeited" }, nil, settlement.PaidShort, usd("0")},
		"recouped":         {func(r *earnings.Row) { r.PaymentStatus = "Incorrect payment" }, nil, settlement.TakenBack, earnings.Amount{}},
		"an older calculation": {
			func(r *earnings.Row) { r.CalculationDate, r.Amount = day("2023-01-31"), usd("1") }, nil, settlement.PaidShort, usd("4000"),
		},
		"adjusted upward": {
			func(*earnings.Row) {}, []any{earned(3, "Adjustment-Rebate", "Sent", "1000")}, settlement.Paid, usd("5000"),
		},
		"adjusted downward, and not processed yet": {
			func(r *earnings.Row) { r.Amount, r.AmountUSD = usd("5000"), usd("5000") }, []any{earned(3, "Adjustment-Rebate", "Upcoming", "-1000")}, settlement.Paid, usd("5000"),
		},
		"adjusted downward": {
			func(r *earnings.Row) { r.Amount, r.AmountUSD = usd("5000"), usd("5000") }, []any{earned(3, "Adjustment-Rebate", "Sent", "-1000")}, settlement.TakenBack, usd("4000"),
		},
	} {
		lines := append([]any{quarter, sent, again(sent, c.change)}, c.more...)
		for range 2 {
			got := one(contoso(), lines...)
			if got.State != c.want || got.Paid != c.paid || len(got.Lines) != 1+len(c.more) {
				t.Errorf("%s: got %s, paid %s, %+v", name, got.State, got.Paid, got.Lines)
			}
			slices.Reverse(lines)
		}
	}
}

// A report on payments names no claim, and a report on earnings is enough.
func TestAMonthOfWhichOnlyOneReportIsThere(t *testing.T) {
	row, order := ordered("Sent", "Sent", "2023-03-20")
	payments := quarter
	payments.Report = settlement.PaymentsReport
	for name, c := range map[string]struct {
		lines   []any
		want    settlement.State
		missing string
	}{
		"payments": {[]any{payments, order}, settlement.Unknown, "earnings report of 2023-01, downloaded after 2023-03-06"},
		"earnings": {[]any{quarter, row}, settlement.Paid, "payments report with the payment P-1"},
	} {
		got := one(contoso(), c.lines...)
		if got.State != c.want || len(got.Missing) == 0 || got.Missing[0].String() != c.missing {
			t.Errorf("%s: got %s, missing %v", name, got.State, got.Missing)
		}
	}
	if got := one(contoso(), quarter, payments, row, order); got.State != settlement.Paid || got.Missing != nil {
		t.Errorf("both: got %s, missing %v", got.State, got.Missing)
	}
}

// What was approved is before taxes, and so is what was sent.
func TestOnlyAClaimThatIsPaidBeforeTaxesIsShortByWithheldTax(t *testing.T) {
	for name, c := range map[string]struct {
		sent, withheld, sales, total string
		other                        bool // whether the order pays another claim, too
		want                         settlement.State
		arrived                      string
	}{
		"no tax":                  {"5000", "0", "0", "5000", false, settlement.Paid, "5000"},
		"withheld":                {"5000", "750", "0", "4250", false, settlement.PaidShort, "4250"},
		"withheld, and sales tax": {"5000", "100", "385", "5285", false, settlement.PaidShort, "5285"},
		"sales tax":               {"5000", "0", "385", "5385", false, settlement.Paid, "5385"},
		"over before taxes":       {"5100", "750", "0", "4350", false, settlement.PaidOver, "4350"},
		"short before taxes":      {"4900", "0", "385", "5285", false, settlement.PaidShort, "5285"},
		"of a shared order":       {"5000", "750", "0", "4250", true, settlement.Paid, ""},
	} {
		row, order := ordered("Sent", "Sent", "2023-03-20")
		row.Amount, row.AmountUSD = usd(c.sent), usd(c.sent)
		order.Earned, order.WithheldTax, order.SalesTax, order.Total = usd(c.sent), usd(c.withheld), usd(c.sales), usd(c.total)
		lines := []any{quarter, row, order}
		if c.other {
			other := row
			other.EarningID, other.ClaimID = "E-9", "N-9"
			lines = append(lines, other)
		}
		got := one(contoso(), lines...)
		if got.State != c.want || got.Paid != usd(c.sent) || got.Arrived.IsNone() != (c.arrived == "") || c.arrived != "" && got.Arrived != usd(c.arrived) {
			t.Errorf("%s: got %s, %s arrived", name, got.State, got.Arrived)
		}
	}
}

package earnings_test

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// report is a small earnings report: two claims, an earning without a claim, and one line that is not
// eligible.
func report() []earnings.Row {
	amount := func(text string) mci.Money { return must(mci.ParseMoney(text, mci.USD)) }
	april, may := must(earnings.ParseMonth("2023-04")), must(earnings.ParseMonth("2023-05"))
	return []earnings.Row{
		{ClaimID: "C-1", EngagementName: "Viva", SolutionArea: "Modern Work", PartnerRole: "Build intent", EarningAmount: amount("5000"), EarningAmountUSD: amount("5000"), EstimatedPaymentMonth: april, PaymentStatus: "Sent"},
		{ClaimID: "C-2", EngagementName: "Power BI", SolutionArea: "Azure", PartnerRole: "Build intent", EarningAmount: amount("6000"), EarningAmountUSD: amount("6000"), EstimatedPaymentMonth: may, PaymentStatus: "Upcoming"},
		{ClaimID: "C-1", EngagementName: "Viva usage", SolutionArea: "Modern Work", PartnerRole: "Use or consume", ReasonCode: "IVDCOMP"},
		{EngagementName: "Azure use", SolutionArea: "Azure", PartnerRole: "Use or consume", EarningAmount: amount("70.50"), EarningAmountUSD: amount("70.50"), EstimatedPaymentMonth: may, PaymentStatus: "Upcoming"},
		{ClaimID: "C-2", EngagementName: "Power BI", SolutionArea: "Azure", PartnerRole: "Build intent", EarningAmount: amount("-1000"), EarningAmountUSD: amount("-1000"), EstimatedPaymentMonth: may, PaymentStatus: "Rejected", ReasonCode: "recalculated"},
	}
}

func ExampleView() {
	upcoming := earnings.Filter{SolutionArea: "Azure", Status: earnings.Upcoming}
	for row := range earnings.View(slices.Values(report()), upcoming) {
		fmt.Println(row.EngagementName, row.EarningAmount)
	}
	// Output:
	// Power BI USD 6,000.00
	// Azure use USD 70.50
}

func ExampleFilter_Includes() {
	april, _ := earnings.ParseMonth("2023-04")
	filter := earnings.Filter{PartnerRole: "Build intent", PaymentMonth: april}
	for _, row := range report() {
		fmt.Println(row.EngagementName, filter.Includes(row))
	}
	// Output:
	// Viva true
	// Power BI false
	// Viva usage false
	// Azure use false
	// Power BI false
}

// What was paid, what is coming and what was rejected are never added up.
func ExampleTotals() {
	totals, err := earnings.Totals(earnings.View(slices.Values(report()), earnings.Filter{SolutionArea: "Azure"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, total := range totals {
		fmt.Println(total.PaymentMonth, total.PaymentStatus, total.Rows, "rows:", total.Amount)
	}
	// Output:
	// 2023-05 Upcoming 2 rows: USD 6,070.50
	// 2023-05 Rejected 1 rows: USD -1,000.00
}

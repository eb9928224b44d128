package earnings_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// If two downloads report the same earning, it counts once, with its latest
// calculation.
func ExampleCollection() {
	var collection earnings.Collection
	for _, line := range []struct {
		file, amount string
		calculated   int
	}{{"march.csv", "5000", 1}, {"april.csv", "4750.125", 20}, {"march again.csv", "5000", 1}} {
		amount, _ := earnings.ParseAmount(line.amount, mci.USD)
		day, _ := mci.NewDate(2023, time.March, line.calculated)
		err := collection.Add(earnings.Row{
			EarningID: "1001", ClaimID: "C-1", Amount: amount, CalculationDate: day, PaymentStatus: "Upcoming",
			Origin: earnings.Origin{File: line.file, Line: 2},
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	for _, earning := range collection.Earnings() {
		fmt.Println(earning.EarningID, earning.Amount, earning.Status(), "from", earning.Origin)
	}
	// Output:
	// 1001 USD 4750.125 Upcoming from april.csv:2
}

// One payment order pays many earnings. If it is reported twice, it is still
// one payment.
func ExampleCollection_AddPayment() {
	var collection earnings.Collection
	total, _ := earnings.ParseAmount("3910.10", "CHF")
	for range 2 {
		if err := collection.AddPayment(earnings.Payment{PaymentID: "000000012345", Total: total, PaymentStatus: "SENT"}); err != nil {
			fmt.Println(err)
		}
	}
	for _, payment := range collection.Payments() {
		fmt.Println(payment.PaymentID, payment.Total, payment.Status())
	}
	// Output:
	// 000000012345 CHF 3910.10 Sent
}

// Totals never adds up amounts of different kinds, such as sent and upcoming
// payments, or rebate and co-op.
func ExampleTally_Totals() {
	var tally earnings.Tally
	for _, row := range report() {
		if err := tally.Add(&row); err != nil {
			fmt.Println(err)
		}
	}
	totals, err := tally.Totals(earnings.ByArea)
	if err != nil {
		fmt.Println(err)
	}
	for _, total := range totals {
		fmt.Printf("%s, %s, %s: %d earnings, %s\n", total.SolutionArea, total.PaymentStatus, total.Kind, total.Earnings, total.Amount)
	}
	// Output:
	// Azure, Upcoming, rebate: 2 earnings, USD 190.50
	// Azure, Upcoming, co-op: 1 earnings, USD 40.00
	// Modern Work, Sent, rebate: 1 earnings, USD 5000.00
}

// Thresholds sums the earnings that are still to be paid, in US dollars, and
// compares each sum with the payment threshold.
func ExampleTally_Thresholds() {
	var tally earnings.Tally
	for _, row := range report() {
		if err := tally.Add(&row); err != nil {
			fmt.Println(err)
		}
	}
	thresholds, err := tally.Thresholds()
	if err != nil {
		fmt.Println(err)
	}
	for _, t := range thresholds {
		fmt.Println(t.ProgramName, t.EarningType, t.UnpaidUSD, "below the threshold:", t.Below)
	}
	// Output:
	// MCI Rebate USD 190.50 below the threshold: yes
}

// report returns a small earnings report in which one earning has two lines.
func report() []earnings.Row {
	line := func(id, kind, area, status, amount string) earnings.Row {
		exact, _ := earnings.ParseAmount(amount, mci.USD)
		return earnings.Row{
			EarningID: id, EarningType: kind, ProgramName: "MCI", SolutionArea: area, PaymentStatus: status,
			Amount: exact, AmountUSD: exact,
		}
	}
	return []earnings.Row{
		line("1", "Rebate", "Modern Work", "Sent", "5000"),
		line("2", "Rebate", "Azure", "Upcoming", "120"),
		line("3", "Rebate", "Azure", "Upcoming", "70.50"),
		line("4", "Co-op", "Azure", "Upcoming", "40"),
		line("2", "Rebate", "Azure", "Upcoming", "120"),
	}
}

// An amount of earnings can be negative, such as a clawback, and can have up to
// 12 decimal places.
func ExampleParseAmount() {
	clawback, err := earnings.ParseAmount("-1304.89130434783", mci.USD)
	fmt.Println(clawback, err)
	_, err = earnings.ParseAmount("1,304.89", mci.USD)
	fmt.Println(err)
	// Output:
	// USD -1304.89130434783 <nil>
	// amount: found "1,304.89", want a decimal number of at most 18 digits, at most 12 of them after the point
}

// Round returns the money of a payment and the part that is lost by rounding.
func ExampleAmount_Round() {
	exact, _ := earnings.ParseAmount("4600.123456", "CHF")
	money, lost, err := exact.Round(mci.Rounding{})
	fmt.Println(money, "and", lost, err)
	// Output:
	// CHF 4,600.12 and CHF 0.003456 <nil>
}

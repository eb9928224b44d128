package settlement_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci/earnings"
)

// show prints what a person wants to know first.
func show(r settlement.Result) {
	fmt.Printf("%s: %s\n", r.ID, r.State)
	for _, figure := range []struct {
		name   string
		amount earnings.Amount
	}{
		{"approved", r.Approved}, {"paid", r.Paid}, {"unpaid", r.Unpaid}, {"difference", r.Difference}, {"arrived", r.Arrived},
	} {
		if !figure.amount.IsNone() {
			fmt.Printf("  %s %s\n", figure.name, figure.amount)
		}
	}
	for _, step := range r.Steps {
		fmt.Printf("  because of: %s %s %v\n", step.Cause, step.Amount, step.Origins)
	}
	for _, f := range r.Findings {
		fmt.Printf("  %s %v\n", f.Text, f.Origins)
	}
	for _, missing := range r.Missing {
		fmt.Println("  missing:", missing)
	}
}

// A claim that is not past its expected payment is not due.
func ExampleSettle_notDue() {
	claim := contoso()
	claim.ExpectedBy = day("2023-04-01")
	show(one(claim))
	// Output:
	// contoso-viva: not due yet
	//   approved USD 5000.00
}

// A claim is late if the files cover it and hold no earning of it. The days are
// counted to the download, because the file does not know of later days.
func ExampleSettle_late() {
	show(one(contoso(), quarter))
	// Output:
	// contoso-viva: late
	//   approved USD 5000.00
	//   no earning on 2023-03-10, 4 days after the payment was expected []
	//   the files do not hold the ineligible reports of 2022-11 to 2023-03, downloaded after 2023-03-06, which may say why nothing was earned []
}

// Without the files, the same claim is unknown, and the settlement names the
// files that would settle it.
func ExampleSettle_unknown() {
	january := quarter
	january.Until = month("2023-01")
	show(one(contoso(), january))
	// Output:
	// contoso-viva: unknown
	//   approved USD 5000.00
	//   not covered: earnings report of 2023-02, downloaded after 2023-03-06; earnings report of 2023-03, downloaded after 2023-03-06 []
	//   missing: earnings report of 2023-02, downloaded after 2023-03-06
	//   missing: earnings report of 2023-03, downloaded after 2023-03-06
}

// An earning that was not sent says how far it is, and whether the sum is below
// the threshold.
func ExampleSettle_reported() {
	claim := contoso()
	claim.Approved = usd("150")
	upcoming := earned(2, "Rebate", "Upcoming", "150")
	upcoming.EstimatedPaymentMonth = month("2023-02")
	show(one(claim, quarter, upcoming))
	// Output:
	// contoso-viva: in the report, not yet paid
	//   approved USD 150.00
	//   unpaid USD 150.00
	//   Upcoming: a payment order exists and is being reviewed inside Microsoft; co-op earnings never go further [e.csv:2]
	//   USD 150.00 is below the least amount that is paid, USD 200 per program and earning type [e.csv:2]
}

// A claim in US dollars that is paid in francs is paid. The order leads from
// the earning to the amount that arrived.
func ExampleSettle_paid() {
	row, order := sentInFrancs()
	order.WithheldTax, order.Total = chf("0"), chf("4600.12")
	paid := one(contoso(), quarter, row, order)
	show(paid)
	for _, step := range paid.Orders[0].Steps {
		fmt.Printf("%s: %s, rate %q\n", step.Cause, step.Amount, step.Rate)
	}
	// Output:
	// contoso-viva: paid
	//   approved USD 5000.00
	//   paid USD 5000.00
	//   difference USD 0.00
	//   arrived CHF 4600.12
	// exchange rate: CHF 4600.123456, rate "0.92"
	// rounding: CHF -0.003456, rate ""
}

// sentInFrancs returns an earning of USD 5,000 that was sent in francs, and its
// payment order, which withheld tax.
func sentInFrancs() (earnings.Row, earnings.Payment) {
	row := earned(2, "Rebate", "Sent", "5000")
	row.PaymentID, row.AmountInLastPaymentCurrency, row.ExchangeRate = "P-1", chf("4600.123456"), "0.92"
	row.ExchangeRateDate = day("2023-01-31")
	return row, earnings.Payment{
		PaymentID: "P-1", PaymentStatus: "Sent", PaymentDate: day("2023-03-15"), Earned: chf("4600.12"), EarnedUSD: usd("5000"),
		WithheldTax: chf("690.02"), SalesTax: chf("0"), Total: chf("3910.10"), Origin: earnings.Origin{File: "p.csv", Line: 2},
	}
}

// A claim is paid short by its co-op share, which is not sent as money, and by
// the tax that its payment order withheld.
func ExampleSettle_paidShort() {
	show(one(contoso(), quarter, earned(2, "Rebate", "Sent", "3000"), earned(3, "Co-op", "Upcoming", "2000")))
	row, order := sentInFrancs()
	withheld := one(contoso(), quarter, row, order)
	show(withheld)
	for _, step := range withheld.Orders[0].Steps {
		fmt.Printf("%s: %s %v\n", step.Cause, step.Amount, step.Origins)
	}
	// Output:
	// contoso-viva: paid short
	//   approved USD 5000.00
	//   paid USD 3000.00
	//   difference USD -2000.00
	//   because of: co-op share USD -2000.00 [e.csv:3]
	// contoso-viva: paid short
	//   approved USD 5000.00
	//   paid USD 5000.00
	//   difference USD 0.00
	//   arrived CHF 3910.10
	// exchange rate: CHF 4600.123456 [e.csv:2]
	// rounding: CHF -0.003456 [p.csv:2]
	// withheld tax: CHF -690.02 [p.csv:2]
}

// Two sent earnings of one amount look like a payment that was made twice.
func ExampleSettle_paidOver() {
	show(one(contoso(), quarter, earned(2, "Rebate", "Sent", "5000"), earned(3, "Rebate", "Sent", "5000")))
	// Output:
	// contoso-viva: paid over
	//   approved USD 5000.00
	//   paid USD 10000.00
	//   difference USD 5000.00
	//   because of: paid twice USD 5000.00 [e.csv:2 e.csv:3]
	//   two sent earnings have the same amount, USD 5000.00 [e.csv:2 e.csv:3]
}

// An adjustment below zero lowers the amount that was paid.
func ExampleSettle_takenBack() {
	show(one(contoso(), quarter, earned(2, "Rebate", "Sent", "5000"), earned(3, "Adjustment-Rebate", "Sent", "-1304.89130434783")))
	// Output:
	// contoso-viva: taken back
	//   approved USD 5000.00
	//   paid USD 3695.10869565217
	//   difference USD -1304.89130434783
	//   because of: taken back USD -1304.89130434783 [e.csv:3]
}

// A line of ineligible revenue says why nothing was earned, whether the partner
// can act, by which day and where.
func ExampleSettle_notEligible() {
	result := one(contoso(), quarter, earnings.Ineligible{
		UnearnedID: "U-7", CustomerID: tenant, EngagementName: "Microsoft Viva", TransactionDate: day("2023-01-15"),
		ReasonText: "MPA agreement not signed or expired", Origin: earnings.Origin{File: "i.csv", Line: 2},
	})
	show(result)
	f := result.Findings[0]
	fmt.Printf("can act: %s, %s, by %s, at %s\n", f.CanAct, f.Action, f.By, f.Where)
	// Output:
	// contoso-viva: not eligible
	//   approved USD 5000.00
	//   not eligible: MPA agreement not signed or expired (the Microsoft Partner Agreement was not signed or has run out) [i.csv:2]
	// can act: yes, check the Microsoft Partner Agreement and sign it, by 2023-04-15, at Partner Center support, with the ID U-7
}

// An earning without a claim number belongs to the only claim that fits. If
// several fit, they are candidates, and nothing is concluded.
func ExampleSettle_doubt() {
	row := earned(2, "Rebate", "Sent", "5000")
	row.ClaimID, row.CustomerID, row.EngagementName = "", tenant, "Microsoft Viva"
	claim, other := contoso(), contoso()
	claim.Number, other.Number, other.ID = "", "", "contoso-viva-2"

	show(one(claim, quarter, row))
	both := settle([]settlement.Claim{claim, other}, quarter, row)
	show(both.Results[0])
	fmt.Println(both.Unclaimed[0].Origin, "may belong to", both.Unclaimed[0].Candidates)
	// Output:
	// contoso-viva: paid
	//   approved USD 5000.00
	//   paid USD 5000.00
	//   difference USD 0.00
	//   matched by customer, engagement and month, because the line names no claim [e.csv:2]
	// contoso-viva: unknown
	//   approved USD 5000.00
	//   not covered: portal number []
	//   an earning without a claim number may belong to the claim: USD 5000.00 [e.csv:2]
	//   missing: portal number
	// e.csv:2 may belong to [contoso-viva contoso-viva-2]
}

// Sums keep currencies apart, and count the claims whose amounts are known.
func ExampleSettlement_Sums() {
	late, short := contoso(), contoso()
	late.ID, late.Number, late.Approved = "late", "N-2", chf("900")
	short.ID, short.Number, short.Approved = "short", "N-3", earnings.Amount{}
	settled := settle([]settlement.Claim{contoso(), late, short}, quarter, earned(2, "Rebate", "Sent", "5000"))
	sums, err := settled.Sums(settlement.SumByState, settlement.SumByLocation)
	if err != nil {
		fmt.Println(err)
	}
	for _, sum := range sums {
		fmt.Println(sum.State, sum.Location, sum.Claims)
		for _, a := range sum.Amounts {
			fmt.Println(" approved", a.Approved.Amount, "of", a.Approved.Claims, "paid", a.Paid.Amount, "of", a.Paid.Claims)
		}
	}
	// Output:
	// late Zurich 2
	//  approved CHF 900.00 of 1 paid no amount of 0
	// paid Zurich 1
	//  approved USD 5000.00 of 1 paid USD 5000.00 of 1
}

package earnings_test

import (
	"fmt"

	"github.com/mci-go/incentives/mci/earnings"
)

// The terms of a status say whether the partner can act, whether the status is
// final and whether the earning is paid.
func ExamplePaymentStatus_Terms() {
	for _, status := range []earnings.PaymentStatus{earnings.PendingTaxInvoice, earnings.Sent} {
		terms := status.Terms()
		fmt.Println(status, "-", terms.Meaning)
		fmt.Printf("  can act: %s %q\n", terms.CanAct, terms.Action)
		fmt.Println("  final:", terms.Final, "paid:", terms.Paid)
	}
	fmt.Println(earnings.Sent.Terms().Source)
	// Output:
	// Pending tax invoice - the partner's tax invoice lacks something or is not valid
	//   can act: yes "complete or correct the tax invoice; nothing is paid before"
	//   final: no paid: no
	// Sent - the payment went out to the partner's bank; if the bank returns it, the status changes again
	//   can act: no ""
	//   final: yes paid: yes
	// Microsoft Learn, Earnings in Partner Center, 2023-10-04 (Microsoft public)
}

// The example lists the statuses that mean a lost earning, and the condition of
// each.
func ExampleStatusTable() {
	for _, terms := range earnings.StatusTable() {
		if terms.Condition != "" {
			fmt.Printf("%s: %s\n", terms.Status, terms.Condition)
		}
	}
	// Output:
	// Forfeited: partners outside the United States: bank or tax details are still not valid after 180 days of attempts since the payment first failed, or the earnings of a program year did not exceed USD 200
	// Escheated: partners in the United States: no earning for 18 months in a row, and no payment was possible for more than 45 + 180 days after the period of the earning
}

// If the library does not know a status name, the row keeps the name and its
// terms are unknown.
func ExampleRow_Status() {
	row := earnings.Row{PaymentStatus: "Awaiting the moon"}
	fmt.Println(row.PaymentStatus, row.Status() == 0, row.Status().Terms().Paid)
	row.PaymentStatus = "Sent"
	fmt.Println(row.PaymentStatus, row.Status() == earnings.Sent, row.Status().Terms().Paid)
	// Output:
	// Awaiting the moon true unknown
	// Sent true yes
}

package cases

import (
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// part is a part of one item, as a layout without earning IDs shows it in a
// download.
func part(downloaded, payment, status, money string) earnings.Row {
	row := earned(1, "Rebate", status, money)
	row.EarningID, row.PaymentID, row.EstimatedPaymentMonth, row.Downloaded = "", payment, month("2023-02"), day(downloaded)
	return row
}

// ordered is an earning that a payment order pays, and the order. The line of
// the earning is of a download on March 10.
func ordered(status, orderStatus, downloaded string) (earnings.Row, earnings.Payment) {
	row := earned(1, "Rebate", status, "5000")
	row.PaymentID, row.EstimatedPaymentMonth = "P-1", month("2023-02")
	return row, earnings.Payment{
		PaymentID: "P-1", PaymentStatus: orderStatus, Earned: amount("5000"), Total: amount("5000"), Downloaded: day(downloaded),
		Origin: earnings.Origin{File: "p.csv", Line: 2},
	}
}

// paidBy is a case of an earning and its payment order.
func paidBy(name, status, orderStatus, downloaded string) settling {
	return settling{name, func(in *answer.Settlement) {
		row, order := ordered(status, orderStatus, downloaded)
		in.Earnings, in.Payments = []earnings.Row{row}, []earnings.Payment{order}
	}}
}

// ofEarnings is a case of some earnings.
func ofEarnings(name string, rows ...earnings.Row) settling {
	return settling{name, func(in *answer.Settlement) { in.Earnings = rows }}
}

// awaited is an upcoming earning after its month. Only its names and its amount
// tell whether it reaches the threshold together with others.
func awaited(number int, program, earningType, money string) earnings.Row {
	row := earned(number, earningType, "Upcoming", money)
	row.ProgramName, row.EstimatedPaymentMonth = program, month("2023-02")
	return row
}

// sameEarning is two lines of one earning. One was sent and names another claim,
// or none. Without a number, it fits no claim by its customer.
func sameEarning(number, status string) []earnings.Row {
	sent, other := earned(1, "Rebate", "Sent", "5000"), earned(1, "Rebate", status, "5000")
	sent.ClaimID, other.ClaimID, other.Origin.Line = number, "N-1", 3
	return []earnings.Row{sent, other}
}

// taxed is an order of the claim alone, with what it takes off and adds.
func taxed(name, sent, withheld, sales, total string) settling {
	return settling{name, func(in *answer.Settlement) {
		row, order := ordered("Sent", "Sent", "2023-03-20")
		row.Amount, row.AmountUSD = amount(sent), amount(sent)
		order.Earned, order.WithheldTax, order.SalesTax, order.Total = amount(sent), amount(withheld), amount(sales), amount(total)
		in.Earnings, in.Payments = []earnings.Row{row}, []earnings.Payment{order}
	}}
}

// later returns an earning as a download of March 20 shows it.
func later(row earnings.Row, change func(*earnings.Row)) earnings.Row {
	row.Downloaded, row.Origin.File = day("2023-03-20"), "later.csv"
	change(&row)
	return row
}

// settledDownloads are cases of several downloads, of names that are written in
// several ways, and of payment orders that say something else than the earnings.
var settledDownloads = []settling{
	ofEarnings("an item without an ID: upcoming", part("2023-03-10", "", "Upcoming", "5000")),
	ofEarnings("an item without an ID: sent since", part("2023-03-10", "", "Upcoming", "5000"), part("2023-03-20", "P-1", "Sent", "5000")),
	ofEarnings("an item without an ID: sent since, with another amount", part("2023-03-10", "", "Upcoming", "4000"), part("2023-03-20", "P-1", "Sent", "5000")),
	ofEarnings("an item without an ID: a part is sent since",
		part("2023-03-10", "", "Upcoming", "5000"), part("2023-03-20", "P-1", "Sent", "3000"), part("2023-03-20", "", "Upcoming", "2000")),
	ofEarnings("an item without an ID: its payment is gone", part("2023-03-10", "P-1", "Sent", "5000"), part("2023-03-20", "", "Upcoming", "5000")),
	ofEarnings("an item without an ID: calculated later and downloaded earlier", part("2023-03-20", "P-1", "Sent", "5000"), func() earnings.Row {
		row := part("2023-03-10", "P-1", "In progress", "5000")
		row.CalculationDate = day("2023-03-01")
		return row
	}()),
	ofEarnings("an item without an ID: two downloads of one day", part("2023-03-10", "", "Upcoming", "5000"), part("2023-03-10", "P-1", "Sent", "5000")),
	ofEarnings("an item without an ID: two parts of one day", part("2023-03-10", "", "Upcoming", "2000"), part("2023-03-10", "P-1", "Sent", "3000")),
	ofEarnings("an item without an ID: written in another way", part("2023-03-10", "", "Upcoming", "5000"), later(part("2023-03-20", "P-1", "Sent", "5000"), func(r *earnings.Row) {
		r.ProgramName, r.EarningType = " mci", "REBATE"
	})),
	ofEarnings("an item without an ID: of two days", part("2023-03-10", "", "Upcoming", "2000"), later(part("2023-03-20", "P-1", "Sent", "3000"), func(r *earnings.Row) {
		r.EarningDate = day("2023-02-28")
	})),
	ofEarnings("without an ID and a day of the earning", later(part("2023-03-10", "", "Upcoming", "2000"), func(r *earnings.Row) {
		r.EarningDate, r.Downloaded = mci.Date{}, day("2023-03-10")
	}), later(part("2023-03-20", "P-1", "Sent", "3000"), func(r *earnings.Row) { r.EarningDate = mci.Date{} })),
	ofEarnings("with an ID, and later without one and sent", awaited(1, "MCI", "Rebate", "5000"), part("2023-03-20", "P-1", "Sent", "5000")),

	ofEarnings("an earning with another amount in a later download", earned(1, "Rebate", "Sent", "4000"), later(earned(1, "Rebate", "Sent", "5000"), func(*earnings.Row) {})),
	ofEarnings("an earning in another currency in a later download", earned(1, "Rebate", "Sent", "4000"), later(earned(1, "Rebate", "Sent", "5000"), func(r *earnings.Row) {
		r.Amount = francs("4600")
	})),
	ofEarnings("an earning that came back in a later download", earned(1, "Rebate", "Sent", "5000"), later(earned(1, "Rebate", "Reversed", "5000"), func(*earnings.Row) {})),
	ofEarnings("an older calculation in a later download", earned(1, "Rebate", "Sent", "5000"), later(earned(1, "Rebate", "Sent", "4000"), func(r *earnings.Row) {
		r.CalculationDate = day("2023-01-31")
	})),

	ofEarnings("the threshold is reached by two spellings of a program", awaited(1, "MCI", "Rebate", "150"), awaited(2, "mci ", "rebate", "50")),
	ofEarnings("the threshold is not reached by two programs", awaited(1, "MCI", "Rebate", "150"), awaited(2, "CSP", "Rebate", "50")),
	ofEarnings("the threshold is missed by an adjustment", awaited(1, "MCI", "Rebate", "250"), awaited(2, "MCI", "Adjustment-Rebate", "-50.01")),
	ofEarnings("the threshold is reached by an adjustment", awaited(1, "MCI", "Rebate", "150"), awaited(2, "MCI", "Adjustment-Rebate", "50")),
	{"a file of a program and a participant that are written in another way", func(in *answer.Settlement) {
		in.Claims[0].ProgramName, in.Claims[0].ParticipantID = "Microsoft  Commerce incentives", "pn-1"
		in.Coverage[0].ProgramName, in.Coverage[0].ParticipantID = " MICROSOFT commerce incentives", "PN-1 "
	}},
	{"an engagement that is written in another way", func(in *answer.Settlement) {
		row := byCustomer("", "2023-01-31")
		row.EngagementID, row.EngagementName = "", " microsoft  VIVA"
		in.Earnings = []earnings.Row{row}
	}},

	paidBy("sent, and the order came back since", "Sent", "Reversed", "2023-03-20"),
	paidBy("sent, and the order came back on that day", "Sent", "Reversed", "2023-03-10"),
	paidBy("sent again after the order came back", "Sent", "Reversed", "2023-03-09"),
	paidBy("in progress, and the order was sent since", "In progress", "Sent", "2023-03-20"),
	paidBy("sent, and the order is being recouped", "Sent", "Incorrect payment", "2023-03-20"),
	paidBy("sent, and the order is lost", "Sent", "Forfeited", "2023-03-20"),
	paidBy("sent, and nobody knows the order's status", "Sent", "Canceled", "2023-03-20"),
	paidBy("sent, and the order has no status", "Sent", "", "2023-03-20"),
	paidBy("sent, and the order says so in another case", "Sent", " SENT", "2023-03-20"),
	{"two lines of an order contradict each other", func(in *answer.Settlement) {
		row, order := ordered("Sent", "Sent", "2023-03-20")
		other := order
		other.PaymentStatus, other.PaymentDate, other.Origin.Line = "Reversed", day("2023-03-15"), 3
		in.Earnings, in.Payments = []earnings.Row{row}, []earnings.Payment{order, other}
	}},
	{"two lines of an earning name two claims", func(in *answer.Settlement) {
		twin := approved()
		twin.ID, twin.Number = "claim-2", "N-2"
		in.Claims = append(in.Claims, twin)
		in.Earnings = sameEarning("N-2", "Upcoming")
	}},
	ofEarnings("two lines of an earning, one of which names no claim", sameEarning("", "Sent")...),
	ofEarnings("two lines of an earning, one of which was sent and names no claim", sameEarning("", "Upcoming")...),
	ofEarnings("two lines of an earning, one of which names a number that no claim has", sameEarning("N-9", "Upcoming")...),
	{"payments alone", func(in *answer.Settlement) {
		_, order := ordered("Sent", "Sent", "2023-03-20")
		in.Payments, in.Coverage[0].Report = []earnings.Payment{order}, settlement.PaymentsReport
	}},

	taxed("withheld tax", "5000", "750", "0", "4250"),
	taxed("withheld tax and more sales tax", "5000", "100", "385", "5285"),
	taxed("paid over before withheld tax", "5100", "750", "0", "4350"),
	taxed("paid short before sales tax", "4900", "0", "385", "5285"),
}

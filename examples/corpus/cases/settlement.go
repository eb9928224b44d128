package cases

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func month(text string) earnings.Month { return must(earnings.ParseMonth(text)) }

func amount(text string) earnings.Amount { return must(earnings.ParseAmount(text, mci.USD)) }

// approved is a claim that was approved on January 20 for USD 5,000, and whose
// payment is expected by March 6.
func approved() settlement.Claim {
	return settlement.Claim{
		ID: "claim-1", Number: "N-1", Customer: tenant, CustomerCountry: "CH", Engagement: viva, Title: "Microsoft Viva",
		Created: day("2022-11-10"), ApprovedOn: day("2023-01-20"), ExpectedBy: day("2023-03-06"), Approved: amount("5000"),
	}
}

// earned is an earning of the approved claim.
func earned(number int, earningType, status, money string) earnings.Row {
	return earnings.Row{
		EarningID: fmt.Sprint("E-", number), ClaimID: "N-1", EarningType: earningType, PaymentStatus: status,
		Amount: amount(money), AmountUSD: amount(money), ProgramName: "MCI", ParticipantID: "4863040",
		EarningDate: day("2023-01-31"), CalculationDate: day("2023-02-01"), EstimatedPaymentMonth: month("2023-03"),
		Downloaded: day("2023-03-10"), Origin: earnings.Origin{File: "e.csv", Line: number + 1},
	}
}

// covered returns the coverage of a report on the earnings of January to March
// that was downloaded on March 10.
func covered() []settlement.Span {
	return []settlement.Span{{
		Report: settlement.EarningsReport, From: month("2023-01"), Until: month("2023-03"), Downloaded: day("2023-03-10"), File: "e.csv",
	}}
}

// A settling is a case of a settlement.
type settling struct {
	name   string
	change func(*answer.Settlement)
}

func francs(text string) earnings.Amount { return must(earnings.ParseAmount(text, "CHF")) }

// inFrancs is an earning that a payment order pays in francs, and the order.
func inFrancs() (earnings.Row, earnings.Payment) {
	row := earned(1, "Rebate", "Sent", "5000")
	row.PaymentID, row.AmountInLastPaymentCurrency, row.ExchangeRate, row.ExchangeRateDate = "P-1", francs("4600.123456"), "0.92", day("2023-01-31")
	return row, earnings.Payment{
		PaymentID: "P-1", PaymentStatus: "Sent", PaymentDate: day("2023-03-15"), Earned: francs("4600.12"), EarnedUSD: amount("5000"),
		WithheldTax: francs("690.02"), SalesTax: francs("0"), Total: francs("3910.10"), Origin: earnings.Origin{File: "p.csv", Line: 2},
	}
}

// settlings are cases for the rules of a settlement. Each changes the approved
// claim, or the files, which say nothing of it.
var settlings = []settling{
	{"downloaded too soon", func(in *answer.Settlement) { in.Coverage[0].Downloaded = day("2023-03-06") }},
	{"downloaded on the next day", func(in *answer.Settlement) { in.Coverage[0].Downloaded = day("2023-03-07") }},
	{"a month is missing", func(in *answer.Settlement) { in.Coverage[0].Until = month("2023-02") }},
	{"another report", func(in *answer.Settlement) { in.Coverage[0].Report = settlement.PaymentsReport }},
	{"one program", func(in *answer.Settlement) { in.Coverage[0].ProgramName = "MCI" }},
	{"one participant", func(in *answer.Settlement) { in.Coverage[0].ParticipantID = "4863040" }},
	{"no files", func(in *answer.Settlement) { in.Coverage = nil }},
	{"not approved", func(in *answer.Settlement) { in.Claims[0].ApprovedOn, in.Claims[0].ExpectedBy = mci.Date{}, mci.Date{} }},
	{"closed, and not paid", func(in *answer.Settlement) {
		in.Claims[0].Closed, in.Claims[0].ApprovedOn, in.Claims[0].ExpectedBy = true, mci.Date{}, mci.Date{}
	}},
	{"closed, and paid", func(in *answer.Settlement) {
		in.Claims[0].Closed, in.Claims[0].ApprovedOn, in.Claims[0].ExpectedBy = true, mci.Date{}, mci.Date{}
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "5000")}
	}},
	{"approval assumed", func(in *answer.Settlement) { in.Claims[0].ApprovalAssumed = true }},
	{"two claims with one number", func(in *answer.Settlement) {
		twin := approved()
		twin.ID = "claim-2"
		in.Claims = append(in.Claims, twin)
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "5000")}
	}},
	{"a number that no claim has", func(in *answer.Settlement) {
		in.Claims[0].Number, in.Earnings = "", []earnings.Row{byCustomer("N-9", "2023-01-31")}
	}},
	{"matched by the customer", func(in *answer.Settlement) { in.Earnings = []earnings.Row{byCustomer("", "2023-01-31")} }},
	{"before the claim's life", func(in *answer.Settlement) { in.Earnings = []earnings.Row{byCustomer("", "2022-10-31")} }},
	{"on its first day", func(in *answer.Settlement) { in.Earnings = []earnings.Row{byCustomer("", "2022-11-01")} }},
	{"on its last day", func(in *answer.Settlement) { in.Earnings = []earnings.Row{byCustomer("", "2023-03-31")} }},
	{"after its last day", func(in *answer.Settlement) { in.Earnings = []earnings.Row{byCustomer("", "2023-04-01")} }},
	{"upcoming after its month", func(in *answer.Settlement) { in.Earnings = []earnings.Row{upcoming("2023-02", "2023-03-20", "5000")} }},
	{"upcoming in its month", func(in *answer.Settlement) { in.Earnings = []earnings.Row{upcoming("2023-03", "2023-03-31", "5000")} }},
	{"upcoming, below the threshold", func(in *answer.Settlement) { in.Earnings = []earnings.Row{upcoming("2023-02", "2023-03-20", "199.99")} }},
	{"upcoming, at the threshold", func(in *answer.Settlement) { in.Earnings = []earnings.Row{upcoming("2023-02", "2023-03-20", "200")} }},
	{"an unknown status", func(in *answer.Settlement) { in.Earnings = []earnings.Row{earned(1, "Rebate", "On the moon", "5000")} }},
	{"co-op", func(in *answer.Settlement) {
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "3000"), earned(2, "Co-op", "Upcoming", "2000")}
	}},
	{"paid twice", func(in *answer.Settlement) {
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "5000"), earned(2, "Rebate", "Sent", "5000")}
	}},
	{"the first stage alone", func(in *answer.Settlement) {
		in.Claims[0].FirstStage, in.Earnings = amount("3000"), []earnings.Row{earned(1, "Rebate", "Sent", "3000")}
	}},
	{"both stages, the first one approved", func(in *answer.Settlement) {
		in.Claims[0].FirstStage, in.Claims[0].Approved = amount("3000"), amount("3000")
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "3000"), earned(2, "Rebate", "Sent", "2000")}
	}},
	{"in francs, with the order", func(in *answer.Settlement) {
		row, order := inFrancs()
		in.Earnings, in.Payments = []earnings.Row{row}, []earnings.Payment{order}
	}},
	{"an order of two earnings", func(in *answer.Settlement) {
		row, order := inFrancs()
		other := earned(2, "Rebate", "Sent", "1")
		other.ClaimID, other.PaymentID = "", "P-1"
		in.Earnings, in.Payments = []earnings.Row{row, other}, []earnings.Payment{order}
	}},
	{"two currencies", func(in *answer.Settlement) {
		one, two := earned(1, "Rebate", "Sent", "1"), earned(2, "Rebate", "Sent", "1")
		one.Amount, one.AmountUSD = francs("1"), earnings.Amount{}
		two.Amount, two.AmountUSD = must(earnings.ParseAmount("1", "EUR")), earnings.Amount{}
		in.Earnings = []earnings.Row{one, two}
	}},
	{"an earning with an ID and one without", func(in *answer.Settlement) {
		summarized := earned(2, "Rebate", "Sent", "5000")
		summarized.EarningID = ""
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "5000"), summarized}
	}},
	{"two lines of one earning", func(in *answer.Settlement) {
		other := earned(1, "Rebate", "Sent", "4000")
		other.Origin.Line = 3
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", "5000"), other}
	}},
	{"approved amount not known", func(in *answer.Settlement) {
		in.Claims[0].Approved, in.Earnings = earnings.Amount{}, []earnings.Row{earned(1, "Rebate", "Sent", "5000")}
	}},
	{"an ID that two claims have", func(in *answer.Settlement) { in.Claims = append(in.Claims, approved()) }},
	{"a claim without an ID", func(in *answer.Settlement) { in.Claims[0].ID = "" }},
	{"no day", func(in *answer.Settlement) { in.AsOf = mci.Date{} }},
}

// byCustomer is an earning with a customer and an engagement.
func byCustomer(number, on string) earnings.Row {
	row := earned(1, "Rebate", "Sent", "5000")
	row.ClaimID, row.CustomerID, row.EngagementName, row.EngagementID, row.EarningDate = number, tenant.Value(), "Microsoft Viva", string(viva), day(on)
	return row
}

// upcoming is an earning that is still to be paid.
func upcoming(paidIn, downloaded, money string) earnings.Row {
	row := earned(1, "Rebate", "Upcoming", money)
	row.EstimatedPaymentMonth, row.Downloaded = month(paidIn), day(downloaded)
	return row
}

// ineligible offers lines of ineligible revenue for each reason, and for
// another country if it changes the answer.
func (m *maker) ineligible() {
	for _, terms := range earnings.ReasonTable() {
		var first string
		for _, country := range []mci.Country{"CH", "US", ""} {
			in := answer.Settlement{AsOf: day("2023-04-01"), Claims: []settlement.Claim{approved()}, Coverage: covered()}
			in.Claims[0].CustomerCountry = country
			in.Ineligible = []earnings.Ineligible{{
				UnearnedID: "U-1", CustomerID: tenant.Value(), EngagementName: "Microsoft Viva", TransactionDate: day("2023-01-15"), ReasonText: terms.Reason.String(),
			}}
			out := string(must(answer.Of(m.catalogs, m.kind, must(answer.Marshal(in)))))
			if first = cmp.Or(first, out); out != first || country == "CH" {
				m.offer(in, fmt.Sprintf("ineligible by %s, country %q", terms.Reason.String(), country))
			}
			in.Claims = append(in.Claims, in.Claims[0])
			in.Claims[1].ID, in.Claims[1].Number = "claim-2", "N-2"
			m.offer(in, "ineligible, and two claims fit")
		}
	}
}

// ineligibleCovered offers late claims when the reports on ineligible revenue
// cover all the months in which a line can fit, some of them, or were
// downloaded too early.
func (m *maker) ineligibleCovered() {
	whole := settlement.Span{
		Report: settlement.IneligibleReport, From: month("2022-11"), Until: month("2023-03"), Downloaded: day("2023-03-07"), File: "i.csv",
	}
	for _, c := range []struct {
		name   string
		change func(*settlement.Span, *settlement.Claim)
	}{
		{"every month", func(*settlement.Span, *settlement.Claim) {}},
		{"not the first month", func(s *settlement.Span, _ *settlement.Claim) { s.From = month("2022-12") }},
		{"not the last month", func(s *settlement.Span, _ *settlement.Claim) { s.Until = month("2023-02") }},
		{"downloaded before", func(s *settlement.Span, _ *settlement.Claim) { s.Downloaded = day("2023-03-06") }},
		{"an unknown creation", func(_ *settlement.Span, c *settlement.Claim) { c.Created = mci.Date{} }},
		{"due before the creation", func(_ *settlement.Span, c *settlement.Claim) { c.Created = day("2023-04-01") }},
		{"due before the approval", func(_ *settlement.Span, c *settlement.Claim) { c.ApprovedOn = day("2023-04-01") }},
	} {
		span, claim := whole, approved()
		c.change(&span, &claim)
		m.offer(answer.Settlement{AsOf: day("2023-04-01"), Claims: []settlement.Claim{claim}, Coverage: append(covered(), span)}, "ineligible reports: "+c.name)
	}
	claim := approved()
	claim.ApprovedOn = day("2023-04-01")
	m.offer(answer.Settlement{AsOf: day("2023-04-01"), Claims: []settlement.Claim{claim}}, "due before the approval, and no report")
}

// settlements makes the cases of the kind "settlement".
func (m *maker) settlements() {
	for _, c := range slices.Concat(settlings, settledColumns, settledDownloads) {
		in := answer.Settlement{AsOf: day("2023-04-01"), Claims: []settlement.Claim{approved()}, Coverage: covered()}
		c.change(&in)
		m.offer(in, c.name)
	}
	m.ineligible()
	m.ineligibleCovered()
	basic := answer.Settlement{AsOf: day("2023-04-01"), Claims: []settlement.Claim{approved()}, Coverage: covered()}
	for _, on := range []string{"2023-03-05", "2023-03-06", "2023-03-07", "2023-03-08", "2023-03-10", "2023-03-11"} {
		in := basic
		in.AsOf = day(on)
		m.offer(in, "no earning, as of "+on)
	}
	for _, c := range []struct {
		name string
		rows []earnings.Row
	}{
		{"two stages", []earnings.Row{earned(1, "Rebate", "Sent", "3000"), earned(2, "Rebate", "In progress", "2000")}},
		{"clawback due", []earnings.Row{earned(1, "Rebate", "Sent", "5000"), earned(2, "Adjustment-Rebate", "Unprocessed", "-10")}},
		{"partly taken back", []earnings.Row{earned(1, "Rebate", "Sent", "6000"), earned(2, "Adjustment-Rebate", "Sent", "-2000")}},
		{"all is sent, and more is to come", []earnings.Row{earned(1, "Rebate", "Sent", "5000"), earned(2, "Rebate", "Unprocessed", "299.99")}},
		{"paid over, and a co-op share", []earnings.Row{earned(1, "Rebate", "Sent", "5100"), earned(2, "Co-op", "Upcoming", "100")}},
		{"less is missing than is to come", []earnings.Row{earned(1, "Rebate", "Sent", "4900"), earned(2, "Rebate", "Unprocessed", "299.99")}},
		{"two lines of one rank", []earnings.Row{earned(1, "Rebate", "Sent", "300"), func() earnings.Row {
			row := earned(1, "Rebate", "Sent", "4000")
			row.Origin.Line = 3
			return row
		}()}},
		{"taken back", []earnings.Row{earned(1, "Rebate", "Sent", "5000"), earned(2, "Adjustment-Rebate", "Sent", "-6000")}},
		{"corrected", []earnings.Row{earned(1, "Rebate", "Sent", "6000"), earned(2, "Adjustment-Rebate", "Sent", "-1000")}},
	} {
		in := basic
		in.Earnings = c.rows
		m.offer(in, "earnings: "+c.name)
	}
	for _, terms := range earnings.StatusTable() {
		in := basic
		in.Earnings = []earnings.Row{earned(1, "Rebate", terms.Status.String(), "5000")}
		m.offer(in, fmt.Sprintf("payment status %q", terms.Status))
	}
	for _, money := range []string{"0.01", "4999.98", "4999.99", "5000", "5000.01", "5000.02"} {
		in := basic
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Sent", money)}
		m.offer(in, "sent "+money+" of 5000")
	}
}

package cases

import (
	"fmt"

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

// covered says that the earnings of January to March are known as of March 10.
func covered() []settlement.Span {
	return []settlement.Span{{
		Report: settlement.EarningsReport, From: month("2023-01"), Until: month("2023-03"), Downloaded: day("2023-03-10"), File: "e.csv",
	}}
}

// settlements makes the cases of the kind "settlement".
func (m *maker) settlements() {
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

package cases

import (
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// wholeClaim is the approved claim, of which everything is known.
func wholeClaim() settlement.Claim {
	c := approved()
	c.Kind, c.Estimated, c.Requested = store.PartnerActivity, amount("5000"), amount("5000")
	c.ParticipantID, c.ProgramName = "4863040", "MCI"
	c.Area, c.Location, c.Owner, c.Updated = "Modern Work", "zurich", "team-1", opened.AddDate(0, 3, 0)
	return c
}

// wholeEarning is an earning in francs with a value in every column.
func wholeEarning() earnings.Row {
	row, _ := inFrancs()
	row.Amount = francs("4600.123456")
	row.ParticipantName, row.CustomerID, row.CustomerName, row.CustomerCountry = "Fabrikam", tenant.Value(), "Contoso", "Switzerland"
	row.EngagementID, row.EngagementName, row.SolutionArea = string(viva), "Microsoft Viva", "Modern Work"
	row.PartnerRole, row.PartnerAssociation, row.Lever = "Build Intent", "Claim", "Microsoft Viva"
	row.TransactionID, row.TransactionDate, row.ReasonCode = "T-1", day("2023-01-20"), "none"
	return row
}

// wholeOrder is the payment order of that earning with a value in every column.
func wholeOrder() earnings.Payment {
	_, order := inFrancs()
	order.ParticipantID, order.ParticipantName, order.ProgramName = "4863040", "Fabrikam", "MCI"
	order.SalesTax, order.ServiceFeeTax, order.Total = francs("354.21"), francs("0"), francs("4264.31")
	order.Method, order.Reference, order.Downloaded = "EFT", "CI-1", day("2023-03-20")
	return order
}

// wholeIneligible is a line of ineligible revenue with a value in every column.
func wholeIneligible() earnings.Ineligible {
	return earnings.Ineligible{
		UnearnedID: "U-1", ParticipantID: "4863040", CustomerID: tenant.Value(), CustomerIDType: "Tenant ID", CustomerName: "Contoso",
		EngagementName: "Microsoft Viva", PartnerAssociation: "Claim", PartnerRole: "Build Intent", SolutionArea: "Modern Work",
		SubscriptionID: "S-1", TransactionDate: day("2023-01-15"), AmountUSD: amount("5000"),
		ReasonText: earnings.ReasonTable()[0].Reason.String(), Downloaded: day("2023-03-10"), Origin: earnings.Origin{File: "i.csv", Line: 2},
	}
}

// settledColumns are cases in which every column and every fact of a claim has
// a value, and those of claims that are no approved activity.
var settledColumns = []settling{
	{"every column of an earning and of its order", func(in *answer.Settlement) {
		in.Claims[0] = wholeClaim()
		in.Earnings, in.Payments = []earnings.Row{wholeEarning()}, []earnings.Payment{wholeOrder()}
	}},
	{"every column of a line of ineligible revenue", func(in *answer.Settlement) {
		in.Claims[0], in.Ineligible = wholeClaim(), []earnings.Ineligible{wholeIneligible()}
	}},
	{"an order that no file has", func(in *answer.Settlement) { in.Earnings = []earnings.Row{wholeEarning()} }},
	{"an order that no earning names", func(in *answer.Settlement) { in.Payments = []earnings.Payment{wholeOrder()} }},
	{"a part that is a co-op share, and one that is not yet paid", func(in *answer.Settlement) {
		in.Earnings = []earnings.Row{earned(1, "Rebate", "Unprocessed", "500"), earned(2, "Co-op", "Upcoming", "1500"), earned(3, "Rebate", "Sent", "3000")}
	}},
	{"a reason code", func(in *answer.Settlement) {
		row := earned(1, "Rebate", "Rejected", "5000")
		row.ReasonCode = "R-1"
		in.Earnings = []earnings.Row{row}
	}},
	{"the files of another enrollment", func(in *answer.Settlement) {
		in.Claims[0] = wholeClaim()
		in.Coverage[0].ParticipantID, in.Coverage[0].ProgramName = "1", "MCI"
	}},
	{"an association that no report names", func(in *answer.Settlement) { in.Claims[0].Kind = store.PartnerAssociation }},
	{"an association that a report names", func(in *answer.Settlement) {
		in.Claims[0].Kind, in.Earnings = store.PartnerAssociation, []earnings.Row{earned(1, "Rebate", "Sent", "5000")}
	}},
	{"a customer who is named by domain", func(in *answer.Settlement) {
		in.Claims[0].Customer = customerID(mci.DomainName, "contoso.com")
		in.Earnings = []earnings.Row{byCustomer("", "2023-01-31")}
	}},
}

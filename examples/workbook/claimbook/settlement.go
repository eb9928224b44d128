package claimbook

import (
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

type result = settlement.Result

var settlementFields = joined(
	[]field[result]{
		text(portal.ClaimID.String(), shortWidth, func(r *result) string { return string(r.ID) }),
		text("Number", shortWidth, func(r *result) string { return r.Number }),
		text("Payment", shortWidth, func(r *result) string { return r.State.String() }),
		truth("Doubtful", func(r *result) bool { return r.Doubtful }),
		day("Due", func(r *result) mci.Date { return r.Due }),
		truth("Due assumed", func(r *result) bool { return r.DueAssumed }),
		count("Days late", func(r *result) int { return r.DaysLate }),
		text("Area", shortWidth, func(r *result) string { return r.Area }),
		text("Location", shortWidth, func(r *result) string { return r.Location }),
		text("Owner", nameWidth, func(r *result) string { return r.Owner }),
		text("Approved in", 0, func(r *result) string { return r.Month.String() }),
	},
	exact("Estimated", func(r *result) earnings.Amount { return r.Estimated }),
	exact("Requested", func(r *result) earnings.Amount { return r.Requested }),
	exact("Approved", func(r *result) earnings.Amount { return r.Approved }),
	exact("Paid", func(r *result) earnings.Amount { return r.Paid }),
	exact("Unpaid", func(r *result) earnings.Amount { return r.Unpaid }),
	exact("Co-op", func(r *result) earnings.Amount { return r.CoOp }),
	exact("Open", func(r *result) earnings.Amount { return r.Open }),
	exact("Difference", func(r *result) earnings.Amount { return r.Difference }),
	exact("Not explained", func(r *result) earnings.Amount { return r.Unexplained }),
	exact("Arrived", func(r *result) earnings.Amount { return r.Arrived }),
)

// A found is a row of the sheet of findings: a finding, a step of a difference,
// or a missing file or fact.
type found struct {
	claim  claims.ID
	kind   string
	rule   mci.RuleID
	amount earnings.Amount
	text   string
	action string
	by     mci.Date
	places string
}

var foundFields = joined(
	[]field[found]{
		text(portal.ClaimID.String(), shortWidth, func(f *found) string { return string(f.claim) }),
		text("Kind", 0, func(f *found) string { return f.kind }),
		text("Rule", shortWidth, func(f *found) string { return string(f.rule) }),
		text("Text", proseWidth, func(f *found) string { return f.text }),
	},
	exact("Amount", func(f *found) earnings.Amount { return f.amount }),
	[]field[found]{
		text("Action", proseWidth, func(f *found) string { return f.action }),
		day("By", func(f *found) mci.Date { return f.by }),
		text("Files and lines", nameWidth, func(f *found) string { return f.places }),
	},
)

// An earningLine is a row of the sheet of earnings.
type earningLine struct {
	claim claims.ID
	settlement.Evidence
}

var earningFields = joined(
	[]field[earningLine]{
		text(portal.ClaimID.String(), shortWidth, func(e *earningLine) string { return string(e.claim) }),
		text("Earning ID", shortWidth, func(e *earningLine) string { return e.EarningID }),
		text("Earning type", shortWidth, func(e *earningLine) string { return e.EarningType }),
		text("Payment ID", shortWidth, func(e *earningLine) string { return e.PaymentID }),
		text("Payment status", shortWidth, func(e *earningLine) string { return e.Status }),
	},
	exact("Amount", func(e *earningLine) earnings.Amount { return e.Amount }),
	exact("Earned", func(e *earningLine) earnings.Amount { return e.Earned }),
	[]field[earningLine]{
		text("Estimated month", 0, func(e *earningLine) string { return e.Month.String() }),
		day("Earning date", func(e *earningLine) mci.Date { return e.EarningDate }),
		text("Reason code", shortWidth, func(e *earningLine) string { return e.ReasonCode }),
		truth("Doubtful", func(e *earningLine) bool { return e.Doubtful }),
		truth("Counted", func(e *earningLine) bool { return !e.NotCounted }),
		text("File and line", nameWidth, func(e *earningLine) string { return e.Origin.String() }),
	},
)

// Settlement writes the claims with their payments. The sheet "Settlement" has
// a row for each claim, "Findings" the reasons for each row, "Earnings" the
// lines of the reports behind the rows, and "Sums" the totals. There is a sum
// for each combination of the fields and the currency.
func Settlement(book *workbook.Book, settled *settlement.Settlement, sums []settlement.Sum) error {
	if err := write(book, "Settlement", settlementFields, settled.Results); err != nil {
		return err
	}
	var findings []found
	var lines []earningLine
	for i := range settled.Results {
		r := &settled.Results[i]
		findings = append(findings, findingsOf(r)...)
		for _, evidence := range r.Lines {
			lines = append(lines, earningLine{r.ID, evidence})
		}
	}
	if err := write(book, "Findings", foundFields, findings); err != nil {
		return err
	}
	if err := write(book, "Earnings", earningFields, lines); err != nil {
		return err
	}
	return write(book, "Sums", sumFields, sumLines(sums))
}

// findingsOf returns the findings of a result, the steps of its difference, and
// its missing files and facts.
func findingsOf(r *result) (all []found) {
	for i := range r.Findings {
		f := &r.Findings[i]
		all = append(all, found{claim: r.ID, kind: "finding", rule: f.Rule, text: f.Text, action: f.Action, by: f.By, places: places(f.Origins)})
	}
	for i := range r.Steps {
		step := &r.Steps[i]
		cause := string(step.Cause)
		if step.Rate != "" {
			cause += " at " + step.Rate + " of " + step.On.String()
		}
		all = append(all, found{claim: r.ID, kind: "difference", amount: step.Amount, text: cause, places: places(step.Origins)})
	}
	for _, missing := range r.Missing {
		all = append(all, found{claim: r.ID, kind: "missing", text: missing.String()})
	}
	return all
}

func places(origins []earnings.Origin) string {
	var all []string
	for _, origin := range origins {
		if place := origin.String(); place != "" {
			all = append(all, place)
		}
	}
	return strings.Join(all, ", ")
}

// A sumLine is a row of the sheet of sums.
type sumLine struct {
	settlement.Sum
	amounts settlement.SumAmount
}

// sumLines returns a line for each currency. If a sum has no amounts, it
// returns one line for it.
func sumLines(sums []settlement.Sum) (lines []sumLine) {
	for _, sum := range sums {
		if len(sum.Amounts) == 0 {
			lines = append(lines, sumLine{Sum: sum})
		}
		for _, amounts := range sum.Amounts {
			lines = append(lines, sumLine{sum, amounts})
		}
	}
	return lines
}

var sumFields = joined(
	[]field[sumLine]{
		text("Payment", shortWidth, func(s *sumLine) string { return s.State.String() }),
		text("Area", shortWidth, func(s *sumLine) string { return s.Area }),
		text("Location", shortWidth, func(s *sumLine) string { return s.Location }),
		text("Owner", nameWidth, func(s *sumLine) string { return s.Owner }),
		text("Approved in", 0, func(s *sumLine) string { return s.Month.String() }),
		count("Claims", func(s *sumLine) int { return s.Claims }),
		text("Currency", 0, func(s *sumLine) string { return string(s.amounts.Currency) }),
	},
	total("Approved", func(s *settlement.SumAmount) *settlement.Figure { return &s.Approved }),
	total("Paid", func(s *settlement.SumAmount) *settlement.Figure { return &s.Paid }),
	total("Unpaid", func(s *settlement.SumAmount) *settlement.Figure { return &s.Unpaid }),
	total("Co-op", func(s *settlement.SumAmount) *settlement.Figure { return &s.CoOp }),
	total("Open", func(s *settlement.SumAmount) *settlement.Figure { return &s.Open }),
	total("Difference", func(s *settlement.SumAmount) *settlement.Figure { return &s.Difference }),
	total("Arrived", func(s *settlement.SumAmount) *settlement.Figure { return &s.Arrived }),
)

// total returns the column of a figure, and the number of claims in it.
func total(header string, of func(*settlement.SumAmount) *settlement.Figure) []field[sumLine] {
	return []field[sumLine]{
		{header, 0, func(s *sumLine) workbook.Cell { return workbook.Number(of(&s.amounts).Amount.Text()) }},
		{header + " of claims", 0, func(s *sumLine) workbook.Cell { return workbook.Count(of(&s.amounts).Claims) }},
	}
}

package settlement_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// pick draws one of some texts.
func pick(t *rapid.T, texts ...string) string { return rapid.SampledFrom(texts).Draw(t, "text") }

// A file is a report with the months that it covers.
type file struct {
	span  settlement.Span
	lines []any
}

// world draws some claims, the lives of their earnings, and files that show
// these lives as they were on the days of the downloads.
func world(t *rapid.T) ([]settlement.Claim, []file) {
	var facts []settlement.Claim
	for i := range rapid.IntRange(1, 3).Draw(t, "claims") {
		claim := contoso()
		claim.ID, claim.Number = claims.ID(fmt.Sprint("c", i)), pick(t, "", "N-1", fmt.Sprint("N-", i+2))
		claim.Approved = rapid.SampledFrom([]earnings.Amount{{}, usd("5000"), chf("4600")}).Draw(t, "approved")
		claim.ProgramName = pick(t, "", "MCI")
		facts = append(facts, claim)
	}
	var lives [][]earnings.Row
	for i := range rapid.IntRange(0, 4).Draw(t, "earnings") {
		lives = append(lives, life(t, i))
	}
	var files []file
	for i := range rapid.IntRange(0, 4).Draw(t, "files") {
		from := rapid.IntRange(1, 3).Draw(t, "from")
		one := file{span: quarter}
		one.span.From, one.span.Until = month(fmt.Sprint("2023-0", from)), month(fmt.Sprint("2023-0", from+rapid.IntRange(0, 2).Draw(t, "months")))
		one.span.Downloaded = day("2023-02-20").AddDays(rapid.IntRange(0, 40).Draw(t, "downloaded"))
		one.span.File, one.span.ProgramName = fmt.Sprint("f", i), pick(t, "", "MCI", "CSP")
		for line, life := range lives {
			if row, ok := asOf(life, one.span); ok {
				row.Downloaded, row.Origin = one.span.Downloaded, earnings.Origin{File: one.span.File, Line: line + 2}
				one.lines = append(one.lines, row)
			}
		}
		if rapid.Bool().Draw(t, "a payment") {
			_, order := sentInFrancs()
			one.lines = append(one.lines, order)
		}
		if rapid.Bool().Draw(t, "an ineligible line") {
			one.lines = append(one.lines, earnings.Ineligible{CustomerID: tenant, EngagementName: "Microsoft Viva", TransactionDate: day("2023-01-15"), ReasonText: "IVDMPA"})
		}
		files = append(files, one)
	}
	return facts, files
}

// life draws the calculations of one earning, one a week. What an earning
// belongs to does not change.
func life(t *rapid.T, i int) []earnings.Row {
	row := earned(i, pick(t, "Rebate", "Co-op", "Adjustment-Rebate"), "", "0")
	row.ClaimID, row.CustomerID = pick(t, "", "N-1", "N-2", "N-9"), tenant
	row.EngagementName = pick(t, "Microsoft Viva", "Azure")
	row.EarningDate = day("2023-01-01").AddDays(rapid.IntRange(0, 100).Draw(t, "earned"))
	row.PaymentID = pick(t, "", "P-1", "P-2")
	summarized := rapid.Bool().Draw(t, "without an ID")
	if summarized {
		row.EarningID = ""
	}
	var calculations []earnings.Row
	for week := range rapid.IntRange(1, 4).Draw(t, "calculations") {
		row.CalculationDate = day("2023-02-01").AddDays(7 * week)
		row.PaymentStatus = pick(t, "Unprocessed", "Upcoming", "Sent", "Odd", "Forfeited", "Incorrect payment")
		row.Amount = usd(pick(t, "5000", "3000", "-2000", "150"))
		row.AmountUSD = row.Amount
		if summarized {
			row.PaymentID = pick(t, "", "P-1", "P-2")
		}
		row.EstimatedPaymentMonth = month(pick(t, "2023-02", "2023-03"))
		calculations = append(calculations, row)
	}
	return calculations
}

// asOf returns the calculation that a file shows, if it shows one.
func asOf(life []earnings.Row, span settlement.Span) (row earnings.Row, shown bool) {
	earnedIn := earnings.MonthOf(life[0].EarningDate)
	if earnedIn.Compare(span.From) < 0 || earnedIn.Compare(span.Until) > 0 || span.ProgramName == "CSP" {
		return row, false
	}
	for _, calculation := range life {
		if calculation.CalculationDate.Compare(span.Downloaded) <= 0 {
			row, shown = calculation, true
		}
	}
	return row, shown
}

func settleFiles(t *rapid.T, facts []settlement.Claim, files []file) *settlement.Settlement {
	var all settlement.Reports
	for _, one := range files {
		for _, line := range append([]any{one.span}, one.lines...) {
			if err := add(&all, line); err != nil {
				t.Fatal(err)
			}
		}
	}
	settled, err := settlement.Settle(day("2023-04-01"), list(facts...), &all)
	if err != nil {
		t.Fatal(err)
	}
	return settled
}

func TestRemovingAFileNeverTurnsUnknownIntoLateOrPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, files := world(t)
		whole := settleFiles(t, facts, files)
		for i := range files {
			less := settleFiles(t, facts, slices.Delete(slices.Clone(files), i, i+1))
			for at, before := range whole.Results {
				after := less.Results[at]
				if before.State == settlement.Unknown && after.State != settlement.Unknown {
					t.Fatalf("without %s, %s became %s:\n%+v", files[i].span.File, before.State, after.State, before)
				}
				if after.State == settlement.Unknown && len(after.Missing) == 0 {
					t.Fatalf("%s is unknown, and nothing is missing", after.ID)
				}
			}
		}
	})
}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, files := world(t)
		var lines []any
		for _, one := range files {
			lines = append(append(lines, one.span), one.lines...)
		}
		again := append(rapid.Permutation(lines).Draw(t, "shuffled"), lines...)
		want, got := must(json.Marshal(settle(facts, lines...))), must(json.Marshal(settle(facts, again...)))
		if string(want) != string(got) {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}

// places matches everything that says where a line was read.
var places = regexp.MustCompile(`,?"(origins":\[[^\]]*\]|origin":\{[^}]*\}|coverage":\[[^\]]*\])`)

func TestSplittingAReportIntoFilesChangesOnlyThePlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, files := world(t)
		var split []file
		for _, one := range files {
			parts := [3]file{{span: one.span}, {span: one.span}, {span: one.span}}
			for _, line := range one.lines {
				at := rapid.IntRange(0, 2).Draw(t, "part")
				if row, ok := line.(earnings.Row); ok {
					row.Origin = earnings.Origin{File: fmt.Sprint(one.span.File, at), Line: len(parts[at].lines) + 2}
					line = row
				}
				parts[at].lines = append(parts[at].lines, line)
			}
			split = append(split, rapid.Permutation(parts[:]).Draw(t, "order")...)
		}
		want := places.ReplaceAllString(string(must(json.Marshal(settleFiles(t, facts, files)))), "")
		if got := places.ReplaceAllString(string(must(json.Marshal(settleFiles(t, facts, split)))), ""); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}

// The figures of a claim that the files name are sums of its lines, and no
// amount is made up for one that they do not name.
func TestFiguresRestOnLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, files := world(t)
		settled := settleFiles(t, facts, files)
		lines := 0
		for _, r := range settled.Results {
			lines += len(r.Lines)
			if len(r.Lines) == 0 && !(r.Paid.IsNone() && r.Unpaid.IsNone() && r.CoOp.IsNone() && r.Open.IsNone() && r.Difference.IsNone()) {
				t.Fatalf("%s has figures without lines: %+v", r.ID, r)
			}
			for _, f := range r.Findings {
				if f.Text == "" || f.Source == (mci.Source{}) {
					t.Fatalf("a finding says nothing: %+v", f)
				}
			}
		}
		total := must(settled.Sums())
		if len(total) > 0 && total[0].Claims != len(settled.Results) {
			t.Fatalf("got %d claims in the sums of %d results", total[0].Claims, len(settled.Results))
		}
		parts := must(settled.Sums(settlement.SumByState, settlement.SumByArea, settlement.SumByLocation, settlement.SumByOwner, settlement.SumByMonth))
		count := 0
		for _, part := range parts {
			count += part.Claims
		}
		if count != len(settled.Results) {
			t.Fatalf("the sums have %d claims, want %d", count, len(settled.Results))
		}
		_, _ = settled.Recordings()
	})
}

func FuzzLinesOfAnyFormAreSettled(f *testing.F) {
	f.Add("N-1", "Sent", "Rebate", "5000", "P-1", "CUSPUBSEC")
	f.Add("", "", "", "-1E-12", "", "\xff")
	f.Fuzz(func(t *testing.T, number, status, earningType, amount, payment, reason string) {
		row := earned(2, earningType, status, "1")
		row.ClaimID, row.PaymentID, row.CustomerID, row.EngagementName = number, payment, tenant, "Microsoft Viva"
		if parsed, err := earnings.ParseAmount(amount, mci.USD); err == nil {
			row.Amount = parsed
		}
		var all settlement.Reports
		_ = all.Cover(quarter)
		_ = all.Add(row) // a malformed line is not added
		_ = all.AddPayment(earnings.Payment{PaymentID: payment, Total: row.Amount, Earned: row.Amount})
		_ = all.AddIneligible(earnings.Ineligible{CustomerID: tenant, EngagementName: "Microsoft Viva", TransactionDate: day("2023-01-15"), ReasonText: reason})
		settled, err := settlement.Settle(day("2023-04-01"), list(contoso()), &all)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(settled); err != nil {
			t.Fatal(err)
		}
		if _, err := settled.Sums(settlement.SumByState); err != nil {
			t.Fatal(err)
		}
		_, _ = settled.Recordings()
	})
}

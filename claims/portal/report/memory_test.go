package report_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims/portal/report"
)

const memoryHeader = "earningId,earningAmount,transactionCurrency,estimatedPaymentMonth,earningDate,exchangeRateDate\n"

// answers returns what is read of each line, or its error.
func answers(t *rapid.T, lines []string, dayFirst bool) []string {
	var all []string
	for line, err := range report.File(strings.NewReader(memoryHeader+strings.Join(lines, "\n")+"\n"), report.Options{DayFirst: dayFirst}, nil) {
		if err != nil {
			_, why, _ := strings.Cut(err.Error(), ": ")
			all = append(all, why)
			continue
		}
		r := line.Row
		all = append(all, fmt.Sprint(r.EarningID, r.Amount, r.EstimatedPaymentMonth, r.EarningDate, r.ExchangeRateDate))
	}
	if len(all) != len(lines) {
		t.Fatalf("%q: got %d answers", lines, len(all))
	}
	return all
}

// A reader keeps the last date, month and currency of a column. No line is read
// differently for the lines above it.
func TestNoLineIsReadDifferentlyForTheLinesAboveIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(texts ...string) string { return rapid.SampledFrom(texts).Draw(t, "cell") }
		dayFirst := rapid.Bool().Draw(t, "the day first")
		var lines []string
		for range rapid.IntRange(1, 8).Draw(t, "lines") {
			lines = append(lines, strings.Join([]string{
				"1", pick("5", " 5 ", "ten", "-1304.89130434783", "1e3"), pick("USD", "usd", " CHF", "XXY", ""), pick("", "Mar 2023", "2023-03", "Smarch", " 3/1/2023 "),
				pick("", "2023-01-31", "2023-01-31T00:00:00Z", "2023-02-30", "2o23-01-31", "1/2/2023", "31/1/2023 12:00:00 AM", "2023-01-31T10:00:00+01:00"),
				pick("2023-01-31", "13/13/2023"),
			}, ","))
		}
		together := answers(t, lines, dayFirst)
		for i, line := range lines {
			if alone := answers(t, []string{line}, dayFirst)[0]; alone != together[i] {
				t.Fatalf("alone %q is read as\n%s\nand below %q as\n%s", line, alone, lines[:i], together[i])
			}
		}
	})
}

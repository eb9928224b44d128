package settlement_test

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// golden compares a text with a golden file, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed (-want +got); if that is meant, run with -update:\n%s", path, diff)
	}
}

// must returns a value that the test itself wrote down correctly.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func day(text string) mci.Date { return must(mci.ParseDate(text)) }

func month(text string) earnings.Month { return must(earnings.ParseMonth(text)) }

func usd(text string) earnings.Amount { return must(earnings.ParseAmount(text, mci.USD)) }

func chf(text string) earnings.Amount { return must(earnings.ParseAmount(text, "CHF")) }

const tenant = "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"

// contoso is a claim that was approved on January 20 for USD 5,000, and whose
// payment is expected by March 6.
func contoso() settlement.Claim {
	return settlement.Claim{
		ID: "contoso-viva", Number: "N-1", Customer: must(mci.ParseCustomerID(mci.TenantID, tenant)), CustomerCountry: "CH",
		Engagement: "fy23-microsoft-viva", Title: "Microsoft Viva",
		Created: day("2022-11-10"), ApprovedOn: day("2023-01-20"), ExpectedBy: day("2023-03-06"), Approved: usd("5000"),
		Area: "Modern Work", Location: "Zurich", Owner: "Pat",
	}
}

// earned is an earning of contoso's claim in the file e.csv, as it was
// downloaded on March 10.
func earned(line int, earningType, status, amount string) earnings.Row {
	return earnings.Row{
		EarningID: fmt.Sprint("E-", line), ClaimID: "N-1", EarningType: earningType, PaymentStatus: status, Amount: usd(amount), AmountUSD: usd(amount),
		ProgramName: "MCI", ParticipantID: "4863040", EarningDate: day("2023-01-31"), CalculationDate: day("2023-02-01"),
		EstimatedPaymentMonth: month("2023-03"),
		Downloaded:            day("2023-03-10"), Origin: earnings.Origin{File: "e.csv", Line: line},
	}
}

// quarter says that e.csv covers January to March, as of March 10.
var quarter = settlement.Span{
	Report: settlement.EarningsReport, From: month("2023-01"), Until: month("2023-03"), Downloaded: day("2023-03-10"), File: "e.csv",
}

// reports holds lines of any kind.
func reports(lines ...any) *settlement.Reports {
	var all settlement.Reports
	for _, line := range lines {
		if err := add(&all, line); err != nil {
			panic(err)
		}
	}
	return &all
}

func add(all *settlement.Reports, line any) error {
	switch line := line.(type) {
	case earnings.Origin:
		all.Unread(line)
		return nil
	case earnings.Row:
		return all.Add(line)
	case earnings.Payment:
		return all.AddPayment(line)
	case earnings.Ineligible:
		return all.AddIneligible(line)
	case settlement.Span:
		return all.Cover(line)
	default:
		return fmt.Errorf("%T is no line", line)
	}
}

// list yields claims.
func list(facts ...settlement.Claim) iter.Seq2[settlement.Claim, error] {
	return func(yield func(settlement.Claim, error) bool) {
		for _, claim := range facts {
			if !yield(claim, nil) {
				return
			}
		}
	}
}

// settle settles on April 1.
func settle(facts []settlement.Claim, lines ...any) *settlement.Settlement {
	return must(settlement.Settle(day("2023-04-01"), list(facts...), reports(lines...)))
}

// one settles a claim alone.
func one(claim settlement.Claim, lines ...any) settlement.Result {
	return settle([]settlement.Claim{claim}, lines...).Results[0]
}

// unreadable yields an error in place of a claim.
func unreadable(err error) iter.Seq2[settlement.Claim, error] {
	return func(yield func(settlement.Claim, error) bool) {
		if yield(settlement.Claim{}, err) {
			yield(contoso(), nil)
		}
	}
}

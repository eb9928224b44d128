package earnings_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// golden compares a text with a golden file and returns the content of the
// file. With -update it rewrites the file first.
func golden(t *testing.T, name, got string) string {
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
	return string(want)
}

// must returns v and panics if err is not nil. Use it for values that the test
// wrote itself.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func month(text string) earnings.Month { return must(earnings.ParseMonth(text)) }

// wantFieldError fails the test unless err is a FieldError that also matches
// ErrInvalid, and returns it.
func wantFieldError(t testing.TB, err error) mci.FieldError {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) {
		t.Fatalf("got %v, want a FieldError", err)
	}
	if !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%v does not match ErrInvalid", err)
	}
	return *field
}

// goodRow returns a row without malformed or empty fields.
func goodRow() earnings.Row {
	return earnings.Row{
		EarningID: "1001", EarningType: "Rebate", ProgramName: "Microsoft Commerce Incentives", ParticipantID: "4863040", ParticipantName: "Fabrikam AG",
		CustomerID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", CustomerName: "Contoso", CustomerCountry: "CH",
		ClaimID: "C-1", EngagementID: "E-1", EngagementName: "Microsoft Viva", SolutionArea: "Modern Work", PartnerRole: "Build intent",
		PartnerAssociation: "PAL.Owner", Lever: "Workshop", TransactionID: "T-1", TransactionDate: date("2023-02-28"),
		Amount: amount("4600", "CHF"), AmountUSD: amount("5000", "USD"), AmountInLastPaymentCurrency: amount("4600", "CHF"),
		ExchangeRate: "1.0869", ExchangeRateDate: date("2023-02-28"),
		EarningDate: date("2023-03-01"), CalculationDate: date("2023-03-02"), EstimatedPaymentMonth: month("2023-04"),
		PaymentStatus: "Upcoming", PaymentID: "P-1", ReasonCode: "correction", Downloaded: date("2023-03-05"),
		Origin: earnings.Origin{File: "earnings.csv", Line: 2},
	}
}

// goodPayment returns a payment without malformed or empty fields.
func goodPayment() earnings.Payment {
	return earnings.Payment{
		PaymentID: "P-1", ParticipantID: "4863040", ParticipantName: "Fabrikam AG", ProgramName: "Microsoft Commerce Incentives",
		Earned: amount("4600.12", "CHF"), EarnedUSD: amount("5000", "USD"), WithheldTax: amount("690.02", "CHF"), SalesTax: amount("0", "CHF"),
		ServiceFeeTax: amount("0", "CHF"), Total: amount("3910.10", "CHF"), Method: "Electronic bank transfer", PaymentStatus: "Sent",
		PaymentDate: date("2023-03-15"), Reference: "CI-1", Downloaded: date("2023-04-01"), Origin: earnings.Origin{File: "payments.csv", Line: 2},
	}
}

// rows draws lines with only a few different IDs, so that many lines report the
// same earning.
func rows() *rapid.Generator[[]earnings.Row] { return rapid.SliceOfN(row(), 0, 30) }

func row() *rapid.Generator[earnings.Row] {
	return rapid.Custom(func(t *rapid.T) earnings.Row {
		text := func(label string, texts ...string) string { return rapid.SampledFrom(texts).Draw(t, label) }
		r := earnings.Row{
			EarningID:     text("earning", "", "1", "2", "3", "4"),
			EarningType:   text("type", "Rebate", "Co-op", "Adjustment-Rebate"),
			ProgramName:   text("program", "MCI", "CSP"),
			ClaimID:       text("claim", "", "C-1", "C-2"),
			SolutionArea:  text("solution area", "Azure", "Security"),
			PaymentStatus: text("status", "Sent", "UPCOMING", "On the moon"),
			Amount:        amount(text("amount", "100", "-5.125", "0"), mci.Currency(text("currency", "USD", "CHF"))),
			Origin:        earnings.Origin{File: text("file", "a.csv", "b.csv"), Line: rapid.IntRange(2, 9).Draw(t, "line")},
		}
		if rapid.Bool().Draw(t, "has a day") {
			r.EarningDate, r.PaymentID = date("2022-12-31"), text("payment", "", "P-1")
		}
		r.CalculationDate = date("2023-01-01").AddDays(rapid.IntRange(0, 2).Draw(t, "calculated"))
		r.Downloaded = date("2023-02-01").AddDays(rapid.IntRange(0, 1).Draw(t, "downloaded"))
		if rapid.Bool().Draw(t, "has US dollars") {
			r.AmountUSD = amount(text("US dollars", "100", "7.5"), mci.USD)
		}
		return r
	})
}

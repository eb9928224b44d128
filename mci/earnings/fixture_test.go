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

// golden returns what a golden file says, and compares a text with it or rewrites it first.
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

// must returns a value that the test itself wrote down correctly.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func month(text string) earnings.Month { return must(earnings.ParseMonth(text)) }

func money(amount string, currency mci.Currency) mci.Money {
	return must(mci.ParseMoney(amount, currency))
}

func usd(amount string) mci.Money { return money(amount, mci.USD) }

// How go-cmp compares days and months, which hide what they are made of.
var (
	sameDay   = cmp.Comparer(func(a, b mci.Date) bool { return a == b })
	sameMonth = cmp.Comparer(func(a, b earnings.Month) bool { return a == b })
)

// wantFieldError fails the test unless err is a FieldError that also matches ErrInvalid, and returns it.
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

// goodRow is a row in which nothing is malformed and nothing is empty.
func goodRow() earnings.Row {
	return earnings.Row{
		ClaimID: "C-1", EngagementID: "E-1", EngagementName: "Microsoft Viva", SolutionArea: "Modern Work", PartnerRole: "Build intent",
		PartnerAssociation: "PAL.Owner", EarningAmount: money("4600", "CHF"), EarningAmountUSD: usd("5000"),
		EarningDate: date("2023-03-01"), CalculationDate: date("2023-03-02"), EstimatedPaymentMonth: month("2023-04"),
		PaymentStatus: "Upcoming", PaymentID: "P-1", Lever: "Workshop", ReasonCode: "correction",
	}
}

// rows draws rows of few different values, so that many have something in common.
func rows() *rapid.Generator[[]earnings.Row] { return rapid.SliceOfN(row(), 0, 30) }

func row() *rapid.Generator[earnings.Row] {
	return rapid.Custom(func(t *rapid.T) earnings.Row {
		text := func(label string, texts ...string) string { return rapid.SampledFrom(texts).Draw(t, label) }
		r := earnings.Row{
			ClaimID:            text("claim", "", "C-1", "C-2", "C-3", "C-4"),
			EngagementID:       text("engagement", "", "E-1", "E-2"),
			EngagementName:     text("engagement name", "", "Viva", "Power BI"),
			SolutionArea:       text("solution area", "", "Azure", "Security"),
			PartnerRole:        text("partner role", "", "Build intent", "Transact"),
			PartnerAssociation: text("association", "", "reseller", "PAL.Owner"),
			EarningDate:        date("2023-01-01").AddDays(rapid.IntRange(0, 400).Draw(t, "day")),
			PaymentStatus:      text("status", "", "Sent", "Upcoming", "Rejected", "On the moon", "In orbit"),
			PaymentID:          text("payment", "", "P-1", "P-2"),
			Lever:              text("lever", "", "core", "growth"),
			ReasonCode:         text("reason", "", "IVDGEO", "IVDPOE", "correction"),
		}
		r.CalculationDate = r.EarningDate.AddDays(rapid.IntRange(0, 3).Draw(t, "calculated after"))
		r.EstimatedPaymentMonth = rapid.SampledFrom([]earnings.Month{{}, month("2023-04"), month("2023-05")}).Draw(t, "month")
		if currency := text("currency", "", "USD", "CHF", "JPY"); currency != "" {
			r.EarningAmount = money(rapid.StringMatching(`-?[0-9]{1,9}`).Draw(t, "amount"), mci.Currency(currency))
		}
		if rapid.Bool().Draw(t, "has US dollars") {
			r.EarningAmountUSD = usd(rapid.StringMatching(`-?[0-9]{1,9}\.[0-9]{2}`).Draw(t, "amount in US dollars"))
		}
		return r
	})
}

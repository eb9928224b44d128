package claims_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/earnings"
)

// amountsPaid returns the payments of a claim that stand, in words.
func amountsPaid(claim *claims.Claim) (paid []string) {
	record := claim.Record()
	for payment := range record.Amounts.Paid() {
		paid = append(paid, payment.Money.String())
	}
	return paid
}

func TestAPaymentOfTheSameSourceIsRecordedOnceAndCorrected(t *testing.T) {
	march := must(earnings.NewMonth(2023, time.March))
	april := must(earnings.NewMonth(2023, time.April))
	order := claims.RecordPayment{Amount: usd("100"), Reference: "pay-1"}
	earning := claims.RecordPayment{Amount: usd("100"), Reference: "pay-1", Earning: "e-1"}
	typed := claims.RecordPayment{Amount: usd("100"), Reference: "pay-1", EarningType: "Rebate", Month: march}
	with := func(c claims.RecordPayment, change func(*claims.RecordPayment)) claims.RecordPayment {
		change(&c)
		return c
	}
	undated := func(c *claims.RecordPayment) { c.Month = earnings.Month{} }
	untyped := func(c *claims.RecordPayment) { c.EarningType = "" }
	more := func(c *claims.RecordPayment) { c.Amount = usd("130") }
	for name, test := range map[string]struct {
		commands []claims.RecordPayment
		entries  int
		paid     []string
	}{
		"one earning, twice":                {[]claims.RecordPayment{earning, earning}, 1, []string{"USD 100.00"}},
		"one earning, corrected":            {[]claims.RecordPayment{earning, with(earning, more)}, 2, []string{"USD 130.00"}},
		"corrected and back":                {[]claims.RecordPayment{earning, with(earning, more), earning}, 3, []string{"USD 100.00"}},
		"two earnings of one payment":       {[]claims.RecordPayment{earning, with(earning, func(c *claims.RecordPayment) { c.Earning = "e-2" })}, 2, []string{"USD 100.00", "USD 100.00"}},
		"one earning of two payments":       {[]claims.RecordPayment{earning, with(earning, func(c *claims.RecordPayment) { c.Reference = "pay-2" })}, 2, []string{"USD 100.00", "USD 100.00"}},
		"a payment ID alone tells nothing":  {[]claims.RecordPayment{order, order}, 2, []string{"USD 100.00", "USD 100.00"}},
		"a type without a month":            {[]claims.RecordPayment{with(typed, undated), with(typed, undated)}, 2, []string{"USD 100.00", "USD 100.00"}},
		"a month without a type":            {[]claims.RecordPayment{with(typed, untyped), with(typed, untyped)}, 2, []string{"USD 100.00", "USD 100.00"}},
		"type and month, twice":             {[]claims.RecordPayment{typed, typed}, 1, []string{"USD 100.00"}},
		"a type in another case":            {[]claims.RecordPayment{typed, with(typed, func(c *claims.RecordPayment) { c.EarningType = " REBATE" })}, 1, []string{"USD 100.00"}},
		"another type":                      {[]claims.RecordPayment{typed, with(typed, func(c *claims.RecordPayment) { c.EarningType = "Fee" })}, 2, []string{"USD 100.00", "USD 100.00"}},
		"type and another month":            {[]claims.RecordPayment{typed, with(typed, func(c *claims.RecordPayment) { c.Month = april })}, 2, []string{"USD 100.00", "USD 100.00"}},
		"taken back":                        {[]claims.RecordPayment{earning, with(earning, func(c *claims.RecordPayment) { c.Earning, c.Amount = "e-2", usd("-40") })}, 2, []string{"USD 100.00", "USD -40.00"}},
		"an earning ID, whatever its month": {[]claims.RecordPayment{earning, with(earning, func(c *claims.RecordPayment) { c.Month = april })}, 1, []string{"USD 100.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := reach(t, plain(claims.Approved))
			entries := 0
			for _, command := range test.commands {
				change := must(claims.Apply(l.claim, command, by(claims.PaymentRecorded, at("2023-01-15"))))
				entries += len(change.Entries)
				l.claim, l.history = change.Claim, append(l.history, change.Entries...)
			}
			if got := amountsPaid(l.claim); entries != test.entries || !slices.Equal(got, test.paid) {
				t.Errorf("%d entries, paid %v; want %d, %v", entries, got, test.entries, test.paid)
			}
			must(claims.Restore(throughJSON(t, l.claim.Record()), l.catalog))
			l.checkReplay()
		})
	}
}

// A payment that somebody typed without its earning can be the one of a report.
func TestAPaymentMayRepeatOneOfTheSameAmountOfWhichTheSourcesDoNotTellItApart(t *testing.T) {
	typed := claims.RecordPayment{Amount: usd("100"), Reference: "pay-1"}
	bare := claims.RecordPayment{Amount: usd("100")}
	reported := claims.RecordPayment{Amount: usd("100"), Reference: "pay-1", Earning: "e-1"}
	with := func(c claims.RecordPayment, change func(*claims.RecordPayment)) claims.RecordPayment {
		change(&c)
		return c
	}
	march, april := must(earnings.NewMonth(2023, time.March)), must(earnings.NewMonth(2023, time.April))
	other := with(reported, func(c *claims.RecordPayment) { c.Earning = "e-2" })
	for name, test := range map[string]struct {
		recorded []claims.RecordPayment
		given    claims.RecordPayment
		want     string // the reference and the earning of the payment
	}{
		"typed, then reported":               {[]claims.RecordPayment{typed}, reported, "pay-1 "},
		"reported, then typed":               {[]claims.RecordPayment{reported}, typed, "pay-1 e-1"},
		"typed twice":                        {[]claims.RecordPayment{typed}, typed, "pay-1 "},
		"typed without a payment ID":         {[]claims.RecordPayment{bare}, reported, " "},
		"typed without a payment ID, later":  {[]claims.RecordPayment{reported}, bare, "pay-1 e-1"},
		"the second one":                     {[]claims.RecordPayment{other, typed}, reported, "pay-1 "},
		"another amount":                     {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.Amount = usd("99") })}, reported, ""},
		"another payment ID":                 {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.Reference = "pay-2" })}, reported, ""},
		"another earning, no payment ID":     {[]claims.RecordPayment{{Amount: usd("100"), Earning: "e-2"}}, reported, ""},
		"another type":                       {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.EarningType = "Rebate" })}, with(typed, func(c *claims.RecordPayment) { c.EarningType = "Co-op" }), ""},
		"the same type in another case":      {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.EarningType = "Rebate" })}, with(typed, func(c *claims.RecordPayment) { c.EarningType = "rebate " }), "pay-1 "},
		"another month":                      {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.Month = march })}, with(typed, func(c *claims.RecordPayment) { c.Month = april }), ""},
		"by its type, then by its earning":   {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.EarningType, c.Month = "Rebate", march })}, reported, "pay-1 "},
		"the same month":                     {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.Month = march })}, with(typed, func(c *claims.RecordPayment) { c.Month = march }), "pay-1 "},
		"two earnings":                       {[]claims.RecordPayment{other}, reported, ""},
		"the same for sure":                  {[]claims.RecordPayment{reported}, reported, ""},
		"the same for sure, beside one":      {[]claims.RecordPayment{typed, reported}, reported, ""},
		"one that was corrected":             {[]claims.RecordPayment{reported, with(reported, func(c *claims.RecordPayment) { c.Amount = usd("99") })}, typed, ""},
		"nothing recorded":                   {nil, reported, ""},
		"an earning type without a month":    {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.EarningType = "Rebate" })}, reported, "pay-1 "},
		"taken back, and paid once more too": {[]claims.RecordPayment{with(typed, func(c *claims.RecordPayment) { c.Amount = usd("-100") })}, reported, ""},
	} {
		l := reach(t, plain(claims.Approved))
		for _, command := range test.recorded {
			l.claim = must(claims.Apply(l.claim, command, by(claims.PaymentRecorded, at("2023-01-15")))).Claim
		}
		record := l.claim.Record()
		got, found := test.given.MayRepeat(&record)
		if found != (test.want != "") || found && got.Reference+" "+got.Earning != test.want {
			t.Errorf("%s: got %+v, %t; want %q", name, got, found, test.want)
		}
	}
}

func TestAPaymentOfNothingIsMalformed(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	for path, command := range map[string]claims.RecordPayment{
		"amount":      {Amount: usd("0")},
		"reference":   {Amount: usd("1"), Reference: long(501)},
		"earning":     {Amount: usd("1"), Earning: long(501)},
		"earningType": {Amount: usd("1"), EarningType: long(201)},
	} {
		_, err := claims.Apply(l.claim, command, by(claims.PaymentRecorded, at("2023-01-15")))
		wantInvalid(t, err, path)
	}
}

func TestAReplacedPaymentHasOneThatReplacesIt(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	for _, amount := range []string{"100", "130"} {
		l.do("2023-01-15", claims.RecordPayment{Amount: usd(amount), Reference: "pay-1", Earning: "e-1"})
	}
	for path, change := range map[string]func(*claims.Record){
		"amounts.payments[0].replaced": func(r *claims.Record) { r.Amounts.Payments[0].Replaced = false },
		"amounts.payments[1].replaced": func(r *claims.Record) { r.Amounts.Payments[1].Replaced = true },
		"amounts.payments[0].earning":  func(r *claims.Record) { r.Amounts.Payments[0].Earning = long(501) },
	} {
		record := l.claim.Record()
		change(&record)
		_, err := claims.Restore(record, l.catalog)
		wantInvalid(t, err, path)
	}
}

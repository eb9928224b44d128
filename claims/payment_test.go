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

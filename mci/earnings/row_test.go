package earnings_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func TestEveryFieldOfAGoodLineIsFilled(t *testing.T) {
	for name, line := range map[string]any{"row": goodRow(), "payment": goodPayment()} {
		v := reflect.ValueOf(line)
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s: the field %s is empty, so no test here looks at it", name, v.Type().Field(i).Name)
			}
		}
	}
}

func TestAGoodRowHasNothingToReport(t *testing.T) {
	for name, change := range map[string]func(*earnings.Row){
		"as it is":                         func(*earnings.Row) {},
		"without an ID":                    func(r *earnings.Row) { r.EarningID = "" },
		"without a claim":                  func(r *earnings.Row) { r.ClaimID = "" },
		"without the amount in US dollars": func(r *earnings.Row) { r.AmountUSD = earnings.Amount{} },
		"without a month":                  func(r *earnings.Row) { r.EstimatedPaymentMonth = earnings.Month{} },
		"below zero":                       func(r *earnings.Row) { r.Amount = amount("-5", "CHF") },
		"a status that is not known":       func(r *earnings.Row) { r.PaymentStatus = "On the moon" },
		"a type that is not known":         func(r *earnings.Row) { r.EarningType = "Moon dust" },
		"a name of the most bytes":         func(r *earnings.Row) { r.EngagementName = strings.Repeat("é", 250) },
	} {
		r := goodRow()
		change(&r)
		if err := r.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// badTexts contains texts that no line may have.
var badTexts = []string{"C\xff", strings.Repeat("C", 501)}

func TestEveryTextOfALineIsBounded(t *testing.T) {
	for _, text := range badTexts {
		row, payment := goodRow(), goodPayment()
		ineligible := earnings.Ineligible{ReasonText: "IVDGEO"}
		balance := earnings.CapBalance{}
		spoil(t, text, &row, row.Check)
		spoil(t, text, &payment, payment.Check)
		spoil(t, text, &ineligible, ineligible.Check)
		spoil(t, text, &balance, balance.Check)
	}
}

// spoil sets each text field of a line to a bad text in turn and expects
// exactly one problem.
func spoil(t *testing.T, text string, line any, check func() error) {
	t.Helper()
	v := reflect.ValueOf(line).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.String {
			continue
		}
		before := v.Field(i).String()
		v.Field(i).SetString(text)
		var problems mci.Problems
		if err := check(); !errors.As(err, &problems) || len(problems) != 1 || problems[0].Path == "" {
			t.Errorf("%s.%s: got %v, want one problem", v.Type(), v.Type().Field(i).Name, err)
		}
		v.Field(i).SetString(before)
	}
}

func TestAnAmountThatIsMissingOrInAnotherCurrencyIsNamed(t *testing.T) {
	row, payment := goodRow(), goodPayment()
	row.Amount, row.AmountUSD = earnings.Amount{}, amount("5", "CHF")
	payment.EarnedUSD, payment.WithheldTax = amount("5", "CHF"), amount("5", "EUR")
	ineligible := earnings.Ineligible{AmountUSD: amount("5", "CHF")}
	balance := earnings.CapBalance{Cap: amount("5", "CHF"), Earned: amount("5", "EUR"), Left: amount("5", "JPY")}
	for _, c := range []struct {
		err  error
		want []string
	}{
		{row.Check(), []string{"earningAmount", "earningAmountUSD"}},
		{payment.Check(), []string{"earnedUSD", "withheldTax"}},
		{ineligible.Check(), []string{"reason", "transactionAmountUSD"}},
		{balance.Check(), []string{"maxCapUSD", "totalEarningsUSD", "balanceEarningOpportunityUSD"}},
	} {
		var problems mci.Problems
		if !errors.As(c.err, &problems) {
			t.Fatalf("got %v, want problems", c.err)
		}
		var paths []string
		for _, p := range problems {
			paths = append(paths, p.Path)
		}
		if diff := cmp.Diff(c.want, paths); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func TestALineSurvivesJSON(t *testing.T) {
	want := goodRow()
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got earnings.Row
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("%s was read as %+v, %v", text, got, err)
	}
	order := goodPayment()
	text, err = json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	var back earnings.Payment
	if err := json.Unmarshal(text, &back); err != nil || back != order {
		t.Errorf("%s was read as %+v, %v", text, back, err)
	}
}

func TestStatusesAndReasonsAreReadInAnyCase(t *testing.T) {
	for text, want := range map[string]earnings.PaymentStatus{
		"SENT": earnings.Sent, "sent": earnings.Sent, "In Progress": earnings.InProgress, "IN  PROGRESS ": earnings.InProgress,
		"Unprocessed": earnings.Unprocessed, "On the moon": 0, "": 0, "Sen": 0,
	} {
		if got := earnings.ReadPaymentStatus(text); got != want {
			t.Errorf("ReadPaymentStatus(%q) = %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string]earnings.Reason{
		"IVDGEO": earnings.LocationNotEligible, "ivdgeo": earnings.LocationNotEligible,
		"Partner location ineligible for engagement": earnings.LocationNotEligible,
		"partner is customer":                        earnings.CustomerIsPartner,
		"MAU less than or equal to prior hwm":        earnings.ActiveUseNotAboveHighWater,
		"":                                           0, "IVDMOON": 0,
	} {
		if got := earnings.ReadReason(text); got != want {
			t.Errorf("ReadReason(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestEveryReasonHasACodeAndATextThatLeadBackToIt(t *testing.T) {
	seen := map[string]bool{}
	for _, terms := range earnings.ReasonTable() {
		if got := earnings.ReadReason(terms.Reason.String()); got != terms.Reason {
			t.Errorf("%v is read as %v", terms.Reason, got)
		}
		line := earnings.Ineligible{ReasonText: terms.Reason.Text()}
		if got := line.Reason(); got != terms.Reason || seen[terms.Reason.Text()] || terms.Reason.Text() == "" {
			t.Errorf("the text %q of %v is read as %v", terms.Reason.Text(), terms.Reason, got)
		}
		seen[terms.Reason.Text()] = true
	}
}

func TestKindsAndAdjustmentsAreReadInAnySpelling(t *testing.T) {
	for text, want := range map[string]struct {
		kind       earnings.Kind
		adjustment bool
	}{
		"Rebate": {earnings.Rebate, false}, "REBATE": {earnings.Rebate, false}, "co-op": {earnings.CoOp, false}, "COOP": {earnings.CoOp, false},
		"fee": {earnings.Fee, false}, "Sell": {earnings.Sell, false}, "Adjustment-Rebate": {earnings.Rebate, true},
		"Adjustment - Co-op": {earnings.CoOp, true}, "": {0, false}, "Adjustment": {0, true}, "Moon dust": {0, false},
	} {
		row := earnings.Row{EarningType: text}
		if kind, adjustment := row.Kind(); kind != want.kind || adjustment != want.adjustment {
			t.Errorf("%q is %v, adjustment %t", text, kind, adjustment)
		}
	}
}

func TestAKindHasATextForm(t *testing.T) {
	for kind, want := range map[earnings.Kind]string{0: "", earnings.Rebate: "rebate", earnings.CoOp: "co-op", earnings.Fee: "fee", earnings.Sell: "sell"} {
		text, err := kind.MarshalText()
		if err != nil || string(text) != want || kind.String() != want {
			t.Errorf("%d is %q, %v", kind, text, err)
		}
	}
	for _, kind := range []earnings.Kind{earnings.Sell + 1, 99} {
		_, err := kind.MarshalText()
		if wantFieldError(t, err); kind.String() == "sell" || kind.String() == "" {
			t.Errorf("%d is %q", kind, kind)
		}
	}
}

func TestAnOriginNamesFileAndLine(t *testing.T) {
	if got := (earnings.Origin{File: "a.csv", Line: 7}).String(); got != "a.csv:7" {
		t.Errorf("got %q", got)
	}
	if got := (earnings.Origin{}).String(); got != "" {
		t.Errorf("nowhere is %q", got)
	}
}

func TestALineThatIsNotEligibleCanBeDisputedForNinetyDays(t *testing.T) {
	line := earnings.Ineligible{ReasonText: "CUSPUBSEC", TransactionDate: date("2023-01-01")}
	if got := line.DisputeBy(); got != date("2023-04-01") {
		t.Errorf("got %v", got)
	}
	if got := (&earnings.Ineligible{}).DisputeBy(); !got.IsZero() {
		t.Errorf("a line without a date can be disputed until %v", got)
	}
}

func TestAReasonThatIsNotDeclaredHasNoText(t *testing.T) {
	last := earnings.Reason(len(earnings.ReasonTable()))
	for reason := range last + 10 {
		if got := reason.Text(); (got != "") != (reason > 0 && reason <= last) {
			t.Errorf("%d is %q", reason, got)
		}
	}
}

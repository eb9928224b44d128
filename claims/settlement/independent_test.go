package settlement_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// sentFor is an earning of contoso's claim with an ID, a status and an amount.
func sentFor(line int, status, amount string, change func(*earnings.Row)) earnings.Row {
	row := earned(line, "Rebate", status, amount)
	if change != nil {
		change(&row)
	}
	return row
}

func inFrancs(amount string) func(*earnings.Row) {
	return func(r *earnings.Row) { r.Amount, r.AmountUSD = chf(amount), earnings.Amount{} }
}

// inMonth sets the estimated month and the day of the download; an empty text
// leaves one out.
func inMonth(text, downloaded string) func(*earnings.Row) {
	return func(r *earnings.Row) {
		r.EstimatedPaymentMonth, r.Downloaded = earnings.Month{}, mci.Date{}
		if text != "" {
			r.EstimatedPaymentMonth = month(text)
		}
		if downloaded != "" {
			r.Downloaded = day(downloaded)
		}
	}
}

// A second implementation, written from the pages alone, answered these
// settlements otherwise than the library did.
func TestSettlementsThatASecondImplementationAnsweredOtherwise(t *testing.T) {
	pastMonth := inMonth("2023-02", "2023-03-10")
	noDollars := func(r *earnings.Row) {
		r.AmountUSD = earnings.Amount{}
		pastMonth(r)
	}
	for name, c := range map[string]struct {
		lines []any
		state settlement.State
		due   string
		late  int
	}{
		"as much as was approved was sent, and another earning is lost": {
			[]any{sentFor(2, "Sent", "5000.02", nil), sentFor(3, "Forfeited", "100", nil)}, settlement.PaidOver, "2023-03-06", 0,
		},
		"less was sent, and another earning is lost": {
			[]any{sentFor(2, "Sent", "4900", nil), sentFor(3, "Forfeited", "100", nil)}, settlement.PaidShort, "2023-03-06", 0,
		},
		"exactly the approved amount was sent, and another earning is lost": {
			[]any{sentFor(2, "Sent", "5000", nil), sentFor(3, "Forfeited", "100", nil)}, settlement.Paid, "2023-03-06", 0,
		},
		"below the threshold in dollars, which no other column repeats": {
			[]any{sentFor(2, "Upcoming", "150", noDollars)}, settlement.Reported, "2023-02-28", 0,
		},
		"a payment that is under way waits for no threshold": {
			[]any{sentFor(2, "In progress", "150", pastMonth)}, settlement.Late, "2023-02-28", 10,
		},
		"not even beside an earning that does": {
			[]any{sentFor(2, "In progress", "2500", pastMonth), sentFor(3, "Upcoming", "150", pastMonth)}, settlement.Late, "2023-02-28", 10,
		},
		"whether the sum reaches the threshold is not known": {
			[]any{sentFor(2, "Upcoming", "99.99", func(r *earnings.Row) { pastMonth(r); inFrancs("99.99")(r) })}, settlement.Reported, "2023-02-28", 0,
		},
		"the day and the delay are those of one earning": {
			[]any{
				sentFor(2, "Upcoming", "2000", inMonth("2023-01", "2023-01-20")), sentFor(3, "Upcoming", "3000", inMonth("2023-02", "2023-03-10")),
			},
			settlement.Late, "2023-02-28", 10,
		},
		"of two that are not late the earlier day": {
			[]any{
				sentFor(2, "Upcoming", "2000", inMonth("2023-04", "2023-03-10")), sentFor(3, "Upcoming", "3000", inMonth("2023-03", "2023-03-10")),
			},
			settlement.Reported, "2023-03-31", 0,
		},
	} {
		for range 2 { // in either order of the lines
			got := one(contoso(), append([]any{quarter}, c.lines...)...)
			if got.State != c.state || got.Due != day(c.due) || got.DaysLate != c.late {
				t.Errorf("%s: got %s, due %s, %d days late; want %s, due %s, %d", name, got.State, got.Due, got.DaysLate, c.state, c.due, c.late)
			}
			slices.Reverse(c.lines)
		}
	}
}

func TestAnUnknownThresholdIsAFindingAndAMissingFact(t *testing.T) {
	got := one(contoso(), quarter, sentFor(2, "Upcoming", "99.99", func(r *earnings.Row) {
		inMonth("2023-02", "2023-03-10")(r)
		inFrancs("99.99")(r)
	}))
	at := slices.IndexFunc(got.Findings, func(f settlement.Finding) bool { return f.Rule == "settlement.threshold" })
	if at < 0 || got.Findings[at].Outcome != mci.Unknown {
		t.Errorf("got %+v", got.Findings)
	}
	if !slices.ContainsFunc(got.Missing, func(m settlement.Missing) bool { return m.Fact == "the amount still to be paid in USD" }) {
		t.Errorf("got %+v", got.Missing)
	}
}

// Approved are 5,000, sent 3,000, in progress 5,000, and -1,000 is forfeited.
func TestEachStepHasTheSignOfTheDifference(t *testing.T) {
	got := one(contoso(), quarter, sentFor(2, "Sent", "3000", nil), sentFor(3, "In progress", "5000", nil), sentFor(4, "Forfeited", "-1000", nil))
	if got.Difference != usd("-2000") || len(got.Steps) != 1 || got.Steps[0].Cause != settlement.CauseUnpaid || got.Unexplained != usd("3000") {
		t.Errorf("the difference %s has the steps %+v, and %s is unexplained", got.Difference, got.Steps, got.Unexplained)
	}
}

func TestAnOrderHasAStepForEachExchangeRate(t *testing.T) {
	paid := func(line int, amount, inOrder, rate string) earnings.Row {
		return sentFor(line, "Sent", amount, func(r *earnings.Row) {
			r.PaymentID, r.ExchangeRate, r.AmountInLastPaymentCurrency = "P-1", rate, chf(inOrder)
		})
	}
	order := earnings.Payment{
		PaymentID: "P-1", ParticipantID: "4863040", ProgramName: "MCI", PaymentDate: day("2023-03-05"), Downloaded: day("2023-03-10"),
		Earned: chf("4620"), Total: chf("4620"), Origin: earnings.Origin{File: "p.csv", Line: 2},
	}
	got := one(contoso(), quarter, paid(2, "2000", "1840", "0.92"), paid(3, "2000", "1860", "0.93"), paid(4, "1000", "920", "0.92"), order)
	if len(got.Orders) != 1 {
		t.Fatalf("got %+v", got.Orders)
	}
	var rates []string
	for _, step := range got.Orders[0].Steps {
		rates = append(rates, step.Rate+" "+step.Amount.String())
	}
	if want := []string{"0.92 CHF 2760.00", "0.93 CHF 1860.00"}; !slices.Equal(rates, want) {
		t.Errorf("got %q, want %q", rates, want)
	}
}

// A claim that was adopted without its day of creation may be younger than a
// line that fits by customer, engagement and month.
func TestALineFromBeforeAClaimThatMayNotHaveExistedIsOnlyACandidate(t *testing.T) {
	young := contoso()
	young.Number, young.Created = "", mci.Date{}
	line := earnings.Ineligible{
		UnearnedID: "U-1", CustomerID: tenant, EngagementName: young.Title, TransactionDate: day("2022-12-10"), ReasonText: "Invalid cloud",
		Downloaded: day("2023-03-10"), Origin: earnings.Origin{File: "i.csv", Line: 2},
	}
	for date, state := range map[string]settlement.State{"2022-12-10": settlement.Unknown, "2023-01-25": settlement.NotEligible} {
		line.TransactionDate = day(date)
		if got := one(young, line); got.State != state {
			t.Errorf("a line of %s: got %s, want %s; %+v", date, got.State, state, got.Findings)
		}
	}
	known := contoso()
	known.Number = ""
	line.TransactionDate = day("2022-12-10")
	if got := one(known, line); got.State != settlement.NotEligible {
		t.Errorf("a claim of a known day: got %s", got.State)
	}
}

// Nobody knows how much was approved, so the lost earnings decide.
func TestWithoutTheApprovedAmountALostEarningMakesAClaimPaidShortUnlessItTookNothing(t *testing.T) {
	unknown := contoso()
	unknown.Approved = earnings.Amount{}
	for name, c := range map[string]struct {
		lines []any
		want  settlement.State
	}{
		"lost alone":             {[]any{sentFor(2, "Forfeited", "100", nil)}, settlement.PaidShort},
		"below zero, lost alone": {[]any{sentFor(2, "Forfeited", "-100", nil)}, settlement.PaidShort},
		"beside a sent one":      {[]any{sentFor(2, "Sent", "3000", nil), sentFor(3, "Forfeited", "100", nil)}, settlement.PaidShort},
		"zero beside a sent one": {[]any{sentFor(2, "Sent", "3000", nil), sentFor(3, "Forfeited", "0", nil)}, settlement.Paid},
		"below zero beside one":  {[]any{sentFor(2, "Sent", "3000", nil), sentFor(3, "Forfeited", "-100", nil)}, settlement.Paid},
		"of two currencies": {
			[]any{sentFor(2, "Sent", "3000", nil), sentFor(3, "Forfeited", "-100", nil), sentFor(4, "Forfeited", "0", inFrancs("-1"))}, settlement.PaidShort,
		},
	} {
		if got := one(unknown, append([]any{quarter}, c.lines...)...); got.State != c.want {
			t.Errorf("%s: got %s, want %s", name, got.State, c.want)
		}
	}
	if got := one(contoso(), quarter, sentFor(2, "Sent", "5000", nil), sentFor(3, "Forfeited", "0", inFrancs("1"))); got.State != settlement.Paid {
		t.Errorf("with the approved amount: got %s", got.State)
	}
}

func TestTheDayDueIsAssumedOnlyIfNoEarningOfThatDayHasAMonth(t *testing.T) {
	assumed := contoso()
	assumed.ApprovalAssumed, assumed.ExpectedBy = true, day("2023-03-31")
	plain := sentFor(2, "Upcoming", "2000", inMonth("", "2023-03-10"))
	monthly := sentFor(3, "Upcoming", "3000", inMonth("2023-03", "2023-03-10"))
	for _, c := range []struct {
		lines []any
		want  bool
	}{{[]any{plain}, true}, {[]any{monthly}, false}, {[]any{plain, monthly}, false}, {[]any{monthly, plain}, false}} {
		if got := one(assumed, append([]any{quarter}, c.lines...)...); got.Due != day("2023-03-31") || got.DueAssumed != c.want {
			t.Errorf("%d lines: due %s, assumed %t, want %t", len(c.lines), got.Due, got.DueAssumed, c.want)
		}
	}
}

func TestAnUnknownThresholdTellsADelayOnlyIfThereIsOne(t *testing.T) {
	for downloaded, tells := range map[string]bool{"2023-02-20": false, "2023-02-28": false, "2023-03-01": true} {
		got := one(contoso(), quarter, sentFor(2, "Upcoming", "99.99", func(r *earnings.Row) {
			inMonth("2023-02", downloaded)(r)
			inFrancs("99.99")(r)
		}))
		at := slices.IndexFunc(got.Findings, func(f settlement.Finding) bool { return f.Rule == "settlement.threshold" })
		if at < 0 || strings.Contains(got.Findings[at].Text, "not paid") != tells {
			t.Errorf("downloaded on %s: got %+v", downloaded, got.Findings)
		}
	}
}

// Nobody knows by when the earning is expected.
func TestAnEarningWithoutAMonthIsNotLateIfNoPaymentIsExpected(t *testing.T) {
	open := contoso()
	open.ApprovedOn, open.ExpectedBy = mci.Date{}, mci.Date{}
	got := one(open, sentFor(2, "Upcoming", "2500", inMonth("", "2023-03-10")))
	if late := slices.ContainsFunc(got.Findings, func(f settlement.Finding) bool { return f.Rule == "settlement.cycle" }); late || got.State != settlement.Reported {
		t.Errorf("got %s, %+v", got.State, got.Findings)
	}
}

func TestAnEarningFromBeforeAClaimOrThatNamesItTwiceHasEachCandidateOnce(t *testing.T) {
	line := func(date string) earnings.Row {
		return sentFor(2, "Sent", "5000", func(r *earnings.Row) {
			r.ClaimID, r.CustomerID, r.EngagementID, r.EngagementName = "", tenant, string(contoso().Engagement), contoso().Title
			r.EarningDate = day(date)
		})
	}
	settled := settle([]settlement.Claim{contoso()}, line("2022-10-31"))
	if len(settled.Unclaimed) != 1 || len(settled.Unclaimed[0].Candidates) != 0 {
		t.Errorf("before the claim: got %+v", settled.Unclaimed)
	}
	if got := one(contoso(), line("2023-01-31")); len(got.Lines) != 1 || !got.Doubtful {
		t.Errorf("in its life: got %+v", got)
	}
}

// A line without the day of its download shows nothing of a delay.
func TestALineWithoutADayOfItsDownloadIsNotLate(t *testing.T) {
	got := one(contoso(), sentFor(2, "Upcoming", "2500", inMonth("2023-02", "")))
	if got.State != settlement.Reported || got.Due != day("2023-02-28") || got.DaysLate != 0 {
		t.Errorf("got %s, due %s, %d days late", got.State, got.Due, got.DaysLate)
	}
}

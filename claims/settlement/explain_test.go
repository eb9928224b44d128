package settlement_test

import (
	"testing"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A step explains a difference, so without one there is no step.
func TestAStepHasTheSignOfTheDifferenceThatItExplains(t *testing.T) {
	sent := func(amount string) earnings.Row { return earned(1, "Rebate", "Sent", amount) }
	unsent := earned(2, "Rebate", "Unprocessed", "299.99")
	share := earned(2, "Co-op", "Upcoming", "100")
	for name, c := range map[string]struct {
		rows        []earnings.Row
		step        string // empty if there is none
		unexplained string
	}{
		"all is paid, and more is still to be sent":       {[]earnings.Row{sent("5000"), unsent}, "", "0"},
		"too much is paid, and there is a co-op share":    {[]earnings.Row{sent("5100"), share}, "", "100"},
		"as much is missing as is still to be sent":       {[]earnings.Row{sent("4700.01"), unsent}, "-299.99", "0"},
		"less is missing than is still to be sent":        {[]earnings.Row{sent("4900"), unsent}, "-299.99", "199.99"},
		"too much is paid, and some of it is taken back":  {[]earnings.Row{sent("6000"), earned(2, "Rebate", "Incorrect payment", "-1000")}, "1000", "0"},
		"all is paid, and a payment of it is in question": {[]earnings.Row{sent("5000"), earned(2, "Rebate", "Incorrect payment", "-1000")}, "", "0"},
	} {
		lines := []any{quarter}
		for _, row := range c.rows {
			lines = append(lines, row)
		}
		got := one(contoso(), lines...)
		if got.Unexplained != usd(c.unexplained) {
			t.Errorf("%s: %s is unexplained, want %s", name, got.Unexplained, c.unexplained)
		}
		if c.step == "" && len(got.Steps) > 0 || c.step != "" && (len(got.Steps) != 1 || got.Steps[0].Amount != usd(c.step)) {
			t.Errorf("%s: the steps are %+v, want %q", name, got.Steps, c.step)
		}
	}
}

func TestOnlyReportsOfEveryMonthShowThatNoLineOfIneligibleRevenueFits(t *testing.T) {
	whole := settlement.Span{Report: settlement.IneligibleReport, From: month("2022-11"), Until: month("2023-03"), Downloaded: day("2023-03-07")}
	until, early := whole, whole
	until.Until, early.Downloaded = month("2023-02"), day("2023-03-06")
	stray := earnings.Ineligible{CustomerID: tenant, EngagementName: "another", TransactionDate: day("2023-01-15"), ReasonText: "IVDMPA"}
	unknown, contradictory := contoso(), contoso()
	unknown.Created = mci.Date{}
	contradictory.Created = day("2023-04-01")
	for name, c := range map[string]struct {
		claim settlement.Claim
		lines []any
		known bool
	}{
		"every month":                         {contoso(), []any{whole}, true},
		"no report":                           {contoso(), nil, false},
		"a line of a report, and no report":   {contoso(), []any{stray}, false},
		"not the month in which it is due":    {contoso(), []any{until}, false},
		"downloaded before it was due":        {contoso(), []any{early}, false},
		"a claim of unknown creation":         {unknown, []any{whole}, false},
		"a claim that is due before it began": {contradictory, []any{whole}, false},
	} {
		got := one(c.claim, append([]any{quarter}, c.lines...)...)
		found := false
		for _, f := range got.Findings {
			found = found || f.Rule == "settlement.ineligible"
		}
		if got.State != settlement.Late || found == c.known {
			t.Errorf("%s: %s, with %+v", name, got.State, got.Findings)
		}
	}
}

// Without any file nothing shows that a payment is late.
func TestAClaimThatIsDueBeforeItsApprovalNeedsTheReportOfThatMonth(t *testing.T) {
	claim := contoso()
	claim.ApprovedOn, claim.ExpectedBy = day("2023-03-20"), day("2023-02-06")
	if got := one(claim); got.State != settlement.Unknown || len(got.Missing) != 1 || got.Missing[0].Month != month("2023-02") {
		t.Errorf("without a file: %s, for want of %v", got.State, got.Missing)
	}
	if got := one(claim, quarter); got.State != settlement.Late {
		t.Errorf("with a file: %s, want late", got.State)
	}
	claim.ApprovedOn, claim.ExpectedBy = mci.Date{}, mci.Date{}
	if got := one(claim, earned(2, "Rebate", "Sent", "10")); got.State != settlement.PaidShort || len(got.Missing) != 0 {
		t.Errorf("of a claim that awaits nothing, it is %s, for want of %v", got.State, got.Missing)
	}
}

func TestACauseIsNamedOnlyForWhatItExplains(t *testing.T) {
	staged := contoso()
	staged.FirstStage = usd("3000")
	summarized := earned(3, "Rebate", "Sent", "1000")
	summarized.EarningID = ""
	for name, c := range map[string]struct {
		claim settlement.Claim
		rows  []any
		never settlement.Cause
	}{
		"less than the first stage is paid":            {staged, []any{earned(1, "Rebate", "Sent", "2500")}, settlement.CauseStage},
		"too much is paid, and some is taken back":     {contoso(), []any{earned(1, "Rebate", "Sent", "7000"), earned(2, "Adjustment-Rebate", "Sent", "-1000")}, settlement.CauseTakenBack},
		"an earning is repeated in a line not counted": {contoso(), []any{earned(1, "Rebate", "Sent", "5000"), earned(2, "Rebate", "Sent", "1000"), summarized}, settlement.CauseTwice},
	} {
		got := one(c.claim, append(c.rows, quarter)...)
		for _, step := range got.Steps {
			if step.Cause == c.never {
				t.Errorf("%s: got %+v", name, got.Steps)
			}
		}
		if got.Unexplained.Sign() == 0 {
			t.Errorf("%s: nothing is left to explain", name)
		}
	}
}

package settlement_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func TestEachClaimGetsTheStateThatItsRowsShow(t *testing.T) {
	for name, c := range map[string]struct {
		rows []any
		want settlement.State
	}{
		"waiting":            {[]any{earned(1, "Rebate", "Upcoming", "5000")}, settlement.Reported},
		"returned":           {[]any{earned(1, "Rebate", "Reversed", "5000")}, settlement.Reported},
		"no status":          {[]any{earned(1, "Rebate", "", "5000")}, settlement.Reported},
		"unknown status":     {[]any{earned(1, "Rebate", "On the moon", "5000")}, settlement.Reported},
		"one stage left":     {[]any{earned(1, "Rebate", "Sent", "3000"), earned(2, "Rebate", "In progress", "2000")}, settlement.Reported},
		"co-op alone":        {[]any{earned(1, "Co-op", "Upcoming", "5000")}, settlement.Reported},
		"clawback alone":     {[]any{earned(1, "Adjustment-Rebate", "Unprocessed", "-10")}, settlement.Reported},
		"paid":               {[]any{earned(1, "Rebate", "SENT", "5000")}, settlement.Paid},
		"paid, rounded":      {[]any{earned(1, "Rebate", "Sent", "4999.999")}, settlement.Paid},
		"paid, clawback due": {[]any{earned(1, "Rebate", "Sent", "5000"), earned(2, "Adjustment-Rebate", "Unprocessed", "-10")}, settlement.Paid},
		"short":              {[]any{earned(1, "Rebate", "Sent", "3000")}, settlement.PaidShort},
		"forfeited":          {[]any{earned(1, "Rebate", "Forfeited", "5000")}, settlement.PaidShort},
		"over":               {[]any{earned(1, "Rebate", "Sent", "5100")}, settlement.PaidOver},
		"over, corrected":    {[]any{earned(1, "Rebate", "Sent", "6000"), earned(2, "Adjustment-Rebate", "Sent", "-1000")}, settlement.Paid},
		"partly taken back":  {[]any{earned(1, "Rebate", "Sent", "6000"), earned(2, "Adjustment-Rebate", "Sent", "-2000")}, settlement.TakenBack},
		"taken back":         {[]any{earned(1, "Rebate", "Sent", "5000"), earned(2, "Adjustment-Rebate", "Sent", "-6000")}, settlement.TakenBack},
		"being taken back":   {[]any{earned(1, "Rebate", "Incorrect payment", "5000")}, settlement.TakenBack},
	} {
		got := one(contoso(), c.rows...)
		if got.State != c.want {
			t.Errorf("%s: got %s, want %s", name, got.State, c.want)
		}
		if len(got.Lines) != len(c.rows) || got.Lines[0].Origin.String() != "e.csv:1" {
			t.Errorf("%s: got the lines %+v, want each row with file and line", name, got.Lines)
		}
	}
}

func TestAClaimIsLateOnlyIfTheFilesCoverIt(t *testing.T) {
	with := func(change func(*settlement.Span)) settlement.Span {
		span := quarter
		change(&span)
		return span
	}
	for name, c := range map[string]struct {
		asOf     string
		coverage settlement.Span
		want     settlement.State
		days     int
	}{
		"on the day":          {"2023-03-06", quarter, settlement.NotDue, 0},
		"the day after":       {"2023-03-07", quarter, settlement.Late, 1},
		"downloaded earlier":  {"2023-04-01", quarter, settlement.Late, 4},
		"downloaded too soon": {"2023-04-01", with(func(s *settlement.Span) { s.Downloaded = day("2023-03-06") }), settlement.Unknown, 0},
		"months missing":      {"2023-04-01", with(func(s *settlement.Span) { s.Until = month("2023-02") }), settlement.Unknown, 0},
		"other report":        {"2023-04-01", with(func(s *settlement.Span) { s.Report = settlement.PaymentsReport }), settlement.Unknown, 0},
		"one program":         {"2023-04-01", with(func(s *settlement.Span) { s.ProgramName = "MCI" }), settlement.Unknown, 0},
		"one participant":     {"2023-04-01", with(func(s *settlement.Span) { s.ParticipantID = "4863040" }), settlement.Unknown, 0},
	} {
		settled := must(settlement.Settle(day(c.asOf), list(contoso()), reports(c.coverage)))
		got := settled.Results[0]
		if got.State != c.want || got.DaysLate != c.days || (c.want == settlement.Unknown) != (got.Missing != nil) {
			t.Errorf("%s: got %s, %d days, missing %v", name, got.State, got.DaysLate, got.Missing)
		}
	}
	ineligible := with(func(s *settlement.Span) { s.Report, s.From = settlement.IneligibleReport, month("2022-11") })
	if got := one(contoso(), quarter, ineligible); len(got.Findings) != 1 {
		t.Errorf("got %+v with all reports, want the lateness alone", got.Findings)
	}
	known := contoso()
	known.ProgramName, known.ParticipantID = "mci", "4863040"
	span := with(func(s *settlement.Span) { s.ProgramName, s.ParticipantID = "MCI", "4863040" })
	if got := one(known, span); got.State != settlement.Late {
		t.Errorf("got %s with a file of its program and participant, want late", got.State)
	}
	if got := one(known).Missing; len(got) != 3 || got[0].String() != "earnings report of 2023-01, participant 4863040, program mci, downloaded after 2023-03-06" {
		t.Errorf("got %v, want the files of the program and the participant", got)
	}
}

func TestAnEarningIsLateOnlyIfItWasDownloadedAfterItWasDue(t *testing.T) {
	for name, c := range map[string]struct {
		status, month, downloaded, amount string
		want                              settlement.State
		days                              int
		rule                              mci.RuleID // of the finding that says so
	}{
		"after the month":   {"Upcoming", "2023-02", "2023-03-20", "5000", settlement.Late, 20, "settlement.month"},
		"within it":         {"Upcoming", "2023-03", "2023-03-31", "5000", settlement.Reported, 0, ""},
		"after the day":     {"Upcoming", "2023-02", "2023-06-01", "5000", settlement.Late, 32, "settlement.month"},
		"no month":          {"Upcoming", "", "2023-03-10", "5000", settlement.Late, 4, "settlement.cycle"},
		"no month, in time": {"Upcoming", "", "2023-03-06", "5000", settlement.Reported, 0, ""},
		"no day":            {"Upcoming", "2023-02", "", "5000", settlement.Reported, 0, ""},
		"perhaps final":     {"Rejected during review", "2023-02", "2023-03-20", "5000", settlement.Reported, 0, ""},
		"unknown status":    {"Odd", "2023-02", "2023-03-20", "5000", settlement.Reported, 0, ""},
		"below the minimum": {"Upcoming", "2023-02", "2023-03-20", "199.99", settlement.Reported, 0, ""},
		"sent":              {"Sent", "2023-02", "2023-03-20", "5000", settlement.Paid, 0, ""},
	} {
		row := earned(2, "Rebate", c.status, c.amount)
		row.Downloaded, row.EstimatedPaymentMonth = mci.Date{}, earnings.Month{}
		if c.downloaded != "" {
			row.Downloaded = day(c.downloaded)
		}
		if c.month != "" {
			row.EstimatedPaymentMonth = month(c.month)
		}
		got := one(contoso(), row)
		if got.State != c.want || got.DaysLate != c.days {
			t.Errorf("%s: got %s and %d days, want %s and %d", name, got.State, got.DaysLate, c.want, c.days)
		}
		for _, rule := range []mci.RuleID{"settlement.month", "settlement.cycle"} {
			if has(got, rule) != (rule == c.rule) {
				t.Errorf("%s: got %+v, want the rule %q", name, got.Findings, c.rule)
			}
		}
	}
}

// Of several earnings that are late, the one that is late the longest counts,
// wherever it stands in the reports.
func TestAClaimIsAsLateAsItsLatestEarning(t *testing.T) {
	for _, months := range [][]string{{"2023-01", "2023-02"}, {"2023-02", "2023-01"}} {
		var rows []any
		for i, due := range months {
			row := earned(2+i, "Rebate", "Upcoming", "2500")
			row.EstimatedPaymentMonth, row.Downloaded = month(due), day("2023-03-10")
			rows = append(rows, row)
		}
		if got := one(contoso(), rows...); got.State != settlement.Late || got.DaysLate != 38 {
			t.Errorf("%v: got %s and %d days, want late by 38", months, got.State, got.DaysLate)
		}
	}
}

func TestAnEarningThatIsDueOnNoDayIsNotLate(t *testing.T) {
	claim, row := contoso(), earned(2, "Rebate", "Upcoming", "5000")
	claim.ApprovedOn, claim.ExpectedBy, row.EstimatedPaymentMonth = mci.Date{}, mci.Date{}, earnings.Month{}
	if got := one(claim, row); got.State != settlement.Reported || got.DaysLate != 0 {
		t.Errorf("got %s and %d days", got.State, got.DaysLate)
	}
}

func TestNothingIsConcludedFromANumberThatDoesNotNameOneClaim(t *testing.T) {
	claim, twin := contoso(), contoso()
	claim.Number, twin.Number, twin.ID = "", "", "twin"
	unknown := earned(2, "Rebate", "Sent", "5000")
	unknown.ClaimID, unknown.CustomerID, unknown.EngagementID = "N-9", strings.ToUpper(tenant), "fy23-microsoft-viva"
	settled := settle([]settlement.Claim{claim}, quarter, unknown)
	got := settled.Results[0]
	if got.State != settlement.Unknown || len(settled.Unclaimed) != 1 || !settled.Unclaimed[0].NumberUnknown || !slices.Equal(settled.Unclaimed[0].Candidates, []claims.ID{"contoso-viva"}) {
		t.Errorf("got %+v and %+v, want an unknown claim and a candidate", got, settled.Unclaimed)
	}
	claim.Number, twin.Number = "N-1", "N-1"
	settled = settle([]settlement.Claim{claim, twin}, quarter, earned(2, "Rebate", "Sent", "5000"))
	for _, result := range settled.Results {
		if text := result.Findings[1].Text + result.Findings[2].Text; !strings.Contains(text, "the claim number N-1, which several claims have") {
			t.Errorf("got %s", text)
		}
		if result.State != settlement.Unknown || len(result.Findings) != 3 || result.Missing[0].Fact == "" {
			t.Errorf("got %+v for a number that two claims have, want unknown", result)
		}
	}
	if len(settled.Unclaimed) != 1 || len(settled.Unclaimed[0].Candidates) != 2 {
		t.Errorf("got %+v, want one earning with two candidates", settled.Unclaimed)
	}
}

// Two lines of one download give an earning to two claims. It can belong to only
// one of them, and the other one must learn of it.
func TestAClaimThatOnlyAContradictingLineNamesIsTold(t *testing.T) {
	twin := contoso()
	twin.ID, twin.Number = "twin", "N-2"
	first, second := earned(2, "Rebate", "Sent", "5000"), earned(3, "Rebate", "Sent", "5000")
	first.ClaimID, second.ClaimID, second.EarningID = "N-2", "N-1", first.EarningID
	settled := settle([]settlement.Claim{contoso(), twin}, quarter, first, second)
	if got := settled.Results[1]; got.State != settlement.Paid || !has(got, "settlement.contradiction") {
		t.Errorf("got %+v, want the claim of the line that counts", got)
	}
	got := settled.Results[0]
	at := slices.IndexFunc(got.Findings, func(f settlement.Finding) bool { return f.Rule == "settlement.candidate" })
	if got.State != settlement.Late || at < 0 || !strings.Contains(got.Findings[at].Text, "of which another line names the claim number N-1") {
		t.Errorf("got %+v, want a candidate", got)
	}
	if len(settled.Unclaimed) != 0 {
		t.Errorf("got %+v, which belongs to a claim", settled.Unclaimed)
	}
	second.ClaimID = "N-9"
	if got := settle([]settlement.Claim{contoso(), twin}, quarter, first, second).Unclaimed; len(got) != 1 || !slices.Equal(got[0].Candidates, []claims.ID{"twin"}) {
		t.Errorf("got %+v, want a candidate of an earning whose number nobody has", got)
	}
}

// A line that counts and names no claim can belong to the claim that the other
// line names, by its customer. Then the claim is no candidate of its own earning,
// and no claim is a candidate twice.
func TestAClaimIsACandidateOnceAndNotOfItsOwnEarning(t *testing.T) {
	counts, other := earned(2, "Rebate", "Sent", "5000"), earned(3, "Rebate", "Upcoming", "5000")
	counts.ClaimID, counts.CustomerID, counts.EngagementID, other.EarningID = "", tenant, "fy23-microsoft-viva", counts.EarningID
	if got := one(contoso(), quarter, counts, other); got.State != settlement.Paid || !got.Doubtful || has(got, "settlement.candidate") {
		t.Errorf("got %+v, want the earning by its customer", got)
	}
	twin := contoso()
	twin.ID, twin.Number = "twin", "N-2"
	got := settle([]settlement.Claim{contoso(), twin}, quarter, counts, other).Unclaimed
	if len(got) != 1 || !slices.Equal(got[0].Candidates, []claims.ID{"contoso-viva", "twin"}) {
		t.Errorf("got %+v, want each claim once", got)
	}
}

// One line of an earning names its claim, and another of the same download does
// not. The claim was late then, without a word.
func TestALineThatNamesNoClaimTakesNoEarningFromOne(t *testing.T) {
	named, nameless := earned(2, "Rebate", "Sent", "5000"), earned(3, "Rebate", "Sent", "5000")
	nameless.ClaimID, nameless.CustomerID, nameless.EngagementID = "", tenant, "fy23-microsoft-viva"
	nameless.EarningID, nameless.EarningDate = named.EarningID, day("2023-04-01")
	if got := one(contoso(), quarter, nameless, named); got.State != settlement.Paid || !has(got, "settlement.contradiction") {
		t.Errorf("got %+v, want a paid claim whose lines contradict each other", got)
	}
}

func TestAnEarningFitsAClaimOnlyInItsLife(t *testing.T) {
	for name, c := range map[string]struct {
		earned, transacted string
		fits               bool
	}{
		"before":           {"2022-10-31", "", false},
		"when created":     {"2022-11-01", "", true},
		"when expected":    {"2023-03-31", "", true},
		"after":            {"2023-04-01", "", false},
		"no day":           {"", "", false},
		"by a transaction": {"", "2023-01-02", true},
	} {
		row := earned(2, "Rebate", "Sent", "5000")
		row.ClaimID, row.CustomerID, row.EngagementName = "", tenant, "microsoft viva"
		row.EarningDate, row.TransactionDate = mci.Date{}, mci.Date{}
		if c.earned != "" {
			row.EarningDate = day(c.earned)
		}
		if c.transacted != "" {
			row.TransactionDate = day(c.transacted)
		}
		if got := one(contoso(), quarter, row); got.Doubtful != c.fits || (got.State == settlement.Paid) != c.fits {
			t.Errorf("%s: got %s, doubtful %t", name, got.State, got.Doubtful)
		}
	}
}

func TestAnEarningFitsAnOpenClaimUntilToday(t *testing.T) {
	claim := contoso()
	claim.ApprovedOn, claim.ExpectedBy = mci.Date{}, mci.Date{}
	row := earned(2, "Rebate", "Sent", "5000")
	row.ClaimID, row.CustomerID, row.EngagementName, row.EarningDate = "", tenant, "Microsoft Viva", day("2023-04-01")
	if got := one(claim, row); !got.Doubtful || got.State != settlement.Paid {
		t.Errorf("got %+v, want a doubtful match", got)
	}
	row.EarningDate = day("2023-05-01")
	if got := one(claim, row); got.State != settlement.NotDue {
		t.Errorf("got %+v, want nothing of the future", got)
	}
}

func TestAnEarningIsComparedInTheCurrencyThatWasApproved(t *testing.T) {
	row := earned(2, "Rebate", "Sent", "5000")
	row.Amount = chf("4600")
	got := one(contoso(), quarter, row)
	if got.State != settlement.Paid || got.Lines[0].Amount != usd("5000") || got.Lines[0].Earned != chf("4600") {
		t.Errorf("got %+v, want both figures", got)
	}
}

func TestAnEarningMatchesNoClaimWithoutACustomer(t *testing.T) {
	claim := contoso()
	claim.Customer = mci.CustomerID{}
	row := earned(2, "Rebate", "Sent", "5000")
	row.ClaimID, row.EngagementName = "", "Microsoft Viva"
	if got := settle([]settlement.Claim{claim}, quarter, row); got.Results[0].State != settlement.Late || len(got.Unclaimed) != 1 {
		t.Errorf("got %+v, want no match", got)
	}
}

func TestOnlyAsMuchIsTakenBackAsIsMissing(t *testing.T) {
	got := one(contoso(), quarter, earned(1, "Rebate", "Sent", "6000"), earned(2, "Adjustment-Rebate", "Sent", "-2000"))
	if len(got.Steps) != 1 || got.Steps[0].Amount != usd("-1000") || got.Unexplained.Sign() != 0 {
		t.Errorf("got %+v, want USD -1,000 taken back", got)
	}
}

func TestWhatBelongsToNoClaimIsListed(t *testing.T) {
	stray := earned(2, "Rebate", "Sent", "10")
	stray.ClaimID = ""
	usage := earnings.Ineligible{UnearnedID: "U-1", CustomerID: tenant, EngagementName: "Azure", TransactionDate: day("2023-01-01"), ReasonText: "Invalid cloud"}
	other := usage
	other.UnearnedID = "U-2"
	got := settle(nil, stray, earnings.Payment{PaymentID: "P-9"}, earnings.Payment{Method: "Wire"}, other, usage)
	if len(got.Results) != 0 || len(got.Unclaimed) != 1 || got.Unclaimed[0].NumberUnknown || len(got.Unmatched) != 2 || len(got.NotEligible) != 2 || got.NotEligible[0].UnearnedID != "U-1" {
		t.Errorf("got %+v", got)
	}
}

func TestAClosedClaimIsThereOnlyIfAnEarningNamesIt(t *testing.T) {
	claim := contoso()
	claim.Closed, claim.ApprovedOn, claim.ExpectedBy = true, mci.Date{}, mci.Date{}
	if got := settle([]settlement.Claim{claim}, quarter).Results; len(got) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
	got := settle([]settlement.Claim{claim}, quarter, earned(2, "Rebate", "Sent", "5000")).Results
	if len(got) != 1 || got[0].State != settlement.Paid || got[0].Findings[0].Rule != "settlement.unapproved" {
		t.Errorf("got %+v, want a finding about the approval", got)
	}
}

func TestALineOfIneligibleRevenueSaysWhatCanBeDone(t *testing.T) {
	line := earnings.Ineligible{UnearnedID: "U-1", CustomerID: tenant, EngagementName: "Microsoft Viva", TransactionDate: day("2023-01-15"), ReasonText: "cuspubsec"}
	for name, c := range map[string]struct {
		reason  string
		country mci.Country
		on      string
		want    mci.Fact
		by      string
	}{
		"elsewhere":       {"CUSPUBSEC", "CH", "2023-01-15", mci.No, ""},
		"United States":   {"Customer is public sector", "US", "2023-01-15", mci.Yes, "2023-04-15"},
		"no country":      {"CUSPUBSEC", "", "2023-01-15", mci.NotSupplied, "2023-04-15"},
		"too late":        {"CUSPUBSEC", "US", "2022-12-01", mci.No, "2023-03-01"},
		"on the last day": {"CUSPUBSEC", "US", "2023-01-01", mci.Yes, "2023-04-01"},
		"by policy":       {"IVDMPN", "US", "2023-01-15", mci.No, ""},
		"an unknown text": {"The moon was full", "US", "2023-01-15", mci.NotSupplied, ""},
	} {
		claim := contoso()
		claim.CustomerCountry = c.country
		line.ReasonText, line.TransactionDate = c.reason, day(c.on)
		got := one(claim, quarter, line)
		found := got.Findings[0]
		if got.State != settlement.NotEligible || found.CanAct != c.want || found.By.String() != c.by || (found.Where != "") != (c.by != "") {
			t.Errorf("%s: got %s, %+v", name, got.State, found)
		}
		if terms := line.Reason().Terms(); terms.Source != (mci.Source{}) && found.Source != terms.Source || found.Source == (mci.Source{}) {
			t.Errorf("%s: the source is %+v, want that of the reason", name, found.Source)
		}
	}
	two := contoso()
	two.ID, two.Number, line.UnearnedID = "two", "N-2", ""
	settled := settle([]settlement.Claim{contoso(), two}, quarter, line)
	if settled.Results[0].State != settlement.Late || len(settled.NotEligible) != 1 || settled.Results[1].Findings[2].Rule != "settlement.candidate" {
		t.Errorf("got %+v, want two candidates", settled)
	}
}

func TestTheLaterDownloadOfAnIneligibleLineCounts(t *testing.T) {
	line := earnings.Ineligible{UnearnedID: "U-1", ReasonText: "Invalid cloud", Downloaded: day("2023-03-01"), Origin: earnings.Origin{File: "b.csv", Line: 2}}
	later, again := line, line
	later.ReasonText, later.Downloaded = "Partner is customer", day("2023-03-02")
	again.Origin.File = "a.csv"
	for _, lines := range [][]any{{line, later, again}, {again, later, line}, {later, line, again}} {
		if got := settle(nil, lines...).NotEligible; len(got) != 1 || got[0].ReasonText != later.ReasonText {
			t.Errorf("got %+v, want the later line", got)
		}
	}
	for _, lines := range [][]any{{line, again}, {again, line}} {
		if got := settle(nil, lines...).NotEligible; len(got) != 1 || got[0].Origin.File != "a.csv" {
			t.Errorf("got %+v, want the first place", got)
		}
	}
	var all settlement.Reports
	if err := all.AddIneligible(earnings.Ineligible{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v for a line without a reason", err)
	}
}

func TestTheSecondStageExplainsADifference(t *testing.T) {
	claim := contoso()
	claim.FirstStage = usd("3000")
	if got := one(claim, quarter, earned(2, "Rebate", "Sent", "3000")); got.State != settlement.PaidShort || got.Steps[0].Cause != settlement.CauseStage || got.Unexplained.Sign() != 0 {
		t.Errorf("got %+v, want the second stage", got)
	}
	claim.Approved = usd("3000")
	got := one(claim, quarter, earned(2, "Rebate", "Sent", "3000"), earned(3, "Rebate", "Sent", "2000"))
	if got.State != settlement.PaidOver || got.Findings[0].Rule != "settlement.stages" {
		t.Errorf("got %+v, want a finding about the stages", got)
	}
}

func TestWhatIsMissingIsSaidBesideThePaidAmount(t *testing.T) {
	claim := contoso()
	claim.Approved = earnings.Amount{}
	if got := one(claim, earned(2, "Rebate", "Sent", "5000")); got.State != settlement.Paid || !got.Difference.IsNone() || got.Missing[0].Fact != "approved amount" {
		t.Errorf("got %+v, want paid without a difference", got)
	}
	claim.Approved = chf("4600")
	if got := one(claim, earned(2, "Rebate", "Sent", "5000")); got.State != settlement.Paid || !got.Difference.IsNone() || got.Missing[0].Fact != "the amount paid in CHF" {
		t.Errorf("got %+v, want paid without a difference", got)
	}
	if got := one(contoso(), earned(2, "Rebate", "Sent", "3000")); got.State != settlement.PaidShort || len(got.Missing) != 3 {
		t.Errorf("got %+v, want the files that may hold the rest", got)
	}
	row, _ := sentInFrancs()
	if got := one(contoso(), row); len(got.Missing) != 1 || got.Missing[0].String() != "payments report with the payment P-1" {
		t.Errorf("got %v, want the payment order", got.Missing)
	}
}

func TestEarningsInTwoCurrenciesAreNotAddedUp(t *testing.T) {
	claim, francs, euros := contoso(), earned(2, "Rebate", "Sent", "1"), earned(3, "Rebate", "Sent", "1")
	francs.Amount, euros.Amount = chf("1"), must(earnings.ParseAmount("1", "EUR"))
	francs.AmountUSD, euros.AmountUSD = earnings.Amount{}, earnings.Amount{}
	got := one(claim, quarter, francs, euros)
	if got.State != settlement.Paid || !got.Paid.IsNone() || got.Findings[0].Rule != "settlement.currency" {
		t.Errorf("got %+v, want no sum and a finding", got)
	}
}

func TestAnOrderOfSeveralEarningsSaysNothingOfOne(t *testing.T) {
	row, order := sentInFrancs()
	other := earned(3, "Rebate", "Sent", "1")
	other.ClaimID, other.PaymentID = "", "P-1"
	if got := one(contoso(), quarter, row, order, other); got.State != settlement.Paid || !got.Orders[0].Shared || !got.Arrived.IsNone() || got.Findings[0].Rule != "settlement.order" {
		t.Errorf("got %+v, want a shared order", got)
	}
	order.Earned = chf("9000")
	if got := one(contoso(), quarter, row, order); !got.Orders[0].Shared {
		t.Error("an order that earned more than the claim is not shared")
	}
	order.Earned, row.AmountInLastPaymentCurrency = chf("4600.12"), earnings.Amount{}
	if got := one(contoso(), quarter, row, order); !got.Orders[0].Shared {
		t.Error("an order whose currency the line lacks is not shared")
	}
}

func TestEarningsWithoutAnIDAreNotCountedBesideThoseWithOne(t *testing.T) {
	row, summarized := earned(2, "Rebate", "Sent", "5000"), earned(3, "Rebate", "Sent", "5000")
	summarized.EarningID = ""
	got := one(contoso(), quarter, row, summarized)
	if got.State != settlement.Paid || got.Findings[0].Rule != "settlement.identity" || !got.Lines[1].NotCounted {
		t.Errorf("got %+v, want one earning counted", got)
	}
	again := summarized
	again.Amount, again.AmountUSD = usd("4000"), usd("4000")
	if got := one(contoso(), quarter, summarized, again); got.State != settlement.PaidOver || got.Findings[0].Rule != "settlement.identity" {
		t.Errorf("got %+v, want a doubt about a recalculation", got)
	}
}

func TestAContradictionIsTold(t *testing.T) {
	row, other := earned(2, "Rebate", "Sent", "5000"), earned(2, "Rebate", "Sent", "4000")
	other.Origin.Line = 3
	if got := one(contoso(), quarter, row, other); got.Findings[0].Rule != "settlement.contradiction" {
		t.Errorf("got %+v, want a contradiction", got)
	}
}

func TestWhatCannotBeSettledIsAnError(t *testing.T) {
	for name, facts := range map[string][]settlement.Claim{"one ID": {contoso(), contoso()}, "no ID": {{}}} {
		if _, err := settlement.Settle(day("2023-04-01"), list(facts...), nil); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if _, err := settlement.Settle(mci.Date{}, list(), nil); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v without a day, want ErrInvalid", err)
	}
	down := errors.New("the database is down")
	if _, err := settlement.Settle(day("2023-04-01"), unreadable(down), nil); !errors.Is(err, down) {
		t.Errorf("got %v, want the error of the list", err)
	}
	settled := must(settlement.Settle(day("2023-04-01"), unreadable(&store.ClaimError{ID: "bad", Err: down}), nil))
	if len(settled.Unread) != 1 || len(settled.Results) != 1 {
		t.Errorf("got %+v, want one claim and one that could not be read", settled)
	}
	var all settlement.Reports
	for name, span := range map[string]settlement.Span{
		"report": {}, "from": {Report: settlement.EarningsReport}, "until": {Report: settlement.EarningsReport, From: month("2023-02"), Until: month("2023-01")},
		"downloaded": {Report: settlement.EarningsReport, From: month("2023-02"), Until: month("2023-02")},
	} {
		var field *mci.FieldError
		if err := all.Cover(span); !errors.As(err, &field) || field.Path != name {
			t.Errorf("got %v, want an error about %s", err, name)
		}
	}
}

func TestEveryNameIsReadAsItIsWritten(t *testing.T) {
	for _, state := range settlement.States() {
		var again settlement.State
		if err := again.UnmarshalText(must(state.MarshalText())); err != nil || again != state || state.String() == "" {
			t.Errorf("%s is read as %s, %v", state, again, err)
		}
	}
	for report := settlement.EarningsReport; report <= settlement.IneligibleReport; report++ {
		var again settlement.Report
		if err := again.UnmarshalText(must(report.MarshalText())); err != nil || again != report {
			t.Errorf("%s is read as %s, %v", report, again, err)
		}
	}
}

func TestEveryRuleHasAMeaningAndASourceAndItsOwnID(t *testing.T) {
	seen := map[mci.RuleID]bool{}
	for _, rule := range settlement.Rules() {
		if seen[rule.ID] || rule.Means == "" || rule.Source == (mci.Source{}) {
			t.Errorf("the row of %s is not complete", rule.ID)
		}
		seen[rule.ID] = true
	}
}

func TestASettlementIsDataWithAJSONForm(t *testing.T) {
	row, order := sentInFrancs()
	stray := earned(4, "Rebate", "Sent", "10")
	stray.ClaimID = "N-9"
	late := contoso()
	late.ID, late.Number = "late", "N-2"
	settled := settle([]settlement.Claim{contoso(), late}, quarter, row, order, stray, earnings.Payment{PaymentID: "P-9"})
	text := must(json.MarshalIndent(settled, "", "  "))
	golden(t, "settlement.json", string(text)+"\n")
	var again settlement.Settlement
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if second := must(json.MarshalIndent(&again, "", "  ")); string(second) != string(text) {
		t.Errorf("the JSON form is read as something else:\n%s", second)
	}
}

func TestTheFactsOfAClaimHaveAJSONFormAndReportsHaveNone(t *testing.T) {
	text := must(json.Marshal(contoso()))
	var again settlement.Claim
	if err := json.Unmarshal(text, &again); err != nil || again != contoso() {
		t.Errorf("%s is read as %+v, %v", text, again, err)
	}
	if _, err := json.Marshal(reports(quarter)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("reports are written: %v", err)
	}
	if err := json.Unmarshal([]byte("{}"), &settlement.Reports{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("reports are read: %v", err)
	}
}

func TestAnOrderExplainsWhatItAddsAndShowsTheRest(t *testing.T) {
	row, order := sentInFrancs()
	order.WithheldTax, order.SalesTax, order.Total = chf("0"), chf("354.21"), chf("4950.00")
	got := one(contoso(), quarter, row, order)
	paid := got.Orders[0]
	if got.State != settlement.Paid || paid.Steps[2].Cause != settlement.CauseSalesTax || paid.Unexplained != chf("-4.33") || got.Arrived != chf("4950") {
		t.Errorf("got %s and %+v, want the sales tax and CHF -4.33 left", got.State, paid)
	}
	order.Total = earnings.Amount{}
	if got := one(contoso(), quarter, row, order); !got.Arrived.IsNone() {
		t.Errorf("got %s arrived of an order without a total", got.Arrived)
	}
}

func TestOrdersInTwoCurrenciesArriveApart(t *testing.T) {
	row, order := sentInFrancs()
	other := earned(3, "Rebate", "Sent", "1000")
	other.PaymentID = "P-2"
	second := earnings.Payment{PaymentID: "P-2", PaymentStatus: "Sent", Earned: usd("1000"), Total: usd("1000")}
	got := one(contoso(), quarter, row, order, other, second)
	if len(got.Orders) != 2 || !got.Arrived.IsNone() || got.Orders[1].Shared {
		t.Errorf("got %+v, want two orders that are not added up", got)
	}
}

func TestAFieldOfSumsIsWrittenAndReadInWords(t *testing.T) {
	for i, text := range []string{"state", "area", "location", "owner", "month"} {
		by := settlement.SumBy(i) //nolint:gosec // because there are five
		var read settlement.SumBy
		written, err := by.MarshalText()
		if err = errors.Join(err, read.UnmarshalText([]byte(text))); err != nil || read != by || string(written) != text || by.String() != text {
			t.Errorf("%s is read as %v and written as %s, %v", text, read, written, err)
		}
	}
	if _, err := settlement.SumBy(5).MarshalText(); err == nil {
		t.Error("a field that is not declared is written")
	}
}

// has reports whether a result has a finding of a rule.
func has(r settlement.Result, rule mci.RuleID) bool {
	return slices.ContainsFunc(r.Findings, func(f settlement.Finding) bool { return f.Rule == rule })
}

// unpaid is an earning that is estimated for a month, or for none.
func unpaid(line int, estimated string) earnings.Row {
	row := earned(line, "Rebate", "Upcoming", "2500")
	row.EstimatedPaymentMonth = earnings.Month{}
	if estimated != "" {
		row.EstimatedPaymentMonth = month(estimated)
	}
	return row
}

func TestTheEarliestOfTheUnpaidEarningsIsDue(t *testing.T) {
	assumed, undated := contoso(), contoso()
	assumed.ApprovalAssumed, undated.ExpectedBy = true, mci.Date{}
	for name, c := range map[string]struct {
		claim      settlement.Claim
		rows       []any
		due        string
		dueAssumed bool
	}{
		"in order":                     {contoso(), []any{unpaid(1, "2023-04"), unpaid(2, "2023-05")}, "2023-04-30", false},
		"the other way round":          {contoso(), []any{unpaid(1, "2023-05"), unpaid(2, "2023-04")}, "2023-04-30", false},
		"one without a month":          {contoso(), []any{unpaid(1, "2023-04"), unpaid(2, "")}, "2023-03-06", false},
		"one without a day at all":     {undated, []any{unpaid(1, "2023-04"), unpaid(2, "")}, "2023-04-30", false},
		"of an assumed approval":       {assumed, []any{unpaid(1, "")}, "2023-03-06", true},
		"of a month, whatever assumed": {assumed, []any{unpaid(1, "2023-02")}, "2023-02-28", false},
	} {
		if got := one(c.claim, c.rows...); got.Due != day(c.due) || got.DueAssumed != c.dueAssumed {
			t.Errorf("%s: due %s, assumed %t, want %s, %t", name, got.Due, got.DueAssumed, c.due, c.dueAssumed)
		}
	}
}

func TestAClaimWithoutAnApprovedAmountIsTakenBackIfNothingOfItIsLeft(t *testing.T) {
	claim := contoso()
	claim.Approved = earnings.Amount{}
	for back, want := range map[string]settlement.State{"-1000": settlement.Paid, "-5000": settlement.TakenBack, "-6000": settlement.TakenBack} {
		if got := one(claim, quarter, earned(1, "Rebate", "Sent", "5000"), earned(2, "Adjustment-Rebate", "Sent", back)); got.State != want {
			t.Errorf("%s: got %s, want %s", back, got.State, want)
		}
	}
	if got := one(contoso(), quarter, earned(1, "Rebate", "Sent", "3000"), earned(2, "Adjustment-Rebate", "Sent", "0")); got.State != settlement.PaidShort {
		t.Errorf("an adjustment of nothing: got %s, want paid short", got.State)
	}
}

func TestWhatIsForfeitedIsNotPaidAndTheRestIs(t *testing.T) {
	forfeited := earned(1, "Rebate", "Forfeited", "2000")
	if got := one(contoso(), quarter, forfeited); got.Paid != usd("0") || !has(got, "settlement.status") || got.Findings[0].Outcome != mci.Fail {
		t.Errorf("got %s and %+v, want nothing paid and a failed status", got.Paid, got.Findings)
	}
	if got := one(contoso(), quarter, forfeited, earned(2, "Rebate", "Sent", "3000")); got.Paid != usd("3000") {
		t.Errorf("got %s paid, want USD 3,000", got.Paid)
	}
	if got := one(contoso(), quarter, unpaid(1, "2023-05")); !got.Paid.IsNone() || got.Findings[0].Outcome != mci.Unknown {
		t.Errorf("got %s and %+v, want no amount and an open status", got.Paid, got.Findings)
	}
	if got := one(contoso(), quarter, earned(1, "Rebate", "Upcoming", "0")); got.Unpaid != usd("0") {
		t.Errorf("got %s unpaid, want USD 0", got.Unpaid)
	}
}

func TestASingleEarningWithoutAnIDIsNoDoubt(t *testing.T) {
	row := earned(1, "Rebate", "Sent", "5000")
	row.EarningID = ""
	if got := one(contoso(), quarter, row); has(got, "settlement.identity") {
		t.Errorf("got %+v", got.Findings)
	}
}

func TestAFileIsMissingOnlyForARestThatItMayHold(t *testing.T) {
	for name, c := range map[string]struct {
		lines []any
		want  bool
	}{
		"short, and not covered": {[]any{earned(1, "Rebate", "Sent", "3000")}, true},
		"short, and covered":     {[]any{quarter, earned(1, "Rebate", "Sent", "3000")}, false},
		"over, and not covered":  {[]any{earned(1, "Rebate", "Sent", "5100")}, false},
	} {
		if got := one(contoso(), c.lines...); has(got, "settlement.coverage") != c.want || (len(got.Missing) > 0) != c.want {
			t.Errorf("%s: got %+v and %v", name, got.Findings, got.Missing)
		}
	}
}

func TestAClaimThatIsNotApprovedIsNotDue(t *testing.T) {
	undated, unapproved := contoso(), contoso()
	undated.ExpectedBy, unapproved.ApprovedOn = mci.Date{}, mci.Date{}
	for _, claim := range []settlement.Claim{undated, unapproved} {
		if got := one(claim, quarter); got.State != settlement.NotDue {
			t.Errorf("got %s", got.State)
		}
	}
}

func TestAnEarningWithoutAnEngagementMatchesNoClaimWithoutOne(t *testing.T) {
	claim := contoso()
	claim.Engagement, claim.Title = "", ""
	row := earned(2, "Rebate", "Sent", "5000")
	row.ClaimID, row.CustomerID = "", tenant
	if got := settle([]settlement.Claim{claim}, quarter, row); len(got.Unclaimed) != 1 || len(got.Unclaimed[0].Candidates) != 0 {
		t.Errorf("got %+v, want no match", got.Unclaimed)
	}
}

func TestAnOrderIsReadInItsOwnCurrency(t *testing.T) {
	row, order := sentInFrancs()
	order.Earned, order.WithheldTax, order.SalesTax, order.Total = usd("5000"), usd("0"), usd("0"), usd("0")
	if got := one(contoso(), quarter, row, order); got.Orders[0].Shared || !got.Arrived.IsNone() {
		t.Errorf("got %+v and %s arrived, want an order of the claim of which nothing arrived", got.Orders, got.Arrived)
	}
}

func TestAPlaceIsToldOnce(t *testing.T) {
	first, second := earned(1, "Rebate", "Sent", "2000"), earned(2, "Rebate", "Sent", "3000")
	first.EarningID, second.EarningID, second.Origin = "", "", first.Origin
	for _, f := range one(contoso(), quarter, first, second).Findings {
		if len(f.Origins) != 1 {
			t.Errorf("got %+v", f)
		}
	}
}

// The sum of a program is that of all its spellings: 150 and 100 US dollars
// reach the threshold, and an adjustment of -60 takes the sum below it again.
func TestTheSumOfTheThresholdHasEverySpellingAndTheAdjustments(t *testing.T) {
	with := func(line int, program, earningType, amount string) earnings.Row {
		row := earned(line, earningType, "Upcoming", amount)
		row.ProgramName, row.EstimatedPaymentMonth = program, month("2023-02")
		return row
	}
	own, other, less := with(1, "MCI", "Rebate", "150"), with(2, "mci ", "rebate", "100"), with(3, "Mci", "Adjustment-Rebate", "-60")
	other.ClaimID, less.ClaimID = "", ""
	for name, c := range map[string]struct {
		lines []any
		want  settlement.State
	}{
		"alone":          {[]any{quarter, own}, settlement.Reported},
		"with another":   {[]any{quarter, own, other}, settlement.Late},
		"with a decline": {[]any{quarter, own, other, less}, settlement.Reported},
	} {
		if got := one(contoso(), c.lines...); got.State != c.want {
			t.Errorf("%s: got %s, want %s: %+v", name, got.State, c.want, got.Findings)
		}
	}
}

func TestANameInAnotherCaseOrWithOtherBlanksIsTheSameName(t *testing.T) {
	row := earned(2, "Rebate", "Sent", "5000")
	row.ClaimID, row.CustomerID, row.EngagementName = "", strings.ToUpper(tenant), " microsoft  VIVA"
	if got := one(contoso(), quarter, row); got.State != settlement.Paid || !got.Doubtful {
		t.Errorf("got %s, want a match by the engagement", got.State)
	}
	known, span := contoso(), quarter
	known.ProgramName, known.ParticipantID = "mci", "pn 4863040"
	for names, want := range map[[2]string]settlement.State{
		{" MCI", "PN  4863040 "}: settlement.Late, {" ", ""}: settlement.Late, {"CSP", ""}: settlement.Unknown, {"", "PN 4863041"}: settlement.Unknown,
	} {
		span.ProgramName, span.ParticipantID = names[0], names[1]
		if got := one(known, span); got.State != want {
			t.Errorf("%q: got %s, want %s", names, got.State, want)
		}
	}
}

// summarized is an earning of a layout without IDs.
func summarized(downloaded, payment, status, amount string) earnings.Row {
	row := earned(2, "Rebate", status, amount)
	row.EarningID, row.PaymentID, row.EstimatedPaymentMonth = "", payment, month("2023-02")
	row.Downloaded, row.Origin.File = day(downloaded), downloaded
	return row
}

func TestTwoDownloadsOfOneMonthShowAnEarningOnce(t *testing.T) {
	for name, c := range map[string]struct {
		lines    []any
		want     settlement.State
		paid     string
		identity bool // whether a finding tells of the missing IDs
	}{
		"upcoming alone":     {[]any{summarized("2023-03-10", "", "Upcoming", "5000")}, settlement.Late, "", false},
		"sent since":         {[]any{summarized("2023-03-10", "", "Upcoming", "5000"), summarized("2023-03-20", "P-1", "Sent", "5000")}, settlement.Paid, "5000", false},
		"sent with more":     {[]any{summarized("2023-03-10", "", "Upcoming", "4000"), summarized("2023-03-20", "P-1", "Sent", "5000")}, settlement.Paid, "5000", false},
		"on one day":         {[]any{summarized("2023-03-10", "", "Upcoming", "5000"), summarized("2023-03-10", "P-1", "Sent", "5000")}, settlement.Reported, "5000", true},
		"another on one day": {[]any{summarized("2023-03-10", "", "Upcoming", "2000"), summarized("2023-03-10", "P-1", "Sent", "3000")}, settlement.Late, "3000", true},
	} {
		for range 2 {
			got := one(contoso(), append([]any{quarter}, c.lines...)...)
			paid := earnings.Amount{}
			if c.paid != "" {
				paid = usd(c.paid)
			}
			if got.State != c.want || got.Paid != paid || has(got, "settlement.identity") != c.identity || has(got, "settlement.month") != (c.want == settlement.Late) {
				t.Errorf("%s: got %s, paid %s, %+v", name, got.State, got.Paid, got.Findings)
			}
			slices.Reverse(c.lines)
		}
	}
	byID := summarized("2023-03-10", "", "Upcoming", "5000")
	byID.EarningID = "E-9"
	if got := one(contoso(), quarter, byID, summarized("2023-03-20", "P-1", "Sent", "5000")); got.State != settlement.Reported || !has(got, "settlement.identity") {
		t.Errorf("two layouts: got %s, %+v", got.State, got.Findings)
	}
	for name, change := range map[string]func(*earnings.Row){
		"with an ID":       func(r *earnings.Row) { r.EarningID = "E-9" },
		"no payment ID":    func(r *earnings.Row) { r.PaymentID, r.Lever = "", "Another" },
		"of another day":   func(r *earnings.Row) { r.EarningDate = day("2023-01-30") },
		"of another type":  func(r *earnings.Row) { r.EarningType = "Fee" },
		"of another money": func(r *earnings.Row) { r.Amount = chf("5000") },
	} {
		other := summarized("2023-03-10", "P-1", "Sent", "5000")
		change(&other)
		upcoming := summarized("2023-03-10", "", "Upcoming", "5000")
		got := one(contoso(), quarter, upcoming, other)
		if want := name != "with an ID"; (got.State == settlement.Late) != want {
			t.Errorf("%s: got %s", name, got.State)
		}
	}
}

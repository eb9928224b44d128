package settlement_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func TestALineThatWasNotReadMakesAClaimDoubtfulUnlessOtherFilesHoldAllOfItsLines(t *testing.T) {
	lost := earnings.Origin{File: "e.csv", Line: 3}
	open := contoso()
	open.ApprovedOn, open.ExpectedBy, open.Approved = mci.Date{}, mci.Date{}, earnings.Amount{}
	for name, c := range map[string]struct {
		claim    settlement.Claim
		lines    []any
		state    settlement.State
		doubtful bool
		told     bool
	}{
		"an earning that is not paid yet":      {contoso(), []any{earned(2, "Rebate", "Unprocessed", "5000"), lost}, settlement.Reported, true, true},
		"a paid one":                           {contoso(), []any{earned(2, "Rebate", "Sent", "5000"), lost}, settlement.Paid, true, true},
		"none":                                 {contoso(), []any{lost}, settlement.Unknown, false, true},
		"an earning, all lines elsewhere":      {contoso(), []any{quarter, earned(2, "Rebate", "Sent", "5000"), lost}, settlement.Paid, false, false},
		"none, all lines elsewhere":            {contoso(), []any{quarter, lost}, settlement.Late, false, false},
		"none of a claim that is not approved": {open, []any{lost}, settlement.NotDue, false, false},
		"one of a claim that is not approved":  {open, []any{earned(2, "Rebate", "Sent", "5000"), lost}, settlement.Paid, true, true},
		"every line was read":                  {contoso(), []any{earned(2, "Rebate", "Unprocessed", "5000")}, settlement.Reported, false, false},
	} {
		result := one(c.claim, c.lines...)
		at := slices.IndexFunc(result.Findings, func(f settlement.Finding) bool { return f.Rule == "settlement.coverage" && len(f.Origins) > 0 })
		if result.State != c.state || result.Doubtful != c.doubtful || at >= 0 != c.told {
			t.Errorf("%s: got %s, doubtful %t, %+v", name, result.State, result.Doubtful, result.Findings)
		}
		if at >= 0 && (result.Findings[at].Outcome != mci.Unknown || !slices.Equal(result.Findings[at].Origins, []earnings.Origin{lost})) {
			t.Errorf("%s: got %+v", name, result.Findings[at])
		}
	}
}

func TestTheFirstLinesThatWereNotReadAreNamedInWhateverOrderTheyCome(t *testing.T) {
	origins := func(text string) (all []earnings.Origin) {
		for place := range strings.FieldsSeq(text) {
			file, line, _ := strings.Cut(place, ":")
			all = append(all, earnings.Origin{File: file, Line: int(line[0] - '0')})
		}
		return all
	}
	for unread, want := range map[string]string{"b:2 a:9 a:1 b:1 a:9 a:4 c:1": "a:1 a:4 a:9", "a:2 a:1 a:2": "a:1 a:2"} {
		lines := origins(unread)
		for range 2 {
			var added []any
			for _, line := range lines {
				added = append(added, line)
			}
			findings := one(contoso(), added...).Findings
			if got := findings[len(findings)-1].Origins; !slices.Equal(got, origins(want)) {
				t.Errorf("%v: got %v, want %s", lines, got, want)
			}
			slices.Reverse(lines)
		}
	}
}

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
	for name, c := range map[string]struct {
		lines    []any
		state    settlement.State
		doubtful bool
		told     bool
	}{
		"an earning that is not paid yet": {[]any{earned(2, "Rebate", "Unprocessed", "5000"), lost}, settlement.Reported, true, true},
		"a paid one":                      {[]any{earned(2, "Rebate", "Sent", "5000"), lost}, settlement.Paid, true, true},
		"none":                            {[]any{lost}, settlement.Unknown, false, true},
		"an earning, all lines elsewhere": {[]any{quarter, earned(2, "Rebate", "Sent", "5000"), lost}, settlement.Paid, false, false},
		"none, all lines elsewhere":       {[]any{quarter, lost}, settlement.Late, false, false},
		"every line was read":             {[]any{earned(2, "Rebate", "Unprocessed", "5000")}, settlement.Reported, false, false},
	} {
		result := settle([]settlement.Claim{contoso()}, c.lines...).Results[0]
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
	var lines []any
	for place := range strings.FieldsSeq("b:2 a:9 a:1 b:1 a:9 a:4 c:1") {
		file, line, _ := strings.Cut(place, ":")
		lines = append(lines, earnings.Origin{File: file, Line: int(line[0] - '0')})
	}
	want := []earnings.Origin{{File: "a", Line: 1}, {File: "a", Line: 4}, {File: "a", Line: 9}}
	for range 2 {
		findings := settle([]settlement.Claim{contoso()}, lines...).Results[0].Findings
		if got := findings[len(findings)-1].Origins; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		slices.Reverse(lines)
	}
}

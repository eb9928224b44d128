package association_test

import (
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// withProof is a claim with a proof of a day; "none" is without a date, and the
// empty text is unknown.
func withProof(id claims.ID, day string) *association.Claim {
	c := must(association.Adopt(adoption(cpor.ModernWorkUsage, "Draft"), nil, id, meta(claims.PartnerCenter, at("2023-01-02")))).Claim
	p := cpor.Proof{Reference: "sow", Undated: day == "none"}
	if day != "" && day != "none" {
		p.Dated = date(day)
	}
	return must(association.Apply(c, association.GiveProof{Proof: p}, by(lifecycle.ProofGiven, at("2023-01-03")))).Claim
}

func TestTheMostRecentProofIsExpectedToWin(t *testing.T) {
	for _, c := range []struct {
		days  []string
		wins  int // -1 for none
		found string
	}{
		{[]string{"2022-01-01", "2022-06-01", "2021-06-01"}, 1, "2022-06-01"},
		{[]string{"2022-06-01", "none"}, 0, "2022-06-01"},
		{[]string{"2022-06-01", ""}, -1, "a proof whose date is unknown"},
		{[]string{"2022-06-01", "2022-06-01"}, -1, "2 proofs of 2022-06-01"},
		{[]string{"2020-07-01", "2020-06-30"}, 0, "2020-07-01"},
		{[]string{"2020-06-30", "none"}, -1, "no proof whose date counts"},
		{nil, -1, "no proof whose date counts"},
	} {
		var all []*association.Claim
		for i, day := range c.days {
			all = append(all, withProof(claims.ID(fmt.Sprint("claim-", i)), day))
		}
		winner, why := credit.Arbitrate(all...)
		if c.wins < 0 && (winner != nil || why.Outcome != mci.Unknown) || c.wins >= 0 && (winner != all[c.wins] || why.Outcome != mci.Pass) || why.Found != c.found || why.Rule != "cporclaim.latest-proof" {
			t.Errorf("%v: %v, since %+v", c.days, winner, why)
		}
	}
}

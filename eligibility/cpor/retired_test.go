package cpor

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

// A stored finding is explained by the version of its rule.
func TestARetiredVersionExplainsItsFindings(t *testing.T) {
	defer func(rules []mci.Rule) { retired = rules }(retired)
	retired = []mci.Rule{{ID: "cporclaim.channel", Version: 7, Path: "path", Means: "something of then", Source: mci.AssociationGuide.Source()}}
	stored := []mci.Finding{
		{Rule: "cporclaim.tea", Version: 1},
		{Rule: "cporclaim.proof.dated", Version: 2},
		{Rule: "cporclaim.channel", Version: 7, Outcome: mci.Fail, Found: "CSP"},
		{Rule: "cporclaim.channel", Version: 8},
	}
	got := Explain(&Question{Kind: BusinessUsage}, stored)
	if got[0].Want != "something of then" || got[0].Path != "path" || got[0].Source != mci.AssociationGuide.Source() || got[0].Found != "CSP" {
		t.Errorf("%+v", got[0])
	}
	if got[1].Want != "" || got[2].Path != "proof.dated" || got[3].Rule != "cporclaim.tea" || got[3].Want != "" {
		t.Errorf("%+v", got)
	}
}

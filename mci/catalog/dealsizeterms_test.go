package catalog_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheDayOfSendingSelectsTheRuleForTheDealSize(t *testing.T) {
	edition := func(changes ...change) *catalog.Edition {
		return madeUpWith(t, "by-market", changes...).Edition()
	}
	dated := edition()
	for day, want := range map[string]mci.DealSizeRule{"2025-09-14": mci.DealSizeMayBeZero, "2025-09-15": mci.DealSizeRequired, "2020-01-01": mci.DealSizeMayBeZero, "": mci.DealSizeRequired} {
		if got, source := dated.DealSize(date(day)); got != want || source.Title == "" {
			t.Errorf("on %q it is %v, from %v", day, got, source)
		}
	}
	always := edition(change{"editions[0].settings.dealSize", "optional"})
	if got, source := always.DealSize(date("2026-01-01")); got != mci.DealSizeOptional || source != (mci.Source{}) || always.DealSizeRules() != "optional" {
		t.Errorf("it is %v, %s", got, always.DealSizeRules())
	}
	unsaid := edition(change{"editions[0].settings.dealSize", absent{}})
	if got := unsaid.DealSizeRules(); got != "optional until 2025-09-14, required from 2025-09-15" {
		t.Errorf("an edition that says nothing: %s", got)
	}
	if got, source := unsaid.DealSize(date("2025-09-15")); got != mci.DealSizeRequired || source != mci.ResearchDossier.Source() {
		t.Errorf("an edition that says nothing: %v, from %v", got, source)
	}
	if got, _ := new(catalog.Edition).DealSize(mci.Date{}); got != mci.DealSizeRequired {
		t.Errorf("the zero edition: %v", got)
	}
}

func TestTheRuleForTheDealSizeIsPartOfTheDigest(t *testing.T) {
	before := madeUpEngagement(t, "by-market").Digest()
	for _, c := range []change{{"editions[0].settings.dealSize[0].rule", "optional"}, {"editions[0].settings.dealSize", absent{}}} {
		if madeUpWith(t, "by-market", c).Digest() == before {
			t.Errorf("%v does not change it", c)
		}
	}
}

package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestPayInTwoStagesIsWholeOnlyIfTheTargetIsReachedInItsWindow(t *testing.T) {
	const missing = "USD 5,200.00 on approval, the rest unknown: needs a measurement of active users: at least 250 between day 90 and day 180 after the approval"
	read := func(text, on string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Target = catalog.Measurement{Quantity: quantity(text), On: date(on)} })
	}
	testPay(t, madeUpEngagement(t, "in-two-stages"), []payCase{
		{"exactly on the first day", read("250", "2026-06-18"), "USD 8,000.00"},
		{"exactly on the last day", read("250", "2026-09-16"), "USD 8,000.00"},
		{"the day before the first", read("250", "2026-06-17"), missing},
		{"the day after the last", read("250", "2026-09-17"), missing},
		{"missed on the last day", read("249.99", "2026-09-16"), "USD 5,200.00"},
		{"not reached yet", read("249.99", "2026-09-15"), missing},
		{"not read", facts(func(i *catalog.PayInputs) { i.Target = catalog.Measurement{} }), missing},
		{"not approved", facts(func(i *catalog.PayInputs) { i.Dates.Approval = mci.Date{} }), missing},
		{"no size", counted("seats", "99"), "not eligible: seats of 99, and size M begins from 100"},
		{"not counted", counted("seats", ""), "unknown: needs seats"},
	})
}

func TestAnEngagementSaysWhetherItPaysInStages(t *testing.T) {
	for id, want := range map[mci.EngagementID]bool{"in-two-stages": true, "by-size": false} {
		if got := madeUpEngagement(t, id).PaysInStages(); got != want {
			t.Errorf("%s: %t", id, got)
		}
	}
}

// If a claim had size M at the nomination, it keeps size M even if the numbers
// change later.
func TestTheSizeOfPayInTwoStagesIsLockedAtNomination(t *testing.T) {
	inputs := counted("seats", "100")
	inputs.Target.Quantity = quantity("19000")
	p := madeUpEngagement(t, "in-two-stages").Payout(inputs)
	if p.Amount.String() != "USD 1,000.01" || p.OnApproval.String() != "USD 650.01" {
		t.Errorf("pays %s, %s on approval", p.Amount, p.OnApproval)
	}
}

func TestTheStagesSumToTheWhole(t *testing.T) {
	sheet := madeUpEngagement(t, "in-two-stages").Payout(counted("seats", "100")).Worksheet()
	if len(sheet.Stages) != 2 {
		t.Fatalf("%d stages", len(sheet.Stages))
	}
	first, rest := sheet.Stages[0], sheet.Stages[1]
	if sum := must(first.Amount.Add(rest.Amount)); !sum.Equal(sheet.Amount) || first.Amount.String() != "USD 650.01" || rest.Amount.String() != "USD 350.00" {
		t.Errorf("%s and %s, of %s", first.Amount, rest.Amount, sheet.Amount)
	}
	if rest.From != date("2026-06-18") || rest.Until != date("2026-09-16") || rest.Outcome != mci.Pass || rest.Share != "35%" || first.Share != "65%" || rest.Source != madeUpGuide {
		t.Errorf("the second stage is %+v", rest)
	}
}

func TestThePayoutInTwoStagesShowsBoth(t *testing.T) {
	const want = `market | customer's country CH on list regions | A | false
size | by seats, 1200 | XL | false
amount | size XL in market A | USD 8,000.00 | true
rounding | half even, once, to the minor unit | USD 8,000.00 | false
on approval | 65% if the claim is approved: pass | USD 5,200.00 | false
on target | 35% if active users: at least 250 between day 90 and day 180 after the approval: pass | USD 2,800.00 | false
USD 8,000.00`
	if diff := cmp.Diff(want, worksheet(madeUpEngagement(t, "in-two-stages").Payout(madeUpFacts()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATargetCanBeABoundThatIsExcluded(t *testing.T) {
	e := madeUpWith(t, "in-two-stages", change{staged + ".pay.target.from", absent{}}, change{staged + ".pay.target.above", "260"})
	testPay(t, e, []payCase{{"exactly", madeUpFacts(), "USD 5,200.00 on approval, the rest unknown: needs a measurement of active users: more than 260 between day 90 and day 180 after the approval"}})
}

// The amount on approval is known before the target. For any other pay, it is
// the whole amount.
func TestOnApprovalIsWhatTheApprovalPays(t *testing.T) {
	for id, want := range map[mci.EngagementID]string{"by-market": "USD 4,400.00", "in-two-stages": "USD 5,200.00", "by-whole-share": "no amount"} {
		inputs := madeUpFacts()
		inputs.Target = catalog.Measurement{}
		if got := madeUpEngagement(t, id).Payout(inputs).OnApproval.String(); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestPayBySizeIsThatOfTheLowestLadder(t *testing.T) {
	testPay(t, madeUpEngagement(t, "by-size"), []payCase{
		{"the second ladder is lower", counted("seats", "1200", "active users", "800"), "USD 3,000.00"},
		{"the first ladder is lower", counted("seats", "1000", "active users", "0"), "USD 3,000.00"},
		{"both the same", counted("seats", "1200", "active users", "700"), "USD 6,000.00"},
		{"exactly at a bound that is included", counted("seats", "5000", "active users", "2500"), "USD 9,000.00"},
		{"just below it", counted("seats", "4999.99", "active users", "0"), "USD 6,000.00"},
		{"exactly at a bound that is excluded", counted("seats", "1000", "active users", "500"), "USD 3,000.00"},
		{"just above it", counted("seats", "1000.01", "active users", "500"), "USD 6,000.00"},
		{"more active users than seats", counted("seats", "400", "active users", "500"), "not eligible: seats minus active users of -100, and size S begins above 0"},
		{"too small", counted("seats", "299.99", "active users", "0"), "not eligible: seats of 299.99, and size S begins from 300"},
		{"exactly the smallest", counted("seats", "300", "active users", "0"), "USD 3,000.00"},
		{"beyond the end of one ladder only", counted("seats", "60000", "active users", "0"), "USD 9,000.00"},
		{"no seats known", counted("seats", ""), "unknown: needs seats"},
		{"neither known", counted("seats", "", "active users", ""), "unknown: needs seats, active users"},
		{"no rate for the size in the market", facts(func(i *catalog.PayInputs) { i.CustomerCountry = "BR" }), "not eligible: no rate for size S in market C"},
		{"barred as a whole", facts(func(i *catalog.PayInputs) { i.Segment = "public sector" }), "not eligible: customers of the segment public sector are barred"},
		{"barred from the size", facts(func(i *catalog.PayInputs) { i.Segment = "education" }), "not eligible: customers of the segment education are barred from size S"},
		{"not barred from another size", facts(func(i *catalog.PayInputs) {
			i.Segment, i.Quantities["active users"] = "education", quantity("100")
		}), "USD 6,000.00"},
		{"the segment is not known", facts(func(i *catalog.PayInputs) { i.Segment = "" }), "unknown: needs the customer's segment"},
		{"no nomination, which selects the version of the market list", facts(func(i *catalog.PayInputs) { i.Dates = mci.AnchorDates{} }), "unknown: needs the nomination date"},
	})
}

func TestACustomerCanBeLargerThanTheLargestSize(t *testing.T) {
	e := madeUpWith(t, "in-two-stages")
	testPay(t, e, []payCase{
		{"just below the end, which is excluded", counted("seats", "19999.99"), "USD 8,000.00"},
		{"at the end", counted("seats", "20000"), "not eligible: the customer is larger than size XL"},
	})
	closed := madeUpWith(t, "by-size", change{bySize + ".pay.sizes.ladders[0].upTo", "9000"})
	testPay(t, closed, []payCase{
		{"at the end of one ladder, which is included", counted("seats", "9000", "active users", "0"), "USD 9,000.00"},
		{"above it, and the other ladder gives the size", counted("seats", "9000.01", "active users", "8800"), "USD 3,000.00"},
		{"above the ends of both", counted("seats", "50000.01", "active users", "0"), "not eligible: the customer is larger than size L"},
	})
}

// A gap that counted as zero would be paid by a ladder that begins from 0.
func TestAGapBelowZeroIsSmallerThanEverySize(t *testing.T) {
	e := madeUpWith(t, "by-size", change{bySize + ".pay.sizes.ladders[1].steps[0]", map[string]any{"size": "S", "from": "0"}})
	testPay(t, e, []payCase{
		{"no gap", counted("seats", "400", "active users", "400"), "USD 3,000.00"},
		{"a gap just below zero", counted("seats", "400", "active users", "400.01"), "not eligible: seats minus active users of -0.01, and size S begins from 0"},
		{"a gap below zero, and no seats known", counted("seats", "", "active users", "500"), "unknown: needs seats"},
	})
	if size, outcome := e.SizeOf(counted("seats", "400", "active users", "401")); size != "" || outcome != mci.Fail {
		t.Errorf("the size is %q (%v), want none (fail)", size, outcome)
	}
}

// A measure that is missing could not help.
func TestAMarketWithoutARateForAnySizeIsNotEligibleWhateverTheSize(t *testing.T) {
	e := madeUpWith(t, "by-size", change{bySize + ".pay.rates[0].amounts.M.C", absent{}})
	brazil := counted("seats", "")
	brazil.CustomerCountry = "BR"
	testPay(t, e, []payCase{{"no seats known", brazil, "not eligible: no rate in market C"}})
	testPay(t, madeUpEngagement(t, "by-size"), []payCase{{"a size that has a rate there", brazil, "unknown: needs seats"}})
}

func TestSizeOfIsTheSizeThatIsPaid(t *testing.T) {
	e := madeUpEngagement(t, "by-size")
	for _, c := range []struct {
		name    string
		inputs  catalog.PayInputs
		size    string
		outcome mci.Outcome
	}{
		{"a size", madeUpFacts(), "S", mci.Pass},
		{"too small", counted("seats", "1"), "", mci.Fail},
		{"not counted", counted("seats", ""), "", mci.Unknown},
		{"barred", facts(func(i *catalog.PayInputs) { i.Segment = "education" }), "S", mci.Fail},
		{"a segment that is not known, and would matter", facts(func(i *catalog.PayInputs) { i.Segment = "" }), "S", mci.Unknown},
	} {
		if size, outcome := e.SizeOf(c.inputs); size != c.size || outcome != c.outcome {
			t.Errorf("%s: %q (%v), want %q (%v)", c.name, size, outcome, c.size, c.outcome)
		}
	}
	if size, outcome := madeUpEngagement(t, "by-market").SizeOf(catalog.PayInputs{}); size != "" || outcome != mci.Pass {
		t.Errorf("an engagement without sizes: %q (%v)", size, outcome)
	}
}

func TestThePayoutBySizeShowsEachLadder(t *testing.T) {
	const want = `market | customer's country CH on list regions | A | false
size | by seats, 1200 | M | false
size | by seats minus active users, 400 | S | false
size | the lowest of these | S | false
amount | size S in market A | USD 3,000.00 | true
rounding | half even, once, to the minor unit | USD 3,000.00 | false
USD 3,000.00`
	if diff := cmp.Diff(want, worksheet(madeUpEngagement(t, "by-size").Payout(madeUpFacts()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

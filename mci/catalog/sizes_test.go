package catalog_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestSizesChangeAtADateAsRatesDo(t *testing.T) {
	nominated := func(day, seats string) catalog.PayInputs {
		inputs := counted("seats", seats)
		inputs.Dates.Nomination = date(day)
		return inputs
	}
	e := madeUpEngagement(t, "by-changing-size")
	for _, c := range []struct {
		name          string
		inputs        catalog.PayInputs
		size, summary string
		outcome       mci.Outcome
	}{
		{"the last day of the earlier sizes", nominated("2025-12-31", "1000"), "large", "USD 5,000.00", mci.Pass},
		{"the first day of the later ones", nominated("2026-01-01", "1000"), "small", "USD 2,000.00", mci.Pass},
		{"a size that only the later ones have", nominated("2026-01-01", "5000"), "huge", "USD 8,000.00", mci.Pass},
		{"the same customer before", nominated("2025-12-31", "5000"), "large", "USD 5,000.00", mci.Pass},
		{"too small for the later ones", nominated("2026-01-01", "299"), "", "not eligible: seats of 299, and size small begins from 300", mci.Fail},
		{"too large for the later ones", nominated("2026-01-01", "50000.01"), "", "not eligible: the customer is larger than size huge", mci.Fail},
		{"no day", nominated("", "1000"), "", "unknown: needs the nomination date", mci.Unknown},
	} {
		if size, outcome := e.SizeOf(c.inputs); size != c.size || outcome != c.outcome {
			t.Errorf("%s: %q (%v), want %q (%v)", c.name, size, outcome, c.size, c.outcome)
		}
		if got := e.Payout(c.inputs).Summary(); got != c.summary {
			t.Errorf("%s: %s, want %s", c.name, got, c.summary)
		}
	}
}

// A day that is still to come can select other sizes than today's.
func TestTheSizesOfACustomerAreThoseOfTheDaysThatCanSelectThem(t *testing.T) {
	e := madeUpEngagement(t, "by-changing-size")
	claim := func(day, seats string) catalog.PayInputs {
		inputs := counted("seats", seats)
		inputs.Dates = mci.AnchorDates{Nomination: date(day)}
		return inputs
	}
	uncounted := catalog.PayInputs{}
	from, until := mci.Period{From: date("2026-01-01")}, mci.Period{Until: date("2025-12-31")}
	for _, c := range []struct {
		name   string
		claim  catalog.PayInputs
		anchor mci.Anchor
		days   mci.Period
		want   []string
		known  bool
	}{
		{"nominated", claim("2026-01-01", "60000"), mci.NominationAnchor, until, []string{"larger than huge"}, true},
		{"to be nominated earlier", claim("", "1000"), mci.NominationAnchor, until, []string{"large"}, true},
		{"to be nominated later", claim("", "1000"), mci.NominationAnchor, from, []string{"small"}, true},
		{"to be nominated at any time", claim("", "1000"), mci.NominationAnchor, mci.Period{}, []string{"large", "small"}, true},
		{"by another date", claim("", "1000"), mci.ConsentAnchor, from, []string{"large", "small"}, true},
		{"not counted", uncounted, mci.NominationAnchor, from, nil, false},
	} {
		got, known := e.Sizes(c.claim, c.anchor, c.days)
		if !slices.Equal(got, c.want) || known != c.known {
			t.Errorf("%s: %q (%v), want %q (%v)", c.name, got, known, c.want, c.known)
		}
	}
	ending := madeUpWith(t, "by-changing-size", change{changing + ".pay.sizes.rows[1].knownUntil", "2026-06-30"})
	if got, known := ending.Sizes(claim("2026-06-30", "1000"), mci.NominationAnchor, from); !slices.Equal(got, []string{"small"}) || !known {
		t.Errorf("on the last known day: %q (%v)", got, known)
	}
	if got, known := ending.Sizes(claim("2026-07-01", "1000"), mci.NominationAnchor, from); got != nil || known {
		t.Errorf("after the last known day: %q (%v)", got, known)
	}
	if got, known := madeUpEngagement(t, "by-market").Sizes(uncounted, mci.NominationAnchor, from); got != nil || !known {
		t.Errorf("pay without sizes: %q (%v)", got, known)
	}
}

// The lowest of the ladders decides, so the smallest size by one of them is not
// known to be the customer's.
func TestASizeIsKnownOnceEveryLadderHasItsMeasuresOrOneIsBelowAll(t *testing.T) {
	e := madeUpEngagement(t, "by-size")
	for _, c := range []struct {
		name, seats, users string
		want               []string
		known              bool
	}{
		{"both", "1200", "800", []string{"S"}, true},
		{"the smallest by the first", "300", "", nil, false},
		{"another by the first", "1200", "", nil, false},
		{"below all by the first", "299", "", []string{"smaller than S"}, true},
		{"neither", "", "", nil, false},
	} {
		inputs := counted("seats", c.seats, "active users", c.users)
		if got, known := e.Sizes(inputs, mci.NominationAnchor, mci.Period{}); !slices.Equal(got, c.want) || known != c.known {
			t.Errorf("%s: %q (%v), want %q (%v)", c.name, got, known, c.want, c.known)
		}
	}
}

// A rate can have sizes that no ladder of the day gives.
func TestARateIsAskedForTheSizesOfTheDay(t *testing.T) {
	e := madeUpWith(t, "by-changing-size", change{changing + ".pay.rates[0].amounts.huge", absent{}})
	for day, want := range map[string]mci.Outcome{"2025-12-31": mci.Pass, "2026-01-01": mci.Unknown, "": mci.Unknown} {
		inputs := counted("seats", "")
		inputs.Dates.Nomination = date(day)
		if got := e.PaysIn(inputs); got != want {
			t.Errorf("on %q: %v, want %v", day, got, want)
		}
	}
}

func TestSizesAreUnknownAfterTheirLastKnownDay(t *testing.T) {
	e := madeUpWith(t, "by-changing-size", change{changing + ".pay.sizes.rows[1].knownUntil", "2026-06-30"})
	on := func(day string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Dates.Nomination = date(day) })
	}
	testPay(t, e, []payCase{
		{"known", on("2026-06-30"), "USD 2,000.00"},
		{"not known", on("2026-07-01"), "unknown: needs whether the sizes are still in force on 2026-07-01, known until 2026-06-30"},
	})
	ended := madeUpWith(t, "by-changing-size", change{changing + ".pay.sizes.rows[1].until", "2026-06-30"})
	testPay(t, ended, []payCase{{"ended", on("2026-07-01"), "not eligible: no sizes for nomination on 2026-07-01"}})
}

package catalog_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// anyMadeUp draws an engagement of the made-up catalog.
func anyMadeUp(t *rapid.T, all []*catalog.Engagement) *catalog.Engagement {
	return rapid.SampledFrom(all).Draw(t, "engagement")
}

func madeUpEngagements(t testing.TB) []*catalog.Engagement {
	var all []*catalog.Engagement
	for edition := range madeUpCatalog(t).Editions() {
		for e := range edition.Engagements() {
			all = append(all, e)
		}
	}
	return all
}

func TestNoPayoutIsAboveItsCap(t *testing.T) {
	caps := map[mci.EngagementID]string{
		"by-hours": "32000", "by-unit": "5000", "by-share": "12000", "in-two-stages": "8000", "by-size": "9000", "by-market": "4400",
		"by-hours-alone": "10000", "by-worked-hours": "6000", "by-changing-size": "8000",
		"by-tier": uncapped, "by-whole-share": uncapped, // a share of an amount without a bound
	}
	all := madeUpEngagements(t)
	for _, e := range all {
		if caps[e.Ref().Engagement] == "" {
			t.Fatalf("%s has neither a cap here nor a word that it has none", e.Ref().Engagement)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		e, inputs := anyMadeUp(t, all), anyFacts(t, false)
		p := e.Payout(inputs)
		if most := caps[e.Ref().Engagement]; p.Outcome == mci.Pass && most != uncapped && exact(t, p.Amount.Amount()).Cmp(exact(t, most)) > 0 {
			t.Fatalf("%s pays %s, above its cap of %s", e.Title(), p.Amount, most)
		}
		if p.Outcome == mci.Pass && p.Amount.Sign() < 0 {
			t.Fatalf("%s pays %s", e.Title(), p.Amount)
		}
	})
}

// uncapped stands for the cap of a pay that has none.
const uncapped = "none"

// More seats, hours, value, units or consumption never reduce the payout. For a
// share of the whole amount this is true only because the shares of this
// catalog rise from tier to tier.
func TestNoPayoutFallsWithMore(t *testing.T) {
	all := madeUpEngagements(t)
	rapid.Check(t, func(t *rapid.T) {
		e, less := anyMadeUp(t, all), anyFacts(t, false)
		more := less
		more.Quantities = mci.Quantities{}
		maps.Copy(more.Quantities, less.Quantities)
		extra := rapid.Int64Range(0, 500_000).Draw(t, "more hundredths")
		grows := []string{"hours", "value"}
		for _, measure := range slices.Sorted(maps.Keys(less.Quantities)) {
			grows = append(grows, string(measure))
		}
		switch what := rapid.SampledFrom(grows).Draw(t, "what grows"); what {
		case "hours":
			if e.Ref().Engagement == "by-worked-hours" {
				return // its hours have a most
			}
			more.Hours = hours(sum(t, less.Hours.String(), extra))
		case "value":
			more.ContractValue = must(mci.ParseMoney(sum(t, less.ContractValue.Amount(), extra), less.ContractValue.Currency()))
		default:
			if what == "high-water mark" && e.Ref().Engagement == "by-unit" {
				return // only the users above the mark count
			}
			if what == "active users" && e.Ref().Engagement != "by-unit" {
				return // more active users mean a smaller gap to the seats
			}
			more.Quantities[mci.MeasureID(what)] = quantity(sum(t, less.Quantities[mci.MeasureID(what)].String(), extra))
		}
		before, after := e.Payout(less), e.Payout(more)
		size, _ := e.SizeOf(less)
		if larger, _ := e.SizeOf(more); larger != size && after.Outcome == mci.Fail {
			return // a market can have no rate for the larger size, and a segment can be barred from it
		}
		if before.Outcome == mci.Pass && (after.Outcome != mci.Pass || must(after.Amount.Compare(before.Amount)) < 0) {
			t.Fatalf("%s pays %s, and with more %s", e.Title(), before.Summary(), after.Summary())
		}
	})
}

// sum adds hundredths to a number.
func sum(t *rapid.T, number string, hundredths int64) string {
	return new(big.Rat).Add(exact(t, number), big.NewRat(hundredths, 100)).FloatString(2)
}

// When the amount crosses a bound of the slices, one more cent changes the
// payout by at most one cent.
func TestSlicesHaveNoGapAtTheirBounds(t *testing.T) {
	e := madeUpEngagement(t, "by-share")
	for _, bound := range []int64{10_000_00, 100_000_00} {
		for cents := bound - 3; cents <= bound+3; cents++ {
			one := e.Payout(counted("first-year consumption", inHundredths(cents))).Amount
			next := e.Payout(counted("first-year consumption", inHundredths(cents+1))).Amount
			if step := new(big.Rat).Sub(exact(t, next.Amount()), exact(t, one.Amount())); step.Sign() < 0 || step.Cmp(big.NewRat(1, 100)) > 0 {
				t.Errorf("%s pays %s, and a cent more %s", inHundredths(cents), one, next)
			}
		}
	}
}

// Every quantity from the smallest bound on has exactly one size.
func TestSizesHaveNoGapAtTheirBounds(t *testing.T) {
	e := madeUpWith(t, "by-size", change{bySize + ".pay.sizes.ladders[1]", absent{}}, change{bySize + ".barredSegments", absent{}})
	order := map[string]int{"S": 0, "M": 1, "L": 2}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SampledFrom([]int64{300_00, 1000_00, 5000_00}).Draw(t, "bound") + rapid.Int64Range(-2, 2).Draw(t, "off by")
		size, outcome := e.SizeOf(counted("seats", inHundredths(at)))
		next, also := e.SizeOf(counted("seats", inHundredths(at+1)))
		if (outcome == mci.Pass) != (at >= 300_00) || also == mci.Fail && outcome == mci.Pass || order[next] < order[size] || order[next] > order[size]+1 {
			t.Fatalf("%s is of size %q (%v), and a hundredth more %q (%v)", inHundredths(at), size, outcome, next, also)
		}
	})
}

func TestEqualInputsGiveEqualBytes(t *testing.T) {
	all, again := madeUpEngagements(t), madeUpEngagements(t)
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.IntRange(0, len(all)-1).Draw(t, "engagement")
		inputs := anyFacts(t, true)
		before := fmt.Sprint(inputs)
		first, second := must(json.Marshal(all[place].Payout(inputs))), must(json.Marshal(again[place].Payout(inputs)))
		if string(first) != string(second) {
			t.Fatalf("%s\n%s", first, second)
		}
		if fmt.Sprint(inputs) != before {
			t.Fatal("the inputs were changed")
		}
		var read catalog.Worksheet
		if err := json.Unmarshal(first, &read); err != nil || string(must(json.Marshal(read))) != string(first) {
			t.Fatalf("%s is read as %+v (%v)", first, read, err)
		}
	})
}

// A payout keeps its own copy of the facts, so a later change by the caller has
// no effect.
func TestAPayoutDoesNotChangeWithTheCallersFacts(t *testing.T) {
	inputs := madeUpFacts()
	p := madeUpEngagement(t, "by-size").Payout(inputs)
	want := p.String()
	inputs.Quantities["seats"] = quantity("1")
	p.Worksheet().Inputs.Quantities["seats"] = quantity("1")
	if got := p.String(); got != want {
		t.Errorf("it is now\n%s", got)
	}
}

func TestOfEveryShapeNoPayoutIsBetterWithLessInformation(t *testing.T) {
	all := madeUpEngagements(t)
	rapid.Check(t, func(t *rapid.T) {
		e, more := anyMadeUp(t, all), anyFacts(t, false)
		less := more
		less.Quantities = mci.Quantities{}
		for measure, counted := range more.Quantities {
			if rapid.Bool().Draw(t, "keep "+string(measure)) {
				less.Quantities[measure] = counted
			}
		}
		forget(t, "country", &less.CustomerCountry)
		forget(t, "segment", &less.Segment)
		forget(t, "hours", &less.Hours)
		forget(t, "contract value", &less.ContractValue)
		forget(t, "target", &less.Target)
		forget(t, "nomination", &less.Dates.Nomination)
		forget(t, "consent", &less.Dates.Consent)
		forget(t, "creation", &less.Dates.Creation)
		forget(t, "submission", &less.Dates.Submission)
		forget(t, "approval", &less.Dates.Approval)
		poor, rich := e.Payout(less), e.Payout(more)
		if poor.Outcome != mci.Unknown && (poor.Outcome != rich.Outcome || !poor.Amount.Equal(rich.Amount)) {
			t.Fatalf("%s with less is %s, with more %s", e.Title(), poor.Summary(), rich.Summary())
		}
		if !poor.OnApproval.IsNone() && !poor.OnApproval.Equal(rich.OnApproval) {
			t.Fatalf("%s pays %s on approval with less, with more %s", e.Title(), poor.OnApproval, rich.OnApproval)
		}
		timeless := less
		timeless.Dates = more.Dates // dates in the future do not matter here
		if got, want := e.PaysIn(timeless), e.PaysIn(more); got != mci.Unknown && got != want {
			t.Fatalf("%s pays with less: %v, with more: %v", e.Title(), got, want)
		}
		for _, p := range []catalog.Payout{poor, rich} {
			sheet := p.Worksheet()
			if (p.Outcome == mci.Pass) == p.Amount.IsNone() || (p.Outcome == mci.Fail) == (sheet.Reason == "") || (p.Outcome == mci.Unknown) == (len(sheet.Needs) == 0) {
				t.Fatalf("outcome %v with %s, reason %q and needs %q", p.Outcome, p.Amount, sheet.Reason, sheet.Needs)
			}
		}
	})
}

// forget randomly clears a fact.
func forget[T any](t *rapid.T, what string, fact *T) {
	if rapid.Bool().Draw(t, "no "+what) {
		var none T
		*fact = none
	}
}

// The days of a row decide when it is in force. Its place in the document does
// not matter.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	document := madeUpDocument()
	paths := []string{"marketLists[0].versions", byMarket + ".pay.rates", byMarket + ".evidence.required", byMarket + ".claimLimit", byMarket + ".partnerGates[0].rows", byHours + ".pay.rates"}
	var changes []change
	for _, path := range paths {
		rows := at(document, path).([]any)
		changes = append(changes, change{path + "[0]", rows[1]}, change{path + "[1]", rows[0]})
	}
	turned := must(readDocument(with(document, changes...)))
	all, straight := probes(), madeUpCatalog(t)
	for edition := range straight.Editions() {
		for e := range edition.Engagements() {
			other, _ := turned.Engagement(e.Ref())
			if worksheets(e, all) != worksheets(other, all) {
				t.Errorf("%s pays otherwise", e.Title())
			}
			for _, day := range []string{"2025-12-31", "2026-01-01"} {
				dates := mci.AnchorDates{Nomination: date(day), Consent: date(day)}
				a, _ := e.ClaimLimit(date(day))
				b, _ := other.ClaimLimit(date(day))
				if a != b || e.Evidence().Requires(mci.Invoice, dates) != other.Evidence().Requires(mci.Invoice, dates) ||
					e.AdmitsPartner([]string{"Modern Work designation"}, dates) != other.AdmitsPartner([]string{"Modern Work designation"}, dates) {
					t.Errorf("%s has other terms on %s", e.Title(), day)
				}
			}
		}
	}
}

func TestTheZeroPayoutIsUnknown(t *testing.T) {
	var p catalog.Payout
	if p.Outcome != mci.Unknown || p.Summary() != "unknown" || p.String() != "payout  unknown" || string(must(json.Marshal(p))) != string(must(json.Marshal(catalog.Worksheet{}))) {
		t.Errorf("it is %s", p)
	}
}

// An amount has at most 18 digits. If a result would have more, the payout is
// unknown and nothing overflows.
func TestAnAmountBeyondItsDigitsIsUnknown(t *testing.T) {
	uncapped := madeUpWith(t, "by-unit", change{byUnit + ".pay.rates[0].cap", absent{}}, change{byUnit + ".pay.rates[0].amounts.commercial.home", "999999999999999.99"})
	const want = "unknown: needs facts from which an amount of at most 18 digits follows"
	testPay(t, uncapped, []payCase{
		{"the most units at the highest rate", counted("active users", "999999999999.99", "high-water mark", "0"), want},
		{"two and a half units", counted("active users", "2.5", "high-water mark", "0"), "CHF 2,499,999,999,999,999.98"},
		{"eleven units", counted("active users", "11", "high-water mark", "0"), want},
		{"one unit", counted("active users", "1", "high-water mark", "0"), "CHF 999,999,999,999,999.99"},
	})
}

func TestAnAmountOfNineteenDigitsIsUnknownAndOneOfEighteenIsNot(t *testing.T) {
	e := madeUpWith(t, "by-unit", change{byUnit + ".pay.rates[0].cap", absent{}}, change{byUnit + ".pay.rates[0].amounts.commercial.home", "100000000000000"})
	testPay(t, e, []payCase{
		{"nineteen", counted("active users", "100", "high-water mark", "0"), "unknown: needs facts from which an amount of at most 18 digits follows"},
		{"eighteen", counted("active users", "99.99", "high-water mark", "0"), "CHF 9,999,000,000,000,000.00"},
	})
}

// The rate of a customer depends on the size and the segment if these are
// known.
func TestARateIsAskedForTheSizeAndTheSegmentOfTheCustomer(t *testing.T) {
	sized, unit := madeUpEngagement(t, "by-size"), madeUpEngagement(t, "by-unit")
	in := func(country mci.Country, pairs ...string) catalog.PayInputs {
		inputs := counted(pairs...)
		inputs.CustomerCountry = country
		return inputs
	}
	of := func(segment mci.Segment) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Segment = segment })
	}
	for _, c := range []struct {
		name       string
		engagement *catalog.Engagement
		inputs     catalog.PayInputs
		want       mci.Outcome
	}{
		{"a size with a rate", sized, in("SG"), mci.Pass},
		{"a size without a rate", sized, in("SG", "seats", "9000", "active users", "0"), mci.Fail},
		{"a size that is not known, where all have a rate", sized, in("CH", "seats", ""), mci.Pass},
		{"a size that is not known, where not all have a rate", sized, in("SG", "seats", ""), mci.Unknown},
		{"too small for any size, which another rule refuses", sized, in("CH", "seats", "1"), mci.Pass},
		{"a segment with a rate", unit, of("education"), mci.Pass},
		{"a segment without a rate", unit, of("public sector"), mci.Fail},
		{"a segment that is not known", unit, of(""), mci.Unknown},
	} {
		if got := c.engagement.PaysIn(c.inputs); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAMarketListIsUnknownAfterItsLastKnownDay(t *testing.T) {
	known := []change{
		{byUnit + ".pay.anchor", "submission"}, {worked + ".pay.anchor", "submission"}, {changing + ".pay.anchor", "submission"}, {"marketLists[1].versions[0].from", "2026-01-01"}, {"marketLists[1].versions[0].knownUntil", "2026-02-28"},
	}
	e := madeUpWith(t, "by-unit", known...)
	on := func(day string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Dates.Submission = date(day) })
	}
	testPay(t, e, []payCase{
		{"in force", on("2026-02-28"), "CHF 1,275.00"},
		{"not known to be", on("2026-03-01"), "unknown: needs whether market list two countries is still in force on 2026-03-01, known until 2026-02-28"},
		{"before", on("2025-12-31"), "not eligible: market list two countries has no version for submission on 2025-12-31"},
	})
	for day, want := range map[string]mci.Outcome{"2026-02-28": mci.Pass, "2026-03-01": mci.Unknown, "2025-12-31": mci.Fail, "": mci.Pass} {
		if got := e.PaysIn(on(day)); got != want {
			t.Errorf("on %q: %v, want %v", day, got, want)
		}
	}
	list, _ := must(readDocument(with(madeUpDocument(), known...))).MarketList("two countries")
	if market, outcome := list.Market("CH", date("2026-03-01")); market != "home" || outcome != mci.Unknown {
		t.Errorf("after its last known day: %q (%v)", market, outcome)
	}
}

// Poland changes its market, and the rates their markets, on one day. So there
// is none for Poland, although one of the earlier rates would be for its later
// market.
func TestARateIsOfTheMarketOnTheSameDay(t *testing.T) {
	e := madeUpWith(t, "by-hours-alone",
		change{byWork + ".pay.rates[0].hourlyRates", map[string]any{"A": "150"}}, change{byWork + ".pay.rates[1].hourlyRates", map[string]any{"B": "160"}})
	for country, want := range map[mci.Country]mci.Outcome{"PL": mci.Fail, "CH": mci.Pass, "SG": mci.Pass, "BR": mci.Fail} {
		if got := e.PaysIn(catalog.PayInputs{CustomerCountry: country}); got != want {
			t.Errorf("%s on some day: %v, want %v", country, got, want)
		}
	}
	timeless := madeUpWith(t, "by-hours-alone", change{byWork + ".pay.rates", []any{map[string]any{"hourlyRates": map[string]any{"A": "150"}, "cap": "10000", "source": "guide"}}})
	for day, want := range map[string]mci.Outcome{"2025-12-31": mci.Fail, "2026-01-01": mci.Pass, "": mci.Pass} {
		if got := timeless.PaysIn(catalog.PayInputs{CustomerCountry: "PL", Dates: mci.AnchorDates{Nomination: date(day)}}); got != want {
			t.Errorf("by one rate for all days, on %q: %v, want %v", day, got, want)
		}
		if _, decided := timeless.PaysAtNomination("PL", ""); decided {
			t.Errorf("on %q the country alone decides", day)
		}
	}
}

func TestAShapePaysOnlyWhereItHasARate(t *testing.T) {
	e := madeUpWith(t, "by-unit", change{byUnit + ".pay.rates[0].amounts", map[string]any{"commercial": map[string]any{"home": "1"}}},
		change{"marketLists[1].versions[0].markets[1]", map[string]any{"id": "away", "countries": []any{"DE"}}})
	for country, want := range map[mci.Country]mci.Outcome{"CH": mci.Pass, "DE": mci.Fail, "FR": mci.Fail, "": mci.Unknown} {
		if got := e.PaysIn(facts(func(i *catalog.PayInputs) { i.CustomerCountry = country })); got != want {
			t.Errorf("%q: %v, want %v", country, got, want)
		}
	}
}

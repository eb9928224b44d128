package catalog_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// testBrokenMadeUp applies each change to the made-up catalog and compares the
// reported problems with the given ones.
func testBrokenMadeUp(t *testing.T, cases []brokenCatalog) {
	t.Helper()
	short := strings.NewReplacer("MARKET", byMarket, "SIZE", bySize, "HOURS", byHours, "UNIT", byUnit, "SHARE", byShare, "WHOLE", byWhole, "STAGED", staged, "TIER", byTier, "WORK", byWork, "DONE", worked, "CHANGING", changing)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var changes []change
			for _, one := range c.changes {
				changes = append(changes, change{short.Replace(one.Path), one.Value})
			}
			var want []string
			for _, problem := range c.want {
				want = append(want, short.Replace(problem))
			}
			got := problems(t, string(must(json.Marshal(with(madeUpDocument(), changes...)))), catalog.ReadOptions{})
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

const (
	wantArray    = "want a JSON array of at least 1"
	wantMeasures = "want the ID of one of the catalog's measures"
	wantAgain    = "again, want an ID that nothing else in the list has"
	wantUnknown  = "found an unknown field, want only fields of the format"
)

func TestReaderReportsWhatIsMissingOfTheWideFormat(t *testing.T) {
	var cases []brokenCatalog
	for _, c := range []struct{ path, want string }{
		{"measures[0].means", "a text"},
		{"measures[0].source", "the ID of one of the catalog's sources"},
		{"MARKET.windows.source", "the ID of one of the catalog's sources"},
		{"MARKET.claimLimit[0].source", "the ID of one of the catalog's sources"},
		{"MARKET.partnerGates[0].id", "a text"},
		{"MARKET.partnerGates[0].rows", "a JSON array of at least 1"},
		{"MARKET.partnerGates[0].rows[0].anyOf", "a JSON array of at least 1"},
		{"MARKET.partnerGates[0].rows[0].source", "the ID of one of the catalog's sources"},
		{"MARKET.requirements[0].id", "a text"},
		{"MARKET.requirements[0].means", "a text"},
		{"MARKET.requirements[0].source", "the ID of one of the catalog's sources"},
		{"MARKET.links[0].title", "a text"},
		{"MARKET.links[0].url", "an address that begins with https:// and a host's name"},
		{"SIZE.barredSegments[0].segment", "one of the catalog's segments"},
		{"SIZE.barredSegments[0].source", "the ID of one of the catalog's sources"},
		{"SIZE.pay.sizes.source", "the ID of one of the catalog's sources"},
		{"SIZE.pay.rates[0].amounts", "a JSON object"},
		{"SIZE.pay.rates[0].amounts.S", ""},
		{"SIZE.pay.sizes.ladders[0].measure", "the ID of one of the catalog's measures"},
		{"UNIT.pay.pays", "one of fixed, variable"},
		{"UNIT.pay.measure", "the ID of one of the catalog's measures"},
		{"UNIT.pay.highWaterMark", "the ID of one of the catalog's measures"},
		{"UNIT.pay.rates[0].amounts", "a JSON object"},
		{"SHARE.pay.pays", "one of fixed, variable"},
		{"SHARE.pay.of", "contract value, or the ID of one of the catalog's measures"},
		{"SHARE.pay.tiersOf", "slice or whole amount"},
		{"SHARE.pay.rates[0].tiers", "a JSON array of at least 1"},
		{"SHARE.pay.rates[0].tiers[0].percent", "a percentage such as 15"},
		{"TIER.pay.pays", "one of fixed, variable"},
		{"TIER.pay.of", "contract value, or the ID of one of the catalog's measures"},
		{"TIER.pay.tierBy", "the ID of one of the catalog's measures"},
		{"TIER.pay.rates[0].tiers", "a JSON array of at least 1"},
		{"TIER.pay.rates[0].tiers[0].percent", "a percentage such as 15"},
		{"WORK.pay.pays", "one of fixed, variable"},
		{"WORK.pay.rates[0].hourlyRates", "a JSON object"},
		{"WORK.pay.rates[0].cap", "an amount above zero in digits, such as \"5000\""},
		{"WORK.opportunity.source", "the ID of one of the catalog's sources"},
		{"DONE.sharedRegion.marketList", "the ID of one of the catalog's market lists"},
		{"DONE.sharedRegion.source", "the ID of one of the catalog's sources"},
		{"CHANGING.pay.sizes.rows[0].ladders", "a JSON array of at least 1"},
		{"CHANGING.pay.sizes.rows[0].source", "the ID of one of the catalog's sources"},
		{"editions[0].settings.dealSize[0].rule", "one of required, optional, may be zero"},
		{"editions[0].settings.dealSize[1].source", "the ID of one of the catalog's sources"},
		{"STAGED.pay.onApproval", "a percentage such as 15"},
		{"STAGED.pay.source", "the ID of one of the catalog's sources"},
		{"STAGED.pay.target", "a JSON object"},
		{"STAGED.pay.target.measure", "the ID of one of the catalog's measures"},
		{"STAGED.pay.target.window", "a JSON object"},
		{"STAGED.pay.target.window.anchor", "one of nomination, consent, submission, creation, approval"},
		{"STAGED.pay.target.window.firstDay", "a whole number from 0 to 3660"},
		{"STAGED.pay.target.window.lastDay", "a whole number from 90 to 3660"},
		{"STAGED.pay.whole", "a JSON object"},
	} {
		if c.want != "" {
			cases = append(cases, one(c.path, c.path, absent{}, c.path+": found nothing, want "+c.want))
		}
	}
	testBrokenMadeUp(t, cases)
}

func TestReaderReportsUnknownFieldsOfTheWideFormat(t *testing.T) {
	var cases []brokenCatalog
	for _, path := range []string{
		"measures[0]", "MARKET.windows", "MARKET.claimLimit[0]", "MARKET.partnerGates[0]", "MARKET.partnerGates[0].rows[0]", "MARKET.requirements[0]", "MARKET.links[0]",
		"SIZE.barredSegments[0]", "SIZE.pay", "SIZE.pay.sizes", "SIZE.pay.sizes.ladders[0]", "SIZE.pay.sizes.ladders[0].steps[0]", "UNIT.pay", "UNIT.pay.rates[0]",
		"SHARE.pay", "SHARE.pay.rates[0].tiers[0]", "STAGED.pay", "STAGED.pay.target", "STAGED.pay.target.window", "STAGED.pay.whole",
		"TIER.pay", "TIER.pay.rates[0]", "TIER.pay.rates[0].tiers[0]", "WORK.pay", "WORK.pay.rates[0]", "WORK.opportunity", "DONE.sharedRegion", "DONE.requirements[0]",
		"CHANGING.pay.sizes", "CHANGING.pay.sizes.rows[0]", "editions[0].settings.dealSize[0]",
	} {
		cases = append(cases, one("in "+path, path+".remark", "x", path+".remark: "+wantUnknown))
	}
	testBrokenMadeUp(t, append(cases,
		one("a bound of a requirement that counts nothing", "MARKET.requirements[1].from", "3", "MARKET.requirements[1].from: "+wantUnknown),
	))
}

func TestReaderReportsBoundsThatCannotBeReachedOrUnderstood(t *testing.T) {
	testBrokenMadeUp(t, []brokenCatalog{
		one("no bound", "SIZE.pay.sizes.ladders[0].steps[0].from", absent{}, "SIZE.pay.sizes.ladders[0].steps[0]: found no bound, want from or above"),
		one("two bounds", "SIZE.pay.sizes.ladders[0].steps[0].above", "300", "SIZE.pay.sizes.ladders[0].steps[0].above: found a second bound, want either from or above"),
		one("no quantity", "SIZE.pay.sizes.ladders[0].steps[0].from", "-1", `SIZE.pay.sizes.ladders[0].steps[0].from: found "-1", want a quantity of zero or more`),
		one("a step at the bound of the one before", "SIZE.pay.sizes.ladders[0].steps[2]", map[string]any{"size": "L", "above": "1000"},
			"SIZE.pay.sizes.ladders[0].steps[2]: found above 1000, want a bound above the one before, above 1000"),
		one("a step below the one before", "SIZE.pay.sizes.ladders[0].steps[1].above", "299",
			"SIZE.pay.sizes.ladders[0].steps[1]: found above 299, want a bound above the one before, from 300"),
		one("a step that includes the bound which the one before excludes", "SIZE.pay.sizes.ladders[0].steps[2].from", "1000",
			"SIZE.pay.sizes.ladders[0].steps[2]: found from 1000, want a bound above the one before, above 1000"),
		one("a size twice", "STAGED.pay.whole.sizes.ladders[0].steps[2]", map[string]any{"size": "M", "from": "9000"}, `STAGED.pay.whole.sizes.ladders[0].steps[2].size: found "M" `+wantAgain),
		one("other sizes than the first ladder", "SIZE.pay.sizes.ladders[1].steps[1].size", "XL",
			`SIZE.pay.sizes.ladders[1].steps: found the sizes "S", "XL", "L", want those of the first ladder: "S", "M", "L"`),
		one("an end at the largest size", "SIZE.pay.sizes.ladders[1].upTo", "2499.99", "SIZE.pay.sizes.ladders[1]: found an end at 2499.99, want one above the bound of the largest size, so that it can be reached"),
		{
			"an end before the largest size",
			[]change{{"SIZE.pay.sizes.ladders[1].upTo", absent{}}, {"SIZE.pay.sizes.ladders[1].below", "2500"}},
			[]string{"SIZE.pay.sizes.ladders[1]: found an end at 2500, want one above the bound of the largest size, so that it can be reached"},
		},
		one("two ends", "SIZE.pay.sizes.ladders[1].below", "60000", "SIZE.pay.sizes.ladders[1].below: found a second end, want either upTo or below"),
		one("a size that the ladders lack", "SIZE.pay.rates[0].amounts.XL", map[string]any{"A": "1"}, `SIZE.pay.rates[0].amounts.XL: found "XL", want a size of the ladders: "S", "M", "L"`),
		one("amounts of no size", "SIZE.pay.rates[0].amounts", map[string]any{}, `SIZE.pay.rates[0].amounts: found nothing, want amounts for a size of the ladders: "S", "M", "L"`),
		one("a tier below the one before", "SHARE.pay.rates[0].tiers[1].from", "0", "SHARE.pay.rates[0].tiers[1]: found from USD 0.00, want a bound above the one before, from USD 0.00"),
		one("a tier of a negative amount", "SHARE.pay.rates[0].tiers[0].from", "-1", `SHARE.pay.rates[0].tiers[0].from: found "-1", want an amount of zero or more`),
		one("a target without a bound", "STAGED.pay.target.from", absent{}, "STAGED.pay.target: found no bound, want from or above"),
		one("a window that ends before it begins", "STAGED.pay.target.window.lastDay", 89.0, "STAGED.pay.target.window.lastDay: found 89, want a whole number from 90 to 3660"),
		one("a tier below the one before, by a measure", "TIER.pay.rates[0].tiers[1].above", "299", "TIER.pay.rates[0].tiers[1]: found above 299, want a bound above the one before, from 300"),
		one("a requirement without a bound", "DONE.requirements[1].upTo", absent{}, "DONE.requirements[1]: found no bound, want from or above, upTo or below, or one of each"),
		one("a requirement with two mosts", "DONE.requirements[1].below", "9000", "DONE.requirements[1].below: found a second end, want either upTo or below"),
		one("a requirement with two leasts", "DONE.requirements[0].above", "300", "DONE.requirements[0].above: found a second bound, want either from or above"),
		one("a most at the least, which it excludes", "DONE.requirements[0].below", "300", "DONE.requirements[0]: found an end at 300, want one that a quantity from 300 does not reach"),
		one("a most that is no quantity", "DONE.requirements[0].below", "many", `DONE.requirements[0].below: found "many", want a plain decimal number, 12 digits at most and at most 2 decimal places`),
		one("more hours at least than at most", "DONE.opportunity.maximumHours", "39.99", "DONE.opportunity.maximumHours: found 39.99, want not less than the minimum of 40"),
		one("more value at least than at most", "HOURS.opportunity.maximumContractValue", map[string]any{"amount": "24999.99", "currency": "USD"},
			"HOURS.opportunity.maximumContractValue.amount: found USD 24,999.99, want not less than the minimum of USD 25,000.00"),
		one("sizes of no row", "CHANGING.pay.sizes.rows", []any{}, "CHANGING.pay.sizes.rows: found an array of 0, want a JSON array of at least 1",
			`CHANGING.pay.rates[0].amounts.small: found "small", want a size of the ladders, which has none`, `CHANGING.pay.rates[0].amounts.large: found "large", want a size of the ladders, which has none`,
			`CHANGING.pay.rates[0].amounts.huge: found "huge", want a size of the ladders, which has none`),
		one("days without sizes", "CHANGING.pay.sizes.rows[1].from", "2026-01-02", "CHANGING.pay.sizes.rows[1]: found the period from 2026-01-02, want one from 2026-01-01, or another row for the days between"),
		one("sizes both ways", "CHANGING.pay.sizes.ladders", []any{}, "CHANGING.pay.sizes.ladders: "+wantUnknown),
		one("days without a rule for the deal size", "editions[0].settings.dealSize[0].from", "2025-01-01",
			"editions[0].settings.dealSize: found days without a rule, want rows for all days: the first without a beginning, the last without an end"),
		one("an end of the rules for the deal size", "editions[0].settings.dealSize[1].until", "2027-01-01",
			"editions[0].settings.dealSize: found days without a rule, want rows for all days: the first without a beginning, the last without an end"),
		one("a rule for the deal size that is not known to hold", "editions[0].settings.dealSize[1].knownUntil", "2027-01-01",
			"editions[0].settings.dealSize[1].knownUntil: found it, want no such day: a request needs a rule on every day"),
		one("no rule for the deal size", "editions[0].settings.dealSize", "never", `editions[0].settings.dealSize: found "never", want one of required, optional, may be zero`),
		one("nothing left for the target", "STAGED.pay.onApproval", "100", `STAGED.pay.onApproval: found "100%", want a percentage below 100, which leaves something for the target`),
	})
}

// Each of these is at its bound, and the next one is reported.
func TestReaderTakesWhatIsExactlyAtABound(t *testing.T) {
	for name, c := range map[string]change{
		"a text of 500 bytes":           {"name", strings.Repeat("x", 500)},
		"as many open claims as claims": {byMarket + ".claimLimit[1].open", 3.0},
		"one number of hours":           {worked + ".opportunity.maximumHours", "40"},
		"one contract value":            {byHours + ".opportunity.maximumContractValue", map[string]any{"amount": "25000", "currency": "USD"}},
	} {
		if _, err := readDocument(with(madeUpDocument(), c)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAProblemNamesTenChoicesAtMost(t *testing.T) {
	choices := func(n int) (got string) {
		var markets []any
		for i, country := range []string{"CH", "US", "DE", "FR", "IT", "ES", "PT", "SE", "NO", "FI", "DK"}[:n] {
			markets = append(markets, map[string]any{"id": fmt.Sprint(i), "countries": []any{country}})
		}
		changes := []change{{"marketLists[1].versions[0].markets", markets}, {byUnit + ".pay.rates[0].amounts.commercial", map[string]any{"x": "1"}}}
		for _, problem := range problems(t, string(must(json.Marshal(with(madeUpDocument(), changes...)))), catalog.ReadOptions{}) {
			if _, after, ok := strings.Cut(problem, `commercial.x: found "x", want a market of the list "two countries": `); ok {
				got = after
			}
		}
		return got
	}
	const ten = `"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"`
	for n, want := range map[int]string{10: ten, 11: ten + ", …"} {
		if got := choices(n); got != want {
			t.Errorf("of %d: %s, want %s", n, got, want)
		}
	}
}

func TestReaderReportsTermsThatContradictEachOther(t *testing.T) {
	testBrokenMadeUp(t, []brokenCatalog{
		one("a lock where more than one claim is allowed", "MARKET.claimLimit[1].locked", true, "MARKET.claimLimit[1].locked: found true, want no lock if a customer can have more than one claim"),
		one("more open than open or approved", "MARKET.claimLimit[1].open", 4.0, "MARKET.claimLimit[1].open: found 4, want at most the 3 that can be open or approved"),
		{"a limit of nothing", []change{{"MARKET.claimLimit[1].claims", absent{}}, {"MARKET.claimLimit[1].open", absent{}}}, []string{"MARKET.claimLimit[1]: found no limit, want claims, open or locked"}},
		one("a review before the first submission", "clocks[0].review", 99.0, "clocks[0].review: found 99, want not less than the 100 days for the first submission"),
		one("an own window after the review", "MARKET.windows.firstSubmission", 131.0, "MARKET.windows.review: found 130, want not less than the 131 days for the first submission"),
		{"own windows without a window", []change{{"MARKET.windows.consent", absent{}}, {"MARKET.windows.firstSubmission", absent{}}}, []string{"MARKET.windows: found no window, want the length of at least one clock"}},
		one("a most of the contract value in another currency than the pay", "WORK.opportunity.maximumContractValue.currency", "EUR", `WORK.opportunity.maximumContractValue.currency: found "EUR", want the currency of the pay, USD`),
		one("a most of the contract value in another currency than the least", "HOURS.opportunity.maximumContractValue", map[string]any{"amount": "1", "currency": "EUR"},
			`HOURS.opportunity.maximumContractValue.currency: found "EUR", want the currency of the minimum, USD`,
			`HOURS.opportunity.maximumContractValue.currency: found "EUR", want the currency of the pay, USD`),
		one("a share by tier of a measure in another currency", "TIER.pay.of", "seats", `TIER.pay.of: found "seats", want contract value, or a measure in USD`),
		one("no anchor for sizes with days", "CHANGING.pay.sizes.anchor", absent{}, "CHANGING.pay.sizes.anchor: found nothing, want one of nomination, consent, submission, creation, because its rows depend on the day"),
		one("a contract value in another currency", "HOURS.opportunity.minimumContractValue.currency", "EUR", `HOURS.opportunity.minimumContractValue.currency: found "EUR", want the currency of the pay, USD`),
		one("a barred size that the pay lacks", "SIZE.barredSegments[0].sizes[0]", "XXL", `SIZE.barredSegments[0].sizes[0]: found "XXL", want a size of the pay: "S", "M", "L"`),
		one("a barred size of pay that cannot be read", "SIZE.pay.kind", "per head", `SIZE.pay.kind: found "per head", want one of fixed by market, fixed by size and market, lowest of three, per unit, share of amount, share by tier, hours by rate, two stages`),
		one("stages within stages", "STAGED.pay.whole", at(madeUpDocument(), staged+".pay"), `STAGED.pay.whole.kind: found "two stages", want a shape of pay that is not divided itself`),
		one("a barred size of pay without sizes", "UNIT.barredSegments", []any{bar("education", "S")}, `UNIT.barredSegments[0].sizes[0]: found "S", want a size of the pay, which has none`),
		one("a high-water mark that is what is counted", "UNIT.pay.highWaterMark", "active users", `UNIT.pay.highWaterMark: found "active users", want another measure than the one that is counted`),
		one("a share of a measure in another currency", "SHARE.pay.of", "seats", `SHARE.pay.of: found "seats", want contract value, or a measure in USD`),
		one("IDs that variable pay does not take", "UNIT.pay.pays", "variable", `UNIT.idTypes[0]: found "tenant ID", want an ID type that variable pay accepts`),
		one("IDs that fixed pay does not take", "WHOLE.pay.pays", "fixed", `WHOLE.idTypes[0]: found "MSX opportunity ID", want an ID type that fixed pay accepts`),
		one("no anchor for versions of the market list", "SIZE.pay.anchor", absent{}, "SIZE.pay.anchor: found nothing, want one of nomination, consent, submission, creation, because its rows depend on the day"),
		one("no anchor for dated rows", "MARKET.partnerGates[0].anchor", absent{}, "MARKET.partnerGates[0].anchor: found nothing, want one of nomination, consent, submission, creation, because its rows depend on the day"),
		one("an anchor that selects no rule", "MARKET.pay.anchor", "approval", `MARKET.pay.anchor: found "approval", want one of nomination, consent, submission, creation`),
	})
}

func TestAReviewMayBeAsShortAsTheFirstSubmission(t *testing.T) {
	if _, err := readDocument(with(madeUpDocument(), change{"clocks[0].review", 100.0})); err != nil {
		t.Error(err)
	}
}

func TestReaderReportsNamesThatTheWideCatalogDoesNotDeclare(t *testing.T) {
	testBrokenMadeUp(t, []brokenCatalog{
		one("a measure of a ladder", "SIZE.pay.sizes.ladders[0].measure", "chairs", `SIZE.pay.sizes.ladders[0].measure: found "chairs", `+wantMeasures),
		one("what is taken from it", "SIZE.pay.sizes.ladders[1].minus", "chairs", `SIZE.pay.sizes.ladders[1].minus: found "chairs", `+wantMeasures),
		one("a measure of a requirement", "MARKET.requirements[0].measure", "chairs", `MARKET.requirements[0].measure: found "chairs", `+wantMeasures),
		one("a segment that is barred", "SIZE.barredSegments[0].segment", "schools", `SIZE.barredSegments[0].segment: found "schools", want one of the catalog's segments`),
		one("a segment with a rate", "UNIT.pay.rates[0].amounts.schools", map[string]any{"home": "1"}, `UNIT.pay.rates[0].amounts.schools: found "schools", want one of the catalog's segments`),
		one("a market with a rate", "UNIT.pay.rates[0].amounts.commercial.away", "1", `UNIT.pay.rates[0].amounts.commercial.away: found "away", want a market of the list "two countries": "home"`),
		one("a reserved measure", "measures[4]", map[string]any{"id": "contract value", "means": "x", "source": "guide"},
			`measures[4].id: found "contract value", want another text: every claim for an opportunity has a contract value`),
		one("a program year", "editions[0].programYear", "2026", `editions[0].programYear: found "2026", want a program year such as FY26`),
		one("a currency of a measure", "measures[0].currency", "USDT", `measures[0].currency: found "USDT", want an ISO 4217 currency code in capitals, such as USD`),
	})
}

// bar returns a row that bars a segment from some sizes. Without sizes, it bars
// the segment from all.
func bar(segment string, sizes ...any) map[string]any {
	row := map[string]any{"segment": segment, "source": "guide"}
	if len(sizes) > 0 {
		row["sizes"] = sizes
	}
	return row
}

func TestReaderReportsWhatTheWideCatalogDeclaresTwice(t *testing.T) {
	document := madeUpDocument()
	testBrokenMadeUp(t, []brokenCatalog{
		one("segment", "segments[3]", "education", `segments[3]: found "education" `+wantAgain),
		one("measure", "measures[4]", at(document, "measures[0]"), `measures[4].id: found "seats" `+wantAgain),
		one("stage in other letters", "HOURS.opportunity.stages[2]", "Develop", `HOURS.opportunity.stages[2]: found "Develop" `+wantAgain),
		one("gate", "MARKET.partnerGates[1]", at(document, byMarket+".partnerGates[0]"), `MARKET.partnerGates[1].id: found "modern-work" `+wantAgain),
		one("qualification", "MARKET.partnerGates[0].rows[0].anyOf[2]", "Adoption specialization", `MARKET.partnerGates[0].rows[0].anyOf[2]: found "Adoption specialization" `+wantAgain),
		one("title of a link", "MARKET.links[1]", map[string]any{"title": "Guide", "url": "https://example.com?x#y"}, `MARKET.links[1].title: found "Guide" `+wantAgain),
		one("requirement", "MARKET.requirements[2]", at(document, byMarket+".requirements[1]"), `MARKET.requirements[2].id: found "bona-fide" `+wantAgain),
		one("barred segment", "SIZE.barredSegments[2]", at(document, bySize+".barredSegments[1]"), `SIZE.barredSegments[2].segment: found "public sector" again, want a segment that is not barred already`),
		one("barred size", "SIZE.barredSegments[0].sizes[2]", "S", `SIZE.barredSegments[0].sizes[2]: found "S" again, want a size that the segment is not barred from already`),
		one("barred size of another row", "SIZE.barredSegments[2]", bar("education", "L", "M"), `SIZE.barredSegments[2].sizes[0]: found "L" again, want a size that the segment is not barred from already`),
		one("size of a segment that is barred from all", "SIZE.barredSegments[2]", bar("public sector", "M"), `SIZE.barredSegments[2].sizes[0]: found "M" again, want a size that the segment is not barred from already`),
		one("all sizes of a segment that is barred from some", "SIZE.barredSegments[2]", bar("education"), `SIZE.barredSegments[2].segment: found "education" again, want a segment that is not barred already`),
	})
}

func TestReaderReportsAddressesThatLeadNowhere(t *testing.T) {
	var cases []brokenCatalog
	for _, address := range []string{"http://example.com", "https://", "https://localhost", "https://example", "https:// example.com", "https://example.com/a b", "javascript:alert(1)", "https://example.com/\"x", "https://example.com/\x7f", "https:///example.com", "HTTPS://example.com", "https://user@example.com"} {
		cases = append(cases, one(address, "MARKET.links[0].url", address, fmt.Sprintf("MARKET.links[0].url: found %q, want an address that begins with https:// and a host's name", strings.Replace(address, "user@", "u…@", 1))))
	}
	testBrokenMadeUp(t, cases)
}

func TestAHostileCatalogDoesNotMakeAnEndlessListOfProblems(t *testing.T) {
	surplus := map[string]any{}
	for i := range 4000 {
		surplus[fmt.Sprint("x", i)] = 1
	}
	document := with(madeUpDocument(), change{byMarket + ".offered", surplus}, change{"name", ""})
	got := problems(t, string(must(json.Marshal(document))), catalog.ReadOptions{})
	if len(got) != 1001 || got[1000] != "found 3001 more problems, want none; correct the ones above first" {
		t.Errorf("%d problems, the last is %s", len(got), got[len(got)-1])
	}
}

func TestWritingACatalogGivesWhatWasRead(t *testing.T) {
	for name, text := range map[string]string{"made up": madeUpJSON, "public": publicJSON(t)} {
		data := []byte(text)
		card := must(catalog.Read(data, catalog.ReadOptions{}))
		for i := range data {
			data[i] = ' ' // the catalog has its own copy
		}
		written := must(json.Marshal(card))
		if !reflect.DeepEqual(decoded(t, string(written)), decoded(t, text)) {
			t.Errorf("%s: the JSON differs", name)
		}
		exact := must(card.MarshalJSON())
		if string(exact) != text {
			t.Errorf("%s: the bytes differ", name)
		}
		exact[0] = 'x'
		again := must(catalog.Read(must(card.MarshalJSON()), catalog.ReadOptions{}))
		if !reflect.DeepEqual(card, again) {
			t.Errorf("%s: what was written reads as another catalog", name)
		}
	}
	if got, err := json.Marshal(&catalog.Catalog{}); err != nil || string(got) != "null" {
		t.Errorf("the zero catalog is %s (%v)", got, err)
	}
}

func TestACatalogIsSharedBetweenGoroutines(t *testing.T) {
	catalog := madeUpCatalog(t)
	want := payouts(catalog)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := payouts(catalog); got != want {
				t.Error("another goroutine has other payouts")
			}
		})
	}
	wait.Wait()
}

// payouts returns the payout of every engagement for the made-up facts.
func payouts(catalog *catalog.Catalog) string {
	var b strings.Builder
	for edition := range catalog.Editions() {
		fmt.Fprintln(&b, len(diff.Editions(edition, edition)))
		for e := range edition.Engagements() {
			fmt.Fprintln(&b, e.Payout(madeUpFacts()), e.Measures(), e.IDTypes())
		}
	}
	return b.String()
}

func TestEveryProblemIsAFieldError(t *testing.T) {
	_, err := readDocument(with(madeUpDocument(), change{byMarket + ".pay.kind", "free"}))
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != byMarket+".pay.kind" {
		t.Errorf("got %v", err)
	}
}

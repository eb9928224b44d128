package diff_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
	"github.com/mci-go/incentives/mci/internal/documenttest"
)

// editionOf returns the only edition of a document. The document may count days
// in any time zone.
func editionOf(t testing.TB, document any) *catalog.Edition {
	t.Helper()
	catalog, err := readInAnyZone(document)
	if err != nil {
		t.Fatal(err)
	}
	return theEdition(catalog)
}

func readInAnyZone(document any) (*catalog.Catalog, error) {
	zone := func(name string) (*time.Location, error) { return time.FixedZone(name, 3600), nil }
	return catalog.Read(documenttest.Text(document), catalog.ReadOptions{Zone: zone})
}

func theEdition(catalog *catalog.Catalog) *catalog.Edition {
	for edition := range catalog.Editions() {
		return edition
	}
	return nil
}

// earlier names an edition before that of the made-up catalog, so that a change
// is a difference between two editions and no correction.
var earlier = change{"editions[0].id", "made-up-0"}

// madeUpOnce returns the document of the made-up catalog, for tests that edit
// it often.
var madeUpOnce = sync.OnceValue(func() any { return madeUpRow("") })

// places are some of the engagements of the made-up edition: a bit for each, by
// its place in the edition.
type places uint

// everyPlace is all engagements.
const everyPlace = ^places(0)

// of returns a document of which the edition has only the engagements in these
// places. A test reads it in less time than the whole one.
func (p places) of(document any) any {
	if p == everyPlace {
		return document
	}
	var kept []any
	for i, engagement := range at(document, "editions[0].engagements").([]any) {
		if p&(1<<i) != 0 {
			kept = append(kept, engagement)
		}
	}
	return with(document, change{"editions[0].engagements", kept})
}

// An unread names the made-up edition with the engagements in some places:
// itself, of which an edit is a correction, or an earlier edition that says the
// same.
type unread struct {
	places  places
	earlier bool
}

var unedited sync.Map // from unread to func() *catalog.Edition

// edition returns an edition that is read only once.
func (u unread) edition() *catalog.Edition {
	once, _ := unedited.LoadOrStore(u, sync.OnceValue(func() *catalog.Edition {
		document := u.places.of(madeUpOnce())
		if u.earlier {
			document = with(document, earlier)
		}
		return theEdition(must(readInAnyZone(document)))
	}))
	return once.(func() *catalog.Edition)()
}

// madeUpEdition returns the edition of the made-up catalog with changes.
// Without changes, it is the earlier edition.
func madeUpEdition(t testing.TB, edits ...change) *catalog.Edition {
	t.Helper()
	if len(edits) == 0 {
		return unread{everyPlace, true}.edition()
	}
	return editionOf(t, with(madeUpOnce(), edits...))
}

// sameEdition returns the edition of the made-up catalog itself, of which an
// edit is a correction.
func sameEdition() *catalog.Edition { return unread{everyPlace, false}.edition() }

// oneChange returns the only change that an edit of the made-up catalog makes.
func oneChange(t testing.TB, edits ...change) diff.Change {
	t.Helper()
	all := diff.Editions(madeUpEdition(t), madeUpEdition(t, edits...))
	if len(all) != 1 {
		t.Fatalf("%d changes: %s", len(all), lines(all))
	}
	return all[0]
}

// lines formats changes as the cases write them: one per line, with the kind.
func lines(changes []diff.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, c.Kind.String()+" | "+c.String())
	}
	return all
}

// A diffCase is an edit of the made-up catalog and the changes that Editions
// must report for it.
type diffCase struct {
	name  string
	edits []change
	want  []string
}

// madeUpRow returns a row of the made-up catalog after some edits.
func madeUpRow(path string, edits ...change) any {
	var document any
	if err := json.Unmarshal([]byte(madeUpJSON), &document); err != nil {
		panic(err)
	}
	return with(at(document, path), edits...)
}

// diffCases show each aspect in which two editions can differ.
// TestNoAspectOfADiffIsIdle checks that none is missing.
var diffCases = slices.Concat(ratesCases, marketCases, shapeCases, termsCases, daysCases)

var ratesCases = []diffCase{
	{"nothing", nil, nil},
	{"a rate", []change{{byMarket + ".pay.rates[1].amounts.A", "4500"}}, []string{
		"rate | by-market: rate in market A: USD 4,400.00 becomes USD 4,500.00 for consent from 2026-01-01",
	}},
	{"a rate in a market that had none", []change{{byMarket + ".pay.rates[0].amounts.C", "900"}}, []string{
		"rate | by-market: rate in market C: nothing becomes USD 900.00 for consent from 2025-07-01 until 2025-12-31",
	}},
	{"a rate in a market that has none any more", []change{{byMarket + ".pay.rates[1].amounts.B", absent{}}}, []string{
		"rate | by-market: rate in market B: USD 2,200.00 becomes nothing for consent from 2026-01-01",
	}},
	{"a rate of which a part is unpublished", []change{{byMarket + ".pay.rates[0].incomplete", "the true-up"}}, []string{
		"rate | by-market: unpublished part of the rate: nothing becomes the true-up for consent from 2025-07-01 until 2025-12-31",
	}},
	{"a rate by size", []change{{bySize + ".pay.rates[0].amounts.M.B", "4100"}}, []string{
		"rate | by-size: rate of size M in market B: USD 4,000.00 becomes USD 4,100.00",
	}},
	{"a share, an hourly rate and a cap of hours", []change{
		{byHours + ".pay.rates[0].percent", "12"}, {byHours + ".pay.rates[1].hourlyRates.B", "126"}, {byHours + ".pay.rates[1].cap", "33000"},
	}, []string{
		"rate | by-hours: share of the contract value: 12.5% becomes 12% for nomination until 2025-12-31",
		"rate | by-hours: hourly rate in market B: USD 125.00 becomes USD 126.00 for nomination from 2026-01-01",
		"rate | by-hours: cap: USD 32,000.00 becomes USD 33,000.00 for nomination from 2026-01-01",
	}},
	{"a rate of units and their cap", []change{{byUnit + ".pay.rates[0].amounts.education.home", "1.75"}, {byUnit + ".pay.rates[0].cap", absent{}}}, []string{
		"rate | by-unit: rate for education in market home: CHF 1.50 becomes CHF 1.75",
		"rate | by-unit: cap: CHF 5,000.00 becomes nothing",
	}},
	{"what units are counted", []change{{byUnit + ".pay.measure", "seats"}, {byUnit + ".pay.highWaterMark", "active users"}}, []string{
		"rate | by-unit: counted measure: active users becomes seats",
		"rate | by-unit: high-water mark: high-water mark becomes active users",
	}},
	{"a tier and the cap of a share", []change{{byShare + ".pay.rates[0].tiers[1].percent", "7"}, {byShare + ".pay.rates[0].cap", "12001"}}, []string{
		"rate | by-share: tier 2: 7.5% from USD 10,000.00 becomes 7% from USD 10,000.00",
		"rate | by-share: cap: USD 12,000.00 becomes USD 12,001.00",
	}},
	{"what a share is of, and its tiers", []change{{byWhole + ".pay.tiersOf", "slice"}, {byWhole + ".pay.rates[0].tiers[0]", map[string]any{"from": "1000", "percent": "5"}}}, []string{
		"rate | by-whole-share: tiers of the whole amount: yes becomes nothing",
		"rate | by-whole-share: tier 1: 5% above EUR 1,000.00 becomes 5% from EUR 1,000.00",
	}},
	{"a share of another amount", []change{{byShare + ".pay.of", "contract value"}}, []string{
		"rate | by-share: base of the share: first-year consumption becomes the contract value",
	}},
	{"the stages", []change{{staged + ".pay.onApproval", "60"}, {staged + ".pay.target.from", "300"}}, []string{
		"rate | in-two-stages: share on approval: 65% becomes 60%",
		"rate | in-two-stages: target of the second stage: active users: at least 250 between day 90 and day 180 after the approval " +
			"becomes active users: at least 300 between day 90 and day 180 after the approval",
	}},
	{"a bound of a size on the other side", []change{{bySize + ".pay.sizes.ladders[0].steps[1]", map[string]any{"size": "M", "from": "1000"}}}, []string{
		"rate | by-size: size by seats, M: above 1000 becomes from 1000",
	}},
	{"the end of the largest size", []change{{bySize + ".pay.sizes.ladders[1].upTo", absent{}}}, []string{
		"rate | by-size: size by seats minus active users, larger than the largest: above 50000 becomes nothing",
	}},
	{"one more ladder of the same measure", []change{{staged + ".pay.whole.sizes.ladders[1]", madeUpRow(staged+".pay.whole.sizes.ladders[0]", change{"below", "9000"})}}, []string{
		"rate | in-two-stages: size by seats, M: from 100 becomes from 100 and from 100",
		"rate | in-two-stages: size by seats, XL: above 999.99 becomes above 999.99 and above 999.99",
		"rate | in-two-stages: size by seats, larger than the largest: from 20000 becomes from 20000 and from 9000",
	}},
}

var marketCases = []diffCase{
	{"a country that moves to another market", []change{{"marketLists[0].versions[1].markets[1].countries", []any{"SG", "BR"}}}, []string{
		"rate | by-market: market of BR: C becomes B for consent from 2026-01-01",
		"rate | by-size: market of BR: C becomes B for nomination from 2026-01-01",
		"rate | by-hours: market of BR: C becomes B for nomination from 2026-01-01",
		"rate | in-two-stages: market of BR: C becomes B for nomination from 2026-01-01",
		"rate | by-hours-alone: market of BR: C becomes B for nomination from 2026-01-01",
	}},
	{"a country that moves to another region", []change{{"marketLists[2].versions[1].markets[1].countries", []any{"SG", "BR"}}}, []string{
		"customer | by-worked-hours: shared region east: SG becomes BR, SG for nomination from 2026-01-01",
	}},
	{"a country of a list without a rest", []change{{"marketLists[1].versions[0].markets[0].countries", []any{"CH", "DE"}}}, []string{
		"rate | by-unit: market of US: home becomes nothing",
		"rate | by-unit: market of DE: nothing becomes home",
		"rate | by-worked-hours: market of US: home becomes nothing",
		"rate | by-worked-hours: market of DE: nothing becomes home",
		"rate | by-changing-size: market of US: home becomes nothing",
		"rate | by-changing-size: market of DE: nothing becomes home",
	}},
	{"another list", []change{{byUnit + ".pay.marketList", "a third list"}, {"marketLists[3]", madeUpRow("marketLists[1]", change{"id", "a third list"})}}, []string{
		"rate | by-unit: market list: two countries becomes a third list",
	}},
	{"countries in another order", []change{{"marketLists[1].versions[0].markets[0].countries", []any{"US", "CH"}}}, nil},
}

var shapeCases = []diffCase{
	{"a tier that is chosen by another measure, and its cap", []change{{byTier + ".pay.tierBy", "active users"}, {byTier + ".pay.rates[0].tiers[1].cap", "5000"}}, []string{
		"rate | by-tier: measure that chooses the tier: seats becomes active users",
		"rate | by-tier: cap of tier 2: USD 4,000.00 becomes USD 5,000.00",
	}},
	{"hours by another rate and cap", []change{{byWork + ".pay.rates[1].hourlyRates.A", "170"}, {byWork + ".pay.rates[0].cap", "9500"}}, []string{
		"rate | by-hours-alone: hourly rate in market A: USD 160.00 becomes USD 170.00 for nomination from 2026-01-01",
		"rate | by-hours-alone: cap: USD 9,000.00 becomes USD 9,500.00 for nomination until 2025-12-31",
	}},
	{"sizes from another day on", []change{{changing + ".pay.sizes.rows[0].before", "2026-01-11"}, {changing + ".pay.sizes.rows[1].from", "2026-01-11"}}, []string{
		"rate | by-changing-size: size by seats, small: from 300 becomes from 100 for nomination from 2026-01-01 until 2026-01-10",
		"rate | by-changing-size: size by seats, large: above 1200 becomes from 1000 for nomination from 2026-01-01 until 2026-01-10",
		"rate | by-changing-size: size by seats, huge: from 5000 becomes nothing for nomination from 2026-01-01 until 2026-01-10",
		"rate | by-changing-size: size by seats, larger than the largest: above 50000 becomes nothing for nomination from 2026-01-01 until 2026-01-10",
	}},
	{"ranges of hours and of a requirement", []change{{worked + ".opportunity.maximumHours", absent{}}, {worked + ".requirements[0].below", "10000"}, {worked + ".requirements[1].upTo", absent{}}, {worked + ".requirements[1].from", "1"}}, []string{
		"customer | by-worked-hours: requirement medium: the customer is neither small nor large: at least 300 and less than 20000 seats becomes the customer is neither small nor large: at least 300 and less than 10000 seats",
		"customer | by-worked-hours: requirement little-used: the workload is little used: at most 5000 active users becomes the workload is little used: at least 1 active users",
		"customer | by-worked-hours: maximum hours: 400 becomes nothing",
	}},
	{"regions of another list", []change{{worked + ".sharedRegion.marketList", "two countries"}}, []string{
		"customer | by-worked-hours: shared region: of customer and location, by the list areas becomes of customer and location, by the list two countries",
		"customer | by-worked-hours: shared region west: CH, DE, US becomes nothing for nomination until 2025-12-31",
		"customer | by-worked-hours: shared region west: CH, DE, PL, US becomes nothing for nomination from 2026-01-01",
		"customer | by-worked-hours: shared region east: PL, SG becomes nothing for nomination until 2025-12-31",
		"customer | by-worked-hours: shared region east: SG becomes nothing for nomination from 2026-01-01",
		"customer | by-worked-hours: shared region elsewhere: every other country becomes nothing",
		"customer | by-worked-hours: shared region home: nothing becomes CH, US",
	}},
	{"a status and stages in other letters", []change{{byWork + ".opportunity.status", "OPEN"}, {byHours + ".opportunity.stages", []any{"Commit", "Develop"}}}, nil},
	{"another currency", []change{{byUnit + ".pay.currency", "EUR"}, {byUnit + ".pay.rates[0].amounts.education", absent{}}}, []string{
		"rate | by-unit: currency: CHF becomes EUR",
		"rate | by-unit: rate for commercial in market home: CHF 4.25 becomes EUR 4.25",
		"rate | by-unit: rate for education in market home: CHF 1.50 becomes nothing",
		"rate | by-unit: cap: CHF 5,000.00 becomes EUR 5,000.00",
	}},
	{"another kind of pay", []change{{byUnit + ".pay.pays", "variable"}, {byUnit + ".idTypes", []any{"MSX opportunity ID"}}}, []string{
		"customer | by-unit: ID types: tenant ID becomes MSX opportunity ID",
		"rate | by-unit: pay kind: fixed becomes variable",
	}},
	{"another shape of pay", []change{{byUnit + ".pay", madeUpRow(byShare + ".pay")}}, []string{
		"rate | by-unit: pay shape: pay.per-unit becomes pay.share-of-amount",
		"rate | by-unit: currency: CHF becomes USD",
		"rate | by-unit: side whose country decides the market: customer becomes nothing",
		"rate | by-unit: market list: two countries becomes nothing",
		"rate | by-unit: market of CH: home becomes nothing",
		"rate | by-unit: market of US: home becomes nothing",
		"rate | by-unit: counted measure: active users becomes nothing",
		"rate | by-unit: high-water mark: high-water mark becomes nothing",
		"rate | by-unit: rate for commercial in market home: CHF 4.25 becomes nothing",
		"rate | by-unit: rate for education in market home: CHF 1.50 becomes nothing",
		"rate | by-unit: cap: CHF 5,000.00 becomes USD 12,000.00",
		"rate | by-unit: base of the share: nothing becomes first-year consumption",
		"rate | by-unit: tier 1: nothing becomes 10% from USD 0.00",
		"rate | by-unit: tier 2: nothing becomes 7.5% from USD 10,000.00",
		"rate | by-unit: tier 3: nothing becomes 4% above USD 100,000.00",
	}},
	{"one stage in place of two", []change{{staged + ".pay", madeUpRow(staged + ".pay.whole")}}, []string{
		"rate | in-two-stages: share on approval: 65% becomes nothing",
		"rate | in-two-stages: target of the second stage: active users: at least 250 between day 90 and day 180 after the approval becomes nothing",
	}},
	{"rounding and whose country decides", []change{
		{"editions[0].engagements", []any{madeUpRow(byHours), madeUpRow(byShare)}},
		{"editions[0].settings.rounding", "toward zero"},
		{"editions[0].settings.marketCountry", "partner"},
	}, []string{
		"retired | by-market: retired: MADE UP, fixed by market",
		"retired | by-size: retired: MADE UP, fixed by size and market",
		"offer | by-hours: side whose country decides the offer: customer becomes partner",
		"rate | by-hours: rounding: half even becomes toward zero",
		"rate | by-hours: side whose country decides the market: customer becomes partner",
		"retired | by-unit: retired: MADE UP, per unit above a high-water mark",
		"rate | by-share: rounding: half even becomes toward zero",
		"retired | by-whole-share: retired: MADE UP, share of the contract value by tier",
		"retired | in-two-stages: retired: MADE UP, 65 percent on approval and the rest on target",
		"retired | by-tier: retired: MADE UP, share of the contract value, by a tier of seats",
		"retired | by-hours-alone: retired: MADE UP, hours by rate up to a cap",
		"retired | by-worked-hours: retired: MADE UP, fixed by market on the condition of hours, in one region",
		"retired | by-changing-size: retired: MADE UP, fixed by sizes that change at a date",
	}},
}

var termsCases = []diffCase{
	{"one retired, one added", []change{{byMarket + ".id", "by-another-name"}, {byMarket + ".variant", "Sales"}}, []string{
		"retired | by-market: retired: MADE UP, fixed by market",
		"added | by-another-name: added: MADE UP, fixed by market (Sales)",
	}},
	{"windows, of the category and of one row", []change{
		{"editions[0].engagements", []any{madeUpRow(byMarket, change{"windows.firstSubmission", 80.0}), madeUpRow(byUnit)}},
		{"clocks[0].consent", 45.0},
		{"clocks[0].review", 131.0},
		{"clocks[0].dispute", 21.0},
		{"clocks[0].postDispute", 26.0},
		{"clocks[0].publishedMaximum", absent{}},
	}, []string{
		"description | by-market: published maximum in days: 170 becomes nothing",
		"window | by-market: first submission window in days: 90 becomes 80",
		"window | by-market: review window in days: 130 becomes 131",
		"window | by-market: dispute window in days: 20 becomes 21",
		"window | by-market: post-dispute window in days: 25 becomes 26",
		"retired | by-size: retired: MADE UP, fixed by size and market",
		"retired | by-hours: retired: MADE UP, lowest of three",
		"description | by-unit: published maximum in days: 170 becomes nothing",
		"window | by-unit: consent window in days: 40 becomes 45",
		"window | by-unit: review window in days: 130 becomes 131",
		"window | by-unit: dispute window in days: 20 becomes 21",
		"window | by-unit: post-dispute window in days: 25 becomes 26",
		"retired | by-share: retired: MADE UP, share of consumption in slices",
		"retired | by-whole-share: retired: MADE UP, share of the contract value by tier",
		"retired | in-two-stages: retired: MADE UP, 65 percent on approval and the rest on target",
		"retired | by-tier: retired: MADE UP, share of the contract value, by a tier of seats",
		"retired | by-hours-alone: retired: MADE UP, hours by rate up to a cap",
		"retired | by-worked-hours: retired: MADE UP, fixed by market on the condition of hours, in one region",
		"retired | by-changing-size: retired: MADE UP, fixed by sizes that change at a date",
	}},
	{"limits", []change{{byMarket + ".claimLimit[0].locked", absent{}}, {byMarket + ".claimLimit[1].claims", 5.0}, {byMarket + ".claimLimit[1].open", 1.0}}, []string{
		"limit | by-market: open or approved claims: 3 becomes 5 for nomination from 2026-01-01",
		"limit | by-market: locked for every partner once nominated: yes becomes nothing for nomination until 2025-12-31",
		"limit | by-market: claims open at a time: 2 becomes 1 for nomination from 2026-01-01",
	}},
	{"a limit where none was known", []change{{byUnit + ".claimLimit", []any{map[string]any{"claims": 1.0, "source": "guide"}}}}, []string{
		"limit | by-unit: open or approved claims: nothing becomes 1",
	}},
	{"one more gate", []change{{byMarket + ".partnerGates[1]", map[string]any{
		"id": "azure", "anchor": "creation", "rows": []any{map[string]any{"from": "2026-01-01", "knownUntil": "2026-03-31", "anyOf": []any{"B", "A", "A or B"}, "source": "guide"}},
	}}}, []string{
		"gate | by-market: date that selects the gate azure: nothing becomes creation",
		`gate | by-market: gate azure: nothing becomes "A or B" or A or B for creation from 2026-01-01`,
		"gate | by-market: doubt that the gate azure is in force: nothing becomes yes for creation from 2026-04-01",
	}},
	{"evidence and its template", []change{{byMarket + ".evidence.required[1].parts", []any{"invoice", "proof of execution"}}, {byMarket + ".evidence.templates[1].published", "2026-01-31"}}, []string{
		"evidence | by-market: invoice required: nothing becomes yes for consent from 2026-01-01",
		"evidence | by-market: partner survey required: yes becomes nothing for consent from 2026-01-01",
		"evidence | by-market: template of the proof of execution, by day of submission: 2026-01-15 becomes 2026-01-31 from 2026-02-01",
	}},
	{"the rest of the evidence", []change{{bySize + ".evidence.required[0].parts", []any{"customer survey"}}}, []string{
		"evidence | by-size: proof of execution required: yes becomes nothing",
		"evidence | by-size: customer survey required: nothing becomes yes",
	}},
	{"customers", []change{
		{byMarket + ".idTypes", []any{"tenant ID", "TPID"}},
		{byMarket + ".requirements[0].from", "250"},
		{bySize + ".barredSegments[0].sizes", []any{"S"}},
		{bySize + ".barredSegments[1].segment", "commercial"},
	}, []string{
		"customer | by-market: ID types: Azure subscription ID, domain name, tenant ID becomes TPID, tenant ID",
		"customer | by-market: requirement three-hundred-seats: the customer has 300 seats: at least 300 seats becomes the customer has 300 seats: at least 250 seats",
		"customer | by-size: bar for the segment education from size L: yes becomes nothing",
		"customer | by-size: bar for the segment public sector: yes becomes nothing",
		"customer | by-size: bar for the segment commercial: nothing becomes yes",
	}},
	{"opportunities", []change{
		{byHours + ".opportunity.minimumHours", "20"},
		{byHours + ".opportunity.minimumContractValue.amount", "30000"},
		{byHours + ".opportunity.status", absent{}},
		{byHours + ".opportunity.stages[2]", "develop, commit"},
	}, []string{
		"customer | by-hours: minimum hours: 10 becomes 20",
		"customer | by-hours: minimum contract value: USD 25,000.00 becomes USD 30,000.00",
		"customer | by-hours: status of the opportunity: open becomes nothing",
		`customer | by-hours: stages of the opportunity: develop, commit becomes develop, commit, "develop, commit"`,
	}},
	{"the days and the countries of the offer", []change{{byMarket + ".offered.before", "2026-04-01"}, {byHours + ".countries", []any{"CH", "US", "DE"}}}, []string{
		"offer | by-market: offered: yes becomes nothing for nomination from 2026-04-01 until 2026-06-30",
		"offer | by-hours: offered in BR: yes becomes nothing",
		"offer | by-hours: offered in SG: yes becomes nothing",
		"offer | by-hours: offered in DE: nothing becomes yes",
	}},
	{"an offer everywhere", []change{{byHours + ".countries", absent{}}}, []string{
		"offer | by-hours: offered in every other country: nothing becomes yes",
	}},
	{"referrals", []change{{byHours + ".referral.create[0].atLeast.amount", "30000"}, {byHours + ".referral.create[1]", map[string]any{"fact": "customer managed by Microsoft"}}, {byHours + ".referral.upgrade", absent{}}}, []string{
		"referral | by-hours: conditions for a referral: deal size at least USD 25,000.00 becomes customer managed by Microsoft and deal size at least USD 30,000.00",
		"referral | by-hours: conditions for co-sell: customer managed by Microsoft becomes nothing",
	}},
	{"settings", []change{
		{"editions[0].settings.calendar.timeZone", "Europe/Zurich"}, {"editions[0].settings.calendar.lastDay", "excluded"}, {"editions[0].settings.dealSize", "optional"},
	}, []string{
		"setting | time zone: UTC becomes Europe/Zurich",
		"setting | last day of a window: included becomes excluded",
		"setting | deal size: may be zero until 2025-09-14, required from 2025-09-15 becomes optional",
	}},
	{"texts", []change{
		{"editions[0].name", "Another"},
		{"editions[0].published", "2025-07-02"},
		{"editions[0].programYear", "FY27"},
		{byMarket + ".name", "Renamed"},
		{byMarket + ".variant", "Sales"},
		{byMarket + ".description", absent{}},
		{byMarket + ".solutionArea", "Azure"},
		{byMarket + ".partnerRole", "Other"},
		{byMarket + ".links[0].url", "https://example.com/new"},
		{byMarket + ".links[1]", map[string]any{"title": "More", "url": "https://example.com/"}},
		{byMarket + ".clocks", "Projects too"},
		{"clocks[1]", madeUpRow("clocks[0]", change{"id", "Projects too"})},
	}, []string{
		"description | name of the edition: Made-up guide, edition of July becomes Another",
		"description | day of publication: 2025-07-01 becomes 2025-07-02",
		"description | program year: FY26 becomes FY27",
		"description | by-market: name: MADE UP, fixed by market becomes Renamed",
		"description | by-market: description: Pays one amount by market. Its rate, its evidence, its gate and its limit change at dates. becomes nothing",
		"description | by-market: solution area: Modern Work becomes Azure",
		"description | by-market: partner role: Build Intent becomes Other",
		"description | by-market: category of the clocks: Projects becomes Projects too",
		"description | by-market: link to Guide: https://example.com/made-up/guide becomes https://example.com/new",
		"description | by-market: variant: nothing becomes Sales",
		"description | by-market: link to More: nothing becomes https://example.com/",
	}},
}

var daysCases = []diffCase{
	{"a rate that another takes the place of from a day on", []change{
		{byHours + ".pay.rates[1].before", "2026-04-01"},
		{byHours + ".pay.rates[2]", madeUpRow(byHours+".pay.rates[1]", change{"from", "2026-04-01"}, change{"hourlyRates.B", "130"})},
	}, []string{"rate | by-hours: hourly rate in market B: USD 125.00 becomes USD 130.00 for nomination from 2026-04-01"}},
	{"a rate that is different for a while", []change{
		{byHours + ".pay.rates[1].until", "2026-01-31"},
		{byHours + ".pay.rates[2]", madeUpRow(byHours+".pay.rates[1]", change{"from", "2026-02-01"}, change{"until", "2026-02-28"}, change{"cap", "1"})},
		{byHours + ".pay.rates[3]", madeUpRow(byHours+".pay.rates[1]", change{"from", "2026-03-01"})},
	}, []string{"rate | by-hours: cap: USD 32,000.00 becomes USD 1.00 for nomination from 2026-02-01 until 2026-02-28"}},
	{"a rate that differs in two ways, one after the other", []change{
		{byHours + ".pay.rates[1].cap", "1"},
		{byHours + ".pay.rates[1].until", "2026-01-31"},
		{byHours + ".pay.rates[2]", madeUpRow(byHours+".pay.rates[1]", change{"from", "2026-02-01"}, change{"cap", "2"})},
	}, []string{
		"rate | by-hours: cap: USD 32,000.00 becomes USD 1.00 for nomination from 2026-01-01 until 2026-01-31",
		"rate | by-hours: cap: USD 32,000.00 becomes USD 2.00 for nomination from 2026-02-01",
	}},
	{"a rate whose first day moves", []change{{byMarket + ".pay.rates[0].from", "2025-08-01"}}, []string{
		"rate | by-market: rate in market A: USD 4,000.00 becomes nothing for consent from 2025-07-01 until 2025-07-31",
		"rate | by-market: rate in market B: USD 2,000.50 becomes nothing for consent from 2025-07-01 until 2025-07-31",
	}},
	{"a rate that begins on no day any more", []change{{byMarket + ".pay.rates[0].from", absent{}}}, []string{
		"rate | by-market: rate in market A: nothing becomes USD 4,000.00 for consent until 2025-06-30",
		"rate | by-market: rate in market B: nothing becomes USD 2,000.50 for consent until 2025-06-30",
	}},
	{"a day between two rows that moves", []change{{byMarket + ".partnerGates[0].rows[0].until", "2026-01-31"}, {byMarket + ".partnerGates[0].rows[1].from", "2026-02-01"}}, []string{
		"gate | by-market: gate modern-work: Adoption specialization becomes Adoption specialization or Modern Work designation for nomination from 2026-01-01 until 2026-01-31",
	}},
	{"a row in two halves", []change{
		{byHours + ".pay.rates[1].before", "2026-04-01"},
		{byHours + ".pay.rates[2]", madeUpRow(byHours+".pay.rates[1]", change{"from", "2026-04-01"})},
	}, nil},
	{"rows in another order", []change{
		{byHours + ".pay.rates", []any{madeUpRow(byHours + ".pay.rates[1]"), madeUpRow(byHours + ".pay.rates[0]")}},
		{"marketLists[0].versions", []any{madeUpRow("marketLists[0].versions[1]"), madeUpRow("marketLists[0].versions[0]")}},
	}, nil},
	{"the same days, amounts and sets in other words", []change{
		{byMarket + ".pay.rates[0]", map[string]any{"after": "2025-06-30", "until": "2025-12-31", "amounts": map[string]any{"B": "2000.5", "A": "4000.00"}, "source": "made-up"}},
		{byMarket + ".pay.rates[1]", map[string]any{"from": "2026-01-01", "knownUntil": "2026-06-30", "amounts": map[string]any{"C": "1100.0", "A": "4400", "B": "2200"}, "source": "made-up"}},
		{byMarket + ".offered", map[string]any{"from": "2025-07-01", "until": "2026-06-30"}},
		{byMarket + ".partnerGates[0].rows[0].anyOf", []any{"Adoption specialization", "Modern Work designation"}},
		{byHours + ".opportunity.stages", []any{"commit", "develop"}},
		{byHours + ".countries", []any{"US", "SG", "CH", "BR"}},
		{bySize + ".pay.sizes.ladders", []any{madeUpRow(bySize + ".pay.sizes.ladders[1]"), madeUpRow(bySize + ".pay.sizes.ladders[0]")}},
		{bySize + ".barredSegments", []any{madeUpRow(bySize + ".barredSegments[1]"), madeUpRow(bySize+".barredSegments[0]", change{"sizes", []any{"L", "S"}})}},
		{byMarket + ".idTypes", []any{"tenant ID", "Azure subscription ID", "domain name"}},
	}, nil},
	{"a rate that is known for longer", []change{{byMarket + ".pay.rates[1].knownUntil", "2026-07-31"}}, []string{
		"rate | by-market: doubt that the rate is in force: yes becomes nothing for consent from 2026-07-01 until 2026-07-31",
	}},
	{"a rate that is known without an end", []change{{byMarket + ".pay.rates[1].knownUntil", absent{}}}, []string{
		"rate | by-market: doubt that the rate is in force: yes becomes nothing for consent from 2026-07-01",
	}},
	{"a rate that ends where it was known until", []change{{byMarket + ".pay.rates[1].knownUntil", absent{}}, {byMarket + ".pay.rates[1].until", "2026-06-30"}}, []string{
		"rate | by-market: rate in market A: USD 4,400.00 becomes nothing for consent from 2026-07-01",
		"rate | by-market: rate in market B: USD 2,200.00 becomes nothing for consent from 2026-07-01",
		"rate | by-market: rate in market C: USD 1,100.00 becomes nothing for consent from 2026-07-01",
		"rate | by-market: doubt that the rate is in force: yes becomes nothing for consent from 2026-07-01",
	}},
	{"doubt in everything else that has days", []change{
		{"editions[0].engagements", []any{madeUpRow(byMarket)}},
		{"marketLists[0].versions[1].knownUntil", "2026-05-31"},
		{byMarket + ".offered.knownUntil", "2026-05-31"},
		{byMarket + ".claimLimit[1].knownUntil", "2026-05-31"},
		{byMarket + ".evidence.required[1].knownUntil", "2026-05-31"},
		{byMarket + ".partnerGates[0].rows[1].knownUntil", "2026-05-31"},
	}, []string{
		"offer | by-market: doubt that the offer is in force: nothing becomes yes for nomination from 2026-06-01 until 2026-06-30",
		"limit | by-market: doubt that the claim limit is in force: nothing becomes yes for nomination from 2026-06-01",
		"gate | by-market: doubt that the gate modern-work is in force: nothing becomes yes for nomination from 2026-06-01",
		"evidence | by-market: doubt that the evidence is in force: nothing becomes yes for consent from 2026-06-01",
		"rate | by-market: doubt that the market list is in force: nothing becomes yes for consent from 2026-06-01",
		"retired | by-size: retired: MADE UP, fixed by size and market",
		"retired | by-hours: retired: MADE UP, lowest of three",
		"retired | by-unit: retired: MADE UP, per unit above a high-water mark",
		"retired | by-share: retired: MADE UP, share of consumption in slices",
		"retired | by-whole-share: retired: MADE UP, share of the contract value by tier",
		"retired | in-two-stages: retired: MADE UP, 65 percent on approval and the rest on target",
		"retired | by-tier: retired: MADE UP, share of the contract value, by a tier of seats",
		"retired | by-hours-alone: retired: MADE UP, hours by rate up to a cap",
		"retired | by-worked-hours: retired: MADE UP, fixed by market on the condition of hours, in one region",
		"retired | by-changing-size: retired: MADE UP, fixed by sizes that change at a date",
	}},
	{"another date that selects the rate", []change{{byMarket + ".pay.anchor", "submission"}}, []string{
		"rate | by-market: date that selects the rate: consent becomes submission",
	}},
	{"another date, and another rate on its days", []change{{byMarket + ".pay.anchor", "submission"}, {byMarket + ".pay.rates[1].amounts.A", "4500"}, {byMarket + ".pay.rates[1].incomplete", "the true-up"}}, []string{
		"rate | by-market: date that selects the rate: consent becomes submission",
		"rate | by-market: rate in market A: USD 4,400.00 becomes USD 4,500.00 from 2026-01-01",
		"rate | by-market: unpublished part of the rate: nothing becomes the true-up from 2026-01-01",
	}},
	{"other dates that select the evidence and the gate", []change{{byMarket + ".evidence.anchor", "creation"}, {byMarket + ".evidence.required[1].parts[2]", "customer survey"}, {byMarket + ".partnerGates[0].anchor", "creation"}}, []string{
		"gate | by-market: date that selects the gate modern-work: nomination becomes creation",
		"evidence | by-market: date that selects the evidence: consent becomes creation",
		"evidence | by-market: customer survey required: nothing becomes yes from 2026-01-01",
	}},
	{"the first and the last of all days", []change{
		{byUnit + ".pay.anchor", "nomination"},
		{byUnit + ".pay.rates[0].from", "0001-01-01"},
		{byUnit + ".pay.rates[0].until", "9999-12-31"},
		{byWhole + ".pay.anchor", "nomination"},
		{byWhole + ".pay.rates[0].knownUntil", "9999-12-31"},
	}, []string{
		"rate | by-unit: date that selects the rate: nothing becomes nomination",
		"rate | by-whole-share: date that selects the rate: nothing becomes nomination",
	}},
}

// caseChanges returns the changes that each of diffCases makes.
var caseChanges = sync.OnceValue(func() (all [][]diff.Change) {
	old := unread{everyPlace, true}.edition()
	for _, c := range diffCases {
		edits := c.edits
		if len(edits) == 0 {
			edits = []change{earlier}
		}
		updated := theEdition(must(readInAnyZone(with(madeUpOnce(), edits...))))
		all = append(all, diff.Editions(old, updated))
	}
	return all
})

func TestDiffSaysWhatChangedAndOnWhichDays(t *testing.T) {
	for i, c := range diffCases {
		if difference := cmp.Diff(c.want, lines(caseChanges()[i])); difference != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, difference)
		}
	}
}

func TestEveryKindOfChangeHasACase(t *testing.T) {
	var all strings.Builder
	for _, c := range diffCases {
		all.WriteString("\n" + strings.Join(c.want, "\n"))
	}
	for kind := diff.EngagementAdded; kind <= diff.DescriptionChange; kind++ {
		if !strings.Contains(all.String(), "\n"+kind.String()+" | ") {
			t.Errorf("no case shows the kind %s", kind)
		}
	}
}

func TestEditionsOfOneCatalogAreComparedLikeThoseOfTwo(t *testing.T) {
	document := decoded(t, madeUpJSON)
	for _, c := range diffCases {
		if strings.Contains(fmt.Sprint(c.edits), "marketLists") || strings.Contains(fmt.Sprint(c.edits), "clocks[") {
			continue // both editions of a catalog share these parts, so they cannot differ
		}
		second := at(with(document, c.edits...), "editions[0]")
		both := must(readInAnyZone(with(document, change{"editions[1]", second}, change{"editions[1].id", "made-up-2"})))
		old, _ := both.Edition("made-up-1")
		updated, _ := both.Edition("made-up-2")
		if difference := cmp.Diff(c.want, lines(diff.Editions(old, updated))); difference != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, difference)
		}
	}
}

func TestACountryThatIsNamedInTheMarketItWasInIsNoChange(t *testing.T) {
	rest := map[string]any{"id": "B", "everyOtherCountry": true}
	named := []any{map[string]any{"id": "A", "countries": []any{"CH"}}, rest}
	old := madeUpEdition(t, change{"marketLists[1].versions[0].markets", named}, change{"editions[0].engagements", []any{madeUpRow(byUnit, change{"pay.rates[0].amounts", byMarketOf("A", "1", "B", "2")})}})
	moved := []any{map[string]any{"id": "A", "countries": []any{"CH"}}, map[string]any{"id": "B", "countries": []any{"DE"}}, map[string]any{"id": "C", "everyOtherCountry": true}}
	updated := madeUpEdition(t, change{"marketLists[1].versions[0].markets", moved}, change{"editions[0].engagements", []any{madeUpRow(byUnit, change{"pay.rates[0].amounts", byMarketOf("A", "1", "B", "2", "C", "2")})}})
	want := []string{ // and no change for DE
		"rate | by-unit: market of every other country: B becomes C",
		"rate | by-unit: rate for commercial in market C: nothing becomes CHF 2.00",
	}
	if difference := cmp.Diff(want, lines(diff.Editions(old, updated))); difference != "" {
		t.Errorf("(-want +got):\n%s", difference)
	}
}

// byMarketOf returns the amounts per unit for commercial customers, by market.
func byMarketOf(pairs ...string) any {
	amounts := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		amounts[pairs[i]] = pairs[i+1]
	}
	return map[string]any{"commercial": amounts}
}

func TestDiffLeavesOutWhatIsSaidOfTheWholeCatalog(t *testing.T) {
	for name, edit := range map[string]change{
		"its schema":                {"$schema", "another"},
		"its name":                  {"name", "another"},
		"a source":                  {"sources[1].title", "another"},
		"what a measure means":      {"measures[0].means", "another"},
		"a segment that nobody has": {"segments[3]", "another"},
		"clocks that nobody uses":   {"clocks[1]", madeUpRow("clocks[0]", change{"id", "another"})},
		"a list that nobody uses":   {"marketLists[3]", madeUpRow("marketLists[1]", change{"id", "another"})},
		"the ID of the edition":     {"editions[0].id", "another"},
	} {
		if got := diff.Editions(madeUpEdition(t), madeUpEdition(t, edit)); len(got) > 0 {
			t.Errorf("%s: %s", name, lines(got))
		}
	}
}

func TestDiffWithoutAnEditionAddsOrRetiresEverything(t *testing.T) {
	edition := madeUpEdition(t)
	for name, changes := range map[string][]diff.Change{"added": diff.Editions(nil, edition), "retired": diff.Editions(edition, nil)} {
		if len(changes) != 11 {
			t.Errorf("%s: %d changes", name, len(changes))
		}
		for _, c := range changes {
			if c.Kind.String() != name || (c.Old == "") != (name == "added") || (c.New == "") != (name == "retired") {
				t.Errorf("%s: %s", name, c)
			}
		}
	}
	if got := diff.Editions(nil, nil); len(got) != 0 {
		t.Errorf("nothing and nothing differ by %v", got)
	}
}

func TestDiffOfThePublicEditionsNeverFails(t *testing.T) {
	card := must(catalog.Public())
	workshops, _ := card.Edition("FY23-2022-11")
	illustrative, _ := card.Edition("illustrative-FY26")
	if got := len(diff.Editions(workshops, workshops)); got != 0 {
		t.Errorf("%d changes of an edition from itself", got)
	}
	added, retired := 0, 0
	for _, c := range diff.Editions(workshops, illustrative) {
		switch c.Kind {
		case diff.EngagementAdded:
			added++
		case diff.EngagementRetired:
			retired++
		}
	}
	if added != 1 || retired != 20 {
		t.Errorf("%d engagements are added and %d retired, want 1 and 20", added, retired)
	}
}

func TestEqualEditionsGiveEqualChangesInTheSameOrder(t *testing.T) {
	edits := []change{{"marketLists[0].versions[1].markets[1].countries", []any{"SG", "BR", "AE", "UY", "HK", "KW"}}, {byHours + ".countries", []any{"AE", "UY", "HK"}}}
	want := lines(diff.Editions(madeUpEdition(t), madeUpEdition(t, edits...)))
	if len(want) < 20 {
		t.Fatalf("only %d changes", len(want))
	}
	for range 20 {
		if difference := cmp.Diff(want, lines(diff.Editions(madeUpEdition(t), madeUpEdition(t, edits...)))); difference != "" {
			t.Fatalf("(-first +again):\n%s", difference)
		}
	}
}

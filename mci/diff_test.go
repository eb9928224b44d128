package mci_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// madeUpEdition returns the edition of the made-up catalog with changes.
func madeUpEdition(t testing.TB, changes ...change) *mci.Edition {
	t.Helper()
	catalog, err := readDocument(with(decoded(t, madeUpJSON), changes...))
	if err != nil {
		t.Fatal(err)
	}
	for edition := range catalog.Editions() {
		return edition
	}
	return nil
}

func texts(changes []mci.Change) []string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.Kind.String()+" | "+c.String())
	}
	return lines
}

func TestDiffSaysWhatChangedAndOnWhichDays(t *testing.T) {
	old := madeUpEdition(t)
	for _, c := range []struct {
		name    string
		changes []change
		want    []string
	}{
		{"nothing", nil, nil},
		{"a rate", []change{{byMarket + ".pay.rates[1].amounts.A", "4500"}}, []string{
			"rate | by-market: rate in market A: USD 4,400.00 becomes USD 4,500.00 for consent from 2026-01-01 until 2026-06-30",
			"rate | by-market: rate in market A: USD 4,400.00, if still in force becomes USD 4,500.00, if still in force for consent from 2026-07-01",
		}},
		{"a rate that begins to be known for longer", []change{{byMarket + ".pay.rates[1].knownUntil", "2026-07-31"}}, []string{
			"rate | by-market: rate in market A: USD 4,400.00, if still in force becomes USD 4,400.00 for consent from 2026-07-01 until 2026-07-31",
			"rate | by-market: rate in market B: USD 2,200.00, if still in force becomes USD 2,200.00 for consent from 2026-07-01 until 2026-07-31",
			"rate | by-market: rate in market C: USD 1,100.00, if still in force becomes USD 1,100.00 for consent from 2026-07-01 until 2026-07-31",
		}},
		{"a rate that another takes the place of from a day on", []change{
			{byHours + ".pay.rates[1].before", "2026-04-01"},
			{byHours + ".pay.rates[2]", map[string]any{"from": "2026-04-01", "percent": "10", "hourlyRates": map[string]any{"A": "210", "B": "130", "C": "60"}, "cap": "32000", "source": "guide"}},
		}, []string{"rate | by-hours: hourly rate in market B: USD 125.00 becomes USD 130.00 for nomination from 2026-04-01"}},
		{"a rate in a market that had none", []change{{byMarket + ".pay.rates[0].amounts.C", "900"}}, []string{
			"rate | by-market: rate in market C: nothing becomes USD 900.00 for consent from 2025-07-01 until 2025-12-31",
		}},
		{"a share, a tier and a cap", []change{{byShare + ".pay.rates[0].tiers[1].percent", "7"}, {byShare + ".pay.rates[0].cap", absent{}}}, []string{
			"rate | by-share: tier 2: 7.5% from USD 10,000.00 becomes 7% from USD 10,000.00",
			"rate | by-share: cap: USD 12,000.00 becomes nothing",
		}},
		{"what the second ladder counts", []change{{bySize + ".pay.sizes.ladders[1].minus", "high-water mark"}}, []string{
			"rate | by-size: ladder 2: seats minus active users becomes seats minus high-water mark",
			"rate | by-size: size by seats minus active users, S: above 0 becomes nothing",
			"rate | by-size: size by seats minus active users, M: from 500 becomes nothing",
			"rate | by-size: size by seats minus active users, L: from 2500 becomes nothing",
			"rate | by-size: size by seats minus active users, larger than the largest: above 50000 becomes nothing",
			"rate | by-size: size by seats minus high-water mark, S: nothing becomes above 0",
			"rate | by-size: size by seats minus high-water mark, M: nothing becomes from 500",
			"rate | by-size: size by seats minus high-water mark, L: nothing becomes from 2500",
			"rate | by-size: size by seats minus high-water mark, larger than the largest: nothing becomes above 50000",
		}},
		{"a bound that is on the other side", []change{{bySize + ".pay.sizes.ladders[0].steps[1]", map[string]any{"size": "M", "from": "1000"}}}, []string{
			"rate | by-size: size by seats, M: above 1000 becomes from 1000",
		}},
		{"a country that moves to another market", []change{{"marketLists[0].versions[1].markets[1].countries", []any{"SG", "BR"}}}, []string{
			"rate | by-market: market of BR: C becomes B for consent from 2026-01-01",
			"rate | by-size: market of BR: C becomes B for nomination from 2026-01-01",
			"rate | by-hours: market of BR: C becomes B for nomination from 2026-01-01",
			"rate | in-two-stages: market of BR: C becomes B for nomination from 2026-01-01",
		}},
		{"countries in another order", []change{{"marketLists[1].versions[0].markets[0].countries", []any{"US", "CH"}}}, nil},
		{"the stages", []change{{staged + ".pay.onApproval", "60"}, {staged + ".pay.target.from", "300"}}, []string{
			"rate | in-two-stages: share on approval: 65% becomes 60%",
			"rate | in-two-stages: target of the second stage: active users: at least 250 between day 90 and day 180 after the approval becomes active users: at least 300 between day 90 and day 180 after the approval",
		}},
		{"windows, of the category and of one row", []change{{"clocks[0].consent", 45.0}, {byMarket + ".windows.firstSubmission", 80.0}}, []string{
			"window | by-market: first submission window in days: 90 becomes 80",
			"window | by-size: consent window in days: 40 becomes 45",
			"window | by-hours: consent window in days: 40 becomes 45",
			"window | by-unit: consent window in days: 40 becomes 45",
			"window | by-share: consent window in days: 40 becomes 45",
			"window | by-whole-share: consent window in days: 40 becomes 45",
			"window | in-two-stages: consent window in days: 40 becomes 45",
		}},
		{"limits", []change{{byMarket + ".claimLimit[0].locked", absent{}}, {byMarket + ".claimLimit[1].claims", 5.0}}, []string{
			"limit | by-market: open or approved claims: 3 becomes 5 for nomination from 2026-01-01",
			"limit | by-market: locked for every partner once nominated: yes becomes nothing for nomination until 2025-12-31",
		}},
		{"a gate whose day moves", []change{{byMarket + ".partnerGates[0].rows[0].until", "2026-01-31"}, {byMarket + ".partnerGates[0].rows[1].from", "2026-02-01"}}, []string{
			"gate | by-market: gate modern-work: Adoption specialization becomes Modern Work designation or Adoption specialization for nomination from 2026-01-01 until 2026-01-31",
		}},
		{"evidence and its template", []change{{byMarket + ".evidence.required[1].parts", []any{"invoice", "proof of execution"}}, {byMarket + ".evidence.templates[1].published", "2026-01-31"}}, []string{
			"evidence | by-market: invoice required: nothing becomes yes for consent from 2026-01-01",
			"evidence | by-market: partner survey required: yes becomes nothing for consent from 2026-01-01",
			"evidence | by-market: template of the proof of execution, by day of submission: 2026-01-15 becomes 2026-01-31",
		}},
		{"customers", []change{
			{byMarket + ".idTypes", []any{"tenant ID", "TPID"}},
			{byMarket + ".requirements[0].from", "250"},
			{bySize + ".barredSegments[0].sizes", []any{"S"}},
			{byHours + ".opportunity.stages", absent{}},
			{byHours + ".opportunity.minimumHours", "20"},
		}, []string{
			"customer | by-market: ID types: Azure subscription ID, domain name, tenant ID becomes TPID, tenant ID",
			"customer | by-market: requirement three-hundred-seats: the customer has 300 seats: at least 300 seats becomes the customer has 300 seats: at least 250 seats",
			"customer | by-size: bar for the segment education from size L: yes becomes nothing",
			"customer | by-hours: minimum hours: 10 becomes 20",
			"customer | by-hours: stages of the opportunity: develop, commit becomes nothing",
		}},
		{"the offer", []change{{byMarket + ".offered.before", "2026-04-01"}, {byHours + ".countries", []any{"CH", "US"}}}, []string{
			"offer | by-market: offered: yes becomes nothing for nomination from 2026-04-01 until 2026-06-30",
			"offer | by-hours: countries: BR, CH, SG, US becomes CH, US",
		}},
		{"referrals", []change{{byHours + ".referral.create[0].atLeast.amount", "30000"}, {byHours + ".referral.upgrade", absent{}}}, []string{
			"referral | by-hours: conditions for a referral: deal size at least USD 25,000.00 becomes deal size at least USD 30,000.00",
			"referral | by-hours: conditions for co-sell: customer managed by Microsoft becomes nothing",
		}},
		{"settings", []change{{"editions[0].settings.calendar.lastDay", "excluded"}, {"editions[0].settings.dealSize", "optional"}}, []string{
			"setting | last day of a window: included becomes excluded",
			"setting | deal size: required becomes optional",
		}},
		{"texts", []change{{byMarket + ".name", "MADE UP, renamed"}, {byMarket + ".links[0].url", "https://example.com/new"}, {"editions[0].name", "Another"}}, []string{
			"description | name of the edition: Made-up guide, edition of July becomes Another",
			"description | by-market: name: MADE UP, fixed by market becomes MADE UP, renamed",
			"description | by-market: link to Guide: https://example.com/made-up/guide becomes https://example.com/new",
		}},
		{"one retired, one added", []change{{byMarket + ".id", "by-another-name"}}, []string{
			"retired | by-market: retired: MADE UP, fixed by market",
			"added | by-another-name: added: MADE UP, fixed by market",
		}},
		{"another anchor", []change{{byMarket + ".pay.anchor", "submission"}}, []string{
			"rate | by-market: date that selects the rate: consent becomes submission",
		}},
		{"the same days in other words", []change{
			{byMarket + ".pay.rates[0]", map[string]any{"after": "2025-06-30", "until": "2025-12-31", "amounts": map[string]any{"B": "2000.5", "A": "4000.00"}, "source": "made-up"}},
			{byMarket + ".pay.rates[1]", map[string]any{"from": "2026-01-01", "knownUntil": "2026-06-30", "amounts": map[string]any{"A": "4400", "B": "2200", "C": "1100"}, "source": "made-up"}},
		}, nil},
		{"a row in two halves", []change{
			{byHours + ".pay.rates[1].before", "2026-04-01"},
			{byHours + ".pay.rates[2]", with(at(decoded(t, madeUpJSON), byHours+".pay.rates[1]"), change{"from", "2026-04-01"})},
		}, nil},
	} {
		if diff := cmp.Diff(c.want, texts(mci.Diff(old, madeUpEdition(t, c.changes...)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestATemplateHoldsUntilTheDayBeforeTheNext(t *testing.T) {
	c := oneChange(t, change{byMarket + ".evidence.templates[0].published", "2025-09-01"})
	if c.Period.String() != "from 2025-10-01 until 2026-01-31" {
		t.Errorf("it holds %s", c.Period)
	}
}

func TestDiffCountsRoundingAndTheMarketsCountryToWhatIsPaid(t *testing.T) {
	one := change{"editions[0].engagements", []any{at(decoded(t, madeUpJSON), byUnit)}}
	old := madeUpEdition(t, one)
	updated := madeUpEdition(t, one, change{"editions[0].settings.rounding", "toward zero"}, change{"editions[0].settings.marketCountry", "partner"})
	want := []string{
		"rate | by-unit: rounding: half even becomes toward zero",
		"rate | by-unit: whose country decides the market: customer becomes partner",
	}
	if diff := cmp.Diff(want, texts(mci.Diff(old, updated))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDiffOfAShapeOfPayThatIsReplacedShowsBoth(t *testing.T) {
	updated := madeUpEdition(t, change{byUnit + ".pay", at(decoded(t, madeUpJSON), byShare+".pay")})
	got := strings.Join(texts(mci.Diff(madeUpEdition(t), updated)), "\n")
	for _, want := range []string{"shape of pay: pay.per-unit becomes pay.share-of-amount", "high-water mark: high-water mark becomes nothing", "tier 1: nothing becomes 10% from USD 0.00", "market list: two countries becomes nothing"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestDiffWithoutAnEditionAddsOrRetiresEverything(t *testing.T) {
	edition := madeUpEdition(t)
	for name, changes := range map[string][]mci.Change{"added": mci.Diff(nil, edition), "retired": mci.Diff(edition, nil)} {
		if len(changes) != 7 {
			t.Errorf("%s: %d changes", name, len(changes))
		}
		for _, c := range changes {
			if c.Kind.String() != name {
				t.Errorf("%s: %s", name, c)
			}
		}
	}
	if got := mci.Diff(nil, nil); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestAChangeIsWrittenAsJSON(t *testing.T) {
	changes := mci.Diff(madeUpEdition(t), madeUpEdition(t, change{byMarket + ".pay.rates[1].amounts.A", "4500"}))
	const want = `{"kind":"rate","engagement":"by-market","what":"rate in market A","old":"USD 4,400.00","new":"USD 4,500.00","anchor":"consent","period":{"from":"2026-01-01","until":"2026-06-30"}}`
	if got := string(must(json.Marshal(changes[0]))); got != want {
		t.Errorf("got %s", got)
	}
	var read mci.Change
	if err := json.Unmarshal([]byte(want), &read); err != nil || read.String() != changes[0].String() {
		t.Errorf("read as %s (%v)", read, err)
	}
}

// unseenByDiff are the leaves that two editions may differ in without saying something else.
func unseenByDiff(path string) bool {
	switch {
	case strings.Contains(path, "source"), strings.HasPrefix(path, "sources"), path == "$schema", path == "format", path == "name":
		return true // a new guide cites itself, and the catalog's own texts belong to no edition
	case strings.HasPrefix(path, "measures"), strings.HasPrefix(path, "segments"):
		return true // what a measure means is said once for the whole catalog
	case path == "editions[0].id":
		return true
	default:
		return false
	}
}

func TestDiffSeesEverySmallChange(t *testing.T) {
	t.Parallel()
	document := decoded(t, madeUpJSON)
	old := madeUpEdition(t)
	tried, refused := 0, 0
	for _, path := range []string{"marketLists", "clocks", "editions[0]"} {
		for i, m := range append(mutants(document, path), comparatorMutants(document, path)...) {
			if tried++; testing.Short() && i%4 != 0 {
				continue
			}
			catalog, err := readDocument(with(document, m.change))
			if err != nil {
				refused++
				continue
			}
			if unseenByDiff(m.path) || reflect.DeepEqual(at(document, m.path), m.value) {
				continue
			}
			for edition := range catalog.Editions() {
				if len(mci.Diff(old, edition)) == 0 {
					t.Errorf("%s makes no difference", m)
				}
			}
		}
	}
	if tried < 500 || tried-refused < tried/4 {
		t.Errorf("only %d changes were tried, and %d of them did not even read", tried, refused)
	}
}

// someChanges draws changes to the made-up catalog that read.
func someChanges(t *rapid.T, document any, all []mutant) *mci.Edition {
	for {
		changed := document
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			next := with(changed, rapid.SampledFrom(all).Draw(t, "change").change)
			if _, err := readDocument(next); err == nil {
				changed = next
			}
		}
		for edition := range must(readDocument(changed)).Editions() {
			return edition
		}
	}
}

// valueMutants are the changes that replace a value, and so can be combined.
func valueMutants(document any) []mutant {
	return slices.DeleteFunc(mutants(document, "editions[0]"), func(m mutant) bool {
		_, drop := m.value.(absent)
		return drop
	})
}

func TestDiffBackwardIsDiffForwardMirrored(t *testing.T) {
	document := decoded(t, madeUpJSON)
	all, old := valueMutants(document), madeUpEdition(t)
	rapid.Check(t, func(t *rapid.T) {
		updated := someChanges(t, document, all)
		if got := mci.Diff(updated, updated); len(got) != 0 {
			t.Fatalf("an edition differs from itself: %s", got)
		}
		forward, backward := mci.Diff(old, updated), mci.Diff(updated, old)
		if again := mci.Diff(old, updated); fmt.Sprint(forward) != fmt.Sprint(again) {
			t.Fatal("the same editions differ otherwise the second time")
		}
		key := func(c mci.Change, mirrored bool) string {
			if mirrored {
				c.Old, c.New = c.New, c.Old
				switch c.Kind {
				case mci.EngagementAdded:
					c.Kind = mci.EngagementRetired
				case mci.EngagementRetired:
					c.Kind = mci.EngagementAdded
				}
			}
			return fmt.Sprint(c.Kind, c.Engagement, c.What, c.Old, c.New, c.Period)
		}
		var ahead, back []string
		for _, c := range forward {
			ahead = append(ahead, key(c, false))
		}
		for _, c := range backward {
			back = append(back, key(c, true))
		}
		slices.Sort(ahead)
		slices.Sort(back)
		if diff := cmp.Diff(ahead, back); diff != "" {
			t.Fatalf("(-forward +backward, mirrored):\n%s", diff)
		}
	})
}

package diff_test

import (
	"encoding/json"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// A touchCase is a claim and the expected effect of a change on it.
type touchCase struct {
	name   string
	change diff.Change
	claim  catalog.PayInputs
	today  string
	want   mci.Outcome
	why    string
}

func testTouches(t *testing.T, cases []touchCase) {
	t.Helper()
	for _, c := range cases {
		if got := c.change.Touches(c.claim, date(c.today)); got != (diff.Touch{Outcome: c.want, Why: c.why}) {
			t.Errorf("%s: %v, %q; want %v, %q", c.name, got.Outcome, got.Why, c.want, c.why)
		}
	}
}

// nominated returns the made-up facts of a claim that was nominated. No later
// date is set.
func nominated(edits ...func(*catalog.PayInputs)) catalog.PayInputs {
	nomination := func(i *catalog.PayInputs) {
		i.Dates = mci.AnchorDates{Nomination: date("2026-01-05"), Creation: date("2026-01-05")}
	}
	return facts(func(i *catalog.PayInputs) {
		for _, edit := range append([]func(*catalog.PayInputs){nomination}, edits...) {
			edit(i)
		}
	})
}

// These functions change the facts of the made-up claim.
func notNominated(i *catalog.PayInputs) { i.Dates = mci.AnchorDates{} }
func consented(i *catalog.PayInputs)    { i.Dates.Consent = date("2026-01-08") }
func noSegment(i *catalog.PayInputs)    { i.Segment = "" }
func noCounts(i *catalog.PayInputs)     { i.Quantities = nil }

func fromCountry(country mci.Country) func(*catalog.PayInputs) {
	return func(i *catalog.PayInputs) { i.CustomerCountry = country }
}

func withCounts(seats, users string) func(*catalog.PayInputs) {
	return func(i *catalog.PayInputs) {
		i.Quantities = mci.Quantities{"seats": quantity(seats), "active users": quantity(users)}
	}
}

func TestAChangeTouchesClaimsWhoseDateIsStillToCome(t *testing.T) {
	const selected = "the consent of 2026-01-08 has selected the terms"
	past := oneChange(t, change{byMarket + ".pay.rates[0].amounts.A", "4100"})
	rate := oneChange(t, change{byMarket + ".pay.rates[1].amounts.A", "4500"})
	review := oneChange(t, change{byMarket + ".windows.review", 140.0})
	dispute := oneChange(t, change{byUnit + ".windows", map[string]any{"dispute": 25.0, "source": "guide"}})
	testTouches(t, []touchCase{
		{"consent is to come", rate, nominated(), "2026-01-10", mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"consent has selected the rate", rate, nominated(consented), "2026-01-10", mci.Fail, selected},
		{"consent has selected another row", past, nominated(consented), "2026-01-10", mci.Fail, selected},
		{"a consent today can select it", past, nominated(), "2025-12-31", mci.Pass, "with a consent from 2025-07-01 until 2025-12-31, rate in market A: USD 4,100.00 instead of USD 4,000.00"},
		{"no consent can any more", past, nominated(), "2026-01-01", mci.Fail, "only days until 2025-12-31 select it"},
		{"any day can come where today is not given", past, nominated(), "", mci.Pass, "with a consent from 2025-07-01 until 2025-12-31, rate in market A: USD 4,100.00 instead of USD 4,000.00"},
		{"a clock that consent will start", review, nominated(), "2026-01-10", mci.Pass, "with the consent, review window in days: 140 instead of 130"},
		{"a clock, whatever the country", review, nominated(func(i *catalog.PayInputs) { i.CustomerCountry, i.PartnerCountry = "", "" }), "2026-01-10", mci.Pass, "with the consent, review window in days: 140 instead of 130"},
		{"a clock that runs", review, nominated(consented), "2026-01-10", mci.Fail, selected},
		{"a dispute, before any rejection", dispute, nominated(consented), "2026-01-10", mci.Pass, "with the rejection, dispute window in days: 25 instead of 20"},
		{"a dispute that may be submitted", dispute, nominated(func(i *catalog.PayInputs) { i.Dates.Rejection = date("2026-01-09") }), "2026-01-10", mci.Fail, "the rejection of 2026-01-09 has selected the terms"},
		{"stages of a pay that is selected by the nomination", oneChange(t, change{staged + ".pay.onApproval", "60"}), nominated(), "2026-01-10", mci.Fail, "the nomination of 2026-01-05 has selected the terms"},
		{"stages, before the nomination", oneChange(t, change{staged + ".pay.onApproval", "60"}), nominated(notNominated), "2026-01-10", mci.Pass, "with the nomination, share on approval: 60% instead of 65%"},
		{"a pay that no date selects", oneChange(t, change{byShare + ".pay.rates[0].cap", absent{}}), nominated(consented), "2026-01-10", mci.Pass, "cap: nothing instead of USD 12,000.00"},
		{"doubt", oneChange(t, change{byMarket + ".pay.rates[1].knownUntil", "2026-07-31"}), nominated(), "2026-01-10", mci.Pass, "with a consent from 2026-07-01 until 2026-07-31, doubt that the rate is in force: nothing instead of yes"},
	})
}

// Each day of submission selects the template again, because a returned claim
// is submitted again.
func TestAnotherTemplateTouchesClaimsThatWereSubmittedBefore(t *testing.T) {
	submitted := func(i *catalog.PayInputs) { i.Dates.Submission = date("2026-01-20") }
	first := oneChange(t, change{byMarket + ".evidence.templates[0].published", "2025-09-16"})
	second := oneChange(t, change{byMarket + ".evidence.templates[1].published", "2026-01-16"})
	testTouches(t, []touchCase{
		{"of the present", first, nominated(submitted), "2026-01-31", mci.Pass, "from 2025-10-01 until 2026-01-31, template of the proof of execution, by day of submission: 2025-09-16 instead of 2025-09-15"},
		{"of the past", first, nominated(submitted), "2026-02-01", mci.Fail, "only days until 2026-01-31 select it"},
		{"of the future", second, nominated(submitted), "2026-01-31", mci.Pass, "from 2026-02-01, template of the proof of execution, by day of submission: 2026-01-16 instead of 2026-01-15"},
	})
}

// A new edition can let another date select the rate. A claim with a rate keeps
// it. For a claim without a rate, the other date can still fall on any day.
func TestAnotherDateThatSelectsTouchesClaimsThatTheFirstHasNotSelectedFor(t *testing.T) {
	edits := []change{{byMarket + ".pay.anchor", "nomination"}, {byMarket + ".pay.rates[0].amounts.A", "4100"}, {byMarket + ".pay.rates[0].incomplete", "the true-up"}}
	changes := diff.Editions(madeUpEdition(t), madeUpEdition(t, edits...))
	if len(changes) != 3 {
		t.Fatalf("got %s", lines(changes))
	}
	long, nominatedLongAgo := "2026-03-01", nominated(func(i *catalog.PayInputs) { i.Dates.Nomination = date("2025-12-20") })
	testTouches(t, []touchCase{
		{"which date it is", changes[0], nominatedLongAgo, long, mci.Pass, "date that selects the rate: nomination instead of consent"},
		{"what it selects", changes[1], nominatedLongAgo, long, mci.Pass, "from 2025-07-01 until 2025-12-31, rate in market A: USD 4,100.00 instead of USD 4,000.00"},
		{"what was not said before", changes[2], nominatedLongAgo, long, mci.Pass, "from 2025-07-01 until 2025-12-31, unpublished part of the rate: the true-up instead of nothing"},
	})
	for _, c := range changes {
		testTouches(t, []touchCase{{c.What, c, nominated(consented), long, mci.Fail, "the consent of 2026-01-08 has selected the terms"}})
	}
	backward := diff.Editions(madeUpEdition(t, edits...), madeUpEdition(t))
	for _, c := range backward { // including aspects of only the edition in which the consent selects
		testTouches(t, []touchCase{{c.What, c, nominated(), long, mci.Fail, "the nomination of 2026-01-05 has selected the terms"}})
	}
	evidence := diff.Editions(madeUpEdition(t), madeUpEdition(t, change{byMarket + ".evidence.anchor", "submission"}, change{byMarket + ".evidence.required[1].parts[2]", "customer survey"}))
	for _, c := range evidence {
		testTouches(t, []touchCase{{c.What, c, nominated(consented), long, mci.Fail, "the consent of 2026-01-08 has selected the terms"}})
	}
}

func TestAChangeTouchesOnlyClaimsThatItIsAbout(t *testing.T) {
	const before = "2025-11-01"
	open := func(edits ...func(*catalog.PayInputs)) catalog.PayInputs {
		return nominated(append([]func(*catalog.PayInputs){notNominated}, edits...)...)
	}
	rate := oneChange(t, change{byMarket + ".pay.rates[1].amounts.A", "4500"})
	moved := diff.Editions(madeUpEdition(t), madeUpEdition(t, change{"marketLists[0].versions[1].markets[1].countries", []any{"SG", "BR"}}))[0]
	rest := oneChange(t, change{byHours + ".countries", absent{}})
	offered := oneChange(t, change{byHours + ".countries", []any{"CH", "US", "BR"}})
	small := oneChange(t, change{bySize + ".pay.rates[0].amounts.S.A", "1"})
	const smaller = "with the nomination, rate of size S in market A: USD 1.00 instead of USD 3,000.00"
	bound := oneChange(t, change{bySize + ".pay.sizes.ladders[0].steps[1].above", "1100"})
	units := oneChange(t, change{byUnit + ".pay.rates[0].amounts.education.home", "1"})
	barred := oneChange(t, change{bySize + ".barredSegments[0].sizes", []any{"S", "M", "L"}})
	education := func(i *catalog.PayInputs) { i.Segment = "education" }
	testTouches(t, []touchCase{
		{"the market", rate, open(), before, mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"the market of a later version of the list", rate, open(fromCountry("PL")), before, mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"another market", rate, open(fromCountry("SG")), before, mci.Fail, "the market is B"},
		{"a market that is not known", rate, open(fromCountry("")), before, mci.Unknown, "it depends on the market, which is not known"},
		{"a country without a market", oneChange(t, change{byUnit + ".pay.rates[0].amounts.commercial.home", "1"}), open(fromCountry("DE")), before, mci.Fail, "the claim has no market"},
		{"a market that the country is in before the rate changes", oneChange(t, change{byMarket + ".pay.rates[1].amounts.B", "1"}), open(fromCountry("PL")), before, mci.Fail, "the market is A"},
		{"the country", moved, open(fromCountry("BR")), before, mci.Pass, "with a consent from 2026-01-01, market of BR: B instead of C"},
		{"another country", moved, open(), before, mci.Fail, "the country is CH"},
		{"a country that is not known", moved, open(fromCountry("")), before, mci.Unknown, "it depends on the country, which is not known"},
		{"a country where it is no longer offered", offered, open(fromCountry("SG")), before, mci.Pass, "with the nomination, offered in SG: nothing instead of yes"},
		{"a country where it is still offered", offered, open(), before, mci.Fail, "the country is CH"},
		{"one of the other countries", rest, open(fromCountry("PL")), before, mci.Pass, "with the nomination, offered in every other country: yes instead of nothing"},
		{"none of the other countries", rest, open(), before, mci.Fail, "the country is CH"},
		{"others, of a country that is not known", rest, open(fromCountry("")), before, mci.Unknown, "it depends on the country, which is not known"},
		{"the size", small, open(), before, mci.Pass, smaller},
		{"another size", small, open(withCounts("6000", "1000")), before, mci.Fail, "the size is L"},
		{"the size, in another market", small, open(fromCountry("SG")), before, mci.Fail, "the market is B"},
		{"a size that is not known", small, open(noCounts), before, mci.Unknown, "it depends on the size, which is not known"},
		{"neither the market nor the size known", small, open(fromCountry(""), noCounts), before, mci.Unknown, "it depends on the size, which is not known"},
		{"another market, whatever the size", small, open(fromCountry("SG"), noCounts), before, mci.Fail, "the market is B"},
		{"another size, whatever the market", small, open(fromCountry(""), withCounts("6000", "1000")), before, mci.Fail, "the size is L"},
		{"too small for any size, whatever else is counted", small, open(func(i *catalog.PayInputs) { i.Quantities = mci.Quantities{"seats": quantity("1")} }), before, mci.Fail, "the size is smaller than S"},
		{"a size that is another one now", bound, open(withCounts("1050", "10")), before, mci.Pass, "with the nomination, size by seats, M: above 1100 instead of above 1000"},
		{"a size that stays", bound, open(withCounts("1000", "10")), before, mci.Fail, "the size is S"},
		{"no size, before and after", bound, open(withCounts("1", "1")), before, mci.Fail, "the size is smaller than S"},
		{"a size that may be another one", bound, open(noCounts), before, mci.Unknown, "it depends on the size, which is not known"},
		{"the segment", units, open(education), before, mci.Pass, "rate for education in market home: CHF 1.00 instead of CHF 1.50"},
		{"another segment", units, open(), before, mci.Fail, "the segment is commercial"},
		{"a segment that is not known", units, open(noSegment), before, mci.Unknown, "it depends on the segment, which is not known"},
		{"a bar from the size", barred, open(education, withCounts("2000", "10")), before, mci.Pass, "with the nomination, bar for the segment education from size M: yes instead of nothing"},
		{"a bar from another size", barred, open(education), before, mci.Fail, "the size is S"},
		{"a bar for another segment", barred, open(withCounts("2000", "10")), before, mci.Fail, "the segment is commercial"},
	})
}

// If only one edition gives the customer a size, or if the sizes differ, a
// change of either size touches the claim.
func TestASizeByEitherEditionIsTouched(t *testing.T) {
	edits := []change{
		{"editions[0].engagements", []any{madeUpRow(bySize, change{"pay.sizes.ladders[1]", absent{}}, change{"pay.rates[0].amounts.S.A", "3100"}, change{"pay.rates[0].amounts.M.A", "6100"})}},
		{byMarket + ".pay.sizes.ladders[0].steps[0].from", "100"},
		{byMarket + ".pay.sizes.ladders[0].steps[1].above", "500"},
	}
	changes := map[string]diff.Change{}
	for _, c := range diff.Editions(madeUpEdition(t), madeUpEdition(t, edits...)) {
		changes[c.What] = c
	}
	small, medium := changes["rate of size S in market A"], changes["rate of size M in market A"]
	for _, c := range []struct {
		name          string
		seats, users  string
		small, medium mci.Outcome
	}{
		{"S before, M now", "900", "10", mci.Pass, mci.Pass},
		{"S before and now", "400", "10", mci.Pass, mci.Fail},
		{"none before, S now", "150", "10", mci.Pass, mci.Fail},
		{"none before, M now", "900", "900", mci.Fail, mci.Pass},
		{"none before and now", "50", "10", mci.Fail, mci.Fail},
		{"before not known, M now", "900", "", mci.Unknown, mci.Pass},
	} {
		claim := nominated(notNominated, withCounts(c.seats, "0"))
		if delete(claim.Quantities, "active users"); c.users != "" {
			claim.Quantities["active users"] = quantity(c.users)
		}
		if got := small.Touches(claim, date("2026-02-01")); got.Outcome != c.small {
			t.Errorf("%s: a change of S: %v, %s", c.name, got.Outcome, got.Why)
		}
		if got := medium.Touches(claim, date("2026-02-01")); got.Outcome != c.medium {
			t.Errorf("%s: a change of M: %v, %s", c.name, got.Outcome, got.Why)
		}
	}
}

// The sizes of a claim that is not nominated yet are those of the days on which
// it can be nominated.
func TestSizesThatChangeAtADateAreThoseOfTheDaysToCome(t *testing.T) {
	changes := diff.Editions(madeUpEdition(t), madeUpEdition(t, change{changing + ".pay.sizes.rows[1].ladders[0].measure", "active users"}))
	for _, c := range []struct {
		name         string
		today        string
		seats, users string
		want         mci.Outcome
	}{
		{"no size before, small now", "2025-06-01", "0", "500", mci.Pass},
		{"small before, none now", "2026-02-01", "500", "0", mci.Pass},
		{"small before and now", "2026-02-01", "500", "500", mci.Fail},
	} {
		claim := nominated(notNominated, withCounts(c.seats, c.users))
		got := mci.Fail
		for _, change := range changes {
			if change.Kind == diff.RateChange && change.Touches(claim, date(c.today)).Outcome != mci.Fail {
				got = change.Touches(claim, date(c.today)).Outcome
			}
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// If the two editions use different countries to find the market, both
// countries of a claim matter.
func TestACountryThatDecidesByEitherEditionIsTouched(t *testing.T) {
	changes := map[string]diff.Change{}
	for _, c := range diff.Editions(madeUpEdition(t), madeUpEdition(t, change{"editions[0].settings.marketCountry", "partner"}, change{byMarket + ".pay.rates[1].amounts.A", "4500"})) {
		if c.Engagement == "by-market" {
			changes[c.What] = c
		}
	}
	for _, c := range []struct {
		customer, partner mci.Country
		want              mci.Outcome
		why               string
	}{
		{"CH", "SG", mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"SG", "CH", mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"SG", "BR", mci.Fail, "the market is B or C"},
		{"SG", "SG", mci.Fail, "the market is B"},
		{"CH", "", mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"SG", "", mci.Unknown, "it depends on the market, which is not known"},
		{"", "", mci.Unknown, "it depends on the market, which is not known"},
	} {
		claim := nominated(func(i *catalog.PayInputs) { i.CustomerCountry, i.PartnerCountry = c.customer, c.partner })
		got := changes["rate in market A"].Touches(claim, date("2026-02-01"))
		if got.Outcome != c.want || got.Why != c.why {
			t.Errorf("%q and %q: %v, %q; want %v, %q", c.customer, c.partner, got.Outcome, got.Why, c.want, c.why)
		}
	}
}

func TestEachKindOfChangeTouchesInItsOwnWay(t *testing.T) {
	const nominatedAlready = "the nomination of 2026-01-05 has selected the terms"
	for kind, c := range map[diff.ChangeKind]struct {
		change       diff.Change
		before       mci.Outcome // if the claim has no date
		why          string
		after        mci.Outcome // if the claim was nominated
		afterwardWhy string
	}{
		diff.EngagementAdded:   {diff.Editions(nil, madeUpEdition(t))[0], mci.Fail, "the engagement is new", mci.Fail, "the engagement is new"},
		diff.EngagementRetired: {diff.Editions(madeUpEdition(t), nil)[0], mci.Fail, "open claims keep their own edition", mci.Fail, "open claims keep their own edition"},
		diff.RateChange:        {oneChange(t, change{bySize + ".pay.rates[0].amounts.S.A", "1"}), mci.Pass, "with the nomination, rate of size S in market A: USD 1.00 instead of USD 3,000.00", mci.Fail, nominatedAlready},
		diff.WindowChange:      {oneChange(t, change{byMarket + ".windows.consent", 31.0}), mci.Pass, "with the creation, consent window in days: 31 instead of 30", mci.Fail, "the creation of 2026-01-05 has selected the terms"},
		diff.LimitChange:       {oneChange(t, change{bySize + ".claimLimit[0].open", 2.0}), mci.Pass, "with the nomination, claims open at a time: 2 instead of 1", mci.Fail, nominatedAlready},
		diff.GateChange:        {oneChange(t, change{byMarket + ".partnerGates[0].rows[1].anyOf", []any{"x"}}), mci.Pass, "with a nomination from 2026-01-01, gate modern-work: x instead of Adoption specialization", mci.Fail, nominatedAlready},
		diff.EvidenceChange:    {oneChange(t, change{byMarket + ".evidence.required[1].parts[2]", "invoice"}), mci.Pass, "with a consent from 2026-01-01, invoice required: yes instead of nothing", mci.Pass, "with a consent from 2026-01-01, invoice required: yes instead of nothing"},
		diff.CustomerChange:    {oneChange(t, change{bySize + ".idTypes[0]", "tenant ID"}), mci.Pass, "with the nomination, ID types: tenant ID instead of TPID", mci.Fail, nominatedAlready},
		diff.OfferChange:       {oneChange(t, change{byMarket + ".offered.before", "2026-05-01"}), mci.Pass, "with a nomination from 2026-05-01 until 2026-06-30, offered: nothing instead of yes", mci.Fail, nominatedAlready},
		diff.ReferralChange:    {oneChange(t, change{byHours + ".referral.upgrade", absent{}}), mci.Pass, "with the consent, conditions for co-sell: nothing instead of customer managed by Microsoft", mci.Pass, "with the consent, conditions for co-sell: nothing instead of customer managed by Microsoft"},
		diff.SettingChange:     {oneChange(t, change{"editions[0].settings.calendar.lastDay", "excluded"}), mci.Pass, "last day of a window: excluded instead of included", mci.Pass, "last day of a window: excluded instead of included"},
		diff.DescriptionChange: {oneChange(t, change{byMarket + ".description", "x"}), mci.Fail, "only the description changes", mci.Fail, "only the description changes"},
		0:                      {diff.Change{}, mci.Fail, "nothing changes", mci.Fail, "nothing changes"},
	} {
		if c.change.Kind != kind {
			t.Errorf("%s is of the kind %s, want %s", c.change, c.change.Kind, kind)
		}
		testTouches(t, []touchCase{
			{kind.String() + ", before", c.change, nominated(notNominated), "2026-02-01", c.before, c.why},
			{kind.String() + ", after", c.change, nominated(), "2026-02-01", c.after, c.afterwardWhy},
		})
	}
}

func TestTheDealSizeTouchesUntilConsent(t *testing.T) {
	size := oneChange(t, change{"editions[0].settings.dealSize", "optional"})
	testTouches(t, []touchCase{
		{"before", size, nominated(), "2026-02-01", mci.Pass, "with the consent, deal size: optional instead of may be zero until 2025-09-14, required from 2025-09-15"},
		{"after", size, nominated(consented), "2026-02-01", mci.Fail, "the consent of 2026-01-08 has selected the terms"},
	})
}

// A change that was read from JSON no longer has its editions. If the answer
// depends on them, it is unknown.
func TestAChangeThatWasReadTouchesWhatItCanTell(t *testing.T) {
	read := func(edits ...change) (c diff.Change) {
		if err := json.Unmarshal(must(json.Marshal(oneChange(t, edits...))), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	var retired diff.Change
	if err := json.Unmarshal(must(json.Marshal(diff.Editions(madeUpEdition(t), nil)[0])), &retired); err != nil {
		t.Fatal(err)
	}
	testTouches(t, []touchCase{
		{"a rate", read(change{byMarket + ".pay.rates[1].amounts.A", "4500"}), nominated(), "2026-01-10", mci.Unknown, "it depends on the editions, which are not known"},
		{"a rate, after consent", read(change{byMarket + ".pay.rates[1].amounts.A", "4500"}), nominated(consented), "2026-01-10", mci.Unknown, "it depends on the editions, which are not known"},
		{"a setting", read(change{"editions[0].settings.dealSize", "optional"}), nominated(), "2026-01-10", mci.Pass, "with the consent, deal size: optional instead of may be zero until 2025-09-14, required from 2025-09-15"},
		{"a text", read(change{byMarket + ".description", "x"}), nominated(), "2026-01-10", mci.Fail, "only the description changes"},
		{"what was retired", retired, nominated(), "2026-01-10", mci.Fail, "open claims keep their own edition"},
		{"what nobody made", diff.Change{Kind: 200, Anchor: 200}, nominated(), "2026-01-10", mci.Pass, "with the invalid anchor, : nothing instead of nothing"},
	})
}

func TestATouchIsWrittenAsJSON(t *testing.T) {
	touch := oneChange(t, change{byMarket + ".description", "x"}).Touches(nominated(), date("2026-01-10"))
	const want = `{"outcome":"fail","why":"only the description changes"}`
	if got := string(must(json.Marshal(touch))); got != want {
		t.Errorf("got %s", got)
	}
	if (diff.Touch{}).Outcome != mci.Unknown {
		t.Error("the zero Touch is not unknown")
	}
}

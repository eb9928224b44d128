package catalog_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

var madeUpGuide = mci.Source{Title: "Made-up guide, edition of July", Published: "2025-07-01", Grade: mci.Illustrative}

func TestTheDayOfNominationSelectsTheClaimLimit(t *testing.T) {
	e := madeUpEngagement(t, "by-market")
	for _, c := range []struct {
		on      string
		want    catalog.ClaimLimit
		outcome mci.Outcome
	}{
		{"2025-07-01", catalog.ClaimLimit{Claims: 1, Locked: true, Source: madeUpGuide}, mci.Pass},
		{"2025-12-31", catalog.ClaimLimit{Claims: 1, Locked: true, Source: madeUpGuide}, mci.Pass},
		{"2026-01-01", catalog.ClaimLimit{Claims: 3, Open: 2, Source: madeUpGuide}, mci.Pass},
		{"", catalog.ClaimLimit{}, mci.Unknown},
	} {
		if got, outcome := e.ClaimLimit(date(c.on)); got != c.want || outcome != c.outcome {
			t.Errorf("%q: %+v (%v), want %+v (%v)", c.on, got, outcome, c.want, c.outcome)
		}
	}
	if got, outcome := madeUpEngagement(t, "by-hours").ClaimLimit(date("2026-01-01")); got != (catalog.ClaimLimit{}) || outcome != mci.Pass {
		t.Errorf("without a limit: %+v (%v)", got, outcome)
	}
}

func TestBeforeItsFirstRowAClaimLimitIsNotKnown(t *testing.T) {
	e := madeUpWith(t, "by-market", change{byMarket + ".claimLimit[0]", absent{}}, change{byMarket + ".claimLimit[0].knownUntil", "2026-01-31"})
	if got, outcome := e.ClaimLimit(date("2025-12-31")); got != (catalog.ClaimLimit{}) || outcome != mci.Pass {
		t.Errorf("before the first row: %+v (%v)", got, outcome)
	}
	if got, outcome := e.ClaimLimit(date("2026-02-01")); got.Claims != 3 || outcome != mci.Unknown {
		t.Errorf("after the day until which it is known: %+v (%v)", got, outcome)
	}
}

func TestAPartnerGateAsksForOneOfSeveralQualificationsUntilItsDay(t *testing.T) {
	e := madeUpEngagement(t, "by-market")
	const designation, specialization = "Modern Work designation", "Adoption specialization"
	for _, c := range []struct {
		on   string
		held []string
		want mci.Outcome
	}{
		{"2025-12-31", []string{designation}, mci.Pass},
		{"2025-12-31", []string{"another", specialization}, mci.Pass},
		{"2025-12-31", []string{"another"}, mci.Fail},
		{"2025-12-31", []string{}, mci.Fail},
		{"2025-12-31", nil, mci.Unknown},
		{"2026-01-01", []string{designation}, mci.Fail},
		{"2026-01-01", []string{specialization}, mci.Pass},
		{"", []string{designation, specialization}, mci.Unknown},
	} {
		if got := e.AdmitsPartner(c.held, mci.AnchorDates{Nomination: date(c.on)}); got != c.want {
			t.Errorf("%q with %q: %v, want %v", c.on, c.held, got, c.want)
		}
	}
	if got := madeUpEngagement(t, "by-size").AdmitsPartner(nil, mci.AnchorDates{}); got != mci.Pass {
		t.Errorf("without a gate: %v", got)
	}
}

// A customer never consents before the nomination, so only days from the
// nomination on can select the gate.
func TestAPartnerGateByADateToComeIsKnownOnceEveryDaySelectsTheSame(t *testing.T) {
	row := func(from, until, known any) map[string]any {
		row := map[string]any{"anyOf": []any{"x"}, "source": "guide"}
		for name, day := range map[string]any{"from": from, "until": until, "knownUntil": known} {
			if day != nil {
				row[name] = day
			}
		}
		return row
	}
	first := row(nil, "2025-12-31", nil)
	for _, c := range []struct {
		name      string
		rows      []any
		nominated string
		consented string
		want      mci.Outcome
	}{
		{"before the last change", []any{first, row("2026-01-01", nil, nil)}, "2025-12-31", "", mci.Unknown},
		{"from the last change on", []any{first, row("2026-01-01", nil, nil)}, "2026-01-01", "", mci.Pass},
		{"before the last change, with the date", []any{first, row("2026-01-01", nil, nil)}, "2025-12-30", "2025-12-31", mci.Pass},
		{"without a nomination", []any{first, row("2026-01-01", nil, nil)}, "", "", mci.Unknown},
		{"without a nomination, while it is to end", []any{first}, "", "", mci.Unknown},
		{"while it is to end", []any{first}, "2025-12-31", "", mci.Unknown},
		{"after its end", []any{first}, "2026-01-01", "", mci.Pass},
		{"before it begins", []any{row("2026-01-01", nil, nil)}, "2025-12-31", "", mci.Unknown},
		{"while it is known, though not for ever", []any{row("2026-01-01", nil, "2026-06-30")}, "2026-01-02", "", mci.Unknown},
	} {
		e := madeUpWith(t, "by-market", change{byMarket + ".partnerGates[0].anchor", "consent"}, change{byMarket + ".partnerGates[0].rows", c.rows})
		dates := mci.AnchorDates{Nomination: date(c.nominated), Consent: date(c.consented)}
		if got := e.AdmitsPartner([]string{"x"}, dates); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got, ended := e.AdmitsPartner([]string{}, dates), c.name == "after its end"; c.want == mci.Pass && (got == mci.Pass) != ended {
			t.Errorf("%s, holding nothing: %v", c.name, got)
		}
	}
}

func TestAPartnerGateSaysWhatItAsksFor(t *testing.T) {
	e := madeUpEngagement(t, "by-market")
	for gate := range e.PartnerGates(mci.AnchorDates{Nomination: date("2025-12-31")}) {
		if gate.ID != "modern-work" || gate.String() != "Modern Work designation or Adoption specialization" || gate.InForce != mci.Pass || gate.Source != madeUpGuide {
			t.Errorf("got %+v", gate)
		}
		gate.AnyOf()[0] = "changed"
		if gate.AnyOf()[0] != "Modern Work designation" {
			t.Error("a caller can change the gate")
		}
	}
	for gate := range e.PartnerGates(mci.AnchorDates{}) {
		if gate.InForce != mci.Unknown || gate.String() != "what the gate modern-work asks for on a day that is not known" || gate.Source != madeUpGuide {
			t.Errorf("without a day: %+v", gate)
		}
	}
	late := madeUpWith(t, "by-market", change{byMarket + ".partnerGates[0].rows[0]", absent{}})
	if got := slices.Collect(late.PartnerGates(mci.AnchorDates{Nomination: date("2025-12-31")})); len(got) != 0 {
		t.Errorf("before the first row: %v", got)
	}
	count := 0
	twice := madeUpWith(t, "by-market", change{byMarket + ".partnerGates[1]", map[string]any{
		"id": "second", "anchor": "nomination", "rows": []any{map[string]any{"anyOf": []any{"x"}, "source": "guide"}},
	}})
	for range twice.PartnerGates(mci.AnchorDates{Nomination: date("2026-01-01")}) {
		count++
		break
	}
	if count != 1 {
		t.Error("iteration does not stop when asked")
	}
	if got := twice.AdmitsPartner([]string{"Adoption specialization"}, mci.AnchorDates{Nomination: date("2026-01-01")}); got != mci.Fail {
		t.Errorf("one of two gates is passed: %v", got)
	}
}

func TestARequirementIsMetByWhatIsCountedOrKnown(t *testing.T) {
	e := madeUpEngagement(t, "by-market")
	seats := func(n string) mci.Quantities { return mci.Quantities{"seats": quantity(n)} }
	bonaFide := func(f mci.Fact) map[mci.RequirementID]mci.Fact {
		return map[mci.RequirementID]mci.Fact{"bona-fide": f}
	}
	for _, c := range []struct {
		name    string
		counted mci.Quantities
		known   map[mci.RequirementID]mci.Fact
		want    mci.Outcome
	}{
		{"both, exactly", seats("300"), bonaFide(mci.Yes), mci.Pass},
		{"a seat's hundredth short", seats("299.99"), bonaFide(mci.Yes), mci.Fail},
		{"too few, and the other not known", seats("299"), nil, mci.Fail},
		{"not bona fide", seats("300"), bonaFide(mci.No), mci.Fail},
		{"not counted", nil, bonaFide(mci.Yes), mci.Unknown},
		{"not known", seats("300"), nil, mci.Unknown},
	} {
		if got := e.MeetsRequirements(c.counted, c.known); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	var texts []string
	for r := range e.Requirements() {
		texts = append(texts, r.String())
	}
	if want := []string{"the customer has 300 seats: at least 300 seats", "the customer is a bona fide customer"}; !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
	if got := madeUpEngagement(t, "by-size").MeetsRequirements(nil, nil); got != mci.Pass {
		t.Errorf("without a requirement: %v", got)
	}
}

func TestASegmentIsBarredFromTheEngagementOrFromSomeSizes(t *testing.T) {
	e := madeUpEngagement(t, "by-size")
	for _, c := range []struct {
		segment mci.Segment
		size    string
		want    mci.Outcome
	}{
		{"public sector", "", mci.Fail},
		{"education", "", mci.Pass},
		{"education", "S", mci.Fail},
		{"education", "M", mci.Pass},
		{"education", "L", mci.Fail},
		{"commercial", "S", mci.Pass},
		{"commercial", "", mci.Pass},
		{"", "", mci.Unknown},
		{"", "S", mci.Unknown},
		{"", "M", mci.Pass},
	} {
		if got := e.Bars(c.segment, c.size); got != c.want {
			t.Errorf("%q from %q: %v, want %v", c.segment, c.size, got, c.want)
		}
	}
	if got := madeUpEngagement(t, "by-market").Bars("", ""); got != mci.Pass {
		t.Errorf("where nobody is barred: %v", got)
	}
}

func TestAnEngagementNamesTheMeasuresItNeeds(t *testing.T) {
	for id, want := range map[mci.EngagementID][]mci.MeasureID{
		"by-market": {"seats"}, "by-size": {"active users", "seats"}, "by-hours": nil, "by-unit": {"active users", "high-water mark"},
		"by-share": {"first-year consumption"}, "by-whole-share": nil, "in-two-stages": {"active users", "seats"},
	} {
		if got := madeUpEngagement(t, id).Measures(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestACatalogListsItsMeasuresAndSegments(t *testing.T) {
	catalog := madeUpCatalog(t)
	measures := catalog.Measures()
	if len(measures) != 4 || measures[3].ID != "first-year consumption" || measures[3].Currency != mci.USD || measures[0].Means != "paid seats in the tenant" || measures[0].Source.Grade != mci.Illustrative {
		t.Errorf("measures %+v", measures)
	}
	if got := catalog.Segments(); !slices.Equal(got, []mci.Segment{"commercial", "education", "public sector"}) {
		t.Errorf("segments %q", got)
	}
	measures[0].ID, catalog.Segments()[0] = "changed", "changed"
	if catalog.Measures()[0].ID != "seats" || catalog.Segments()[0] != "commercial" {
		t.Error("a caller can change the catalog")
	}
}

func TestAnEngagementsOwnWindowsReplaceThoseOfItsCategory(t *testing.T) {
	w := madeUpEngagement(t, "by-market").Windows()
	for clock, want := range map[mci.Clock]struct {
		days  int
		grade string
	}{
		mci.ConsentClock: {30, madeUpGuide.Title}, mci.FirstSubmissionClock: {90, madeUpGuide.Title}, mci.ReviewClock: {130, "Made up for the tests of this library"},
		mci.DisputeClock: {20, "Made up for the tests of this library"}, mci.PostDisputeClock: {25, "Made up for the tests of this library"},
	} {
		if w.Days(clock) != want.days || w.SourceOf(clock).Title != want.grade {
			t.Errorf("%s: %d days by %s", clock, w.Days(clock), w.SourceOf(clock))
		}
	}
	if got := w.SourceOf(6); got != w.Source {
		t.Errorf("the clock after the last is from %s", got)
	}
	if got := w.SourceOf(200); got != w.Source || w.Days(200) != 0 || w.Days(0) != 0 {
		t.Errorf("no clock has %d days by %s", w.Days(200), got)
	}
	if again := madeUpEngagement(t, "by-size").Windows(); again.Days(mci.ConsentClock) != 40 {
		t.Errorf("another engagement has %d days for consent", again.Days(mci.ConsentClock))
	}
}

func TestEachClockIsStartedByItsDate(t *testing.T) {
	for clock, want := range map[mci.Clock]mci.Anchor{
		0: 0, mci.ConsentClock: mci.CreationAnchor, mci.FirstSubmissionClock: mci.ConsentAnchor, mci.ReviewClock: mci.ConsentAnchor,
		mci.DisputeClock: mci.RejectionAnchor, mci.PostDisputeClock: mci.DisputeAnchor, 6: 0, 255: 0,
	} {
		if got := clock.Trigger(); got != want {
			t.Errorf("%v: %v, want %v", clock, got, want)
		}
	}
}

func TestAnEngagementDescribesItselfAndLinksToItsResources(t *testing.T) {
	e := madeUpEngagement(t, "by-market")
	links := e.Links()
	if len(links) != 1 || links[0] != (catalog.Link{Title: "Guide", URL: "https://example.com/made-up/guide"}) || e.Description() == "" {
		t.Errorf("got %v, %q", links, e.Description())
	}
	links[0].URL = "changed"
	if e.Links()[0].URL == "changed" {
		t.Error("a caller can change the links")
	}
	edition := e.Edition()
	if edition.Rounding() != (mci.Rounding{Mode: mci.HalfEven}) || edition.MarketCountry() != catalog.CustomerCountry {
		t.Errorf("the edition rounds %v, by the country of the %v", edition.Rounding(), edition.MarketCountry())
	}
}

func TestAnEditionKnowsTheSegmentsOfItsCatalogAndEverySegmentIfThereAreNone(t *testing.T) {
	none := engagement(t, "fy23-microsoft-viva").Edition()
	some, _ := catalogWith(t, change{"segments", []any{"education"}}).Find("fy23-microsoft-viva", mci.Date{})
	for segment, want := range map[mci.Segment]bool{"": true, "education": true, "Education": false, "commercial": false} {
		if got := some.Edition().KnowsSegment(segment); got != want {
			t.Errorf("a catalog with segments knows %q: %t, want %t", segment, got, want)
		}
		if !none.KnowsSegment(segment) {
			t.Errorf("a catalog without segments does not know %q", segment)
		}
	}
}

package diff_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
	"github.com/mci-go/incentives/mci/internal/madeuptest"
)

// oneCorrection returns the only change that a correction of the made-up
// edition makes.
func oneCorrection(t testing.TB, edits ...change) diff.Change {
	t.Helper()
	all := diff.Editions(sameEdition(), madeUpEdition(t, edits...))
	if len(all) != 1 || !all[0].Correction {
		t.Fatalf("%d corrections: %s", len(all), lines(all))
	}
	return all[0]
}

func TestACorrectionTouchesClaimsWhoseDateSelectsIt(t *testing.T) {
	rate := oneCorrection(t, change{byMarket + ".pay.rates[1].amounts.A", "4500"})
	consentedOn := func(day string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Dates.Consent = date(day) })
	}
	brazil := consentedOn("2026-01-08")
	brazil.CustomerCountry = "BR"
	past := oneCorrection(t, change{byMarket + ".pay.rates[0].amounts.A", "4100"})
	window := oneCorrection(t, change{byMarket + ".windows.consent", 20.0})
	template := oneCorrection(t, change{byMarket + ".evidence.templates[0].published", "2025-09-16"})
	const long = "2026-02-01"
	testTouches(t, []touchCase{
		{"its day selects the corrected row", rate, consentedOn("2026-01-08"), long, mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"its day selects another row", rate, consentedOn("2025-12-31"), long, mci.Fail, "the consent of 2025-12-31 selects what both revisions say"},
		{"its day selects a corrected row that has ended", past, consentedOn("2025-12-31"), long, mci.Pass, "with a consent from 2025-07-01 until 2025-12-31, rate in market A: USD 4,100.00 instead of USD 4,000.00"},
		{"it is in another market", rate, brazil, long, mci.Fail, "the market is C"},
		{"its day is to come", rate, consentedOn(""), long, mci.Pass, "with a consent from 2026-01-01, rate in market A: USD 4,500.00 instead of USD 4,400.00"},
		{"its window began", window, madeuptest.Facts(), long, mci.Pass, "with the creation, consent window in days: 20 instead of 30"},
		{"a template of days that are past", template, madeuptest.Facts(), "2026-03-02", mci.Fail, "only days until 2026-01-31 select it"},
	})
}

func TestACorrectionWithoutTheEngagementTouchesNothing(t *testing.T) {
	changes := diff.Editions(sameEdition(), madeUpEdition(t, change{byUnit + ".id", "another"}))
	for i, want := range []string{"the correction lacks the engagement, so claims keep their own revision", "the engagement is new"} {
		if got := changes[i].Touches(madeuptest.Facts(), date("2026-02-01")); got.Outcome != mci.Fail || got.Why != want || !changes[i].Correction {
			t.Errorf("%s: %v", changes[i], got)
		}
	}
}

func TestRevisionsOfOneCatalogAreCompared(t *testing.T) {
	document := decoded(t, madeUpJSON)
	second := with(at(document, "editions[0]"), change{"revision", 2.0}, change{strings.TrimPrefix(byMarket, "editions[0].") + ".pay.rates[1].amounts.A", "4500"})
	latest := editionOf(t, with(document, change{"editions[1]", second}))
	revisions := slices.Collect(latest.Revisions())
	if len(revisions) != 2 || revisions[1] != latest {
		t.Fatalf("%d revisions", len(revisions))
	}
	want := []string{"rate | by-market: rate in market A: USD 4,400.00 becomes USD 4,500.00 for consent from 2026-01-01"}
	if got := lines(diff.Editions(revisions[0], revisions[1])); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for e := range revisions[0].Engagements() {
		after, _ := latest.Engagement(e.Ref().Engagement)
		got := diff.Engagements(e, after)
		if e.Ref().Engagement != "by-market" {
			want = nil
		}
		if !slices.Equal(lines(got), want) {
			t.Errorf("%s: got %q", e.Ref(), lines(got))
		}
		if differs := e.Digest() != after.Digest(); differs != (len(got) > 0) {
			t.Errorf("%s: the digest differs: %t", e.Ref(), differs)
		}
	}
}

func TestEngagementsDifferByTheSettingsOfTheirEditionsToo(t *testing.T) {
	old, updated := sameEdition(), madeUpEdition(t, change{"editions[0].settings.dealSize", "optional"}, change{byUnit + ".partnerRole", "x"})
	before, _ := old.Engagement("by-unit")
	after, _ := updated.Engagement("by-unit")
	want := []string{"setting | deal size: may be zero until 2025-09-14, required from 2025-09-15 becomes optional", "description | by-unit: partner role: Use or consume becomes x"}
	if got := lines(diff.Engagements(before, after)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestACorrectionSaysSoInJSON(t *testing.T) {
	made := oneCorrection(t, change{"editions[0].settings.calendar.lastDay", "excluded"})
	const want = `{"kind":"setting","what":"last day of a window","old":"included","new":"excluded","correction":true}`
	if got := string(must(json.Marshal(made))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var read diff.Change
	if err := json.Unmarshal([]byte(want), &read); err != nil || !read.Correction {
		t.Errorf("read as %+v (%v)", read, err)
	}
}

package diff_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/diff"
)

func TestAChangeIsOneLine(t *testing.T) {
	const id = "a-workshop"
	january, june := date("2026-01-01"), date("2026-06-30")
	for _, c := range []struct {
		name   string
		change diff.Change
		want   string
	}{
		{
			"selected by a date", diff.Change{
				Kind: diff.RateChange, Engagement: id, What: "rate in market A", Old: "USD 5.00", New: "USD 6.00",
				Anchor: mci.ConsentAnchor, Period: mci.Period{From: january},
			}, "a-workshop: rate in market A: USD 5.00 becomes USD 6.00 for consent from 2026-01-01",
		},
		{
			"on days that no one date selects", diff.Change{
				Kind: diff.EvidenceChange, Engagement: id, What: "template", Old: "x", New: "y", Period: mci.Period{From: january, Until: june},
			}, "a-workshop: template: x becomes y from 2026-01-01 until 2026-06-30",
		},
		{
			"on every day of a date",
			diff.Change{Kind: diff.WindowChange, Engagement: id, What: "window", Old: "30", New: "40", Anchor: mci.CreationAnchor},
			"a-workshop: window: 30 becomes 40",
		},
		{"where nothing was", diff.Change{Kind: diff.LimitChange, Engagement: id, What: "limit", New: "1"}, "a-workshop: limit: nothing becomes 1"},
		{"where nothing is", diff.Change{Kind: diff.LimitChange, Engagement: id, What: "limit", Old: "1"}, "a-workshop: limit: 1 becomes nothing"},
		{"of an edition", diff.Change{Kind: diff.SettingChange, What: "time zone", Old: "UTC", New: "CET"}, "time zone: UTC becomes CET"},
		{"added", diff.Change{Kind: diff.EngagementAdded, Engagement: id, What: "A workshop", New: "A workshop"}, "a-workshop: added: A workshop"},
		{"retired", diff.Change{Kind: diff.EngagementRetired, Engagement: id, What: "A workshop", Old: "A workshop"}, "a-workshop: retired: A workshop"},
		{"zero", diff.Change{}, "no change"},
	} {
		if got := c.change.String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAChangeIsWrittenAsJSON(t *testing.T) {
	for _, c := range []struct {
		name string
		edit change
		want string
	}{
		{
			"of a rate",
			change{byMarket + ".pay.rates[0].amounts.A", "4500"},
			`{"kind":"rate","engagement":"by-market","what":"rate in market A","old":"USD 4,000.00","new":"USD 4,500.00",` +
				`"anchor":"consent","period":{"from":"2025-07-01","until":"2025-12-31"},` +
				`"source":{"title":"Made-up guide, edition of July","published":"2025-07-01","grade":"illustrative"}}`,
		},
		{
			"of a setting",
			change{"editions[0].settings.calendar.lastDay", "excluded"},
			`{"kind":"setting","what":"last day of a window","old":"included","new":"excluded"}`,
		},
	} {
		made := oneChange(t, c.edit)
		if difference := cmp.Diff(c.want, string(must(json.Marshal(made)))); difference != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, difference)
		}
		var read diff.Change
		if err := json.Unmarshal([]byte(c.want), &read); err != nil || read.String() != made.String() || string(must(json.Marshal(read))) != c.want {
			t.Errorf("%s: read as %s (%v)", c.name, read, err)
		}
	}
}

func TestAChangeNamesTheDocumentToLookItUpIn(t *testing.T) {
	other := with(decoded(t, madeUpJSON), change{"sources[2]", map[string]any{"id": "next", "title": "The next guide", "published": "2026", "grade": "illustrative"}})
	const guide, next = "Made-up guide, edition of July", "The next guide"
	for _, c := range []struct {
		name  string
		edits []change
		want  string
	}{
		{"a row that cites another", []change{{byMarket + ".pay.rates[1].amounts.A", "1"}, {byMarket + ".pay.rates[1].source", "next"}}, next},
		{"a row that cites the same as before", []change{{byMarket + ".pay.rates[1].amounts.A", "1"}, {byMarket + ".source", "next"}}, guide},
		{"what the row says no more", []change{{byMarket + ".pay.rates[1].amounts.A", absent{}}, {byMarket + ".source", "next"}}, next},
		{"a version of a market list", []change{{"marketLists[1].versions[0].markets[0].countries", []any{"CH", "US", "DE"}}, {"marketLists[1].versions[0].source", "next"}}, next},
		{"the sizes", []change{{bySize + ".pay.sizes.ladders[0].steps[0].from", "1"}, {bySize + ".pay.sizes.source", "next"}}, next},
		{"the stages", []change{{staged + ".pay.onApproval", "1"}, {staged + ".pay.source", "next"}}, next},
		{"a window of the engagement", []change{{byMarket + ".windows.consent", 1.0}, {byMarket + ".windows.source", "next"}}, next},
		{"a window of the category", []change{{byMarket + ".windows.consent", absent{}}, {"clocks[0].source", "next"}}, next},
		{"the parts of the evidence", []change{{bySize + ".evidence.required[0].parts", []any{"invoice"}}, {bySize + ".evidence.required[0].source", "next"}}, next},
		{"a template", []change{{byMarket + ".evidence.templates[0].published", "2025-09-16"}, {byMarket + ".evidence.templates[0].source", "next"}}, next},
		{"a limit", []change{{bySize + ".claimLimit[0].open", 2.0}, {bySize + ".claimLimit[0].source", "next"}}, next},
		{"a gate", []change{{byMarket + ".partnerGates[0].rows[1].anyOf", []any{"x"}}, {byMarket + ".partnerGates[0].rows[1].source", "next"}}, next},
		{"a requirement", []change{{byMarket + ".requirements[1].means", "x"}, {byMarket + ".requirements[1].source", "next"}}, next},
		{"a bar", []change{{bySize + ".barredSegments[1].segment", "commercial"}, {bySize + ".barredSegments[1].source", "next"}}, next},
		{"the opportunity", []change{{byHours + ".opportunity.status", "won"}, {byHours + ".opportunity.source", "next"}}, next},
		{"a referral", []change{{byHours + ".referral.create[0].atLeast.amount", "1"}, {byHours + ".referral.source", "next"}}, next},
		{"what the engagement itself cites", []change{{byUnit + ".partnerRole", "x"}, {byUnit + ".source", "next"}}, next},
		{"an engagement that was added", []change{{byUnit + ".id", "new"}, {byUnit + ".source", "next"}}, next},
		{"a setting", []change{{"editions[0].settings.dealSize", "optional"}}, ""},
	} {
		changes := diff.Editions(madeUpEdition(t), editionOf(t, with(other, c.edits...)))
		if got := changes[len(changes)-1].Source.Title; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	retired := diff.Editions(editionOf(t, with(other, change{byMarket + ".source", "next"})), nil)
	if got := retired[0].Source.Title; got != next {
		t.Errorf("what was retired: %q", got)
	}
}

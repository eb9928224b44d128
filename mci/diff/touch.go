package diff

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Touch is what a change means for one open claim. The zero Touch is unknown.
type Touch struct {
	// Outcome is pass if the claim may be judged or paid differently under the
	// new edition, since a day that can still come selects what changed; fail
	// if not; and unknown if that depends on a fact of the claim that is not
	// known.
	Outcome mci.Outcome `json:"outcome"`
	// in a sentence: how the claim is touched, or why not
	Why string `json:"why"`
}

// Touches answers what a change means for an open claim for the engagement,
// from a day on. What was selected by its date in the claim's life does not
// change for the claim, and where that date is still to come, only a day that
// is not past can be it; the zero today excludes no day. The facts are those
// that the claim's payout is calculated from: an answer is unknown rather than
// wrong where one is missing. Whether the claim has ended is not asked. The
// answer is unknown too for a change of an engagement that does not come from
// [Editions], such as one that was read from JSON.
func (c Change) Touches(claim catalog.PayInputs, today mci.Date) Touch {
	anchor := c.Anchor
	if c.about != nil {
		anchor = c.about.was.Anchor // the old edition is the one that the claim was opened under
	}
	selected := claim.Dates.On(anchor)
	switch {
	case c.Kind == 0:
		return Touch{mci.Fail, "nothing changes"}
	case c.Kind == EngagementAdded:
		return Touch{mci.Fail, "the engagement is new"}
	case c.Kind == EngagementRetired:
		return Touch{mci.Fail, "claims that are open run on under their own edition"}
	case c.Kind == DescriptionChange:
		return Touch{mci.Fail, "it is only described differently"}
	case c.Engagement != "" && c.about == nil:
		return Touch{mci.Unknown, "it depends on the editions, which are not known"}
	case !selected.IsZero():
		return Touch{mci.Fail, "the " + anchor.String() + " of " + selected.String() + " has selected what holds"}
	}
	if c.about != nil {
		days := c.about.daysToCome(c.Period, today)
		if !days.Until.IsZero() && days.Until.Compare(days.From) < 0 {
			return Touch{mci.Fail, "only days until " + days.Until.String() + " select it"}
		}
		if outcome, why := c.about.covers(&claim, days); outcome != mci.Pass {
			return Touch{outcome, why}
		}
	}
	return Touch{mci.Pass, c.condition() + c.What + ": " + orNothing(c.New) + " instead of " + orNothing(c.Old)}
}

// condition returns under which condition the change touches a claim, for the
// beginning of a sentence.
func (c Change) condition() string {
	always := c.Period == mci.Period{}
	switch {
	case always && c.Anchor == 0:
		return ""
	case always:
		return "with the " + c.Anchor.String() + ", "
	case c.Anchor == 0:
		return c.Period.String() + ", "
	default:
		return "with a " + c.Anchor.String() + " " + c.Period.String() + ", "
	}
}

// daysToCome returns the days of a period that can still select what changed;
// any day, where another date selects it in each edition, since the one may
// have been long ago.
func (c *comparison) daysToCome(period mci.Period, today mci.Date) mci.Period {
	if c.moved() {
		return mci.Period{}
	}
	if period.From.Compare(today) < 0 {
		period.From = today
	}
	return period
}

// covers answers whether a claim is one of those that the aspect is about, on
// some days, and if not, why.
func (c *comparison) covers(claim *catalog.PayInputs, days mci.Period) (outcome mci.Outcome, why string) {
	outcome = mci.Pass
	ask := func(what string, found []string, allKnown bool, in func(string) bool) {
		switch names := strings.Join(known(found...), " or "); {
		case outcome == mci.Fail || slices.ContainsFunc(found, in):
		case !allKnown:
			outcome, why = mci.Unknown, "it depends on the "+what+", which is not known"
		case names == "":
			outcome, why = mci.Fail, "the claim has no "+what
		default:
			outcome, why = mci.Fail, "the "+what+" is "+names
		}
	}
	of := &c.was.Scope
	countries, allKnown := c.countries(claim)
	if of.Country != "" {
		ask("country", countries, allKnown, func(country string) bool { return country == string(of.Country) })
	}
	if len(of.Others) > 0 {
		ask("country", countries, allKnown, func(country string) bool { return !slices.Contains(of.Others, mci.Country(country)) })
	}
	if of.Market != "" {
		ask("market", c.markets(countries, days), allKnown, func(market string) bool { return market == of.Market })
	}
	if of.Segment != "" {
		ask("segment", []string{string(claim.Segment)}, claim.Segment != "", func(segment string) bool { return segment == string(of.Segment) })
	}
	sizes, both := c.sizes(claim)
	if of.Size != "" {
		ask("size", sizes, both, func(size string) bool { return size == of.Size })
	}
	if of.Resized {
		ask("size", sizes, both, func(string) bool { return len(sizes) > 1 })
	}
	return outcome, why
}

// known returns the texts that are not empty, each once.
func known(texts ...string) []string {
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(text string) bool { return text == "" })
}

// countries returns those of the claim that decide by either edition, as far as
// they are known, and whether all are.
func (c *comparison) countries(claim *catalog.PayInputs) (countries []string, all bool) {
	was, is := c.old.Place(*claim).Country, c.updated.Place(*claim).Country
	return known(string(was), string(is)), was != "" && is != ""
}

// markets returns the markets that countries are in on some of the days, by
// either edition.
func (c *comparison) markets(countries []string, days mci.Period) []string {
	var markets []string
	for _, e := range []*catalog.Engagement{c.old, c.updated} {
		for _, country := range countries {
			markets = append(markets, e.Markets(mci.Country(country), days)...)
		}
	}
	return known(markets...)
}

// sizes returns those of the claim's customer by either edition, empty for
// none, as far as they are known, and whether both are.
func (c *comparison) sizes(claim *catalog.PayInputs) (found []string, both bool) {
	both = true
	for _, e := range []*catalog.Engagement{c.old, c.updated} {
		if place := e.Place(*claim); place.SizeKnown {
			found = append(found, place.Size)
		} else {
			both = false
		}
	}
	slices.Sort(found)
	return slices.Compact(found), both
}

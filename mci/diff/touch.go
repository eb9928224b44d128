package diff

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Touch is the effect of a change on one open claim. The zero Touch is
// unknown.
type Touch struct {
	// Outcome is pass if the claim may be judged or paid differently under the
	// new edition, because a day that can still come selects the change. It is
	// fail if not. It is unknown if the answer depends on a fact of the claim
	// that is not known.
	Outcome mci.Outcome `json:"outcome"`
	// Why says in a sentence how the change affects the claim, or why it does
	// not.
	Why string `json:"why"`
}

// Touches answers whether the change affects an open claim for the engagement,
// from a day on. If the date in the claim's life that selects the term under
// the old edition has happened, the change does not affect the claim. If that
// date is still to come, it can only be a day that is not past; the zero today
// excludes no day.
//
// A correction of the claim's own edition is different: it holds from the
// beginning, for a claim that is moved to it. If the date has happened, the
// correction affects the claim if it changes the term for that day.
//
// The facts are those from which the claim's payout is calculated. If one is
// missing, the outcome is unknown rather than wrong. It is also unknown if the
// change concerns an engagement and does not come from [Editions], for example
// because it was read from JSON. Touches does not check whether the claim has
// ended.
func (c Change) Touches(claim catalog.PayInputs, today mci.Date) Touch {
	if why := c.untouched(); why != "" {
		return Touch{mci.Fail, why}
	}
	if c.Engagement != "" && c.about == nil {
		return Touch{mci.Unknown, "it depends on the editions, which are not known"}
	}
	anchor := c.Anchor
	if c.about != nil {
		anchor = c.about.was.Anchor // the claim was opened under the old edition
	}
	selected := claim.Dates.On(anchor)
	if why := c.settled(anchor, selected); why != "" {
		return Touch{mci.Fail, why}
	}
	if c.about != nil {
		days := c.about.daysToCome(c.Period, today)
		if !selected.IsZero() && !c.about.moved() {
			days = mci.Period{From: selected, Until: selected}
		}
		if !days.Until.IsZero() && days.Until.Compare(days.From) < 0 {
			return Touch{mci.Fail, "only days until " + days.Until.String() + " select it"}
		}
		if outcome, why := c.about.covers(&claim, days); outcome != mci.Pass {
			return Touch{outcome, why}
		}
	}
	return Touch{mci.Pass, c.condition() + c.What + ": " + orNothing(c.New) + " instead of " + orNothing(c.Old)}
}

// untouched returns the reason why a change of this kind affects no open claim.
// If it can affect one, the text is empty.
func (c Change) untouched() string {
	switch {
	case c.Kind == 0:
		return "nothing changes"
	case c.Kind == EngagementAdded:
		return "the engagement is new"
	case c.Kind == EngagementRetired && c.Correction:
		return "the correction lacks the engagement, so claims keep their own revision"
	case c.Kind == EngagementRetired:
		return "open claims keep their own edition"
	case c.Kind == DescriptionChange:
		return "only the description changes"
	default:
		return ""
	}
}

// settled returns the reason why a date that has happened keeps the change from
// a claim. If the date has not happened, or selects the change, the text is
// empty.
func (c Change) settled(anchor mci.Anchor, selected mci.Date) string {
	date := "the " + anchor.String() + " of " + selected.String()
	switch {
	case selected.IsZero():
		return ""
	case !c.Correction:
		return date + " has selected the terms"
	case c.about != nil && c.about.moved(), c.Period.Includes(selected) == mci.Pass:
		return ""
	default:
		return date + " selects what both revisions say"
	}
}

// condition returns the condition under which the change affects a claim, for
// the beginning of a sentence.
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

// daysToCome returns the days of a period that can still select the change. If
// the editions select the aspect by different dates, it returns all days,
// because the new edition's date may have been long ago.
func (c *comparison) daysToCome(period mci.Period, today mci.Date) mci.Period {
	if c.moved() {
		return mci.Period{}
	}
	if period.From.Compare(today) < 0 {
		period.From = today
	}
	return period
}

// covers answers whether the aspect is about a claim on some of the days. If it
// is not, why gives the reason.
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
	sizes, allSizes := c.sizes(claim, days)
	if of.Size != "" {
		ask("size", sizes, allSizes, func(size string) bool { return size == of.Size })
	}
	if of.Resized {
		ask("size", sizes, allSizes, func(string) bool { return len(sizes) > 1 })
	}
	return outcome, why
}

// known returns the texts that are not empty, each once.
func known(texts ...string) []string {
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(text string) bool { return text == "" })
}

// countries returns the countries of the claim that decide in the two editions,
// as far as they are known, and whether both are known.
func (c *comparison) countries(claim *catalog.PayInputs) (countries []string, all bool) {
	was, is := c.old.DecidingCountry(*claim), c.updated.DecidingCountry(*claim)
	return known(string(was), string(is)), was != "" && is != ""
}

// markets returns the markets to which the countries belong on some of the days
// in either edition.
func (c *comparison) markets(countries []string, days mci.Period) []string {
	var markets []string
	for _, e := range []*catalog.Engagement{c.old, c.updated} {
		for _, country := range countries {
			markets = append(markets, e.Markets(mci.Country(country), days)...)
		}
	}
	return known(markets...)
}

// sizes returns the sizes of the claim's customer on some of the days in the
// two editions, as far as they are known, and whether all are known.
func (c *comparison) sizes(claim *catalog.PayInputs, days mci.Period) (found []string, all bool) {
	was, allOld := c.old.Sizes(*claim, c.was.Anchor, days)
	is, allNew := c.updated.Sizes(*claim, c.was.Anchor, days)
	found = append(was, is...)
	slices.Sort(found)
	return slices.Compact(found), allOld && allNew
}

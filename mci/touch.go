package mci

import "slices"

// A Touch is what a change means for one open claim.
type Touch struct {
	// Outcome is pass if the claim would be judged or paid differently under the new edition, fail if not, and
	// unknown if that depends on a fact of the claim that is not known.
	Outcome Outcome
	Why     string
}

// Touches answers what a change means for an open claim for the engagement, from a day on. A rule that is already
// selected by its date in the claim's life does not change for the claim, and one whose date is still to come can only
// be selected by a day that is not past. The facts are those that the claim's payout is calculated from.
func (c Change) Touches(claim PayInputs, today Date) Touch {
	selected := claim.Dates.On(c.Anchor)
	switch {
	case c.Kind == EngagementAdded:
		return Touch{Fail, "the engagement is new"}
	case c.Kind == EngagementRetired:
		return Touch{Fail, "claims that are open run on under their own edition"}
	case c.Kind == DescriptionChange:
		return Touch{Fail, "it is only described differently"}
	case !selected.IsZero():
		return Touch{Fail, "the " + c.Anchor.String() + " of " + selected.String() + " has selected what holds"}
	case !c.Period.Until.IsZero() && c.Period.Until.Compare(today) < 0:
		return Touch{Fail, "only days until " + c.Period.Until.String() + " select it"}
	}
	if outcome, why := c.inScope(&claim); outcome != Pass {
		return Touch{outcome, why}
	}
	return Touch{Pass, c.condition() + c.What + " is " + orNothing(c.New) + " instead of " + orNothing(c.Old)}
}

// condition returns under which condition the change touches a claim, for the beginning of a sentence.
func (c Change) condition() string {
	switch {
	case c.Anchor == 0:
		return ""
	case c.Period == Period{}:
		return "with the " + c.Anchor.String() + ", "
	default:
		return "with a " + c.Anchor.String() + " " + c.Period.String() + ", "
	}
}

// inScope answers whether a claim is one of those that the change is about.
func (c Change) inScope(claim *PayInputs) (Outcome, string) {
	if c.old == nil || c.new == nil { // of an edition
		return Pass, ""
	}
	outcome, why := Pass, ""
	ask := func(known bool, in bool, what, found string) {
		one := Unknown
		if known {
			one = FactOf(in).Outcome()
		}
		if one != Pass && (outcome == Pass || one == Fail) {
			outcome, why = one, "it depends on the "+what+", which is not known"
			if known {
				why = "the " + what + " is " + found
			}
		}
	}
	country := claim.country(c.new.edition.marketCountry)
	if c.scope.country != "" {
		ask(country != "", country == c.scope.country, "country", string(country))
	}
	if len(c.scope.others) > 0 {
		ask(country != "", !slices.Contains(c.scope.others, country), "country", string(country))
	}
	if c.scope.segment != "" {
		ask(claim.Segment != "", claim.Segment == c.scope.segment, "segment", string(claim.Segment))
	}
	if c.scope.market != "" {
		markets := c.markets(country)
		ask(country != "", slices.Contains(markets, c.scope.market), "market", joined(markets))
	}
	if c.scope.size != "" {
		found, known := c.sizesOf(claim)
		ask(known, slices.Contains(found, c.scope.size), "size", joined(found))
	}
	return outcome, why
}

// markets returns the markets that a country is in by either edition.
func (c Change) markets(country Country) []string {
	var markets []string
	for _, e := range []*Engagement{c.old, c.new} {
		if list := e.pay.marketList(); list != nil {
			for _, version := range list.versions.rows {
				if market, ok := version.terms.of(country); ok {
					markets = append(markets, market)
				}
			}
		}
	}
	slices.Sort(markets)
	return slices.Compact(markets)
}

// sizesOf returns the sizes that a customer has by either edition, and whether they are known.
func (c Change) sizesOf(claim *PayInputs) (found []string, known bool) {
	for _, e := range []*Engagement{c.old, c.new} {
		if sized, ok := e.pay.(*fixedBySize); ok {
			on, known := sized.sizes.of(claim.Quantities)
			if !known {
				return nil, false
			}
			found = append(found, sized.sizes.name(on))
		}
	}
	slices.Sort(found)
	return slices.Compact(found), true
}

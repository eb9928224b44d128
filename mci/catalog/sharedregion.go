package catalog

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A SharedRegion is the condition that the customer and the partner's location
// are in one region. A market list of the catalog holds the regions; it need
// not be the list by which the engagement pays. The zero SharedRegion sets no
// condition.
type SharedRegion struct {
	// Regions is the list of the regions; nil if there is no condition.
	Regions *MarketList
	// Source is the document that states the condition.
	Source mci.Source
}

// MarshalJSON always fails: write the Aspects of the engagement, or the whole
// Catalog.
func (SharedRegion) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: a SharedRegion", "write the Aspects of the engagement, or the whole Catalog")
}

// SharedRegion returns the condition on the region of customer and partner.
func (e *Engagement) SharedRegion() SharedRegion { return e.conditional.region }

// Holds answers whether a customer and a partner's location are in one region
// on the day of the nomination. If the list has no region for one of the
// countries, the outcome is fail. It is unknown if a country is not known, or
// if the list depends on a day that is not known.
func (s SharedRegion) Holds(customer, partner mci.Country, nomination mci.Date) mci.Outcome {
	if s.Regions == nil {
		return mci.Pass
	}
	ofCustomer, outcome := s.of(customer, nomination)
	ofPartner, also := s.of(partner, nomination)
	if outcome = outcome.And(also); outcome != mci.Pass {
		return outcome
	}
	return mci.FactOf(ofCustomer == ofPartner).Outcome()
}

// of returns the region of a country, and whether it has one.
func (s SharedRegion) of(country mci.Country, day mci.Date) (string, mci.Outcome) {
	if country == "" {
		return "", mci.Unknown
	}
	return s.Regions.Market(country, day)
}

// aspects adds the countries of each region, because a country that moves to
// another region changes the condition.
func (s SharedRegion) aspects(l *aspectList) {
	if s.Regions == nil {
		return
	}
	rule := sharedRegionRule.name()
	l.add(Aspect{name: rule, Rule: rule.words(), Anchor: mci.NominationAnchor}, s.Source, statement{s.Regions.id, "of customer and location, by the list " + s.Regions.id})
	versions := s.Regions.versions
	versions.anchor = mci.NominationAnchor
	addDated(l, rule, &versions, func(version *marketVersion, add addLine) {
		for _, region := range version.markets {
			add(Scope{}, sharedRegionCountries.name(region), version.countries(region))
		}
	})
}

// countries returns the countries of a market.
func (v *marketVersion) countries(market string) statement {
	if market == v.rest {
		return statement{"*", "every other country"}
	}
	var countries []mci.Country
	for country, in := range v.market {
		if in == market {
			countries = append(countries, country)
		}
	}
	slices.Sort(countries) // the map has no order
	return joined(countries, ", ")
}

func (r *catalogReader) sharedRegion(o *object) SharedRegion {
	shared := SharedRegion{Regions: lookUp(o, "marketList", wantList, r.lists), Source: r.source(o)}
	o.done()
	return shared
}

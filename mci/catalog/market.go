package catalog

import (
	"sync"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A MarketList assigns countries to markets. Lists have versions of their own,
// apart from the rates that use them. The day that selects a rate also selects
// the version of the list. A MarketList is immutable.
type MarketList struct {
	id       string
	versions dated[marketVersion]
	markets  []string        // the markets of all versions
	has      map[string]bool // the same, for look-up
}

type marketVersion struct {
	markets []string
	market  map[mci.Country]string
	rest    string // the market of every other country; empty if there is none
}

// ID returns the list's ID in its catalog, such as "M2022".
func (l *MarketList) ID() string { return l.id }

// Source returns the document that the list comes from on a day. If that is not
// known, it returns the zero Source.
func (l *MarketList) Source(on mci.Date) mci.Source {
	version, _ := l.versions.on(on)
	if version == nil {
		return mci.Source{}
	}
	return version.source
}

// Market returns the market of a country on a day. The outcome is fail if the
// list has no market for the country, or no version for the day. It is unknown
// if the market depends on a day that is not given, or if the list is not known
// to be in force on the day.
func (l *MarketList) Market(country mci.Country, on mci.Date) (string, mci.Outcome) {
	version, inForce := l.versions.on(on)
	if version == nil {
		return "", inForce
	}
	market, ok := version.terms.of(country)
	if !ok {
		return "", mci.Fail
	}
	return market, inForce
}

func (v *marketVersion) of(country mci.Country) (market string, ok bool) {
	if market, ok := v.market[country]; ok {
		return market, true
	}
	if place := countryNumber(country); place >= letterCount*letterCount || !assigned()[place] {
		return "", false
	}
	return v.rest, v.rest != ""
}

// assigned tells by their number which codes of two capitals are countries.
// Reading a catalog asks for each code of each engagement.
var assigned = sync.OnceValue(func() *[letterCount * letterCount]bool {
	var assigned [letterCount * letterCount]bool
	for i := range assigned {
		_, err := mci.ParseCountry(string(countryOf(i)))
		assigned[i] = err == nil
	}
	return &assigned
})

// collect lists the markets of every version, each once.
func (l *MarketList) collect() {
	l.has = map[string]bool{}
	for _, version := range l.versions.rows {
		for _, market := range version.terms.markets {
			if !l.has[market] {
				l.has[market] = true
				l.markets = append(l.markets, market)
			}
		}
	}
}

// A MarketCountry is the setting for the country that decides the market: the
// customer's or the partner's. Microsoft does not publish which it is, so the
// catalog sets it. The zero MarketCountry is the customer's.
type MarketCountry uint8

// The countries that can decide the market.
const (
	CustomerCountry MarketCountry = iota // the country of the customer
	PartnerCountry                       // the country of the partner's location
)

var marketCountryNames = vocabulary.Names[MarketCountry]{What: "market country", Texts: []string{"customer", "partner"}}

// String returns "customer" or "partner".
func (m MarketCountry) String() string { return marketCountryNames.Text(m) }

// MarshalText returns "customer" or "partner".
func (m MarketCountry) MarshalText() ([]byte, error) { return marketCountryNames.Marshal(m) }

// UnmarshalText reads "customer" or "partner". Any other text is a
// [mci.FieldError].
func (m *MarketCountry) UnmarshalText(text []byte) error {
	return marketCountryNames.Unmarshal(m, text)
}

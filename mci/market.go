package mci

import "slices"

// A MarketList sorts countries into markets. Lists are versioned apart from the rates that use them.
// It is immutable.
type MarketList struct {
	id      string
	source  Source
	markets []string
	market  map[Country]string
	rest    string // the market of every other country; empty if there is none
}

// ID returns the list's name in its catalog, such as "M2022".
func (l *MarketList) ID() string { return l.id }

// Source returns the document that the list is from.
func (l *MarketList) Source() Source { return l.source }

// Market returns the market of a country, and whether the list has one for it.
func (l *MarketList) Market(country Country) (market string, ok bool) {
	if market, ok := l.market[country]; ok {
		return market, true
	}
	if _, err := ParseCountry(string(country)); err != nil {
		return "", false
	}
	return l.rest, l.rest != ""
}

func (l *MarketList) has(market string) bool {
	return slices.Contains(l.markets, market)
}

// A MarketCountry says whose country decides the market. Microsoft does not publish it; it is a setting
// of the catalog. The zero MarketCountry is the customer's.
type MarketCountry uint8

// Whose country decides the market.
const (
	CustomerCountry MarketCountry = iota
	PartnerCountry                // the country of the partner's location
)

var marketCountryNames = Names[MarketCountry]{What: "market country", Texts: []string{"customer", "partner"}}

// String returns "customer" or "partner".
func (m MarketCountry) String() string { return marketCountryNames.Text(m) }

// MarshalText returns "customer" or "partner".
func (m MarketCountry) MarshalText() ([]byte, error) { return marketCountryNames.Marshal(m) }

// UnmarshalText reads "customer" or "partner". Any other text is a [FieldError].
func (m *MarketCountry) UnmarshalText(text []byte) error {
	return marketCountryNames.Unmarshal(m, text)
}

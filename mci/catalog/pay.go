package catalog

import (
	"maps"
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PayKind is the kind of an engagement's pay, fixed or variable. It decides
// by which IDs a customer can be nominated. For fixed pay, they are a subset of
// domain name, tenant ID, TPID and Azure subscription ID. For variable pay, it
// is the MSX opportunity ID alone. The zero PayKind is none. Source:
// [mci.CustomersPage].
type PayKind uint8

// The pay kinds.
const (
	FixedPay PayKind = iota + 1
	VariablePay
)

var payKindNames = vocabulary.Names[PayKind]{What: "pay kind", Texts: []string{"", "fixed", "variable"}}

// String returns "fixed" or "variable".
func (k PayKind) String() string { return payKindNames.Text(k) }

// MarshalText returns "fixed" or "variable".
func (k PayKind) MarshalText() ([]byte, error) { return payKindNames.Marshal(k) }

// UnmarshalText reads "fixed" or "variable". Any other text is a
// [mci.FieldError].
func (k *PayKind) UnmarshalText(text []byte) error { return payKindNames.Unmarshal(k, text) }

// formula calculates an engagement's pay. Each pay shape that a catalog can
// express is one implementation in a file of its own.
type formula interface {
	kind() PayKind
	rule() mci.RuleID
	currency() mci.Currency
	// whole returns the amount before rounding. If the calculation noted an
	// obstacle, the amount means nothing.
	whole(*calculation) mci.Exact
	// paysIn answers whether there is a rate for a country on the day of the
	// anchor. If the day is not known, it answers whether there is one on some
	// day.
	paysIn(mci.Country, PayInputs) mci.Outcome
	marketList() *MarketList   // nil if the market does not matter
	measures() []mci.MeasureID // the measures that the pay needs
	aspects(*aspectList)
}

// PayInputs are the facts of one claim from which its payout is calculated. A
// zero field is unknown.
type PayInputs struct {
	// Dates are the dates in the claim's life that can select a rate or start a
	// window.
	Dates mci.AnchorDates `json:"dates,omitzero"`
	// CustomerCountry is the customer's country.
	CustomerCountry mci.Country `json:"customerCountry,omitempty"`
	// PartnerCountry is the country of the partner's location that claims.
	PartnerCountry mci.Country `json:"partnerCountry,omitempty"`
	// Segment is the customer's segment.
	Segment mci.Segment `json:"segment,omitempty"`
	// Hours are the hours of work, frozen at nomination, if the engagement
	// needs hours.
	Hours mci.Hours `json:"hours,omitzero"`
	// ContractValue is the contract value of the opportunity.
	ContractValue mci.Money `json:"contractValue,omitzero"`
	// Quantities are the counted measures at nomination, when the size is
	// locked.
	Quantities mci.Quantities `json:"quantities,omitempty"`
	// Target is the measurement that decides the second stage of pay in two
	// stages.
	Target Measurement `json:"target,omitzero"`
}

// A Measurement is the quantity of a measure on a day after the nomination. The
// zero Measurement means that none was made.
type Measurement struct {
	// Quantity is the measured quantity.
	Quantity mci.Quantity `json:"quantity"`
	// On is the day of the measurement.
	On mci.Date `json:"on"`
}

// clone returns a copy that shares nothing with i.
func (i *PayInputs) clone() PayInputs {
	copied := *i
	copied.Quantities = maps.Clone(i.Quantities)
	return copied
}

func (i *PayInputs) country(whose MarketCountry) mci.Country {
	if whose == PartnerCountry {
		return i.PartnerCountry
	}
	return i.CustomerCountry
}

// Payout calculates the payout of a claim for the engagement. Equal inputs give
// equal results. It never fails: if an input is missing, the outcome is
// unknown.
func (e *Engagement) Payout(inputs PayInputs) Payout {
	c := calculation{engagement: e, inputs: inputs}
	found := c.calculate()
	return Payout{found.outcome, found.amount, found.onApproval, e, inputs.clone(), ""}
}

// UnknownPayout returns the payout of a claim for which nothing is calculated
// until something is settled. Its outcome is unknown, and its worksheet has no
// step and names the need.
func (e *Engagement) UnknownPayout(inputs PayInputs, need string) Payout {
	return Payout{engagement: e, inputs: inputs.clone(), withheld: need}
}

// PaysIn answers whether the engagement is offered in the country that decides
// and has a rate there. If the rate depends on the customer's size or segment,
// it must have one for those too. A market without a rate is not eligible. The
// outcome is unknown if the country is not known, or if the answer depends on a
// size or segment that is not known. A date that has not happened yet does not
// matter.
func (e *Engagement) PaysIn(inputs PayInputs) mci.Outcome {
	country := inputs.country(e.edition.marketCountry)
	switch {
	case country == "":
		return mci.Unknown
	case e.paying.knows(country, &inputs.Dates):
		return e.paying.answers[countryNumber(country)]
	case !e.OfferedIn(country):
		return mci.Fail
	}
	return e.pay.paysIn(country, inputs)
}

// PaysAtNomination is [Engagement.PaysIn] by the countries of the customer and
// of the partner's location alone, for a claim that has neither a date of
// consent nor one of submission. If something else decides too, such as the day
// of the nomination or the customer's size, decided is false.
func (e *Engagement) PaysAtNomination(customer, partner mci.Country) (answer mci.Outcome, decided bool) {
	if e.edition.marketCountry == PartnerCountry {
		customer = partner
	}
	if customer == "" {
		return mci.Unknown, true
	}
	place := countryNumber(customer)
	if e.paying == nil || !e.paying.ahead || place >= len(e.paying.answers) {
		return mci.Unknown, false
	}
	return e.paying.answers[place], true
}

// payingCountries holds the answers of [Engagement.PaysIn] by country, for
// claims whose date that selects the rate is not known, such as before a
// nomination. If neither the rates nor the markets depend on a day, it holds
// the answers for all claims. It is made when the catalog is read.
type payingCountries struct {
	anchor  mci.Anchor // anchor of the rates
	always  bool       // neither a rate nor a market depends on a day
	ahead   bool       // no rate is selected by the day of the nomination
	answers [letterCount * letterCount]mci.Outcome
}

const letterCount = 'Z' - 'A' + 1

// countryNumber numbers the codes of two capital letters from 0. All other
// texts get the number after the last code.
func countryNumber(country mci.Country) int {
	const none = letterCount * letterCount
	if len(country) != 2 {
		return none
	}
	first, second := int(country[0])-'A', int(country[1])-'A'
	if first < 0 || first >= letterCount || second < 0 || second >= letterCount {
		return none
	}
	return first*letterCount + second
}

// countryOf returns the code of two capitals that has a number.
func countryOf(number int) mci.Country {
	return mci.Country([]byte{byte('A' + number/letterCount), byte('A' + number%letterCount)})
}

// knows reports whether the table has the answer. A nil table has none.
func (p *payingCountries) knows(country mci.Country, dates *mci.AnchorDates) bool {
	if p == nil || countryNumber(country) >= len(p.answers) {
		return false
	}
	return p.always || dates.On(p.anchor).IsZero()
}

// countryPay is a pay shape whose rates depend only on the country and a date.
type countryPay interface {
	rateAnchor() mci.Anchor
	ratesDependOnDay() bool
}

// tabulatePay makes the table if the engagement's pay is a countryPay.
func (e *Engagement) tabulatePay() *payingCountries {
	shape, ok := e.pay.(countryPay)
	if !ok {
		return nil
	}
	table := &payingCountries{
		anchor: shape.rateAnchor(),
		always: !shape.ratesDependOnDay() && !e.pay.marketList().versions.dependsOnDay(),
	}
	table.ahead = table.always || table.anchor == mci.ConsentAnchor || table.anchor == mci.SubmissionAnchor
	for i, isCountry := range assigned() {
		table.answers[i] = mci.Fail
		if country := countryOf(i); isCountry && e.OfferedIn(country) {
			table.answers[i] = e.pay.paysIn(country, PayInputs{})
		}
	}
	return table
}

// SizeOf answers which size a customer has by the counted measures. If the
// sizes change at a date, the claim's day selects them. The outcome is fail if
// the customer is smaller or larger than every size, or if the segment is
// barred from the size. It is unknown if a measure, the segment or the day is
// missing. If the engagement has no sizes, the outcome is pass and the size is
// empty.
func (e *Engagement) SizeOf(claim PayInputs) (size string, outcome mci.Outcome) {
	bySize, ok := e.pay.(sized)
	if !ok {
		return "", mci.Pass
	}
	c := calculation{engagement: e, inputs: claim}
	size, _ = bySize.sizing().size(&c)
	switch {
	case c.refused:
		return size, mci.Fail
	case c.missing:
		return size, mci.Unknown
	default:
		return size, mci.Pass
	}
}

// Measures returns the measures that are needed to calculate the payout and to
// answer the engagement's requirements, each once. The slice is a copy.
func (e *Engagement) Measures() []mci.MeasureID {
	needed := e.pay.measures()
	if e.stages != nil {
		needed = append(needed, e.stages.measure)
	}
	for _, r := range e.requirements {
		if r.Measure != "" {
			needed = append(needed, r.Measure)
		}
	}
	slices.Sort(needed)
	return slices.Compact(needed)
}

// paysOnSomeDay answers whether a country has an amount in any row that can be
// in force on the day of the anchor.
func paysOnSomeDay[T any](rates *dated[T], list *MarketList, country mci.Country, dates mci.AnchorDates, pays func(terms *T, market string) mci.Outcome) mci.Outcome {
	day, answer := dates.On(rates.anchor), mci.Fail
	for row := range rates.possible(day) {
		for version := range list.versions.possible(day) {
			market, ok := version.terms.of(country)
			switch {
			case !day.IsZero() && row.period.Includes(day).And(version.period.Includes(day)) == mci.Unknown:
				return mci.Unknown
			case !ok || !row.period.Overlaps(version.period):
				continue
			}
			switch pays(&row.terms, market) {
			case mci.Pass:
				return mci.Pass
			case mci.Unknown:
				answer = mci.Unknown
			case mci.Fail:
			}
		}
	}
	return answer
}

// paysSome answers whether there is an amount: pass if each of the possible
// sizes or segments has one, fail if none has, else unknown.
func paysSome(possible []string, amount func(string) mci.Money) mci.Outcome {
	with := 0
	for _, one := range possible {
		if !amount(one).IsNone() {
			with++
		}
	}
	switch with {
	case 0:
		return mci.Fail
	case len(possible):
		return mci.Pass
	default:
		return mci.Unknown
	}
}

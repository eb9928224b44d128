package mci

// A PayKind is how an engagement pays. It decides by which IDs a customer can be nominated: fixed pay
// takes a subset of domain name, tenant ID, TPID and Azure subscription ID; variable pay takes the MSX
// opportunity ID alone. The zero PayKind is none. Source: [CustomersPage].
type PayKind uint8

// The kinds of pay.
const (
	FixedPay PayKind = iota + 1
	VariablePay
)

var payKindNames = Names[PayKind]{What: "pay kind", Texts: []string{"", "fixed", "variable"}}

// String returns "fixed" or "variable".
func (k PayKind) String() string { return payKindNames.Text(k) }

// MarshalText returns "fixed" or "variable".
func (k PayKind) MarshalText() ([]byte, error) { return payKindNames.Marshal(k) }

// UnmarshalText reads "fixed" or "variable". Any other text is a [FieldError].
func (k *PayKind) UnmarshalText(text []byte) error { return payKindNames.Unmarshal(k, text) }

// formula is how an engagement pays. Each shape of pay that a catalog can express is one
// implementation in a file of its own.
type formula interface {
	kind() PayKind
	calculate(*calculation)
	paysIn(country Country, dates AnchorDates) Outcome
}

// PayInputs are the facts of one claim that a payout is calculated from. A zero field is unknown.
type PayInputs struct {
	Dates           AnchorDates
	CustomerCountry Country
	PartnerCountry  Country // of the location that claims
	Hours           Hours   // frozen at nomination; variable pay only
	ContractValue   Money   // of the opportunity; variable pay only
}

// Payout calculates what the engagement pays for a claim. The result is the calculation itself: equal
// inputs give equal results. It never fails; what is missing makes the outcome unknown.
func (e *Engagement) Payout(inputs PayInputs) Payout {
	c := calculation{
		inputs: inputs,
		payout: Payout{Engagement: e.Ref(), Kind: e.PayKind(), Rounding: e.edition.rounding},
		whose:  e.edition.marketCountry,
	}
	if country := inputs.country(c.whose); country != "" && !e.OfferedIn(country) {
		c.ineligible(e.Title() + " is not offered in " + string(country))
		return c.payout
	}
	e.pay.calculate(&c)
	return c.payout
}

// PaysIn answers whether the engagement is offered in the country that decides and has a rate there: no
// rate in a market means not eligible. It is unknown while that country is. A date that has not happened yet does
// not matter.
func (e *Engagement) PaysIn(inputs PayInputs) Outcome {
	country := inputs.country(e.edition.marketCountry)
	switch {
	case country == "":
		return Unknown
	case !e.OfferedIn(country):
		return Fail
	}
	return e.pay.paysIn(country, inputs.Dates)
}

func (i PayInputs) country(whose MarketCountry) Country {
	if whose == PartnerCountry {
		return i.PartnerCountry
	}
	return i.CustomerCountry
}

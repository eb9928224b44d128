package main

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/shopspring/decimal"
)

// payFixed looks up the pay of a workshop by the customer's market, on the rate
// card in force on the day of the consent.
func payFixed() (workload, error) {
	cards, err := catalog.Public()
	if err != nil {
		return workload{}, err
	}
	consents, err := drawConsents()
	if err != nil {
		return workload{}, err
	}
	known, ok := cards.Find(workshop, consents[0].inputs.Dates.Consent)
	list, listed := cards.MarketList("M2022")
	if !ok || !listed {
		return workload{}, errNoWorkshop
	}
	card := rateCardOf(list)
	return workload{
		does:   "the payout of one claim with fixed pay",
		parts:  1,
		unit:   "payout",
		inputs: sample,
		contenders: []contender{
			consentsByLibrary(known, consents), consentsByIntegers(card, consents), consentsByDecimals(card, consents),
		},
	}, nil
}

// errNoWorkshop is the error if the public catalog has changed.
const errNoWorkshop = refusal("the public catalog lacks the workshop or its market list")

// A consented claim holds the inputs of a fixed payout in the form of each
// contender.
type consented struct {
	inputs  catalog.PayInputs
	country mci.Country
	day     int64 // days since 2022-01-01
}

// drawConsents draws countries of each market, and days of consent. Some days
// are before the full rate card is known, and some are after its known end.
func drawConsents() (*[sample]consented, error) {
	drawn, random := &[sample]consented{}, dice()
	begin, err := mci.ParseDate("2022-01-01")
	if err != nil {
		return nil, err
	}
	for i := range drawn {
		day := 240 + random.Int64N(330)
		country := dealCountries[random.IntN(len(dealCountries))]
		drawn[i] = consented{
			country: country, day: day,
			inputs: catalog.PayInputs{CustomerCountry: country, Dates: mci.AnchorDates{Consent: begin.AddDays(int(day))}},
		}
	}
	return drawn, nil
}

// The amounts are known between these days, both included: 1 November 2022 and
// 30 June 2023. Both count days since 2022-01-01.
const (
	knownFrom  = 304
	knownUntil = 545
)

// A rateCard holds the pay for each country, in dollars.
type rateCard struct {
	dollars map[mci.Country]int64
	amounts map[mci.Country]decimal.Decimal
}

// rateCardOf compiles the workshop's rate card for every country.
func rateCardOf(list *catalog.MarketList) *rateCard {
	rates := map[string]int64{"A": 5000, "B": 3000, "C": 1000}
	card := &rateCard{map[mci.Country]int64{}, map[mci.Country]decimal.Decimal{}}
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			country, err := mci.ParseCountry(string(first) + string(second))
			if err != nil {
				continue // not a country
			}
			market, _ := list.Market(country, mci.Date{})
			card.dollars[country] = rates[market]
			card.amounts[country] = decimal.New(rates[market], 0)
		}
	}
	return card
}

// cents returns the amount in cents. If it is not known on the day, the outcome
// is Unknown.
//
//go:noinline
func (c *rateCard) cents(country mci.Country, day int64) (int64, mci.Outcome) {
	if day < knownFrom || day > knownUntil {
		return 0, mci.Unknown
	}
	return c.dollars[country] * 100, mci.Pass
}

// amount returns the amount rounded to the cent. If it is not known on the day,
// the outcome is Unknown.
//
//go:noinline
func (c *rateCard) amount(country mci.Country, day int64) (decimal.Decimal, mci.Outcome) {
	if day < knownFrom || day > knownUntil {
		return decimal.Decimal{}, mci.Unknown
	}
	return c.amounts[country].Round(2), mci.Pass
}

func consentsByLibrary(engagement *catalog.Engagement, consents *[sample]consented) contender {
	return contender{
		name:   ours,
		run:    each(func(i int) uint64 { return uint64(engagement.Payout(consents[i].inputs).Outcome) }),
		answer: func(i int) string { return paid(engagement.Payout(consents[i].inputs)) },
	}
}

func consentsByIntegers(card *rateCard, consents *[sample]consented) contender {
	return contender{
		name: "integers by hand",
		run:  func(first, last int) uint64 { return payConsents(card, consents, first, last) },
		answer: func(i int) string {
			amount, outcome := card.cents(consents[i].country, consents[i].day)
			return inDecimals(decimal.New(amount, -2), outcome)
		},
	}
}

func payConsents(card *rateCard, consents *[sample]consented, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		in := &consents[i&(sample-1)]
		_, outcome := card.cents(in.country, in.day)
		sum += uint64(outcome)
	}
	return sum
}

func consentsByDecimals(card *rateCard, consents *[sample]consented) contender {
	return contender{
		name: "shopspring/decimal by hand",
		run: each(func(i int) uint64 {
			_, outcome := card.amount(consents[i].country, consents[i].day)
			return uint64(outcome)
		}),
		answer: func(i int) string { return inDecimals(card.amount(consents[i].country, consents[i].day)) },
	}
}

// inDecimals returns a payout in words.
func inDecimals(amount decimal.Decimal, outcome mci.Outcome) string {
	if outcome != mci.Pass {
		return outcome.String()
	}
	return amount.StringFixed(2)
}

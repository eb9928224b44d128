package main

import (
	"math/rand/v2"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/shopspring/decimal"
)

// payVariable calculates the lowest of three amounts: a share of the contract
// value, the hours times an hourly rate, and a cap.
func payVariable() (workload, error) {
	card, err := catalog.Public()
	if err != nil {
		return workload{}, err
	}
	question, err := variableQuestion(card)
	if err != nil {
		return workload{}, err
	}
	deals, err := drawDeals()
	if err != nil {
		return workload{}, err
	}
	mine, integers := dealsByLibrary(question.Engagement, deals), dealsByDecimalEdge(deals)
	integers.targets = []target{atMostTimes("at most 3 x this", 3, integers.name)}
	return workload{
		does:       "the payout of one claim with variable pay",
		parts:      1,
		unit:       "payout",
		inputs:     sample,
		contenders: []contender{mine, integers, dealsByIntegers(deals), dealsByDecimals(deals)},
	}, nil
}

// A deal holds the inputs of a variable payout in the form of each contender.
type deal struct {
	inputs         catalog.PayInputs
	value, hours   decimal.Decimal
	cents, hundred int64 // value in cents, hours in hundredths
	market         uint8 // index into hourlyRates
}

// The terms of the illustrative engagement, by market, in dollars and in cents.
var (
	hourlyRates  = [...]int64{150, 100, 50}
	decimalRates = [...]decimal.Decimal{decimal.New(150, 0), decimal.New(100, 0), decimal.New(50, 0)}
	decimalShare = decimal.New(10, -2)
	decimalCap   = decimal.New(20_000, 0)
)

const (
	sharePercent = 10
	capCents     = 20_000_00
)

// dealCountries holds one country of each market.
var dealCountries = [...]mci.Country{"CH", "SG", "IN"}

// drawDeals draws values to the cent, hours to the quarter and markets, so that
// each of the three amounts is the lowest for some deals.
func drawDeals() (*[sample]deal, error) {
	drawn, random := &[sample]deal{}, dice()
	for i := range drawn {
		d, err := drawDeal(random)
		if err != nil {
			return nil, err
		}
		drawn[i] = d
	}
	return drawn, nil
}

func drawDeal(random *rand.Rand) (deal, error) {
	d := deal{
		cents:   50_000_00 + random.Int64N(250_000_00),
		hundred: 20_00 + 25*random.Int64N(800),
		market:  uint8(random.IntN(len(dealCountries))),
	}
	d.value, d.hours = decimal.New(d.cents, -2), decimal.New(d.hundred, -2)
	value, err := mci.ParseMoney(d.value.StringFixed(2), mci.USD)
	if err != nil {
		return deal{}, err
	}
	hours, err := mci.ParseHours(d.hours.String())
	d.inputs = catalog.PayInputs{CustomerCountry: dealCountries[d.market], Hours: hours, ContractValue: value}
	return d, err
}

// paid returns a payout in words.
func paid(p catalog.Payout) string {
	if p.Outcome != mci.Pass {
		return p.Outcome.String()
	}
	return p.Amount.Amount()
}

func dealsByLibrary(engagement *catalog.Engagement, deals *[sample]deal) contender {
	return contender{
		name:   ours,
		run:    each(func(i int) uint64 { return uint64(engagement.Payout(deals[i].inputs).Outcome) }),
		answer: func(i int) string { return paid(engagement.Payout(deals[i].inputs)) },
	}
}

// lowestCents returns the lowest of the three amounts in cents, with half a
// cent rounded up. It must not be inlined: the measured loop uses only the
// outcome, so the compiler could drop the amount.
//
//go:noinline
func lowestCents(cents, hundred int64, market uint8) (int64, mci.Outcome) {
	// in hundredths of a cent
	least := min(cents*sharePercent, hundred*hourlyRates[market]*100, capCents*100)
	return (least + 50) / 100, mci.Pass
}

func dealsByIntegers(deals *[sample]deal) contender {
	return contender{
		name: "integers by hand",
		run:  func(first, last int) uint64 { return payDeals(deals, first, last) },
		answer: func(i int) string {
			amount, _ := lowestCents(deals[i].cents, deals[i].hundred, deals[i].market)
			return decimal.New(amount, -2).StringFixed(2)
		},
	}
}

func payDeals(deals *[sample]deal, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		d := &deals[i&(sample-1)]
		_, outcome := lowestCents(d.cents, d.hundred, d.market)
		sum += uint64(outcome)
	}
	return sum
}

// minor returns a decimal in hundredths. The result is false if the decimal has
// more than two places or is too large.
func minor(d decimal.Decimal) (int64, bool) {
	switch exponent := d.Exponent(); {
	case d.NumDigits() > 16:
		return 0, false
	case exponent == -2:
		return d.CoefficientInt64(), true
	case exponent == -1:
		return d.CoefficientInt64() * 10, true
	case exponent == 0:
		return d.CoefficientInt64() * 100, true
	default:
		return 0, false
	}
}

// lowestAtEdge accepts and returns decimals but calculates with integers.
//
//go:noinline
func lowestAtEdge(value, hours decimal.Decimal, market uint8) (decimal.Decimal, mci.Outcome) {
	cents, ok := minor(value)
	hundred, fits := minor(hours)
	if !ok || !fits {
		return decimal.Decimal{}, mci.Unknown
	}
	amount, outcome := lowestCents(cents, hundred, market)
	return decimal.New(amount, -2), outcome
}

func dealsByDecimalEdge(deals *[sample]deal) contender {
	return contender{
		name: "integers by hand, decimals at the edge",
		run: each(func(i int) uint64 {
			_, outcome := lowestAtEdge(deals[i].value, deals[i].hours, deals[i].market)
			return uint64(outcome)
		}),
		answer: func(i int) string {
			amount, _ := lowestAtEdge(deals[i].value, deals[i].hours, deals[i].market)
			return amount.StringFixed(2)
		},
	}
}

// lowestDecimal calculates with decimals throughout.
//
//go:noinline
func lowestDecimal(value, hours decimal.Decimal, market uint8) (decimal.Decimal, mci.Outcome) {
	least := decimal.Min(value.Mul(decimalShare), hours.Mul(decimalRates[market]), decimalCap)
	return least.Round(2), mci.Pass
}

func dealsByDecimals(deals *[sample]deal) contender {
	return contender{
		name: "shopspring/decimal by hand",
		run: each(func(i int) uint64 {
			_, outcome := lowestDecimal(deals[i].value, deals[i].hours, deals[i].market)
			return uint64(outcome)
		}),
		answer: func(i int) string {
			amount, _ := lowestDecimal(deals[i].value, deals[i].hours, deals[i].market)
			return amount.StringFixed(2)
		},
	}
}

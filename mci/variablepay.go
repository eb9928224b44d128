package mci

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// lowestOfThree pays the lowest of a share of the contract value, hours by the hourly rate of the
// market, and a cap. Microsoft does not publish its formula; this shape is unofficial.
// Source: [BusinessApplicationsAssistant].
type lowestOfThree struct {
	share   Percent
	markets *MarketList
	hourly  map[string]Money // by market; a market without a rate is not eligible
	cap     Money
	source  Source
}

func (*lowestOfThree) kind() PayKind { return VariablePay }

func (p *lowestOfThree) calculate(c *calculation) {
	value, hours := c.inputs.ContractValue, c.inputs.Hours
	if value.IsNone() {
		c.needs("the contract value")
	} else if value.currency != p.cap.currency {
		c.needs("the contract value in " + string(p.cap.currency))
	} else if value.Sign() <= 0 {
		c.needs("a contract value above zero")
	}
	if hours.IsNone() {
		c.needs("hours")
	}
	market, ok := c.market(p.markets)
	if !ok {
		return
	}
	rate, ok := p.hourly[market]
	if !ok {
		c.ineligible("no hourly rate in market " + market)
		return
	}
	if len(c.payout.Needs) > 0 {
		return
	}
	c.lowest(p.cap.currency, p.source, []term{
		{"share of value", fmt.Sprintf("%s of %s", p.share, value), p.share.of(value.amount)},
		{"hours", fmt.Sprintf("%s hours at %s in market %s", hours, rate, market), hours.decimal().Mul(rate.amount)},
		{"cap", "the most that is paid", p.cap.amount},
	})
}

func (p *lowestOfThree) paysIn(country Country, _ AnchorDates) Outcome {
	market, _ := p.markets.Market(country)
	if _, ok := p.hourly[market]; ok {
		return Pass
	}
	return Fail
}

// exact shows an intermediate amount with all its digits, and at least those of the currency.
func exact(amount decimal.Decimal, currency Currency) string {
	text := plain(amount)
	_, fraction, _ := strings.Cut(text, ".")
	if minor, _ := currency.MinorDigits(); len(fraction) > minor {
		return string(currency) + " " + text
	}
	return Money{amount, currency}.String()
}

// term is one of several amounts of which the lowest is paid.
type term struct {
	name, detail string
	amount       decimal.Decimal
}

// lowest writes down all terms and pays the lowest; of equal ones, the first decides.
func (c *calculation) lowest(currency Currency, source Source, terms []term) {
	least, first := 0, len(c.payout.Steps)
	for i, t := range terms {
		c.step(t.name, t.detail, exact(t.amount, currency), source)
		if t.amount.LessThan(terms[least].amount) {
			least = i
		}
	}
	c.payout.Steps[first+least].Limiting = true
	c.finish(terms[least].amount, currency)
}

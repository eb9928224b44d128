package catalog

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

var hoursByRateShape = payShape{
	name:   "hours by rate",
	rule:   "pay.hours-by-rate",
	means:  "the hours at the market's rate, up to a cap, whatever the contract value",
	source: mci.LibraryReading,
	read:   (*catalogReader).hoursByRate,
}

// hoursByRate pays the hours by the market's hourly rate, up to a cap. It needs
// no contract value.
type hoursByRate struct {
	paysAs  PayKind
	paidIn  mci.Currency
	markets *MarketList
	rates   dated[hoursRate]
}

type hoursRate struct {
	hourly map[string]mci.Money // by market; a market without a rate is not eligible
	most   mci.Money
}

func (p *hoursByRate) kind() PayKind           { return p.paysAs }
func (p *hoursByRate) marketList() *MarketList { return p.markets }
func (*hoursByRate) rule() mci.RuleID          { return hoursByRateShape.rule }
func (p *hoursByRate) currency() mci.Currency  { return p.paidIn }
func (*hoursByRate) measures() []mci.MeasureID { return nil }

func (p *hoursByRate) rateAnchor() mci.Anchor { return p.rates.anchor }
func (p *hoursByRate) ratesDependOnDay() bool { return p.rates.dependsOnDay() }

func (p *hoursByRate) whole(c *calculation) mci.Exact {
	hours := c.hours()
	rate, market, hourly := p.rate(c)
	if !c.possible() {
		return mci.Exact{}
	}
	return c.capped(c.work(hours, hourly, market, rate.source), rate.terms.most, rate.source)
}

// rate returns the rate in force, the market and its hourly rate. If an input
// is missing, it records that.
func (p *hoursByRate) rate(c *calculation) (rate *datedRow[hoursRate], market string, hourly mci.Money) {
	rate = selected(c, &p.rates)
	market, ok := c.market(p.markets, p.rates.anchor)
	if rate == nil || !ok {
		return nil, "", mci.Money{}
	}
	return rate, market, c.hourlyRate(rate.terms.hourly, market)
}

func (p *hoursByRate) byHours(c *calculation) (perHour mci.Money, most mci.Exact) {
	rate, _, hourly := p.rate(c)
	if rate == nil {
		return mci.Money{}, mci.Exact{}
	}
	minor := rate.terms.most.Minor()
	return hourly, mci.ExactOf(minor)
}

func (p *hoursByRate) paysIn(country mci.Country, inputs PayInputs) mci.Outcome {
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *hoursRate, market string) mci.Outcome {
		return mci.FactOf(!rate.hourly[market].IsNone()).Outcome()
	})
}

func (p *hoursByRate) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	addDated(l, payRule, &p.rates, func(rate *hoursRate, add addLine) {
		for _, market := range p.markets.markets {
			add(Scope{Market: market}, hourlyRateInMarket.name(market), amountText(rate.hourly[market]))
		}
		add(Scope{}, payCap.name(), amountText(rate.most))
	})
}

func (r *catalogReader) hoursByRate(o *object) formula {
	markets, currency := r.priced(o)
	return &hoursByRate{o.paysAs(), currency, markets, readRule(r, o, "rates", markets, func(row *object) hoursRate {
		return hoursRate{r.amounts(row, "hourlyRates", markets, currency), row.amount("cap", currency)}
	})}
}

// hours returns the hours of the claim. If there are none, they are noted as
// missing.
func (c *calculation) hours() mci.Hours {
	if c.inputs.Hours.IsNone() {
		c.needs("hours")
	}
	return c.inputs.Hours
}

// hourlyRate returns the rate of a market, and notes if there is none.
func (c *calculation) hourlyRate(hourly map[string]mci.Money, market string) mci.Money {
	rate, ok := hourly[market]
	if !ok {
		c.ineligible("no hourly rate in market %s", market)
	}
	return rate
}

// work returns the price of the hours in a market and adds its line.
func (c *calculation) work(hours mci.Hours, hourly mci.Money, market string, source mci.Source) mci.Exact {
	perHour := hourly.Minor()
	amount := hours.Times(perHour)
	c.amount("hours", source, amount, func() string { return fmt.Sprintf("%s hours at %s in market %s", hours, hourly, market) })
	return amount
}

package catalog

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

var lowestOfThreeShape = payShape{
	name:   "lowest of three",
	rule:   "pay.lowest-of-three",
	means:  "the lowest of a share of the contract value, the hours at the market's rate, and a cap; Microsoft does not publish the formula",
	source: mci.BusinessApplicationsAssistant,
	read:   (*catalogReader).lowestOfThree,
}

// lowestOfThree pays the lowest of a share of the contract value, the hours by
// the market's hourly rate, and a cap. Microsoft does not publish its formula,
// so this shape is unofficial. Source: [mci.BusinessApplicationsAssistant].
type lowestOfThree struct {
	paidIn  mci.Currency
	markets *MarketList
	rates   dated[variableRate]
}

type variableRate struct {
	share  mci.Percent
	hourly map[string]mci.Money // by market; a market without a rate is not eligible
	most   mci.Money
}

func (*lowestOfThree) kind() PayKind             { return VariablePay }
func (p *lowestOfThree) marketList() *MarketList { return p.markets }
func (*lowestOfThree) rule() mci.RuleID          { return lowestOfThreeShape.rule }
func (p *lowestOfThree) currency() mci.Currency  { return p.paidIn }
func (*lowestOfThree) measures() []mci.MeasureID { return nil }

func (p *lowestOfThree) rateAnchor() mci.Anchor { return p.rates.anchor }
func (p *lowestOfThree) ratesDependOnDay() bool { return p.rates.dependsOnDay() }

func (p *lowestOfThree) whole(c *calculation) mci.Exact {
	rate, value, market, hourly := p.rate(c, true)
	if !c.possible() {
		return mci.Exact{}
	}
	byValue, limit := rate.terms.limits(value)
	c.amount("share of value", rate.source, byValue, func() string { return fmt.Sprintf("%s of %s", rate.terms.share, c.inputs.ContractValue) })
	byWork := c.work(c.inputs.Hours, hourly, market, rate.source)
	c.amount("cap", rate.source, limit, func() string { return "the most that is paid" })
	return c.lowest(byValue, byWork, limit)
}

// rate returns the rate in force, the contract value, the market and its hourly
// rate. If an input is missing, it records that. Missing hours are only
// recorded if they are needed.
func (p *lowestOfThree) rate(c *calculation, needsHours bool) (rate *datedRow[variableRate], value int64, market string, hourly mci.Money) {
	rate, value = selected(c, &p.rates), c.contractValue(p.paidIn)
	if needsHours {
		c.hours()
	}
	market, ok := c.market(p.markets, p.rates.anchor)
	if rate == nil || !ok {
		return nil, 0, "", mci.Money{}
	}
	return rate, value, market, c.hourlyRate(rate.terms.hourly, market)
}

// limits returns the two limits that do not depend on the hours: the share of
// the contract value, and the cap.
func (r *variableRate) limits(value int64) (byValue, limit mci.Exact) {
	most := r.most.Minor()
	return r.share.Of(value), mci.ExactOf(most)
}

func (p *lowestOfThree) byHours(c *calculation) (perHour mci.Money, most mci.Exact) {
	rate, value, _, hourly := p.rate(c, false)
	if !c.possible() {
		return mci.Money{}, mci.Exact{}
	}
	byValue, limit := rate.terms.limits(value)
	if limit.Compare(byValue) < 0 {
		byValue = limit
	}
	return hourly, byValue
}

func (p *lowestOfThree) paysIn(country mci.Country, inputs PayInputs) mci.Outcome {
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *variableRate, market string) mci.Outcome {
		return mci.FactOf(!rate.hourly[market].IsNone()).Outcome()
	})
}

func (p *lowestOfThree) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	addDated(l, payRule, &p.rates, func(rate *variableRate, add addLine) {
		add(Scope{}, contractShare.name(), plain(rate.share.String()))
		for _, market := range p.markets.markets {
			add(Scope{Market: market}, hourlyRateInMarket.name(market), amountText(rate.hourly[market]))
		}
		add(Scope{}, payCap.name(), amountText(rate.most))
	})
}

func (r *catalogReader) lowestOfThree(o *object) formula {
	markets, currency := r.priced(o)
	return &lowestOfThree{currency, markets, readRule(r, o, "rates", markets, func(row *object) variableRate {
		return variableRate{row.percent("percent"), r.amounts(row, "hourlyRates", markets, currency), row.amount("cap", currency)}
	})}
}

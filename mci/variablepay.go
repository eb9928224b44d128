package mci

import "fmt"

// lowestOfThree pays the lowest of a share of the contract value, hours by the hourly rate of the
// market, and a cap. Microsoft does not publish its formula; this shape is unofficial.
// Source: [BusinessApplicationsAssistant].
type lowestOfThree struct {
	paidIn  Currency
	markets *MarketList
	rates   dated[variableRate]
}

type variableRate struct {
	share  Percent
	hourly map[string]Money // by market; a market without a rate is not eligible
	most   Money
}

func (*lowestOfThree) kind() PayKind             { return VariablePay }
func (p *lowestOfThree) marketList() *MarketList { return p.markets }
func (*lowestOfThree) rule() RuleID              { return "pay.lowest-of-three" }
func (p *lowestOfThree) currency() Currency      { return p.paidIn }
func (*lowestOfThree) measures() []MeasureID     { return nil }

func (p *lowestOfThree) rateAnchor() Anchor { return p.rates.anchor }

func (p *lowestOfThree) whole(c *calculation) exact {
	rate := selected(c, &p.rates)
	value, hours := c.contractValue(p.paidIn), c.inputs.Hours
	if hours.IsNone() {
		c.needs("hours")
	}
	market, ok := c.market(p.markets, p.rates.anchor)
	if rate == nil || !ok {
		return exact{}
	}
	terms := &rate.terms
	hourly, ok := terms.hourly[market]
	if !ok {
		c.ineligible("no hourly rate in market %s", market)
	}
	if !c.possible() {
		return exact{}
	}
	perHour := hourly.minor()
	most := terms.most.minor()
	byValue, byWork, limit := share(value, terms.share), byHundredths(perHour, hours.hundredths), exactAmount(most)
	c.amount("share of value", rate.source, byValue, func() string { return fmt.Sprintf("%s of %s", terms.share, c.inputs.ContractValue) })
	c.amount("hours", rate.source, byWork, func() string { return fmt.Sprintf("%s hours at %s in market %s", hours, hourly, market) })
	c.amount("cap", rate.source, limit, func() string { return "the most that is paid" })
	return c.lowest(byValue, byWork, limit)
}

func (p *lowestOfThree) paysIn(country Country, inputs PayInputs) Outcome {
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *variableRate, market string) Outcome {
		return FactOf(!rate.hourly[market].IsNone()).Outcome()
	})
}

func (p *lowestOfThree) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	addDated(l, RateChange, payRule, &p.rates, func(rate *variableRate, add addLine) {
		add(scope{}, "share of the contract value", rate.share.String())
		for _, market := range p.markets.markets {
			add(scope{market: market}, "hourly rate in market "+market, amountText(rate.hourly[market]))
		}
		add(scope{}, "cap", rate.most.String())
	})
}

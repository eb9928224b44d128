package mci

// fixedByMarket pays one amount by market.
type fixedByMarket struct {
	paidIn  Currency
	markets *MarketList
	rates   dated[fixedRate]
}

type fixedRate struct {
	amounts    map[string]Money // by market; a market without an amount is not eligible
	incomplete string           // what of this rate is unpublished; the amount is then a base, not a total
}

func (*fixedByMarket) kind() PayKind             { return FixedPay }
func (p *fixedByMarket) marketList() *MarketList { return p.markets }
func (*fixedByMarket) rule() RuleID              { return "pay.fixed-by-market" }
func (p *fixedByMarket) currency() Currency      { return p.paidIn }
func (*fixedByMarket) measures() []MeasureID     { return nil }

func (p *fixedByMarket) rateAnchor() Anchor { return p.rates.anchor }

func (p *fixedByMarket) whole(c *calculation) exact {
	rate := selected(c, &p.rates)
	market, ok := c.market(p.markets, p.rates.anchor)
	if rate == nil || !ok {
		return exact{}
	}
	amount, ok := rate.terms.amounts[market]
	minor := amount.minor()
	switch {
	case !ok:
		c.ineligible("no rate in market %s", market)
	case rate.terms.incomplete != "" && c.possible():
		c.amount("base", rate.source, exactAmount(minor), func() string { return "market " + market + ", a part of the total" })
		c.needs("%s", rate.terms.incomplete)
	case c.possible():
		c.amount("amount", rate.source, exactAmount(minor), func() string { return "market " + market })
		c.decides(1)
	}
	return exactAmount(minor)
}

func (p *fixedByMarket) paysIn(country Country, inputs PayInputs) Outcome {
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *fixedRate, market string) Outcome {
		return FactOf(!rate.amounts[market].IsNone()).Outcome()
	})
}

func (p *fixedByMarket) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	addDated(l, RateChange, payRule, &p.rates, func(rate *fixedRate, add addLine) {
		for _, market := range p.markets.markets {
			add(scope{market: market}, "rate in market "+market, amountText(rate.amounts[market]))
		}
		add(scope{}, "unpublished part of the rate", rate.incomplete)
	})
}

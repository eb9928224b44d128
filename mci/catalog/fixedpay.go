package catalog

import "github.com/mci-go/incentives/mci"

var fixedByMarketShape = payShape{
	name:   "fixed by market",
	rule:   "pay.fixed-by-market",
	means:  "one amount by market",
	source: mci.EngagementsOverview,
	read:   (*catalogReader).fixedByMarket,
}

// fixedByMarket pays one amount by market.
type fixedByMarket struct {
	paidIn  mci.Currency
	markets *MarketList
	rates   dated[fixedRate]
}

type fixedRate struct {
	// amounts are the rates by market. If a market has no amount, it is not
	// eligible.
	amounts map[string]mci.Money
	// incomplete names the unpublished part of the rate. If it is set, the
	// amount is a base, not a total.
	incomplete string
}

func (*fixedByMarket) kind() PayKind             { return FixedPay }
func (p *fixedByMarket) marketList() *MarketList { return p.markets }
func (*fixedByMarket) rule() mci.RuleID          { return fixedByMarketShape.rule }
func (p *fixedByMarket) currency() mci.Currency  { return p.paidIn }
func (*fixedByMarket) measures() []mci.MeasureID { return nil }

func (p *fixedByMarket) rateAnchor() mci.Anchor { return p.rates.anchor }
func (p *fixedByMarket) ratesDependOnDay() bool { return p.rates.dependsOnDay() }

func (p *fixedByMarket) whole(c *calculation) mci.Exact {
	rate := selected(c, &p.rates)
	market, ok := c.market(p.markets, p.rates.anchor)
	if rate == nil || !ok {
		return mci.Exact{}
	}
	amount, ok := rate.terms.amounts[market]
	minor := amount.Minor()
	switch {
	case !ok:
		c.ineligible("no rate in market %s", market)
	case rate.terms.incomplete != "" && c.possible():
		c.amount("base", rate.source, mci.ExactOf(minor), func() string { return "market " + market + ", a part of the total" })
		c.needs("%s", rate.terms.incomplete)
	case c.possible():
		c.amount("amount", rate.source, mci.ExactOf(minor), func() string { return "market " + market })
		c.decides(1)
	}
	return mci.ExactOf(minor)
}

func (p *fixedByMarket) paysIn(country mci.Country, inputs PayInputs) mci.Outcome {
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *fixedRate, market string) mci.Outcome {
		return mci.FactOf(!rate.amounts[market].IsNone()).Outcome()
	})
}

func (p *fixedByMarket) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	addDated(l, payRule, &p.rates, func(rate *fixedRate, add addLine) {
		for _, market := range p.markets.markets {
			add(Scope{Market: market}, rateInMarket.name(market), amountText(rate.amounts[market]))
		}
		add(Scope{}, unpublishedPart.name(), plain(rate.incomplete))
	})
}

func (r *catalogReader) fixedByMarket(o *object) formula {
	markets, currency := r.priced(o)
	return &fixedByMarket{currency, markets, readRule(r, o, "rates", markets, func(row *object) fixedRate {
		return fixedRate{r.amounts(row, "amounts", markets, currency), row.optionalText("incomplete")}
	})}
}

package catalog

import "github.com/mci-go/incentives/mci"

var fixedBySizeShape = payShape{
	name:   "fixed by size and market",
	rule:   "pay.fixed-by-size",
	means:  "one amount by the customer's size and market",
	source: mci.LibraryReading,
	read:   (*catalogReader).fixedBySize,
}

// fixedBySize pays one amount by the customer's size and the market.
type fixedBySize struct {
	paidIn  mci.Currency
	markets *MarketList
	sizes   sizes
	// rates are the amounts by size and market. If a size has no amount in a
	// market, it is not eligible there.
	rates dated[map[string]map[string]mci.Money]
}

func (*fixedBySize) kind() PayKind               { return FixedPay }
func (p *fixedBySize) marketList() *MarketList   { return p.markets }
func (*fixedBySize) rule() mci.RuleID            { return fixedBySizeShape.rule }
func (p *fixedBySize) currency() mci.Currency    { return p.paidIn }
func (p *fixedBySize) measures() []mci.MeasureID { return p.sizes.measures() }

func (p *fixedBySize) whole(c *calculation) mci.Exact {
	rate := selected(c, &p.rates)
	market, inMarket := c.market(p.markets, p.rates.anchor)
	size, sized := p.sizes.size(c)
	if rate == nil || !inMarket {
		return mci.Exact{}
	}
	if !sized {
		c.rateless(p.sizes.possible(&c.inputs), market, func(one string) mci.Money { return rate.terms[one][market] })
		return mci.Exact{}
	}
	amount, ok := rate.terms[size][market]
	if !ok {
		c.ineligible("no rate for size %s in market %s", size, market)
		return mci.Exact{}
	}
	minor := amount.Minor()
	c.amount("amount", rate.source, mci.ExactOf(minor), func() string { return "size " + size + " in market " + market })
	c.decides(1)
	return mci.ExactOf(minor)
}

// sizeNames returns the sizes of a pay, or none if it is not paid by size.
func sizeNames(pay formula) []string {
	if bySize, ok := pay.(sized); ok {
		return bySize.sizing().names
	}
	return nil
}

func (p *fixedBySize) sizing() *sizes { return &p.sizes }

func (p *fixedBySize) paysIn(country mci.Country, inputs PayInputs) mci.Outcome {
	possible := p.sizes.possible(&inputs)
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *map[string]map[string]mci.Money, market string) mci.Outcome {
		return paysSome(possible, func(size string) mci.Money { return (*rate)[size][market] })
	})
}

func (p *fixedBySize) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	p.sizes.aspects(l)
	addDated(l, payRule, &p.rates, func(rate *map[string]map[string]mci.Money, add addLine) {
		for _, size := range p.sizes.names {
			for _, market := range p.markets.markets {
				add(Scope{Market: market, Size: size}, rateOfSize.name(size, market), amountText((*rate)[size][market]))
			}
		}
	})
}

func (r *catalogReader) fixedBySize(o *object) formula {
	markets, currency := r.priced(o)
	p := &fixedBySize{paidIn: currency, markets: markets, sizes: r.sizes(o.object("sizes"))}
	p.rates = readRule(r, o, "rates", markets, func(row *object) map[string]map[string]mci.Money {
		return amountsBy[string](row, "amounts", p.sizes.names, oneOf("a size of the ladders", p.sizes.names), func(inner *object, size string) map[string]mci.Money {
			return r.amounts(inner, size, markets, currency)
		})
	})
	return p
}

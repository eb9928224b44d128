package mci

// fixedBySize pays one amount by the customer's size and the market.
type fixedBySize struct {
	paidIn  Currency
	markets *MarketList
	sizes   sizes
	source  Source                             // of the sizes
	rates   dated[map[string]map[string]Money] // by size and market; where there is no amount, it is not eligible
}

func (*fixedBySize) kind() PayKind             { return FixedPay }
func (p *fixedBySize) marketList() *MarketList { return p.markets }
func (*fixedBySize) rule() RuleID              { return "pay.fixed-by-size" }
func (p *fixedBySize) currency() Currency      { return p.paidIn }

func (p *fixedBySize) measures() []MeasureID {
	var needed []MeasureID
	for i := range p.sizes.ladders {
		needed = append(needed, p.sizes.ladders[i].measures()...)
	}
	return needed
}

func (p *fixedBySize) whole(c *calculation) exact {
	rate := selected(c, &p.rates)
	market, inMarket := c.market(p.markets, p.rates.anchor)
	size, sized := p.size(c)
	if rate == nil || !inMarket || !sized {
		return exact{}
	}
	amount, ok := rate.terms[size][market]
	if !ok {
		c.ineligible("no rate for size %s in market %s", size, market)
		return exact{}
	}
	minor := amount.minor()
	c.amount("amount", rate.source, exactAmount(minor), func() string { return "size " + size + " in market " + market })
	c.decides(1)
	return exactAmount(minor)
}

// sizeNames returns the sizes of a pay; none unless it is by size.
func sizeNames(pay formula) []string {
	if sized, ok := pay.(*fixedBySize); ok {
		return sized.sizes.names
	}
	return nil
}

// size returns the customer's size, and whether there is one; that a segment is barred from it is noted.
func (p *fixedBySize) size(c *calculation) (string, bool) {
	size, ok := p.sizes.size(c, p.source)
	if ok {
		c.barred(size)
	}
	return size, ok
}

func (p *fixedBySize) paysIn(country Country, inputs PayInputs) Outcome {
	possible := p.sizes.possible(inputs.Quantities)
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *map[string]map[string]Money, market string) Outcome {
		return paysSome(possible, func(size string) Money { return (*rate)[size][market] })
	})
}

func (p *fixedBySize) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	p.sizes.aspects(l, p.source)
	addDated(l, RateChange, payRule, &p.rates, func(rate *map[string]map[string]Money, add addLine) {
		for _, size := range p.sizes.names {
			for _, market := range p.markets.markets {
				add(scope{market: market, size: size}, "rate of size "+size+" in market "+market, amountText((*rate)[size][market]))
			}
		}
	})
}

package mci

// perUnit pays an amount, by the customer's segment and the market, for each unit of a measure above a
// high-water mark that the customer reached before.
type perUnit struct {
	paysAs        PayKind
	paidIn        Currency
	markets       *MarketList
	counted       MeasureID
	highWaterMark MeasureID
	segmentNames  []string // of the catalog
	rates         dated[unitRate]
}

type unitRate struct {
	amounts map[Segment]map[string]Money // by segment and market; where there is no amount, it is not eligible
	most    Money                        // no amount for no cap
}

func (p *perUnit) kind() PayKind           { return p.paysAs }
func (p *perUnit) marketList() *MarketList { return p.markets }
func (*perUnit) rule() RuleID              { return "pay.per-unit" }
func (p *perUnit) currency() Currency      { return p.paidIn }
func (p *perUnit) measures() []MeasureID   { return []MeasureID{p.counted, p.highWaterMark} }

func (p *perUnit) whole(c *calculation) exact {
	rate := selected(c, &p.rates)
	market, inMarket := c.market(p.markets, p.rates.anchor)
	segment := c.inputs.Segment
	if segment == "" {
		c.needs("the customer's segment")
	}
	counted, known := c.quantity(p.counted)
	mark, marked := c.quantity(p.highWaterMark)
	if rate == nil || !inMarket || segment == "" || !known || !marked {
		return exact{}
	}
	each, ok := rate.terms.amounts[segment][market]
	above := counted.less(mark)
	switch {
	case !ok:
		c.ineligible("no rate for the segment %s in market %s", segment, market)
		return exact{}
	case above == Quantity{}:
		c.ineligible("%s of %s are not above the high-water mark of %s", p.counted, counted, mark)
		return exact{}
	}
	c.step("units", rate.source, func() (string, string) {
		return string(p.counted) + " of " + counted.String() + " above the high-water mark of " + mark.String(), above.String()
	})
	minor := each.minor()
	amount := byHundredths(minor, above.hundredths)
	c.amount("units by rate", rate.source, amount, func() string {
		return above.String() + " at " + each.String() + " for " + string(segment) + " in market " + market
	})
	return c.capped(amount, rate.terms.most, rate.source)
}

func (p *perUnit) paysIn(country Country, inputs PayInputs) Outcome {
	possible := p.segmentNames
	if inputs.Segment != "" {
		possible = []string{string(inputs.Segment)}
	}
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *unitRate, market string) Outcome {
		return paysSome(possible, func(segment string) Money { return rate.amounts[Segment(segment)][market] })
	})
}

func (p *perUnit) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	l.addPay(scope{}, l.engagement.source, "what is counted", string(p.counted))
	l.addPay(scope{}, l.engagement.source, "high-water mark", string(p.highWaterMark))
	addDated(l, RateChange, payRule, &p.rates, func(rate *unitRate, add addLine) {
		for _, name := range p.segmentNames {
			for _, market := range p.markets.markets {
				segment := Segment(name)
				add(scope{market: market, segment: segment}, "rate for "+name+" in market "+market, amountText(rate.amounts[segment][market]))
			}
		}
		add(scope{}, "cap", amountText(rate.most))
	})
}

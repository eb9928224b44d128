package catalog

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

var perUnitShape = payShape{
	name:   "per unit",
	rule:   "pay.per-unit",
	means:  "an amount for each unit above a high-water mark, by segment",
	source: mci.LibraryReading,
	read:   (*catalogReader).perUnit,
}

// perUnit pays an amount, by the customer's segment and the market, for each
// unit of a measure above a high-water mark that the customer reached before.
type perUnit struct {
	paysAs        PayKind
	paidIn        mci.Currency
	markets       *MarketList
	counted       mci.MeasureID
	highWaterMark mci.MeasureID
	segmentNames  []string // the catalog's segments
	rates         dated[unitRate]
}

type unitRate struct {
	// amounts are the rates by segment and market. If a segment has no amount
	// in a market, it is not eligible there.
	amounts map[mci.Segment]map[string]mci.Money
	// most is the cap; no amount if there is none.
	most mci.Money
}

func (p *perUnit) kind() PayKind             { return p.paysAs }
func (p *perUnit) marketList() *MarketList   { return p.markets }
func (*perUnit) rule() mci.RuleID            { return perUnitShape.rule }
func (p *perUnit) currency() mci.Currency    { return p.paidIn }
func (p *perUnit) measures() []mci.MeasureID { return []mci.MeasureID{p.counted, p.highWaterMark} }

func (p *perUnit) whole(c *calculation) mci.Exact {
	rate := selected(c, &p.rates)
	market, inMarket := c.market(p.markets, p.rates.anchor)
	segment := c.inputs.Segment
	if segment == "" {
		c.needs("the customer's segment")
	}
	var each mci.Money
	if rate != nil && inMarket {
		each = p.unitRate(c, &rate.terms, market)
	}
	counted, known := c.quantity(p.counted)
	mark, marked := c.quantity(p.highWaterMark)
	above := counted.Minus(mark)
	if known && marked && above == (mci.Quantity{}) {
		c.ineligible("%s of %s are not above the high-water mark of %s", p.counted, counted, mark)
	}
	if !c.possible() {
		return mci.Exact{}
	}
	c.step("units", rate.source, func() (string, string) {
		return string(p.counted) + " of " + counted.String() + " above the high-water mark of " + mark.String(), above.String()
	})
	minor := each.Minor()
	amount := above.Times(minor)
	c.amount("units by rate", rate.source, amount, func() string {
		return above.String() + " at " + each.String() + " for " + string(segment) + " in market " + market
	})
	return c.capped(amount, rate.terms.most, rate.source)
}

// unitRate returns the rate of the customer's segment in a market. If there is
// none, or no segment has one there, it notes that: no other input could help.
func (p *perUnit) unitRate(c *calculation, rate *unitRate, market string) mci.Money {
	segment := c.inputs.Segment
	each, ok := rate.amounts[segment][market]
	switch {
	case segment != "" && !ok:
		c.ineligible("no rate for the segment %s in market %s", segment, market)
	case segment == "":
		c.rateless(p.segmentNames, market, func(one string) mci.Money { return rate.amounts[mci.Segment(one)][market] })
	}
	return each
}

func (p *perUnit) paysIn(country mci.Country, inputs PayInputs) mci.Outcome {
	possible := p.segmentNames
	if inputs.Segment != "" {
		possible = []string{string(inputs.Segment)}
	}
	return paysOnSomeDay(&p.rates, p.markets, country, inputs.Dates, func(rate *unitRate, market string) mci.Outcome {
		return paysSome(possible, func(segment string) mci.Money { return rate.amounts[mci.Segment(segment)][market] })
	})
}

func (p *perUnit) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	l.addPay(Scope{}, l.engagement.source, countedMeasure.name(), plain(string(p.counted)))
	l.addPay(Scope{}, l.engagement.source, highWaterMark.name(), plain(string(p.highWaterMark)))
	addDated(l, payRule, &p.rates, func(rate *unitRate, add addLine) {
		for _, name := range p.segmentNames {
			for _, market := range p.markets.markets {
				segment := mci.Segment(name)
				add(Scope{Market: market, Segment: segment}, rateForSegment.name(name, market), amountText(rate.amounts[segment][market]))
			}
		}
		add(Scope{}, payCap.name(), amountText(rate.most))
	})
}

func (r *catalogReader) perUnit(o *object) formula {
	markets, currency := r.priced(o)
	p := &perUnit{
		paysAs: o.paysAs(), paidIn: currency, markets: markets,
		counted: r.measured(o, "measure"), highWaterMark: r.measured(o, "highWaterMark"),
	}
	if p.counted != "" && p.counted == p.highWaterMark {
		o.report("highWaterMark", vocabulary.Quote(string(p.counted)), "another measure than the one that is counted")
	}
	for _, segment := range r.into.segments {
		p.segmentNames = append(p.segmentNames, string(segment))
	}
	p.rates = readRule(r, o, "rates", markets, func(row *object) unitRate {
		amounts := amountsBy[mci.Segment](row, "amounts", p.segmentNames, wantSegment, func(inner *object, segment string) map[string]mci.Money {
			return r.amounts(inner, segment, markets, currency)
		})
		return unitRate{amounts, row.optionalAmount("cap", currency)}
	})
	return p
}

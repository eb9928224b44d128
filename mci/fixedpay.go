package mci

import "fmt"

// fixedByMarket pays one amount by market, from the rate that is in force on its anchor date.
type fixedByMarket struct {
	anchor  Anchor
	markets *MarketList
	rates   []fixedRate
}

type fixedRate struct {
	period     Period
	amounts    map[string]Money // by market; a market without an amount is not eligible
	incomplete string           // what of this rate is unpublished; the amount is then a base, not a total
	source     Source
}

func (*fixedByMarket) kind() PayKind { return FixedPay }

func (p *fixedByMarket) calculate(c *calculation) {
	date := c.inputs.Dates.On(p.anchor)
	if date.IsZero() {
		c.needs("the " + p.anchor.String() + " date")
		c.market(p.markets)
		return
	}
	rate, inForce := p.rateOn(date)
	if inForce == Fail {
		c.ineligible(fmt.Sprintf("no rate for %s on %s", p.anchor, date))
		return
	}
	c.step("rate", fmt.Sprintf("%s on %s selects the rate %s", p.anchor, date, rate.period), inForce.String(), rate.source)
	market, ok := c.market(p.markets)
	if !ok {
		return
	}
	amount, ok := rate.amounts[market]
	switch {
	case inForce == Unknown:
		c.needs(fmt.Sprintf("whether the rate is still in force on %s, known until %s", date, rate.period.KnownUntil))
	case !ok:
		c.ineligible("no rate in market " + market)
	case rate.incomplete != "":
		c.step("base", "market "+market+", a part of the total", amount.String(), rate.source)
		c.needs(rate.incomplete)
	default:
		c.step("amount", "market "+market, amount.String(), rate.source)
		c.payout.Steps[len(c.payout.Steps)-1].Limiting = true
		c.finish(amount.amount, amount.currency)
	}
}

// rateOn returns the rate whose period includes the date. Periods do not overlap.
func (p *fixedByMarket) rateOn(date Date) (fixedRate, Outcome) {
	for _, rate := range p.rates {
		if inForce := rate.period.Includes(date); inForce != Fail {
			return rate, inForce
		}
	}
	return fixedRate{}, Fail
}

func (p *fixedByMarket) paysIn(country Country, dates AnchorDates) Outcome {
	market, _ := p.markets.Market(country)
	date := dates.On(p.anchor)
	for _, rate := range p.rates {
		inForce := rate.period.Includes(date)
		if !date.IsZero() && inForce == Unknown {
			return Unknown
		}
		if _, ok := rate.amounts[market]; ok && inForce != Fail {
			return Pass
		}
	}
	return Fail
}

package catalog

import (
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

var shareByTierShape = payShape{
	name:   "share by tier",
	rule:   "pay.share-by-tier",
	means:  "a share of an amount, whose percentage and cap depend on a tier that a measure chooses",
	source: mci.LibraryReading,
	read:   (*catalogReader).shareByTier,
}

// shareByTier pays a share of an amount. A measure, such as seats, chooses the
// tier, and the tier gives the percentage and the cap. The share is of the
// whole amount, such as the contract value.
type shareByTier struct {
	paysAs PayKind
	paidIn mci.Currency
	of     mci.MeasureID // an amount of money; empty for the contract value
	by     mci.MeasureID // chooses the tier
	rates  dated[[]measuredTier]
}

// A measuredTier begins at a quantity and ends where the next one begins.
type measuredTier struct {
	lower bound[mci.Quantity]
	share mci.Percent
	most  mci.Money // no amount if there is no cap
}

func (p *shareByTier) kind() PayKind          { return p.paysAs }
func (*shareByTier) marketList() *MarketList  { return nil }
func (*shareByTier) rule() mci.RuleID         { return shareByTierShape.rule }
func (p *shareByTier) currency() mci.Currency { return p.paidIn }

func (p *shareByTier) measures() []mci.MeasureID {
	if p.of == "" {
		return []mci.MeasureID{p.by}
	}
	return []mci.MeasureID{p.by, p.of}
}

func (p *shareByTier) whole(c *calculation) mci.Exact {
	rate := selected(c, &p.rates)
	amount := c.amountOf(p.of, p.paidIn)
	chosen := p.tier(c, rate)
	if !c.possible() { // as it is without a tier
		return mci.Exact{}
	}
	paid := chosen.share.Of(amount)
	c.amount("share", rate.source, paid, func() string {
		return fmt.Sprintf("%s of %s of %s", chosen.share, amountName(p.of), mci.MoneyOf(amount, p.paidIn))
	})
	return c.capped(paid, chosen.most, rate.source)
}

// tier returns the tier that the measure reaches. If there is none, it notes
// the reason and returns nil.
func (p *shareByTier) tier(c *calculation, rate *datedRow[[]measuredTier]) *measuredTier {
	counted, known := c.quantity(p.by)
	if rate == nil || !known {
		return nil
	}
	var reached *measuredTier
	for i := range rate.terms {
		if rate.terms[i].lower.admits(counted) {
			reached = &rate.terms[i]
		}
	}
	if reached == nil {
		c.ineligible("%s of %s, and the first tier begins %s", p.by, counted, quantityBound(rate.terms[0].lower))
		return nil
	}
	c.step("tier", rate.source, func() (string, string) {
		return "by " + string(p.by) + ", " + counted.String(), quantityBound(reached.lower)
	})
	return reached
}

func (p *shareByTier) paysIn(_ mci.Country, inputs PayInputs) mci.Outcome {
	return paysOn(&p.rates, inputs)
}

func (p *shareByTier) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	l.addPay(Scope{}, l.engagement.source, shareBase.name(), baseOf(p.of))
	l.addPay(Scope{}, l.engagement.source, tierMeasure.name(), plain(string(p.by)))
	addDated(l, payRule, &p.rates, func(tiers *[]measuredTier, add addLine) {
		for i, t := range *tiers {
			lower := quantityStatement(t.lower)
			add(Scope{}, shareTier.name(strconv.Itoa(i+1)), statement{t.share.String() + " " + lower.value, t.share.String() + " " + lower.words})
			add(Scope{}, tierCap.name(strconv.Itoa(i+1)), amountText(t.most))
		}
	})
}

func (r *catalogReader) shareByTier(o *object) formula {
	p := &shareByTier{paysAs: o.paysAs(), paidIn: o.currency()}
	p.of, p.by = r.shareOf(o, p.paidIn), r.measured(o, "tierBy")
	p.rates = readRule(r, o, "rates", nil, func(row *object) []measuredTier {
		var tiers []measuredTier
		var bounds []bound[mci.Quantity]
		row.objects("tiers", func(one *object) {
			lower := readRising(one, bounds, mci.ParseQuantity, quantityBound)
			bounds = append(bounds, lower)
			tiers = append(tiers, measuredTier{lower, one.percent("percent"), one.optionalAmount("cap", p.paidIn)})
			one.done()
		})
		return tiers
	})
	return p
}

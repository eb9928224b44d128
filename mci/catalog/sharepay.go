package catalog

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

var shareOfAmountShape = payShape{
	name:   "share of amount",
	rule:   "pay.share-of-amount",
	means:  "a share of an amount in tiers, with a cap",
	source: mci.LibraryReading,
	read:   (*catalogReader).shareOfAmount,
}

// shareOfAmount pays a share of an amount in tiers, up to a cap. Each tier's
// share is paid for the slice of the amount that lies in the tier. If ofWhole
// is set, the share of the highest tier that the amount reaches is paid for the
// whole amount instead.
type shareOfAmount struct {
	paysAs  PayKind
	paidIn  mci.Currency
	of      mci.MeasureID // an amount of money; empty for the contract value
	ofWhole bool
	rates   dated[shareRate]
}

type shareRate struct {
	tiers []tier    // at rising bounds
	most  mci.Money // no amount if there is no cap
}

type tier struct {
	lower bound[units]
	share mci.Percent
}

func (p *shareOfAmount) kind() PayKind          { return p.paysAs }
func (*shareOfAmount) marketList() *MarketList  { return nil }
func (*shareOfAmount) rule() mci.RuleID         { return shareOfAmountShape.rule }
func (p *shareOfAmount) currency() mci.Currency { return p.paidIn }

func (p *shareOfAmount) measures() []mci.MeasureID {
	if p.of == "" {
		return nil
	}
	return []mci.MeasureID{p.of}
}

// amountOf returns the amount whose share is paid, in minor units of a
// currency. It is the amount of a measure, or the contract value if there is no
// measure. If it is unknown, that is recorded as missing.
func (c *calculation) amountOf(measure mci.MeasureID, currency mci.Currency) int64 {
	if measure == "" {
		return c.contractValue(currency)
	}
	q, ok := c.quantity(measure)
	minor, isWhole := q.Minor(currency)
	if ok && !isWhole {
		c.needs("%s in whole minor units of %s", measure, currency)
	}
	return minor
}

// amountName returns the name of the amount whose share is paid.
func amountName(measure mci.MeasureID) string {
	if measure == "" {
		return "the contract value"
	}
	return string(measure)
}

func (p *shareOfAmount) whole(c *calculation) mci.Exact {
	rate := selected(c, &p.rates)
	amount := c.amountOf(p.of, p.paidIn)
	if rate == nil || !c.possible() {
		return mci.Exact{}
	}
	tiers := rate.terms.tiers
	reached := -1
	for i := range tiers {
		if tiers[i].lower.admits(units(amount)) {
			reached = i
		}
	}
	if reached < 0 {
		c.ineligible("%s of %s, and the first tier begins %s", amountName(p.of), mci.MoneyOf(amount, p.paidIn), p.words(tiers[0].lower))
		return mci.Exact{}
	}
	var paid mci.Exact
	if p.ofWhole {
		t := &tiers[reached]
		paid = t.share.Of(amount)
		c.amount("share", rate.source, paid, func() string {
			return fmt.Sprintf("%s of %s of %s, %s", t.share, amountName(p.of), mci.MoneyOf(amount, p.paidIn), p.words(t.lower))
		})
	} else {
		paid = p.slices(c, rate, tiers[:reached+1], amount)
		c.amount("shares", rate.source, paid, func() string { return "the sum of the slices" })
	}
	return c.capped(paid, rate.terms.most, rate.source)
}

// slices adds up the shares of the slices, up to the tier that the amount
// reaches.
func (p *shareOfAmount) slices(c *calculation, rate *datedRow[shareRate], tiers []tier, amount int64) mci.Exact {
	var total mci.Exact
	for i, t := range tiers {
		end := amount
		if i+1 < len(tiers) {
			end = int64(tiers[i+1].lower.at)
		}
		slice := end - int64(t.lower.at)
		part := t.share.Of(slice)
		total = total.Plus(part)
		c.amount("slice", rate.source, part, func() string {
			return fmt.Sprintf("%s of %s, %s", t.share, mci.MoneyOf(slice, p.paidIn), p.words(t.lower))
		})
	}
	return total
}

// baseOf returns the amount whose share is paid, in the catalog's words.
func baseOf(of mci.MeasureID) statement {
	return statement{cmp.Or(string(of), contractValue), amountName(of)}
}

func (p *shareOfAmount) words(b bound[units]) string { return moneyBound(b, p.paidIn) }

func (p *shareOfAmount) paysIn(_ mci.Country, inputs PayInputs) mci.Outcome {
	return paysOn(&p.rates, inputs)
}

// paysOn answers whether a rate that is the same in all countries is in force
// on the day of its anchor. If the day is not known, there is one on some day.
func paysOn[T any](rates *dated[T], inputs PayInputs) mci.Outcome {
	day := inputs.Dates.On(rates.anchor)
	_, inForce := rates.on(day)
	if inForce == mci.Unknown && day.IsZero() {
		return mci.Pass
	}
	return inForce
}

func (p *shareOfAmount) aspects(l *aspectList) {
	l.pay(p, p.rates.anchor)
	l.addPay(Scope{}, l.engagement.source, shareBase.name(), baseOf(p.of))
	l.addPay(Scope{}, l.engagement.source, shareOfWhole.name(), yes(p.ofWhole))
	addDated(l, payRule, &p.rates, func(rate *shareRate, add addLine) {
		for i, t := range rate.tiers {
			lower := t.lower.canonical(amountText(mci.MoneyOf(int64(t.lower.at), p.paidIn)).value)
			add(Scope{}, shareTier.name(strconv.Itoa(i+1)), statement{t.share.String() + " " + lower, t.share.String() + " " + p.words(t.lower)})
		}
		add(Scope{}, payCap.name(), amountText(rate.most))
	})
}

func (r *catalogReader) shareOfAmount(o *object) formula {
	p := &shareOfAmount{paysAs: o.paysAs(), paidIn: o.currency()}
	p.of = r.shareOf(o, p.paidIn)
	p.ofWhole = read(o, "tiersOf", "slice or whole amount", vocabulary.Names[uint8]{Texts: []string{"slice", "whole amount"}}.Parse) == 1
	p.rates = readRule(r, o, "rates", nil, func(row *object) shareRate {
		return shareRate{r.tiers(row, p.paidIn), row.optionalAmount("cap", p.paidIn)}
	})
	return p
}

// shareOf reads the amount whose share is paid. It is a measure in the currency
// of the pay. If it is the contract value, shareOf returns no measure.
func (r *catalogReader) shareOf(o *object, currency mci.Currency) mci.MeasureID {
	return read(o, "of", contractValue+", or "+wantMeasure, func(id string) (mci.MeasureID, error) {
		measure, ok := r.measures[id]
		switch {
		case id == contractValue:
			return "", nil
		case !ok || measure.Currency != currency:
			return "", mci.Invalid("", id, contractValue+", or a measure in "+string(currency))
		}
		return measure.ID, nil
	})
}

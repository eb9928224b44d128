package catalog

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

const (
	twoStages     = "two stages"
	contractValue = "contract value"
)

// pay reads a pay shape. If it is divided into two stages, it returns the
// stages too; otherwise they are nil.
func (r *catalogReader) pay(o *object) (formula, *stages) {
	shapes := vocabulary.Names[uint8]{Texts: []string{""}}
	for _, p := range payShapes {
		shapes.Texts = append(shapes.Texts, p.name)
	}
	shapes.Texts = append(shapes.Texts, twoStages)
	shape := int(read(o, "kind", shapes.Allowed(), shapes.Parse))
	defer func() {
		if shape != 0 {
			o.done()
		}
	}()
	switch {
	case shape == 0:
		return nil, nil
	case shape <= len(payShapes):
		return payShapes[shape-1].read(r, o), nil
	}
	divided := r.stages(o)
	whole, again := r.pay(o.object("whole"))
	if again != nil {
		o.field("whole").Member("kind").Report(vocabulary.Quote(twoStages), "a shape of pay that is not divided itself")
	}
	return whole, divided
}

func (r *catalogReader) stages(o *object) *stages {
	s := &stages{onApproval: o.percent("onApproval"), source: r.source(o)}
	if !s.onApproval.IsNone() && s.onApproval.Rest().IsNone() {
		o.report("onApproval", vocabulary.Quote(s.onApproval.String()), "a percentage below 100, which leaves something for the target")
	}
	target := o.object("target")
	s.measure, s.target = r.measured(target, "measure"), readBound(target, mci.ParseQuantity)
	window := target.object("window")
	names := anchorsTo(mci.ApprovalAnchor)
	s.anchor = read(window, "anchor", names.Allowed(), names.Parse)
	s.first = window.whole("firstDay", 0, mostDays)
	s.last = window.whole("lastDay", s.first, mostDays)
	window.done()
	target.done()
	return s
}

// priced reads the fields that all shapes with markets share.
func (r *catalogReader) priced(o *object) (*MarketList, mci.Currency) {
	return lookUp(o, "marketList", wantList, r.lists), o.currency()
}

// ladder reads a ladder. All ladders of a row give the same sizes, from the
// smallest; the first ladder decides which.
func (r *catalogReader) ladder(s *sizeRow, o *object) {
	l := ladder{measure: r.measured(o, "measure")}
	if o.has("minus") {
		l.minus = r.measured(o, "minus")
	}
	var names []string
	o.objects("steps", func(step *object) {
		name := step.text("size")
		step.unique("size", name, slices.Contains(names, name))
		names = append(names, name)
		l.steps = append(l.steps, readRising(step, l.steps, mci.ParseQuantity, quantityBound))
		step.done()
	})
	l.most = readEnd(o)
	if n := len(l.steps); l.most != nil && n > 0 && l.most.compare(l.steps[n-1]) <= 0 {
		o.report("", "an end at "+l.most.at.String(), "one above the bound of the largest size, so that it can be reached")
	}
	if len(s.ladders) == 0 {
		s.names = names
	} else if !slices.Equal(s.names, names) {
		o.report("steps", "the sizes "+enumerate(names), "those of the first ladder: "+enumerate(s.names))
	}
	o.done()
	s.ladders = append(s.ladders, l)
}

// readRising reads a bound. It reports a bound that is not above the one before
// it, because no value could lie between them.
func readRising[V measurable[V]](o *object, before []bound[V], parse func(string) (V, error), words func(bound[V]) string) bound[V] {
	found := o.problems()
	next := readBound(o, parse)
	if n := len(before); n > 0 && o.problems() == found && next.compare(before[n-1]) <= 0 {
		o.report("", words(next), "a bound above the one before, "+words(before[n-1]))
	}
	return next
}

// paysAs reads the pay kind of a shape that can be fixed or variable.
func (o *object) paysAs() PayKind {
	return read(o, "pays", payKindNames.Allowed(), payKindNames.Parse)
}

func (r *catalogReader) tiers(o *object, currency mci.Currency) []tier {
	var tiers []tier
	var bounds []bound[units]
	o.objects("tiers", func(one *object) {
		lower := readRising(one, bounds, func(text string) (units, error) {
			if currency == "" {
				return 0, nil // reported already
			}
			m, err := mci.ParseMoney(text, currency)
			if err == nil && strings.HasPrefix(text, "-") {
				err = mci.Invalid("", text, "an amount of zero or more")
			}
			minor := m.Minor()
			return units(minor), err
		}, func(b bound[units]) string { return moneyBound(b, currency) })
		bounds = append(bounds, lower)
		tiers = append(tiers, tier{lower, one.percent("percent")})
		one.done()
	})
	return tiers
}

// anchorsTo returns the names of the anchors up to last, included.
func anchorsTo(last mci.Anchor) vocabulary.Names[mci.Anchor] {
	texts := make([]string, last+1)
	for anchor := range texts {
		texts[anchor] = mci.Anchor(anchor).String()
	}
	return vocabulary.Names[mci.Anchor]{Texts: texts}
}

func (o *object) percent(name string) mci.Percent {
	return read(o, name, "a percentage such as 15", mci.ParsePercent)
}

func (o *object) currency() mci.Currency {
	return read(o, "currency", wantMoneyKind, mci.ParseCurrency)
}

// amount reads a required amount above zero in a currency that was read before.
func (o *object) amount(name string, currency mci.Currency) mci.Money {
	const want = "an amount above zero in digits, such as \"5000\""
	return read(o, name, want, func(text string) (mci.Money, error) {
		if currency == "" {
			return mci.Money{}, nil // the currency was reported already
		}
		m, err := mci.ParseMoney(text, currency)
		if err == nil && m.Sign() <= 0 {
			err = mci.Invalid("", text, want)
		}
		return m, err
	})
}

func (o *object) optionalAmount(name string, currency mci.Currency) mci.Money {
	if !o.has(name) {
		return mci.Money{}
	}
	return o.amount(name, currency)
}

// money reads a required amount above zero with its own currency.
func (o *object) money(name string) mci.Money {
	inner := o.object(name)
	defer inner.done()
	return inner.amount("amount", inner.currency())
}

// amounts reads a required object of amounts by market. If a market is left
// out, it has no rate.
func (r *catalogReader) amounts(o *object, name string, list *MarketList, currency mci.Currency) map[string]mci.Money {
	inner := o.object(name)
	defer inner.done()
	amounts := map[string]mci.Money{}
	for _, market := range inner.names() {
		if list != nil && len(list.markets) > 0 && !list.has[market] {
			inner.report(market, vocabulary.Quote(market), oneOf("a market of the list "+vocabulary.Quote(list.id), list.markets))
		}
		amounts[market] = inner.amount(market, currency)
	}
	if len(amounts) == 0 {
		inner.report("", "no market", "an amount for at least one market")
	}
	return amounts
}

// amountsBy reads a required object with one entry for each of the known names,
// such as sizes. A name may be left out.
func amountsBy[K ~string](o *object, name string, known []string, want string, entry func(*object, string) map[string]mci.Money) map[K]map[string]mci.Money {
	inner := o.object(name)
	defer inner.done()
	amounts, declared := map[K]map[string]mci.Money{}, map[string]bool{}
	for _, name := range known {
		declared[name] = true
	}
	for _, one := range inner.names() {
		if !declared[one] {
			inner.has(one)
			inner.report(one, vocabulary.Quote(one), want)
			continue
		}
		amounts[K(one)] = entry(inner, one)
	}
	if len(inner.names()) == 0 {
		inner.report("", "nothing", "amounts for "+want)
	}
	return amounts
}

package mci

import (
	"slices"
	"strings"
)

// pays holds the reader of each shape of pay by its name in the format.
var pays = []struct {
	name string
	read func(*catalogReader, *object) formula
}{
	{"fixed by market", (*catalogReader).fixedByMarket},
	{"fixed by size and market", (*catalogReader).fixedBySize},
	{"lowest of three", (*catalogReader).lowestOfThree},
	{"per unit", (*catalogReader).perUnit},
	{"share of amount", (*catalogReader).shareOfAmount},
}

const (
	twoStages     = "two stages"
	contractValue = "contract value"
)

// pay takes a shape of pay, with what divides it into stages if it is so divided.
func (r *catalogReader) pay(o *object) (formula, *stages) {
	shapes := Names[uint8]{Texts: []string{""}}
	for _, p := range pays {
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
	case shape <= len(pays):
		return pays[shape-1].read(r, o), nil
	}
	divided := r.stages(o)
	whole, again := r.pay(o.object("whole"))
	if again != nil {
		r.report(o.at("whole")+".kind", quote(twoStages), "a shape of pay that is not divided itself")
	}
	return whole, divided
}

func (r *catalogReader) stages(o *object) *stages {
	s := &stages{onApproval: o.percent("onApproval"), source: r.source(o)}
	if s.onApproval.millionths == wholePercent {
		o.report("onApproval", quote(s.onApproval.String()), "a percentage below 100, which leaves something for the target")
	}
	target := o.object("target")
	s.measure, s.target = r.measured(target, "measure"), readBound(target, ParseQuantity)
	window := target.object("window")
	names := Names[Anchor]{Texts: anchorNames.Texts[:ApprovalAnchor+1]}
	s.anchor = read(window, "anchor", names.Allowed(), names.Parse)
	s.first = window.whole("firstDay", 0, mostDays)
	s.last = window.whole("lastDay", s.first, mostDays)
	window.done()
	target.done()
	return s
}

// priced takes what the shapes with markets have in common.
func (r *catalogReader) priced(o *object) (*MarketList, Currency) {
	return lookUp(o, "marketList", wantList, r.lists), o.currency()
}

func (r *catalogReader) fixedByMarket(o *object) formula {
	markets, currency := r.priced(o)
	return &fixedByMarket{currency, markets, readRule(r, o, "rates", markets, func(row *object) fixedRate {
		return fixedRate{r.amounts(row, "amounts", markets, currency), row.optionalText("incomplete")}
	})}
}

func (r *catalogReader) fixedBySize(o *object) formula {
	markets, currency := r.priced(o)
	p := &fixedBySize{paidIn: currency, markets: markets}
	sized := o.object("sizes")
	p.source = r.source(sized)
	sized.items("ladders", func(path string, v value) { r.ladder(&p.sizes, r.object(path, v)) })
	sized.done()
	p.rates = readRule(r, o, "rates", markets, func(row *object) map[string]map[string]Money {
		return amountsBy[string](row, "amounts", p.sizes.names, oneOf("a size of the ladders", p.sizes.names), func(inner *object, size string) map[string]Money {
			return r.amounts(inner, size, markets, currency)
		})
	})
	return p
}

// ladder takes a ladder. Each one gives the same sizes, from the smallest; the first decides which.
func (r *catalogReader) ladder(s *sizes, o *object) {
	l := ladder{measure: r.measured(o, "measure")}
	if o.has("minus") {
		l.minus = r.measured(o, "minus")
	}
	var names []string
	o.items("steps", func(path string, v value) {
		step := r.object(path, v)
		name := step.text("size")
		r.once(path+".size", name, slices.Contains(names, name))
		names = append(names, name)
		l.steps = append(l.steps, readRising(step, l.steps, ParseQuantity, quantityBound))
		step.done()
	})
	const want = "digits such as 5000"
	switch {
	case o.has("upTo"):
		l.most = &bound[Quantity]{read(o, "upTo", want, ParseQuantity), true}
	case o.has("below"):
		l.most = &bound[Quantity]{read(o, "below", want, ParseQuantity), false}
	}
	if o.has("upTo") && o.has("below") {
		o.report("below", "a second end", "either upTo or below")
	} else if n := len(l.steps); l.most != nil && n > 0 && l.most.compare(l.steps[n-1]) <= 0 {
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

// readRising takes a bound, and reports one that is not above the one before it, so that nothing could be between them.
func readRising[V measurable[V]](o *object, before []bound[V], parse func(string) (V, error), words func(bound[V]) string) bound[V] {
	found := o.reader.found()
	next := readBound(o, parse)
	if n := len(before); n > 0 && o.reader.found() == found && next.compare(before[n-1]) <= 0 {
		o.report("", words(next), "a bound above the one before, "+words(before[n-1]))
	}
	return next
}

func (r *catalogReader) lowestOfThree(o *object) formula {
	markets, currency := r.priced(o)
	return &lowestOfThree{currency, markets, readRule(r, o, "rates", markets, func(row *object) variableRate {
		return variableRate{row.percent("percent"), r.amounts(row, "hourlyRates", markets, currency), row.amount("cap", currency)}
	})}
}

// paysAs takes the kind of pay where the shape leaves it open.
func (o *object) paysAs() PayKind {
	return read(o, "pays", payKindNames.Allowed(), payKindNames.Parse)
}

func (r *catalogReader) perUnit(o *object) formula {
	markets, currency := r.priced(o)
	p := &perUnit{
		paysAs: o.paysAs(), paidIn: currency, markets: markets,
		counted: r.measured(o, "measure"), highWaterMark: r.measured(o, "highWaterMark"),
	}
	if p.counted != "" && p.counted == p.highWaterMark {
		o.report("highWaterMark", quote(string(p.counted)), "another measure than the one that is counted")
	}
	for _, segment := range r.into.segments {
		p.segmentNames = append(p.segmentNames, string(segment))
	}
	p.rates = readRule(r, o, "rates", markets, func(row *object) unitRate {
		amounts := amountsBy[Segment](row, "amounts", p.segmentNames, wantSegment, func(inner *object, segment string) map[string]Money {
			return r.amounts(inner, segment, markets, currency)
		})
		return unitRate{amounts, row.optionalAmount("cap", currency)}
	})
	return p
}

func (r *catalogReader) shareOfAmount(o *object) formula {
	p := &shareOfAmount{paysAs: o.paysAs(), paidIn: o.currency()}
	p.of = read(o, "of", contractValue+", or "+wantMeasure, func(id string) (MeasureID, error) {
		measure, ok := r.measures[id]
		switch {
		case id == contractValue:
			return "", nil
		case !ok || measure.Currency != p.paidIn:
			return "", Invalid("", id, contractValue+", or a measure in "+string(p.paidIn))
		}
		return measure.ID, nil
	})
	p.ofWhole = read(o, "tiersOf", "slice or whole amount", Names[uint8]{Texts: []string{"slice", "whole amount"}}.Parse) == 1
	p.rates = readRule(r, o, "rates", nil, func(row *object) shareRate {
		return shareRate{r.tiers(row, p.paidIn), row.optionalAmount("cap", p.paidIn)}
	})
	return p
}

func (r *catalogReader) tiers(o *object, currency Currency) []tier {
	var tiers []tier
	var bounds []bound[units]
	o.items("tiers", func(path string, v value) {
		one := r.object(path, v)
		lower := readRising(one, bounds, func(text string) (units, error) {
			if currency == "" {
				return 0, nil // reported already
			}
			m, err := ParseMoney(text, currency)
			if err == nil && strings.HasPrefix(text, "-") {
				err = Invalid("", text, "an amount of zero or more")
			}
			minor := m.minor()
			return units(minor), err
		}, func(b bound[units]) string { return moneyBound(b, currency) })
		bounds = append(bounds, lower)
		tiers = append(tiers, tier{lower, one.percent("percent")})
		one.done()
	})
	return tiers
}

func (o *object) percent(name string) Percent {
	return read(o, name, "a percentage such as 15", ParsePercent)
}

func (o *object) currency() Currency {
	return read(o, "currency", wantCurrency, ParseCurrency)
}

// amount takes a required amount above zero in a currency that was read before.
func (o *object) amount(name string, currency Currency) Money {
	const want = "an amount above zero in digits, such as \"5000\""
	return read(o, name, want, func(text string) (Money, error) {
		if currency == "" {
			return Money{}, nil // the currency was reported already
		}
		m, err := ParseMoney(text, currency)
		if err == nil && m.Sign() <= 0 {
			err = Invalid("", text, want)
		}
		return m, err
	})
}

func (o *object) optionalAmount(name string, currency Currency) Money {
	if !o.has(name) {
		return Money{}
	}
	return o.amount(name, currency)
}

// money takes a required amount above zero with its own currency.
func (o *object) money(name string) Money {
	inner := o.object(name)
	defer inner.done()
	return inner.amount("amount", inner.currency())
}

// amounts takes a required object of amounts by market. A market may be left out: it has no rate.
func (r *catalogReader) amounts(o *object, name string, list *MarketList, currency Currency) map[string]Money {
	inner := o.object(name)
	amounts := map[string]Money{}
	for _, market := range inner.fields.names {
		if list != nil && len(list.markets) > 0 && !list.has[market] {
			inner.report(market, quote(market), oneOf("a market of the list "+quote(list.id), list.markets))
		}
		amounts[market] = inner.amount(market, currency)
	}
	if len(amounts) == 0 {
		inner.report("", "no market", "an amount for at least one market")
	}
	return amounts
}

// amountsBy takes a required object with one entry for each of some names, such as sizes. A name may be left out.
func amountsBy[K ~string](o *object, name string, known []string, want string, entry func(*object, string) map[string]Money) map[K]map[string]Money {
	inner := o.object(name)
	amounts, declared := map[K]map[string]Money{}, map[string]bool{}
	for _, name := range known {
		declared[name] = true
	}
	for _, one := range inner.fields.names {
		if !declared[one] {
			inner.take(one)
			inner.report(one, quote(one), want)
			continue
		}
		amounts[K(one)] = entry(inner, one)
	}
	if len(inner.fields.names) == 0 {
		inner.report("", "nothing", "amounts for "+want)
	}
	return amounts
}

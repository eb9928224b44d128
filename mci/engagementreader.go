package mci

import (
	"fmt"
	"slices"
)

func (r *catalogReader) engagement(edition *Edition, o *object) *Engagement {
	e := &Engagement{
		edition:      edition,
		id:           EngagementID(o.text("id")),
		name:         o.text("name"),
		variant:      o.optionalText("variant"),
		solutionArea: o.text("solutionArea"),
		partnerRole:  o.text("partnerRole"),
		idTypes:      texts(o, "idTypes", idTypeNames.Parse),
		windows:      lookUp(o, "clocks", "the ID of one of the catalog's clocks", r.windows),
		source:       r.source(o),
	}
	if o.has("countries") {
		e.countries = texts(o, "countries", ParseCountry)
		onceEach(r, o.at("countries"), e.countries)
	}
	offered := o.object("offered")
	e.offered = offered.period()
	offered.done()
	e.evidence = r.evidence(o.object("evidence"))
	if o.has("claimLimit") {
		e.limit = r.claimLimit(o.object("claimLimit"))
	}
	if o.has("opportunity") {
		e.opportunity = r.opportunity(o.object("opportunity"))
	}
	if o.has("referral") {
		e.referral = r.referral(o.object("referral"))
	}
	e.pay = r.pay(o.object("pay"))
	r.checkIDTypes(e, o)
	o.done()
	return e
}

// checkIDTypes holds the one rule that ties the IDs to the kind of pay.
func (r *catalogReader) checkIDTypes(e *Engagement, o *object) {
	if e.pay == nil {
		return // reported already
	}
	for i, kind := range e.idTypes {
		if kind == 0 {
			continue // reported already
		}
		if (kind == OpportunityID) != (e.PayKind() == VariablePay) {
			r.report(itemPath(o.at("idTypes"), i), quote(kind.String()), "an ID type that "+e.PayKind().String()+" pay takes")
		}
	}
	onceEach(r, o.at("idTypes"), e.idTypes)
}

// onceEach reports the elements of a list that were in it before.
func onceEach[T comparable](r *catalogReader, path string, list []T) {
	seen := map[T]bool{}
	for i, v := range list {
		r.once(itemPath(path, i), fmt.Sprint(v), seen[v])
		seen[v] = true
	}
}

func (r *catalogReader) evidence(o *object) EvidenceTerms {
	terms := EvidenceTerms{source: r.source(o)}
	parts := texts(o, "parts", evidencePartNames.Parse)
	onceEach(r, o.at("parts"), parts)
	for _, part := range parts {
		terms.required[part] = true
	}
	terms.required[0] = false // where an unknown part was reported
	if o.has("templates") {
		o.items("templates", func(path string, v value) {
			t := r.object(path, v)
			rule := templateRule{t.date("submittedFrom"), t.date("published"), r.source(t)}
			if n := len(terms.templates); n > 0 && !rule.submittedFrom.IsZero() && rule.submittedFrom.Compare(terms.templates[n-1].submittedFrom) <= 0 {
				t.report("submittedFrom", rule.submittedFrom.String(), "a day after the one of the rule before it")
			}
			t.done()
			terms.templates = append(terms.templates, rule)
		})
	}
	o.done()
	return terms
}

func (r *catalogReader) claimLimit(o *object) ClaimLimit {
	defer o.done()
	return ClaimLimit{Claims: o.whole("claims", 1, 1000), Source: r.source(o)}
}

func (r *catalogReader) opportunity(o *object) OpportunityTerms {
	terms := OpportunityTerms{
		MinimumHours: readOptional(o, "minimumHours", "hours such as 20", ParseHours),
		Status:       o.optionalText("status"),
		Source:       r.source(o),
	}
	if o.has("minimumContractValue") {
		terms.MinimumContractValue = o.money("minimumContractValue")
	}
	if o.has("stages") {
		terms.stages = texts(o, "stages", func(s string) (string, error) { return s, CheckText("", s, mostTextBytes) })
	}
	o.done()
	return terms
}

func (r *catalogReader) referral(o *object) ReferralTerms {
	terms := ReferralTerms{Source: r.source(o)}
	o.items("create", func(path string, v value) { terms.Create = append(terms.Create, r.condition(r.object(path, v))) })
	if o.has("upgrade") {
		o.items("upgrade", func(path string, v value) { terms.Upgrade = append(terms.Upgrade, r.condition(r.object(path, v))) })
	}
	o.done()
	return terms
}

func (r *catalogReader) condition(o *object) ReferralCondition {
	condition := ReferralCondition{Fact: read(o, "fact", referralFactNames.Allowed(), referralFactNames.Parse)}
	switch condition.Fact {
	case DealSizeAtLeast:
		condition.AtLeast = o.money("atLeast")
	case 0:
		o.take("atLeast") // the fact was reported, so whether this belongs to it cannot be told
	case ManagedByMicrosoft:
	}
	o.done()
	return condition
}

// pays holds the reader of each shape of pay by its name in the format.
var pays = []struct {
	name string
	read func(*catalogReader, *object) formula
}{
	{"fixed by market", (*catalogReader).fixedByMarket},
	{"lowest of three", (*catalogReader).lowestOfThree},
}

func (r *catalogReader) pay(o *object) formula {
	shapes := Names[uint8]{Texts: []string{""}}
	for _, p := range pays {
		shapes.Texts = append(shapes.Texts, p.name)
	}
	shape := read(o, "kind", shapes.Allowed(), shapes.Parse)
	if shape == 0 {
		return nil
	}
	pay := pays[shape-1].read(r, o)
	o.done()
	return pay
}

func (r *catalogReader) fixedByMarket(o *object) formula {
	pay := &fixedByMarket{
		anchor:  read(o, "anchor", anchorNames.Allowed(), anchorNames.Parse),
		markets: lookUp(o, "marketList", "the ID of one of the catalog's market lists", r.lists),
	}
	currency := o.currency()
	var periods []Period // of the rates before that were understood
	o.items("rates", func(path string, v value) {
		rate := r.object(path, v)
		read := fixedRate{
			period:     rate.period(),
			amounts:    r.amounts(rate, "amounts", pay.markets, currency),
			incomplete: rate.optionalText("incomplete"),
			source:     r.source(rate),
		}
		rate.done()
		pay.rates = append(pay.rates, read)
		if !rate.understood("from", read.period.From) || !rate.understood("until", read.period.Until) {
			return
		}
		if i := slices.IndexFunc(periods, read.period.overlaps); i >= 0 {
			rate.report("from", read.period.String(), "a period that does not overlap the one "+periods[i].String())
		}
		periods = append(periods, read.period)
	})
	return pay
}

func (r *catalogReader) lowestOfThree(o *object) formula {
	pay := &lowestOfThree{
		share:   read(o, "percent", "a percentage such as 15", ParsePercent),
		markets: lookUp(o, "marketList", "the ID of one of the catalog's market lists", r.lists),
		source:  r.source(o),
	}
	currency := o.currency()
	pay.hourly = r.amounts(o, "hourlyRates", pay.markets, currency)
	pay.cap = o.amount("cap", currency)
	return pay
}

// understood reports whether a day is left out or was read, in an object that is there, and not reported.
func (o *object) understood(name string, day Date) bool {
	return !o.silent && (!o.has(name) || !day.IsZero())
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
	for _, f := range inner.fields {
		if list != nil && !list.has(f.name) {
			inner.report(f.name, "a market that list "+list.id+" does not have", "a market of the list")
		}
		amounts[f.name] = inner.amount(f.name, currency)
	}
	if len(amounts) == 0 {
		inner.report("", "no market", "an amount for at least one market")
	}
	return amounts
}

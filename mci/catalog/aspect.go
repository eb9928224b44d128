package catalog

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
)

// An Aspect is one statement of an edition about an engagement, such as the
// rate in market A, with the days on which each version of it holds. The zero
// Aspect says nothing.
type Aspect struct {
	// ID is the kind of the statement. The words of What may change; the ID
	// does not.
	ID AspectID `json:"id,omitempty"`
	// Topic is the subject of the aspect, such as pay.
	Topic Topic `json:"topic,omitzero"`
	// What is the name of the aspect within its topic, such as "rate in market
	// A".
	What string `json:"what,omitempty"`
	// Rule names the rule that the aspect belongs to, such as "rate". One day
	// selects everything that a rule says. Rule is empty if the aspect belongs
	// to none.
	Rule string `json:"rule,omitempty"`
	// Anchor is the date in a claim's life that selects the spell that holds;
	// none if no date does.
	Anchor mci.Anchor `json:"anchor,omitzero"`
	// Scope is the part of the claims that the aspect is about.
	Scope Scope `json:"scope,omitzero"`
	// Spells are the versions of the statement with their days, oldest first.
	// No two have a day in common.
	Spells []Spell `json:"spells,omitempty"`

	name aspectName
}

// A Spell is the text of an aspect from a first day to a last one, both
// included. The zero Spell says nothing.
type Spell struct {
	// 1 January of the year 1 if the spell has no beginning
	First mci.Date `json:"first,omitzero"`
	// 31 December 9999 if the spell has no end
	Last mci.Date `json:"last,omitzero"`
	// the statement, for people
	Text string `json:"text,omitempty"`
	// the statement in its canonical form, which stays if the words of Text
	// change
	Value string `json:"value,omitempty"`
	// document that makes the statement
	Source mci.Source `json:"source,omitzero"`
}

// The days of a spell without a beginning or an end.
var (
	firstDay, _ = mci.NewDate(1, time.January, 1)
	lastDay, _  = mci.NewDate(9999, time.December, 31)
)

// On returns the spell that includes a day, or the zero Spell if there is none.
func (a *Aspect) On(day mci.Date) Spell {
	i, _ := slices.BinarySearchFunc(a.Spells, day, func(s Spell, day mci.Date) int { return s.Last.Compare(day) })
	if i < len(a.Spells) && a.Spells[i].First.Compare(day) <= 0 {
		return a.Spells[i]
	}
	return Spell{}
}

// Begins returns the first day of each spell and the day after its last one. On
// these days the text may change. They are in no particular order, and some
// occur twice.
func (a *Aspect) Begins() []mci.Date {
	var days []mci.Date
	for _, s := range a.Spells {
		days = append(days, s.First)
		if s.Last != lastDay {
			days = append(days, s.Last.AddDays(1))
		}
	}
	return days
}

// A Scope is the part of the claims that an aspect is about. A claim is in it
// if every field that is not zero fits the claim. The zero Scope is all claims.
type Scope struct {
	// the country that decides
	Country mci.Country `json:"country,omitzero"`
	// every country but these
	Others []mci.Country `json:"others,omitempty"`
	// the market of the country that decides
	Market string `json:"market,omitempty"`
	// the customer's segment
	Segment mci.Segment `json:"segment,omitzero"`
	// the customer's size
	Size string `json:"size,omitempty"`
	// customers whose size differs under another edition
	Resized bool `json:"resized,omitempty"`
}

// aspectList collects the aspects of one engagement, in the order in which they
// are added.
type aspectList struct {
	engagement *Engagement
	// markets are the countries that are told apart by their markets.
	markets []mci.Country
	// offers are the countries that are told apart by whether the engagement is
	// offered there.
	offers  []mci.Country
	aspects []*Aspect
	found   map[aspectName]*Aspect
	// anchors are the anchors of the rules.
	anchors map[aspectName]mci.Anchor
}

// add adds a statement that holds on every day.
func (l *aspectList) add(a Aspect, source mci.Source, text statement) {
	l.during(a, mci.Period{}, source, text)
}

// during adds a statement that holds on the days of a period. It ignores one
// that says nothing. If the aspect has one for these days already, such as the
// bound of a size by two ladders of one measure, the two are joined.
func (l *aspectList) during(a Aspect, period mci.Period, source mci.Source, text statement) {
	if text.words == "" {
		return
	}
	there := l.found[a.name]
	if there == nil {
		there = &a
		a.ID, a.Topic = a.name.id(), a.name.topic()
		l.found[a.name] = there
		l.aspects = append(l.aspects, there)
	}
	spell := Spell{cmp.Or(period.From, firstDay), cmp.Or(period.Until, lastDay), text.words, text.value, source}
	if last := len(there.Spells) - 1; last >= 0 && there.Spells[last].First == spell.First {
		both := statement{there.Spells[last].Value, there.Spells[last].Text}.and(text)
		there.Spells[last].Value, there.Spells[last].Text = both.value, both.words
		return
	}
	there.Spells = append(there.Spells, spell)
}

// doubt adds the days of a period after its KnownUntil, on which a rule is not
// known to be in force.
func (l *aspectList) doubt(a Aspect, rule aspectName, period mci.Period, source mci.Source) {
	if known := period.KnownUntil; !known.IsZero() && known != lastDay {
		a.name, period.From = rule.about(inDoubt), known.AddDays(1)
		l.during(a, period, source, yes(true))
	}
}

// selects adds the date that selects the rows of a rule.
func (l *aspectList) selects(rule aspectName, anchor mci.Anchor) {
	l.anchors[rule] = anchor
	l.add(Aspect{name: rule.about(selectedBy), Rule: rule.words(), Anchor: anchor}, l.engagement.source, plain(anchor.String()))
}

// addLine adds one statement of a row.
type addLine func(of Scope, name aspectName, text statement)

// addDated adds the statements of each row of a rule.
func addDated[T any](l *aspectList, rule aspectName, dated *dated[T], lines func(*T, addLine)) {
	for i := range dated.rows {
		row := &dated.rows[i]
		a := Aspect{Rule: rule.words(), Anchor: dated.anchor}
		lines(&row.terms, func(of Scope, name aspectName, text statement) {
			said := a
			said.Scope, said.name = of, name
			l.during(said, row.period, row.source, text)
		})
		l.doubt(a, rule, row.period, row.source)
	}
}

// Aspects returns every statement of the edition about the engagement, day by
// day and in the order of the catalog. Together they cover everything that a
// host can see of the engagement, apart from its sources. If the engagement is
// compared with another state of it, beside is that state, so that the aspects
// of both tell the same countries apart; otherwise beside is nil. Each call
// returns a new slice.
func (e *Engagement) Aspects(beside *Engagement) []*Aspect {
	aspects := e.unworded(beside)
	for _, a := range aspects {
		a.What = a.name.words()
	}
	return aspects
}

// unworded returns the aspects without their What, which a digest does not need
// and which is slower to make than the rest.
func (e *Engagement) unworded(beside *Engagement) []*Aspect {
	markets, offers := e.named(), slices.Clone(e.countries)
	if beside != nil {
		markets, offers = append(markets, beside.named()...), append(offers, beside.countries...)
	}
	return e.aspects(once(markets), once(offers)).aspects
}

// once sorts a list of countries alphabetically and removes repetitions.
func once(list []mci.Country) []mci.Country {
	slices.Sort(list)
	return slices.Compact(list)
}

// named returns the countries that any version of the engagement's market list
// names.
func (e *Engagement) named() []mci.Country {
	var countries []mci.Country
	if list := e.pay.marketList(); list != nil {
		for _, version := range list.versions.rows {
			countries = slices.AppendSeq(countries, maps.Keys(version.terms.market))
		}
	}
	return countries
}

// DecidingCountry returns the country of a claim that decides, the customer's
// or the partner's. It is empty if that country is not known.
func (e *Engagement) DecidingCountry(claim PayInputs) mci.Country {
	return claim.country(e.edition.marketCountry)
}

// Sizes returns the sizes that a claim's customer has if the anchor's date
// falls on any day of a period, and whether all of them are known. If the date
// that selects the sizes has happened, only that day counts; if another date
// than the anchor selects them, every day does. If a customer is smaller or
// larger than every size, the size says so in words. If the pay does not depend
// on the size, it returns none, and they are known.
func (e *Engagement) Sizes(claim PayInputs, anchor mci.Anchor, days mci.Period) (sizes []string, known bool) {
	pay, ok := e.pay.(sized)
	if !ok {
		return nil, true
	}
	return pay.sizing().on(&claim, anchor, days)
}

// Markets returns the markets to which a country belongs on some day of a
// period, by the engagement's market list. If the pay does not depend on the
// market, it returns none.
func (e *Engagement) Markets(country mci.Country, days mci.Period) []string {
	list := e.pay.marketList()
	if list == nil {
		return nil
	}
	var markets []string
	for i := range list.versions.rows {
		version := &list.versions.rows[i]
		if market, ok := version.terms.of(country); ok && version.period.Overlaps(days) {
			markets = append(markets, market)
		}
	}
	return markets
}

// aspects returns the aspects of the engagement. For markets and offers it has
// one aspect for each of the given countries, and one for all other countries.
func (e *Engagement) aspects(markets, offers []mci.Country) *aspectList {
	l := &aspectList{engagement: e, markets: markets, offers: offers, found: map[aspectName]*Aspect{}, anchors: map[aspectName]mci.Anchor{}}
	e.describe(l)
	e.offer(l)
	e.admit(l)
	for _, clock := range mci.Clocks() {
		window := Aspect{name: windowDays.name(clock.String()), Anchor: clock.Trigger()}
		l.add(window, e.windows.SourceOf(clock), numberText(e.windows.Days(clock)))
	}
	e.evidence.aspects(l)
	e.pay.aspects(l)
	if e.stages != nil {
		e.stages.aspects(l)
	}
	e.referral.aspects(l)
	return l
}

// describe adds the terms that are only informative.
func (e *Engagement) describe(l *aspectList) {
	add := func(name aspectName, text statement) { l.add(Aspect{name: name}, e.source, text) }
	add(titleName.name(), plain(e.name))
	add(titleVariant.name(), plain(e.variant))
	add(descriptionText.name(), plain(e.description))
	add(solutionArea.name(), plain(e.solutionArea))
	add(partnerRole.name(), plain(e.partnerRole))
	add(clockCategory.name(), plain(e.windows.Category))
	add(publishedMaximum.name(), numberText(e.windows.PublishedMaximum))
	for _, link := range e.links {
		add(resourceLink.name(link.Title), plain(link.URL))
	}
}

// offer adds the days and the countries in which a customer can be nominated.
func (e *Engagement) offer(l *aspectList) {
	add := func(of Scope, name aspectName, text statement) {
		l.add(Aspect{name: name, Anchor: mci.NominationAnchor, Scope: of}, e.source, text)
	}
	days := Aspect{name: offered.name(), Anchor: mci.NominationAnchor}
	l.during(days, e.offered, e.source, yes(true))
	l.doubt(days, offerRule.name(), e.offered, e.source)
	if len(l.offers) == 0 {
		return // everywhere, by either edition
	}
	add(Scope{}, offerSide.name(), plain(e.edition.marketCountry.String()))
	add(Scope{Others: l.offers}, offeredElsewhere.name(), yes(len(e.countries) == 0))
	for _, country := range l.offers {
		add(Scope{Country: country}, offeredIn.name(string(country)), yes(e.OfferedIn(country)))
	}
}

// admit adds the conditions for a nomination: the customer, the opportunity,
// the claim limit and the partner.
func (e *Engagement) admit(l *aspectList) {
	add := func(of Scope, source mci.Source, name aspectName, text statement) {
		l.add(Aspect{name: name, Anchor: mci.NominationAnchor, Scope: of}, source, text)
	}
	add(Scope{}, e.source, idTypes.name(), joined(e.idTypes, ", "))
	for _, r := range e.requirements {
		add(Scope{}, r.Source, requirementFor.name(string(r.ID)), r.statement())
	}
	for _, bar := range e.bars {
		name := barredSegment.name(string(bar.segment))
		if bar.size != "" {
			name = barredSize.name(string(bar.segment), bar.size)
		}
		add(Scope{Segment: bar.segment, Size: bar.size}, bar.source, name, yes(true))
	}
	for _, terms := range optionalTerms {
		if terms.aspects != nil {
			terms.aspects(e, l)
		}
	}
	addDated(l, limitRule.name(), &e.limits, (*ClaimLimit).aspects)
	for _, gate := range e.gates {
		rule := gateRule.name(gate.id)
		l.selects(rule, gate.rows.anchor)
		addDated(l, rule, &gate.rows, func(anyOf *[]string, add addLine) { add(Scope{}, rule, joined(*anyOf, " or ")) })
	}
}

func (t *EvidenceTerms) aspects(l *aspectList) {
	rule := evidenceRule.name()
	l.selects(rule, t.required.anchor)
	addDated(l, rule, &t.required, func(parts *evidenceParts, add addLine) {
		for _, part := range mci.EvidenceParts() {
			add(Scope{}, partRequired.name(part.String()), yes(parts[part]))
		}
	})
	// If a claim is sent back, it is submitted again, so an earlier submission
	// never settles the template.
	template := Aspect{name: templatePublished.name()}
	for i, rule := range t.templates {
		period := mci.Period{From: rule.submittedFrom}
		if i+1 < len(t.templates) {
			period.Until = t.templates[i+1].submittedFrom.AddDays(-1)
		}
		l.during(template, period, rule.source, plain(rule.published.String()))
	}
}

// payRule names the rule that selects the rate.
var payRule = rateRule.name()

// addPay adds a statement about the pay that holds on every day. The date that
// selects the rate selects the statement too.
func (l *aspectList) addPay(of Scope, source mci.Source, name aspectName, text statement) {
	l.add(Aspect{name: name, Rule: payRule.words(), Anchor: l.anchors[payRule], Scope: of}, source, text)
}

// pay adds the aspects that every pay shape has.
func (l *aspectList) pay(f formula, anchor mci.Anchor) {
	e := l.engagement
	l.selects(payRule, anchor)
	l.addPay(Scope{}, e.source, payShapeName.name(), plain(string(f.rule())))
	l.addPay(Scope{}, e.source, payKindName.name(), plain(f.kind().String()))
	l.addPay(Scope{}, e.source, payCurrency.name(), plain(string(f.currency())))
	l.addPay(Scope{}, e.source, payRounding.name(), plain(e.edition.rounding.Mode.String()))
	if list := f.marketList(); list != nil {
		l.addPay(Scope{}, e.source, marketSide.name(), plain(e.edition.marketCountry.String()))
		l.addPay(Scope{}, e.source, marketListRule.name(), plain(list.id))
		list.aspects(l, anchor)
	}
}

func (m *MarketList) aspects(l *aspectList, anchor mci.Anchor) {
	for i := range m.versions.rows {
		version := &m.versions.rows[i]
		add := func(of Scope, name aspectName, market string) {
			a := Aspect{name: name, Rule: payRule.words(), Anchor: anchor, Scope: of}
			l.during(a, version.period, version.source, plain(market))
		}
		add(Scope{Others: l.markets}, marketElsewhere.name(), version.terms.rest)
		for _, country := range l.markets {
			market, _ := version.terms.of(country)
			add(Scope{Country: country}, marketOf.name(string(country)), market)
		}
		l.doubt(Aspect{Rule: payRule.words(), Anchor: anchor}, marketListRule.name(), version.period, version.source)
	}
}

func (t *ReferralTerms) aspects(l *aspectList) {
	l.add(Aspect{name: referralMaker.name(), Anchor: mci.ConsentAnchor}, t.Source, plain(t.Mode.String()))
	add := func(kind aspectKind, conditions []ReferralCondition) {
		l.add(Aspect{name: kind.name(), Anchor: mci.ConsentAnchor}, t.Source, conditionsText(conditions))
	}
	add(referralConditions, t.Create)
	add(upgradeConditions, t.Upgrade)
}

func conditionsText(conditions []ReferralCondition) statement {
	texts := make([]statement, len(conditions))
	for i, c := range conditions {
		texts[i] = plain(c.Fact.String())
		if amount := amountText(c.AtLeast); amount.words != "" {
			texts[i] = statement{texts[i].value + " >=" + amount.value, texts[i].words + " " + amount.words}
		}
	}
	return joinedStatements(texts, " and ")
}

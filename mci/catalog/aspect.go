package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Aspect is one thing that an edition says of an engagement, with the days
// on which it says what. The zero Aspect says nothing.
type Aspect struct {
	Topic Topic
	// What names the aspect among those of its topic, such as "rate in market
	// A".
	What string
	// Rule names the rule of which one day selects all that it says, such as
	// "rate"; empty if no rule does.
	Rule string
	// Anchor is the date in a claim's life that selects what holds; none if no
	// date does.
	Anchor mci.Anchor
	// Scope is the part of the claims that the aspect is about.
	Scope Scope
	// Spells are what is said and when, oldest first. No two have a day in
	// common.
	Spells []Spell
}

// aspectName names an aspect among those of its engagement.
type aspectName struct {
	topic Topic
	what  string
}

func (a *Aspect) name() aspectName { return aspectName{a.Topic, a.What} }

// A Spell is what is said from a first day to a last one. The zero Spell says
// nothing.
type Spell struct {
	First  mci.Date   // 1 January of the year 1 if the spell has no beginning
	Last   mci.Date   // 31 December 9999 if the spell has no end
	Text   string     // what is said, for people
	Source mci.Source // where that is from
}

// The days of a spell without a beginning or an end.
var (
	firstDay, _ = mci.NewDate(1, time.January, 1)
	lastDay, _  = mci.NewDate(9999, time.December, 31)
)

// On returns the spell that a day is in, and the zero Spell if nothing is said
// of the day.
func (a *Aspect) On(day mci.Date) Spell {
	i, _ := slices.BinarySearchFunc(a.Spells, day, func(s Spell, day mci.Date) int { return s.Last.Compare(day) })
	if i < len(a.Spells) && a.Spells[i].First.Compare(day) <= 0 {
		return a.Spells[i]
	}
	return Spell{}
}

// Begins returns the days on which something else may begin to hold, in no
// order and some of them twice.
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

// A Scope is the part of the claims that an aspect is about: those for which
// every field holds that is not zero. The zero Scope is all claims.
type Scope struct {
	Country mci.Country   // the country that decides
	Others  []mci.Country // every country but these
	Market  string        // the market of the country that decides
	Segment mci.Segment   // the customer's segment
	Size    string        // the customer's size
	Resized bool          // the customers whose size is another one under another edition
}

// aspectList collects the aspects of one engagement, in the order in which they
// are added.
type aspectList struct {
	engagement *Engagement
	// that are told apart by their markets
	markets []mci.Country
	// that are told apart by whether the engagement is offered there
	offers  []mci.Country
	aspects []*Aspect
	found   map[aspectName]*Aspect
	// of the rules
	anchors map[string]mci.Anchor
}

// add adds what is said of every day. What is said twice under one name is
// joined.
func (l *aspectList) add(a Aspect, source mci.Source, text string) {
	if there := l.found[a.name()]; there != nil && text != "" {
		there.Spells[0].Text += " and " + text
		return
	}
	l.during(a, mci.Period{}, source, text)
}

// during adds what is said of the days of a period. An empty text is nothing.
func (l *aspectList) during(a Aspect, period mci.Period, source mci.Source, text string) {
	if text == "" {
		return
	}
	there := l.found[a.name()]
	if there == nil {
		there = &a
		l.found[a.name()] = there
		l.aspects = append(l.aspects, there)
	}
	there.Spells = append(there.Spells, Spell{cmp.Or(period.From, firstDay), cmp.Or(period.Until, lastDay), text, source})
}

// doubt adds the days of a period after the one until which it is known to be
// in force.
func (l *aspectList) doubt(a Aspect, of string, period mci.Period, source mci.Source) {
	if known := period.KnownUntil; !known.IsZero() && known != lastDay {
		a.What, period.From = "doubt that the "+of+" is in force", known.AddDays(1)
		l.during(a, period, source, "yes")
	}
}

// selects adds which date selects what a rule says.
func (l *aspectList) selects(topic Topic, rule string, anchor mci.Anchor) {
	l.anchors[rule] = anchor
	l.add(Aspect{Topic: topic, What: "date that selects the " + rule, Rule: rule, Anchor: anchor}, l.engagement.source, anchor.String())
}

// addLine adds one line of what a row says.
type addLine func(of Scope, what, text string)

// addDated adds what each row of a rule says.
func addDated[T any](l *aspectList, topic Topic, rule string, dated *dated[T], lines func(*T, addLine)) {
	for i := range dated.rows {
		row := &dated.rows[i]
		a := Aspect{Topic: topic, Rule: rule, Anchor: dated.anchor}
		lines(&row.terms, func(of Scope, what, text string) {
			said := a
			said.Scope, said.What = of, what
			l.during(said, row.period, row.source, text)
		})
		l.doubt(a, rule, row.period, row.source)
	}
}

// Aspects returns all that the edition says of the engagement, day by day and
// in the order of the catalog: everything that a host can see of it, apart from
// its sources. Whoever compares the engagement with another state of it names
// that one as beside, so that both tell the same countries apart; else beside
// is nil. The slice is made anew for each call.
func (e *Engagement) Aspects(beside *Engagement) []*Aspect {
	markets, offers := e.named(), slices.Clone(e.countries)
	if beside != nil {
		markets, offers = append(markets, beside.named()...), append(offers, beside.countries...)
	}
	return e.aspects(once(markets), once(offers)).aspects
}

// once returns the countries of a list, each once, in the order of the
// alphabet.
func once(list []mci.Country) []mci.Country {
	slices.Sort(list)
	return slices.Compact(list)
}

// named returns the countries that the engagement's market list names in any
// version.
func (e *Engagement) named() []mci.Country {
	var countries []mci.Country
	if list := e.pay.marketList(); list != nil {
		for _, version := range list.versions.rows {
			countries = slices.AppendSeq(countries, maps.Keys(version.terms.market))
		}
	}
	return countries
}

// A Place is where a claim stands in what an engagement tells apart.
type Place struct {
	// Country is the one that decides; empty if it is not known.
	Country mci.Country
	// Size is the customer's size, in words if it is smaller or larger than
	// every size, and empty if the engagement has no sizes.
	Size string
	// SizeKnown reports whether the size is known; it is if there are none.
	SizeKnown bool
}

// Place returns where a claim stands in what the engagement tells apart.
func (e *Engagement) Place(claim PayInputs) Place {
	place := Place{Country: claim.country(e.edition.marketCountry), SizeKnown: true}
	if bySize, ok := e.pay.(sized); ok {
		all, _ := bySize.sizing()
		on, known := all.of(claim.Quantities)
		place.SizeKnown = known
		if known {
			place.Size = all.name(on)
		}
	}
	return place
}

// Markets returns the markets that a country is in on some day of a period, by
// the list that the engagement pays by; none if the market does not matter.
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

// aspects returns what the engagement says. Of markets and offers it says
// something for each of some countries, and one thing for every other country.
func (e *Engagement) aspects(markets, offers []mci.Country) *aspectList {
	l := &aspectList{engagement: e, markets: markets, offers: offers, found: map[aspectName]*Aspect{}, anchors: map[string]mci.Anchor{}}
	e.describe(l)
	e.offer(l)
	e.admit(l)
	for _, clock := range clocks() {
		window := Aspect{Topic: WindowTopic, What: clock.String() + " window in days", Anchor: clock.Trigger()}
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

// describe adds what is only read.
func (e *Engagement) describe(l *aspectList) {
	add := func(what, text string) { l.add(Aspect{Topic: DescriptionTopic, What: what}, e.source, text) }
	add("name", e.name)
	add("variant", e.variant)
	add("description", e.description)
	add("solution area", e.solutionArea)
	add("partner role", e.partnerRole)
	add("category of the clocks", e.windows.Category)
	add("published maximum in days", numberText(e.windows.PublishedMaximum))
	for _, link := range e.links {
		add("link to "+link.Title, link.URL)
	}
}

// offer adds when and where a customer can be nominated.
func (e *Engagement) offer(l *aspectList) {
	add := func(of Scope, what, text string) {
		l.add(Aspect{Topic: OfferTopic, What: what, Anchor: mci.NominationAnchor, Scope: of}, e.source, text)
	}
	offered := Aspect{Topic: OfferTopic, What: "offered", Anchor: mci.NominationAnchor}
	l.during(offered, e.offered, e.source, "yes")
	l.doubt(offered, "offer", e.offered, e.source)
	if len(l.offers) == 0 {
		return // everywhere, by either edition
	}
	add(Scope{}, "whose country decides where it is offered", e.edition.marketCountry.String())
	add(Scope{Others: l.offers}, "offered in every other country", yes(len(e.countries) == 0))
	for _, country := range l.offers {
		add(Scope{Country: country}, "offered in "+string(country), yes(e.OfferedIn(country)))
	}
}

// admit adds who can be nominated, how often and by whom.
func (e *Engagement) admit(l *aspectList) {
	add := func(of Scope, source mci.Source, what, text string) {
		l.add(Aspect{Topic: CustomerTopic, What: what, Anchor: mci.NominationAnchor, Scope: of}, source, text)
	}
	add(Scope{}, e.source, "ID types", joined(e.idTypes, ", "))
	for _, r := range e.requirements {
		add(Scope{}, r.Source, "requirement "+string(r.ID), r.String())
	}
	for _, bar := range e.bars {
		what := "bar for the segment " + string(bar.segment)
		if bar.size != "" {
			what += " from size " + bar.size
		}
		add(Scope{Segment: bar.segment, Size: bar.size}, bar.source, what, "yes")
	}
	o := &e.opportunity
	add(Scope{}, o.Source, "minimum hours", o.MinimumHours.String())
	add(Scope{}, o.Source, "minimum contract value", amountText(o.MinimumContractValue))
	add(Scope{}, o.Source, "status of the opportunity", o.Status)
	add(Scope{}, o.Source, "stages of the opportunity", joined(o.stages, ", "))
	addDated(l, LimitTopic, "claim limit", &e.limits, (*ClaimLimit).aspects)
	for _, gate := range e.gates {
		rule := "gate " + gate.id
		l.selects(GateTopic, rule, gate.rows.anchor)
		addDated(l, GateTopic, rule, &gate.rows, func(anyOf *[]string, add addLine) { add(Scope{}, rule, joined(*anyOf, " or ")) })
	}
}

func (t *EvidenceTerms) aspects(l *aspectList) {
	const rule = "evidence"
	l.selects(EvidenceTopic, rule, t.required.anchor)
	addDated(l, EvidenceTopic, rule, &t.required, func(parts *evidenceParts, add addLine) {
		for _, part := range mci.EvidenceParts() {
			add(Scope{}, part.String()+" required", yes(parts[part]))
		}
	})
	// A claim that is sent back is submitted again, so that no earlier day
	// selects the template for good.
	template := Aspect{Topic: EvidenceTopic, What: "template of the proof of execution, by day of submission"}
	for i, rule := range t.templates {
		period := mci.Period{From: rule.submittedFrom}
		if i+1 < len(t.templates) {
			period.Until = t.templates[i+1].submittedFrom.AddDays(-1)
		}
		l.during(template, period, rule.source, rule.published.String())
	}
}

// payRule names the rule by which an engagement pays.
const payRule = "rate"

// addPay adds what is said of the pay on every day. The date that selects the
// rate selects all of it.
func (l *aspectList) addPay(of Scope, source mci.Source, what, text string) {
	l.add(Aspect{Topic: PayTopic, What: what, Rule: payRule, Anchor: l.anchors[payRule], Scope: of}, source, text)
}

// pay adds what every pay shape has.
func (l *aspectList) pay(f formula, anchor mci.Anchor) {
	e := l.engagement
	l.selects(PayTopic, payRule, anchor)
	l.addPay(Scope{}, e.source, "pay shape", string(f.rule()))
	l.addPay(Scope{}, e.source, "pay kind", f.kind().String())
	l.addPay(Scope{}, e.source, "currency", string(f.currency()))
	l.addPay(Scope{}, e.source, "rounding", e.edition.rounding.Mode.String())
	if list := f.marketList(); list != nil {
		l.addPay(Scope{}, e.source, "whose country decides the market", e.edition.marketCountry.String())
		l.addPay(Scope{}, e.source, "market list", list.id)
		list.aspects(l, anchor)
	}
}

func (m *MarketList) aspects(l *aspectList, anchor mci.Anchor) {
	for i := range m.versions.rows {
		version := &m.versions.rows[i]
		add := func(of Scope, country, market string) {
			a := Aspect{Topic: PayTopic, What: "market of " + country, Rule: payRule, Anchor: anchor, Scope: of}
			l.during(a, version.period, version.source, market)
		}
		add(Scope{Others: l.markets}, "every other country", version.terms.rest)
		for _, country := range l.markets {
			market, _ := version.terms.of(country)
			add(Scope{Country: country}, string(country), market)
		}
		l.doubt(Aspect{Topic: PayTopic, Rule: payRule, Anchor: anchor}, "market list", version.period, version.source)
	}
}

func (s *sizes) aspects(l *aspectList, source mci.Source) {
	of := Scope{Resized: true}
	for i := range s.ladders {
		ladder := &s.ladders[i]
		name := "size by " + ladder.name()
		for step, lower := range ladder.steps {
			l.addPay(of, source, name+", "+s.names[step], quantityBound(lower))
		}
		if ladder.most != nil {
			l.addPay(of, source, name+", larger than the largest", quantityBound(*ladder.most))
		}
	}
}

func (t *ReferralTerms) aspects(l *aspectList) {
	add := func(what string, conditions []ReferralCondition) {
		l.add(Aspect{Topic: ReferralTopic, What: what, Anchor: mci.ConsentAnchor}, t.Source, conditionsText(conditions))
	}
	add("conditions for a referral", t.Create)
	add("conditions for co-sell", t.Upgrade)
}

func conditionsText(conditions []ReferralCondition) string {
	texts := make([]string, len(conditions))
	for i, c := range conditions {
		texts[i] = strings.TrimSuffix(c.Fact.String()+" "+amountText(c.AtLeast), " ")
	}
	return joined(texts, " and ")
}

func amountText(m mci.Money) string {
	if m.IsNone() {
		return ""
	}
	return m.String()
}

// numberText returns a number that is known.
func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// yes returns a text for what holds, and nothing for what does not.
func yes(holds bool) string {
	if holds {
		return "yes"
	}
	return ""
}

// joined returns the texts of a list whose order means nothing. One that looks
// like several is quoted.
func joined[T any](list []T, separator string) string {
	texts := make([]string, len(list))
	for i, one := range list {
		if texts[i] = fmt.Sprint(one); strings.Contains(texts[i], separator) {
			texts[i] = vocabulary.Quote(texts[i])
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, separator)
}

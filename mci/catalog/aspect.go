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

// An Aspect is one statement of an edition about an engagement, such as the
// rate in market A, with the days on which each version of it holds. The zero
// Aspect says nothing.
type Aspect struct {
	// Topic is the subject of the aspect, such as pay.
	Topic Topic `json:"topic,omitzero"`
	// What names the aspect among those of its topic, such as "rate in market
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
}

// aspectName names an aspect among those of its engagement.
type aspectName struct {
	topic Topic
	what  string
}

func (a *Aspect) name() aspectName { return aspectName{a.Topic, a.What} }

// A Spell is the text of an aspect from a first day to a last one, both
// included. The zero Spell says nothing.
type Spell struct {
	// 1 January of the year 1 if the spell has no beginning
	First mci.Date `json:"first,omitzero"`
	// 31 December 9999 if the spell has no end
	Last mci.Date `json:"last,omitzero"`
	// the statement, for people
	Text string `json:"text,omitempty"`
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
	// anchors are the anchors of the rules, by the rule's name.
	anchors map[string]mci.Anchor
}

// add adds a text that holds on every day. If the aspect has a text already,
// the two are joined.
func (l *aspectList) add(a Aspect, source mci.Source, text string) {
	if there := l.found[a.name()]; there != nil && text != "" {
		there.Spells[0].Text += " and " + text
		return
	}
	l.during(a, mci.Period{}, source, text)
}

// during adds a text that holds on the days of a period. It ignores an empty
// text.
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

// doubt adds the days of a period after its KnownUntil, on which it is not
// known to be in force.
func (l *aspectList) doubt(a Aspect, of string, period mci.Period, source mci.Source) {
	if known := period.KnownUntil; !known.IsZero() && known != lastDay {
		a.What, period.From = "doubt that the "+of+" is in force", known.AddDays(1)
		l.during(a, period, source, "yes")
	}
}

// selects adds the date that selects the rows of a rule.
func (l *aspectList) selects(topic Topic, rule string, anchor mci.Anchor) {
	l.anchors[rule] = anchor
	l.add(Aspect{Topic: topic, What: "date that selects the " + rule, Rule: rule, Anchor: anchor}, l.engagement.source, anchor.String())
}

// addLine adds one text of a row.
type addLine func(of Scope, what, text string)

// addDated adds the texts of each row of a rule.
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

// Aspects returns every statement of the edition about the engagement, day by
// day and in the order of the catalog. Together they cover everything that a
// host can see of the engagement, apart from its sources. If the engagement is
// compared with another state of it, beside is that state, so that the aspects
// of both tell the same countries apart; otherwise beside is nil. Each call
// returns a new slice.
func (e *Engagement) Aspects(beside *Engagement) []*Aspect {
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

// A Place is the position of a claim among the countries and sizes that an
// engagement tells apart.
type Place struct {
	// Country is the country that decides, the customer's or the partner's;
	// empty if it is not known.
	Country mci.Country `json:"country,omitzero"`
	// Size is the customer's size. If the customer is smaller or larger than
	// every size, Size says so in words. If the engagement has no sizes, it is
	// empty.
	Size string `json:"size,omitempty"`
	// SizeKnown reports whether the size is known. It is true if the engagement
	// has no sizes.
	SizeKnown bool `json:"sizeKnown,omitempty"`
}

// Place returns the position of a claim among the countries and sizes that the
// engagement tells apart.
func (e *Engagement) Place(claim PayInputs) Place {
	place := Place{Country: claim.country(e.edition.marketCountry), SizeKnown: true}
	if bySize, ok := e.pay.(sized); ok {
		place.Size, place.SizeKnown = bySize.sizing().place(&claim)
	}
	return place
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
	l := &aspectList{engagement: e, markets: markets, offers: offers, found: map[aspectName]*Aspect{}, anchors: map[string]mci.Anchor{}}
	e.describe(l)
	e.offer(l)
	e.admit(l)
	for _, clock := range mci.Clocks() {
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

// describe adds the terms that are only informative.
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

// offer adds the days and the countries in which a customer can be nominated.
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
	add(Scope{}, "side whose country decides the offer", e.edition.marketCountry.String())
	add(Scope{Others: l.offers}, "offered in every other country", yes(len(e.countries) == 0))
	for _, country := range l.offers {
		add(Scope{Country: country}, "offered in "+string(country), yes(e.OfferedIn(country)))
	}
}

// admit adds the conditions for a nomination: the customer, the opportunity,
// the claim limit and the partner.
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
	for _, terms := range optionalTerms {
		if terms.aspects != nil {
			terms.aspects(e, l)
		}
	}
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
	// If a claim is sent back, it is submitted again, so an earlier submission
	// never settles the template.
	template := Aspect{Topic: EvidenceTopic, What: "template of the proof of execution, by day of submission"}
	for i, rule := range t.templates {
		period := mci.Period{From: rule.submittedFrom}
		if i+1 < len(t.templates) {
			period.Until = t.templates[i+1].submittedFrom.AddDays(-1)
		}
		l.during(template, period, rule.source, rule.published.String())
	}
}

// payRule names the rule that selects the rate.
const payRule = "rate"

// addPay adds a text about the pay that holds on every day. The date that
// selects the rate selects the text too.
func (l *aspectList) addPay(of Scope, source mci.Source, what, text string) {
	l.add(Aspect{Topic: PayTopic, What: what, Rule: payRule, Anchor: l.anchors[payRule], Scope: of}, source, text)
}

// pay adds the aspects that every pay shape has.
func (l *aspectList) pay(f formula, anchor mci.Anchor) {
	e := l.engagement
	l.selects(PayTopic, payRule, anchor)
	l.addPay(Scope{}, e.source, "pay shape", string(f.rule()))
	l.addPay(Scope{}, e.source, "pay kind", f.kind().String())
	l.addPay(Scope{}, e.source, "currency", string(f.currency()))
	l.addPay(Scope{}, e.source, "rounding", e.edition.rounding.Mode.String())
	if list := f.marketList(); list != nil {
		l.addPay(Scope{}, e.source, "side whose country decides the market", e.edition.marketCountry.String())
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

func (t *ReferralTerms) aspects(l *aspectList) {
	l.add(Aspect{Topic: ReferralTopic, What: "who makes the referral", Anchor: mci.ConsentAnchor}, t.Source, t.Mode.String())
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

// numberText returns a number in digits. If it is 0, which means unknown, the
// text is empty.
func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// yes returns "yes" if a condition holds, else the empty text.
func yes(holds bool) string {
	if holds {
		return "yes"
	}
	return ""
}

// joined sorts the texts of a list whose order means nothing and joins them. If
// a text contains the separator, it is quoted.
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

package mci

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// aspect is one thing that an edition says of an engagement, with the days on which it says what. Everything that
// a host can see of an engagement is in one of its aspects, but for its sources.
type aspect struct {
	kind   ChangeKind
	what   string // names it among those of its kind
	rule   string // of which one day selects all that it says, such as the rate; empty for no such rule
	anchor Anchor // of the day that selects what holds; none where no day does
	scope  scope
	spells []spell // oldest first; no two have a day in common
}

// aspectName names an aspect among those of its engagement.
type aspectName struct {
	kind ChangeKind
	what string
}

func (a *aspect) name() aspectName { return aspectName{a.kind, a.what} }

// spell is what is said from a first day to a last one.
type spell struct {
	first, last Date
	text        string
	source      Source
}

// The days of a spell without a beginning or an end.
var (
	firstDay = Date{1, 1, 1}
	lastDay  = Date{9999, 12, 31}
)

// on returns the spell that a day is in; the zero spell where nothing is said of the day.
func (a *aspect) on(day Date) spell {
	i, _ := slices.BinarySearchFunc(a.spells, day, func(s spell, day Date) int { return s.last.Compare(day) })
	if i < len(a.spells) && a.spells[i].first.Compare(day) <= 0 {
		return a.spells[i]
	}
	return spell{}
}

// begins returns the days on which something else may begin to hold.
func (a *aspect) begins() []Date {
	var days []Date
	for _, s := range a.spells {
		days = append(days, s.first)
		if s.last != lastDay {
			days = append(days, s.last.AddDays(1))
		}
	}
	return days
}

// scope is the part of the claims that an aspect is about: all of them for the zero scope.
type scope struct {
	country Country
	others  []Country // every country but these
	market  string
	segment Segment
	size    string
	resized bool // those whose size is another one
}

// aspectList collects the aspects of one engagement, in the order in which they are added.
type aspectList struct {
	engagement *Engagement
	markets    []Country // that are told apart by their markets
	offers     []Country // that are told apart by whether the engagement is offered there
	aspects    []*aspect
	found      map[aspectName]*aspect
	anchors    map[string]Anchor // of the rules
}

// add adds what is said of every day. What is said twice under one name is joined.
func (l *aspectList) add(a aspect, source Source, text string) {
	if there := l.found[a.name()]; there != nil && text != "" {
		there.spells[0].text += " and " + text
		return
	}
	l.during(a, Period{}, source, text)
}

// during adds what is said of the days of a period. An empty text is nothing.
func (l *aspectList) during(a aspect, period Period, source Source, text string) {
	if text == "" {
		return
	}
	there := l.found[a.name()]
	if there == nil {
		there = &a
		l.found[a.name()] = there
		l.aspects = append(l.aspects, there)
	}
	there.spells = append(there.spells, spell{cmp.Or(period.From, firstDay), cmp.Or(period.Until, lastDay), text, source})
}

// doubt adds the days of a period after the one until which it is known to be in force.
func (l *aspectList) doubt(a aspect, of string, period Period, source Source) {
	if known := period.KnownUntil; !known.IsZero() && known != lastDay {
		a.what, period.From = "doubt that the "+of+" is in force", known.AddDays(1)
		l.during(a, period, source, "yes")
	}
}

// silent returns an aspect of which nothing is said. The date that selects what its rule says selects that, too.
func (l *aspectList) silent(of *aspect) *aspect {
	nothing := *of
	nothing.spells = nil
	if anchor, ok := l.anchors[of.rule]; ok {
		nothing.anchor = anchor
	}
	return &nothing
}

// selects adds which date selects what a rule says.
func (l *aspectList) selects(kind ChangeKind, rule string, anchor Anchor) {
	l.anchors[rule] = anchor
	l.add(aspect{kind: kind, what: "date that selects the " + rule, rule: rule, anchor: anchor}, l.engagement.source, anchor.String())
}

// addLine adds one line of what a row says.
type addLine func(of scope, what, text string)

// addDated adds what each row of a rule says.
func addDated[T any](l *aspectList, kind ChangeKind, rule string, dated *dated[T], lines func(*T, addLine)) {
	for i := range dated.rows {
		row := &dated.rows[i]
		a := aspect{kind: kind, rule: rule, anchor: dated.anchor}
		lines(&row.terms, func(of scope, what, text string) {
			said := a
			said.scope, said.what = of, what
			l.during(said, row.period, row.source, text)
		})
		l.doubt(a, rule, row.period, row.source)
	}
}

// aspects returns what the engagement says. Of markets and offers it says something for each of some countries, and
// one thing for every other country.
func (e *Engagement) aspects(markets, offers []Country) *aspectList {
	l := &aspectList{engagement: e, markets: markets, offers: offers, found: map[aspectName]*aspect{}, anchors: map[string]Anchor{}}
	e.describe(l)
	e.offer(l)
	e.admit(l)
	for _, clock := range clocks() {
		window := aspect{kind: WindowChange, what: clock.String() + " window in days", anchor: clock.Trigger()}
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
	add := func(what, text string) { l.add(aspect{kind: DescriptionChange, what: what}, e.source, text) }
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
	add := func(of scope, what, text string) {
		l.add(aspect{kind: OfferChange, what: what, anchor: NominationAnchor, scope: of}, e.source, text)
	}
	offered := aspect{kind: OfferChange, what: "offered", anchor: NominationAnchor}
	l.during(offered, e.offered, e.source, "yes")
	l.doubt(offered, "offer", e.offered, e.source)
	if len(l.offers) == 0 {
		return // everywhere, by either edition
	}
	add(scope{}, "whose country decides where it is offered", e.edition.marketCountry.String())
	add(scope{others: l.offers}, "offered in every other country", yes(len(e.countries) == 0))
	for _, country := range l.offers {
		add(scope{country: country}, "offered in "+string(country), yes(e.OfferedIn(country)))
	}
}

// admit adds who can be nominated, how often and by whom.
func (e *Engagement) admit(l *aspectList) {
	add := func(of scope, source Source, what, text string) {
		l.add(aspect{kind: CustomerChange, what: what, anchor: NominationAnchor, scope: of}, source, text)
	}
	add(scope{}, e.source, "ID types", joined(e.idTypes, ", "))
	for _, r := range e.requirements {
		add(scope{}, r.Source, "requirement "+string(r.ID), r.String())
	}
	for _, bar := range e.bars {
		what := "bar for the segment " + string(bar.segment)
		if bar.size != "" {
			what += " from size " + bar.size
		}
		add(scope{segment: bar.segment, size: bar.size}, bar.source, what, "yes")
	}
	o := &e.opportunity
	add(scope{}, o.Source, "minimum hours", o.MinimumHours.String())
	add(scope{}, o.Source, "minimum contract value", amountText(o.MinimumContractValue))
	add(scope{}, o.Source, "status of the opportunity", o.Status)
	add(scope{}, o.Source, "stages of the opportunity", joined(o.stages, ", "))
	addDated(l, LimitChange, "claim limit", &e.limits, func(limit *ClaimLimit, add addLine) {
		add(scope{}, "open or approved claims", numberText(limit.Claims))
		add(scope{}, "claims open at a time", numberText(limit.Open))
		add(scope{}, "locked for every partner once nominated", yes(limit.Locked))
	})
	for _, gate := range e.gates {
		rule := "gate " + gate.id
		l.selects(GateChange, rule, gate.rows.anchor)
		addDated(l, GateChange, rule, &gate.rows, func(anyOf *[]string, add addLine) { add(scope{}, rule, joined(*anyOf, " or ")) })
	}
}

func (t *EvidenceTerms) aspects(l *aspectList) {
	const rule = "evidence"
	l.selects(EvidenceChange, rule, t.required.anchor)
	addDated(l, EvidenceChange, rule, &t.required, func(parts *evidenceParts, add addLine) {
		for _, part := range EvidenceParts() {
			add(scope{}, part.String()+" required", yes(parts[part]))
		}
	})
	// A claim that is sent back is submitted again, so that no earlier day selects the template for good.
	template := aspect{kind: EvidenceChange, what: "template of the proof of execution, by day of submission"}
	for i, rule := range t.templates {
		period := Period{From: rule.submittedFrom}
		if i+1 < len(t.templates) {
			period.Until = t.templates[i+1].submittedFrom.AddDays(-1)
		}
		l.during(template, period, rule.source, rule.published.String())
	}
}

// payRule names the rule by which an engagement pays.
const payRule = "rate"

// addPay adds what is said of the pay on every day. The date that selects the rate selects all of it.
func (l *aspectList) addPay(of scope, source Source, what, text string) {
	l.add(aspect{kind: RateChange, what: what, rule: payRule, anchor: l.anchors[payRule], scope: of}, source, text)
}

// pay adds what every shape of pay has.
func (l *aspectList) pay(f formula, anchor Anchor) {
	e := l.engagement
	l.selects(RateChange, payRule, anchor)
	l.addPay(scope{}, e.source, "shape of pay", string(f.rule()))
	l.addPay(scope{}, e.source, "kind of pay", f.kind().String())
	l.addPay(scope{}, e.source, "currency", string(f.currency()))
	l.addPay(scope{}, e.source, "rounding", e.edition.rounding.Mode.String())
	if list := f.marketList(); list != nil {
		l.addPay(scope{}, e.source, "whose country decides the market", e.edition.marketCountry.String())
		l.addPay(scope{}, e.source, "market list", list.id)
		list.aspects(l, anchor)
	}
}

func (m *MarketList) aspects(l *aspectList, anchor Anchor) {
	for i := range m.versions.rows {
		version := &m.versions.rows[i]
		add := func(of scope, country, market string) {
			a := aspect{kind: RateChange, what: "market of " + country, rule: payRule, anchor: anchor, scope: of}
			l.during(a, version.period, version.source, market)
		}
		add(scope{others: l.markets}, "every other country", version.terms.rest)
		for _, country := range l.markets {
			market, _ := version.terms.of(country)
			add(scope{country: country}, string(country), market)
		}
		l.doubt(aspect{kind: RateChange, rule: payRule, anchor: anchor}, "market list", version.period, version.source)
	}
}

func (s *sizes) aspects(l *aspectList, source Source) {
	of := scope{resized: true}
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
		l.add(aspect{kind: ReferralChange, what: what, anchor: ConsentAnchor}, t.Source, conditionsText(conditions))
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

func amountText(m Money) string {
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

// joined returns the texts of a list whose order means nothing. One that looks like several is quoted.
func joined[T any](list []T, separator string) string {
	texts := make([]string, len(list))
	for i, one := range list {
		if texts[i] = fmt.Sprint(one); strings.Contains(texts[i], separator) {
			texts[i] = quote(texts[i])
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, separator)
}

package mci

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// aspect is one thing that an edition says of an engagement, with the days on which it says what. Everything that
// a host can see of an engagement is in one of its aspects, but for its sources.
type aspect struct {
	kind   ChangeKind
	what   string // names it among the aspects of the engagement
	scope  scope
	anchor Anchor
	spells []spell // oldest first
}

// spell is what holds from day to day.
type spell struct {
	period Period
	text   string
}

// on returns what holds on a day; the zero Date is before every other.
func (a *aspect) on(day Date) string {
	if a == nil {
		return ""
	}
	for _, s := range a.spells {
		if (s.period.From.Compare(day) <= 0) && (s.period.Until.IsZero() || s.period.Until.Compare(day) >= 0) {
			return s.text
		}
	}
	return ""
}

// begins returns the days on which something else begins to hold; the zero Date is the beginning of time.
func (a *aspect) begins() []Date {
	if a == nil {
		return nil
	}
	var days []Date
	for _, s := range a.spells {
		days = append(days, s.period.From)
		if !s.period.Until.IsZero() {
			days = append(days, s.period.Until.AddDays(1))
		}
	}
	return days
}

// aspectList collects the aspects of one engagement.
type aspectList struct {
	edition   *Edition
	countries []Country // whose markets are compared
	aspects   []*aspect
	found     map[aspectName]*aspect
}

type aspectName struct {
	kind ChangeKind
	what string
}

func (l *aspectList) get(kind ChangeKind, anchor Anchor, what string, of scope) *aspect {
	name := aspectName{kind, what}
	if l.found[name] == nil {
		l.found[name] = &aspect{kind: kind, what: what, scope: of, anchor: anchor}
		l.aspects = append(l.aspects, l.found[name])
	}
	return l.found[name]
}

// add adds what holds on every day. An empty text is nothing.
func (l *aspectList) add(kind ChangeKind, anchor Anchor, what, text string) {
	l.during(kind, anchor, scope{}, what, Period{}, text)
}

// during adds what holds in a period, and that it is no longer known to hold after its KnownUntil.
func (l *aspectList) during(kind ChangeKind, anchor Anchor, of scope, what string, period Period, text string) {
	if text == "" {
		return
	}
	a, known := l.get(kind, anchor, what, of), period.KnownUntil
	if !known.IsZero() {
		a.spells = append(a.spells, spell{Period{From: period.From, Until: known}, text})
		period.From, text = known.AddDays(1), text+", if still in force"
	}
	a.spells = append(a.spells, spell{Period{From: period.From, Until: period.Until}, text})
}

// addLine adds one line of what a row says.
type addLine func(of scope, what, text string)

// addDated adds what each row of a rule says, and which date selects the row.
func addDated[T any](l *aspectList, kind ChangeKind, rule *dated[T], lines func(*T, addLine)) {
	for i := range rule.rows {
		row := &rule.rows[i]
		lines(&row.terms, func(of scope, what, text string) { l.during(kind, rule.anchor, of, what, row.period, text) })
	}
}

// pay adds what every shape of pay has.
func (l *aspectList) pay(f formula, anchor Anchor) {
	l.add(RateChange, anchor, "shape of pay", string(f.rule()))
	l.add(RateChange, anchor, "kind of pay", f.kind().String())
	l.add(RateChange, anchor, "currency", string(f.currency()))
	l.add(RateChange, anchor, "date that selects the rate", anchor.String())
	l.add(RateChange, anchor, "rounding", l.edition.rounding.Mode.String())
	markets := f.marketList()
	if markets == nil {
		return
	}
	l.add(RateChange, anchor, "whose country decides the market", l.edition.marketCountry.String())
	l.add(RateChange, anchor, "market list", markets.id)
	for _, version := range markets.versions.rows {
		l.during(RateChange, anchor, scope{others: l.countries}, "market of every other country", version.period, version.terms.rest)
		for _, country := range l.countries {
			market, _ := version.terms.of(country)
			l.during(RateChange, anchor, scope{country: country}, "market of "+string(country), version.period, market)
		}
	}
}

func (l *ladder) aspects(to *aspectList, names []string, anchor Anchor, place int) {
	name := "size by " + l.name()
	to.add(RateChange, anchor, fmt.Sprintf("ladder %d", place+1), l.name())
	for i, lower := range l.steps {
		text := quantityBound(lower)
		to.during(RateChange, anchor, scope{}, name+", "+names[i], Period{}, text)
	}
	if l.most != nil {
		to.add(RateChange, anchor, name+", larger than the largest", quantityBound(*l.most))
	}
}

func (e *Engagement) aspects(countries []Country) []*aspect {
	l := &aspectList{edition: e.edition, countries: countries, found: map[aspectName]*aspect{}}
	e.describe(l)
	e.admits(l)
	for _, clock := range clocks() {
		l.add(WindowChange, clock.Trigger(), clock.String()+" window in days", numberText(e.windows.Days(clock)))
	}
	l.add(WindowChange, 0, "published maximum in days", numberText(e.windows.PublishedMaximum))
	l.add(DescriptionChange, 0, "category of the clocks", e.windows.Category)
	e.evidence.aspects(l)
	e.pay.aspects(l)
	if e.stages != nil {
		e.stages.aspects(l)
	}
	l.add(ReferralChange, ConsentAnchor, "conditions for a referral", conditionsText(e.referral.Create))
	l.add(ReferralChange, ConsentAnchor, "conditions for co-sell", conditionsText(e.referral.Upgrade))
	return l.aspects
}

// describe adds what is only read.
func (e *Engagement) describe(l *aspectList) {
	l.add(DescriptionChange, 0, "name", e.name)
	l.add(DescriptionChange, 0, "variant", e.variant)
	l.add(DescriptionChange, 0, "description", e.description)
	l.add(DescriptionChange, 0, "solution area", e.solutionArea)
	l.add(DescriptionChange, 0, "partner role", e.partnerRole)
	for _, link := range e.links {
		l.add(DescriptionChange, 0, "link to "+link.Title, link.URL)
	}
}

// admits adds who can be nominated, when and by whom.
func (e *Engagement) admits(l *aspectList) {
	const anchor = NominationAnchor
	l.during(OfferChange, anchor, scope{}, "offered", e.offered, "yes")
	l.add(OfferChange, anchor, "countries", joined(e.countries))
	l.add(CustomerChange, anchor, "ID types", joined(e.idTypes))
	addDated(l, LimitChange, &e.limits, func(limit *ClaimLimit, add addLine) {
		add(scope{}, "open or approved claims", numberText(limit.Claims))
		add(scope{}, "claims open at a time", numberText(limit.Open))
		add(scope{}, "locked for every partner once nominated", yes(limit.Locked))
	})
	for _, gate := range e.gates {
		l.add(GateChange, gate.rows.anchor, "date that selects the gate "+gate.id, gate.rows.anchor.String())
		addDated(l, GateChange, &gate.rows, func(anyOf *[]string, add addLine) {
			add(scope{}, "gate "+gate.id, strings.Join(*anyOf, " or "))
		})
	}
	for _, r := range e.requirements {
		l.add(CustomerChange, anchor, "requirement "+string(r.ID), r.String())
	}
	for _, bar := range e.bars {
		what := "bar for the segment " + string(bar.segment)
		if bar.size != "" {
			what += " from size " + bar.size
		}
		l.during(CustomerChange, anchor, scope{segment: bar.segment}, what, Period{}, "yes")
	}
	o := &e.opportunity
	l.add(CustomerChange, anchor, "minimum hours", o.MinimumHours.String())
	l.add(CustomerChange, anchor, "minimum contract value", amountText(o.MinimumContractValue))
	l.add(CustomerChange, anchor, "status of the opportunity", o.Status)
	l.add(CustomerChange, anchor, "stages of the opportunity", strings.Join(o.stages, ", "))
}

func (t *EvidenceTerms) aspects(l *aspectList) {
	l.add(EvidenceChange, t.required.anchor, "date that selects the evidence", t.required.anchor.String())
	addDated(l, EvidenceChange, &t.required, func(parts *evidenceParts, add addLine) {
		for _, part := range EvidenceParts() {
			add(scope{}, part.String()+" required", yes(parts[part]))
		}
	})
	for i, rule := range t.templates {
		period := Period{From: rule.submittedFrom}
		if i+1 < len(t.templates) {
			period.Until = t.templates[i+1].submittedFrom.AddDays(-1)
		}
		// A claim that is sent back is submitted again, so that no earlier day selects the template for good.
		l.during(EvidenceChange, 0, scope{}, "template of the proof of execution, by day of submission", period, rule.published.String())
	}
}

func conditionsText(conditions []ReferralCondition) string {
	texts := make([]string, len(conditions))
	for i, c := range conditions {
		texts[i] = strings.TrimSuffix(c.Fact.String()+" "+amountText(c.AtLeast), " ")
	}
	return strings.Join(texts, " and ")
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

// joined returns the texts of a list whose order means nothing.
func joined[T any](list []T) string {
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = fmt.Sprint(one)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

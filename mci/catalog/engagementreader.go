package catalog

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (r *catalogReader) engagement(edition *Edition, o *object) *Engagement {
	e := &Engagement{
		edition:      edition,
		id:           mci.EngagementID(o.text("id")),
		name:         o.text("name"),
		variant:      o.optionalText("variant"),
		description:  o.optionalText("description"),
		solutionArea: o.text("solutionArea"),
		partnerRole:  o.text("partnerRole"),
		idTypes:      texts(o, "idTypes", named[mci.IDType]),
		windows:      lookUp(o, "clocks", wantClocks, r.windows),
		source:       r.source(o),
	}
	offered := o.object("offered")
	e.offered, _ = offered.period()
	offered.done()
	e.evidence = r.evidence(o.object("evidence"))
	e.pay, e.stages = r.pay(o.object("pay"))
	r.optionalTerms(e, o)
	r.checkIDTypes(e, o)
	r.checkPayTerms(e, o)
	o.done()
	return e
}

// optionalTerms reads the terms that an engagement can do without. The pay is
// read before them, because it decides which sizes can be barred.
func (r *catalogReader) optionalTerms(e *Engagement, o *object) {
	for _, terms := range optionalTerms {
		if o.has(terms.name) {
			terms.read(r, e, o)
		}
	}
}

func (r *catalogReader) countries(e *Engagement, o *object) {
	e.countries = texts(o, "countries", mci.ParseCountry)
	eachUnique(o, "countries", e.countries)
}

func (r *catalogReader) links(e *Engagement, o *object) {
	titles := map[string]bool{}
	o.items("links", func(f document.Field) {
		link := r.link(open(f))
		if link.Title != "" && titles[link.Title] {
			repeated(f.Member("title"), link.Title)
		}
		titles[link.Title] = true
		e.links = append(e.links, link)
	})
}

func (r *catalogReader) gates(e *Engagement, o *object) {
	o.objects("partnerGates", func(one *object) { e.gates = append(e.gates, r.gate(e, one)) })
}

func (r *catalogReader) requirements(e *Engagement, o *object) {
	o.objects("requirements", func(one *object) {
		e.requirements = append(e.requirements, r.requirement(e, one))
	})
}

func (r *catalogReader) bars(e *Engagement, o *object) {
	barred, parse := map[mci.Segment]map[string]bool{}, sizeParser(e.pay)
	o.objects("barredSegments", func(one *object) {
		e.bars = append(e.bars, r.segmentBars(barred, one, parse)...)
	})
}

// checkIDTypes reports ID types that are repeated or that do not fit the pay
// kind.
func (r *catalogReader) checkIDTypes(e *Engagement, o *object) {
	eachUnique(o, "idTypes", e.idTypes)
	if e.pay == nil || e.PayKind() == 0 {
		return // reported already
	}
	for i, kind := range e.idTypes {
		if kind != 0 && (kind == mci.OpportunityID) != (e.PayKind() == VariablePay) {
			o.field("idTypes").Element(i).Report(vocabulary.Quote(kind.String()), "an ID type that "+e.PayKind().String()+" pay accepts")
		}
	}
}

// checkPayTerms reports terms that contradict the engagement's pay.
func (r *catalogReader) checkPayTerms(e *Engagement, o *object) {
	if e.pay == nil {
		return // reported already
	}
	for _, end := range []struct {
		name  string
		value mci.Money
	}{{"minimumContractValue", e.opportunity.MinimumContractValue}, {"maximumContractValue", e.opportunity.MaximumContractValue}} {
		if value := end.value; e.PayKind() == VariablePay && !value.IsNone() && e.pay.currency() != "" && value.Currency() != e.pay.currency() {
			o.field("opportunity").Member(end.name).Member("currency").Report(vocabulary.Quote(string(value.Currency())), "the currency of the pay, "+string(e.pay.currency()))
		}
	}
}

// oneOf describes a wanted value and lists the choices for it.
func oneOf(what string, choices []string) string {
	if len(choices) == 0 {
		return what + ", which has none"
	}
	return what + ": " + enumerate(choices)
}

func (r *catalogReader) link(o *object) Link {
	defer o.done()
	return Link{o.text("title"), read(o, "url", wantURL, parseURL)}
}

const wantURL = "an address that begins with https:// and a host's name"

func parseURL(s string) (string, error) {
	rest, ok := strings.CutPrefix(s, "https://")
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	_, err := mci.ParseCustomerID(mci.DomainName, host)
	if !ok || err != nil || strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"<>\^{|}`+"`", c) }) {
		return "", mci.Invalid("", s, wantURL)
	}
	return s, nil
}

func (r *catalogReader) evidence(o *object) EvidenceTerms {
	terms := EvidenceTerms{required: readRule(r, o, "required", nil, r.evidenceParts)}
	if o.has("templates") {
		o.objects("templates", func(t *object) {
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

func (r *catalogReader) evidenceParts(o *object) evidenceParts {
	var required evidenceParts
	parts := texts(o, "parts", named[mci.EvidencePart])
	eachUnique(o, "parts", parts)
	for _, part := range parts {
		required[part] = true
	}
	required[0] = false // set if an unknown part was reported
	return required
}

func (r *catalogReader) gate(e *Engagement, o *object) partnerGate {
	g := partnerGate{id: o.text("id")}
	o.unique("id", g.id, slices.ContainsFunc(e.gates, func(other partnerGate) bool { return other.id == g.id }))
	g.rows = readRule(r, o, "rows", nil, func(row *object) []string {
		anyOf := texts(row, "anyOf", plainText)
		eachUnique(row, "anyOf", anyOf)
		return anyOf
	})
	o.done()
	return g
}

func plainText(s string) (string, error) { return s, vocabulary.CheckText("", s, mostTextBytes) }

func (r *catalogReader) requirement(e *Engagement, o *object) Requirement {
	q := Requirement{ID: mci.RequirementID(o.text("id")), Means: o.text("means"), Source: r.source(o)}
	o.unique("id", string(q.ID), slices.ContainsFunc(e.requirements, func(other Requirement) bool { return other.ID == q.ID }))
	if o.has("measure") {
		q.Measure = r.measured(o, "measure")
		q.least, q.most = readSpan(o)
	}
	o.done()
	return q
}

// readSpan reads the least and the most of a quantity. One of them can be
// absent. The most is the lower end of the quantities above it.
func readSpan(o *object) (least, most *bound[mci.Quantity]) {
	found := o.problems()
	most = readEnd(o)
	if o.has("from") || o.has("above") {
		lower := readBound(o, mci.ParseQuantity)
		least = &lower
	}
	switch {
	case o.problems() > found: // reported
	case least == nil && most == nil:
		o.report("", "no bound", "from or above, upTo or below, or one of each")
	case least != nil && most != nil && most.compare(*least) <= 0:
		o.report("", "an end at "+most.at.String(), "one that a quantity "+quantityBound(*least)+" does not reach")
	}
	return least, most
}

// readEnd reads the lower end of the quantities that are too large. It is
// beyond upTo, or from below on. Without either, it is nil.
func readEnd(o *object) *bound[mci.Quantity] {
	const want = "digits such as 5000"
	switch upTo, below := o.has("upTo"), o.has("below"); {
	case upTo && below:
		o.report("below", "a second end", "either upTo or below")
		return nil
	case upTo:
		return &bound[mci.Quantity]{read(o, "upTo", want, mci.ParseQuantity), true}
	case below:
		return &bound[mci.Quantity]{read(o, "below", want, mci.ParseQuantity), false}
	default:
		return nil
	}
}

// readBound reads the lower end of a size, a tier or a target. It is either
// from, which includes the value, or above, which excludes it.
func readBound[V measurable[V]](o *object, parse func(string) (V, error)) bound[V] {
	const want = "digits such as 300"
	switch from, above := o.has("from"), o.has("above"); {
	case above && from:
		o.report("above", "a second bound", "either from or above")
	case above:
		return bound[V]{read(o, "above", want, parse), true}
	case !from:
		o.report("", "no bound", "from or above")
	default:
		return bound[V]{read(o, "from", want, parse), false}
	}
	return bound[V]{}
}

// sizeParser returns the parser of a size of the pay. If the pay or its sizes
// could not be read, the parser accepts any text.
func sizeParser(pay formula) func(string) (string, error) {
	_, ok := pay.(sized)
	if pay == nil || ok && len(sizeNames(pay)) == 0 {
		return plainText
	}
	known, want := map[string]bool{}, oneOf("a size of the pay", sizeNames(pay))
	for _, size := range sizeNames(pay) {
		known[size] = true
	}
	return func(s string) (string, error) {
		if !known[s] {
			return "", mci.Invalid("", s, want)
		}
		return s, nil
	}
}

// segmentBars reads the bars of one segment: from some sizes or, if no sizes
// are given, from all. The map barred holds the sizes from which each segment
// is barred already; the empty size means all.
func (r *catalogReader) segmentBars(barred map[mci.Segment]map[string]bool, o *object, parseSize func(string) (string, error)) []segmentBar {
	defer o.done()
	bar := segmentBar{segment: lookUp(o, "segment", wantSegment, r.segments), source: r.source(o)}
	before := barred[bar.segment]
	if before == nil || bar.segment == "" {
		before = map[string]bool{}
		barred[bar.segment] = before
	}
	if !o.has("sizes") {
		if len(before) > 0 {
			o.report("segment", vocabulary.Quote(string(bar.segment))+" again", "a segment that is not barred already")
		}
		before[""] = true
		return []segmentBar{bar}
	}
	var bars []segmentBar
	for i, size := range texts(o, "sizes", parseSize) {
		if size == "" {
			continue // reported already
		}
		if before[size] || before[""] {
			o.field("sizes").Element(i).Report(vocabulary.Quote(size)+" again", "a size that the segment is not barred from already")
		}
		bar.size, before[size] = size, true
		bars = append(bars, bar)
	}
	return bars
}

func (r *catalogReader) referral(o *object) ReferralTerms {
	terms := ReferralTerms{Source: r.source(o), Mode: readOptional(o, "mode", referralModeNames.Allowed(), referralModeNames.Parse)}
	o.objects("create", func(one *object) { terms.Create = append(terms.Create, r.condition(one)) })
	if o.has("upgrade") {
		o.objects("upgrade", func(one *object) { terms.Upgrade = append(terms.Upgrade, r.condition(one)) })
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
		o.has("atLeast") // the fact was reported; it may have allowed atLeast
	case ManagedByMicrosoft:
	}
	o.done()
	return condition
}

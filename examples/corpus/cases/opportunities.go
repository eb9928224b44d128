package cases

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/opportunities"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// opportunityBases has one engagement for each shape of variable pay, and one
// that takes no opportunities. The first of them asks for most conditions.
var opportunityBases = []base{
	{"made-up", "by-hours", day("2026-01-05"), nil},
	{"made-up", "by-hours-alone", day("2026-01-05"), nil},
	{"made-up", "by-whole-share", day("2026-01-05"), func(q *eligibility.Question) {
		q.Opportunity.ContractValue = must(mci.ParseMoney("20000", "EUR"))
	}},
	{"made-up", "by-tier", day("2026-01-05"), nil},
	{"conditions", "staged", day("2023-03-01"), nil},
	{"corrected", "illustrative-pay-in-two-stages", day("2025-10-01"), nil},
	{"public", "fy23-endpoint-management", day("2023-03-01"), nil},
}

// hourBounds are numbers of hours around the conditions of the catalogs and
// around the hours that pay the most, and no number.
var hourBounds = []string{"", "9.99", "10", "62.5", "200", "200.01"}

// valueBounds are contract values around the conditions and the tiers, values
// that pay hours whose price is rounded, and no value.
var valueBounds = []string{"", "42.01", "1000", "1000.01", "900000.01"}

// opportunities makes the cases of the kind "opportunities".
func (m *maker) opportunities() {
	for i := range opportunityBases {
		b := &opportunityBases[i]
		q := b.question(m.catalogs[b.catalog])
		deal(&q)
		if b.with != nil {
			b.with(&q)
		}
		one := []mci.EngagementRef{q.Engagement.Ref()}
		if q.Engagement.PayKind() != catalog.VariablePay {
			unlike := q.Clone()
			unlike.Customer.Claims, unlike.Customer.OpenClaims = eligibility.CountOf(0), eligibility.CountOf(1)
			m.match(b, &q, one, []eligibility.Question{q, unlike}, "opportunities: only fixed pay")
			continue
		}
		tenants := q.Clone()
		tenants.Customer.ID = tenant
		m.match(b, &q, nil, nil, "opportunities: nothing")
		m.match(b, &q, slices.Repeat(one, 2), []eligibility.Question{q}, "opportunities: an engagement twice")
		m.match(b, &q, engagementsOf(m.catalogs[b.catalog]), []eligibility.Question{tenants, q}, "opportunities: every engagement, and one with another ID")
		m.match(b, &q, one, bounded(&q), fmt.Sprintf("opportunities of %s: hours and values", b.engagement))
		m.vary(b, &q, one)
	}
	m.eachZonedDay(zonedDeals, func(b *base, q eligibility.Question) any {
		return matching(b, &q, []mci.EngagementRef{q.Engagement.Ref()}, []eligibility.Question{q})
	})
}

// bounded returns a question for each bound of the hours and of the value.
func bounded(q *eligibility.Question) (all []eligibility.Question) {
	bounds := hourBounds
	if q.Engagement.OpportunityTerms().HoursAsked() == "" {
		bounds = bounds[:1]
	}
	for _, text := range bounds {
		varied := q.Clone()
		if varied.Hours = (mci.Hours{}); text != "" {
			varied.Hours = hours(text)
		}
		all = append(all, varied)
	}
	for _, amount := range valueBounds {
		varied := q.Clone()
		if varied.Opportunity.ContractValue = (mci.Money{}); amount != "" {
			varied.Opportunity.ContractValue = must(mci.ParseMoney(amount, q.Opportunity.ContractValue.Currency()))
		}
		all = append(all, varied)
	}
	unknown := q.Clone()
	unknown.Customer.Quantities, unknown.Customer.Country = nil, ""
	few := q.Clone()
	few.Customer.Quantities = mci.Quantities{"seats": quantity("299.99")}
	refused := q.Clone()
	refused.Customer.MeetsCriteria, refused.Customer.Country = mci.No, "FR"
	return append(all, unknown, few, refused)
}

// vary offers an opportunity for each outcome of each rule. If several
// opportunities differ only in facts of their own, one case has them all.
func (m *maker) vary(b *base, q *eligibility.Question, one []mci.EngagementRef) {
	var alike []eligibility.Question
	var covered []string
	basic := m.outcomes(q)
	for _, v := range variations {
		varied := q.Clone()
		v.change(&varied)
		var covers []string
		for i, f := range m.outcomes(&varied) {
			if cover := fmt.Sprintf("opportunities: rule %s %s", f.Rule, f.Outcome); f.Outcome != basic[i].Outcome && !m.seen[cover] && !slices.Contains(covered, cover) {
				covers = append(covers, cover)
			}
		}
		switch {
		case len(covers) == 0:
		case bytes.Equal(asked(q), asked(&varied)):
			alike, covered = append(alike, varied), append(covered, covers...)
		default:
			m.match(b, &varied, one, []eligibility.Question{varied}, covers...)
		}
	}
	m.match(b, q, one, alike, covered...)
}

// asked returns the question as a case of opportunities has it.
func asked(q *eligibility.Question) []byte {
	plain := q.Clone()
	plain.Customer, plain.Hours, plain.Opportunity = eligibility.Customer{}, mci.Hours{}, mci.Opportunity{}
	return questionText(&plain)
}

// engagementsOf returns all engagements of a catalog.
func engagementsOf(card *catalog.Catalog) (refs []mci.EngagementRef) {
	for edition := range card.Editions() {
		for engagement := range edition.Engagements() {
			refs = append(refs, engagement.Ref())
		}
	}
	return refs
}

// match offers a case of opportunities.
func (m *maker) match(b *base, asking *eligibility.Question, refs []mci.EngagementRef, list []eligibility.Question, covers ...string) {
	m.offer(matching(b, asking, refs, list), covers...)
}

// matching returns a case in which the facts about the customer and the
// opportunity are those of questions, and everything else is that of the asking
// one.
func matching(b *base, asking *eligibility.Question, refs []mci.EngagementRef, list []eligibility.Question) answer.Opportunities {
	in := answer.Opportunities{Catalog: b.catalog, Question: asked(asking), Engagements: refs, Opportunities: []opportunities.Opportunity{}}
	if refs == nil {
		in.Engagements = []mci.EngagementRef{}
	}
	for i := range list {
		in.Opportunities = append(in.Opportunities, opportunities.Opportunity{Customer: list[i].Customer, Terms: list[i].Opportunity, Hours: list[i].Hours})
	}
	return in
}

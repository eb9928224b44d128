package pages

import (
	"cmp"
	"maps"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A factField asks for a fact that the conditions or the pay of an engagement
// need. It starts with the known value. If a person changes it, that value is
// used instead, because a nomination freezes the facts of its day.
type factField struct {
	field
	// set writes a person's answers into a question. It gets the values of all
	// fields by their names.
	set func(q *eligibility.Question, said func(name string) string) error
}

// The paths of the facts in a question.
const (
	segmentPath     = "customer.segment"
	quantityPath    = "customer.quantities."
	requirementPath = "customer.requirements."
	opportunityPath = "opportunity."
	valuePath       = opportunityPath + "contractValue"
)

// factFields returns the fields for the facts that an engagement asks for.
func (s *site) factFields(e *catalog.Engagement, q *eligibility.Question) []factField {
	all := slices.Concat(s.segmentField(e, q), s.quantityFields(e, q))
	for r := range e.Requirements() {
		if r.Measure == "" {
			all = append(all, requirementField(&r, q))
		}
	}
	return append(all, s.opportunityFields(e, q)...)
}

// segmentField asks for the segment if the engagement bars a segment or pays by
// it.
func (s *site) segmentField(e *catalog.Engagement, q *eligibility.Question) []factField {
	asked := e.Conditions()&catalog.BarsSegments != 0 || slices.ContainsFunc(e.Aspects(nil), func(a *catalog.Aspect) bool { return a.Scope.Segment != "" })
	if !asked {
		return nil
	}
	f := field{Name: segmentPath, Label: "Customer's segment", Kind: oneOf, Choices: []choice{{"", "not known"}}, Value: string(q.Customer.Segment)}
	for _, segment := range s.catalog.Segments() {
		f.Choices = append(f.Choices, choice{string(segment), sentence(string(segment))})
	}
	return []factField{{f, func(q *eligibility.Question, said func(string) string) error {
		q.Customer.Segment = mci.Segment(said(segmentPath))
		return nil
	}}}
}

// quantityFields ask for the quantities that sizes, pay and requirements need.
func (s *site) quantityFields(e *catalog.Engagement, q *eligibility.Question) (all []factField) {
	asked := e.Measures()
	for _, m := range s.catalog.Measures() {
		if !slices.Contains(asked, m.ID) {
			continue
		}
		name := quantityPath + string(m.ID)
		f := field{Name: name, Label: sentence(string(m.ID)), Kind: amount, Help: sentence(m.Means) + "."}
		if m.Currency != "" {
			f.Label += " in " + string(m.Currency)
		}
		if known, ok := q.Customer.Quantities[m.ID]; ok {
			f.Value = s.locale.write(known.String())
		}
		all = append(all, factField{f, func(q *eligibility.Question, said func(string) string) error {
			counted := maps.Clone(q.Customer.Quantities) // the quantities from the partner's file stay
			if counted == nil {
				counted = mci.Quantities{}
			}
			delete(counted, m.ID)
			if text := said(name); text != "" {
				number, err := s.locale.number(name, text)
				if err != nil {
					return err
				}
				if counted[m.ID], err = mci.ParseQuantity(number); err != nil {
					return mci.At(name, err)
				}
			}
			q.Customer.Quantities = counted
			return nil
		}})
	}
	return all
}

// requirementField asks for a requirement that no quantity measures.
func requirementField(r *catalog.Requirement, q *eligibility.Question) factField {
	id, name := r.ID, requirementPath+string(r.ID)
	f := field{Name: name, Label: sentence(r.Means), Kind: oneOf, Choices: factChoices}
	if known := q.Customer.Requirements[id]; known != mci.NotSupplied {
		f.Value = known.String()
	}
	return factField{f, func(q *eligibility.Question, said func(string) string) error {
		known := maps.Clone(q.Customer.Requirements)
		if known == nil {
			known = map[mci.RequirementID]mci.Fact{}
		}
		var fact mci.Fact
		if text := said(name); text != "" {
			if err := fact.UnmarshalText([]byte(text)); err != nil {
				return mci.At(name, err)
			}
		}
		known[id] = fact
		q.Customer.Requirements = known
		return nil
	}}
}

// opportunityFields ask for the facts of the opportunity that the engagement
// needs.
func (s *site) opportunityFields(e *catalog.Engagement, q *eligibility.Question) (all []factField) {
	asks, known := e.Conditions(), &q.Opportunity
	if e.PayKind() == catalog.VariablePay || asks&catalog.AsksContractValue != 0 {
		const amountName, currencyName = valuePath + ".amount", valuePath + ".currency"
		value := field{Name: amountName, Label: "Contract value of one year", Kind: amount}
		if !known.ContractValue.IsNone() {
			value.Value = s.locale.write(known.ContractValue.Amount())
		}
		all = append(all, factField{value, func(q *eligibility.Question, said func(string) string) (err error) {
			text, currency := said(amountName), mci.Currency(cmp.Or(said(currencyName), "USD"))
			if q.Opportunity.ContractValue = (mci.Money{}); text == "" {
				return nil
			}
			if text, err = s.locale.number(amountName, text); err != nil {
				return err
			}
			q.Opportunity.ContractValue, err = mci.ParseMoney(text, currency)
			return mci.At(valuePath, err)
		}}, factField{
			field{Name: currencyName, Label: "Currency", Kind: line, Value: cmp.Or(string(known.ContractValue.Currency()), "USD"), With: amountName},
			func(*eligibility.Question, func(string) string) error { return nil },
		})
	}
	for _, one := range []struct {
		asked             catalog.Conditions
		name, label, help string
		of                func(*mci.Opportunity) *string
	}{
		{catalog.AsksOpportunityStatus, "status", "Status of the opportunity", "As the seller system names it, such as open.", func(o *mci.Opportunity) *string { return &o.Status }},
		{catalog.AsksOpportunityStage, "stage", "Sales stage", "As the seller system names it.", func(o *mci.Opportunity) *string { return &o.Stage }},
	} {
		if asks&one.asked == 0 {
			continue
		}
		name := opportunityPath + one.name
		all = append(all, factField{
			field{Name: name, Label: one.label, Kind: line, Help: one.help, Value: *one.of(known)},
			func(q *eligibility.Question, said func(string) string) error {
				*one.of(&q.Opportunity) = said(name)
				return nil
			},
		})
	}
	return all
}

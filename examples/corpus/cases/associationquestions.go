package cases

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// associationFacts are the facts of a question.
var associationFacts = []struct {
	name string
	of   func(*cpor.Question) *mci.Fact
}{
	{"domainMatches", func(q *cpor.Question) *mci.Fact { return &q.DomainMatches }},
	{"onTenant", func(q *cpor.Question) *mci.Fact { return &q.OnTenant }},
	{"subscription.ofProduct", func(q *cpor.Question) *mci.Fact { return &q.Subscription.OfProduct }},
	{"subscription.active", func(q *cpor.Question) *mci.Fact { return &q.Subscription.Active }},
	{"subscription.provisioned", func(q *cpor.Question) *mci.Fact { return &q.Subscription.Provisioned }},
	{"subscription.listed", func(q *cpor.Question) *mci.Fact { return &q.Subscription.Listed }},
	{"own", func(q *cpor.Question) *mci.Fact { return &q.Own }},
	{"others", func(q *cpor.Question) *mci.Fact { return &q.Others }},
}

// An associationVariation changes one fact of a question or of the details.
type associationVariation struct {
	name   string
	change func(*cpor.Question, *cpor.Details)
}

// ofQuestion is a variation of the question alone.
func ofQuestion(name string, change func(*cpor.Question)) associationVariation {
	return associationVariation{name, func(q *cpor.Question, _ *cpor.Details) { change(q) }}
}

func associationVariations() []associationVariation {
	list := []associationVariation{
		ofQuestion("no user", func(q *cpor.Question) { q.User = mci.User{} }),
		ofQuestion("a user of unknown roles", func(q *cpor.Question) { q.User.Grants = nil }),
		ofQuestion("an Incentives user", func(q *cpor.Question) { q.User.Grants = []mci.Grant{{Role: mci.IncentivesUser}} }),
		ofQuestion("an admin of another location", func(q *cpor.Question) {
			q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin, Location: "geneva"}}
		}),
		ofQuestion("no domain", func(q *cpor.Question) { q.Domain = mci.CustomerID{} }),
		ofQuestion("no workloads", func(q *cpor.Question) { q.Workloads = nil }),
		ofQuestion("no channel", func(q *cpor.Question) { q.Channel = 0 }),
		ofQuestion("no tenant", func(q *cpor.Question) { q.Tenant = mci.CustomerID{} }),
		ofQuestion("no subscription", func(q *cpor.Question) { q.Subscription.ID = "" }),
		ofQuestion("a subscription of a workload", func(q *cpor.Question) { q.Subscription.ID = license }),
		ofQuestion("provisioned today, and not listed yet", func(q *cpor.Question) {
			q.Subscription.Provisioned, q.Subscription.Listed, q.Subscription.ProvisionedOn = mci.NotSupplied, mci.NotSupplied, mci.DateOf(q.At)
		}),
		ofQuestion("provisioned tomorrow", func(q *cpor.Question) { q.Subscription.ProvisionedOn = mci.DateOf(q.At).AddDays(1) }),
		ofQuestion("a proof, and names", func(q *cpor.Question) {
			q.User.Name, q.Location.Name, q.Location.Country, q.Location.PayeeProfile = "Pat Partner", "Zurich", "CH", mci.Yes
			q.Proof = cpor.Proof{Reference: "sow-1", Pertains: mci.Yes, Signed: mci.No, Undated: true}
		}),
		ofQuestion("hardly anything is known", func(q *cpor.Question) {
			q.Location.Enrollment, q.DomainMatches, q.OnTenant, q.Channel, q.Own = mci.EnrollmentUnknown, mci.NotSupplied, mci.NotSupplied, 0, mci.NotSupplied
		}),
		ofQuestion("no payee profile", func(q *cpor.Question) { q.Location.PayeeProfile = mci.No }),
		{"pay declined", func(_ *cpor.Question, d *cpor.Details) { d.PayDeclined = mci.Yes }},
		{"pay not declined", func(_ *cpor.Question, d *cpor.Details) { d.PayDeclined = mci.No }},
		{"no title of the contact", func(_ *cpor.Question, d *cpor.Details) { d.CustomerTitle = "" }},
		{"no contact", func(_ *cpor.Question, d *cpor.Details) { d.PartnerContact = mci.Contact{} }},
		{"no seller", func(_ *cpor.Question, d *cpor.Details) { d.Seller = cpor.Seller{} }},
	}
	for _, fact := range associationFacts {
		for _, value := range []mci.Fact{mci.NotSupplied, mci.No, mci.Yes} {
			list = append(list, ofQuestion(fmt.Sprintf("%s is %s", fact.name, value), func(q *cpor.Question) { *fact.of(q) = value }))
		}
	}
	for e := range mci.Discontinued + 1 {
		list = append(list, ofQuestion(fmt.Sprintf("the enrollment %q", e), func(q *cpor.Question) { q.Location.Enrollment = e }))
	}
	for _, channel := range recognition.Channels() {
		list = append(list, ofQuestion(fmt.Sprintf("bought by %s", channel), func(q *cpor.Question) { q.Channel = channel }))
	}
	return list
}

// associationOpenings changes one fact of the question about each kind of
// association, and opens the claim if the rules allow it. If a fact changes no
// outcome for any kind, one case for each kind shows that.
func (m *maker) associationOpenings() {
	telling := map[string]bool{}
	for _, kind := range cpor.Kinds() {
		basic, in, _ := m.proposed(kind, associationVariation{"", func(*cpor.Question, *cpor.Details) {}})
		m.associationContinued(in, "opening of "+kind.String())
		for _, v := range associationVariations() {
			findings, in, err := m.proposed(kind, v)
			if err != nil {
				m.offer(in, "malformed opening: "+v.name)
				continue
			}
			var covers []string
			for i, f := range findings {
				if f.Outcome != basic[i].Outcome {
					covers = append(covers, fmt.Sprintf("rule %s %s: %s", f.Rule, f.Outcome, v.name))
				}
			}
			telling[v.name] = telling[v.name] || covers != nil
			m.offer(in, covers...)
		}
	}
	for _, v := range associationVariations() {
		for _, kind := range cpor.Kinds() {
			if _, in, err := m.proposed(kind, v); err == nil && !telling[v.name] {
				m.offer(in, "opening: "+v.name)
				m.associationContinued(in, "opening, "+v.name)
			}
		}
	}
}

// proposed returns the findings about a question with one fact changed, and the
// case that opens the claim. There is an error if the question or the details
// are malformed.
func (m *maker) proposed(kind cpor.Kind, v associationVariation) ([]mci.Finding, answer.AssociationStep, error) {
	q, d := associationQuestion(kind), associationDetails(kind)
	v.change(&q, &d)
	_, decision, err := cpor.Propose(q, d)
	do := answer.AssociationAction{Open: &answer.AssociationOpening{ID: "cpor-1", Question: q, Details: d}}
	return decision.Findings(), answer.AssociationStep{Do: do, Meta: asAdmin(claims.Partner, q.At)}, err
}

// associationContinued gives a proof to a claim that was just opened, and again
// after the first one was taken back.
func (m *maker) associationContinued(opening answer.AssociationStep, what string) {
	var l answer.AssociationLiving
	m.fail(l.Take(&answer.OneAssociationStep{Do: opening.Do, Meta: opening.Meta}))
	give := association.GiveProof{Proof: cpor.Proof{Reference: "sow-1"}}
	step := answer.OneAssociationStep{Do: commandedAssociation(give), Meta: asAdmin(claims.Partner, proposed)}
	m.offer(answer.AssociationStep{Record: storedAssociation(l.Claim), Do: step.Do, Meta: step.Meta}, "give proof after the "+what)
	m.fail(l.Take(&step))
	back := answer.AssociationAction{TakeBack: &answer.TakingBack{Number: l.Claim.Version()}}
	m.fail(l.Take(&answer.OneAssociationStep{Do: back, Meta: step.Meta}))
	m.offer(answer.AssociationStep{Record: storedAssociation(l.Claim), Do: step.Do, Meta: step.Meta}, "give proof after it was taken back")
}

package cases

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// adoptAssociations makes the cases of taking a CPOR claim over from an export:
// in each status, and with each thing that an export can lack or contradict.
func (m *maker) adoptAssociations() {
	for _, state := range lifecycle.States() {
		m.adoptAssociation("an association shown as "+state.Status.String(), func(a *answer.AssociationAdoption, _ *claims.Meta) { a.Shown = state.Status.String() })
	}
	for _, kind := range cpor.Kinds() {
		m.adoptAssociation("an association of the kind "+kind.String(), func(a *answer.AssociationAdoption, _ *claims.Meta) {
			a.Kind, a.PayDeclined = kind, mci.NotSupplied
			if kind == cpor.ModernWorkUsage {
				a.PayDeclined = mci.No
			}
		})
	}
	for _, c := range []struct {
		name   string
		change func(*answer.AssociationAdoption, *claims.Meta)
	}{
		{"an association of which everything is known", func(a *answer.AssociationAdoption, meta *claims.Meta) {
			a.Domain, a.Location, a.Channel, a.Number, a.Created = customerID(mci.DomainName, "contoso.com"), "zurich", recognition.EnterpriseAgreement, "4712", proposed.AddDate(0, 0, -7)
			a.Workloads, a.PayDeclined = []cpor.Workload{"Microsoft Teams"}, mci.Yes
			a.CustomerContact, a.CustomerTitle, a.PartnerContact = customerContact, "Head of IT", partnerContact
			meta.Key = "import-1"
		}},
		{"an association with a subscription", func(a *answer.AssociationAdoption, _ *claims.Meta) {
			a.Kind, a.Subscription = cpor.PresalesAdvisor, license
		}},
		{"a revenue association with its seller", func(a *answer.AssociationAdoption, _ *claims.Meta) {
			a.Kind, a.Seller = cpor.RevenueAssociation, associationDetails(cpor.RevenueAssociation).Seller
		}},
		{"an association created at the instant of the export", func(a *answer.AssociationAdoption, meta *claims.Meta) { a.Created = meta.At }},
		{"an association created after the export", func(a *answer.AssociationAdoption, meta *claims.Meta) {
			a.Created = meta.At.Add(time.Nanosecond)
		}},
		{"a draft that was created before", func(a *answer.AssociationAdoption, _ *claims.Meta) {
			a.Shown, a.Created = "Draft", proposed.AddDate(0, 0, -7)
		}},
		{"an association in a status of another claim", func(a *answer.AssociationAdoption, _ *claims.Meta) { a.Shown = "Customer consent received" }},
		{"an association adopted by the partner", func(_ *answer.AssociationAdoption, meta *claims.Meta) { *meta = asAdmin(claims.Partner, meta.At) }},
		{"a workload with a subscription", func(a *answer.AssociationAdoption, _ *claims.Meta) { a.Subscription = license }},
		{"declined pay of an association that has none to decline", func(a *answer.AssociationAdoption, _ *claims.Meta) {
			a.Kind, a.PayDeclined = cpor.BusinessUsage, mci.Yes
		}},
	} {
		m.adoptAssociation(c.name, c.change)
	}
}

func (m *maker) adoptAssociation(name string, change func(*answer.AssociationAdoption, *claims.Meta)) {
	adoption := answer.AssociationAdoption{
		ID: "cpor-1", Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant},
		AdoptedDetails: answer.AdoptedDetails{Name: "CPOR Contoso"}, Shown: "Approved",
	}
	meta := asAdmin(claims.PartnerCenter, proposed)
	change(&adoption, &meta)
	m.offer(answer.AssociationStep{Do: answer.AssociationAction{Adopt: &adoption}, Meta: meta}, "adopt: "+name)
}

// adoptedAssociations gives commands to claims that were adopted with hardly
// any member: each event once, if a claim permits it. The facts that an export
// lacks are recorded when they become known.
func (m *maker) adoptedAssociations() {
	for _, state := range lifecycle.States() {
		claim, when := m.adoptedAssociation(state), proposed.AddDate(0, 0, 1)
		for _, command := range slices.Concat(triedOnAssociation(claim), detailedOnAssociation(claim)) {
			meta := associationBy(command.Event(), when)
			if change, err := association.Apply(claim, command, meta); err == nil && len(change.Entries) > 0 {
				m.offer(associationStep(claim, command, meta), fmt.Sprintf("%s of an adopted claim", command.Event()))
			}
		}
		later := association.RecordFacts{Number: "4711", Location: "zurich", Workloads: []cpor.Workload{"Dynamics 365 Sales"}, Subscription: license}
		meta := asAdmin(claims.PartnerCenter, when)
		m.offer(associationStep(claim, later, meta), "record facts that an adopted claim lacks")
		change, err := association.Apply(claim, later, meta)
		if err != nil {
			m.fail(err)
			return
		}
		meta.At = when.AddDate(0, 0, 1)
		m.offer(associationStep(change.Claim, later, meta), "record facts that are known")
		m.offer(associationStep(change.Claim, association.RecordFacts{Location: "geneva"}, meta), "record facts: another location")
		m.offer(associationStep(change.Claim, association.RecordFacts{Subscription: "another"}, meta), "record facts: another subscription")
		m.offer(associationStep(change.Claim, association.RecordFacts{Workloads: []cpor.Workload{"Microsoft Teams"}}, meta), "record facts: another workload")
	}
}

// adoptedAssociation adopts a claim of which only the kind, the tenant and the
// status are known.
func (m *maker) adoptedAssociation(state lifecycle.State) *association.Claim {
	adoption := answer.AssociationAdoption{
		ID: "cpor-1", Association: cpor.Association{Kind: cpor.PresalesAdvisor, Tenant: tenant},
		AdoptedDetails: answer.AdoptedDetails{Name: "CPOR Contoso"}, Shown: state.Status.String(),
	}
	var living answer.AssociationLiving
	m.fail(living.Take(&answer.OneAssociationStep{Do: answer.AssociationAction{Adopt: &adoption}, Meta: asAdmin(claims.PartnerCenter, proposed)}))
	return living.Claim
}

package cases

import (
	"time"

	"github.com/mci-go/incentives/claims"
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

package cases

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// adoptions make claims that only Partner Center has.
func (m *maker) adoptions() {
	e, _ := m.catalogs["public"].Find(viva, mci.Date{})
	for _, name := range shown() {
		adoption := answer.Adoption{ID: "claim-1", Name: "Contoso", Engagement: e.Ref(), CustomerID: tenant, Shown: claims.ReadStatus(name)}
		m.adopt(adoption, asActor(claims.PartnerCenter, opened), fmt.Sprintf("adopt %q", name))
		adoption.Created, adoption.Location, adoption.CustomerContact = opened.AddDate(0, -1, 0), "zurich", customerContact
		m.adopt(adoption, asActor(claims.PartnerCenter, opened), fmt.Sprintf("adopt %q with more facts", name))
		adoption.Created = opened.AddDate(0, 1, 0)
		m.adopt(adoption, asActor(claims.PartnerCenter, opened), "adopt before the creation")
		m.adopt(adoption, asActor(claims.Partner, opened), "adopt by partner")
	}
}

func (m *maker) adopt(adoption answer.Adoption, meta claims.Meta, what string) {
	m.offer(answer.Step{Catalog: "public", Do: answer.Action{Adopt: &adoption}, Meta: meta}, what)
}

// adoptedWhole adopts claims with every member, and goes on with claims that
// were adopted with hardly any. If a customer is named by domain, the tenant is
// a member of its own.
func (m *maker) adoptedWhole() {
	card := m.catalogs["public"]
	e, _ := card.Find(variable, mci.Date{})
	at := time.Date(2025, time.October, 1, 9, 0, 0, 0, time.UTC)
	whole := answer.Adoption{
		ID: "claim-1", Name: "Contoso", Engagement: e.Ref(), CustomerID: customerID(mci.OpportunityID, "7-3CVDESBISU"), Shown: claims.ReadStatus("Approved"),
		CustomerCountry: "CH", LocationCountry: "CH", CustomerContact: customerContact, PartnerContact: partnerContact, Location: "zurich",
		Hours: hours("60"), Created: at.AddDate(0, -1, 0),
	}
	meta := asActor(claims.PartnerCenter, at)
	meta.Key = "import-1"
	m.adopt(whole, meta, "adopt with every member")
	whole.Hours = mci.Hours{}
	m.adopt(whole, meta, "adopt without the hours that the engagement needs")
	e, _ = card.Find(viva, mci.Date{})
	domain := answer.Adoption{
		ID: "claim-1", Name: "Contoso", Engagement: e.Ref(), CustomerID: customerID(mci.DomainName, "contoso.com"), CheckedID: tenant, Shown: claims.ReadStatus("Approved"),
	}
	m.adopt(domain, asActor(claims.PartnerCenter, opened), "adopt a customer who is named by domain")
	domain.CheckedID = mci.CustomerID{}
	m.adopt(domain, asActor(claims.PartnerCenter, opened), "adopt a domain without its tenant")
	for _, status := range claims.Statuses() {
		m.adoptedFurther(status)
	}
}

// adopted adopts a claim of which only the status is known.
func (m *maker) adopted(status claims.Status) *claims.Claim { return m.adoptedIn("public", status) }

func (m *maker) adoptedIn(name string, status claims.Status) *claims.Claim {
	card := m.catalogs[name]
	e, _ := card.Find(viva, mci.Date{})
	adoption := answer.Adoption{ID: "claim-1", Name: "Contoso", Engagement: e.Ref(), CustomerID: tenant, Shown: claims.ReadStatus(status.String())}
	var l answer.Living
	m.fail(l.Take(&answer.OneStep{Do: answer.Action{Adopt: &adoption}, Meta: asActor(claims.PartnerCenter, opened)}, card))
	return l.Claim
}

// adoptedFurther gives commands to an adopted claim: each event once, if the
// claim permits it. A claim under review also gets the facts that become known
// later.
func (m *maker) adoptedFurther(status claims.Status) {
	claim, when := m.adopted(status), opened.AddDate(0, 0, 1)
	for _, command := range slices.Concat(tried, detailed) {
		if change, err := claims.Apply(claim, command, by(command.Event(), when)); err == nil && len(change.Entries) > 0 {
			m.offer(step(claim, commanded(command), by(command.Event(), when)), fmt.Sprintf("%s of an adopted claim", command.Event()))
		}
	}
	if status == claims.UnderReview {
		m.createdLater(claim)
	}
}

// createdLater records the day of the creation when it becomes known. The claim
// was adopted without it.
func (m *maker) createdLater(claim *claims.Claim) {
	meta := asActor(claims.PartnerCenter, opened.AddDate(0, 0, 1))
	on := mci.DateOf(opened)
	for _, c := range []struct {
		what string
		day  mci.Date
	}{
		{"a month before", on.AddDays(-30)},
		{"on the day itself", on},
		{"after the claim was seen", on.AddDays(1)},
		{"longer ago than the window", on.AddDays(-400)},
	} {
		m.offer(step(claim, commanded(claims.RecordFacts{Created: c.day}), meta), "created: "+c.what)
	}
	zoned := step(m.adoptedIn("zoned", claims.UnderReview), commanded(claims.RecordFacts{Created: on.AddDays(-30)}), meta)
	zoned.Catalog = "zoned"
	m.offer(zoned, "created: in another time zone")
	byPartner := asActor(claims.Partner, meta.At)
	known := m.taken(claim, claims.RecordFacts{Created: on.AddDays(-30), Comment: "as the page shows it"}, byPartner, "created: by the partner")
	meta.At = meta.At.AddDate(0, 0, 1)
	m.offer(step(known, commanded(claims.RecordFacts{Created: on.AddDays(-30)}), meta), "created: known already")
	m.offer(step(known, commanded(claims.RecordFacts{Created: on.AddDays(-31)}), meta), "created: another day than the known one")
	m.offer(step(known, commanded(claims.RecordFacts{Approved: usd("5000")}), meta), "record facts: an amount of a claim that is not approved")
}

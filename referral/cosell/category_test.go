package cosell

import (
	"fmt"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
	"github.com/mci-go/incentives/referral/resource"
)

// listed returns a referral as a list contains it.
func listed(kind resource.Type, q resource.Qualification, invitedBy string) resource.Referral {
	return resource.Referral{Type: kind, Qualification: q, InviteContext: resource.InviteContext{InvitedBy: resource.Organization{OrganizationID: invitedBy}}}
}

// checkClasses compares the category for every combination with the documents'
// table, which is written down here in another form.
func checkClasses(rows []classRow) error {
	want := map[string]Category{
		"Independent Direct msft":             MarketplaceLead,
		"Independent Direct ":                 MarketplaceLead,
		"Independent SalesQualified msft":     QualifiedLead,
		"Independent MarketingQualified msft": QualifiedLead,
		"Independent SalesQualified own":      CoSellOpportunity,
		"Independent None own":                CoSellOpportunity,
		"Shared SalesQualified own":           CoSellOpportunity,
		"Shared None own":                     CoSellOpportunity,
		"Shared SalesQualified msft":          CoSellOpportunity,
	}
	for _, kind := range []resource.Type{resource.Independent, resource.Shared, "", "x"} {
		for _, q := range []resource.Qualification{resource.NotQualified, resource.DirectlyQualified, resource.MarketingQualified, resource.SalesQualified, "", "x"} {
			for _, by := range []string{"msft", "own", ""} {
				r, key := listed(kind, q, by), fmt.Sprintf("%s %s %s", kind, q, by)
				got := classify(rows, &r)
				if got.Category != want[key] {
					return fmt.Errorf("%s is %v, want %v", key, got.Category, want[key])
				}
				if got.Inferred() != (key == "Shared SalesQualified msft") || (got.Rule == "") != (got.Category == Unclassified) {
					return fmt.Errorf("%s is classified by %+v", key, got)
				}
			}
		}
	}
	return nil
}

func TestAListedReferralIsClassifiedByTheDocumentsTable(t *testing.T) {
	name := func(row classRow) string { return string(row.rule) }
	mutants := tabletest.Drop(classRows, name)
	mutants = append(mutants, tabletest.Edit(classRows, "fewer types", name, func(row *classRow) bool { row.types = row.types[1:]; return true })...)
	mutants = append(mutants, tabletest.Edit(classRows, "fewer qualifications", name, func(row *classRow) bool { row.qualifications = row.qualifications[1:]; return true })...)
	mutants = append(mutants, tabletest.Edit(classRows, "fewer organizations", name, func(row *classRow) bool { row.invitedBy = row.invitedBy[1:]; return true })...)
	mutants = append(mutants, tabletest.Edit(classRows, "another class", name, func(row *classRow) bool { row.category = row.category%CoSellOpportunity + 1; return true })...)
	mutants = append(mutants, tabletest.Edit(classRows, "another grade", name, func(row *classRow) bool {
		if row.source == reading {
			row.source = referralsIntroduction
		} else {
			row.source = reading
		}
		return true
	})...)
	if err := tabletest.Survivors(classRows, mutants, checkClasses); err != nil {
		t.Error(err)
	}
}

// These payloads were published by Microsoft and others. They are reduced to
// the members that decide the category, and the names are made up. The target
// has no influence on the category.
func TestPublishedPayloadsAreClassified(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Category
	}{
		"first of the list sample":  {`{"type":"Independent","qualification":"Direct","target":[{"type":"BusinessProfileLocation","id":"loc"}]}`, MarketplaceLead},
		"second of the list sample": {`{"type":"Independent","qualification":"SalesQualified","inviteContext":{"notes":"","invitedBy":{"organizationId":"msft","organizationName":"Microsoft"}},"target":[{"type":"BusinessProfileLocation","id":"loc"}]}`, QualifiedLead},
		"a payload of 2022":         {`{"type":"Independent","qualification":"None","target":[],"inviteContext":{"invitedBy":{"organizationId":"0f5e"}}}`, CoSellOpportunity},
		"a whole payload of 2022, as a connector got it": {`{"id":"R-1","eTag":"\"1\"","name":"Migration","externalReferenceId":"","organizationId":"0f5e","organizationName":"Fabrikam","engagementId":"E-1","status":"Active","substatus":"Accepted","statusReason":null,` +
			`"type":"Independent","qualification":"None","direction":"Outgoing","salesStage":null,"lastRunId":{"ValueKind":1},"target":[],` +
			`"customerProfile":{"name":"Contoso","size":null,"isMatchingComplete":true,"address":{"addressLine1":"1 Main Street","addressLine2":"","city":"Zug","country":"CH","region":null},` +
			`"team":{"firstName":"Alex","email":"alex@contoso.com","contactPreference":{"locale":null,"disableNotifications":null}},"ids":[{"profileType":"Duns","id":""},{"profileType":"External","id":"6-ABC"}]},` +
			`"consent":{"consentToToShareInfoWithOthers":true,"consentToContact":true,"consentToShareReferralWithMicrosoftSellers":true},` +
			`"details":{"notes":"","dealValue":120,"currency":"CHF","closingDateTime":"2022-02-25T00:00:00Z","customerRequestedContact":null,"incentiveLevel":null,` +
			`"requirements":{"industries":[],"solutions":[{"id":"SOL-1","name":null,"type":"None","price":null}],"additionalRequirements":{"iot":{"customerLicenseAgreementNumber":null}}}},` +
			`"inviteContext":{"notes":null,"invitedBy":{"organizationId":"0f5e","organizationName":"Fabrikam"}}}`, CoSellOpportunity},
		"the same service in other letters": {`{"Id":"R-1","Type":"Independent","Qualification":"SalesQualified","InviteContext":{"InvitedBy":{"OrganizationId":"msft"}},"LastRunId":{"ValueKind":1},"Details":{"Requirements":{"Industries":null}}}`, QualifiedLead},
		"null for the inviter":              {`{"type":"Independent","qualification":"Direct","inviteContext":{"invitedBy":null}}`, MarketplaceLead},
		"the ID in capitals":                {`{"type":"Independent","qualification":"SalesQualified","inviteContext":{"invitedBy":{"organizationId":"MSFT"}}}`, QualifiedLead},
		"an inviter that is not read":       {`{"type":"Independent","qualification":"Direct","inviteContext":{"invitedBy":["msft"]}}`, Unclassified},
		"a qualification of another form":   {`{"type":"Independent","qualification":4}`, Unclassified},
	} {
		r := decoded(t, c.text)
		if got := Classify(&r); got.Category != c.want {
			t.Errorf("%s is %v, want %v", name, got.Category, c.want)
		}
		if got := encoded(t, r); got != c.text {
			t.Errorf("%s is written as %s", name, got)
		}
	}
}

func TestADealTypeIsReadFromTheWholeEngagement(t *testing.T) {
	own := func(share mci.Fact, edits ...func(*resource.Referral)) resource.Referral {
		r := resource.Referral{EngagementID: "E-1", Type: resource.Independent, Consent: resource.Consent{ShareReferralWithMicrosoftSellers: share}}
		for _, edit := range edits {
			edit(&r)
		}
		return r
	}
	help := func(code resource.Help) func(*resource.Referral) {
		return func(r *resource.Referral) { r.InviteContext.AssistanceRequestCode = code }
	}
	to := func(kind resource.TargetType, id string) func(*resource.Referral) {
		return func(r *resource.Referral) { r.Target = append(r.Target, resource.Target{Type: kind, ID: id}) }
	}
	connected := own(mci.NotSupplied, to(resource.BusinessProfileLocation, "msft"))
	elsewhere := connected
	elsewhere.EngagementID = "E-2"
	partners := own(mci.Yes, to(resource.BusinessProfileLocation, "4711"))
	odd := decoded(t, `{"engagementId":"E-1","target":{}}`)
	none := Related{Read: true}
	for name, c := range map[string]struct {
		own     resource.Referral
		related Related
		want    DealType
		known   bool
	}{
		"not shared":                               {own(mci.No), none, Private, true},
		"shared":                                   {own(mci.Yes), none, PartnerLed, true},
		"shared, with a solution of its own":       {own(mci.Yes, to(resource.SolutionProfile, "SOL-1")), none, PartnerLed, true},
		"it does not say":                          {own(mci.NotSupplied), none, NoDeal, false},
		"shared, related ones not read":            {own(mci.Yes), Related{}, NoDeal, false},
		"not shared, related ones not read":        {own(mci.No), Related{}, NoDeal, false},
		"asks for help":                            {own(mci.Yes, help(resource.HelpGeneral)), none, CoSell, true},
		"asks for help, related ones not read":     {own(mci.NotSupplied, help(resource.HelpGeneral)), Related{}, CoSell, true},
		"a help that is unknown":                   {own(mci.Yes, help(resource.HelpUnknown)), none, PartnerLed, true},
		"addressed to Microsoft":                   {own(mci.Yes, to(resource.BusinessProfileLocation, "msft")), Related{}, CoSell, true},
		"connected with Microsoft":                 {own(mci.Yes), Related{true, []resource.Referral{partners, connected}}, CoSell, true},
		"connected, though not all were read":      {own(mci.No), Related{false, []resource.Referral{connected}}, CoSell, true},
		"connected with another partner":           {own(mci.Yes), Related{true, []resource.Referral{partners}}, PartnerLed, true},
		"a referral of another engagement":         {own(mci.Yes), Related{true, []resource.Referral{elsewhere}}, PartnerLed, true},
		"a connected one whose target is not read": {own(mci.Yes), Related{true, []resource.Referral{odd}}, NoDeal, false},
		"the own target is not read":               {decoded(t, `{"consent":{"consentToShareReferralWithMicrosoftSellers":true},"target":{}}`), none, NoDeal, false},
		"a solution called msft":                   {own(mci.Yes, to(resource.SolutionProfile, "msft")), none, PartnerLed, true},
	} {
		if got, known := DealTypeOf(&c.own, c.related); got != c.want || known != c.known {
			t.Errorf("%s: %v, %t, want %v, %t", name, got, known, c.want, c.known)
		}
	}
	solitary := resource.Referral{Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes}}
	if got, known := DealTypeOf(&solitary, Related{true, []resource.Referral{{Target: connected.Target}}}); got != PartnerLed || !known {
		t.Errorf("two referrals without an engagement are taken for one deal: %v, %t", got, known)
	}
}

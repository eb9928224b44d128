package referral

import (
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Writer writes the referrals of claims for Partner Center. The desk calls it; it must be safe for concurrent use if
// the desk is used so. [ClaimWriter] is the default.
type Writer interface {
	// Draft returns the referral that is to be created for a claim, private or partner-led. The desk sets its
	// externalReferenceId. An error ends the desk's work, and nothing is sent.
	Draft(claim *claims.Claim, deal DealType) (Resource, error)
	// Upgrade returns a referral of Partner Center as a co-sell one.
	Upgrade(claim *claims.Claim, current Resource) (Resource, error)
}

// A ClaimWriter writes what a claim knows of a referral. The zero ClaimWriter is ready, and asks Microsoft's sellers for
// general help.
type ClaimWriter struct {
	Help     Help   // what co-sell asks for; HelpGeneral if empty, which is inferred
	Solution string // the partner's solution profile that a co-sell referral is about, such as "SOL-…"; empty for none
	// Complete adds what only the host knows, such as the customer's name and address, to a draft. It may be nil.
	Complete func(claim *claims.Claim, draft *Resource) error
}

// Draft implements [Writer]. It writes the claim's name, the customer's country and contact, the deal size and the
// partner's contact, and whether Microsoft may see it. That a contact's name ends with the last name is inferred.
func (w ClaimWriter) Draft(claim *claims.Claim, deal DealType) (Resource, error) {
	record := claim.Record()
	draft := Resource{
		Name: record.Name, Type: Independent, Qualification: SalesQualified,
		CustomerProfile: CustomerProfile{
			Address: Address{Country: string(record.CustomerCountry)},
			Team:    []Member{memberOf(record.CustomerContact)},
		},
		Consent: Consent{ShareReferralWithMicrosoftSellers: mci.FactOf(deal >= PartnerLed)},
		Details: Details{DealValue: Decimal(record.Consent.DealSize.Amount()), Currency: string(record.Consent.DealSize.Currency())},
		Team:    []Member{memberOf(record.PartnerContact)},
		Target:  []Target{},
	}
	if draft.Details.DealValue == "" {
		draft.Details.Notes = record.Name
	}
	if w.Complete == nil {
		return draft, nil
	}
	return draft, w.Complete(claim, &draft)
}

// Upgrade implements [Writer]: the referral is shared, and asks for help. That this is what makes it a co-sell referral
// through the API is inferred from how the two look.
func (w ClaimWriter) Upgrade(_ *claims.Claim, current Resource) (Resource, error) {
	help := w.Help
	if help == "" {
		help = HelpGeneral
	}
	upgraded, err := Change{Help: help}.apply(&current)
	if w.Solution != "" && !upgraded.reaches(ownTarget) {
		upgraded.Target = append(upgraded.Target, Target{Type: SolutionProfile, ID: w.Solution})
	}
	return upgraded, err
}

func memberOf(contact mci.Contact) Member {
	first, last := contact.Name, ""
	if i := strings.LastIndexByte(contact.Name, ' '); i >= 0 {
		first, last = contact.Name[:i], contact.Name[i+1:]
	}
	return Member{FirstName: first, LastName: last, Email: contact.Email}
}

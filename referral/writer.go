package referral

import (
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A Writer writes the referrals of claims for Partner Center. The desk calls
// it. It must be safe for concurrent use if the desk is used concurrently.
// [ClaimWriter] is the default.
type Writer interface {
	// Draft returns the referral to create for a claim, private or partner-led.
	// The desk sets its externalReferenceId. If it returns an error, the desk
	// stops and sends nothing.
	Draft(claim *claims.Claim, deal cosell.DealType) (resource.Referral, error)
	// Connect returns the referral to create for Microsoft on the engagement of
	// the partner's own referral. It makes the deal a co-sell one; see
	// cosell.Connected. The desk sets its externalReferenceId. If it returns an
	// error, the desk stops and sends nothing.
	Connect(claim *claims.Claim, own resource.Referral) (resource.Referral, error)
}

// A ClaimWriter writes a referral from the data of its claim. The zero
// ClaimWriter is ready, and asks Microsoft's sellers for general help.
type ClaimWriter struct {
	// Help is the help that co-sell asks for. If it is empty, it is
	// HelpGeneral, which is inferred.
	Help resource.Help
	// Notes are for Microsoft's sellers, in addition to the request for help.
	Notes string
	// Complete adds data that only the host has to a draft, such as the
	// customer's name and address. It may be nil.
	Complete func(claim *claims.Claim, draft *resource.Referral) error
}

// Draft implements [Writer]. It writes the claim's name, the customer's country
// and contact, the deal size and the partner's contact, and whether Microsoft
// may see the referral. It reads the last word of a contact's name as the last
// name, which is inferred.
func (w ClaimWriter) Draft(claim *claims.Claim, deal cosell.DealType) (resource.Referral, error) {
	record := claim.Record()
	draft := resource.Referral{
		Name: record.Name, Type: resource.Independent, Qualification: resource.SalesQualified,
		CustomerProfile: resource.CustomerProfile{
			Address: resource.Address{Country: string(record.CustomerCountry)},
			Team:    []resource.Member{memberOf(record.CustomerContact)},
		},
		Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.FactOf(deal >= cosell.PartnerLed)},
		Details: resource.Details{DealValue: resource.Decimal(record.Consent.DealSize.Amount()), Currency: string(record.Consent.DealSize.Currency())},
		Team:    []resource.Member{memberOf(record.PartnerContact)},
		Target:  []resource.Target{},
	}
	if draft.Details.DealValue == "" {
		draft.Details.Notes = record.Name
	}
	if w.Complete == nil {
		return draft, nil
	}
	return draft, w.Complete(claim, &draft)
}

// Connect implements [Writer] by [cosell.Connected].
func (w ClaimWriter) Connect(_ *claims.Claim, own resource.Referral) (resource.Referral, error) {
	help := w.Help
	if help == "" {
		help = resource.HelpGeneral
	}
	return cosell.Connected(&own, resource.InviteContext{Notes: w.Notes, AssistanceRequestCode: help})
}

func memberOf(contact mci.Contact) resource.Member {
	words := strings.Fields(contact.Name)
	last := min(max(1, len(words)-1), len(words)) // a single word is the first name
	return resource.Member{FirstName: strings.Join(words[:last], " "), LastName: strings.Join(words[last:], " "), Email: contact.Email}
}

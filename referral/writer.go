package referral

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// A Writer writes the referrals of claims for Partner Center. The desk calls
// it; it must be safe for concurrent use if the desk is used so. [ClaimWriter]
// is the default.
type Writer interface {
	// Draft returns the referral that is to be created for a claim, private or
	// partner-led. The desk sets its externalReferenceId. An error ends the
	// desk's work, and nothing is sent.
	Draft(claim *claims.Claim, deal resource.DealType) (resource.Referral, error)
	// Upgrade returns a referral of Partner Center as a co-sell one.
	Upgrade(claim *claims.Claim, current resource.Referral) (resource.Referral, error)
}

// A ClaimWriter writes what a claim knows of a referral. The zero ClaimWriter
// is ready, and asks Microsoft's sellers for general help.
type ClaimWriter struct {
	Help     resource.Help // what co-sell asks for; HelpGeneral if empty, which is inferred
	Solution string        // the partner's solution profile that a co-sell referral is about, such as "SOL-…"; empty for none
	// Complete adds what only the host knows, such as the customer's name and
	// address, to a draft. It may be nil.
	Complete func(claim *claims.Claim, draft *resource.Referral) error
}

// Draft implements [Writer]. It writes the claim's name, the customer's country
// and contact, the deal size and the partner's contact, and whether Microsoft
// may see it. That a contact's name ends with the last name is inferred.
func (w ClaimWriter) Draft(claim *claims.Claim, deal resource.DealType) (resource.Referral, error) {
	record := claim.Record()
	draft := resource.Referral{
		Name: record.Name, Type: resource.Independent, Qualification: resource.SalesQualified,
		CustomerProfile: resource.CustomerProfile{
			Address: resource.Address{Country: string(record.CustomerCountry)},
			Team:    []resource.Member{memberOf(record.CustomerContact)},
		},
		Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.FactOf(deal >= resource.PartnerLed)},
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

// Upgrade implements [Writer]: the referral is shared, and asks for help. That
// this is what makes it a co-sell referral through the API is inferred from how
// the two look.
func (w ClaimWriter) Upgrade(_ *claims.Claim, current resource.Referral) (resource.Referral, error) {
	help := w.Help
	if help == "" {
		help = resource.HelpGeneral
	}
	upgraded, err := resource.Edit{Help: help}.Apply(&current)
	if w.Solution != "" && !aboutSolution(&upgraded) {
		upgraded.Target = append(upgraded.Target, resource.Target{Type: resource.SolutionProfile, ID: w.Solution})
	}
	return upgraded, err
}

func memberOf(contact mci.Contact) resource.Member {
	first, last := contact.Name, ""
	if i := strings.LastIndexByte(contact.Name, ' '); i >= 0 {
		first, last = contact.Name[:i], contact.Name[i+1:]
	}
	return resource.Member{FirstName: first, LastName: last, Email: contact.Email}
}

// aboutSolution reports whether the referral is addressed to a solution.
func aboutSolution(r *resource.Referral) bool {
	return slices.ContainsFunc(r.Target, func(t resource.Target) bool { return t.Type == resource.SolutionProfile })
}

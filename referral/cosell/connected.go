package cosell

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// Connected returns the referral to create beside the partner's own one, so
// that the deal becomes a co-sell one. It is on the same engagement, is
// addressed to Microsoft, and asks for the help in invite. It holds the
// customer and the details of the partner's own referral, and no member that
// the documents do not name. If that referral has no EngagementID, the error is
// a [mci.FieldError], because only Partner Center can give one. Source:
// Microsoft Learn, "Create a referral", the section on shared referrals.
func Connected(own *resource.Referral, invite resource.InviteContext) (resource.Referral, error) {
	if own.EngagementID == "" {
		return resource.Referral{}, mci.Invalid("engagementId", "nothing", "the engagement that Partner Center gave the referral")
	}
	profile, consent, details := own.CustomerProfile, own.Consent, own.Details
	return resource.Referral{
		EngagementID: own.EngagementID, Name: own.Name, Type: resource.Shared, Qualification: resource.SalesQualified,
		CustomerProfile: resource.CustomerProfile{
			Name: profile.Name, Size: profile.Size, Address: bareAddress(profile.Address),
			Team: bareMembers(profile.Team), IDs: bareIDs(profile.IDs),
		},
		Consent: resource.Consent{
			ToShareInfoWithOthers: consent.ToShareInfoWithOthers, ToContact: consent.ToContact,
			ToMicrosoftToContactSpecificPartners: consent.ToMicrosoftToContactSpecificPartners,
			ShareReferralWithMicrosoftSellers:    mci.Yes, // asking for help implies it
		},
		Details: resource.Details{
			Notes: details.Notes, DealValue: details.DealValue, Currency: details.Currency, ClosingDateTime: details.ClosingDateTime,
			Requirements: resource.Requirements{Solutions: bareSolutions(details.Requirements.Solutions)},
		},
		Team:          bareMembers(own.Team),
		InviteContext: resource.InviteContext{Notes: invite.Notes, AssistanceRequestCode: invite.AssistanceRequestCode},
		Target:        []resource.Target{{Type: resource.BusinessProfileLocation, ID: "msft"}},
		SolutionArea:  own.SolutionArea, SolutionPlay: own.SolutionPlay, PartnerRole: own.PartnerRole,
	}, nil
}

func bareAddress(a resource.Address) resource.Address {
	return resource.Address{
		AddressLine1: a.AddressLine1, AddressLine2: a.AddressLine2, City: a.City, State: a.State,
		PostalCode: a.PostalCode, Country: a.Country, Region: a.Region,
	}
}

func bareMembers(team []resource.Member) []resource.Member {
	var all []resource.Member
	for _, m := range team {
		all = append(all, resource.Member{
			FirstName: m.FirstName, LastName: m.LastName, PhoneNumber: m.PhoneNumber, Email: m.Email, Title: m.Title,
			ContactPreference: resource.ContactPreference{Locale: m.ContactPreference.Locale, DisableNotifications: m.ContactPreference.DisableNotifications},
		})
	}
	return all
}

func bareIDs(ids []resource.ProfileID) []resource.ProfileID {
	var all []resource.ProfileID
	for _, id := range ids {
		all = append(all, resource.ProfileID{ProfileType: id.ProfileType, ID: id.ID})
	}
	return all
}

func bareSolutions(solutions []resource.Solution) []resource.Solution {
	var all []resource.Solution
	for _, s := range solutions {
		all = append(all, resource.Solution{ID: s.ID, Name: s.Name, Type: s.Type})
	}
	return all
}

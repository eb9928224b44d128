package resource

import "github.com/mci-go/incentives/mci"

// Connected returns the referral to create beside the partner's own one, so
// that the deal becomes a co-sell one. It is on the same engagement, is
// addressed to Microsoft, and asks for the help in invite. It holds the
// customer and the details of the partner's own referral, and no member that
// the documents do not name. If that referral has no EngagementID, the error is
// a [mci.FieldError], because only Partner Center can give one. Source:
// Microsoft Learn, "Create a referral", the section on shared referrals.
func Connected(own *Referral, invite InviteContext) (Referral, error) {
	if own.EngagementID == "" {
		return Referral{}, mci.Invalid("engagementId", "nothing", "the engagement that Partner Center gave the referral")
	}
	profile, consent, details := own.CustomerProfile, own.Consent, own.Details
	return Referral{
		EngagementID: own.EngagementID, Name: own.Name, Type: Shared, Qualification: SalesQualified,
		CustomerProfile: CustomerProfile{
			Name: profile.Name, Size: profile.Size, Address: bareAddress(profile.Address),
			Team: bareMembers(profile.Team), IDs: bareIDs(profile.IDs),
		},
		Consent: Consent{
			ToShareInfoWithOthers: consent.ToShareInfoWithOthers, ToContact: consent.ToContact,
			ToMicrosoftToContactSpecificPartners: consent.ToMicrosoftToContactSpecificPartners,
			ShareReferralWithMicrosoftSellers:    mci.Yes, // asking for help implies it
		},
		Details: Details{
			Notes: details.Notes, DealValue: details.DealValue, Currency: details.Currency, ClosingDateTime: details.ClosingDateTime,
			Requirements: Requirements{Solutions: bareSolutions(details.Requirements.Solutions)},
		},
		Team:          bareMembers(own.Team),
		InviteContext: InviteContext{Notes: invite.Notes, AssistanceRequestCode: invite.AssistanceRequestCode},
		Target:        []Target{{Type: BusinessProfileLocation, ID: "msft"}},
		SolutionArea:  own.SolutionArea, SolutionPlay: own.SolutionPlay, PartnerRole: own.PartnerRole,
	}, nil
}

func bareAddress(a Address) Address {
	return Address{
		AddressLine1: a.AddressLine1, AddressLine2: a.AddressLine2, City: a.City, State: a.State,
		PostalCode: a.PostalCode, Country: a.Country, Region: a.Region,
	}
}

func bareMembers(team []Member) []Member {
	var all []Member
	for _, m := range team {
		all = append(all, Member{
			FirstName: m.FirstName, LastName: m.LastName, PhoneNumber: m.PhoneNumber, Email: m.Email, Title: m.Title,
			ContactPreference: ContactPreference{Locale: m.ContactPreference.Locale, DisableNotifications: m.ContactPreference.DisableNotifications},
		})
	}
	return all
}

func bareIDs(ids []ProfileID) []ProfileID {
	var all []ProfileID
	for _, id := range ids {
		all = append(all, ProfileID{ProfileType: id.ProfileType, ID: id.ID})
	}
	return all
}

func bareSolutions(solutions []Solution) []Solution {
	var all []Solution
	for _, s := range solutions {
		all = append(all, Solution{ID: s.ID, Name: s.Name, Type: s.Type})
	}
	return all
}

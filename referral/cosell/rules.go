package cosell

import "github.com/mci-go/incentives/mci"

// The documents behind the rules of this package.
var (
	referralsIntroduction = mci.Source{Title: "Microsoft Learn, Referrals API introduction", Published: "2024", Grade: mci.MicrosoftPublic}
	coSell                = mci.CoSellOpportunities.Source()
	reading               = mci.LibraryReading.Source()
)

// Rules returns the meanings of the rules of this package, by which a deal is
// seen and a listed referral is classified.
func Rules() []mci.Rule {
	var all []mci.Rule
	for deal, row := range sights {
		all = append(all, mci.Rule{ID: row.rule, Means: "Microsoft's field sellers see a deal of the type " + DealType(deal).String() + " as follows: " + row.visibility.String(), Source: row.source})
	}
	for _, row := range classRows {
		all = append(all, mci.Rule{ID: row.rule, Means: "a listed referral is a " + row.category.String() + " by its type, its qualification and its inviting organization", Source: row.source})
	}
	return all
}

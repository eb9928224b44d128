package progress

import "github.com/mci-go/incentives/mci"

// The documents behind the table of states, besides those that package mci
// names.
var (
	referralResource = mci.Source{Title: "Microsoft Learn, Referral resources", Published: "2019-05-17", Grade: mci.MicrosoftPublic}
	createReferral   = mci.Source{Title: "Microsoft Learn, Create a referral", Published: "2019-05-17", Grade: mci.MicrosoftPublic}
	bulkOperations   = mci.Source{Title: "Microsoft Learn, Bulk operations for co-sell opportunities", Published: "2023", Grade: mci.MicrosoftPublic}
	coSell           = mci.CoSellOpportunities.Source()
)

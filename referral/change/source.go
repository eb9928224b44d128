package change

import "github.com/mci-go/incentives/mci"

// The documents behind the rules of this package, besides those that package
// mci names.
var (
	referralResource     = mci.Source{Title: "Microsoft Learn, Referral resources", Published: "2019-05-17", Grade: mci.MicrosoftPublic}
	referralResourceFY26 = mci.Source{Title: "Microsoft Learn, Referral resources", Published: "FY26", Grade: mci.MicrosoftPublic}
	createReferral       = mci.Source{Title: "Microsoft Learn, Create a referral", Published: "2019-05-17", Grade: mci.MicrosoftPublic}
	patchReferral        = mci.Source{Title: "Microsoft Learn, Patch a referral", Published: "2020-09-30", Grade: mci.MicrosoftPublic}
	connectorContract    = mci.Source{Title: "Microsoft, connector for Partner Center referrals, UpdateReferralDetails", Published: "2025", Grade: mci.MicrosoftPublic}
	bulkOperations       = mci.Source{Title: "Microsoft Learn, Bulk operations for co-sell opportunities", Published: "2023", Grade: mci.MicrosoftPublic}
	coSell               = mci.CoSellOpportunities.Source()
	reading              = mci.LibraryReading.Source()
)

package recognition

import "github.com/mci-go/incentives/mci"

// The documents behind this package. Package mci names those that other
// packages rest on too.
var (
	reconciliation     = mci.Source{Title: "Microsoft Learn, Earnings and payout reconciliation FAQ", Published: "2023-06-26", Grade: mci.MicrosoftPublic}
	createAssociation  = mci.CreateAssociation.Source()
	manageAssociations = mci.ManageAssociations.Source()
	associationIssues  = mci.AssociationIssues.Source()
	revenueReport      = mci.Source{Title: "Microsoft Learn, Earnings - Revenue report in Partner Center", Published: "2023-09-20", Grade: mci.MicrosoftPublic}
	azureUsageReport   = mci.Source{Title: "Microsoft Learn, How to use the Azure usage report", Published: "2023-08-17", Grade: mci.MicrosoftPublic}
	linkPALOrDPOR      = mci.Source{Title: "Microsoft Learn, Link a PartnerID with PAL or DPOR", Published: "2022-10-27", Grade: mci.MicrosoftPublic}
	linkAzure          = mci.Source{Title: "Microsoft Learn, Link a partner ID to your account that's used to manage customers", Published: "2023-07-27", Grade: mci.MicrosoftPublic}
	linkPowerPlatform  = mci.Source{Title: "Microsoft Learn, Link a partner ID to your Power Platform and Dynamics Customer Insights accounts", Published: "2021-12-01", Grade: mci.MicrosoftPublic}
	partnersThread     = mci.Source{Title: "Microsoft Tech Community, Two MS partners supporting one customer, but only one gets recognition for MAU growth", Published: "2024-04-08", Grade: mci.ThirdParty}
	reading            = mci.LibraryReading.Source()
)

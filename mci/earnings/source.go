package earnings

import "github.com/mci-go/incentives/mci"

// The documents behind this package, in addition to those that package mci
// names.
var (
	earningsPage  = mci.Source{Title: "Microsoft Learn, Earnings in Partner Center", Published: "2023-10-04", Grade: mci.MicrosoftPublic}
	revenueReport = mci.Source{Title: "Microsoft Learn, Earnings - Revenue report in Partner Center", Published: "2023-09-20", Grade: mci.MicrosoftPublic}
)

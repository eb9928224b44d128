package referral

import "github.com/mci-go/incentives/mci"

// The documents behind the rules of this package, besides those that package
// mci names.
var (
	dealRegistration = mci.Source{Title: "Microsoft Learn, Register deals", Published: "2023-05-13", Grade: mci.MicrosoftPublic}
)

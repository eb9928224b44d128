package catalog

import "github.com/mci-go/incentives/mci"

// payRules are the shapes of pay that a catalog can express.
var payRules = []struct {
	shape  formula
	means  string
	source mci.Document
}{
	{&fixedByMarket{}, "one amount by market", mci.EngagementsOverview},
	{&fixedBySize{}, "one amount by the customer's size and market", mci.LibraryReading},
	{&lowestOfThree{}, "the lowest of a share of the contract value, the hours at the market's rate, and a cap; Microsoft does not publish the formula", mci.BusinessApplicationsAssistant},
	{&perUnit{}, "an amount for each unit above a high-water mark, by segment", mci.LibraryReading},
	{&shareOfAmount{}, "a share of an amount in tiers, with a cap", mci.LibraryReading},
}

// PayRules returns the shapes of pay by their rules. Their figures are the catalog's, with its sources.
func PayRules() []mci.Rule {
	rules := make([]mci.Rule, len(payRules))
	for i, r := range payRules {
		rules[i] = mci.Rule{ID: r.shape.rule(), Means: r.means, Source: r.source.Source()}
	}
	return rules
}

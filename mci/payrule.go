package mci

// payRules are the shapes of pay that a catalog can express.
var payRules = []struct {
	shape  formula
	means  string
	source Document
}{
	{&fixedByMarket{}, "one amount by market", EngagementsOverview},
	{&fixedBySize{}, "one amount by the customer's size and market", LibraryReading},
	{&lowestOfThree{}, "the lowest of a share of the contract value, the hours at the market's rate, and a cap; Microsoft does not publish the formula", BusinessApplicationsAssistant},
	{&perUnit{}, "an amount for each unit above a high-water mark, by segment", LibraryReading},
	{&shareOfAmount{}, "a share of an amount in tiers, with a cap", LibraryReading},
}

// PayRules returns the shapes of pay by their rules. Their figures are the catalog's, with its sources.
func PayRules() []Rule {
	rules := make([]Rule, len(payRules))
	for i, r := range payRules {
		rules[i] = Rule{r.shape.rule(), r.means, r.source.Source()}
	}
	return rules
}

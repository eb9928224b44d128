package mci

// A Rule is what a stable rule ID stands for. The zero Rule is none. Each package returns its own.
type Rule struct {
	ID RuleID
	// Version grows by one when the meaning, the wanted value or the source of
	// the rule changes; 0 for a rule that has only one.
	Version int
	// Retired is whether the rule, or this version of it, decides nothing any
	// more. It stays so that stored findings can be explained.
	Retired bool
	Means   string // what passes or happens, in words
	// Source is that of the rule. Figures and conditions of a catalog have sources of their own, which findings cite.
	Source Source
}

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
		rules[i] = Rule{ID: r.shape.rule(), Means: r.means, Source: r.source.Source()}
	}
	return rules
}

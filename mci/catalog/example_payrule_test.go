package catalog_test

import (
	"fmt"

	"github.com/mci-go/incentives/mci/catalog"
)

// The example lists the shapes of pay that a catalog can express, by the rule
// ID that a worksheet names.
func ExamplePayRules() {
	for _, rule := range catalog.PayRules() {
		fmt.Printf("%s: %s\n", rule.ID, rule.Means)
	}
	// Output:
	// pay.fixed-by-market: one amount by market
	// pay.fixed-by-size: one amount by the customer's size and market
	// pay.lowest-of-three: the lowest of a share of the contract value, the hours at the market's rate, and a cap; Microsoft does not publish the formula
	// pay.per-unit: an amount for each unit above a high-water mark, by segment
	// pay.share-of-amount: a share of an amount in tiers, with a cap
	// pay.share-by-tier: a share of an amount, whose percentage and cap depend on a tier that a measure chooses
	// pay.hours-by-rate: the hours at the market's rate, up to a cap, whatever the contract value
}

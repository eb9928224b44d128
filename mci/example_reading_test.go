package mci_test

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// What the library takes where the documents are silent, and how to take something else.
func ExampleReadings() {
	for _, reading := range mci.Readings() {
		if strings.HasPrefix(reading.Question, "How are days counted") {
			fmt.Println(reading.Question)
			fmt.Println("documents:", len(reading.Says))
			fmt.Println("taken:", reading.Taken)
			fmt.Println("change:", reading.Change)
		}
	}
	// Output:
	// How are days counted: in which zone, and with the last one?
	// documents: 0
	// taken: calendar days in UTC; an action on the last day is accepted
	// change: the catalog's setting calendar (Calendar): zone, and whether the last day counts
}

// The shapes of pay that a catalog can express, by the rule that a worksheet names.
func ExamplePayRules() {
	for _, rule := range mci.PayRules() {
		fmt.Printf("%s: %s\n", rule.ID, rule.Means)
	}
	// Output:
	// pay.fixed-by-market: one amount by market
	// pay.fixed-by-size: one amount by the customer's size and market
	// pay.lowest-of-three: the lowest of a share of the contract value, the hours at the market's rate, and a cap; Microsoft does not publish the formula
	// pay.per-unit: an amount for each unit above a high-water mark, by segment
	// pay.share-of-amount: a share of an amount in tiers, with a cap
}

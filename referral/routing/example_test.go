package routing_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/routing"
)

// The most specific rule decides. A rule for the solution takes precedence over
// a rule for the market.
func ExampleFind() {
	rules := []routing.Rule{
		{To: "front desk"},
		{Market: "CH", To: "Zurich"},
		{Solution: "SOL-1", To: "product team"},
	}
	route, err := routing.Find(rules, routing.Inbound{FromSeller: mci.Yes, Solution: "SOL-1", Market: "CH"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(route.To, "by", route.Finding.Found)
	// Output: product team by a rule for the solution in all markets
}

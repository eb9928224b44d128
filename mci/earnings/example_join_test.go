package earnings_test

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/mci/earnings"
)

// A project is a host's own type of a claim.
type project struct {
	customer string
	claim    string // number in Partner Center
}

func ExampleJoin() {
	projects := []project{{"Contoso", "C-1"}, {"Fabrikam", "C-2"}, {"Northwind", "C-3"}, {"Tailwind", ""}}
	joined, err := earnings.Join(slices.Values(projects), func(p project) string { return p.claim }, slices.Values(report()))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, claim := range joined.Claims {
		fmt.Println(claim.Claim.customer)
		for _, row := range claim.Rows {
			fmt.Printf("  %s: %s, status %q, reason %q\n", row.EngagementName, row.EarningAmount, row.Status(), row.Reason())
		}
	}
	for _, row := range joined.Unmatched {
		fmt.Println("of no claim:", row.EngagementName, row.EarningAmount)
	}
	for p := range joined.WithoutRows() {
		fmt.Println("not in the report:", p.customer)
	}

	_, err = earnings.Join(slices.Values([]string{"C-1", "C-1"}), func(id string) string { return id }, nil)
	fmt.Println(err)
	// Output:
	// Contoso
	//   Viva: USD 5,000.00, status "Sent", reason ""
	//   Viva usage: no amount, status "", reason "IVDCOMP"
	// Fabrikam
	//   Power BI: USD 6,000.00, status "Upcoming", reason ""
	//   Power BI: USD -1,000.00, status "Rejected", reason ""
	// Northwind
	// Tailwind
	// of no claim: Azure use USD 70.50
	// not in the report: Northwind
	// not in the report: Tailwind
	// claims[1].id: found "C-1", want an ID of its own, which claims[0] does not have
}

func ExampleJoined_WithoutRows() {
	claims := []string{"C-1", "C-7"}
	joined, _ := earnings.Join(slices.Values(claims), func(id string) string { return id }, slices.Values(report()))
	fmt.Println(slices.Collect(joined.WithoutRows()))
	// Output:
	// [C-7]
}

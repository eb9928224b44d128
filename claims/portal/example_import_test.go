package portal_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
)

func ExampleImporter_Import() {
	store := &claims.MemoryStore{}
	ctx := context.Background()
	if err := store.Save(ctx, opened("claim-1", 1, "Contoso")); err != nil {
		fmt.Println(err)
	}
	export := "Claim ID\tEngagement\tCustomer ID\tStatus\n" +
		"claim-1\t\t\tCustomer consent received\n" +
		"P-2\tMicrosoft Viva\t" + tenant(2).Value() + "\tUnder review\n" +
		"claim-1\t\t\tOn hold\n"
	importer := portal.NewImporter(store, public(), portal.ImportOptions{})
	for result, err := range importer.Import(ctx, strings.NewReader(export), at("2022-12-01")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("line %d, %s: %s, %s; missing %v\n", result.Row.Line, result.Claim, result.Outcome, result.State, result.Missing)
	}
	// Output:
	// line 2, claim-1: moved, Customer consent received; missing [consent.dealSize]
	// line 3, P-2: adopted, Under review; missing [way customerContact partnerContact consent.dealSize evidence]
	// line 4, claim-1: diverged, Customer consent received; missing [consent.dealSize]
}

func ExampleRead() {
	export := "Status,Claim ID,Created\n" +
		"Approved,c-1,4/3/2023\n" +
		"Approved,c-2,31/3/2023\n"
	for row, err := range portal.Read(strings.NewReader(export), portal.Options{}) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(row.Line, row.ClaimID, row.Status, row.Created, row.Reading)
	}
	// Output:
	// 2 c-1 Approved 2023-04-03 month first
	// line 3, Created: found "31/3/2023", want a date such as 2023-04-03, or with slashes, the month first
}

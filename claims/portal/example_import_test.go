package portal_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
)

// An import follows the status of known claims and adopts unknown ones. If a
// status cannot be reached, the claim records a divergence.
func ExampleImporter_Import() {
	s := &store.Memory{}
	ctx := context.Background()
	if err := s.Save(ctx, rows(opened("claim-1", 1, "Contoso"))); err != nil {
		fmt.Println(err)
	}
	export := "Claim ID\tEngagement\tCustomer ID\tStatus\n" +
		"claim-1\t\t\tCustomer consent received\n" +
		"P-2\tMicrosoft Viva\t" + tenant(2).Value() + "\tUnder review\n" +
		"claim-1\t\t\tOn hold\n"
	importer := portal.NewImporter(s, public(), portal.ImportOptions{})
	for result, err := range importer.Import(ctx, strings.NewReader(export), at("2022-12-01"), at("2022-12-01")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("line %d, %s: %s, %s; missing %v\n", result.Row.Line, result.Claim, result.Outcome, result.Status, result.Missing)
	}
	// Output:
	// line 2, claim-1: moved, Customer consent received; missing [consent.dealSize]
	// line 3, P-2: adopted, Under review; missing [way customerContact partnerContact consent.dealSize evidence]
	// line 4, claim-1: diverged, Customer consent received; missing [consent.dealSize]
}

// If a cell cannot be read, Read reports it and still returns the status of the
// row. A date that could be read in two ways is reported too, not guessed.
func ExampleRead() {
	export := "Claims export\n" +
		"Status,Claim ID,Created,Account manager\n" +
		"Approved,c-1,4/13/2023,Noa\n" +
		"Approved,c-2,4/3/2023,Noa\n" +
		"Approved,c-3\n"
	options := portal.Options{Opened: func(opening portal.Opening) {
		fmt.Println("not read:", opening.Skipped, opening.Unread())
	}}
	for row, err := range portal.Read(strings.NewReader(export), options) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%d %s %s, created %q\n", row.Line, row.ClaimID, row.Status, row.Created)
		for _, cell := range row.Unread {
			fmt.Println("  not read:", cell)
		}
	}
	// Output:
	// not read: [{1 Claims export}] [Account manager]
	// 3 c-1 Approved, created "2023-04-13"
	// 4 c-2 Approved, created ""
	//   not read: line 4, Created: found "4/3/2023", want a date that can be read in one way only; say whether the day or the month comes first
	// line 5: found "2 cells", want as many cells as the header has, 4
}

// A dry run shows the effect of an import without saving anything.
func ExampleImporter_Import_dryRun() {
	s := &store.Memory{}
	ctx := context.Background()
	if err := s.Save(ctx, rows(opened("claim-1", 1, "Contoso"))); err != nil {
		fmt.Println(err)
	}
	export := "Claim ID,Status,Approved amount\nclaim-1,Approved,\"4,800.00\"\n"
	importer := portal.NewImporter(s, public(), portal.ImportOptions{DryRun: true})
	for result, err := range importer.Import(ctx, strings.NewReader(export), at("2022-12-01"), at("2022-12-01")) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s would be %s: %s\n", result.Claim, result.Outcome, result.Status)
		for _, amount := range result.Amounts {
			fmt.Printf("  %s shows %s, recorded: %s\n", amount.Column, amount.Shown, amount.Recorded)
		}
	}
	record, _ := s.Load(ctx, "claim-1")
	fmt.Println("still", record.Status)
	// Output:
	// claim-1 would be moved: Approved
	//   Approved shows USD 4,800.00, recorded: no amount
	// still Customer claimed
}

// For an export in another language, give synonyms of the headers. A synonym
// without a column leaves that column of the file unread on purpose.
func ExampleParseColumn() {
	claim, _ := portal.ParseColumn("claim id")
	_, err := portal.ParseColumn("Anspruch")
	fmt.Println(claim, err != nil)
	synonyms := []portal.Synonym{{Header: "Anspruchs-ID", Column: claim}}
	for row, err := range portal.Read(strings.NewReader("Anspruchs-ID;Status\nCL-1;Approved\n"), portal.Options{Synonyms: synonyms}) {
		fmt.Println(row.ClaimID, row.Status, err)
	}
	// Output:
	// Claim ID true
	// CL-1 Approved <nil>
}

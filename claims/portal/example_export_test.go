package portal_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
)

// Export writes one line per claim. It prefixes a cell that a spreadsheet would
// read as a formula with an apostrophe.
func ExampleExport() {
	s := &store.Memory{}
	ctx := context.Background()
	if err := s.Save(ctx, rows(opened("claim-1", 1, "=Contoso"))); err != nil {
		fmt.Println(err)
	}
	d := desk.New(s, public())
	var file bytes.Buffer
	unread, err := portal.Export(&file, register.List(ctx, d, store.Query{}), at("2022-12-01"), portal.ExportOptions{})
	fmt.Println(unread, err)
	records, _ := csv.NewReader(&file).ReadAll()
	for i, header := range records[0] {
		if cell := records[1][i]; cell != "" {
			fmt.Printf("%s: %s\n", header, cell)
		}
	}
	// Output:
	// [] <nil>
	// Claim ID: claim-1
	// Claim name: '=Contoso
	// Edition: FY23-2022-11
	// Engagement ID: fy23-microsoft-viva
	// Engagement: Microsoft Viva
	// Customer ID type: tenant ID
	// Customer ID: 2f3c4a1e-0d5b-4c6f-9a7e-000000000001
	// Location: zurich
	// Status: Customer claimed
	// Disputed: no
	// Created: 2022-11-10
	// Deadline: 2022-12-10
	// Deadline rule: clock.consent
	// Counted from: creation
	// Days left: 9
	// Next actor: partner
	// Estimated: 5000.00
	// Estimated currency: USD
	// Deadline assumed: no
	// Kind: partner activity
}

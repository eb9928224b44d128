package claimbook_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/claimbook"
)

// A host writes one workbook with the sheets that it wants.
func Example() {
	book := workbook.New()
	defer book.Close()
	// The values come from a desk, from settlement.Settle and from plan.Make.
	unread, err := claimbook.Register(book, noClaims, time.Date(2023, 3, 20, 0, 0, 0, 0, time.UTC))
	if err == nil {
		err = claimbook.Worklist(book, []register.WorkItem{})
	}
	if err == nil {
		err = claimbook.Settlement(book, &settlement.Settlement{}, nil)
	}
	if err == nil {
		err = claimbook.Plan(book, plan.Plan{})
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := os.Create(filepath.Join(os.TempDir(), "claims.xlsx"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file.Name())
	defer file.Close()
	notes, err := book.Write(file)
	fmt.Println(len(unread), len(notes), err)
	// Output: 0 0 <nil>
}

// noClaims is the list of a desk without claims.
func noClaims(func(register.Item, error) bool) {}

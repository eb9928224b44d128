package portal_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims/portal"
)

// A text of the portal is written into a table of the host's own.
func ExampleSafeCell() {
	for _, name := range []string{"Contoso", "=HYPERLINK(A1)", "Contoso;@SUM(A1)"} {
		fmt.Println(portal.SafeCell(name))
	}
	// Output:
	// Contoso
	// '=HYPERLINK(A1)
	// Contoso;'@SUM(A1)
}

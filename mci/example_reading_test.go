package mci_test

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// If the documents are silent, the library chooses a reading. The example shows
// one and how to change it.
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
	// How are days counted: in which zone, and does the last day count?
	// documents: 0
	// taken: calendar days in UTC; an action on the last day is accepted
	// change: the catalog's setting calendar (Calendar): zone, and whether the last day counts
}

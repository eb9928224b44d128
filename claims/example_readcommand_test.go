package claims_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A web client sends the command of an event. A mistyped field is named by its
// path, and is never passed over.
func ExampleReadCommand() {
	command, err := claims.ReadCommand(claims.PartnerSubmits, []byte(`{"requested": {"amount": "5000", "currency": "USD"}}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(command.(claims.Submit).Requested)

	_, err = claims.ReadCommand(claims.PartnerSubmits, []byte(`{"request": {"amount": "5000", "currency": "USD"}, "comment": 7}`))
	var problems mci.Problems
	if errors.As(err, &problems) {
		for _, problem := range problems {
			fmt.Println(problem.Path+":", problem.Found)
		}
	}
	// Output:
	// USD 5,000.00
	// request: an unknown field
	// comment: 7
}

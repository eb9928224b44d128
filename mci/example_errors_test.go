package mci_test

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// At adds the caller's path to the field of an error.
func ExampleAt() {
	_, err := mci.ParseCountry("Switzerland")
	err = mci.At("locations[0].country", err)
	fmt.Println(err)

	var field *mci.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Path)
	}
	fmt.Println(errors.Is(err, mci.ErrInvalid))
	// Output:
	// locations[0].country: found "Switzerland", want an ISO 3166-1 alpha-2 country code in capitals, such as CH
	// locations[0].country
	// true
}

// A Document gives the source of a rule. If the documents are silent, the rule
// cites LibraryReading, whose grade is inferred.
func ExampleDocument_Source() {
	fmt.Println(mci.CustomersPage.Source())
	fmt.Println(mci.LibraryReading.Source().Grade)
	// Output:
	// Microsoft Learn, Customers page for MCI engagements, 2023-10-01 (Microsoft public)
	// inferred
}

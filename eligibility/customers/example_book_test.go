package customers_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A host keeps its customers in a book and shows the page of a workshop twice.
// Between the two, Fabrikam gets its one claim.
func ExampleBook() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	workshop, _ := card.Find("fy23-endpoint-management", mci.Date{})
	roster, err := customers.NewRoster(
		[]*catalog.Engagement{workshop},
		time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC),
		mci.Location{ID: "L-1", Country: "CH"},
	)
	if err != nil {
		log.Fatal(err)
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	names := []string{"Contoso", "Fabrikam"}
	entry := customers.RosterEntry{
		Customer:      eligibility.Customer{ID: tenant, Country: "CH", ConsentedBefore: mci.Yes},
		MeetsCriteria: customers.FactSetOf(0b1, 0), Claims: eligibility.CountOf(0),
	}
	book := customers.NewBook(roster)
	for range names {
		book.Add(&entry) // the same facts about both
	}
	show := func() {
		for number, placement := range book.All() {
			tab, _ := placement.Tab(0)
			fmt.Println(names[number], tab, placement.Reasons(0))
		}
	}
	show()

	entry.Claims = eligibility.CountOf(1)
	if err := book.Replace(1, &entry); err != nil {
		log.Fatal(err)
	}
	show()
	// Output:
	// Contoso Eligible []
	// Fabrikam Eligible []
	// Contoso Eligible []
	// Fabrikam Ineligible [has met the allowed limit on active or allowed claims]
}

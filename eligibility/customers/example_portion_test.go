package customers_test

import (
	"fmt"
	"iter"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A web page shows the Eligible tab in portions. Portion reads only as many of
// the thousand customers as it needs.
func ExamplePortion() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	workshop, _ := card.Find("fy23-endpoint-management", mci.Date{})
	read := 0
	var entries iter.Seq[customers.Entry] = func(yield func(customers.Entry) bool) {
		for number := range 1000 { // a real host reads rows of its database
			id, err := mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(100000+number))
			if err != nil {
				log.Fatal(err)
			}
			read++
			if !yield(customers.Entry{
				Name: fmt.Sprint("customer ", number),
				Question: eligibility.Question{
					Engagement: workshop, At: time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC),
					Customer: eligibility.Customer{
						ID: id, Country: "CH", ConsentedBefore: mci.Yes, MeetsCriteria: mci.Yes, Claims: eligibility.CountOf(number % 2),
					},
				},
			}) {
				return
			}
		}
	}

	eligible := customers.OnTab(customers.Page(entries), customers.Eligible)
	for line := range customers.Portion(eligible, 20, 3) {
		fmt.Println(line.Name, line.Tab)
	}
	fmt.Println(read, "customers read")
	// Output:
	// customer 40 Eligible
	// customer 42 Eligible
	// customer 44 Eligible
	// 45 customers read
}

package opportunities_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/opportunities"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A partner has two opportunities and looks for engagements that take them. The
// figures of the shipped engagement are made up.
func ExampleMatch() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	edition, _ := card.Edition("illustrative-FY26")
	first, _ := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	second, _ := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISV")
	large, _ := mci.ParseMoney("120000", mci.USD)
	small, _ := mci.ParseMoney("49999", mci.USD)
	customer := func(id mci.CustomerID) eligibility.Customer {
		return eligibility.Customer{ID: id, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0)}
	}

	answers, err := opportunities.Match(eligibility.Question{
		Way:             eligibility.Add,
		At:              time.Date(2025, time.October, 1, 9, 0, 0, 0, time.UTC),
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "4711"}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
	}, []opportunities.Opportunity{
		{Customer: customer(first), Terms: mci.Opportunity{ContractValue: large, Status: "Open"}},
		{Customer: customer(second), Terms: mci.Opportunity{ContractValue: small}},
	}, edition.Engagements())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, answer := range answers {
		fmt.Println(answer.Opportunity)
		for _, line := range answer.Lines {
			fmt.Println(" ", line.Summary())
		}
	}
	// Output:
	// MSX opportunity ID …BISU
	//   ILLUSTRATIVE variable-pay engagement, made-up figures: pass; USD 150.00 an hour, USD 12,000.00 from 80 hours on, at least 20 hours
	// MSX opportunity ID …BISV
	//   ILLUSTRATIVE variable-pay engagement, made-up figures: fail; against it: opportunity.contract-value wants a contract value of at least USD 50,000.00; missing: opportunity.status wants status open; USD 150.00 an hour, USD 4,999.90 from 33.34 hours on, at least 20 hours
}

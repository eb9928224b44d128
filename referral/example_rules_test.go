package referral_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
)

// The verdict has a finding for each condition. This deal is too small and was
// won too soon.
func ExampleMayRegister() {
	value, err := mci.ParseMoney("24000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	created := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	verdict := referral.MayRegister(&referral.Registration{
		State: progress.State{Status: progress.StatusClosed, Substatus: progress.Won}, Type: cosell.PartnerLed, Value: value,
		Created: created, Won: created.Add(48 * time.Hour), Managed: mci.Yes, EligibleSolution: mci.Yes,
		ISVConnect: mci.No, Assessment: mci.No, Marketplace: mci.No,
	})
	fmt.Println(verdict.Outcome)
	for _, f := range verdict.Findings {
		if f.Outcome != mci.Pass {
			fmt.Printf("%s: %s, want %s\n", f.Rule, f.Found, f.Want)
		}
	}
	// Output:
	// fail
	// registration.value: USD 24,000.00, ISV Connect: no, want at least USD 25,000, or more than USD 5,000 for an ISV Connect deal
	// registration.hours: 48h0m0s, want at least 72 hours from creation to winning
}

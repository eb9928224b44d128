package eligibility_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// Maria is an Incentives user in Bern. She may start claims there, but only an
// admin may dispute a payment. In Geneva she has no role.
func ExampleMay() {
	maria := mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "Bern"}}}
	bern := mci.Location{ID: "Bern", Country: "CH", Enrollment: mci.Enrolled}
	geneva := mci.Location{ID: "Geneva", Country: "CH", Enrollment: mci.Invited}

	for _, wish := range []struct {
		action eligibility.Action
		at     mci.Location
	}{
		{eligibility.StartClaims, bern},
		{eligibility.DisputePayments, bern},
		{eligibility.StartClaims, geneva},
	} {
		permission, err := eligibility.May(maria, wish.action, wish.at)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s in %s: %s\n", wish.action, wish.at.ID, permission.Outcome())
		for _, reason := range permission.Reasons() {
			fmt.Printf("  %s: wanted %s, found %s\n", reason.Rule, reason.Want, reason.Found)
		}
	}
	// Output:
	// start claims in Bern: pass
	// dispute payments in Bern: fail
	//   user.role: wanted the role Incentives admin at the location to dispute payments, found Incentives user at Bern
	// start claims in Geneva: fail
	//   user.role: wanted the role Incentives admin or Incentives user at the location to start claims, found no role at Geneva
	//   location.enrolled: wanted a location enrolled in the program, found invited
}

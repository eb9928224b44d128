package claims_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// Each gap names the field that is missing or wrong and says why. The day of
// the submission selects the accepted template.
func ExampleClaim_MissingEvidence() {
	template, _ := mci.ParseDate("2022-07-01")
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.Invoice}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.ProofOfExecution, Template: template}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}},
	)
	for _, gap := range claim.MissingEvidence(day("2022-12-05")) {
		fmt.Printf("%s: %s\n", gap.Path, gap.Why)
	}
	// Output:
	// evidence[proof of execution].template: proof of execution is on the template of 2022-07-01, and on this day only the template of 2022-10-01 is accepted
	// evidence[customer survey]: customer survey is sent
	// evidence[partner survey]: partner survey is missing
}

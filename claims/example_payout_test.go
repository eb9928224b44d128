package claims_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
)

// The day of consent selects the rate of the public card, so before the consent
// there is only an estimate.
func ExampleClaim_Payout() {
	claim := contosoClaim(step{"2022-11-11", claims.Partner, claims.SendConsent{}})
	fmt.Println("pays:     ", claim.Payout().Summary())
	fmt.Println("estimated:", claim.Estimate(day("2022-11-12")).Summary())

	claim = contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
	)
	for _, s := range claim.Payout().Worksheet().Steps {
		fmt.Println(s.Name+":", s.Detail, "=>", s.Value)
	}
	// Output:
	// pays:      unknown: needs the consent date
	// estimated: USD 5,000.00
	// rate: consent on 2022-11-20 selects the rate from 2022-11-01, known until 2023-06-30 => pass
	// market: customer's country CH on list M2022 => A
	// amount: market A => USD 5,000.00
	// rounding: half away from zero, once, to the minor unit => USD 5,000.00
}

// An estimate for a later day shows how much it costs to wait.
func ExampleClaim_Estimate() {
	claim := contosoClaim()
	fmt.Println(claim.Estimate(day("2022-12-01")).Summary())
	fmt.Println(claim.Estimate(day("2023-07-01")).Summary())
	// Output:
	// USD 5,000.00
	// unknown: needs whether the rate is still in force on 2023-07-01, known until 2023-06-30
}

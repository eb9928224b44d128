package claims_test

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
)

// A refusal names the rule, the missing facts, the events that are permitted
// instead, and the source of the rule.
func ExampleRefusal() {
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
	)
	_, err := claims.Apply(claim, claims.Submit{}, meta(claims.Partner, "2022-12-05"))
	var refusal *claims.Refusal
	if errors.As(err, &refusal) {
		fmt.Println("rule:     ", refusal.Rule)
		fmt.Println("missing:  ", refusal.Missing)
		fmt.Println("permitted:", refusal.Permitted)
		fmt.Println("source:   ", refusal.Source)
	}
	// Output:
	// rule:      claim.guard.evidence
	// missing:   invoice is missing; proof of execution is missing; customer survey is missing; partner survey is missing
	// permitted: cancel, give evidence, update contact, comment, submit
	// source:    Microsoft Learn, Submit a workshop claim, 2023-10-01 (Microsoft public)
}

// A command after the deadline is refused, and the refusal names the expiry
// that is due. The host then expires the claim. A sweep does the same for every
// claim whose window is over.
func ExampleExpire() {
	claim := contosoClaim(step{"2022-11-11", claims.Partner, claims.SendConsent{}})
	_, err := claims.Apply(claim, claims.Accept{}, meta(claims.Customer, "2022-12-11"))
	fmt.Println(err)

	var refusal *claims.Refusal
	if errors.As(err, &refusal) && refusal.Due != nil {
		change, err := claims.Apply(claim, claims.Expire{}, meta(claims.System, "2022-12-11"))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(change.Claim.State())
	}
	// Output:
	// accept in status Awaiting customer consent response: the consent window ended with 2022-12-10; the claim's expiry is due (clock.consent); permitted: expire
	// Customer consent expired
}

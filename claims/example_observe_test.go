package claims_test

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// When Partner Center shows a later status, Observe adds the steps on the way
// and marks the unknown facts as assumed. If the machine cannot reach the
// status, the claim records a divergence, which a user resolves.
func ExampleObserve() {
	opened, err := claims.Open(nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	if err != nil {
		fmt.Println(err)
		return
	}
	change, err := claims.Observe(opened.Claim, claims.ReadStatus("Customer consent received"), claims.Meta{
		Actor: claims.PartnerCenter, User: "export of January", At: at("2023-01-09"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, entry := range change.Entries {
		fmt.Printf("%d %s: %s to %s, as shown by %s\n", entry.Number, entry.Event, entry.From, entry.To, entry.Actor)
	}
	fmt.Println("assumed:", slices.Collect(change.Claim.Assumed().All()))
	change, _ = claims.Observe(change.Claim, claims.ReadStatus("On hold"), claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-16")})
	divergence := change.Claim.Divergence()
	fmt.Printf("shown %q, here %q\n", divergence.Shown, divergence.Local)
	change, err = claims.Apply(change.Claim, claims.Resolve{Comment: "support says that nothing changed"}, by(claims.DivergenceResolved, at("2023-01-17")))
	fmt.Println("open:", change.Claim.Divergence().Open(), err)
	// Output:
	// 2 send consent: Customer claimed to Awaiting customer consent response, as shown by partner center
	// 3 accept: Awaiting customer consent response to Customer consent received, as shown by partner center
	// assumed: [consent.asked consent.dealSize consent.answered updated]
	// shown "On hold", here "Customer consent received"
	// open: false <nil>
}

// Adopt takes over a claim that was made in Partner Center. The claim lists the
// facts that it still lacks.
func ExampleAdopt() {
	change, err := claims.Adopt(claims.Adoption{
		Name: "Contoso", Engagement: engagement(public(), viva), CustomerID: tenant, Shown: claims.ReadStatus("Under review"),
	}, "claim-7", claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-09")})
	fmt.Println(change.Claim, err)
	fmt.Println("missing:", change.Claim.Missing())
	// Output:
	// claim claim-7, Under review <nil>
	// missing: [way customerContact partnerContact consent.dealSize evidence]
}

// The facts that the portal shows beside the status can be recorded at any
// time, even after the claim has ended.
func ExampleRecordFacts() {
	opened, _ := claims.Open(nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	change, err := claims.Observe(opened.Claim, claims.ReadStatus("Approved"), claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-10")})
	if err != nil {
		fmt.Println(err)
		return
	}
	amount, _ := mci.ParseMoney("4800", mci.USD)
	facts := claims.RecordFacts{Number: "P-4711", Approved: amount}
	change, err = claims.Apply(change.Claim, facts, claims.Meta{Actor: claims.PartnerCenter, At: at("2023-02-01")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(change.Claim.PortalNumber(), change.Claim.Record().Amounts.Approved.Money)
	// Output:
	// P-4711 USD 4,800.00
}

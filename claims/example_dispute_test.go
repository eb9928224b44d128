package claims_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A partner can dispute a rejected claim once. The dispute clock keeps running
// when the dispute is opened, and stops when it is submitted. The submission
// starts a last clock, which later submissions do not restart.
func ExampleDispute() {
	template, _ := mci.ParseDate("2022-10-01")
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.Invoice}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.ProofOfExecution, Template: template}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.PartnerSurvey}},
		step{"2022-12-05", claims.Partner, claims.Submit{}},
		step{"2022-12-06", claims.Microsoft, claims.BeginReview{}},
	)
	for _, s := range []step{
		{"2022-12-12", claims.Microsoft, claims.Reject{Comment: "the invoice is missing"}},
		{"2022-12-20", claims.Partner, claims.Dispute{}},
		{"2022-12-22", claims.Partner, claims.Submit{Comment: "the invoice is on page 2"}},
		{"2022-12-27", claims.Microsoft, claims.RequestAction{Comment: "page 2 is unreadable"}},
		{"2022-12-28", claims.Partner, claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice-2.pdf"}},
		{"2022-12-28", claims.Partner, claims.Submit{}},
		{"2022-12-29", claims.Microsoft, claims.BeginReview{}},
		{"2022-12-30", claims.Microsoft, claims.Reject{}},
	} {
		change, err := claims.Apply(claim, s.command, meta(s.actor, s.on))
		if err != nil {
			log.Fatal(err)
		}
		claim = change.Claim
		fmt.Printf("%s  %s", s.on, claim.State())
		for _, deadline := range claim.Deadlines() {
			fmt.Printf(", %s until %s", deadline.Clock, deadline.Window.LastDay)
		}
		fmt.Println()
	}
	// Output:
	// 2022-12-12  Rejected, dispute until 2023-01-11
	// 2022-12-20  Disputed, dispute until 2023-01-11
	// 2022-12-22  Submitted, disputed, post-dispute until 2023-01-21
	// 2022-12-27  Partner action required, disputed, post-dispute until 2023-01-21
	// 2022-12-28  Partner action required, disputed, post-dispute until 2023-01-21
	// 2022-12-28  Submitted, disputed, post-dispute until 2023-01-21
	// 2022-12-29  Under review, disputed, post-dispute until 2023-01-21
	// 2022-12-30  Rejected final
}

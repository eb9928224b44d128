package claims_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// The example moves a claim from its nomination to the payment.
func ExampleApply() {
	template, _ := mci.ParseDate("2022-10-01")
	paid, _ := mci.ParseMoney("5000", mci.USD)
	claim := contosoClaim()
	for _, s := range []step{
		{"2022-11-11", claims.Partner, claims.SendConsent{}},
		{"2022-11-20", claims.Customer, claims.Accept{}},
		{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice.pdf"}},
		{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.ProofOfExecution, Template: template}},
		{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true}},
		{"2022-12-02", claims.Partner, claims.GiveEvidence{Part: mci.PartnerSurvey}},
		{"2022-12-04", claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey}},
		{"2022-12-05", claims.Partner, claims.Submit{}},
		{"2022-12-06", claims.Microsoft, claims.BeginReview{}},
		{"2022-12-12", claims.Microsoft, claims.Approve{}},
		{"2023-01-20", claims.Microsoft, claims.RecordPayment{Amount: paid}},
	} {
		change, err := claims.Apply(claim, s.command, meta(s.actor, s.on))
		if err != nil {
			log.Fatal(err)
		}
		claim = change.Claim // save it together with change.Entries
		fmt.Printf("%s  %-14s  %s\n", s.on, s.command.Event(), claim.State())
	}
	fmt.Println("approved", claim.Record().Amounts.Approved.Money)
	// Output:
	// 2022-11-11  send consent    Awaiting customer consent response
	// 2022-11-20  accept          Customer consent received
	// 2022-12-01  give evidence   Customer consent received
	// 2022-12-01  give evidence   Customer consent received
	// 2022-12-01  give evidence   Customer consent received
	// 2022-12-02  give evidence   Customer consent received
	// 2022-12-04  give evidence   Customer consent received
	// 2022-12-05  submit          Submitted
	// 2022-12-06  begin review    Under review
	// 2022-12-12  approve         Approved
	// 2023-01-20  record payment  Approved
	// approved USD 5,000.00
}

// If a command is repeated under its idempotency key, it changes nothing, no
// matter how late the repetition comes.
func ExampleApply_repeated() {
	claim := contosoClaim()
	send := meta(claims.Partner, "2022-11-11")
	send.Key = "request-4712"
	first, err := claims.Apply(claim, claims.SendConsent{}, send)
	if err != nil {
		log.Fatal(err)
	}
	again, err := claims.Apply(first.Claim, claims.SendConsent{}, send)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(first.Entries), "entry, version", first.Claim.Version())
	fmt.Println(len(again.Entries), "entries, version", again.Claim.Version())

	_, err = claims.Apply(first.Claim, claims.Cancel{}, send)
	fmt.Println(err)
	// Output:
	// 1 entry, version 2
	// 0 entries, version 2
	// key: found "request-4712", want a key that was not used for another command, such as send consent
}

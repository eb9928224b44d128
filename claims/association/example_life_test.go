package association_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// adopted is a claim as a host takes it from an export of Partner Center.
func adopted(shown string, terms *cpor.Terms) (association.Change, error) {
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	return association.Adopt(association.Adoption{
		Association: cpor.Association{
			Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "1234567", Workloads: []cpor.Workload{"Microsoft Teams"},
		},
		Details: cpor.Details{Name: "CPOR Fabrikam"},
		Shown:   lifecycle.ReadStatus(shown),
		Number:  "4712",
		Created: time.Date(2022, time.December, 20, 0, 0, 0, 0, time.UTC),
	}, terms, "claim-1", claims.Meta{Actor: claims.PartnerCenter, At: time.Date(2023, time.January, 2, 9, 0, 0, 0, time.UTC)})
}

// A row of an export becomes a claim. It says what it assumes and what it
// lacks.
func ExampleAdopt() {
	change, err := adopted("Approved", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change.Claim)
	for path := range change.Claim.Assumed().All() {
		fmt.Println("  assumed:", path)
	}
	fmt.Println("  missing:", change.Claim.Missing())
	// Output:
	// association claim claim-1, Approved
	//   assumed: customerContact
	//   assumed: partnerContact
	//   assumed: proof
	//   assumed: firstSubmitted
	//   assumed: approvedAt
	//   assumed: since
	//   assumed: version
	//   assumed: keys
	//   missing: [customerContact partnerContact proof]
}

// The customer opts out long after the approval. It may, and it is a warning.
func ExampleApply() {
	change, err := adopted("Approved", nil)
	if err != nil {
		log.Fatal(err)
	}
	customer := claims.Meta{Actor: claims.Customer, At: time.Date(2023, time.June, 1, 9, 0, 0, 0, time.UTC)}
	change, err = association.Apply(change.Claim, association.OptOut{}, customer)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change.Claim.State())
	for _, warning := range change.Claim.Warnings(customer.At) {
		fmt.Println("  warning:", warning)
	}

	_, err = association.Apply(change.Claim, association.Dispute{Justification: "a mistake"}, claims.Meta{
		Actor: claims.Partner, Role: mci.IncentivesAdmin, At: customer.At,
	})
	var refusal *association.Refusal
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Rule, "refuses it:", refusal.Missing())
	}
	fmt.Println(desk.ClassOf(err))
	// Output:
	// Rejected, opted out
	//   warning: the shortest documented window of an opt-out ended with 2023-01-09; another document allows it at any time
	// cporclaim.terminal refuses it: the claim has ended (opted out); it takes a new association with a new proof
	// refused
}

// A claim follows the status that Partner Center shows. What no way leads to is
// kept as a divergence.
func ExampleObserve() {
	change, err := adopted("Submitted", nil)
	if err != nil {
		log.Fatal(err)
	}
	claim := change.Claim
	for day, shown := range []string{"Under review", "Partner action required", "Customer consent received", "Approved"} {
		change, err := association.Observe(claim, lifecycle.ReadStatus(shown), claims.Meta{
			Actor: claims.PartnerCenter, At: time.Date(2023, time.January, 3+day, 9, 0, 0, 0, time.UTC),
		})
		if err != nil {
			log.Fatal(err)
		}
		claim = change.Claim
		fmt.Printf("%s: %s, in %d entries, diverges: %t\n", shown, claim.State(), len(change.Entries), claim.Divergence().Open())
	}
	// Output:
	// Under review: Under review, in 1 entries, diverges: false
	// Partner action required: Partner action required, in 1 entries, diverges: false
	// Customer consent received: Partner action required, in 1 entries, diverges: true
	// Approved: Approved, in 3 entries, diverges: false
}

// A host supplies its holidays. The window to answer a reviewer is then longer.
func ExampleClaim_Deadlines() {
	epiphany, _ := mci.NewDate(2023, time.January, 6)
	days, err := cpor.NewBusinessDays(time.UTC, nil, []mci.Date{epiphany})
	if err != nil {
		log.Fatal(err)
	}
	own, err := cpor.NewTerms(cpor.TermsOptions{Days: days})
	if err != nil {
		log.Fatal(err)
	}
	for _, terms := range []*cpor.Terms{nil, own} {
		change, err := adopted("Partner action required", terms)
		if err != nil {
			log.Fatal(err)
		}
		for _, d := range change.Claim.Deadlines() {
			fmt.Printf("%s: %d business days, until %s\n", d.Clock, d.Days, d.Window.LastDay)
		}
	}
	// Output:
	// answer: 14 business days, until 2023-01-20
	// answer: 14 business days, until 2023-01-23
}

// NextSteps lists what each actor can do, and what stands in the way.
func ExampleClaim_NextSteps() {
	change, err := adopted("Partner action required", nil)
	if err != nil {
		log.Fatal(err)
	}
	next := change.Claim.NextSteps(time.Date(2023, time.January, 3, 9, 0, 0, 0, time.UTC))
	for _, step := range next.Steps {
		fmt.Println(step.Actor, "can", step.Event, "-", step.Open())
		for _, gap := range step.Blocked {
			fmt.Println("  ", gap)
		}
	}
	// Output:
	// partner can give proof - true
	// partner can edit - true
	// partner can comment - true
	// partner can submit - false
	//    there is no proof of execution
	// system can expire - false
	//    the answer window is open until the end of 2023-01-20
}

// What a store keeps becomes a claim again through Restore.
func ExampleRestore() {
	change, err := adopted("Approved", nil)
	if err != nil {
		log.Fatal(err)
	}
	stored, err := json.Marshal(change.Claim.Record())
	if err != nil {
		log.Fatal(err)
	}
	var record association.Record
	if err := json.Unmarshal(stored, &record); err != nil {
		log.Fatal(err)
	}
	claim, err := association.Restore(record, nil)
	fmt.Println(claim, err)

	record.ApprovedAt = time.Time{}
	_, err = association.Restore(record, nil)
	fmt.Println(err)
	// Output:
	// association claim claim-1, Approved <nil>
	// approvedAt: found "no instant, in Approved", want an instant exactly if the claim was approved
}

// A history makes the claim again.
func ExampleReplay() {
	change, err := adopted("Approved", nil)
	if err != nil {
		log.Fatal(err)
	}
	history := change.Entries
	change, err = association.Apply(change.Claim, association.Disassociate{Reason: "no longer working together"}, claims.Meta{
		Actor: claims.Partner, Role: mci.IncentivesAdmin, At: time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	claim, err := association.Replay(append(history, change.Entries...), nil)
	fmt.Println(claim, err)
	// Output: association claim claim-1, Rejected final, disassociated <nil>
}

package recognition_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// The documents contradict each other on CPOR for Modern Work in CSP. A host
// that prefers the other reading leaves out the grant that rests on the
// library's reading. The use of Modern Work in CSP is then recognized only for
// the partner that sold it.
func ExampleNewPolicy() {
	grants := slices.DeleteFunc(recognition.PublicPolicy().Grants(), func(g recognition.Grant) bool {
		return g.ID == "cpor.usage-modern-work-csp"
	})
	policy, err := recognition.NewPolicy(grants)
	if err != nil {
		log.Fatal(err)
	}
	claimed, _ := mci.NewDate(2024, time.January, 15)
	today, _ := mci.NewDate(2024, time.April, 8)
	teams := recognition.Case{
		Product: recognition.ModernWork, Channel: recognition.CSP, Subject: "contoso/Microsoft Teams", Day: today,
		Seats: recognition.SeatsOf(1200),
		Associations: []recognition.Association{{
			Partner: "fabrikam", Mechanism: recognition.CPOR, Subject: "contoso/Microsoft Teams",
			Held: mci.Period{From: claimed, KnownUntil: today}, PartnerRole: recognition.UseOrConsume,
			Status: recognition.Approved, OptedOut: mci.No,
		}},
		Complete: mci.Yes,
	}
	for _, teams.Policy = range []*recognition.Policy{recognition.PublicPolicy(), policy} {
		d, err := recognition.Decide(&teams, "fabrikam", recognition.UsageRecognition)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(d)
		for _, reason := range d.Reasons()[min(1, len(d.Reasons())):] {
			fmt.Printf("  wanted %s, found %s\n", reason.Want, reason.Found)
		}
	}
	// Output:
	// fabrikam, usage recognition: pass
	// fabrikam, usage recognition: fail
	//   wanted Enterprise Agreement or Volume Licensing or Web-Direct, found CSP
}

// The example lists the ways to a usage incentive that public documents
// mention, with the grade of each source.
func ExamplePolicy_Grants() {
	for _, g := range recognition.PublicPolicy().Grants() {
		if g.Credit == recognition.UsageIncentive {
			fmt.Printf("%s earns it: %s (%s)\n", g.ID, g.Earns, g.Source.Grade)
		}
	}
	// Output:
	// tpor.consumption earns it: no (Microsoft public)
	// cpor.incentive-modern-work earns it: yes (Microsoft public)
	// cpor.incentive-modern-work-csp earns it: yes (third party)
	// cpor.incentive-dynamics earns it: no (inferred)
	// dpor.incentive-azure earns it: yes (Microsoft public)
	// pal.incentive-azure earns it: yes (Microsoft public)
	// pal.incentive-power-platform earns it: yes (third party)
	// pal.incentive-power-platform-contributor earns it: unknown (inferred)
}

// The table describes each kind of association: who sets it, its scope and its
// holders.
func ExampleMechanism_Terms() {
	for _, terms := range recognition.MechanismTable() {
		fmt.Printf("%s, %s\n  set by %s\n  covers %s\n  held by %s\n", terms.Mechanism, terms.Name, terms.SetBy, terms.Scope, terms.Holders)
	}
	fmt.Println(recognition.CPOR.Terms().Source)
	// Output:
	// TPOR, Transacting Partner of Record
	//   set by the sale
	//   covers a subscription that the partner sold
	//   held by one for each subscription
	// CPOR, Claiming Partner of Record
	//   set by the partner, by a claim with proof of execution; Microsoft reviews it, and the customer can opt out
	//   covers a workload of the tenant (Modern Work and Security), or a subscription (Dynamics 365)
	//   held by one for each workload or subscription, so that a customer can have many
	// DPOR, Digital Partner of Record
	//   set by the customer alone, anew for each new subscription
	//   covers a subscription
	//   held by one for each subscription
	// PAL, Partner Admin Link
	//   set by a user or a service principal of the partner in the customer's tenant
	//   covers the resources to which that account has access
	//   held by several; of several for one Power Platform resource, one is credited
	// Microsoft Learn, Create a customer association, 2023-10-10 (Microsoft public)
}

// The terms of a status say whether the association is official, whether the
// partner can edit the claim, and how many business days the claim stays in the
// status.
func ExampleStatus_Terms() {
	for _, status := range []recognition.Status{recognition.UnderReview, recognition.PartnerActionRequired, recognition.Approved} {
		terms := status.Terms()
		fmt.Printf("%s: official %s, editable %s, %d to %d business days\n", status, terms.Official, terms.Editable, terms.LeastDays, terms.MostDays)
	}
	// Output:
	// Under review: official no, editable no, 5 to 14 business days
	// Partner action required: official no, editable yes, 0 to 14 business days
	// Approved: official yes, editable no, 0 to 0 business days
}

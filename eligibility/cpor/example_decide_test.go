package cpor_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A partner asks whether it can claim a subscription of Dynamics 365 that the
// customer bought through CSP.
func ExampleDecide() {
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	domain, _ := mci.ParseCustomerID(mci.DomainName, "contoso.com")
	decision, err := cpor.Decide(cpor.Question{
		Kind:     cpor.BusinessUsage,
		At:       time.Date(2023, time.July, 3, 9, 0, 0, 0, time.UTC),
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "1234567", Enrollment: mci.Enrolled},
		Tenant:   tenant, Domain: domain, DomainMatches: mci.Yes,
		Workloads: []cpor.Workload{"Dynamics 365 Sales"}, OnTenant: mci.Yes,
		Channel:      recognition.CSP,
		Subscription: cpor.Subscription{ID: "0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b", OfProduct: mci.Yes, Active: mci.Yes, Listed: mci.Yes},
		Own:          mci.No,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decision)
	for _, reason := range decision.Reasons() {
		fmt.Printf("  %s: wanted %s, found %s\n", reason.Rule, reason.Want, reason.Found)
	}
	fmt.Println("ahead")
	for _, f := range decision.Ahead() {
		fmt.Printf("  %s: %s\n", f.Rule, f.Outcome)
	}
	// Output:
	// Microsoft Online Services Usage (OSU) - Business Applications: fail
	//   cporclaim.channel: wanted Enterprise Agreement or Volume Licensing or Web-Direct, found CSP
	// ahead
	//   cporclaim.others: unknown
	//   cporclaim.proof.given: fail
	//   cporclaim.proof.signed: fail
	//   cporclaim.proof.dated: fail
	//   cporclaim.proof.service: fail
	//   cporclaim.proof.products: fail
}

// The four kinds of association, with the partner role that is chosen for each.
func ExampleKinds() {
	for _, kind := range cpor.Kinds() {
		terms := kind.Terms()
		fmt.Printf("%s: %s, for a %s\n", terms.Area, terms.Role, terms.Scope)
	}
	kind, err := cpor.ParseKind("Usage Recognition- Biz Apps")
	fmt.Println(kind, err)
	// Output:
	// Business Applications: Build intent - Advisor, for a subscription
	// Business Applications: Usage recognition - Non-Incentivized, for a subscription
	// Business Applications: Influenced Revenue recognition - Non-Incentivized, for a subscription
	// Modern Work and Security: Use or consume, for a workload
	// Microsoft Online Services Usage (OSU) - Business Applications <nil>
}

package eligibility_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// A domain without a tenant is a fact about the customer, and the rules use it.
// Resolve returns an error only if the resolver could not look. In that case
// the question has to wait.
func ExampleResolve() {
	var ids []mci.CustomerID
	for _, name := range []string{"contoso.com", "fabrikam.com"} {
		domain, err := mci.ParseCustomerID(mci.DomainName, name)
		if err != nil {
			log.Fatal(err)
		}
		ids = append(ids, domain)
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	tenants := eligibility.TenantMap{ids[0]: tenant}

	ctx, cancel := context.WithCancel(context.Background())
	for _, domain := range ids {
		resolution, err := eligibility.Resolve(ctx, tenants, domain)
		fmt.Printf("%s: %s, failure %v, error %v\n", domain.Value(), resolution.Tenant, resolution.Failure, err)
	}
	cancel()
	_, err = eligibility.Resolve(ctx, tenants, ids[0])
	fmt.Println("after canceling:", err)
	// Output:
	// contoso.com: tenant ID …5f60, failure <nil>, error <nil>
	// fabrikam.com: no customer ID, failure no tenant has this domain, error <nil>
	// after canceling: context canceled
}

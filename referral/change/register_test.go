package change

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/mci"
)

// A deal that was won is registered by a patch of one operation.
func ExampleRegister() {
	registration := resource.Registration{
		Contract: resource.Contract{Value: "30000", Currency: "USD", SignDateTime: "2026-05-04T00:00:00Z", Term: "1 year"},
		SolutionDetails: []resource.RegisteredSolution{{
			ID: "SOL-12345", Value: "30000", Currency: "USD", IsDeployedOnAzure: mci.Yes,
			MarketplaceTransactionDetails: resource.MarketplaceTransaction{IsMarketplaceTransacted: mci.No},
		}},
	}
	patch, err := Register(&registration)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(patch[0].Op, patch[0].Path)
	fmt.Println(strings.ReplaceAll(string(patch[0].Value), `,"`, ",\n\""))
	// Output:
	// add /registrations/-
	// {"contract":{"value":30000,
	// "currency":"USD",
	// "signDateTime":"2026-05-04T00:00:00Z",
	// "term":"1 year"},
	// "solutionDetails":[{"id":"SOL-12345",
	// "value":30000,
	// "currency":"USD",
	// "isDeployedOnAzure":true,
	// "marketplaceTransactionDetails":{"isMarketplaceTransacted":false}}]}
}

func TestAWonDealIsRegisteredOnThePublishedPath(t *testing.T) {
	won, err := resource.Decode([]byte(`{"id":"R-1","status":"Closed","substatus":"Won"}`))
	if err != nil {
		t.Fatal(err)
	}
	registration := resource.Registration{SolutionDetails: []resource.RegisteredSolution{{ID: "SOL-1"}}}
	patch, err := Register(&registration)
	if err != nil || patch.Refused() != nil {
		t.Fatal(err, patch.Refused())
	}
	for want := 1; want <= 2; want++ {
		if won, err = patch.Apply(won); err != nil || len(won.Registrations) != want || won.Registrations[want-1].SolutionDetails[0].ID != "SOL-1" {
			t.Errorf("%+v, %v", won.Registrations, err)
		}
	}
	for path, bad := range map[string]resource.Registration{
		"id":                   {ID: "G-1"},
		"registrationDateTime": {RegistrationDateTime: "2026-05-04T00:00:00Z"},
		"statusHistory":        {StatusHistory: resource.StatusHistory{FailedDateTime: "2026-05-04T00:00:00Z"}},
		"solutionDetails":      {SolutionDetails: []resource.RegisteredSolution{{Name: "without an ID"}}},
		"contract.value":       {Contract: resource.Contract{Value: "much"}, SolutionDetails: []resource.RegisteredSolution{{ID: "SOL-1"}}},
	} {
		_, err := Register(&bad)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

package resource

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// A deal that was won is registered by a patch of one operation.
func ExampleRegistration_Patch() {
	registration := Registration{
		Contract: Contract{Value: "30000", Currency: "USD", SignDateTime: "2026-05-04T00:00:00Z", Term: "1 year"},
		SolutionDetails: []RegisteredSolution{{
			ID: "SOL-12345", Value: "30000", Currency: "USD", IsDeployedOnAzure: mci.Yes,
			MarketplaceTransactionDetails: MarketplaceTransaction{IsMarketplaceTransacted: mci.No},
		}},
	}
	patch, err := registration.Patch()
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

func TestARegistrationIsReadWithItsStatusHistoryAndKeepsWhatNoDocumentNames(t *testing.T) {
	text := `{"id":"R-1","status":"Closed","substatus":"Won","registrations":[{"id":"G-1","new":[1],"registrationDateTime":"2026-05-04T00:00:00Z",` +
		`"contract":{"value":30000.5,"currency":"USD","odd":null},"solutionDetails":[{"id":"SOL-1","isDeployedOnAzure":true}],` +
		`"statusHistory":{"approvedDateTime":"2026-05-09T00:00:00Z","reviewPendingDateTime":"2026-05-04T00:00:00Z","actionRequiredDateTime":"2026-05-05T00:00:00Z","resubmissionDateTime":"2026-05-06T00:00:00Z"}}]}`
	r, err := Decode([]byte(text))
	if err != nil || len(r.Odd()) != 0 || len(r.Registrations) != 1 {
		t.Fatalf("%+v, %v", r.Odd(), err)
	}
	got := r.Registrations[0]
	var statuses []string
	for _, e := range got.StatusHistory.Entries() {
		statuses = append(statuses, e.Status)
	}
	if got.Contract.Value != "30000.5" || got.SolutionDetails[0].IsDeployedOnAzure != mci.Yes ||
		!slices.Equal(statuses, []string{"ReviewPending", "ActionRequired", "Resubmission", "Approved"}) {
		t.Errorf("%+v, %v", got, statuses)
	}
	if written, err := r.Encode(); err != nil || string(written) != text {
		t.Errorf("%s, %v\nwant %s", written, err, text)
	}
	for want, part := range map[string]any{
		`"new":[1]`: got, `"odd":null`: got.Contract, `"isDeployedOnAzure":true`: got.SolutionDetails[0],
		`{}`: got.SolutionDetails[0].MarketplaceTransactionDetails, `"approvedDateTime":"2026-05-09T00:00:00Z"`: got.StatusHistory,
	} {
		if written, err := json.Marshal(part); err != nil || !strings.Contains(string(written), want) {
			t.Errorf("%T is written as %s, %v", part, written, err)
		}
	}
	copied := r.Clone()
	copied.Registrations[0].SolutionDetails[0].ID = "SOL-2"
	if r.Registrations[0].SolutionDetails[0].ID != "SOL-1" {
		t.Error("a copy shares its solutions")
	}
	odd, err := Decode([]byte(`{"registrations":{"id":"G-1"}}`))
	if err != nil || len(odd.Odd()) != 1 || odd.Registrations != nil {
		t.Errorf("%+v, %v", odd.Odd(), err)
	}
}

func TestAWonDealIsRegisteredOnThePublishedPath(t *testing.T) {
	won, err := Decode([]byte(`{"id":"R-1","status":"Closed","substatus":"Won"}`))
	if err != nil {
		t.Fatal(err)
	}
	registration := Registration{SolutionDetails: []RegisteredSolution{{ID: "SOL-1"}}}
	patch, err := registration.Patch()
	if err != nil || patch.Refused() != nil {
		t.Fatal(err, patch.Refused())
	}
	for want := 1; want <= 2; want++ {
		if won, err = patch.Apply(won); err != nil || len(won.Registrations) != want || won.Registrations[want-1].SolutionDetails[0].ID != "SOL-1" {
			t.Errorf("%+v, %v", won.Registrations, err)
		}
	}
	for path, bad := range map[string]Registration{
		"id":                   {ID: "G-1"},
		"registrationDateTime": {RegistrationDateTime: "2026-05-04T00:00:00Z"},
		"statusHistory":        {StatusHistory: StatusHistory{FailedDateTime: "2026-05-04T00:00:00Z"}},
		"solutionDetails":      {SolutionDetails: []RegisteredSolution{{Name: "without an ID"}}},
		"contract.value":       {Contract: Contract{Value: "much"}, SolutionDetails: []RegisteredSolution{{ID: "SOL-1"}}},
	} {
		_, err := bad.Patch()
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

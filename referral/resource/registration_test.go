package resource

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

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

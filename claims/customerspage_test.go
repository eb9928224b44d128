package claims_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/customers"
)

// Source: Microsoft Learn, Customers page for MCI engagements, 2023-10-01, and
// Submit a workshop claim, 2023-10-01.
func TestACustomersPageShowsAClaimOpenOrClosedWithWhatThePartnerCanDoNow(t *testing.T) {
	offered := map[claims.Status][]customers.CustomerAction{
		claims.CustomerClaimed: {customers.SendConsentEmail},
		claims.AwaitingConsent: {customers.ResendConsentEmail},
		claims.ConsentReceived: {customers.SubmitClaim},
		claims.ActionRequired:  {customers.SubmitClaim},
		claims.Disputed:        {customers.SubmitClaim},
	}
	seen := map[claims.State]bool{}
	for _, row := range claims.Transitions() {
		state := row.To
		if seen[state] {
			continue
		}
		seen[state] = true
		status, claim := state.Status, reach(t, state).claim
		var entry customers.Entry
		claim.EnterOn(&entry, claim.Record().Updated)
		if claim.State().Terminal() {
			want := customers.ClosedClaim{ID: "claim-1", Status: status.String()}
			if len(entry.Open) != 0 || !slices.Equal(entry.Closed, []customers.ClosedClaim{want}) {
				t.Errorf("%+v: the entry is %+v", state, entry)
			}
			continue
		}
		if len(entry.Open) != 1 || len(entry.Closed) != 0 {
			t.Errorf("%+v: the entry is %+v", state, entry)
			continue
		}
		open := entry.Open[0]
		if open.ID != "claim-1" || open.Status != status.String() || !slices.Equal(open.Actions, offered[status]) {
			t.Errorf("%+v: the open claim is %+v, want the actions %v", state, open, offered[status])
		}
		if want := claim.Deadlines()[0].Window.LastDay; open.Deadline != want {
			t.Errorf("%+v: the deadline is %v, want %v", state, open.Deadline, want)
		}
		var late customers.Entry
		claim.EnterOn(&late, claim.Deadlines()[0].Window.End)
		if claim.Deadlines()[0].Expires && late.Open[0].Actions != nil {
			t.Errorf("%+v: after the deadline it offers %v", state, late.Open[0].Actions)
		}
	}
}

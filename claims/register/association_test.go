package register_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// bothKinds returns a desk with two claims of which one is open, and with
// associations in several statuses.
func bothKinds(t *testing.T) *desk.Desk {
	t.Helper()
	s := many(t, 1)
	d := desk.New(s, public())
	for id, shown := range map[claims.ID]string{"a-asked": "Partner action required", "a-review": "Under review", "a-approved": "Approved", "a-rejected": "Rejected"} {
		when := at("2022-11-21T09:00Z")
		_, err := d.Associations().Adopt(t.Context(), association.Adoption{
			Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "zurich"},
			Details:     cpor.Details{Name: "CPOR Contoso", PartnerContact: mci.Contact{Name: "Kim", Email: "kim@fabrikam.com"}},
			Shown:       lifecycle.ReadStatus(shown), Number: "7-" + string(id),
		}, id, seen(when))
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestTheWorklistHasAssociationsBesideTheOtherClaims(t *testing.T) {
	d := bothKinds(t)
	got := map[claims.ID]register.WorkItem{}
	for item, err := range register.Worklist(t.Context(), d, store.Query{}, at("2022-12-01")) {
		must(0, err)
		got[item.ID] = item
	}
	for id, want := range map[claims.ID]struct {
		kind    store.Kind
		actor   claims.Actor
		clock   string
		expires bool
	}{
		"claim-000":  {store.PartnerActivity, claims.Partner, "consent", true},
		"a-asked":    {store.PartnerAssociation, claims.Partner, "answer", true},
		"a-review":   {store.PartnerAssociation, claims.Microsoft, "review", false},
		"a-rejected": {store.PartnerAssociation, claims.Partner, "dispute", true},
	} {
		item := got[id]
		if item.Kind != want.kind || item.Actor != want.actor || item.Next.Clock != want.clock || item.Next.Expires != want.expires || item.Next.Rule == "" || item.Until.IsZero() {
			t.Errorf("%s: got %+v with the deadline %+v, want %+v", id, item, item.Next, want)
		}
	}
	if item, listed := got["a-approved"]; listed {
		t.Errorf("an approved association waits for somebody: %+v", item)
	}
	if item := got["a-asked"]; !item.Next.Business || item.Number != "7-a-asked" || item.Owner != "kim@fabrikam.com" || item.Area != "Modern Work and Security" || item.Association == nil || item.Claim != nil {
		t.Errorf("got %+v", item)
	}
	if item := got["a-rejected"]; item.Next.Business {
		t.Errorf("the dispute counts business days: %+v", item.Next)
	}
	late := 0
	for item, err := range register.Worklist(t.Context(), d, store.Query{Kind: store.PartnerAssociation}, at("2023-06-01")) {
		must(0, err)
		if item.Overdue != (item.ID == "a-review") || !item.Over || item.DaysLeft >= 0 {
			t.Errorf("half a year later: got %+v", item)
		}
		late++
	}
	if late != 3 {
		t.Errorf("%d associations wait, want 3", late)
	}
}

func TestTheMostUrgentAndTheRemindedClaimsAreOfBothKinds(t *testing.T) {
	d := bothKinds(t)
	urgent, unread, err := register.MostUrgent(t.Context(), d, store.Query{}, at("2022-12-01"), 10)
	var ids []claims.ID
	for _, item := range urgent {
		ids = append(ids, item.ID)
	}
	if err != nil || unread != nil || len(ids) != 4 || ids[len(ids)-1] != "a-review" {
		t.Errorf("got %v, %v, %v", ids, unread, err)
	}
	var keys []string
	for reminder, err := range register.Reminders(t.Context(), d, store.Query{}, at("2022-12-08"), 3) {
		must(0, err)
		keys = append(keys, reminder.Key())
	}
	if !slices.Contains(keys, "3/consent/2022-12-10/claim-000") {
		t.Errorf("reminded of %v", keys)
	}
	asked := must(d.Associations().Claim(t.Context(), "a-asked"))
	deadline, _ := asked.Expiry()
	for reminder, err := range register.Reminders(t.Context(), d, store.Query{Kind: store.PartnerAssociation}, deadline.Window.End.Add(-1), 0) {
		must(0, err)
		if reminder.ID != "a-asked" || reminder.DaysLeft != 0 || !strings.Contains(reminder.Key(), "/answer/") {
			t.Errorf("on its last day: got %+v", reminder)
		}
		data := string(must(json.Marshal(reminder)))
		if !strings.Contains(data, `"kind":"association","claim":"a-asked"`) {
			t.Errorf("got %s", data)
		}
	}
	groups, _, err := register.GroupWork(register.Worklist(t.Context(), d, store.Query{}, at("2022-12-01")), register.ByKind)
	if err != nil || len(groups) != 2 || groups[0].Name != "association" || groups[0].Claims != 3 || groups[1].Claims != 1 {
		t.Errorf("got %+v, %v", groups, err)
	}
}

// Approved associations wait for nobody, so that two for one workload are
// listed beside the worklist.
func TestTheConflictsOfApprovedAssociationsAreListed(t *testing.T) {
	d := bothKinds(t)
	for _, id := range []claims.ID{"a-approved", "a-rejected"} {
		must(d.Associations().Do(t.Context(), id, association.RecordFacts{Workloads: []cpor.Workload{"Microsoft Teams"}}, seen(at("2022-12-02"))))
	}
	if found, unread, err := register.Conflicts(t.Context(), d, store.Query{}); found != nil || unread != nil || err != nil {
		t.Errorf("one is approved: %v, %v, %v", found, unread, err)
	}
	a := association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "bern", Workloads: []cpor.Workload{"Microsoft Teams"}},
		Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Approved"),
	}
	must(d.Associations().Adopt(t.Context(), a, "a-second", seen(at("2022-12-02"))))
	found, _, err := register.Conflicts(t.Context(), d, store.Query{Most: 1, Key: store.ExpiresKey, Statuses: []string{"Draft"}})
	if err != nil || len(found) != 1 || !slices.Equal(found[0].Claims, []claims.ID{"a-approved", "a-second"}) || found[0].Rule != "cporclaim.sole" {
		t.Errorf("got %v, %v", found, err)
	}
	for name, query := range map[string]store.Query{"one location": {Location: "bern"}, "the other kind": {Kind: store.PartnerActivity}} {
		if found, _, err := register.Conflicts(t.Context(), d, query); found != nil || err != nil {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := register.Conflicts(ctx, d, store.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestAnAssociationThatDivergesIsShownWithTheStatusOfPartnerCenter(t *testing.T) {
	d := bothKinds(t)
	must(d.Associations().Observe(t.Context(), "a-rejected", lifecycle.ReadStatus("On hold"), seen(at("2022-12-02"))))
	var shown strings.Builder
	for item, err := range register.List(t.Context(), d, store.Query{Kind: store.PartnerAssociation}) {
		must(0, err)
		shown.WriteString(item.Shown)
	}
	if shown.String() != "On hold" {
		t.Errorf("shown %q", shown.String())
	}
	for item, err := range register.List(t.Context(), d, store.Query{Key: store.ExpiresKey, ByKey: true, After: "x"}) {
		if item.ID != "" || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("got %v, %v", item, err)
		}
	}
	if got := register.Work(register.Item{}, at("2022-12-02")); got.Next.Clock != "" || got.Actor != 0 {
		t.Errorf("the work of nobody is %+v", got)
	}
}

package register_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// book returns a desk over a store with a claim in each reachable state, and
// one that was adopted from Partner Center.
func book(t testing.TB) (*desk.Desk, *store.Memory) {
	t.Helper()
	s := &store.Memory{}
	for i, state := range reached() {
		l := reach(t, state)
		record := l.claim.Record()
		record.ID = claims.ID(fmt.Sprintf("claim-%02d", i))
		record.CheckedID = must(mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f%02d", i)))
		record.CustomerID = record.CheckedID
		put(t, s, record)
	}
	d := desk.New(s, public())
	if _, err := d.Adopt(t.Context(), adoption("Submitted"), "claim-99", seen(at("2022-12-15"))); err != nil {
		t.Fatal(err)
	}
	return d, s
}

func TestTheWorklistSaysWhatIsDueByWhichRuleAndWhoActsNext(t *testing.T) {
	for _, test := range []struct {
		state claims.State
		when  string
		actor claims.Actor
		rule  mci.RuleID
	}{
		{plain(claims.CustomerClaimed), "2022-11-12", claims.Partner, "clock.consent"},
		{plain(claims.AwaitingConsent), "2022-11-12", claims.Customer, "clock.consent"},
		{plain(claims.AwaitingConsent), "2022-12-12", claims.System, "clock.consent"},
		{plain(claims.ConsentReceived), "2022-11-21", claims.Partner, "clock.first-submission"},
		{plain(claims.UnderReview), "2022-12-12", claims.Microsoft, "clock.review"},
		{plain(claims.Rejected), "2022-12-13", claims.Partner, "clock.dispute"},
		{disputed(claims.ActionRequired), "2022-12-28", claims.Partner, "clock.post-dispute"},
		{plain(claims.Approved), "2022-12-28", claims.Microsoft, ""},
		{plain(claims.Canceled), "2022-12-28", 0, ""},
	} {
		item := register.Work(register.Activity(reach(t, test.state).claim), at(test.when))
		if item.Actor != test.actor || item.Next.Rule != test.rule {
			t.Errorf("%s on %s: %s, %s", test.state, test.when, item.Actor, item.Next.Rule)
		}
		if test.rule != "" && (item.Next.Trigger == "" || item.Next.Source.Title == "") {
			t.Errorf("%s: the deadline lacks its basis: %+v", test.state, item.Next)
		}
	}
	if done := register.Work(register.Activity(reach(t, plain(claims.Canceled)).claim), at("2022-12-28")); register.CompareUrgency(register.Work(register.Activity(reach(t, plain(claims.Submitted)).claim), at("2022-12-28")), done) >= 0 {
		t.Error("what has ended is more urgent than what is under review")
	}
	l := reach(t, plain(claims.Approved)).do("2023-01-01", claims.RecordPayment{Amount: usd("10")})
	if actor := l.claim.NextActor(at("2023-01-02")); actor != 0 {
		t.Errorf("paid, and %s acts next", actor)
	}
	l = reach(t, plain(claims.Submitted))
	l.observe("2023-01-02", "On hold")
	if actor := l.claim.NextActor(at("2023-01-02")); actor != claims.Partner {
		t.Errorf("diverged, and %s acts next", actor)
	}
}

func TestTheMostUrgentClaimsAreThoseOfTheSortedWorklist(t *testing.T) {
	d, _ := book(t)
	when := at("2023-01-05")
	var all []register.WorkItem
	for item, err := range register.Worklist(t.Context(), d, store.Query{}, when) {
		if err != nil || item.Claim.State().Terminal() && !item.Claim.AwaitsPayment() {
			t.Fatalf("%v, %v", item.Claim, err)
		}
		all = append(all, item)
	}
	slices.SortFunc(all, register.CompareUrgency)
	for most := 1; most < len(all)+2; most++ {
		urgent, unread, err := register.MostUrgent(t.Context(), d, store.Query{}, when, most)
		want := all[:min(most, len(all))]
		if err != nil || unread != nil || !slices.EqualFunc(urgent, want, func(a, b register.WorkItem) bool { return a.Claim.ID() == b.Claim.ID() }) {
			t.Errorf("%d: got %d claims, %v, %v", most, len(urgent), unread, err)
		}
	}
	if first, last := all[0], all[len(all)-1]; !first.Next.Expires || !first.Over || last.Next.Expires {
		t.Errorf("first %+v, last %+v", first, last)
	}
	_, _, err := register.MostUrgent(t.Context(), d, store.Query{}, when, 0)
	wantInvalid(t, err, "most")
}

func TestWorkIsGrouped(t *testing.T) {
	d, _ := book(t)
	for name, test := range map[string]struct {
		by   register.Grouping
		want []string
	}{
		"solution area": {register.BySolutionArea, []string{"Modern Work"}},
		"location":      {register.ByLocation, []string{"zurich"}},
		"owner":         {register.ByOwner, []string{"", "pat@fabrikam.com"}},
	} {
		groups, unread, err := register.GroupWork(register.Worklist(t.Context(), d, store.Query{}, at("2023-01-05")), test.by)
		var names []string
		total := 0
		for _, group := range groups {
			names, total = append(names, group.Name), total+group.Claims
			for actor, n := range group.ByActor {
				if n == 0 {
					t.Errorf("%s: no claim of %s", name, actor)
				}
			}
		}
		if err != nil || unread != nil || !slices.Equal(names, test.want) || total != 14 {
			t.Errorf("%s: got %q with %d claims, %v", name, names, total, err)
		}
	}
	groups, _, _ := register.GroupWork(register.Worklist(t.Context(), d, store.Query{}, at("2023-04-05")), register.ByLocation)
	if g := groups[0]; g.Over != 7 || g.Diverged != 0 || g.Overdue != 6 || g.First.Claim.ID() != "claim-00" || g.ByActor[claims.Microsoft] != 7 {
		t.Errorf("got %d over, %d diverged, %d overdue, first %s, %v", g.Over, g.Diverged, g.Overdue, g.First.Claim, g.ByActor)
	}
	must(d.Observe(t.Context(), "claim-99", claims.ReadStatus("On hold"), seen(at("2022-12-20"))))
	groups, _, _ = register.GroupWork(register.Worklist(t.Context(), d, store.Query{}, at("2023-04-05")), register.ByLocation)
	if g := groups[0]; g.Diverged != 1 {
		t.Errorf("%d have diverged, want 1", g.Diverged)
	}
}

func TestThePipelineKeepsKindsAndCurrenciesApart(t *testing.T) {
	s := &store.Memory{}
	for i, euro := range []bool{false, false, true} {
		l := reach(t, plain(claims.Approved))
		l.do("2023-01-02", claims.RecordPayment{Amount: usd("10")}, claims.RecordPayment{Amount: usd("5")})
		if euro {
			l.do("2023-01-03", claims.RecordPayment{Amount: must(mci.ParseMoney("7", "EUR"))})
		}
		record := l.claim.Record()
		record.ID = claims.ID(fmt.Sprint("approved-", i))
		put(t, s, record)
	}
	put(t, s, reach(t, plain(claims.CustomerClaimed)).claim.Record())
	d := desk.New(s, public())
	pipeline, unread, err := d.Totals(t.Context(), store.Query{})
	if err != nil || unread != nil || len(pipeline) != 2 {
		t.Fatalf("%+v, %v, %v", pipeline, unread, err)
	}
	approved := pipeline[1]
	if approved.Status != claims.Approved.String() || approved.Claims != 3 || len(approved.Amounts) != 2 {
		t.Fatalf("got %+v", approved)
	}
	eur, dollars := approved.Amounts[0], approved.Amounts[1]
	if eur.Currency != "EUR" || eur.Paid.Claims != 1 || !eur.Paid.Money.Equal(must(mci.ParseMoney("7", "EUR"))) || eur.Approved.Claims != 0 {
		t.Errorf("EUR: %+v", eur)
	}
	if dollars.Paid.Claims != 3 || !dollars.Paid.Money.Equal(usd("45")) || dollars.Estimated.Claims != 3 || dollars.Approved.Claims != 3 || dollars.Requested.Claims != 3 {
		t.Errorf("USD: %+v", dollars)
	}
}

func TestWhatCannotBeReadIsSaidBesideTheWork(t *testing.T) {
	d, s := book(t)
	damage(t, s, "claim-00", func(r *claims.Record) { r.Engagement.Engagement = "retired" })
	urgent, unread, err := register.MostUrgent(t.Context(), d, store.Query{}, at("2023-01-05"), 3)
	if err != nil || len(urgent) != 3 || len(unread) != 1 || unread[0].ID != "claim-00" {
		t.Errorf("got %d claims, %v, %v", len(urgent), unread, err)
	}
	// The list by expiry and the list by attention both have them.
	damage(t, s, "claim-01", func(r *claims.Record) { r.Engagement.Engagement = "retired" })
	_, unread, err = register.MostUrgent(t.Context(), d, store.Query{}, at("2023-01-05"), 99)
	if err != nil || len(unread) != 2 || unread[0].ID != "claim-00" || unread[1].ID != "claim-01" {
		t.Errorf("of all claims, %v cannot be read, %v; want two", unread, err)
	}
	for range register.Worklist(t.Context(), d, store.Query{}, at("2023-01-05")) {
		break
	}
	for range d.List(t.Context(), store.Query{}) {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = register.MostUrgent(ctx, d, store.Query{}, at("2023-01-05"), 3)
	_, _, errGroups := register.GroupWork(register.Worklist(ctx, d, store.Query{}, at("2023-01-05")), register.ByOwner)
	_, _, errPipeline := d.Totals(ctx, store.Query{})
	for _, err := range []error{err, errGroups, errPipeline} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("canceled: got %v", err)
		}
	}
}

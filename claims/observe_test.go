package claims_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// observe observes a status and fails the test if it is refused.
func (l *life) observe(when, shown string) claims.Change {
	l.t.Helper()
	change, err := claims.Observe(l.claim, claims.ReadStatus(shown), seen(at(when)))
	if err != nil {
		l.t.Fatal(err)
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	return change
}

func events(change claims.Change) (all []string) {
	for _, entry := range change.Entries {
		all = append(all, entry.Event.String())
	}
	return all
}

func TestAnObservationGoesTheShortestWay(t *testing.T) {
	for _, test := range []struct {
		from  claims.State
		shown string
		want  []string
		to    claims.State
	}{
		{plain(claims.CustomerClaimed), "Customer consent received", []string{"send consent", "accept"}, plain(claims.ConsentReceived)},
		{plain(claims.CustomerClaimed), "Consent rejected", []string{"send consent", "decline"}, plain(claims.ConsentDeclined)},
		{plain(claims.ConsentReceived), "Approved", []string{"submit", "begin review", "approve"}, plain(claims.Approved)},
		{plain(claims.Submitted), "Expired", []string{"request action", "expire"}, plain(claims.PostSubmissionExpired)},
		{plain(claims.UnderReview), "Expired", []string{"request action", "expire"}, plain(claims.PostSubmissionExpired)}, // and not by a rejection, which is as short
		{plain(claims.CustomerClaimed), "expired", []string{"expire"}, plain(claims.ConsentExpired)},
		{plain(claims.ActionRequired), "Submitted / Under review", []string{"submit"}, plain(claims.Submitted)},
		{plain(claims.Submitted), "Submitted / Under review", nil, plain(claims.Submitted)},
		{plain(claims.Rejected), "Under review", []string{"dispute", "submit", "begin review"}, disputed(claims.UnderReview)},
		{plain(claims.UnderReview), "final rejected", []string{"reject", "dispute", "submit", "begin review", "reject"}, disputed(claims.RejectedFinal)},
	} {
		l := reach(t, test.from)
		change := l.observe("2024-01-10", test.shown)
		if got := events(change); !slices.Equal(got, test.want) {
			t.Errorf("%s, shown %q: got %v, want %v", test.from, test.shown, got, test.want)
		}
		l.wantState(test.to)
		l.checkStored()
		l.checkReplay()
		for _, entry := range change.Entries {
			if entry.Actor != claims.PartnerCenter || entry.Shown != claims.ReadStatus(test.shown) {
				t.Errorf("%s, shown %q: the entry is by %s, shown %q", test.from, test.shown, entry.Actor, entry.Shown)
			}
		}
	}
}

// distance returns the number of rows on the shortest way from a state to a
// status, by trying all. It returns -1 if there is no way.
func distance(from claims.State, to claims.Status) int {
	seen := map[claims.State]bool{from: true}
	for steps, frontier := 0, []claims.State{from}; len(frontier) > 0; steps++ {
		var next []claims.State
		for _, state := range frontier {
			if state.Status == to {
				return steps
			}
			for _, row := range claims.Transitions() {
				if row.From == state && !seen[row.To] {
					seen[row.To] = true
					next = append(next, row.To)
				}
			}
		}
		frontier = next
	}
	return -1
}

func TestNoWayIsShorterFromAnyStateToAnyStatus(t *testing.T) {
	for _, from := range reached() {
		for _, status := range claims.Statuses() {
			l := reach(t, from)
			change := l.observe("2024-01-10", status.String())
			want := distance(from, status)
			if got := len(change.Entries); want >= 0 && (got != want || l.claim.State().Status != status) {
				t.Errorf("%s to %s: %d entries lead to %s, want %d", from, status, got, l.claim.State(), want)
			}
			for _, step := range change.Entries[:max(1, len(change.Entries))-1] {
				if step.To == claims.Approved {
					t.Errorf("%s to %s: it assumes an approval that nobody saw", from, status)
				}
			}
			if diverged := l.claim.Divergence().Open(); diverged != (want < 0) {
				t.Errorf("%s to %s: diverged %t, and the way is %d long", from, status, diverged, want)
			}
			l.checkStored()
			l.checkReplay()
		}
	}
}

func TestAnObservationSaysWhatItFilledIn(t *testing.T) {
	l := open(t, public(), variable, "2025-11-10")
	l.observe("2026-05-01", "Submitted")
	assumed := slices.Collect(l.claim.Assumed().All())
	if want := []string{"consent.asked", "consent.dealSize", "consent.answered", "firstSubmitted", "evidence", "updated"}; !slices.Equal(assumed, want) {
		t.Errorf("assumed: %q, want %q", assumed, want)
	}
	if got, want := l.claim.Missing(), []string{"consent.dealSize", "evidence"}; !slices.Equal(got, want) {
		t.Errorf("missing: %q, want %q", got, want)
	}
	record := l.claim.Record()
	if !record.Amounts.Requested.Money.IsNone() || !record.FirstSubmitted.Equal(at("2026-05-01")) {
		t.Errorf("requested %v at %s", record.Amounts.Requested, record.FirstSubmitted)
	}
	if d := l.claim.Deadlines()[0]; !d.Assumed {
		t.Errorf("the deadline counts from an instant that was observed, and does not say so: %+v", d)
	}
	if open(t, public(), viva, "2022-11-10").claim.Deadlines()[0].Assumed {
		t.Error("the deadline of a claim that was created here is assumed")
	}
}

func TestAnObservationKeepsEvidenceAndContacts(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived)).do("2022-11-21", evidence()...)
	before := l.claim.Record()
	l.observe("2022-12-01", "Rejected")
	after := l.claim.Record()
	wantSame(t, "the evidence", after.Evidence, before.Evidence)
	wantSame(t, "the contact", after.CustomerContact, before.CustomerContact)
}

func TestWhatNoWayLeadsToIsADivergence(t *testing.T) {
	for shown, from := range map[string]claims.State{
		"Customer consent received": plain(claims.ConsentExpired),
		"Approved":                  disputed(claims.RejectedFinal),
		"Awaiting the moon":         plain(claims.Submitted),
		"Rejected":                  disputed(claims.UnderReview),
	} {
		l := reach(t, from)
		change := l.observe("2024-01-10", shown)
		l.wantState(from)
		divergence := l.claim.Divergence()
		if got := events(change); !slices.Equal(got, []string{"observe"}) || !divergence.Open() {
			t.Fatalf("%s: got %v and the divergence %v", shown, got, divergence)
		}
		if divergence.Shown.String() != shown || divergence.Local != from || !divergence.At.Equal(at("2024-01-10")) {
			t.Errorf("%s: the divergence is %+v", shown, divergence)
		}
		if again := l.observe("2024-01-11", shown); again.Entries != nil {
			t.Errorf("%s: the same divergence is recorded twice", shown)
		}
		l.checkStored()
		l.checkReplay()
	}
}

func TestADivergenceEndsWhenThePortalAgrees(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	l.observe("2023-01-10", "Customer consent received")
	change := l.observe("2023-01-11", "Submitted")
	if rule := change.Entries[0].Rule; rule != "claim.portal.agrees" || l.claim.Divergence() != nil {
		t.Errorf("rule %s, divergence %v", rule, l.claim.Divergence())
	}
	l.observe("2023-01-12", "Customer consent received")
	l.observe("2023-01-13", "Approved")
	if l.claim.Divergence() != nil || l.claim.State() != plain(claims.Approved) {
		t.Errorf("%s, divergence %v", l.claim, l.claim.Divergence())
	}
	l.checkReplay()
}

func TestAPersonTakesTheStatusOfThePortal(t *testing.T) {
	for _, test := range []struct {
		from  claims.State
		shown string
		take  claims.Status
		to    claims.State
	}{
		{plain(claims.ConsentExpired), "Customer consent received", claims.ConsentReceived, plain(claims.ConsentReceived)},
		{plain(claims.ConsentDeclined), "Customer consent received", claims.ConsentReceived, plain(claims.ConsentReceived)},
		{plain(claims.Submitted), "Customer consent received", claims.ConsentReceived, plain(claims.ConsentReceived)},
		{plain(claims.Approved), "Under review", claims.UnderReview, plain(claims.UnderReview)},
		{plain(claims.Canceled), "Expired", claims.NotSubmittedExpired, plain(claims.NotSubmittedExpired)},
		{disputed(claims.RejectedFinal), "Approved", claims.Approved, disputed(claims.Approved)},
		{disputed(claims.Disputed), "Rejected", claims.Rejected, plain(claims.Rejected)},
		{plain(claims.PostSubmissionExpired), "Disputed", claims.Disputed, disputed(claims.Disputed)},
		{plain(claims.Submitted), "Waiting for the moon", claims.ActionRequired, plain(claims.ActionRequired)},
	} {
		l := reach(t, test.from)
		l.observe("2024-01-10", test.shown)
		l.do("2024-01-11", claims.Resolve{Take: test.take, Comment: "as shown"})
		l.wantState(test.to)
		if l.claim.Divergence() != nil {
			t.Errorf("%s: there still is a divergence", test.shown)
		}
		l.checkStored()
		l.checkReplay()
	}
}

func TestAPersonKeepsTheLocalStatus(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	l.observe("2023-01-10", "Canceled")
	l.apply(claims.Resolve{Comment: "support case 12"}, underKey(claims.DivergenceResolved, "2023-01-11", "case-12")).wantState(plain(claims.Submitted))
	l.checkStored()
	if divergence := l.claim.Divergence(); divergence == nil || divergence.Open() {
		t.Fatalf("the divergence is %+v", divergence)
	}
	if change := l.observe("2023-01-12", "Canceled"); change.Entries != nil {
		t.Errorf("what was settled diverges again: %v", events(change))
	}
	l.do("2023-01-13", claims.BeginReview{})
	if change := l.observe("2023-01-14", "Canceled"); len(change.Entries) != 1 || !l.claim.Divergence().Open() {
		t.Errorf("from another status it diverges anew: %v", events(change))
	}
	l.checkReplay()
}

func TestAResolutionIsRefused(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	for _, test := range []struct {
		name, shown string
		command     claims.Resolve
		rule        mci.RuleID
		path        string
	}{
		{"without a divergence", "", claims.Resolve{}, "claim.portal.resolve", "observed.divergence"},
		{"to what the portal does not show", "Canceled", claims.Resolve{Take: claims.Approved}, "claim.portal.resolve", "command.take"},
		{"to undo the customer's answer", "Awaiting customer consent response", claims.Resolve{Take: claims.AwaitingConsent}, "claim.portal.take", "consent.answered"},
		{"to forget the request", "Customer claimed", claims.Resolve{Take: claims.CustomerClaimed}, "claim.portal.take", "consent.asked"},
	} {
		if test.shown != "" {
			l.observe("2023-01-10", test.shown)
		}
		refusal := l.refused("2023-01-11", test.command)
		if refusal.Rule != test.rule || refusal.Gaps[0].Path != test.path || refusal.Source.Title == "" {
			t.Errorf("%s: got %+v", test.name, refusal)
		}
	}
	if _, err := claims.Apply(l.claim, claims.Resolve{}, by(claims.DivergenceResolved, at("2023-01-09"))); !errors.Is(err, claims.ErrOutOfOrder) {
		t.Errorf("before the divergence: %v", err)
	}
	if refusal := l.refusedTo(claims.Resolve{}, claims.Meta{Actor: claims.Microsoft, At: at("2023-01-11"), Received: at("2023-01-11")}); refusal.Rule != "claim.actor" {
		t.Errorf("by a reviewer: %v", refusal)
	}
	for path, command := range map[string]claims.Resolve{"take": {Take: claims.Canceled + 1}, "comment": {Comment: string(make([]byte, 5000))}} {
		_, err := claims.Apply(l.claim, command, by(claims.DivergenceResolved, at("2023-01-11")))
		wantInvalid(t, err, path)
	}
}

// Otherwise the claim could be disputed twice, and the window after the dispute
// would start again.
func TestASubmittedDisputeIsNotUndone(t *testing.T) {
	for _, from := range []claims.Status{claims.Submitted, claims.UnderReview, claims.ActionRequired, claims.Approved, claims.RejectedFinal} {
		for shown, take := range map[string]claims.Status{"Rejected": claims.Rejected, "Customer consent received": claims.ConsentReceived, "Canceled": claims.Canceled} {
			l := reach(t, disputed(from))
			l.observe("2024-01-10", shown)
			refusal := l.refused("2024-01-11", claims.Resolve{Take: take})
			if refusal.Rule != "claim.portal.take" || refusal.Gaps[0].Path != "disputeSubmitted" {
				t.Errorf("from %s, disputed, to %s: got %+v", from, take, refusal)
			}
			l.do("2024-01-11", claims.Resolve{Comment: "they call it so"}).wantState(disputed(from))
		}
	}
}

func TestPaymentsAndEvidenceAreNotUndone(t *testing.T) {
	l := reach(t, plain(claims.Approved)).do("2023-01-02", claims.RecordPayment{Amount: usd("10")})
	l.observe("2023-01-10", "Under review")
	if refusal := l.refused("2023-01-11", claims.Resolve{Take: claims.UnderReview}); refusal.Gaps[0].Path != "amounts.payments" {
		t.Errorf("got %v", refusal)
	}
}

func TestAnObservationIsRefusedOrMalformed(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	_, err := claims.Observe(l.claim, claims.ReadStatus("Approved"), seen(at("2022-11-12")))
	if !errors.Is(err, claims.ErrOutOfOrder) {
		t.Errorf("an old export: got %v", err)
	}
	_, err = claims.Observe(nil, claims.ReadStatus("Approved"), seen(at("2024-01-10")))
	wantInvalid(t, err, "claim")
	_, err = claims.Observe(l.claim, claims.PortalStatus{}, seen(at("2024-01-10")))
	wantInvalid(t, err, "shown")
	_, err = claims.Observe(l.claim, claims.ReadStatus("Approved"), by(claims.ReviewerApproves, at("2024-01-10")))
	wantInvalid(t, err, "actor")
	_, err = claims.Observe(l.claim, claims.ReadStatus("Approved"), seen(time.Time{}))
	wantInvalid(t, err, "at")
}

func TestARepeatedObservationChangesNothing(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	meta := seen(at("2023-01-10"))
	meta.Key = "export-1"
	change := must(claims.Observe(l.claim, claims.ReadStatus("Approved"), meta))
	if change.Entries[0].Key != "export-1" || change.Entries[1].Key != "" {
		t.Errorf("the key belongs to the first entry: %+v", change.Entries)
	}
	again := must(claims.Observe(change.Claim, claims.ReadStatus("Approved"), meta))
	if again.Entries != nil || again.Claim != change.Claim {
		t.Errorf("got %v", events(again))
	}
	_, err := claims.Observe(change.Claim, claims.ReadStatus("Rejected"), meta)
	wantInvalid(t, err, "key")
	_, err = claims.Apply(change.Claim, claims.RecordPayment{Amount: usd("1")}, claims.Meta{Actor: claims.Microsoft, At: meta.At, Received: meta.At, Key: "export-1"})
	wantInvalid(t, err, "key")
	l.claim = change.Claim
	spent := reach(t, plain(claims.CustomerClaimed))
	spent.apply(claims.SendConsent{}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-12"), Received: at("2022-11-12"), Key: "export-1"})
	_, err = claims.Observe(spent.claim, claims.ReadStatus("Approved"), meta)
	wantInvalid(t, err, "key")
	must(claims.Restore(throughJSON(t, change.Claim.Record()), public()))
}

func TestAClaimOfEveryStatusIsAdopted(t *testing.T) {
	for _, status := range claims.Statuses() {
		change, err := claims.Adopt(adoption(status.String()), "claim-1", seen(at("2023-01-10")))
		if err != nil {
			t.Fatalf("%s: %v", status, err)
		}
		l := &life{t, public(), change.Claim, change.Entries}
		if got := l.claim.State().Status; got != status || !l.claim.Adopted() || l.claim.Version() != 1 {
			t.Errorf("%s: adopted as %s in version %d", status, got, l.claim.Version())
		}
		if _, limited := change.Limit(); limited {
			t.Errorf("%s: adopted under a limit", status)
		}
		l.checkStored()
		l.checkReplay()
		throughJSON(t, claims.CloudEvent{Source: "/fabrikam", Entry: change.Entries[0]})
		if !slices.Contains(l.claim.Missing(), "way") || !slices.Contains(l.claim.Missing(), "customerContact") {
			t.Errorf("%s: missing is %v", status, l.claim.Missing())
		}
	}
}

func TestAnAdoptedClaimLivesOn(t *testing.T) {
	a := adoption("Customer consent received")
	a.Created = at("2023-01-02")
	change := must(claims.Adopt(a, "claim-1", seen(at("2023-01-10"))))
	l := &life{t, public(), change.Claim, change.Entries}
	l.do("2023-01-11", claims.UpdateContact{Side: claims.CustomerSide, Contact: customerContact})
	l.do("2023-01-12", evidence()...).do("2023-01-12", claims.Submit{}).wantState(plain(claims.Submitted))
	if got := l.claim.Missing(); !slices.Equal(got, []string{"way", "partnerContact", "consent.dealSize"}) {
		t.Errorf("missing: %v", got)
	}
	if l.claim.Assumed().Has("created") || !l.claim.Assumed().Has("consent.answered") {
		t.Errorf("assumed: %v", slices.Collect(l.claim.Assumed().All()))
	}
	l.checkStored()
	l.checkReplay()
}

func TestAnAdoptionIsChecked(t *testing.T) {
	for path, change := range map[string]func(*claims.Adoption){
		"engagement":            func(a *claims.Adoption) { a.Engagement = nil },
		"shown":                 func(a *claims.Adoption) { a.Shown = claims.ReadStatus("moonlight") },
		"name":                  func(a *claims.Adoption) { a.Name = "" },
		"customerId":            func(a *claims.Adoption) { a.CustomerID = opportunity },
		"checkedId":             func(a *claims.Adoption) { a.CheckedID = opportunity },
		"hours":                 func(a *claims.Adoption) { a.Hours = must(mci.ParseHours("8")) },
		"created":               func(a *claims.Adoption) { a.Created = at("2023-01-11") },
		"customerContact.email": func(a *claims.Adoption) { a.CustomerContact = mci.Contact{Name: "x", Email: "x"} },
	} {
		a := adoption("Submitted")
		change(&a)
		_, err := claims.Adopt(a, "claim-1", seen(at("2023-01-10")))
		wantInvalid(t, err, path)
	}
	_, err := claims.Adopt(adoption("Submitted"), "claim-1", by(claims.AddCustomer, at("2023-01-10")))
	wantInvalid(t, err, "actor")
	a := adoption("Submitted")
	a.Engagement, a.CustomerID = engagement(public(), variable), opportunity
	if got := must(claims.Adopt(a, "claim-1", seen(at("2023-01-10")))).Claim.Missing(); !slices.Contains(got, "hours") {
		t.Errorf("missing: %v", got)
	}
}

// An export cannot show a claim that is created later, whatever its status.
func TestAClaimIsNotAdoptedBeforeItIsCreated(t *testing.T) {
	for _, status := range claims.Statuses() {
		a := adoption(status.String())
		a.Created = at("2023-01-11")
		_, err := claims.Adopt(a, "claim-1", seen(at("2023-01-10")))
		wantInvalid(t, err, "created")
	}
}

// In random lives, Partner Center shows a status now and then. The guarantees
// of Observe must hold.
func TestRandomLivesFollowThePortal(t *testing.T) {
	catalogs := map[string]*catalog.Catalog{"public": public(), "short": adapted(t, shortClocks...), "local": public()}
	rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
	names := []string{"Expired", "Submitted / Under review", "Awaiting the moon", "Draft"}
	for _, status := range claims.Statuses() {
		names = append(names, status.String())
	}
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		for range uniform(t, "steps", 12) {
			switch uniform(t, "kind", 4) {
			case 0:
				p.follow(claims.ReadStatus(oneOf(t, "shown", names...)))
			case 1:
				p.settle()
			default:
				p.play(rows[uniform(t, "row", len(rows))])
			}
			p.checkStored()
		}
		p.checkReplay()
	})
}

// follow observes a status and checks the guarantees of Observe.
func (p *player) follow(shown claims.PortalStatus) {
	before := p.claim.Record()
	meta := seen(p.drawInstant())
	change, err := claims.Observe(p.claim, shown, meta)
	if !reflect.DeepEqual(before, p.claim.Record()) {
		p.t.Fatal("the observation changed its input")
	}
	if errors.Is(err, claims.ErrOutOfOrder) && before.Updated.Sub(meta.At) > claims.DefaultTolerance {
		return
	}
	if err != nil {
		p.t.Fatalf("%s in %s: %v", shown, p.claim.State(), err)
	}
	divergence := change.Claim.Divergence()
	if agrees := shown.Can(change.Claim.State().Status); agrees == (divergence != nil) {
		p.t.Fatalf("%s: the claim is in %s, and the divergence is %+v", shown, change.Claim.State(), divergence)
	}
	if shown.Can(before.Status) && before.Observed == nil && change.Entries != nil {
		p.t.Fatalf("%s was so already, and there are %d entries", shown, len(change.Entries))
	}
	again, err := claims.Observe(change.Claim, shown, meta)
	if err != nil || again.Entries != nil {
		p.t.Fatalf("%s, observed again: %v, %v", shown, events(again), err)
	}
	wantSame(p.t, "the evidence", change.Claim.Record().Evidence, before.Evidence)
	wantSame(p.t, "the amounts", change.Claim.Record().Amounts, before.Amounts)
	for i, entry := range change.Entries {
		throughJSON(p.t, claims.CloudEvent{Source: "/fabrikam", Entry: entry})
		if entry.Number != before.Version+uint64(i)+1 || entry.Shown != shown || entry.At.Before(meta.At) || entry.Given.IsZero() != entry.At.Equal(meta.At) {
			p.t.Fatalf("entry %d is %+v", i, entry)
		}
	}
	p.claim, p.history = change.Claim, append(p.history, change.Entries...)
}

// settle resolves a divergence in a random direction.
func (p *player) settle() {
	take := oneOf(p.t, "take", append(claims.Statuses(), 0)...)
	open := p.claim.Divergence().Open()
	change, err := claims.Apply(p.claim, claims.Resolve{Take: take}, by(claims.DivergenceResolved, p.claim.Record().Updated))
	if err != nil {
		if !errors.Is(err, claims.ErrRefused) || open && take == 0 {
			p.t.Fatalf("%s: %v", take, err)
		}
		return
	}
	if !open || take != 0 && change.Claim.State().Status != take {
		p.t.Fatalf("took %s: %s", take, change.Claim)
	}
	wantSame(p.t, "the evidence", change.Claim.Record().Evidence, p.claim.Record().Evidence)
	p.claim, p.history = change.Claim, append(p.history, change.Entries...)
}

func TestADeskFollowsThePortal(t *testing.T) {
	d, s := deskAt(t, plain(claims.ConsentReceived))
	change, err := d.Observe(t.Context(), "claim-1", claims.ReadStatus("Approved"), seen(at("2023-01-10")))
	if err != nil || len(change.Entries) != 3 {
		t.Fatalf("%v, %v", events(change), err)
	}
	record := must(s.Load(t.Context(), "claim-1"))
	wantSame(t, "the stored record", recordIn(record), change.Claim.Record())
	if change, err = d.Observe(t.Context(), "claim-1", claims.ReadStatus("Approved"), seen(at("2023-01-11"))); err != nil || change.Entries != nil {
		t.Errorf("again: %v, %v", events(change), err)
	}
	meta := seen(at("2023-01-10"))
	meta.Key = "export-1/2"
	for i, want := range []int{1, 0} {
		change, err := d.Adopt(t.Context(), adoption("Submitted"), "claim-2", meta)
		if err != nil || len(change.Entries) != want {
			t.Errorf("adopted for the %d. time: %v, %v", i+1, events(change), err)
		}
	}
	meta.Key = "another"
	if _, err := d.Adopt(t.Context(), adoption("Submitted"), "claim-2", meta); !errors.Is(err, desk.ErrExists) {
		t.Errorf("adopted by another key: %v", err)
	}
	_, err = d.Adopt(t.Context(), claims.Adoption{}, "claim-3", meta)
	wantInvalid(t, err, "engagement")
}

func TestADeskObservesAnewWhatOthersOvertake(t *testing.T) {
	for _, test := range []struct {
		conflicts int
		want      error
	}{{0, nil}, {4, nil}, {5, store.ErrConflict}} {
		_, s := deskAt(t, plain(claims.Submitted))
		left := test.conflicts
		d := desk.New(&quirkyStore{Store: s, save: func(ctx context.Context, change store.Change) error {
			if left--; left >= 0 {
				return store.ErrConflict
			}
			return s.Save(ctx, change)
		}}, public())
		if _, err := d.Observe(t.Context(), "claim-1", claims.ReadStatus("Approved"), seen(at("2023-01-10"))); !errors.Is(err, test.want) {
			t.Errorf("%d conflicts: got %v", test.conflicts, err)
		}
	}
}

func TestAnObservedRecordThatContradictsItselfIsNotRestored(t *testing.T) {
	diverged := reach(t, plain(claims.Submitted))
	diverged.observe("2023-01-10", "On hold")
	adopted := must(claims.Adopt(adoption("Submitted"), "claim-1", seen(at("2023-01-10")))).Claim
	for _, test := range []struct {
		path   string
		record claims.Record
		change func(*claims.Record)
	}{
		{"observed.divergence.at", diverged.claim.Record(), func(r *claims.Record) { r.Observed.Divergence.At = time.Time{} }},
		{"observed.divergence.at", diverged.claim.Record(), func(r *claims.Record) { r.Observed.Divergence.At = at("1999-01-01") }},
		{"updated", diverged.claim.Record(), func(r *claims.Record) { r.Observed.Divergence.At = at("2023-01-11") }},
		{"observed.divergence.local", diverged.claim.Record(), func(r *claims.Record) { r.Observed.Divergence.Local = claims.State{} }},
		{"observed.divergence.local", diverged.claim.Record(), func(r *claims.Record) { r.Observed.Divergence.Local.Status = 200 }},
		{"observed.divergence.shown", diverged.claim.Record(), func(r *claims.Record) { r.Observed.Divergence.Shown = claims.PortalStatus{} }},
		{"way", diverged.claim.Record(), func(r *claims.Record) { r.Way = 0 }},
		{"way", adopted.Record(), func(r *claims.Record) { r.Observed.Adopted = false }},
		{"hours", adopted.Record(), func(r *claims.Record) { r.Hours = must(mci.ParseHours("8")) }},
		{"customerContact.name", adopted.Record(), func(r *claims.Record) { r.Observed = &claims.Observed{Adopted: true} }},
		{"version", adopted.Record(), func(r *claims.Record) { r.Version = 0 }},
		{"keys", adopted.Record(), func(r *claims.Record) {
			r.Observed.Assumed = claims.Assumptions{}
			must(0, r.Observed.Assumed.UnmarshalJSON([]byte(`["way","customerContact","partnerContact","consent.asked","consent.answered","firstSubmitted","evidence","updated","version"]`)))
			r.Keys = []claims.UsedKey{{Key: "k", Event: claims.PaymentRecorded}}
		}},
	} {
		test.change(&test.record)
		_, err := claims.Restore(test.record, public())
		wantInvalid(t, err, test.path)
	}
	zoned := diverged.claim.Record()
	zoned.Observed.Divergence.At = zoned.Observed.Divergence.At.In(time.FixedZone("", 3600))
	wantSame(t, "the record", must(claims.Restore(zoned, public())).Record(), diverged.claim.Record())
}

func TestSilenceIsTakenInPlaceOfARefusal(t *testing.T) {
	l := reach(t, plain(claims.ConsentDeclined))
	l.observe("2023-01-10", "Customer consent expired")
	l.do("2023-01-11", claims.Resolve{Take: claims.ConsentExpired}).wantState(plain(claims.ConsentExpired))
	if consent := l.claim.Record().Consent; consent.Answer != 0 || !consent.Answered.IsZero() {
		t.Errorf("the consent is %+v", consent)
	}
	l.checkStored()
	l.checkReplay()
}

func TestAssumptionsHaveAJSONForm(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10")
	l.observe("2024-01-10", "Approved")
	assumed := l.claim.Assumed()
	if got := throughJSON(t, assumed); got != assumed || got.IsEmpty() || got.Has("moon") {
		t.Errorf("got %v", slices.Collect(got.All()))
	}
	for range assumed.All() {
		break
	}
	wantInvalid(t, new(claims.Assumptions).UnmarshalJSON([]byte(`["moon"]`)), "")
	if new(claims.Assumptions).UnmarshalJSON([]byte(`1`)) == nil {
		t.Error("a number is read as assumptions")
	}
}

func TestAnObservedHistoryThatTheMachineDoesNotAllowIsNotReplayed(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	l.observe("2023-01-10", "Approved")
	for name, spoil := range map[string]func(*claims.Entry){
		"a step that records only": func(e *claims.Entry) { e.Event = claims.PaymentRecorded },
		"an event of nobody":       func(e *claims.Entry) { e.Event = claims.ClaimAdopted },
		"nothing shown":            func(e *claims.Entry) { e.Shown = claims.PortalStatus{} },
		"an earlier instant":       func(e *claims.Entry) { e.At = at("2022-11-11") },
		"a note in place of it":    func(e *claims.Entry) { e.Event = claims.StatusObserved },
	} {
		history := slices.Clone(l.history)
		spoil(&history[len(history)-2])
		if _, err := claims.Replay(history, public()); err == nil {
			t.Errorf("%s is replayed", name)
		}
	}
}

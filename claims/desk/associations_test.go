package desk_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

const teams cpor.Workload = "Microsoft Teams"

// proposal proposes to be associated with the use of a workload.
func proposal(t testing.TB, when time.Time, workloads ...cpor.Workload) *cpor.Proposal {
	t.Helper()
	p, decision, err := cpor.Propose(cpor.Question{
		Kind: cpor.ModernWorkUsage, At: when,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "zurich", Enrollment: mci.Enrolled},
		Tenant:   tenant, Domain: must(mci.ParseCustomerID(mci.DomainName, "contoso.com")), DomainMatches: mci.Yes,
		Workloads: workloads, OnTenant: mci.Yes, Channel: recognition.EnterpriseAgreement, Own: mci.No, Others: mci.No,
	}, cpor.Details{Name: "CPOR Contoso", CustomerContact: customerContact, CustomerTitle: "Head of IT", PartnerContact: partnerContact})
	if err != nil || p == nil {
		t.Fatal(decision.Reasons(), err)
	}
	return p
}

func admin(when time.Time, key string) claims.Meta {
	return claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: when, Received: when, Key: key}
}

func microsoft(when time.Time) claims.Meta {
	return claims.Meta{Actor: claims.Microsoft, At: when, Received: when}
}

// submitted opens an association and submits it, on one day.
func submitted(t testing.TB, a *desk.Associations, id claims.ID, when time.Time) {
	t.Helper()
	must(a.Open(t.Context(), proposal(t, when, teams), id, admin(when, "open")))
	proof := cpor.Proof{Reference: "sow.pdf", Pertains: mci.Yes, Signed: mci.Yes, Dated: mci.DateOf(when), Describes: mci.Yes, Workloads: []cpor.Workload{teams}}
	must(a.Do(t.Context(), id, association.GiveProof{Proof: proof}, admin(when, "proof")))
	must(a.Do(t.Context(), id, association.Submit{}, admin(when, "submit")))
}

// reviewed brings a submitted association to approval.
func reviewed(t testing.TB, a *desk.Associations, id claims.ID, when time.Time) (association.Change, error) {
	t.Helper()
	must(a.Do(t.Context(), id, association.BeginReview{}, microsoft(when)))
	return a.Do(t.Context(), id, association.Approve{}, microsoft(when))
}

var monday = at("2023-01-09T09:00Z")

func TestAnAssociationIsListedAsOpenUntilItEnds(t *testing.T) {
	a := desk.New(&store.Memory{}, public()).Associations()
	submitted(t, a, "a-1", monday)
	listed := func() (open bool) {
		for claim, err := range a.List(t.Context(), store.Query{Open: true}) {
			open = open || must(claim, err).ID() == "a-1"
		}
		return open
	}
	if !listed() {
		t.Error("the submitted association is not listed as open")
	}
	must(reviewed(t, a, "a-1", monday))
	if !listed() {
		t.Error("the approved association is not listed as open")
	}
	must(a.Do(t.Context(), "a-1", association.Disassociate{Reason: "no longer working together"}, admin(monday, "end")))
	if listed() {
		t.Error("the association has ended, and is listed as open")
	}
}

func TestOnlyAnApprovalReadsTheOtherAssociations(t *testing.T) {
	s, lists := &quirkyStore{Store: &store.Memory{}}, 0
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		lists++
		return s.Store.List(ctx, query)
	}
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
	must(a.Do(t.Context(), "a-1", association.RecordFacts{Number: "4711"}, seen(monday)))
	unknown := association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant}, Details: cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Approved"),
	}
	must(a.Adopt(t.Context(), unknown, "a-2", seen(monday)))
	for _, id := range []claims.ID{"a-1", "a-2"} { // under review, and approved for nobody knows what
		if conflicts := must(a.Conflicts(t.Context(), must(a.Claim(t.Context(), id)))); conflicts != nil {
			t.Errorf("%s has the conflicts %v", id, conflicts)
		}
	}
	if lists != 0 {
		t.Errorf("before the approval the store was asked for %d lists", lists)
	}
	approval := microsoft(monday)
	approval.Key = "approval"
	must(a.Do(t.Context(), "a-1", association.Approve{}, approval))
	if lists != 1 {
		t.Errorf("the approval asked the store for %d lists, want 1", lists)
	}
	if again := must(a.Do(t.Context(), "a-1", association.Approve{}, approval)); len(again.Entries) != 0 || lists != 1 {
		t.Errorf("repeated: %d entries, %d lists in all, want none and 1", len(again.Entries), lists)
	}
}

func TestAnAssociationLivesOnADeskAsAClaimOfTheOtherKindDoes(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	a := d.Associations()
	submitted(t, a, "a-1", monday)
	change := must(reviewed(t, a, "a-1", monday.AddDate(0, 0, 2)))
	if change.Claim.State().String() != "Approved" || change.Claim.Version() != 5 {
		t.Fatalf("got %s", change.Claim)
	}
	again := must(a.Open(t.Context(), proposal(t, monday, teams), "a-1", admin(monday, "open")))
	if len(again.Entries) != 0 {
		t.Errorf("opened again under its key: %d entries", len(again.Entries))
	}
	if _, err := a.Open(t.Context(), proposal(t, monday, teams), "a-1", admin(monday, "another")); !errors.Is(err, desk.ErrExists) {
		t.Errorf("opened again under another key: %v", err)
	}
	if repeated := must(a.Do(t.Context(), "a-1", association.Submit{}, admin(monday, "submit"))); len(repeated.Entries) != 0 {
		t.Errorf("submitted again under its key: %d entries", len(repeated.Entries))
	}
	if _, err := a.Do(t.Context(), "a-1", association.Submit{}, admin(monday.AddDate(0, 0, 3), "later")); desk.ClassOf(err) != desk.Refused {
		t.Errorf("submitted again: %v", err)
	}
	var history []association.Entry
	for entry, err := range a.History(t.Context(), "a-1") {
		must(0, err)
		history = append(history, entry)
	}
	replayed := must(association.Replay(history, nil))
	wantSame(t, "the replayed record", replayed.Record(), must(a.Claim(t.Context(), "a-1")).Record())
	back := must(a.TakeBack(t.Context(), "a-1", 5, admin(monday.AddDate(0, 0, 4), "undo")))
	if back.Claim.State().String() != "Under review" {
		t.Errorf("taken back to %s", back.Claim.State())
	}
}

// An observation finds its effect recorded. Given again under its key, it does
// not move the claim back.
func TestAnObservationOfAnAssociationThatFoundItsEffectKeepsItsKey(t *testing.T) {
	a := desk.New(&store.Memory{}, public()).Associations()
	submitted(t, a, "a-1", monday)
	meta := claims.Meta{Actor: claims.PartnerCenter, At: monday, Received: monday, Key: "seen"}
	must(a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Submitted"), meta))
	moved := must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
	again := must(a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Submitted"), meta))
	if len(again.Entries) != 0 || again.Claim.State() != moved.Claim.State() {
		t.Errorf("observed again under its key: %d entries, and %s", len(again.Entries), again.Claim.State())
	}
	if _, err := a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Approved"), meta); desk.ClassOf(err) != desk.Malformed {
		t.Errorf("another observation under the key: got error %v", err)
	}
	var history []association.Entry
	for entry, err := range a.History(t.Context(), "a-1") {
		history = append(history, must(entry, err))
	}
	replayed := must(association.Replay(history, nil))
	wantSame(t, "the replayed record", replayed.Record(), must(a.Claim(t.Context(), "a-1")).Record())
}

func TestAnIDOfTheOtherKindIsMalformedInput(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	a := d.Associations()
	save(t, s, opening("c-1", nil))
	submitted(t, a, "a-1", monday)
	_, errClaim := d.Claim(t.Context(), "a-1")
	_, errAssociation := a.Claim(t.Context(), "c-1")
	_, errDo := d.Do(t.Context(), "a-1", claims.Cancel{}, by(claims.PartnerCancels, monday))
	_, errObserve := a.Observe(t.Context(), "c-1", lifecycle.ReadStatus("Approved"), seen(monday))
	for _, err := range []error{errClaim, errAssociation, errDo, errObserve} {
		wantInvalid(t, err, "id")
	}
	_, errOpen := a.Open(t.Context(), proposal(t, monday, teams), "c-1", admin(monday, ""))
	_, errOther := d.Open(t.Context(), nominate(question(engagement(public(), viva), at("2022-11-10"))), "a-1", by(claims.AddCustomer, at("2022-11-10")))
	for _, err := range []error{errOpen, errOther} {
		if !errors.Is(err, desk.ErrExists) {
			t.Errorf("got %v, want %v", err, desk.ErrExists)
		}
	}
	for _, err := range d.Claims(t.Context(), []claims.ID{"a-1"}) {
		if !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("by its ID: %v", err)
		}
	}
	for _, err := range d.List(t.Context(), store.Query{Kind: store.PartnerAssociation}) {
		wantInvalid(t, err, "kind")
	}
}

func TestASweepOfOneKindLeavesTheOtherAlone(t *testing.T) {
	s := many(t, 3) // two of them are open
	d := desk.New(s, public())
	a := d.Associations()
	submitted(t, a, "a-1", at("2022-11-10T09:00Z"))
	must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(at("2022-11-10T10:00Z"))))
	must(a.Do(t.Context(), "a-1", association.RequestAction{Comment: "an invoice"}, microsoft(at("2022-11-10T11:00Z"))))
	claim := must(a.Claim(t.Context(), "a-1"))
	deadline, expires := claim.Expiry()
	if !expires {
		t.Fatal("the association cannot expire")
	}
	when := deadline.Window.End
	var swept []claims.ID
	for change, err := range a.Sweep(t.Context(), store.Query{}, when) {
		must(0, err)
		swept = append(swept, change.Claim.ID())
	}
	if !slices.Equal(swept, []claims.ID{"a-1"}) {
		t.Errorf("swept %v", swept)
	}
	if n := expired(t, s); n != 0 {
		t.Errorf("%d partner activities expired", n)
	}
	if got := sweep(t, s, store.Query{}, "2023-06-01"); len(got) != 2 {
		t.Errorf("then %v expired", got)
	}
	kinds := map[store.Kind]int{}
	for page, err := range d.Pages(t.Context(), store.Query{}, 2) {
		must(0, err)
		for _, l := range page {
			if l.Association != nil {
				kinds[store.PartnerAssociation]++
			} else {
				kinds[store.PartnerActivity]++
			}
		}
	}
	if kinds[store.PartnerActivity] != 3 || kinds[store.PartnerAssociation] != 1 {
		t.Errorf("a list has %v", kinds)
	}
}

// After a pause of the sweeps, the window of the dispute is over, too.
func TestALateSweepEndsEachWindowAsOfItsEnd(t *testing.T) {
	d := desk.New(&store.Memory{}, public())
	a := d.Associations()
	submitted(t, a, "a-1", monday)
	must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
	must(a.Do(t.Context(), "a-1", association.RequestAction{}, microsoft(monday)))
	var swept []association.Change
	for change, err := range a.Sweep(t.Context(), store.Query{}, monday.AddDate(1, 0, 0)) {
		swept = append(swept, must(change, err))
	}
	if len(swept) != 1 || len(swept[0].Entries) != 2 || swept[0].Claim.State().String() != "Rejected, undisputed" {
		t.Fatalf("got %v", swept)
	}
	if r := must(a.Claim(t.Context(), "a-1")).Record(); !r.RejectedAt.Equal(at("2023-01-28")) || !r.Since.Equal(at("2023-02-28")) {
		t.Errorf("rejected at %s, closed at %s", r.RejectedAt, r.Since)
	}
}

// held adopts an approved association with a subscription.
func held(t testing.TB, a *desk.Associations, id claims.ID, in mci.CustomerID, subscription cpor.SubscriptionID) association.Change {
	t.Helper()
	return must(a.Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: in, Location: "zurich", Subscription: subscription},
		Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Approved"),
	}, id, seen(monday)))
}

// Partner Center is authoritative: what it shows is saved, and a warning names
// the claims that cannot both be up to date.
func TestFactsThatAnotherClaimHoldsAreSavedWithAWarning(t *testing.T) {
	a := desk.New(&store.Memory{}, public()).Associations()
	elsewhere := must(mci.ParseCustomerID(mci.TenantID, "9f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	held(t, a, "a-1", tenant, "sub-1")
	held(t, a, "a-2", elsewhere, "")
	facts := association.RecordFacts{Subscription: "SUB-1"}
	change := must(a.Do(t.Context(), "a-2", facts, seen(monday.AddDate(0, 0, 1))))
	if len(change.Entries) != 1 || len(change.Warnings) != 1 || change.Warnings[0].Rule != "cporclaim.sole" || !strings.Contains(change.Warnings[0].Why, "a-1, a-2") {
		t.Errorf("got %+v", change.Warnings)
	}
	if again := must(a.Do(t.Context(), "a-2", association.RecordFacts{Number: "4711"}, seen(monday.AddDate(0, 0, 2)))); again.Warnings != nil {
		t.Errorf("a number: %+v", again.Warnings)
	}
	for _, id := range []claims.ID{"a-1", "a-2"} {
		found, err := a.Conflicts(t.Context(), must(a.Claim(t.Context(), id)))
		if err != nil || len(found) != 1 || len(found[0].Claims) != 2 {
			t.Errorf("%s: %v, %v", id, found, err)
		}
	}
	held(t, a, "a-3", tenant, "sub-2")
	if found, err := a.Conflicts(t.Context(), must(a.Claim(t.Context(), "a-3"))); err != nil || found != nil {
		t.Errorf("another subscription: %v, %v", found, err)
	}
	_, err := a.Conflicts(t.Context(), nil)
	wantInvalid(t, err, "claim")
}

// The tenant beside a subscription can be wrong, so that the subscriptions of
// all tenants are compared before a claim is approved.
func TestAnApprovalIsRefusedIfTheSubscriptionIsHeldInAnotherTenant(t *testing.T) {
	a := desk.New(&store.Memory{}, public()).Associations()
	elsewhere := must(mci.ParseCustomerID(mci.TenantID, "9f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	held(t, a, "a-1", elsewhere, "SUB-1")
	must(a.Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: tenant, Location: "zurich", Subscription: "sub-1"},
		Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Under review"),
	}, "a-2", seen(monday)))
	_, err := a.Do(t.Context(), "a-2", association.Approve{}, microsoft(monday))
	var refusal *association.Refusal
	if !errors.As(err, &refusal) || refusal.Rule != "cporclaim.sole" || refusal.Gaps[0].Path != "subscription" {
		t.Fatalf("got %v", err)
	}
	must(a.Observe(t.Context(), "a-2", lifecycle.ReadStatus("On hold"), seen(monday)))
	change := must(a.Do(t.Context(), "a-2", association.Resolve{Take: lifecycle.State{Status: recognition.Approved}}, admin(monday, "")))
	if len(change.Entries) != 1 || len(change.Warnings) != 1 {
		t.Errorf("a person takes the approval over: %+v", change.Warnings)
	}
}

func TestAListThatFailsIsNoAnswerAboutOthers(t *testing.T) {
	s := &failing{Store: &store.Memory{}}
	a := desk.New(s, public()).Associations()
	held(t, a, "a-1", tenant, "sub-1")
	held(t, a, "a-2", tenant, "")
	s.fails = true
	if _, err := a.Do(t.Context(), "a-2", association.RecordFacts{Subscription: "sub-1"}, seen(monday)); !errors.Is(err, errDown) {
		t.Errorf("facts: %v", err)
	}
	if _, err := a.Conflicts(t.Context(), must(a.Claim(t.Context(), "a-1"))); !errors.Is(err, errDown) {
		t.Errorf("conflicts: %v", err)
	}
}

var errDown = errors.New("the database is down")

// A failing store lists nothing while it fails.
type failing struct {
	store.Store
	fails bool
}

func (s *failing) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if !s.fails {
		return s.Store.List(ctx, query)
	}
	return func(yield func(store.Envelope, error) bool) { yield(store.Envelope{}, errDown) }
}

func TestASecondApprovalForAWorkloadIsRefusedUnlessPartnerCenterShowsIt(t *testing.T) {
	s := &store.Memory{}
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	must(reviewed(t, a, "a-1", monday))
	submitted(t, a, "a-2", monday)
	_, err := reviewed(t, a, "a-2", monday)
	var refusal *association.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Missing(), "only one partner") || desk.ClassOf(err) != desk.Refused {
		t.Fatalf("got %v", err)
	}
	observed := must(a.Observe(t.Context(), "a-2", lifecycle.ReadStatus("Approved"), seen(monday.AddDate(0, 0, 1))))
	if got := credit.Conflicts(must(a.Claim(t.Context(), "a-1")), observed.Claim); len(got) != 1 {
		t.Errorf("the conflicts are %v", got)
	}
	left := must(a.Do(t.Context(), "a-1", association.Disassociate{Reason: "another partner took over"}, admin(monday.AddDate(0, 0, 2), "")))
	_, err = a.TakeBack(t.Context(), "a-1", left.Claim.Version(), admin(monday.AddDate(0, 0, 2), ""))
	if !errors.As(err, &refusal) {
		t.Errorf("the end of an approval is taken back beside another one: %v", err)
	}
}

func TestAnAssociationThatOnlyPartnerCenterKnowsIsAdoptedOnce(t *testing.T) {
	s := &store.Memory{}
	a := desk.New(s, public()).WithTolerance(time.Minute).Associations()
	adoption := association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: tenant}, Details: cpor.Details{Name: "CPOR Contoso"},
		Shown: lifecycle.ReadStatus("Rejected"), Number: "4712",
	}
	meta := seen(monday)
	meta.Key = "export-1/2"
	if change := must(a.Adopt(t.Context(), adoption, "a-1", meta)); len(change.Entries) != 1 {
		t.Fatalf("%d entries", len(change.Entries))
	}
	if again := must(a.Adopt(t.Context(), adoption, "a-1", meta)); len(again.Entries) != 0 {
		t.Errorf("again: %d entries", len(again.Entries))
	}
	var ids []claims.ID
	for claim, err := range a.List(t.Context(), store.Query{Text: "4712"}) {
		must(0, err)
		ids = append(ids, claim.ID())
	}
	if !slices.Equal(ids, []claims.ID{"a-1"}) {
		t.Errorf("found by its number: %v", ids)
	}
	unreceived := claims.Meta{Actor: claims.PartnerCenter, At: monday}
	_, errAdopt := a.Adopt(t.Context(), adoption, "a-2", unreceived)
	_, errObserve := a.Observe(t.Context(), "a-1", lifecycle.ReadStatus("Rejected"), unreceived)
	_, errOpen := a.Open(t.Context(), nil, "a-2", unreceived)
	_, errDo := a.Do(t.Context(), "a-1", association.Approve{}, unreceived)
	_, errBack := a.TakeBack(t.Context(), "a-1", 2, unreceived)
	for _, err := range []error{errAdopt, errObserve, errOpen, errDo, errBack} {
		wantInvalid(t, err, "received")
	}
}

// shown is the meta of a fact that Partner Center shows.
func shown(key string) claims.Meta {
	meta := seen(monday)
	meta.Key = key
	return meta
}

func TestAKeyOfAnAssociationThatIsForgottenIsFoundInItsHistory(t *testing.T) {
	s := &store.Memory{}
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	for n := range 70 {
		must(a.Do(t.Context(), "a-1", association.RecordFacts{Number: fmt.Sprint("number ", n)}, shown(fmt.Sprint("key ", n))))
	}
	if change := must(a.Do(t.Context(), "a-1", association.RecordFacts{Number: "number 0"}, shown("key 0"))); len(change.Entries) != 0 {
		t.Errorf("the first number again: %d entries", len(change.Entries))
	}
	if change := must(a.Do(t.Context(), "a-1", association.Submit{}, admin(monday, "submit"))); len(change.Entries) != 0 {
		t.Errorf("submitted again: %d entries", len(change.Entries))
	}
	if _, err := a.Do(t.Context(), "a-1", association.RecordFacts{Number: "another"}, shown("key 0")); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("another number under a key that was used: %v", err)
	}
	if change := must(a.Open(t.Context(), proposal(t, monday, teams), "a-1", admin(monday, "open"))); len(change.Entries) != 0 {
		t.Errorf("opened again: %d entries", len(change.Entries))
	}
}

func TestOthersWhoOvertakeACommandOnAnAssociationLoseNothing(t *testing.T) {
	memory := &store.Memory{}
	submitted(t, desk.New(memory, public()).Associations(), "a-1", monday)
	left := 3
	s := &quirkyStore{Store: memory, save: func(ctx context.Context, change store.Change) error {
		if left--; left >= 0 {
			must(desk.New(memory, public()).Associations().Do(ctx, "a-1", association.RecordFacts{Number: fmt.Sprint("before ", left)}, shown("")))
		}
		return memory.Save(ctx, change)
	}}
	change := must(desk.New(s, public()).Associations().Do(t.Context(), "a-1", association.RecordFacts{Number: "mine"}, shown("")))
	if change.Claim.Version() != 7 {
		t.Errorf("version %d, want 7: the submission, three numbers of others and mine", change.Claim.Version())
	}
}

func TestADamagedAssociationIsUnreadableAndStopsNoList(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	a := d.Associations()
	for _, id := range []claims.ID{"a-1", "a-2"} {
		submitted(t, a, id, monday)
	}
	stored := must(s.Load(t.Context(), "a-1"))
	for name, body := range map[string]string{
		"no JSON": "{", "another record": string(must(s.Load(t.Context(), "a-2")).Body),
		"another status": strings.Replace(string(stored.Body), "Submitted", "Draft", 1),
	} {
		bad := stored.Clone()
		bad.Body = []byte(body)
		must(0, s.Reindex(t.Context(), []store.Envelope{bad}))
		if _, err := a.Claim(t.Context(), "a-1"); desk.ClassOf(err) != desk.Unreadable || errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
		good, unread := 0, 0
		for _, err := range a.List(t.Context(), store.Query{}) {
			var one *store.ClaimError
			switch {
			case err == nil:
				good++
			case errors.As(err, &one) && one.ID == "a-1":
				unread++
			default:
				t.Error(err)
			}
		}
		if good != 1 || unread != 1 {
			t.Errorf("%s: %d are good and %d unread", name, good, unread)
		}
	}
	must(0, s.Reindex(t.Context(), []store.Envelope{stored}))
	if _, err := a.Claim(t.Context(), "a-1"); err != nil {
		t.Errorf("repaired: %v", err)
	}
}

func TestOtherHolidaysAreReindexed(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	submitted(t, d.Associations(), "a-1", monday)
	must(d.Associations().Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
	must(d.Associations().Do(t.Context(), "a-1", association.RequestAction{Comment: "an invoice"}, microsoft(monday)))
	days := must(cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-01-18")}))
	d = d.WithTerms(must(cpor.NewTerms(cpor.TermsOptions{Days: days})))
	var done []claims.ID
	for range 2 {
		for id, err := range d.Reindex(t.Context(), store.Query{}) {
			must(0, err)
			done = append(done, id)
		}
	}
	if !slices.Equal(done, []claims.ID{"a-1"}) || must(d.Associations().Claim(t.Context(), "a-1")).Stale() {
		t.Errorf("reindexed %v", done)
	}
}

// A store that breaks its contract is not believed.
func TestAClaimOfAnotherKindInAListOfOneKindIsAnErrorOfItsOwn(t *testing.T) {
	memory := &store.Memory{}
	save(t, memory, opening("c-1", nil))
	s := &quirkyStore{Store: memory, list: nil}
	s.list = func(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
		query.Kind = 0
		return memory.List(ctx, query)
	}
	for claim, err := range desk.New(s, public()).Associations().List(t.Context(), store.Query{}) {
		var one *store.ClaimError
		if claim != nil || !errors.As(err, &one) || one.ID != "c-1" {
			t.Errorf("got %v, %v", claim, err)
		}
	}
}

// A database that compares IDs without regard to case finds another claim.
func TestAClaimOfAnotherIDIsNotBelieved(t *testing.T) {
	memory := &store.Memory{}
	submitted(t, desk.New(memory, public()).Associations(), "a-1", monday)
	save(t, memory, opening("c-1", nil))
	d := desk.New(foldingStore{memory}, public())
	_, errAssociation := d.Associations().Do(t.Context(), "A-1", association.BeginReview{}, microsoft(monday))
	_, errActivity := d.Claim(t.Context(), "C-1")
	_, errOpen := d.Associations().Open(t.Context(), proposal(t, monday, teams), "A-1", admin(monday, "open"))
	for _, err := range []error{errAssociation, errActivity, errOpen} {
		if desk.ClassOf(err) != desk.Unreadable {
			t.Errorf("got %v", err)
		}
	}
	if claim := must(d.Associations().Claim(t.Context(), "a-1")); claim.State().Status != recognition.Submitted {
		t.Errorf("it was moved to %s", claim.State())
	}
}

// The history of a claim is asked of the desk of its kind, as the claim is.
func TestAHistoryOfTheOtherKindIsMalformedInput(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	save(t, s, opening("c-1", nil))
	submitted(t, d.Associations(), "a-1", monday)
	var ofActivity, ofAssociation []error
	for entry, err := range d.History(t.Context(), "a-1") {
		if ofActivity = append(ofActivity, err); entry.Number != 0 {
			t.Errorf("got %v", entry)
		}
	}
	for entry, err := range d.Associations().History(t.Context(), "c-1") {
		if ofAssociation = append(ofAssociation, err); entry.Number != 0 {
			t.Errorf("got %v", entry)
		}
	}
	if len(ofActivity) != 1 || len(ofAssociation) != 1 {
		t.Fatalf("got %v and %v", ofActivity, ofAssociation)
	}
	wantInvalid(t, ofActivity[0], "id")
	wantInvalid(t, ofAssociation[0], "id")
	_, errClaim := d.Claim(t.Context(), "a-1")
	if ofActivity[0].Error() != errClaim.Error() {
		t.Errorf("the history says %v, and the claim %v", ofActivity[0], errClaim)
	}
}

func TestAnEntryOfAnotherClaimIsNotBelieved(t *testing.T) {
	memory := &store.Memory{}
	submitted(t, desk.New(memory, public()).Associations(), "a-1", monday)
	save(t, memory, opening("c-1", nil))
	d := desk.New(foldingStore{memory}, public())
	n := 0
	for entry, err := range d.Associations().History(t.Context(), "A-1") {
		if n++; desk.ClassOf(err) != desk.Unreadable || entry.Number != 0 {
			t.Errorf("got %v, %v", entry, err)
		}
	}
	for entry, err := range d.History(t.Context(), "C-1") {
		if n++; desk.ClassOf(err) != desk.Unreadable || entry.Number != 0 {
			t.Errorf("got %v, %v", entry, err)
		}
	}
	for entry, err := range desk.New(mixing{memory}, public()).Associations().History(t.Context(), "a-1") {
		if n++; (err == nil) != (entry.Number != 0) || entry.Number == 2 || err != nil && desk.ClassOf(err) != desk.Unreadable {
			t.Errorf("got %v, %v", entry, err)
		}
	}
	if n != 3+1+3 {
		t.Errorf("%d entries were yielded", n)
	}
}

// A mixing store says of the second entry of every history that it is of the
// other kind.
type mixing struct{ *store.Memory }

func (s mixing) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for row, err := range s.Memory.History(ctx, id, after) {
			if row.Number == 2 {
				row.Kind = store.PartnerActivity
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (s foldingStore) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return s.Memory.History(ctx, claims.ID(strings.ToLower(string(id))), after)
}

// A foldingStore loads the claim whose ID is the same in lower case.
type foldingStore struct{ *store.Memory }

func (s foldingStore) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	return s.Memory.Load(ctx, claims.ID(strings.ToLower(string(id))))
}

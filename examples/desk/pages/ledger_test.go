package pages

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// agrees compares the summaries of the ledger with those that read every claim.
func (f *fixture) agrees(t *testing.T, when string) {
	t.Helper()
	if err := f.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.settlesAlike(t, when)
	for _, chosen := range []choosing{{}, {area: "Security"}, {location: "munich"}, {area: "Modern Work", location: "zurich"}} {
		query := store.Query{SolutionArea: chosen.area, Location: chosen.location}
		want, _, err := f.site.desk.Totals(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := f.ledger.totals(chosen)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: totals of %v: %v %s", when, chosen, err, diff)
		}
		for _, by := range groupings {
			wanted, unread, err := register.GroupWork(register.Worklist(t.Context(), f.site.desk, query, f.now()), by.of)
			if err != nil {
				t.Fatal(err)
			}
			groups, alsoUnread, err := f.ledger.groups(chosen, by.of)
			if err == nil {
				err = f.firsts(t.Context(), groups)
			}
			if diff := cmp.Diff(textOfGroups(t, wanted), textOfGroups(t, groups)); err != nil || diff != "" || len(unread) != len(alsoUnread) {
				t.Errorf("%s: %s of %v: %v, %d and %d unread, %s", when, by.title, chosen, err, len(unread), len(alsoUnread), diff)
			}
		}
	}
}

// settlesAlike compares the settlement by the ledger with the one that reads
// every claim.
func (f *fixture) settlesAlike(t *testing.T, when string) {
	t.Helper()
	l, err := f.library()
	if err != nil {
		t.Fatal(err)
	}
	var texts [2]string
	for i, list := range []iter.Seq2[settlement.Claim, error]{settlement.Facts(register.List(t.Context(), f.site.desk, store.Query{})), f.ledger.settles()} {
		settled, err := settlement.Settle(mci.DateOf(f.now()), list, &l.Lines)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.MarshalIndent(settled, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	if diff := cmp.Diff(texts[0], texts[1]); diff != "" {
		t.Errorf("%s: the settlement: %s", when, diff)
	}
}

// textOfGroups returns groups as a page for programs has them.
func textOfGroups(t *testing.T, groups []register.WorkGroup) string {
	t.Helper()
	text, err := json.MarshalIndent(groups, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// withAssociation adds a claim of the other kind.
func (f *fixture) withAssociation(t *testing.T) {
	t.Helper()
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	adoption := association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: tenant}, Details: cpor.Details{Name: "CPOR Contoso"},
		Shown: lifecycle.ReadStatus("Rejected"), Number: "4712",
	}
	meta := claims.Meta{Actor: claims.PartnerCenter, At: demoStart, Received: demoStart}
	if _, err := f.site.desk.Associations().Adopt(t.Context(), adoption, "cpor", meta); err != nil {
		t.Fatal(err)
	}
}

// The ledger is not told that time passes, and yet agrees at every instant.
func TestTheLedgerAgreesWithTheClaimsAtEveryInstant(t *testing.T) {
	f := newFixture(t, nil)
	f.withAssociation(t)
	for at := demoStart; at.Before(demoStart.AddDate(1, 0, 0)); at = at.Add(101 * time.Hour) {
		f.site.now = func() time.Time { return at }
		f.agrees(t, at.String())
	}
	f.site.now = func() time.Time { return demoStart }
	f.agrees(t, "after the clock was set back")
}

func TestTheLedgerAgreesAfterEveryChange(t *testing.T) {
	f := newFixture(t, nil)
	f.agrees(t, "at first")
	f.give(t, "litware-sales", "comment", "comment", "hello")
	f.agrees(t, "after a comment")
	f.give(t, "litware-sales", "cancel", "comment", "a mistake")
	f.agrees(t, "after the end of a claim")
	f.withAssociation(t)
	f.agrees(t, "after an association")
	f.site.now = func() time.Time { return demoStart.AddDate(0, 4, 0) }
	if w := f.post(t, "/due/expire", nil); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	f.agrees(t, "after the expiry of what is due")
	if position := f.ledger.position; position == "" {
		t.Error("the ledger does not follow the tail")
	}
}

func TestTheLedgerAgreesIfSomeClaimsCannotBeRead(t *testing.T) {
	f := newFixture(t, nil)
	f.store = damaged{Store: f.store}
	f.site.desk = f.deskOver(f.store)
	if err := f.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	groups, unread, err := f.ledger.groups(choosing{}, register.ByLocation)
	if err != nil || len(unread) != 1 || unread[0].ID != "northwind-sales" || len(groups) == 0 {
		t.Errorf("%v, unread %v, %v", groups, unread, err)
	}
	f.settlesAlike(t, "with a damaged claim")
}

// A stumbling store fails in its tail, or when it loads claims.
type stumbling struct {
	*store.Memory
	tail, load bool
	broken     bool // an entry of the tail cannot be read
}

func (s *stumbling) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	return func(yield func(store.Delivery, error) bool) {
		if s.tail {
			yield(store.Delivery{}, errSecret)
			return
		}
		for delivery, err := range s.Memory.Tail(ctx, after) {
			if s.broken && err == nil && delivery.Entry.Claim == "litware-sales" {
				delivery, err = store.Delivery{Position: delivery.Position}, &store.ClaimError{ID: "litware-sales", Err: errSecret}
			}
			if !yield(delivery, err) {
				return
			}
		}
	}
}

func (s *stumbling) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[store.Envelope, error] {
	if s.load {
		return func(yield func(store.Envelope, error) bool) { yield(store.Envelope{}, errSecret) }
	}
	return s.Memory.LoadAll(ctx, ids)
}

func (s *stumbling) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	if s.load {
		return store.Envelope{}, errSecret
	}
	return s.Memory.Load(ctx, id)
}

func TestTheLedgerGoesOnAfterAFailure(t *testing.T) {
	kept := &stumbling{Memory: &store.Memory{}, broken: true}
	f := newFixture(t, kept)
	f.withAssociation(t)
	for name, fail := range map[string]*bool{"the tail": &kept.tail, "loading": &kept.load} {
		*fail = true
		if err := f.follow(t.Context()); !errors.Is(err, errSecret) {
			t.Errorf("%s: %v", name, err)
		}
		for _, address := range []string{"/money", "/due?by=area"} {
			if w := f.get(t, address); w.Code != http.StatusServiceUnavailable {
				t.Errorf("%s: %d", address, w.Code)
			}
		}
		*fail = false
	}
	f.agrees(t, "afterwards")
	groups, _, err := f.ledger.groups(choosing{}, register.ByKind)
	kept.load = true
	if err == nil {
		err = f.firsts(t.Context(), groups)
	}
	if !errors.Is(err, errSecret) {
		t.Errorf("%v", err)
	}
}

func TestTheLedgerDoesWithoutATail(t *testing.T) {
	f := newFixture(t, nil)
	f.withAssociation(t)
	f.store = struct{ store.Store }{f.store} // hides the tail
	f.site.desk = f.deskOver(f.store)
	f.agrees(t, "without a tail")
}

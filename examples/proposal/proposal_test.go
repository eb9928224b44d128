package proposal_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

var at = time.Date(2023, 3, 15, 9, 0, 0, 0, time.UTC)

// tenantOf returns the tenant of the tests.
func tenantOf(t *testing.T) mci.CustomerID {
	t.Helper()
	id, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// deskWith returns a desk over a store with one association.
func deskWith(t *testing.T, wrap func(store.Store) store.Store) *desk.Desk {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	kept := &store.Memory{}
	adoption := association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenantOf(t), Workloads: []cpor.Workload{"Microsoft Teams"}},
		Details:     cpor.Details{Name: "Teams"}, Shown: lifecycle.ReadStatus("Submitted"),
	}
	meta := claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at}
	if _, err := desk.New(kept, card).Associations().Adopt(t.Context(), adoption, "a", meta); err != nil {
		t.Fatal(err)
	}
	return desk.New(wrap(kept), card)
}

func plain(s store.Store) store.Store { return s }

// A poisoned store lists one claim that cannot be read, or nothing at all.
type poisoned struct {
	store.Store
	whole bool
}

var errDown = errors.New("down")

func (p poisoned) List(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		if p.whole {
			yield(store.Envelope{}, errDown)
			return
		}
		for e, err := range p.Store.List(ctx, q) {
			e.Body = json.RawMessage(`{"format": 99}`)
			if !yield(e, err) {
				return
			}
		}
	}
}

func TestAStoredClaimStandsAgainstEveryAnswer(t *testing.T) {
	ask := func(workload cpor.Workload, own mci.Fact) *cpor.Question {
		return &cpor.Question{Kind: cpor.ModernWorkUsage, At: at, Tenant: tenantOf(t), Workloads: []cpor.Workload{workload}, Own: own}
	}
	for name, c := range map[string]struct {
		wrap   func(store.Store) store.Store
		id     claims.ID
		q      *cpor.Question
		want   mci.Fact
		unread int
	}{
		"the same":             {plain, "", ask("Microsoft Teams", mci.No), mci.Yes, 0},
		"itself":               {plain, "a", ask("Microsoft Teams", mci.No), mci.No, 0},
		"another":              {plain, "", ask("Exchange Online", mci.NotSupplied), mci.No, 0},
		"said so":              {plain, "", ask("Exchange Online", mci.Yes), mci.Yes, 0},
		"no tenant":            {plain, "", &cpor.Question{Own: mci.No}, mci.No, 0},
		"unread and not known": {func(s store.Store) store.Store { return poisoned{Store: s} }, "", ask("Exchange Online", mci.NotSupplied), mci.NotSupplied, 1},
	} {
		got, unread, err := proposal.Own(t.Context(), deskWith(t, c.wrap), c.id, c.q)
		if err != nil || got != c.want || len(unread) != c.unread {
			t.Errorf("%s: got %v, %d unread, %v", name, got, len(unread), err)
		}
	}
	down := deskWith(t, func(s store.Store) store.Store { return poisoned{s, true} })
	if _, _, err := proposal.Own(t.Context(), down, "", ask("Exchange Online", mci.No)); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
}

func TestEachCommandHasItsActor(t *testing.T) {
	for event, want := range map[lifecycle.Event]claims.Actor{
		lifecycle.PartnerSubmits: claims.Partner, lifecycle.ReviewBegins: claims.Microsoft, lifecycle.CustomerOptsOut: claims.Customer,
		lifecycle.WindowEnds: claims.System, lifecycle.DivergenceResolved: claims.Partner, lifecycle.EntryTakenBack: claims.Partner,
		lifecycle.StatusObserved: claims.PartnerCenter, lifecycle.FactsRecorded: claims.PartnerCenter,
	} {
		if got := proposal.Actor(event); got != want {
			t.Errorf("%s: got %s", event, got)
		}
	}
}

func TestAStateIsReadByItsWords(t *testing.T) {
	for _, state := range lifecycle.States() {
		if got, err := proposal.State(state.String()); err != nil || got != state {
			t.Errorf("%s: got %v %v", state, got, err)
		}
	}
	if _, err := proposal.State("lost"); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

package referral

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// claimsOf returns one claim per ID, all in the same status.
func claimsOf(status claims.Status, ids ...claims.ID) []*claims.Claim {
	catalog := must(publicCatalog())
	found := make([]*claims.Claim, len(ids))
	for i, id := range ids {
		record := in(status).Record()
		record.ID = id
		found[i] = must(claims.Restore(record, catalog))
	}
	return found
}

// register yields claims in the way of a desk of claims.
func register(list ...*claims.Claim) iter.Seq2[*claims.Claim, error] {
	return func(yield func(*claims.Claim, error) bool) {
		for _, claim := range list {
			if !yield(claim, nil) {
				return
			}
		}
	}
}

func sameFacts(facts Facts) func(*claims.Claim) Facts {
	return func(*claims.Claim) Facts { return facts }
}

// poisoned is a store and a gateway. One of their methods fails for one claim.
type poisoned struct {
	MemoryStore
	carrier MemoryGateway
	claim   claims.ID
	method  string
	id      string // ID of the claim's referral, empty until it is made
	sent    int
}

// unshared drafts private referrals, so that the desk must patch them.
type unshared struct{ ClaimWriter }

func (u unshared) Draft(claim *claims.Claim, deal cosell.DealType) (resource.Referral, error) {
	draft, err := u.ClaimWriter.Draft(claim, deal)
	draft.Consent.ShareReferralWithMicrosoftSellers = mci.No
	return draft, err
}

var errPoison = errors.New("this one never works")

func (p *poisoned) fails(method string, is bool) error {
	if method == p.method && is {
		return errPoison
	}
	return nil
}

func (p *poisoned) Load(ctx context.Context, id claims.ID) (Deal, error) {
	if err := p.fails("Load", id == p.claim); err != nil {
		return Deal{}, err
	}
	return p.MemoryStore.Load(ctx, id)
}

func (p *poisoned) Save(ctx context.Context, deal Deal) error {
	if err := p.fails("Save", deal.Claim == p.claim); err != nil {
		return err
	}
	return p.MemoryStore.Save(ctx, deal)
}

// carries is the gateway of a poisoned.
type carries struct{ *poisoned }

func (c carries) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	c.sent++
	is := r.ExternalReferenceID == LinkOf(c.claim)
	if err := c.fails("Create", is); err != nil {
		return resource.Referral{}, err
	}
	made, err := c.carrier.Create(ctx, r)
	if is {
		c.id = made.ID
	}
	return made, err
}

func (c carries) Get(ctx context.Context, id string) (resource.Referral, error) {
	c.sent++
	if err := c.fails("Get", id == c.id); err != nil {
		return resource.Referral{}, err
	}
	return c.carrier.Get(ctx, id)
}

func (c carries) Patch(ctx context.Context, id string, p change.Patch, eTag string) (resource.Referral, error) {
	c.sent++
	if err := c.fails("Patch", id == c.id); err != nil {
		return resource.Referral{}, err
	}
	return c.carrier.Patch(ctx, id, p, eTag)
}

func (c carries) Related(ctx context.Context, engagement string) ([]resource.Referral, error) {
	c.sent++
	found, err := c.carrier.Related(ctx, engagement)
	for i := range found {
		if err := c.fails("Related", found[i].ID == c.id); err != nil {
			return nil, err
		}
	}
	return found, err
}

func (c carries) List(ctx context.Context, link string) ([]resource.Referral, error) {
	c.sent++
	if err := c.fails("List", link == LinkOf(c.claim)); err != nil {
		return nil, err
	}
	return c.carrier.List(ctx, link)
}

func TestOneClaimThatAlwaysFailsByWhateverMethodStopsNoOther(t *testing.T) {
	list := claimsOf(claims.ConsentReceived, "C-1", "C-2", "C-3")
	for _, method := range []string{"Load", "Save", "List", "Create", "Get", "Patch", "Related"} {
		for _, poison := range []claims.ID{"C-1", "C-2", "C-3"} {
			p := &poisoned{claim: poison, method: method}
			desk := NewDesk(p, Options{Gateway: carries{p}, Writer: unshared{}})
			for run := range 2 {
				var failed []claims.ID
				at := now.Add(time.Duration(run) * time.Hour)
				for followed, err := range desk.FollowAll(t.Context(), register(list...), sameFacts(managed), at) {
					var one *store.ClaimError
					switch {
					case errors.As(err, &one) && errors.Is(err, errPoison):
						failed = append(failed, one.ID)
					case err != nil || followed.Deal.Remote.Type != cosell.CoSell || followed.Deal.Type != cosell.CoSell || followed.Deal.Claim == poison:
						t.Errorf("%s of %s: %+v, %v", method, poison, followed, err)
					}
				}
				if !slices.Equal(failed, []claims.ID{poison}) {
					t.Errorf("%s of %s, run %d: %v failed", method, poison, run, failed)
				}
			}
		}
	}
}

func TestAClaimThatTheListCannotReadIsPassedOnAndTheOthersAreFollowed(t *testing.T) {
	list := claimsOf(claims.ConsentReceived, "C-1", "C-3")
	damaged := &store.ClaimError{ID: "C-2", Err: errLost}
	mixed := func(yield func(*claims.Claim, error) bool) {
		_ = yield(list[0], nil) && yield(nil, damaged) && yield(list[1], nil) && yield(nil, errLost)
	}
	var got []string
	for followed, err := range NewDesk(&MemoryStore{}, Options{}).FollowAll(t.Context(), mixed, sameFacts(managed), now) {
		switch {
		case err == nil:
			got = append(got, string(followed.Deal.Claim)+" "+followed.Advance.To.String())
		default:
			got = append(got, err.Error())
		}
	}
	if diff := cmp.Diff([]string{"C-1 co-sell", damaged.Error(), "C-3 co-sell", errLost.Error()}, got); diff != "" {
		t.Error(diff)
	}
}

func TestARunEndsWithItsContextAndWhenNobodyAsksForMore(t *testing.T) {
	list := register(claimsOf(claims.ConsentReceived, "C-1", "C-2", "C-3")...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var errs []error
	for _, err := range NewDesk(&MemoryStore{}, Options{}).FollowAll(ctx, list, sameFacts(managed), now) {
		errs = append(errs, err)
		cancel()
	}
	if len(errs) != 2 || errs[0] != nil || !errors.Is(errs[1], context.Canceled) || errors.As(errs[1], new(*store.ClaimError)) {
		t.Errorf("%v, want one claim and the context's own error", errs)
	}
	s := &MemoryStore{}
	for range NewDesk(s, Options{}).FollowAll(t.Context(), list, sameFacts(managed), now) {
		break
	}
	if len(s.deals) != 1 {
		t.Errorf("%d claims were followed, want one", len(s.deals))
	}
	failing := func(yield func(*claims.Claim, error) bool) {
		_ = yield(nil, errLost) && yield(nil, errors.Join(errLost))
	}
	for range NewDesk(s, Options{}).FollowAll(t.Context(), failing, sameFacts(managed), now) {
		break
	}
}

// busyService asks the caller to slow down in every call.
type busyService struct {
	Gateway
	asked int
}

func (b *busyService) List(context.Context, string) ([]resource.Referral, error) {
	b.asked++
	return nil, &WaitError{time.Minute, ErrThrottled}
}

func TestAServiceThatIsTooBusyIsAskedOnceInARunAndTheBooksAreKept(t *testing.T) {
	s, service := &MemoryStore{}, &busyService{}
	desk := NewDesk(s, Options{Gateway: service})
	waits := 0
	list := append(claimsOf(claims.ConsentReceived, "C-1", "C-2", "C-3"), claimsOf(claims.CustomerClaimed, "C-4")...)
	for followed, err := range desk.FollowAll(t.Context(), register(list...), sameFacts(managed), now) {
		var wait *WaitError
		if errors.As(err, &wait) && wait.For == time.Minute && followed.Deal.Type == cosell.CoSell {
			waits++
		} else if err != nil || followed.Deal.Type != cosell.NoDeal {
			t.Errorf("%+v, %v", followed, err)
		}
	}
	if waits != 3 || service.asked != 1 || len(s.deals) != 3 {
		t.Errorf("%d claims wait, %d requests, %d deals kept", waits, service.asked, len(s.deals))
	}
}

// If a clock was years ahead once, its claim must still get a referral.
func TestAnAttemptOfAClockThatWasYearsAheadIsWaitedForOnce(t *testing.T) {
	// the calls are load, save, save, save, list, create
	w := &world{faults: map[int]fault{5: afterward}}
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	claim := in(claims.ConsentReceived)
	if _, _, err := desk.Follow(t.Context(), claim, managed, now.AddDate(50, 0, 0)); !errors.Is(err, errLost) {
		t.Fatal(err)
	}
	var wait *WaitError
	for _, c := range []struct{ after, want time.Duration }{{0, 10 * time.Minute}, {4 * time.Minute, 6 * time.Minute}} {
		if _, _, err := desk.Follow(t.Context(), claim, managed, now.Add(c.after)); !errors.As(err, &wait) || wait.For != c.want {
			t.Fatalf("after %v: %v, want to wait for %v", c.after, err, c.want)
		}
	}
	if r, _, err := desk.Follow(t.Context(), claim, managed, now.Add(10*time.Minute)); err != nil || r.Remote.Type != cosell.CoSell || w.creates != 2 {
		t.Errorf("%+v, %v, %d creates", r, err, w.creates)
	}
	// If a clock was only a little ahead, the desk waits the usual time and no
	// longer.
	w = &world{faults: map[int]fault{5: afterward}}
	desk = NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	_, _, _ = desk.Follow(t.Context(), claim, managed, now.Add(time.Minute))
	if _, _, err := desk.Follow(t.Context(), claim, managed, now); !errors.As(err, &wait) || wait.For != 10*time.Minute {
		t.Errorf("%v", err)
	}
	// As far ahead as a create may take is a little.
	ahead := Deal{Claim: "C-1", Version: 1, Type: cosell.CoSell, Created: now, Remote: Remote{Attempt: now.Add(10 * time.Minute)}}
	kept := &MemoryStore{deals: map[claims.ID]Deal{"C-1": ahead}}
	if deal, _, err := NewDesk(kept, Options{Gateway: &MemoryGateway{}}).Follow(t.Context(), claim, managed, now); !errors.Is(err, ErrBusy) || deal.Remote != ahead.Remote {
		t.Errorf("%+v, %v", deal, err)
	}
	broken := &recorder{beforeSave: atCall(1, errLost)}
	broken.deals = map[claims.ID]Deal{"C-1": {Claim: "C-1", Version: 1, Type: cosell.CoSell, Remote: Remote{Attempt: now.AddDate(50, 0, 0)}}}
	if _, _, err := NewDesk(broken, Options{Gateway: &MemoryGateway{}}).Follow(t.Context(), claim, managed, now); !errors.Is(err, errLost) {
		t.Error(err)
	}
}

// unreading is a gateway whose lists contain an unreadable element.
type unreading struct {
	MemoryGateway
	creates int
}

func (u *unreading) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	u.creates++
	return u.MemoryGateway.Create(ctx, r)
}

func (u *unreading) List(ctx context.Context, link string) ([]resource.Referral, error) {
	found, err := u.MemoryGateway.List(ctx, link)
	if err == nil {
		err = &UnreadError{Elements: []error{errLost}}
	}
	return found, err
}

// Related fails in the same way as List.
func (u *unreading) Related(ctx context.Context, engagement string) ([]resource.Referral, error) {
	found, err := u.MemoryGateway.Related(ctx, engagement)
	if err == nil {
		err = &UnreadError{Elements: []error{errLost}}
	}
	return found, err
}

// The unreadable element may be the claim's referral.
func TestAListOfWhichAnElementCannotBeReadIsNoReasonToMakeAReferral(t *testing.T) {
	g := &unreading{}
	desk := NewDesk(&MemoryStore{}, Options{Gateway: g})
	for range 2 { // no waiting time is returned either
		if r, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); !errors.Is(err, ErrUnread) || errors.Is(err, errLost) || g.creates != 0 || r.Remote != (Remote{}) {
			t.Errorf("%+v, %v, %d creates", r, err, g.creates)
		}
	}
	draft := full()
	draft.ExternalReferenceID = LinkOf("C-1")
	if _, err := g.MemoryGateway.Create(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	if r, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); !errors.Is(err, ErrUnread) || r.Remote.ID == "" || r.Connected != (Remote{}) || g.creates != 0 {
		t.Errorf("the one that was found, while Microsoft's may be unread: %+v, %v", r, err)
	}
	made, _ := g.MemoryGateway.List(t.Context(), LinkOf("C-1"))
	theirs, err := cosell.Connected(&made[0], resource.InviteContext{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.MemoryGateway.Create(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	if r, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); err != nil || r.Remote.Type != cosell.CoSell || g.creates != 0 || r.Connected.ID == "" {
		t.Errorf("the one that somebody else connected: %+v, %v", r, err)
	}
	if text := (&UnreadError{Elements: []error{errLost, errPoison}}).Error(); text != "part of a list could not be read: 2 elements, the first: connection lost" || (&UnreadError{}).Error() == "" {
		t.Error(text)
	}
}

// If the desk finds a private referral of a partner-led deal, it shares the
// referral and does nothing else.
func TestAPrivateReferralThatIsFoundBecomesPartnerLed(t *testing.T) {
	var g MemoryGateway
	draft := full()
	draft.ExternalReferenceID, draft.Consent = LinkOf("C-1"), resource.Consent{ShareReferralWithMicrosoftSellers: mci.No}
	made, err := g.Create(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	desk := NewDesk(&MemoryStore{}, Options{Gateway: &g})
	r, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now)
	now, _ := g.Get(t.Context(), made.ID)
	if err != nil || r.Remote.Type != cosell.PartnerLed || dealIn(&g, &now) != cosell.PartnerLed {
		t.Errorf("%+v, %v, it shows %v", r, err, dealIn(&g, &now))
	}
}

// plain hides the gateway's ability to list related referrals.
type plain struct{ Gateway }

func TestAGatewayThatListsNoRelatedReferralsConnectsMicrosoftOnceAllTheSame(t *testing.T) {
	for number := range 18 {
		w := &world{faults: map[int]fault{number: afterward}}
		desk, at := NewDesk(faultyStore{w}, Options{Gateway: plain{faultyGateway{w}}}), now
		for range 4 {
			_, _, _ = desk.Follow(t.Context(), in(claims.ConsentReceived), managed, at)
			at = at.Add(10 * time.Minute)
		}
		deal, err := w.store.Load(t.Context(), "C-1")
		if err != nil || deal.Remote.Type != cosell.CoSell || connectedIn(&w.gateway) != 1 {
			t.Errorf("call %d lost: %+v, %v, %d connected", number, deal, err, connectedIn(&w.gateway))
		}
	}
}

// If Partner Center has already upgraded the deal itself, the desk creates
// nothing.
func TestADealThatIsCoSellAlreadyIsRecognized(t *testing.T) {
	w := &world{}
	settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
	own, _ := w.gateway.List(t.Context(), LinkOf("C-1"))
	theirs := must(cosell.Connected(&own[0], resource.InviteContext{AssistanceRequestCode: resource.HelpGeneral}))
	connected := must(w.gateway.Create(t.Context(), theirs))
	deal, _, err := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
	if err != nil || deal.Remote.Type != cosell.CoSell || deal.Connected.ID != connected.ID || connectedIn(&w.gateway) != 0 || w.creates != 1 {
		t.Errorf("%+v, %v, %d creates", deal, err, w.creates)
	}
}

// The answer to a create for Microsoft was lost, and then a person asked
// Microsoft by the partner's own referral.
func TestADealThatAsksMicrosoftItselfHasNoCreateUnderWay(t *testing.T) {
	w := &world{}
	settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
	stored := must(w.store.Load(t.Context(), "C-1"))
	stored.Version++
	stored.Type, stored.Upgraded, stored.Connected.Attempt = cosell.CoSell, now, now
	if err := w.store.Save(t.Context(), stored); err != nil {
		t.Fatal(err)
	}
	w.gateway.referrals[0].InviteContext.AssistanceRequestCode = resource.HelpGeneral
	deal, _, err := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
	if err != nil || deal.Remote.Type != cosell.CoSell || deal.Connected != (Remote{}) || w.creates != 1 {
		t.Errorf("%+v, %v, %d creates", deal, err, w.creates)
	}
}

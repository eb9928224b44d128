package referral

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// These are the states in which the tests find referrals.
var (
	active = progress.State{Status: progress.StatusActive, Substatus: progress.Accepted}
	lost   = progress.State{Status: progress.StatusClosed, Substatus: progress.Lost}
)

func encoded(t testing.TB, r resource.Referral) string {
	t.Helper()
	data, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// full returns a new referral with every field that can be required.
func full() resource.Referral {
	return resource.Referral{
		Type: resource.Independent, CustomerProfile: resource.CustomerProfile{Name: "Contoso"},
		Consent: resource.Consent{ToContact: mci.No}, Details: resource.Details{DealValue: "1"},
	}
}

var errLost = errors.New("connection lost")

// A fault says how one call fails.
type fault uint8

const (
	fine      fault = iota
	before          // fails without an effect
	afterward       // has its effect, but the answer is lost
	throttled       // Partner Center asks the caller to wait
	overtaken       // another user changes the referral just before
	faults
)

// world is a store and a gateway. Its calls are numbered across all runs, and
// faults says which of them fail and how.
type world struct {
	store   MemoryStore
	gateway MemoryGateway
	calls   int
	faults  map[int]fault
	creates int
}

// call makes a call and applies its fault.
func call[T any](w *world, do func() (T, error)) (T, error) {
	number := w.calls
	w.calls++
	var none T
	switch w.faults[number] {
	case before:
		return none, errLost
	case throttled:
		return none, &WaitError{time.Minute, ErrThrottled}
	case afterward:
		_, _ = do()
		return none, errLost
	case overtaken:
		w.touch()
	}
	return do()
}

// touch edits every referral, as another user would.
func (w *world) touch() {
	found, _ := w.gateway.List(context.Background(), LinkOf("C-1"))
	for _, r := range found {
		_, _ = w.gateway.Patch(context.Background(), r.ID, change.Patch{{Op: change.Add, Path: "/details/notes", Value: resource.Verbatim(fmt.Sprintf(`"touched %d"`, w.calls))}}, "")
	}
}

type faultyStore struct{ *world }

func (s faultyStore) Load(ctx context.Context, claim claims.ID) (Deal, error) {
	return call(s.world, func() (Deal, error) { return s.store.Load(ctx, claim) })
}

func (s faultyStore) Save(ctx context.Context, r Deal) error {
	_, err := call(s.world, func() (struct{}, error) { return struct{}{}, s.store.Save(ctx, r) })
	return err
}

type faultyGateway struct{ *world }

func (g faultyGateway) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	return call(g.world, func() (resource.Referral, error) { g.creates++; return g.gateway.Create(ctx, r) })
}

func (g faultyGateway) Get(ctx context.Context, id string) (resource.Referral, error) {
	return call(g.world, func() (resource.Referral, error) { return g.gateway.Get(ctx, id) })
}

func (g faultyGateway) Patch(ctx context.Context, id string, p change.Patch, eTag string) (resource.Referral, error) {
	return call(g.world, func() (resource.Referral, error) { return g.gateway.Patch(ctx, id, p, eTag) })
}

func (g faultyGateway) Related(ctx context.Context, engagement string) ([]resource.Referral, error) {
	return call(g.world, func() ([]resource.Referral, error) { return g.gateway.Related(ctx, engagement) })
}

func (g faultyGateway) List(ctx context.Context, link string) ([]resource.Referral, error) {
	return call(g.world, func() ([]resource.Referral, error) { return g.gateway.List(ctx, link) })
}

// dealIn returns the deal type of a referral in Partner Center.
func dealIn(g *MemoryGateway, own *resource.Referral) cosell.DealType {
	related, err := g.Related(context.Background(), own.EngagementID)
	deal, _ := cosell.DealTypeOf(own, cosell.Related{Read: err == nil, Referrals: related})
	return deal
}

// connectedIn returns the number of referrals to Microsoft in Partner Center.
func connectedIn(g *MemoryGateway) int {
	found, _ := g.List(context.Background(), ConnectedLinkOf("C-1"))
	return len(found)
}

// settles runs a desk, minutes later each time, until it has no more to do, and
// demands one co-sell referral. It returns how many calls of the world were
// made by then.
func settles(t interface{ Fatalf(string, ...any) }, w *world, claim *claims.Claim, want cosell.DealType) (calls int) {
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	at := now
	for run := 0; ; run++ {
		_, _, err := desk.Follow(context.Background(), claim, managed, at)
		if err == nil {
			break
		}
		if run > 30 {
			t.Fatalf("%v: still %v", w.faults, err)
		}
		var wait *WaitError
		if errors.As(err, &wait) {
			at = at.Add(wait.For)
		}
	}
	w.faults = nil
	found, err := w.gateway.List(context.Background(), LinkOf("C-1"))
	if err != nil || len(found) != 1 {
		t.Fatalf("there are %d referrals, want 1", len(found))
	}
	stored, err := w.store.Load(context.Background(), "C-1")
	is := dealIn(&w.gateway, &found[0])
	if err != nil || stored.Type != want || is != want || stored.Remote.ID != found[0].ID || stored.Remote.Type != want {
		t.Fatalf("%v: stored is %+v, %v; Partner Center has %v", w.faults, stored, err, is)
	}
	if connected := connectedIn(&w.gateway); (connected == 1) != (want == cosell.CoSell) || connected > 1 || (stored.Connected.ID != "") != (connected == 1) {
		t.Fatalf("%d referrals are connected, stored is %+v", connected, stored)
	}
	calls = w.calls
	creates, eTag := w.creates, found[0].ETag
	// It loads the deal, and reads the referral and its engagement.
	again, _, err := desk.Follow(context.Background(), claim, managed, at)
	if is, _ := w.gateway.Get(context.Background(), stored.Remote.ID); err != nil || again.Version != stored.Version || w.calls > calls+3 || w.creates != creates || is.ETag != eTag {
		t.Fatalf("run again with nothing to do: %+v, %v, %d calls", again, err, w.calls-calls)
	}
	return calls
}

func TestTheDeskBringsAReferralToPartnerCenterAndUpgradesItThere(t *testing.T) {
	w := &world{}
	settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
	settles(t, w, in(claims.ConsentReceived), cosell.CoSell)
	if w.creates != 2 {
		t.Errorf("%d creates, want one for the partner and one for Microsoft", w.creates)
	}
}

var (
	mostFaults = flag.Int("faults", 2, "how many calls fail in one story")
	onePair    = flag.Int("pairs", 4, "of the stories with several faults, tell one of so many")
)

// Every way in which up to two calls of the whole story can fail, before or
// after their effect, throttled or overtaken: there is one referral, and it is
// upgraded.
func TestWhateverFailsWhereverThereIsOneReferralAndNoUpgradeIsLost(t *testing.T) {
	claim := in(claims.ConsentReceived)
	stories := everyFault(*mostFaults, func(faults map[int]fault) int {
		return settles(t, &world{faults: faults}, claim, cosell.CoSell)
	})
	t.Logf("%d stories", stories)
}

// everyFault tells a story with every choice of up to most faults, and returns
// the number of stories. The story returns how many calls it made. A story with
// another fault is the same up to that call, so only the calls that it makes
// can fail.
func everyFault(most int, story func(faults map[int]fault) (calls int)) (stories int) {
	chosen := map[int]fault{}
	var fail func(from, left int)
	fail = func(from, left int) {
		calls := story(maps.Clone(chosen))
		stories++
		if left == 0 {
			return
		}
		for number := from; number < calls; number++ {
			for f := before; f < faults; f++ {
				if left < most && (from+number+int(f))%*onePair != 0 {
					continue
				}
				chosen[number] = f
				fail(number+1, left-1)
				delete(chosen, number)
			}
		}
	}
	fail(0, most)
	return stories
}

func TestRandomLivesWithRandomFaultsLeaveOneReferralAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{faults: map[int]fault{}}
		for i := range 200 {
			if f := rapid.SampledFrom([]fault{fine, fine, fine, before, afterward, throttled, overtaken}).Draw(t, "fault"); f != fine {
				w.faults[i] = f
			}
		}
		desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: closing{}})
		claim, last, at := opened(illustrative), cosell.NoDeal, now
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			claim = move(t, claim)
			for range rapid.IntRange(1, 3).Draw(t, "deliveries") {
				_, _, _ = desk.Follow(context.Background(), claim, managed, at)
				at = at.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "minutes")) * time.Minute)
			}
			found, err := w.gateway.List(context.Background(), LinkOf("C-1"))
			if err != nil || len(found) > 1 {
				t.Fatalf("%d referrals, %v", len(found), err)
			}
			if len(found) == 1 {
				if deal := dealIn(&w.gateway, &found[0]); deal < last {
					t.Fatalf("%v became %v", last, deal)
				} else {
					last = deal
				}
				if last == cosell.CoSell && claim.Record().Consent.Answer != consent.Accepted {
					t.Fatal("upgraded without consent")
				}
			}
		}
	})
}

func TestTheDeskNoticesWhatAPersonDidToTheReferralsThatItMade(t *testing.T) {
	w := &world{}
	claim := in(claims.ConsentReceived)
	settles(t, w, claim, cosell.CoSell)
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	made := must(w.store.Load(t.Context(), "C-1"))
	w.gateway.remove(made.Connected.ID)
	// A run over many claims reads nothing that is not due.
	calls := w.calls
	for followed, err := range desk.FollowAll(t.Context(), register(claim), func(*claims.Claim) Facts { return managed }, now) {
		if err != nil || followed.Deal != made || w.calls != calls+1 {
			t.Errorf("%+v, %v, %d calls", followed, err, w.calls-calls)
		}
	}
	var first Deal
	for n := range 3 {
		deal, _, err := desk.Follow(t.Context(), claim, managed, now.Add(time.Duration(n)*time.Hour))
		if !errors.Is(err, ErrDisconnected) || !deal.Seen.Disconnected || deal.Remote.Type != cosell.CoSell || deal.Connected != made.Connected || w.creates != 2 || n > 0 && deal != first {
			t.Fatalf("%+v, %v, %d creates", deal, err, w.creates)
		}
		first = deal
		if got := desk.Differences(claim, deal, managed, now); !hasDifference(got, "difference.connected") {
			t.Errorf("%+v", got)
		}
	}
	// A person asks Microsoft again.
	own := must(w.gateway.Get(t.Context(), made.Remote.ID))
	second := partnerCenterUpgrades(&w.gateway, &own)
	if deal, _, err := desk.Follow(t.Context(), claim, managed, now); err != nil || deal.Seen.Disconnected || deal.Connected.ID != second.ID || w.creates != 2 {
		t.Errorf("%+v, %v", deal, err)
	}
	w.gateway.remove(own.ID)
	for range 2 {
		deal, _, err := desk.Follow(t.Context(), claim, managed, now)
		if !errors.Is(err, ErrGone) || errors.Is(err, ErrNotFound) || !deal.Seen.Gone || deal.Remote.ID != own.ID || w.creates != 2 {
			t.Errorf("%+v, %v", deal, err)
		}
		if got := desk.Differences(claim, deal, managed, now); !hasDifference(got, "difference.exists") {
			t.Errorf("%+v", got)
		}
	}
	// An ending cannot be sent either, and says why.
	ends := NewDesk(&w.store, Options{Gateway: &w.gateway, Policy: closing{}})
	if deal, _, err := ends.Follow(t.Context(), in(claims.Canceled), managed, now); !errors.Is(err, ErrGone) || deal.Ending == (Ending{}) || !deal.Seen.Gone {
		t.Errorf("%+v, %v", deal, err)
	}
	// If the referral is there again, it is closed and no longer gone.
	w.gateway.referrals = append(w.gateway.referrals, own)
	if deal, _, err := ends.Follow(t.Context(), in(claims.Canceled), managed, now); err != nil || deal.Seen.Gone || deal.Remote.State != lost {
		t.Errorf("%+v, %v", deal, err)
	}
}

func TestAReferralThatAPersonClosedIsSeenClosedAndThenReadNoMore(t *testing.T) {
	w := &world{}
	claim := in(claims.AwaitingConsent)
	settles(t, w, claim, cosell.PartnerLed)
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	made := must(w.store.Load(t.Context(), "C-1"))
	own := must(w.gateway.Get(t.Context(), made.Remote.ID))
	must(w.gateway.Patch(t.Context(), own.ID, must(change.Edit{State: lost}.Patch(&own)), ""))
	deal, _, err := desk.Follow(t.Context(), claim, managed, now)
	if err != nil || deal.Remote.State != lost || deal.Version != made.Version+1 {
		t.Fatalf("%+v, %v", deal, err)
	}
	if got := desk.Differences(claim, deal, managed, now); !hasDifference(got, "difference.open") {
		t.Errorf("%+v", got)
	}
	calls := w.calls
	if again, _, err := desk.Follow(t.Context(), claim, managed, now); err != nil || again != deal || w.calls != calls+1 {
		t.Errorf("%+v, %v, %d calls", again, err, w.calls-calls)
	}
}

// Every way in which up to two calls of the desk can fail, after a person
// deleted the referral for Microsoft: the desk says so in the end, and makes no
// other one.
func TestWhateverFailsADeletedReferralIsNoticedAndNotMadeAgain(t *testing.T) {
	claim := in(claims.ConsentReceived)
	stories := everyFault(*mostFaults, func(faults map[int]fault) int {
		w := &world{}
		settles(t, w, claim, cosell.CoSell)
		made := must(w.store.Load(t.Context(), "C-1"))
		w.gateway.remove(made.Connected.ID)
		w.calls, w.faults = 0, faults
		desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
		var deal Deal
		var err error
		for runs := 0; !errors.Is(err, ErrDisconnected); runs++ {
			if deal, _, err = desk.Follow(t.Context(), claim, managed, now); err == nil || runs > 10 {
				t.Fatalf("%v: %+v, %v", faults, deal, err)
			}
		}
		calls := w.calls
		w.faults = nil
		again, _, err := desk.Follow(t.Context(), claim, managed, now)
		stored := must(w.store.Load(t.Context(), "C-1"))
		if !errors.Is(err, ErrDisconnected) || again != deal || stored != deal || w.creates != 2 || connectedIn(&w.gateway) != 0 || !deal.Seen.Disconnected {
			t.Fatalf("%v: %+v, %v, stored %+v, %d creates", faults, again, err, stored, w.creates)
		}
		return calls
	})
	t.Logf("%d stories", stories)
}

// closing is a policy that closes the referral if its claim fails.
type closing struct{ CatalogPolicy }

func (closing) AtEnd(*claims.Claim) Ending { return Ending{progress.Lost, progress.NoResponse} }

func TestManyDesksAtOnceMakeOneReferralInPartnerCenter(t *testing.T) {
	claim := in(claims.ConsentReceived)
	for range 20 {
		var store MemoryStore
		var gateway MemoryGateway
		desk := NewDesk(&store, Options{Gateway: &gateway})
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				for range 5 {
					_, _, err := desk.Follow(context.Background(), claim, managed, now)
					if err != nil && !errors.Is(err, ErrConflict) && !errors.Is(err, ErrBusy) {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		_, _, err := desk.Follow(t.Context(), claim, managed, now.Add(time.Hour))
		found, _ := gateway.List(t.Context(), LinkOf("C-1"))
		if err != nil || len(found) != 1 || dealIn(&gateway, &found[0]) != cosell.CoSell || connectedIn(&gateway) != 1 {
			t.Fatalf("%v: %v", err, found)
		}
	}
}

func TestWhoeverFindsACreateUnderWayWaitsUntilItMustHaveEnded(t *testing.T) {
	// the calls are load, save, save, save, list, create
	w := &world{faults: map[int]fault{5: afterward}}
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Settle: time.Hour})
	claim := in(claims.ConsentReceived)
	if r, _, err := desk.Follow(t.Context(), claim, managed, now); !errors.Is(err, errLost) || r.Remote.Attempt != now {
		t.Fatalf("%+v, %v", r, err)
	}
	_, _, err := desk.Follow(t.Context(), claim, managed, now.Add(59*time.Minute))
	var wait *WaitError
	if !errors.As(err, &wait) || !errors.Is(err, ErrBusy) || wait.For != time.Minute || !strings.Contains(err.Error(), "1m0s") {
		t.Fatalf("%v, want to wait for a minute", err)
	}
	if r, _, err := desk.Follow(t.Context(), claim, managed, now.Add(time.Hour)); err != nil || r.Remote.Type != cosell.CoSell || w.creates != 2 {
		t.Fatalf("%+v, %v, %d creates", r, err, w.creates)
	}
}

func TestAThrottledCreateNeedNotSettle(t *testing.T) {
	w := &world{faults: map[int]fault{5: throttled}}
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	claim := in(claims.ConsentReceived)
	_, _, err := desk.Follow(t.Context(), claim, managed, now)
	var wait *WaitError
	if !errors.As(err, &wait) || !errors.Is(err, ErrThrottled) || wait.For != time.Minute {
		t.Fatal(err)
	}
	if r, _, err := desk.Follow(t.Context(), claim, managed, now.Add(time.Minute)); err != nil || r.Remote.Type != cosell.CoSell {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestSeveralReferralsWithOneLinkAreLeftAlone(t *testing.T) {
	w := &world{}
	for range 2 {
		if _, err := w.gateway.Create(t.Context(), resource.Referral{ExternalReferenceID: LinkOf("C-1"), Type: resource.Independent, CustomerProfile: resource.CustomerProfile{Name: "c"}, Consent: resource.Consent{ToContact: mci.No}, Details: resource.Details{Notes: "n"}}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
	if !errors.Is(err, ErrAmbiguous) || w.creates != 0 {
		t.Errorf("%v, %d creates", err, w.creates)
	}
}

func TestAReferralOfAnotherOrganizationIsNeitherTakenNorEdited(t *testing.T) {
	claim := in(claims.ConsentReceived)
	foreign := full()
	foreign.OrganizationID, foreign.ExternalReferenceID = "somebody else's", LinkOf("C-1")
	for name, known := range map[string]bool{"found by its link": false, "made before": true} {
		w := &world{}
		before := must(w.gateway.Create(t.Context(), foreign))
		if known {
			deal := Deal{Claim: "C-1", Type: cosell.CoSell, Remote: Remote{ID: before.ID, Type: cosell.PartnerLed, State: active}, Version: 1}
			if err := w.store.Save(t.Context(), deal); err != nil {
				t.Fatal(err)
			}
		}
		desk := NewDesk(&w.store, Options{Gateway: faultyGateway{w}, Organization: "own"})
		for range 2 { // and the desk does not wait in between
			deal, _, err := desk.Follow(t.Context(), claim, managed, now)
			if !errors.Is(err, ErrForeign) || !known && deal.Remote != (Remote{}) {
				t.Errorf("%s: %+v, %v", name, deal.Remote, err)
			}
		}
		if is := must(w.gateway.Get(t.Context(), before.ID)); w.creates != 0 || !is.Equal(before) {
			t.Errorf("%s: %d creates, and the referral is %s", name, w.creates, encoded(t, is))
		}
		// The partner's own organization is compared without case.
		own := NewDesk(&w.store, Options{Gateway: &w.gateway, Organization: "Somebody Else's"})
		if deal, _, err := own.Follow(t.Context(), claim, managed, now); err != nil || deal.Remote.Type != cosell.CoSell {
			t.Errorf("%s: %+v, %v", name, deal, err)
		}
	}
}

func TestAClosedReferralIsNotUpgraded(t *testing.T) {
	w := &world{}
	settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
	id := "00000000-0000-0000-0000-000000000001"
	if _, err := w.gateway.Patch(t.Context(), id, change.Patch{{Op: change.Replace, Path: "/status", Value: `"Closed"`}, {Op: change.Replace, Path: "/substatus", Value: `"Lost"`}}, ""); err != nil {
		t.Fatal(err)
	}
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}})
	for range 2 {
		r, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now)
		if err != nil || r.Type != cosell.CoSell || r.Remote.State != lost || r.Remote.Type != cosell.PartnerLed {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if r, _ := w.gateway.Get(t.Context(), id); dealIn(&w.gateway, &r) != cosell.PartnerLed {
		t.Errorf("it is %v", dealIn(&w.gateway, &r))
	}
}

func TestTheReferralOfAFailedClaimStaysOpenUnlessThePolicyClosesIt(t *testing.T) {
	for _, c := range []struct {
		policy Policy
		want   progress.State
		reason string
	}{{nil, active, ""}, {closing{}, lost, "no response"}} {
		w := &world{}
		desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: c.policy})
		for _, status := range []claims.Status{claims.AwaitingConsent, claims.ConsentDeclined, claims.ConsentDeclined} {
			if _, _, err := desk.Follow(t.Context(), in(status), managed, now); err != nil {
				t.Fatal(err)
			}
		}
		found, _ := w.gateway.List(t.Context(), LinkOf("C-1"))
		if len(found) != 1 || found[0].State() != c.want || found[0].StatusReason != c.reason {
			t.Errorf("%v is left as %v because of %q", found, found[0].State(), found[0].StatusReason)
		}
	}
}

func TestAClaimThatFailsBeforeItsReferralIsMadeMakesNone(t *testing.T) {
	w := &world{faults: map[int]fault{2: before}} // the first attempt is not saved
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: closing{}})
	if _, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now); !errors.Is(err, errLost) {
		t.Fatal(err)
	}
	if r, _, err := desk.Follow(t.Context(), in(claims.ConsentDeclined), managed, now); err != nil || r.Ending.Substatus != progress.Lost || w.creates != 0 {
		t.Errorf("%+v, %v, %d creates", r, err, w.creates)
	}
}

func TestWhatALostCreateMadeIsClosedWhenTheClaimFails(t *testing.T) {
	for _, f := range []fault{before, afterward} {
		w := &world{faults: map[int]fault{4: f}} // the calls are load, save, save, list, create
		desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: closing{}})
		_, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now)
		if !errors.Is(err, errLost) {
			t.Fatal(err)
		}
		r, _, err := desk.Follow(t.Context(), in(claims.ConsentDeclined), managed, now.Add(time.Hour))
		found, _ := w.gateway.List(t.Context(), LinkOf("C-1"))
		if err != nil || !r.Remote.Attempt.IsZero() || len(found) > 1 || len(found) == 1 && found[0].State() != lost {
			t.Errorf("%+v, %v, %v", r, err, found)
		}
	}
}

// writer is a host's Writer that fails if err is set, and otherwise returns
// fixed referrals.
type writer struct {
	draft   resource.Referral
	err     error
	connect func(resource.Referral) (resource.Referral, error)
}

func (w writer) Draft(*claims.Claim, cosell.DealType) (resource.Referral, error) {
	return w.draft, w.err
}

func (w writer) Connect(_ *claims.Claim, r resource.Referral) (resource.Referral, error) {
	return w.connect(r)
}

func TestADraftThatCannotBeSentIsRefusedAndTriedAgainAtOnce(t *testing.T) {
	for name, bad := range map[string]writer{"nothing in it": {}, "an error": {err: errors.New("no address")}, "an odd type": {draft: resource.Referral{Type: "Odd", CustomerProfile: resource.CustomerProfile{Name: "c"}, Consent: resource.Consent{ToContact: mci.No}, Details: resource.Details{Notes: "n"}}}} {
		var store MemoryStore
		var gateway MemoryGateway
		r, _, err := NewDesk(&store, Options{Gateway: &gateway, Writer: bad}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
		if err == nil || !hadNoEffect(err) || bad.err != nil && !errors.Is(err, bad.err) || !r.Remote.Attempt.IsZero() {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if r, _, err := NewDesk(&store, Options{Gateway: &gateway}).Follow(t.Context(), in(claims.ConsentReceived), managed, now); err != nil || r.Remote.Type != cosell.CoSell {
			t.Errorf("%s: then %+v, %v", name, r, err)
		}
	}
}

func TestAnUpgradeThatTheRulesRefuseIsAnError(t *testing.T) {
	var gateway MemoryGateway
	var store MemoryStore
	if _, _, err := NewDesk(&store, Options{Gateway: &gateway}).Follow(t.Context(), in(claims.AwaitingConsent), managed, now); err != nil {
		t.Fatal(err)
	}
	for want, connect := range map[error]func(resource.Referral) (resource.Referral, error){
		change.ErrRefused: func(r resource.Referral) (resource.Referral, error) {
			r.CustomerProfile = resource.CustomerProfile{}
			return r, nil
		},
		errLost: func(r resource.Referral) (resource.Referral, error) { return r, errLost },
	} {
		r, _, err := NewDesk(&store, Options{Gateway: &gateway, Writer: writer{connect: connect}}).Follow(t.Context(), in(claims.ConsentReceived), managed, now)
		if !errors.Is(err, want) || r.Connected != (Remote{}) || r.Remote.Type != cosell.PartnerLed {
			t.Errorf("%+v, %v, want %v", r, err, want)
		}
	}
}

// A contested gateway is one on which other users change the referral first, so
// often.
type contested struct {
	*MemoryGateway
	left int
}

func (c *contested) Patch(ctx context.Context, id string, patch change.Patch, eTag string) (resource.Referral, error) {
	if c.left > 0 {
		c.left--
		return resource.Referral{}, ErrConflict
	}
	return c.MemoryGateway.Patch(ctx, id, patch, eTag)
}

func TestTheDeskReadsAReferralAgainThatOthersChangedFirstAFewTimes(t *testing.T) {
	for changes, want := range map[int]error{0: nil, 1: nil, 4: nil, 5: ErrConflict} {
		store, gateway := &MemoryStore{}, &contested{MemoryGateway: &MemoryGateway{}, left: changes}
		desk := NewDesk(store, Options{Gateway: gateway, Policy: closing{}})
		if _, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now); err != nil {
			t.Fatal(err)
		}
		deal, _, err := desk.Follow(t.Context(), in(claims.Canceled), managed, now)
		if !errors.Is(err, want) || deal.Remote.State.Terminal() != (want == nil) {
			t.Errorf("after %d changes by others: %v, %v", changes, deal.Remote.State, err)
		}
	}
}

// A private deal is closed and not shared on the way.
func TestOnlyADealThatIsAtLeastPartnerLedIsShared(t *testing.T) {
	for deal, want := range map[cosell.DealType]mci.Fact{cosell.Private: mci.NotSupplied, cosell.PartnerLed: mci.Yes, cosell.CoSell: mci.Yes} {
		gateway := &MemoryGateway{}
		made := must(gateway.Create(t.Context(), full()))
		ended := Deal{Claim: "C-1", Type: deal, Remote: Remote{ID: made.ID}, Ending: Ending{progress.Lost, progress.NoResponse}}
		own, err := NewDesk(&MemoryStore{}, Options{Gateway: gateway}).edit(t.Context(), ended)
		if err != nil || own.State() != lost || own.Consent.ShareReferralWithMicrosoftSellers != want {
			t.Errorf("%v: %v, shared: %v, %v", deal, own.State(), own.Consent.ShareReferralWithMicrosoftSellers, err)
		}
	}
}

// Only a service that asks to slow down stops a run. A claim whose referral
// another desk is making is its own affair.
func TestAClaimWhoseReferralIsBeingMadeDoesNotKeepOthersFromTheirs(t *testing.T) {
	gateway := &MemoryGateway{}
	s := &MemoryStore{deals: map[claims.ID]Deal{"C-1": {Claim: "C-1", Version: 1, Type: cosell.PartnerLed, Created: now, Remote: Remote{Attempt: now}}}}
	list := claimsOf(claims.AwaitingConsent, "C-1", "C-2")
	for followed, err := range NewDesk(s, Options{Gateway: gateway}).FollowAll(t.Context(), register(list...), sameFacts(managed), now) {
		if busy := followed.Deal.Claim == "C-1"; errors.Is(err, ErrBusy) != busy || (followed.Deal.Remote.ID == "") != busy {
			t.Errorf("%+v, %v", followed, err)
		}
	}
}

// busyGateway is a gateway on which another user always changes the referral
// first.
type busyGateway struct{ *MemoryGateway }

func (busyGateway) Patch(context.Context, string, change.Patch, string) (resource.Referral, error) {
	return resource.Referral{}, ErrConflict
}

func TestTheDeskGivesUpOnAReferralThatOthersAlwaysChangeFirst(t *testing.T) {
	var store MemoryStore
	desk := NewDesk(&store, Options{Gateway: busyGateway{&MemoryGateway{}}, Policy: closing{}})
	if _, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); err != nil {
		t.Fatal(err)
	}
	if _, _, err := desk.Follow(t.Context(), in(claims.Canceled), managed, now); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

// history returns the entries of a claim that reached a status.
func history(status claims.Status) []claims.Entry {
	claim := opened(illustrative)
	record := claim.Record()
	entries := []claims.Entry{{Claim: "C-1", Number: 1, At: record.Created, Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, Event: claims.AddCustomer, To: claims.CustomerClaimed, Opening: &record}}
	for _, s := range lives[status] {
		change := must(claims.Apply(claim, s.command, meta(s.actor, record.Created.AddDate(0, 0, s.day))))
		claim = change.Claim
		entries = append(entries, change.Entries...)
	}
	return entries
}

func TestAHistoryLeadsToTheSameReferralHoweverLateAndOftenItComes(t *testing.T) {
	catalog := must(publicCatalog())
	for _, status := range claims.Statuses() {
		whole := history(status)
		var early, late MemoryStore
		for n := range whole {
			for range 2 {
				if _, _, err := NewDesk(&early, Options{}).FollowHistory(t.Context(), whole[:n+1], catalog, managed, now); err != nil {
					t.Fatal(err)
				}
			}
		}
		got, decision, err := NewDesk(&late, Options{Gateway: &MemoryGateway{}}).FollowHistory(t.Context(), whole, catalog, managed, now)
		if err != nil {
			t.Fatal(err)
		}
		want, err := early.Load(t.Context(), "C-1")
		if err != nil && !errors.Is(err, ErrNotFound) {
			t.Fatal(err)
		}
		got.Remote, got.Connected, got.Version = Remote{}, Remote{}, want.Version
		if !cmp.Equal(got, want) || want.Type != cosell.NoDeal && decision.To == cosell.NoDeal {
			t.Errorf("%v: late %+v, early %+v, decided %+v", status, got, want, decision)
		}
	}
	received := history(claims.ConsentReceived)
	if r, _, err := NewDesk(&MemoryStore{}, Options{}).FollowHistory(t.Context(), received, catalog, managed, now); err != nil || r.Type != cosell.CoSell || r.Followed != uint64(len(received)) {
		t.Errorf("the last entry is not followed: %+v, %v", r, err)
	}
	canceled := history(claims.Canceled)
	if r, _, err := NewDesk(&MemoryStore{}, Options{}).FollowHistory(t.Context(), canceled, catalog, managed, now); err != nil || r.Type != cosell.CoSell || r.Followed != 3 {
		t.Errorf("the upgrade before the cancellation is lost: %+v, %v", r, err)
	}
}

func TestAHistoryThatIsNotWholeIsAnError(t *testing.T) {
	catalog := must(publicCatalog())
	whole := history(claims.ConsentReceived)
	for name, entries := range map[string][]claims.Entry{"none": nil, "without its beginning": whole[1:], "with a gap": {whole[0], whole[2]}} {
		if _, _, err := NewDesk(&MemoryStore{}, Options{}).FollowHistory(t.Context(), entries, catalog, managed, now); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	broken := &recorder{onLoad: once(errLost)}
	if _, _, err := NewDesk(broken, Options{}).FollowHistory(t.Context(), whole, catalog, managed, now); !errors.Is(err, errLost) {
		t.Error(err)
	}
	unsaved := &recorder{beforeSave: atCall(1, errLost)}
	if _, _, err := NewDesk(unsaved, Options{}).FollowHistory(t.Context(), whole, catalog, managed, now); !errors.Is(err, errLost) {
		t.Error(err)
	}
}

func TestADraftHoldsWhatTheClaimKnows(t *testing.T) {
	claim := in(claims.ConsentReceived)
	draft, err := ClaimWriter{Complete: func(_ *claims.Claim, r *resource.Referral) error { r.CustomerProfile.Name = "Contoso"; return nil }}.Draft(claim, cosell.PartnerLed)
	want := `{"name":"Contoso","type":"Independent","qualification":"SalesQualified","customerProfile":{"name":"Contoso","address":{"country":"CH"},"team":[{"firstName":"Alex","email":"alex@contoso.com"}]},` +
		`"consent":{"consentToShareReferralWithMicrosoftSellers":true},"details":{"dealValue":25000.00,"currency":"USD"},"team":[{"firstName":"Maria","email":"maria@partner.example"}],"target":[]}`
	if err != nil || encoded(t, draft) != want {
		t.Errorf("%s, %v", encoded(t, draft), err)
	}
	private, err := ClaimWriter{}.Draft(asking("never-upgraded", ""), cosell.Private)
	if err != nil || seen(&private).Type != cosell.NoDeal || private.Consent.ShareReferralWithMicrosoftSellers != mci.No || change.CheckCreation(&private, change.Creation{}).Outcome != mci.Pass {
		t.Errorf("%s, %v", encoded(t, private), err)
	}
	for name, want := range map[string][2]string{
		"Mary Ann Lee": {"Mary Ann", "Lee"}, "Mary Lee ": {"Mary", "Lee"}, " Mary  Lee": {"Mary", "Lee"}, "Mary": {"Mary", ""}, " Mary": {"Mary", ""}, " ": {},
	} {
		if m := memberOf(mci.Contact{Name: name, Email: "m@x.example"}); m.FirstName != want[0] || m.LastName != want[1] {
			t.Errorf("%q: %q %q", name, m.FirstName, m.LastName)
		}
	}
	draft.EngagementID = "E-1"
	connected, err := ClaimWriter{Help: resource.HelpProofOfConcept, Notes: "please"}.Connect(claim, draft)
	if err != nil || connected.InviteContext.AssistanceRequestCode != resource.HelpProofOfConcept || connected.InviteContext.Notes != "please" || connected.Target[0].ID != "msft" {
		t.Errorf("%s, %v", encoded(t, connected), err)
	}
	if plain, err := (ClaimWriter{}).Connect(claim, draft); err != nil || plain.InviteContext.AssistanceRequestCode != resource.HelpGeneral {
		t.Errorf("%s, %v", encoded(t, plain), err)
	}
}

func TestAGatewayInMemoryTellsTheTimeItIsGiven(t *testing.T) {
	g := &MemoryGateway{Now: func() time.Time { return now }}
	made, err := g.Create(t.Context(), full())
	if err != nil || made.CreatedDateTime != "2026-05-04T09:30:00Z" || made.UpdatedDateTime != made.CreatedDateTime {
		t.Errorf("%s, %v", made.CreatedDateTime, err)
	}
	if _, err := g.Create(t.Context(), resource.Referral{Type: "Odd", CustomerProfile: resource.CustomerProfile{Name: "c"}, Consent: resource.Consent{ToContact: mci.No}, Details: resource.Details{Notes: "n"}}); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

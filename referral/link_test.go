package referral

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// linkedMode chooses the linked mode for every claim.
func linkedMode(*claims.Claim) catalog.ReferralMode { return catalog.LinkedReferral }

// partnerCenterMakes makes a referral as Partner Center does for a claim, and
// returns it.
func partnerCenterMakes(g *MemoryGateway, share mci.Fact) resource.Referral {
	r := full()
	r.Qualification, r.Consent.ShareReferralWithMicrosoftSellers = resource.SalesQualified, share
	r.OrganizationID, r.TrackingInfo.MicrosoftMsxID = "own", "7-3CVDESBISU"
	return must(g.Create(context.Background(), r))
}

// partnerCenterUpgrades makes the referral for Microsoft.
func partnerCenterUpgrades(g *MemoryGateway, own *resource.Referral) resource.Referral {
	r := must(cosell.Connected(own, resource.InviteContext{AssistanceRequestCode: resource.HelpGeneral}))
	return must(g.Create(context.Background(), r))
}

// remove deletes a referral as a person does in Partner Center.
func (g *MemoryGateway) remove(id string) {
	g.referrals = slices.DeleteFunc(g.referrals, func(r resource.Referral) bool { return r.ID == id })
}

func linkTo(id string) Link { return Link{Referral: id, By: "maria", At: now} }

// linkedWorld returns a desk in linked mode whose claim has a linked referral.
func linkedWorld(t *testing.T) (*world, *Desk, resource.Referral) {
	t.Helper()
	w := &world{}
	own := partnerCenterMakes(&w.gateway, mci.Yes)
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, ModeOf: linkedMode, Organization: "own"})
	if _, err := desk.Link(t.Context(), "C-1", linkTo(own.ID)); err != nil {
		t.Fatal(err)
	}
	return w, desk, own
}

func TestALinkedReferralIsObservedAndNeverChanged(t *testing.T) {
	w, desk, own := linkedWorld(t)
	before := must(w.gateway.Get(t.Context(), own.ID))
	deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now)
	if err != nil || deal.Type != cosell.PartnerLed || deal.Seen.Type != cosell.PartnerLed || deal.Seen.Sellers != cosell.Passive || deal.Seen.Share != mci.Yes {
		t.Fatalf("%+v, %v", deal, err)
	}
	connected := partnerCenterUpgrades(&w.gateway, &own)
	later := now.Add(time.Hour)
	deal, _, err = desk.Follow(t.Context(), in(claims.ConsentReceived), managed, later)
	if err != nil || deal.Seen.Type != cosell.CoSell || deal.Remote.Type != cosell.CoSell || deal.Connected.ID != connected.ID || deal.Seen.Sellers != cosell.Joined || deal.Seen.Since != later {
		t.Fatalf("%+v, %v", deal, err)
	}
	again, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, later.Add(time.Hour))
	if err != nil || again != deal {
		t.Errorf("with nothing new: %+v, %v, want %+v", again, err, deal)
	}
	// Even a policy that closes referrals changes nothing.
	ends := NewDesk(&w.store, Options{Gateway: &w.gateway, ModeOf: linkedMode, Policy: closing{}})
	if _, _, err := ends.Follow(t.Context(), in(claims.Canceled), managed, later); err != nil {
		t.Error(err)
	}
	if is := must(w.gateway.Get(t.Context(), own.ID)); w.creates != 0 || !is.Equal(before) {
		t.Errorf("%d creates, and the referral is %s", w.creates, encoded(t, is))
	}
}

func TestAnObservedDealTypeNeverGoesBackAndAReferralThatAPersonDeletedIsAClearError(t *testing.T) {
	w, desk, own := linkedWorld(t)
	claim := in(claims.ConsentReceived)
	connected := partnerCenterUpgrades(&w.gateway, &own)
	if _, _, err := desk.Follow(t.Context(), claim, managed, now); err != nil {
		t.Fatal(err)
	}
	w.gateway.remove(connected.ID)
	for range 2 {
		deal, _, err := desk.Follow(t.Context(), claim, managed, now)
		if !errors.Is(err, ErrDisconnected) || !deal.Seen.Disconnected || deal.Remote.Type != cosell.CoSell || deal.Seen.Type != cosell.PartnerLed || deal.Connected.ID != connected.ID {
			t.Fatalf("%+v, %v", deal, err)
		}
		if got := desk.Differences(claim, deal, managed, now); !hasDifference(got, "difference.connected") {
			t.Errorf("%+v", got)
		}
	}
	second := partnerCenterUpgrades(&w.gateway, &own)
	if deal, _, err := desk.Follow(t.Context(), claim, managed, now); err != nil || deal.Seen.Disconnected || deal.Connected.ID != second.ID {
		t.Errorf("%+v, %v", deal, err)
	}
	w.gateway.remove(own.ID)
	for range 2 {
		deal, _, err := desk.Follow(t.Context(), claim, managed, now)
		if !errors.Is(err, ErrGone) || errors.Is(err, ErrNotFound) || !deal.Seen.Gone || deal.Link.Referral != own.ID {
			t.Errorf("%+v, %v", deal, err)
		}
	}
}

func TestAClaimHasOneLink(t *testing.T) {
	w, desk, own := linkedWorld(t)
	another := partnerCenterMakes(&w.gateway, mci.Yes)
	deal, err := desk.Link(t.Context(), "C-1", linkTo(another.ID))
	if !errors.Is(err, ErrLinked) || deal.Link.Referral != own.ID || !strings.Contains(err.Error(), own.ID) {
		t.Errorf("%+v, %v", deal, err)
	}
	if again, err := desk.Link(t.Context(), "C-1", linkTo(strings.ToUpper(own.ID))); err != nil || again != deal {
		t.Errorf("the same link again: %+v, %v", again, err)
	}
	// A wrong link is taken back by a recorded act.
	deal, err = desk.Unlink(t.Context(), "C-1", "alex", "the other Contoso", now)
	if err != nil || deal.Link != (Link{}) || deal.Seen != (Observation{}) || deal.Remote != (Remote{}) || deal.Unlinked.Link.Referral != own.ID || deal.Unlinked.By != "alex" {
		t.Errorf("%+v, %v", deal, err)
	}
	if again, err := desk.Unlink(t.Context(), "C-1", "alex", "", now); err != nil || again != deal {
		t.Errorf("nothing to take back: %+v, %v", again, err)
	}
	if deal, err := desk.Link(t.Context(), "C-1", linkTo(another.ID)); err != nil || deal.Link.Referral != another.ID {
		t.Errorf("%+v, %v", deal, err)
	}
	// A referral that the desk made is not replaced by a link.
	made := NewDesk(&MemoryStore{}, Options{Gateway: &w.gateway})
	if _, _, err := made.Follow(t.Context(), in(claims.AwaitingConsent), managed, now); err != nil {
		t.Fatal(err)
	}
	if _, err := made.Link(t.Context(), "C-1", linkTo(own.ID)); !errors.Is(err, ErrLinked) || !strings.Contains(err.Error(), "made the referral") {
		t.Error(err)
	}
	// Neither is one that it may be making.
	under := &MemoryStore{deals: map[claims.ID]Deal{"C-1": {Claim: "C-1", Version: 1, Type: cosell.PartnerLed, Created: now, Remote: Remote{Attempt: now}}}}
	if _, err := NewDesk(under, Options{Gateway: &w.gateway}).Link(t.Context(), "C-1", linkTo(own.ID)); !errors.Is(err, ErrLinked) || !strings.Contains(err.Error(), "is making a referral") {
		t.Error(err)
	}
}

// If both are gone, the own referral is what a person must know of, even if the
// claim has failed and nobody misses the one for Microsoft.
func TestAFailedClaimStillMissesItsOwnReferral(t *testing.T) {
	w, desk, own := linkedWorld(t)
	connected := partnerCenterUpgrades(&w.gateway, &own)
	follow := func(status claims.Status) error {
		_, _, err := desk.Follow(t.Context(), in(status), managed, now)
		return err
	}
	if err := follow(claims.ConsentReceived); err != nil {
		t.Fatal(err)
	}
	w.gateway.remove(connected.ID)
	if err := follow(claims.Canceled); err != nil {
		t.Errorf("without the referral for Microsoft: %v", err)
	}
	w.gateway.remove(own.ID)
	for range 2 {
		if err := follow(claims.Canceled); !errors.Is(err, ErrGone) {
			t.Errorf("without both: %v", err)
		}
	}
}

// A host may list more than the referrals of the engagement.
func TestOnlyAReferralOfItsEngagementThatAsksMicrosoftConnectsADeal(t *testing.T) {
	g := &MemoryGateway{}
	own, another := partnerCenterMakes(g, mci.Yes), partnerCenterMakes(g, mci.Yes)
	private := full()
	private.EngagementID = own.EngagementID
	linked := Deal{Claim: "C-1", Version: 3, Type: cosell.PartnerLed, Link: linkTo(own.ID)}
	for name, c := range map[string]struct {
		related   resource.Referral
		connected bool
	}{
		"of another engagement": {partnerCenterUpgrades(g, &another), false},
		"of nobody else":        {must(g.Create(t.Context(), private)), false},
		"for Microsoft":         {partnerCenterUpgrades(g, &own), true},
	} {
		deal := Observe(linked, &own, cosell.Related{Read: true, Referrals: []resource.Referral{c.related}}, now)
		if deal.Version != 4 || (deal.Connected.ID == c.related.ID) != c.connected || (deal.Connected.ID != "") != c.connected {
			t.Errorf("%s: version %d, connected with %q", name, deal.Version, deal.Connected.ID)
		}
	}
}

func TestALinkThatCannotBeIsRefusedAndLeavesNothing(t *testing.T) {
	foreign := full()
	foreign.OrganizationID = "somebody else's"
	for name, c := range map[string]struct {
		link Link
		want error
	}{
		"somebody else's": {linkTo("00000000-0000-0000-0000-000000000001"), ErrForeign},
		"unknown":         {linkTo("nobody"), ErrNotFound},
		"no ID":           {Link{By: "maria", At: now}, mci.ErrInvalid},
		"nobody's act":    {Link{Referral: "r", At: now}, mci.ErrInvalid},
		"at no instant":   {Link{Referral: "r", By: "maria"}, mci.ErrInvalid},
		"a long comment":  {Link{Referral: "r", By: "maria", At: now, Comment: strings.Repeat("x", 5000)}, mci.ErrInvalid},
	} {
		w := &world{}
		must(w.gateway.Create(t.Context(), foreign))
		desk := NewDesk(&w.store, Options{Gateway: &w.gateway, ModeOf: linkedMode, Organization: "own"})
		if _, err := desk.Link(t.Context(), "C-1", c.link); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, err := w.store.Load(t.Context(), "C-1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: something was saved", name)
		}
	}
	if _, err := NewDesk(&MemoryStore{}, Options{}).Unlink(t.Context(), "C-1", "", "", now); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
	broken := NewDesk(&recorder{onLoad: once(errLost)}, Options{})
	if _, err := broken.Link(t.Context(), "C-1", linkTo("r")); !errors.Is(err, errLost) {
		t.Error(err)
	}
	unread := NewDesk(&MemoryStore{}, Options{})
	if deal, err := unread.Link(t.Context(), "C-1", linkTo("r")); err != nil || deal.Link.Referral != "r" || !deal.Seen.Since.IsZero() {
		t.Errorf("without a gateway: %+v, %v", deal, err)
	}
}

func TestTheHostOrTheCatalogChoosesTheModeAndAReferralKeepsIt(t *testing.T) {
	claim := in(claims.AwaitingConsent)
	unsaid := func(*claims.Claim) catalog.ReferralMode { return catalog.UnsaidReferral }
	for want, options := range map[catalog.ReferralMode]Options{
		catalog.CreatedReferral: {ModeOf: unsaid}, catalog.LinkedReferral: {ModeOf: linkedMode},
	} {
		if got := NewDesk(nil, options).ModeOf(claim); got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if got := NewDesk(nil, Options{}).ModeOf(opened("linked-by-catalog")); got != catalog.LinkedReferral {
		t.Errorf("the catalog says %v", got)
	}
	// A referral that was made before the mode changed is upgraded as before.
	w := &world{}
	settles(t, w, claim, cosell.PartnerLed)
	desk := NewDesk(&w.store, Options{Gateway: &w.gateway, ModeOf: linkedMode})
	if deal, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); err != nil || deal.Remote.Type != cosell.CoSell || deal.Connected.ID == "" {
		t.Errorf("%+v, %v", deal, err)
	}
	// In linked mode nothing is made for a claim without a link.
	none := &world{}
	desk = NewDesk(&none.store, Options{Gateway: faultyGateway{none}, ModeOf: linkedMode})
	if deal, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); err != nil || deal.Remote != (Remote{}) || none.calls != 0 {
		t.Errorf("%+v, %v", deal, err)
	}
}

func TestAReferralIsLinkedWithOneClaim(t *testing.T) {
	gateway := &MemoryGateway{}
	own := partnerCenterMakes(gateway, mci.Yes)
	desk := NewDesk(&MemoryStore{}, Options{Gateway: gateway, ModeOf: linkedMode})
	must(desk.Link(t.Context(), "C-1", linkTo(own.ID)))
	if _, err := desk.Link(t.Context(), "C-2", linkTo(strings.ToUpper(own.ID))); !errors.Is(err, ErrLinked) || !strings.Contains(err.Error(), "C-1") {
		t.Error(err)
	}
	must(desk.Unlink(t.Context(), "C-1", "maria", "", now))
	if _, err := desk.Link(t.Context(), "C-2", linkTo(own.ID)); err != nil {
		t.Error(err)
	}
}

func TestAReferralThatADeskMadeForAnotherClaimIsNotLinked(t *testing.T) {
	for _, reference := range []string{LinkOf("C-1"), ConnectedLinkOf("C-1")} {
		gateway := &MemoryGateway{}
		draft := full()
		draft.ExternalReferenceID = reference
		made := must(gateway.Create(t.Context(), draft))
		desk := NewDesk(&MemoryStore{}, Options{Gateway: gateway, ModeOf: linkedMode})
		if _, err := desk.Link(t.Context(), "C-2", linkTo(made.ID)); !errors.Is(err, ErrLinked) || !strings.Contains(err.Error(), "C-1") {
			t.Errorf("%s: %v", reference, err)
		}
		if deal, err := desk.Link(t.Context(), "C-1", linkTo(made.ID)); err != nil || deal.Remote.ID != made.ID {
			t.Errorf("%s: %+v, %v", reference, deal, err)
		}
	}
}

// meeting is a gateway whose reads wait until all of them have begun, so that
// every desk has looked before any of them saves.
type meeting struct {
	*MemoryGateway
	all *sync.WaitGroup
}

func (m meeting) Get(ctx context.Context, id string) (resource.Referral, error) {
	m.all.Done()
	m.all.Wait()
	return m.MemoryGateway.Get(ctx, id)
}

func TestOfSeveralLinksAtOnceTheSaveLetsOneWin(t *testing.T) {
	for name, c := range map[string]struct {
		claim func(int) claims.ID
		own   func(made []resource.Referral, i int) string
		loses error
	}{
		"a referral with several claims": {
			func(i int) claims.ID { return claims.ID("C-" + strconv.Itoa(i)) }, func(made []resource.Referral, _ int) string { return made[0].ID }, ErrLinked,
		},
		"a claim with several referrals": {
			func(int) claims.ID { return "C-1" }, func(made []resource.Referral, i int) string { return made[i].ID }, ErrConflict,
		},
	} {
		const several = 8
		gateway := meeting{&MemoryGateway{}, &sync.WaitGroup{}}
		gateway.all.Add(several)
		var made []resource.Referral
		for range several {
			made = append(made, partnerCenterMakes(gateway.MemoryGateway, mci.Yes))
		}
		store := &MemoryStore{}
		errs := make([]error, several)
		var done sync.WaitGroup
		for i := range several {
			done.Go(func() {
				_, errs[i] = NewDesk(store, Options{Gateway: gateway, ModeOf: linkedMode}).Link(context.Background(), c.claim(i), linkTo(c.own(made, i)))
			})
		}
		done.Wait()
		won := 0
		for i, err := range errs {
			deal, _ := store.Load(t.Context(), c.claim(i))
			switch {
			case err == nil:
				won++
				if deal.Link.Referral != c.own(made, i) {
					t.Errorf("%s: the one that won is not stored: %+v", name, deal)
				}
			case !errors.Is(err, c.loses):
				t.Errorf("%s: %v, want %v", name, err, c.loses)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d of them won", name, won)
		}
	}
}

// A linkedStory is a life in linked mode: a person links the referral, Partner
// Center upgrades it, and the desk follows. Each step is tried until it
// succeeds.
func linkedStory(t *testing.T, w *world) (calls int) {
	t.Helper()
	own := partnerCenterMakes(&w.gateway, mci.Yes)
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, ModeOf: linkedMode, Organization: "own"})
	at := now
	step := func(name string, do func() error) {
		for try := 0; ; try++ {
			err := do()
			if err == nil {
				return
			}
			if try > 10 || errors.Is(err, ErrLinked) || errors.Is(err, ErrGone) || errors.Is(err, ErrDisconnected) {
				t.Fatalf("%v: %s: %v", w.faults, name, err)
			}
			at = at.Add(time.Minute)
		}
	}
	follow := func(claim *claims.Claim) func() error {
		return func() error {
			_, _, err := desk.Follow(context.Background(), claim, managed, at)
			return err
		}
	}
	step("link", func() error {
		_, err := desk.Link(context.Background(), "C-1", Link{Referral: own.ID, By: "maria", At: at})
		return err
	})
	step("asked", follow(in(claims.AwaitingConsent)))
	connected := partnerCenterUpgrades(&w.gateway, &own)
	step("received", follow(in(claims.ConsentReceived)))
	calls = w.calls
	w.faults = nil
	// The first answer may have been lost after its effect.
	step("again", follow(in(claims.ConsentReceived)))
	deal := must(w.store.Load(context.Background(), "C-1"))
	listed := must(All(context.Background(), &w.gateway, Query{}))
	if deal.Type != cosell.CoSell || deal.Seen.Type != cosell.CoSell || deal.Link.Referral != own.ID || deal.Connected.ID != connected.ID || w.creates != 0 || len(listed) != 2 {
		t.Fatalf("%d referrals, %d creates, %+v", len(listed), w.creates, deal)
	}
	return calls
}

// Every way in which up to two calls of a linked life can fail: the claim has
// its one link, the upgrade is seen, and nothing is made or doubled.
func TestWhateverFailsWhereverALinkedReferralIsFollowedAndNothingIsMade(t *testing.T) {
	stories := everyFault(*mostFaults, func(faults map[int]fault) int { return linkedStory(t, &world{faults: faults}) })
	t.Logf("%d stories", stories)
	least := 500
	if *onePair > 1 {
		least = 400 // all stories of one fault, and some of two
	}
	if *mostFaults == 2 && stories < least {
		t.Errorf("only %d stories", stories)
	}
}

// unlisted is a gateway that cannot read an element of an engagement.
type unlisted struct{ *MemoryGateway }

func (u unlisted) Related(ctx context.Context, id string) ([]resource.Referral, error) {
	found, err := u.MemoryGateway.Related(ctx, id)
	return found[:1], errors.Join(err, &UnreadError{Elements: []error{errLost}})
}

func TestAnEngagementThatWasNotReadIsUnknownAndNeverNotUpgraded(t *testing.T) {
	claim := in(claims.ConsentReceived)
	w := &world{}
	own := partnerCenterMakes(&w.gateway, mci.Yes)
	partnerCenterUpgrades(&w.gateway, &own)
	for name, gateway := range map[string]Gateway{"an unread element": unlisted{&w.gateway}, "no list": struct{ Gateway }{&w.gateway}} {
		desk := NewDesk(&MemoryStore{}, Options{Gateway: gateway, ModeOf: linkedMode})
		if _, err := desk.Link(t.Context(), "C-1", linkTo(own.ID)); err != nil {
			t.Fatal(err)
		}
		deal, _, err := desk.Follow(t.Context(), claim, managed, now)
		if err != nil || deal.Seen.Type != cosell.NoDeal || deal.Seen.Sellers != cosell.UnknownVisibility || deal.Seen.Disconnected {
			t.Errorf("%s: %+v, %v", name, deal, err)
		}
		for _, d := range desk.Differences(claim, deal, managed, now) {
			if d.Rule != "difference.upgraded" || d.Outcome != mci.Unknown {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
}

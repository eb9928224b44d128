package referral

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A dropping gateway loses the externalReferenceId of each referral that it
// makes, as a service may that shortens it or has none.
type dropping struct{ faultyGateway }

func (g dropping) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	r.ExternalReferenceID = ""
	return g.faultyGateway.Create(ctx, r)
}

// unlinkedDesk returns a desk whose service drops the links, after the first
// create.
func unlinkedDesk(t *testing.T) (*world, *Desk, Deal) {
	t.Helper()
	w := &world{}
	desk := NewDesk(faultyStore{w}, Options{Gateway: dropping{faultyGateway{w}}, Policy: closing{}})
	deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now)
	if !errors.Is(err, ErrUnlinked) || deal.Remote.ID != "" || deal.Remote.Unlinked == "" {
		t.Fatalf("%+v, %v", deal, err)
	}
	return w, desk, deal
}

func TestAServiceThatDropsTheLinkGetsOneCreate(t *testing.T) {
	w, desk, first := unlinkedDesk(t)
	for run := range 5 {
		at := now.Add(time.Duration(run+1) * time.Hour)
		deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, at)
		if !errors.Is(err, ErrUnlinked) || w.creates != 1 || deal.Remote.Unlinked != first.Remote.Unlinked {
			t.Fatalf("%+v, %v, %d creates", deal, err, w.creates)
		}
	}
	// While nothing is under way, nobody waits.
	if _, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now.Add(5*time.Hour+time.Second)); !errors.Is(err, ErrUnlinked) {
		t.Errorf("again at once: %v", err)
	}
	// The claim ends. What was made is still told, and not forgotten.
	claim := in(claims.Canceled)
	deal, _, err := desk.Follow(t.Context(), claim, managed, now.AddDate(0, 0, 1))
	if told := endedDifference(desk, claim, deal); !errors.Is(err, ErrUnlinked) || told.Rule == "" || w.creates != 1 {
		t.Errorf("%+v, %v, %+v", deal, err, told)
	}
}

// An answering gateway makes nothing that is found again, and answers each
// create in its own way.
type answering struct {
	faultyGateway
	answer func(resource.Referral) (resource.Referral, error)
}

func (g answering) Create(_ context.Context, r resource.Referral) (resource.Referral, error) {
	g.creates++
	return g.answer(r)
}

// Whatever a service answers, only a referral with an ID was certainly made,
// and only if the answer is no error. Anything else is a create that may be
// under way, the latest one like the first.
func TestAnAnswerThatNamesNoReferralIsWaitedForAsALostOne(t *testing.T) {
	for name, answer := range map[string]func(resource.Referral) (resource.Referral, error){
		"nothing":                      func(resource.Referral) (resource.Referral, error) { return resource.Referral{}, nil },
		"an error beside the referral": func(r resource.Referral) (resource.Referral, error) { r.ID = "R-1"; return r, errLost },
	} {
		w := &world{}
		desk := NewDesk(faultyStore{w}, Options{Gateway: answering{faultyGateway{w}, answer}})
		claim := in(claims.AwaitingConsent)
		for creates, at := range []time.Time{now, now.Add(10 * time.Minute)} {
			if deal, _, err := desk.Follow(t.Context(), claim, managed, at); err == nil || deal.Remote != (Remote{Attempt: at}) || w.creates != creates+1 {
				t.Errorf("%s at %v: %+v, %v, %d creates", name, at, deal.Remote, err, w.creates)
			}
		}
		if _, _, err := desk.Follow(t.Context(), claim, managed, now.Add(11*time.Minute)); !errors.Is(err, ErrBusy) || w.creates != 2 {
			t.Errorf("%s: soon after the second create: %v, %d creates", name, err, w.creates)
		}
	}
}

func TestAPersonRepairsAReferralWithoutItsLink(t *testing.T) {
	later := now.AddDate(0, 0, 1)
	for name, c := range map[string]struct {
		repair  func(w *world, desk *Desk, id string) error
		creates int
		linked  bool
	}{
		"writes the link": {func(w *world, _ *Desk, _ string) error {
			w.gateway.referrals[0].ExternalReferenceID = LinkOf("C-1")
			return nil
		}, 1, false},
		"links it": {func(_ *world, desk *Desk, id string) error {
			_, err := desk.Link(context.Background(), "C-1", linkTo(id))
			return err
		}, 1, true},
	} {
		w, desk, first := unlinkedDesk(t)
		if err := c.repair(w, desk, first.Remote.Unlinked); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, later)
		if err != nil || deal.Remote.ID != first.Remote.Unlinked || deal.Remote.Unlinked != "" || w.creates != c.creates || (deal.Link.Referral != "") != c.linked {
			t.Errorf("%s: %+v, %v, %d creates", name, deal, err, w.creates)
		}
	}
	// If the referral is deleted, another one is made.
	w, desk, first := unlinkedDesk(t)
	w.gateway.remove(first.Remote.Unlinked)
	if deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, later); !errors.Is(err, ErrUnlinked) || w.creates != 2 {
		t.Errorf("%+v, %v, %d creates", deal, err, w.creates)
	}
}

// Whether the referral without the link exists is unknown while it cannot be
// read.
func TestAReferralWithoutItsLinkThatCannotBeReadIsNoReasonToMakeAnother(t *testing.T) {
	w, desk, _ := unlinkedDesk(t)
	w.calls, w.faults = 0, map[int]fault{3: before} // load, save, list, get
	deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now.AddDate(0, 0, 1))
	if !errors.Is(err, errLost) || w.creates != 1 || deal.Remote.Unlinked == "" {
		t.Errorf("%+v, %v, %d creates", deal, err, w.creates)
	}
}

// The referral for Microsoft lost its link too. It is recognized by its
// engagement.
func TestAReferralForMicrosoftWithoutItsLinkIsRecognized(t *testing.T) {
	w := &world{}
	settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
	desk := NewDesk(faultyStore{w}, Options{Gateway: dropping{faultyGateway{w}}})
	claim := in(claims.ConsentReceived)
	if deal, _, err := desk.Follow(t.Context(), claim, managed, now); !errors.Is(err, ErrUnlinked) || deal.Connected.Unlinked == "" {
		t.Fatalf("%+v, %v", deal, err)
	}
	deal, _, err := desk.Follow(t.Context(), claim, managed, now.AddDate(0, 0, 1))
	if err != nil || deal.Remote.Type != cosell.CoSell || deal.Connected.ID == "" || deal.Connected.Unlinked != "" || w.creates != 2 {
		t.Errorf("%+v, %v, %d creates", deal, err, w.creates)
	}
}

// A list that is missing says nothing about the referral that was just read.
func TestAMissingListOfRelatedReferralsDoesNotMakeTheReferralGone(t *testing.T) {
	for name, options := range map[string]Options{"created": {}, "linked": {ModeOf: linkedMode}} {
		w := &world{}
		own := partnerCenterMakes(&w.gateway, mci.Yes)
		if name == "created" {
			settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
		} else if _, err := NewDesk(&w.store, Options{Gateway: &w.gateway, ModeOf: linkedMode}).Link(t.Context(), "C-1", linkTo(own.ID)); err != nil {
			t.Fatal(err)
		}
		options.Gateway = listless{faultyGateway{w}}
		desk := NewDesk(&w.store, options)
		deal, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now)
		if err == nil || errors.Is(err, ErrGone) || errors.Is(err, ErrNotFound) || deal.Seen.Gone {
			t.Errorf("%s: %+v, %v", name, deal, err)
		}
	}
}

// A listless gateway finds no list.
type listless struct{ faultyGateway }

func (listless) Related(context.Context, string) ([]resource.Referral, error) {
	return nil, ErrNotFound
}

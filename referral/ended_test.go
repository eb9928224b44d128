package referral

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/change"
	"github.com/mci-go/incentives/referral/cosell"
)

// untilDone follows a claim until there is no error, later each time.
func untilDone(t *testing.T, desk *Desk, claim *claims.Claim, at time.Time) (Deal, time.Time) {
	t.Helper()
	for runs := 0; ; runs++ {
		deal, _, err := desk.Follow(t.Context(), claim, managed, at)
		if err == nil {
			return deal, at
		}
		if runs > 20 {
			t.Fatalf("still %v", err)
		}
		var wait *WaitError
		if errors.As(err, &wait) {
			at = at.Add(wait.For)
		}
	}
}

// endedDifference returns the difference of a claim that ended, or the zero
// Difference.
func endedDifference(desk *Desk, claim *claims.Claim, deal Deal) Difference {
	for _, d := range desk.Differences(claim, deal, managed, now) {
		if d.Rule == "difference.ended" {
			return d
		}
	}
	return Difference{}
}

// The claim ends while the referral for Microsoft is being made. Every way in
// which up to two calls can fail: the own referral ends as the policy says, and
// a referral for Microsoft that is there is told. The desk makes none after it
// closed the own one, and closes none for Microsoft.
func TestWhateverFailsAReferralForMicrosoftThatOutlivesItsClaimIsTold(t *testing.T) {
	left := 0
	stories := everyFault(*mostFaults, func(faults map[int]fault) int {
		w := &world{}
		settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
		w.calls, w.faults = 0, faults
		desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: closing{}})
		_, _, _ = desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now)
		claim := in(claims.Canceled)
		deal, _ := untilDone(t, desk, claim, now)
		calls := w.calls
		w.faults = nil
		found, err := w.gateway.List(t.Context(), ConnectedLinkOf("C-1"))
		if err != nil || len(found) > 1 || len(found) == 1 && found[0].State() != active {
			t.Fatalf("%v: %v, %v", faults, found, err)
		}
		left += len(found)
		told := endedDifference(desk, claim, deal)
		if deal.Remote.State != lost || !deal.Connected.Attempt.IsZero() || (deal.Connected.ID != "") != (len(found) == 1) ||
			(told.Outcome == mci.Fail && told.Rule != "") != (len(found) == 1) || (told.Rule != "") != (len(found) == 1) {
			t.Fatalf("%v: %+v, told %+v, %d for Microsoft", faults, deal, told, len(found))
		}
		return calls
	})
	if left == 0 {
		t.Error("no story leaves a referral for Microsoft")
	}
	t.Logf("%d stories, %d leave a referral for Microsoft", stories, left)
}

// outlived returns a world in which the claim was canceled after the answer to
// the create for Microsoft was lost.
func outlived(t *testing.T, policy Policy) (*world, *Desk) {
	t.Helper()
	w := &world{}
	settles(t, w, in(claims.AwaitingConsent), cosell.PartnerLed)
	// The calls are load, save, get, related, save, list and create.
	w.calls, w.faults = 0, map[int]fault{6: afterward}
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: policy})
	if _, _, err := desk.Follow(t.Context(), in(claims.ConsentReceived), managed, now); !errors.Is(err, errLost) || connectedIn(&w.gateway) != 1 {
		t.Fatalf("%v, %d for Microsoft", err, connectedIn(&w.gateway))
	}
	return w, desk
}

func TestWhatAPersonDoesAboutAReferralThatOutlivesItsClaimIsSeen(t *testing.T) {
	for name, act := range map[string]func(w *world, id string){
		"closed": func(w *world, id string) {
			r := must(w.gateway.Get(context.Background(), id))
			must(w.gateway.Patch(context.Background(), id, must(change.Edit{State: lost}.Patch(&r)), ""))
		},
		"deleted": func(w *world, id string) { w.gateway.remove(id) },
	} {
		w, desk := outlived(t, closing{})
		claim := in(claims.Canceled)
		deal, _, err := desk.Follow(t.Context(), claim, managed, now)
		if !errors.Is(err, ErrBusy) || deal.Remote.State != lost || endedDifference(desk, claim, deal).Outcome != mci.Unknown {
			t.Fatalf("%+v, %v, %+v", deal, err, endedDifference(desk, claim, deal))
		}
		deal, at := untilDone(t, desk, claim, now)
		if told := endedDifference(desk, claim, deal); told.Outcome != mci.Fail || told.Remedy == "" || told.Found != "the referral for Microsoft, Active/Accepted" {
			t.Fatalf("%+v, %+v", deal, told)
		}
		// Nothing is done about it, however often the desk is asked. It is seen
		// that the deal was a co-sell one.
		first, at := untilDone(t, desk, claim, at)
		again, at := untilDone(t, desk, claim, at)
		if again != first || again.Remote.Type != cosell.CoSell || again.Connected != deal.Connected || w.creates != 2 || connectedIn(&w.gateway) != 1 {
			t.Errorf("%+v, %d creates", again, w.creates)
		}
		act(w, deal.Connected.ID)
		seen, at := untilDone(t, desk, claim, at)
		if got := desk.Differences(claim, seen, managed, at); got != nil {
			t.Errorf("%s: %+v, %+v", name, got, seen)
		}
		calls := w.calls
		if last, _ := untilDone(t, desk, claim, at); last != seen || w.calls != calls+1 {
			t.Errorf("%s: a referral that ended is read again: %+v, %d calls", name, last, w.calls-calls)
		}
	}
}

// A create had no answer, and the claim was canceled. The service is busy when
// the desk looks for what was made. It is found all the same.
func TestABusyServiceDoesNotHideWhatALostCreateMade(t *testing.T) {
	w := &world{faults: map[int]fault{4: afterward}} // the calls are load, save, save, list, create
	desk := NewDesk(faultyStore{w}, Options{Gateway: faultyGateway{w}, Policy: closing{}})
	if _, _, err := desk.Follow(t.Context(), in(claims.AwaitingConsent), managed, now); !errors.Is(err, errLost) {
		t.Fatal(err)
	}
	w.calls, w.faults = 0, map[int]fault{3: throttled} // load, save, save, list
	claim := in(claims.ConsentDeclined)
	deal, _, err := desk.Follow(t.Context(), claim, managed, now.Add(time.Hour))
	if !errors.Is(err, ErrThrottled) || deal.Remote.Attempt != now || endedDifference(desk, claim, deal).Outcome != mci.Unknown {
		t.Fatalf("%+v, %v", deal, err)
	}
	deal, _, err = desk.Follow(t.Context(), claim, managed, now.Add(time.Hour+time.Minute))
	if err != nil || deal.Remote.State != lost || w.creates != 1 {
		t.Errorf("%+v, %v, %d creates", deal, err, w.creates)
	}
}

func TestAReferralThatThePolicyLeavesOpenIsToldAsAQuestion(t *testing.T) {
	w, desk := outlived(t, nil)
	claim := in(claims.Canceled)
	deal, at := untilDone(t, desk, claim, now)
	if told := endedDifference(desk, claim, deal); told.Outcome != mci.Unknown || told.Rule == "" || deal.Connected.ID == "" || w.creates != 2 {
		t.Errorf("%+v, %+v", deal, told)
	}
	// A person deletes the referral for Microsoft. The claim does not need it.
	w.gateway.remove(deal.Connected.ID)
	if deal, _, err := desk.Follow(t.Context(), claim, managed, at); err != nil || !deal.Seen.Disconnected || hasDifference(desk.Differences(claim, deal, managed, at), "difference.connected") {
		t.Errorf("%+v, %v", deal, err)
	}
}

func TestACreateForMicrosoftIsFoundAfterAPersonClosedTheOwnReferral(t *testing.T) {
	w, desk := outlived(t, nil)
	own := must(w.store.Load(t.Context(), "C-1")).Remote.ID
	r := must(w.gateway.Get(t.Context(), own))
	must(w.gateway.Patch(t.Context(), own, must(change.Edit{State: lost}.Patch(&r)), ""))
	deal, _ := untilDone(t, desk, in(claims.ConsentReceived), now)
	if deal.Remote.State != lost || deal.Connected.ID == "" || !deal.Connected.Attempt.IsZero() || w.creates != 2 {
		t.Errorf("%+v, %d creates", deal, w.creates)
	}
}

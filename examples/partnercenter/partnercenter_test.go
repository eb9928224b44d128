package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestTheProgramPrintsWhatIsRecordedAndWhatTheReadmeShows(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "partnercenter.golden.txt")
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if that is meant:\n%s", file, diff)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```\n"+out.String()+"```\n") {
		t.Errorf("README.md does not show what the program prints:\n%s", out.String())
	}
}

// If any one request is lost, before or after the server has done it, the
// result is one referral for the claim with nothing missing.
func TestTheDeskMakesOneReferralWhicheverAnswerIsLost(t *testing.T) {
	for number := range 12 {
		for _, fault := range []fake.Fault{{Lost: true}, {Status: 503}, {Status: 429, RetryAfter: "60"}, {Status: 409}} {
			center := &fake.Server{Token: "t"}
			center.Meet(append(slices.Repeat([]fake.Fault{{}}, number), fault)...)
			follow(t, center)
			found, err := center.Referrals.List(t.Context(), referral.LinkOf("C-1"))
			if err != nil || len(found) != 1 {
				t.Fatalf("request %d with %+v: there are %v, %v, want one", number, fault, found, err)
			}
			want := progress.State{Status: progress.StatusClosed, Substatus: progress.Lost}
			connected, err := center.Referrals.List(t.Context(), referral.ConnectedLinkOf("C-1"))
			if err != nil || len(connected) != 1 {
				t.Errorf("request %d with %+v: %d referrals for Microsoft, %v, want one", number, fault, len(connected), err)
			}
			r, deal := &found[0], dealIn(t, center, &found[0])
			if deal != cosell.CoSell || r.State() != want || r.StatusReason != "no response" {
				t.Errorf("request %d with %+v: found a %v deal, %v, %q", number, fault, deal, r.State(), r.StatusReason)
			}
		}
	}
}

// Partner Center makes the referral. If any one request is lost or refused, the
// claim has its one link, the upgrade is seen, and nothing was written.
func TestALinkedReferralIsFollowedWhicheverRequestFails(t *testing.T) {
	scenes, err := life()
	if err != nil {
		t.Fatal(err)
	}
	stories := 0
	for number := range 8 {
		for _, fault := range []fake.Fault{{Lost: true}, {Status: 503}, {Status: 429, RetryAfter: "60"}, {Status: 409}} {
			center := &fake.Server{Token: "t"}
			own, desk := linkedDesk(t, center)
			center.Meet(append(slices.Repeat([]fake.Fault{{}}, number), fault)...)
			claim, at := scenes[3].claim, scenes[3].at
			var deal referral.Deal
			for name, step := range []func() error{
				func() (err error) {
					_, err = desk.Link(t.Context(), "C-1", referral.Link{Referral: own.ID, By: "maria", At: at})
					return err
				},
				func() (err error) { _, _, err = desk.Follow(t.Context(), claim, facts, at); return err },
				func() error { return upgrade(t, center, &own) },
				func() (err error) { deal, _, err = desk.Follow(t.Context(), claim, facts, at); return err },
			} {
				for try := 0; ; try++ {
					if err := step(); err == nil {
						break
					} else if try == 4 || errors.Is(err, referral.ErrLinked) {
						t.Fatalf("request %d with %+v, step %d: %v", number, fault, name, err)
					}
					at = at.Add(10 * time.Minute)
				}
			}
			stories++
			if deal.Link.Referral != own.ID || deal.Seen.Type != cosell.CoSell || deal.Connected.ID == "" {
				t.Errorf("request %d with %+v: %+v", number, fault, deal)
			}
			for _, request := range center.Requests() {
				if !strings.HasPrefix(request, "GET ") {
					t.Errorf("the desk sent %s", request)
				}
			}
		}
	}
	t.Logf("%d stories", stories)
}

// linkedDesk returns a referral that Partner Center made, and a desk in linked
// mode.
func linkedDesk(t *testing.T, center *fake.Server) (resource.Referral, *referral.Desk) {
	t.Helper()
	own, err := center.Referrals.Create(t.Context(), resource.Referral{
		Type: resource.Independent, Qualification: resource.SalesQualified, CustomerProfile: resource.CustomerProfile{Name: "Contoso"},
		Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes}, Details: resource.Details{Notes: "made for a claim"},
	})
	if err != nil {
		t.Fatal(err)
	}
	address, stop, err := listen(t.Context(), center)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop() })
	carrier, err := gateway.New(gateway.Options{URL: address + fake.Path, Tokens: token(center.Token), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return own, referral.NewDesk(&referral.MemoryStore{}, referral.Options{
		Gateway: carrier, ModeOf: func(*claims.Claim) catalog.ReferralMode { return catalog.LinkedReferral },
	})
}

// upgrade makes the referral for Microsoft, as Partner Center does.
func upgrade(t *testing.T, center *fake.Server, own *resource.Referral) error {
	t.Helper()
	connected, err := cosell.Connected(own, resource.InviteContext{AssistanceRequestCode: resource.HelpGeneral})
	if err != nil {
		return err
	}
	_, err = center.Referrals.Create(t.Context(), connected)
	return err
}

// dealIn returns the deal type of a referral, taking its related ones into
// account.
func dealIn(t *testing.T, center *fake.Server, own *resource.Referral) cosell.DealType {
	t.Helper()
	related, err := center.Referrals.Related(t.Context(), own.EngagementID)
	if err != nil {
		t.Fatal(err)
	}
	deal, _ := cosell.DealTypeOf(own, cosell.Related{Read: true, Referrals: related})
	return deal
}

// follow calls a desk for each scene of the claim. If a call fails, it tries
// again ten minutes later, at most three times.
func follow(t *testing.T, center *fake.Server) {
	t.Helper()
	address, stop, err := listen(t.Context(), center)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	carrier, err := gateway.New(gateway.Options{URL: address + fake.Path, Tokens: token(center.Token), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: carrier, Policy: closing{}})
	scenes, err := life()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		at := s.at
		for try := 0; ; try++ {
			_, _, err := desk.Follow(t.Context(), s.claim, facts, at)
			if err == nil {
				break
			}
			if try == 3 || errors.Is(err, referral.ErrAmbiguous) {
				t.Fatalf("%s: %v", s.what, err)
			}
			at = at.Add(10 * time.Minute)
		}
	}
}

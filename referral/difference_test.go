package referral

import (
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/tabletest"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/internal/conditions"
	"github.com/mci-go/incentives/referral/progress"
)

func hasDifference(all []Difference, rule mci.RuleID) bool {
	return slices.ContainsFunc(all, func(d Difference) bool { return d.Rule == rule })
}

// agreeing returns a claim with received consent and a co-sell deal.
func agreeing() Comparison {
	return Comparison{
		Claim: in(claims.ConsentReceived), Mode: catalog.LinkedReferral, Qualifies: mci.Pass, Days: 3, At: now,
		Deal: Deal{
			Claim: "C-1", Version: 3, Type: cosell.CoSell, Link: linkTo("R-1"),
			Remote: Remote{ID: "R-1", Type: cosell.CoSell, State: active}, Seen: Observation{Since: now, Type: cosell.CoSell},
		},
	}
}

// differing are comparisons by the rule that speaks, or by none.
var differing = []struct {
	name string
	edit func(*Comparison)
	rule mci.RuleID
	want mci.Outcome
}{
	{"as it is", func(*Comparison) {}, "", 0},
	{"nothing linked", func(c *Comparison) { c.Deal = Deal{Type: cosell.CoSell} }, "difference.linked", mci.Fail},
	{"nothing linked or expected", func(c *Comparison) { c.Deal = Deal{} }, "", 0},
	{"created, without a gateway", func(c *Comparison) { c.Deal, c.Mode = Deal{Type: cosell.CoSell}, catalog.CreatedReferral }, "", 0},
	{"linked, without a gateway", func(c *Comparison) {
		c.Claim, c.Deal = in(claims.AwaitingConsent), Deal{Claim: "C-1", Type: cosell.CoSell, Link: linkTo("R-1")}
	}, "difference.exists", mci.Unknown},
	{"created, without a gateway and consent", func(c *Comparison) {
		c.Claim, c.Deal, c.Mode = in(claims.AwaitingConsent), Deal{Type: cosell.CoSell}, catalog.CreatedReferral
	}, "difference.consent", mci.Fail},
	{"created, and not upgraded before consent was lost", func(c *Comparison) {
		c.Claim, c.Mode = in(claims.AwaitingConsent), catalog.CreatedReferral
		c.Deal = Deal{Claim: "C-1", Type: cosell.CoSell, Remote: Remote{ID: "R-1", Type: cosell.PartnerLed, State: active}}
	}, "", 0},
	{"not read yet", func(c *Comparison) { c.Deal.Seen.Since = time.Time{} }, "difference.exists", mci.Unknown},
	{"gone", func(c *Comparison) { c.Deal.Seen.Gone = true }, "difference.exists", mci.Fail},
	{"disconnected", func(c *Comparison) { c.Deal.Seen.Disconnected = true }, "difference.connected", mci.Fail},
	{"not upgraded", notUpgraded, "difference.upgraded", mci.Fail},
	{"not upgraded yet", func(c *Comparison) {
		notUpgraded(c)
		c.At = c.Claim.Record().Consent.Answered.Add(72*time.Hour - 1)
	}, "", 0},
	{"not upgraded after three days", func(c *Comparison) {
		notUpgraded(c)
		c.At = c.Claim.Record().Consent.Answered.Add(72 * time.Hour)
	}, "difference.upgraded", mci.Fail},
	{"not upgraded, and not qualified", func(c *Comparison) { notUpgraded(c); c.Qualifies = mci.Fail }, "", 0},
	{"not upgraded, and perhaps qualified", func(c *Comparison) { notUpgraded(c); c.Qualifies = mci.Unknown }, "difference.upgraded", mci.Unknown},
	{"not upgraded, and its claim canceled", func(c *Comparison) { notUpgraded(c); canceled(c) }, "difference.ended", mci.Unknown},
	{"of unknown type", func(c *Comparison) { notUpgraded(c); c.Deal.Seen.Type = cosell.NoDeal }, "difference.upgraded", mci.Unknown},
	{"waits for consent", func(c *Comparison) { notUpgraded(c); c.Claim = in(claims.AwaitingConsent) }, "", 0},
	{"upgraded without consent", func(c *Comparison) { c.Claim = in(claims.AwaitingConsent) }, "difference.consent", mci.Fail},
	{"closed", func(c *Comparison) { c.Deal.Remote.State = lost }, "difference.open", mci.Fail},
	{"closed, and not upgraded", func(c *Comparison) { notUpgraded(c); c.Deal.Remote.State = lost }, "difference.open", mci.Fail},
	{"closed with its claim", func(c *Comparison) { c.Deal.Remote.State, c.Claim = lost, in(claims.Canceled) }, "", 0},
	{"open, and its claim approved", func(c *Comparison) { c.Claim = in(claims.Approved) }, "", 0},
	{"open, and its claim canceled", canceled, "difference.ended", mci.Unknown},
	{"open, although the policy closes it", func(c *Comparison) { canceled(c); c.Deal.Ending = Ending{Substatus: progress.Lost} }, "difference.ended", mci.Fail},
	{"closed, and Microsoft's is open", func(c *Comparison) {
		canceled(c)
		c.Deal.Remote.State, c.Deal.Connected = lost, Remote{ID: "R-2", Type: cosell.CoSell, State: active}
	}, "difference.ended", mci.Fail},
	{"closed, and Microsoft's is too", func(c *Comparison) {
		canceled(c)
		c.Deal.Remote.State, c.Deal.Connected = lost, Remote{ID: "R-2", Type: cosell.CoSell, State: lost}
	}, "", 0},
	{"closed, and Microsoft's is gone", func(c *Comparison) {
		canceled(c)
		c.Deal.Remote.State, c.Deal.Connected = lost, Remote{ID: "R-2", Type: cosell.CoSell, State: active}
		c.Deal.Seen.Disconnected = true
	}, "", 0},
	{"closed, and Microsoft's may have been made", func(c *Comparison) {
		canceled(c)
		c.Deal.Remote.State, c.Deal.Connected = lost, Remote{Attempt: now}
	}, "difference.ended", mci.Unknown},
	{"perhaps made, of a claim that was canceled", func(c *Comparison) {
		canceled(c)
		c.Mode, c.Deal = catalog.CreatedReferral, Deal{Claim: "C-1", Type: cosell.PartnerLed, Remote: Remote{Attempt: now}}
	}, "difference.ended", mci.Unknown},
	{"gone, of a claim that was canceled", func(c *Comparison) { canceled(c); c.Deal.Seen.Gone = true }, "difference.exists", mci.Fail},
}

func TestAnUpgradeIsAwaitedForTheDaysOfTheOptions(t *testing.T) {
	claim, c := in(claims.ConsentReceived), agreeing()
	notUpgraded(&c)
	for days, first := range map[int]int{0: 3, 2: 2, 5: 5} { // by default three
		desk := NewDesk(&MemoryStore{}, Options{ModeOf: linkedMode, UpgradeDays: days})
		for day := range 8 {
			at := claim.Record().Consent.Answered.AddDate(0, 0, day)
			if got := hasDifference(desk.Differences(claim, c.Deal, managed, at), "difference.upgraded"); got != (day >= first) {
				t.Errorf("%d days by the options: after %d days it is told: %t", days, day, got)
			}
		}
	}
}

func canceled(c *Comparison) { c.Claim = in(claims.Canceled) }

func notUpgraded(c *Comparison) {
	c.Deal.Seen.Type, c.Deal.Remote.Type = cosell.PartnerLed, cosell.PartnerLed
}

func TestADifferenceBetweenClaimAndReferralIsTold(t *testing.T) {
	check := func(rows []ruling.Row[*Comparison, string]) error {
		for _, c := range differing {
			comparison := agreeing()
			c.edit(&comparison)
			spoke := mci.RuleID("")
			for i, f := range conditions.Judge(rows, &comparison).Findings {
				if f.Outcome == mci.Pass {
					continue
				}
				if spoke != "" || f.Rule != c.rule || f.Outcome != c.want || rows[i].Own == "" {
					return &mci.FieldError{Path: c.name, Found: string(f.Rule) + " " + f.Outcome.String() + " " + f.Found, Want: string(c.rule)}
				}
				spoke = f.Rule
			}
			if spoke != c.rule {
				return &mci.FieldError{Path: c.name, Found: "agreement", Want: string(c.rule)}
			}
		}
		return nil
	}
	name := func(r ruling.Row[*Comparison, string]) string { return string(r.ID) }
	mutants := tabletest.Drop(differenceRows, name)
	mutants = append(mutants, tabletest.Edit(differenceRows, "pass always", name, func(r *ruling.Row[*Comparison, string]) bool {
		r.Check = func(*Comparison) mci.Outcome { return mci.Pass }
		return true
	})...)
	if err := tabletest.Survivors(differenceRows, mutants, check); err != nil {
		t.Error(err)
	}
}

func TestAConsentThatWasTakenBackLeavesTheUpgradeAndIsTold(t *testing.T) {
	// Only an answer that Partner Center showed can be taken back.
	whole := history(claims.AwaitingConsent)
	card := must(publicCatalog())
	asked := must(claims.Replay(whole, card))
	shown := must(claims.Observe(asked, claims.ReadStatus("Customer consent received"), meta(claims.PartnerCenter, asked.Record().Updated.AddDate(0, 0, 1))))
	received := shown.Claim
	whole = append(whole, shown.Entries...)
	claim := must(claims.TakeBack(received, whole, uint64(len(whole)), card, meta(claims.PartnerCenter, received.Record().Updated.AddDate(0, 0, 1)))).Claim
	if claim.Record().Consent.Answer != consent.NoAnswer {
		t.Fatalf("the answer is %v", claim.Record().Consent.Answer)
	}
	for name, options := range map[string]Options{"linked": {ModeOf: linkedMode}, "created": {}} {
		w := &world{}
		options.Gateway = &w.gateway
		desk := NewDesk(&w.store, options)
		if name == "linked" {
			own := partnerCenterMakes(&w.gateway, mci.Yes)
			partnerCenterUpgrades(&w.gateway, &own)
			must(desk.Link(t.Context(), "C-1", linkTo(own.ID)))
		}
		upgraded, _, err := desk.Follow(t.Context(), received, managed, now)
		if err != nil || upgraded.Remote.Type != cosell.CoSell {
			t.Fatalf("%s: %+v, %v", name, upgraded, err)
		}
		deal, _, err := desk.Follow(t.Context(), claim, managed, now)
		got := desk.Differences(claim, deal, managed, now)
		if err != nil || deal != upgraded || len(got) != 1 || got[0].Rule != "difference.consent" || got[0].Outcome != mci.Fail {
			t.Errorf("%s: %+v, %v, %+v", name, deal, err, got)
		}
	}
}

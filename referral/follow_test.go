package referral

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// policyFunc is a Policy that answers both questions with one function.
type policyFunc func() resource.Verdict

func (f policyFunc) MayCreate(*claims.Claim, Facts) resource.Verdict  { return f() }
func (f policyFunc) MayUpgrade(*claims.Claim, Facts) resource.Verdict { return f() }
func (policyFunc) AtEnd(*claims.Claim) Ending                         { return Ending{} }

// always returns a policy that gives the same outcome for every claim, without
// findings.
func always(outcome mci.Outcome) Policy {
	return policyFunc(func() resource.Verdict { return resource.Verdict{Outcome: outcome} })
}

func TestFollowMakesOneStepAtATime(t *testing.T) {
	claim := in(claims.ConsentReceived)
	none := Deal{}
	led, decision := Follow(none, claim, managed, CatalogPolicy{}, now)
	want := Deal{Claim: "C-1", Version: 1, Type: cosell.PartnerLed, DealSize: usd("25000"), Created: now}
	if diff := cmp.Diff(want, led); diff != "" || decision.Outcome != mci.Pass || decision.Findings[0].Rule != "referral.create" {
		t.Errorf("the first step is decided by %+v and gives (-want +got):\n%s", decision, diff)
	}
	later := now.AddDate(0, 0, 1)
	sold, decision := Follow(led, claim, managed, CatalogPolicy{}, later)
	want.Version, want.Type, want.Upgraded = 2, cosell.CoSell, later
	if diff := cmp.Diff(want, sold); diff != "" || decision.Outcome != mci.Pass || decision.Findings[0].Rule != "referral.upgrade" {
		t.Errorf("the second step is decided by %+v and gives (-want +got):\n%s", decision, diff)
	}
	if again, decision := Follow(sold, claim, managed, CatalogPolicy{}, later); !cmp.Equal(again, sold) || decision.Findings != nil || decision.Outcome != mci.Unknown {
		t.Errorf("a third step gives %+v, decided by %+v, want none", again, decision)
	}
}

func TestFollowKeepsInstantsInUTC(t *testing.T) {
	claim := in(claims.ConsentReceived)
	local := now.In(time.FixedZone("CEST", 2*60*60))
	led, _ := Follow(Deal{}, claim, managed, CatalogPolicy{}, local)
	sold, _ := Follow(led, claim, managed, CatalogPolicy{}, local)
	if sold.Created != now || sold.Upgraded != now {
		t.Errorf("created at %v, upgraded at %v, want %v in UTC", sold.Created, sold.Upgraded, now)
	}
}

// The test follows each claim only once, in its present status.
func TestFollowGoesByTheClaimAsItStands(t *testing.T) {
	for status, want := range map[claims.Status]cosell.DealType{
		claims.CustomerClaimed:       cosell.NoDeal, // consent was not requested yet
		claims.AwaitingConsent:       cosell.PartnerLed,
		claims.ConsentReceived:       cosell.CoSell,
		claims.ConsentDeclined:       cosell.NoDeal,
		claims.ConsentExpired:        cosell.NoDeal,
		claims.NotSubmittedExpired:   cosell.NoDeal,
		claims.Submitted:             cosell.CoSell,
		claims.UnderReview:           cosell.CoSell,
		claims.ActionRequired:        cosell.CoSell,
		claims.PostSubmissionExpired: cosell.NoDeal,
		claims.Approved:              cosell.CoSell,
		claims.Rejected:              cosell.CoSell,
		claims.Disputed:              cosell.CoSell,
		claims.DisputedExpired:       cosell.NoDeal,
		claims.RejectedFinal:         cosell.NoDeal,
		claims.Canceled:              cosell.NoDeal,
	} {
		if got := settled(Deal{}, in(status), managed, CatalogPolicy{}); got.Type != want {
			t.Errorf("%v: the referral becomes %v, want %v", status, got.Type, want)
		}
	}
}

// settled follows a claim until the deal no longer changes.
func settled(current Deal, claim *claims.Claim, facts Facts, policy Policy) Deal {
	for {
		next, _ := Follow(current, claim, facts, policy, now)
		if next.Version == current.Version {
			return current
		}
		current = next
	}
}

// The test follows each claim from its opening on.
func TestAClaimThatEndsWithoutApprovalLeavesItsReferralAsItIs(t *testing.T) {
	for status, want := range map[claims.Status]cosell.DealType{
		claims.ConsentDeclined:       cosell.PartnerLed,
		claims.ConsentExpired:        cosell.PartnerLed,
		claims.NotSubmittedExpired:   cosell.CoSell,
		claims.PostSubmissionExpired: cosell.CoSell,
		claims.DisputedExpired:       cosell.CoSell,
		claims.RejectedFinal:         cosell.CoSell,
		claims.Canceled:              cosell.CoSell,
	} {
		claim, current := opened(illustrative), Deal{}
		for _, s := range lives[status] {
			claim = after(claim, s)
			before := current
			current = settled(current, claim, managed, CatalogPolicy{})
			if claim.State().Terminal() && !cmp.Equal(before, current) {
				t.Errorf("%v: the referral became %+v, want it to stay %+v", status, current, before)
			}
		}
		if current.Type != want {
			t.Errorf("%v: the referral is %v, want %v", status, current.Type, want)
		}
	}
	canceled := settled(Deal{}, after(opened(illustrative), cancels(3)), managed, always(mci.Pass))
	if !cmp.Equal(canceled, Deal{}) {
		t.Errorf("a claim that was canceled before consent was asked for has the referral %+v", canceled)
	}
}

func TestARefusalThatEndsTheClaimStopsTheUpgradeWhateverThePolicySays(t *testing.T) {
	led := settled(Deal{}, in(claims.AwaitingConsent), managed, CatalogPolicy{})
	for _, status := range []claims.Status{claims.ConsentDeclined, claims.ConsentExpired, claims.Canceled} {
		if got, decision := Follow(led, in(status), managed, always(mci.Pass), now); !cmp.Equal(got, led) || decision.Outcome != mci.Unknown {
			t.Errorf("%v: the referral became %+v by %+v, want it as it was and nothing decided", status, got, decision)
		}
	}
}

func TestNothingIsUpgradedBeforeConsentIsReceivedWhateverThePolicySays(t *testing.T) {
	led := settled(Deal{}, in(claims.AwaitingConsent), managed, always(mci.Pass))
	if led.Type != cosell.PartnerLed {
		t.Errorf("while consent is awaited the referral is %v, want partner-led", led.Type)
	}
}

// If a fact was missing for a step, the step is made when the fact arrives.
func TestAnUnknownFactOnlyDelays(t *testing.T) {
	claim := in(claims.ConsentReceived)
	led, decision := Deal{}, Advance{}
	for range 3 {
		led, decision = Follow(led, claim, Facts{}, CatalogPolicy{}, now)
	}
	if led.Type != cosell.PartnerLed || decision.Outcome != mci.Unknown || len(decision.Findings) != 1 || decision.Findings[0].Found != "unknown" {
		t.Errorf("without the fact the referral is %v, decided by %+v, want partner-led and unknown", led.Type, decision)
	}
	if sold, _ := Follow(led, claim, managed, CatalogPolicy{}, now); sold.Type != cosell.CoSell {
		t.Errorf("with the fact the referral is %v, want co-sell", sold.Type)
	}
}

func TestAPrivateReferralIsLeftToItsOwner(t *testing.T) {
	private := Deal{Claim: "C-1", Version: 1, Type: cosell.Private, Created: now}
	if got, decision := Follow(private, in(claims.ConsentReceived), managed, always(mci.Pass), now); !cmp.Equal(got, private) || decision.Outcome != mci.Unknown {
		t.Errorf("a private referral became %+v by %+v", got, decision)
	}
}

func TestFollowDoesNotChangeTheClaim(t *testing.T) {
	claim := in(claims.ConsentReceived)
	before := claim.Record()
	settled(Deal{}, claim, managed, CatalogPolicy{})
	if diff := cmp.Diff(before, claim.Record(), cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b }), cmp.Comparer(func(a, b mci.Hours) bool { return a == b })); diff != "" {
		t.Errorf("the claim has changed (-before +after):\n%s", diff)
	}
}

// commands draws a command for an event that the machine can permit after the
// opening.
func commands(event claims.Event, t *rapid.T) claims.Command {
	switch event {
	case claims.ConsentSent:
		return claims.SendConsent{DealSize: usd(rapid.SampledFrom([]string{"5000", "10000", "25000"}).Draw(t, "deal size"))}
	case claims.EvidenceGiven:
		return claims.GiveEvidence{Part: rapid.SampledFrom([]mci.EvidencePart{mci.ProofOfExecution, mci.PartnerSurvey}).Draw(t, "part")}
	case claims.PartnerSubmits:
		return claims.Submit{Comment: rapid.SampledFrom([]string{"", "attached"}).Draw(t, "comment")}
	default:
		command, err := claimstest.CommandOf(event)
		if err != nil {
			t.Fatal(err)
		}
		return command
	}
}

// move draws one of the commands that the machine permits and applies it. If
// the rules refuse the command, the claim stays the same.
func move(t *rapid.T, claim *claims.Claim) *claims.Claim {
	permitted := slices.Collect(claim.State().Permitted().All())
	if len(permitted) == 0 {
		return claim
	}
	for _, event := range []claims.Event{claims.ConsentSent, claims.CustomerAccepts, claims.PartnerSubmits, claims.ReviewBegins} {
		if slices.Contains(permitted, event) { // otherwise few claims reach the later statuses
			permitted = append(permitted, event, event, event)
		}
	}
	event := rapid.SampledFrom(permitted).Draw(t, "event")
	days := rapid.SampledFrom([]int{0, 1, 1, 2, 5, 5, 30, 31, 121}).Draw(t, "days later")
	change, err := claims.Apply(claim, commands(event, t), meta(claimstest.ActorOf(event), claim.Record().Updated.AddDate(0, 0, days)))
	if err != nil {
		return claim
	}
	return change.Claim
}

func TestWhateverHappensAReferralNeverGoesBackAndIsNeverUpgradedWithoutConsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claim, current := opened(illustrative), Deal{}
		for range rapid.IntRange(3, 15).Draw(t, "steps") {
			claim = move(t, claim)
			facts := Facts{ManagedByMicrosoft: rapid.SampledFrom([]mci.Fact{mci.Yes, mci.No, mci.NotSupplied}).Draw(t, "managed")}
			policy := rapid.SampledFrom([]Policy{CatalogPolicy{}, CatalogPolicy{}, always(mci.Pass), always(mci.Fail), always(mci.Unknown)}).Draw(t, "policy")
			next, decision := Follow(current, claim, facts, policy, claim.Record().Updated)
			checkStep(t, current, next, decision, claim)
			if same, _ := Follow(current, claim, facts, policy, claim.Record().Updated); !cmp.Equal(same, next) {
				t.Fatalf("the same inputs give %+v and %+v", next, same)
			}
			current = next
		}
	})
}

// The test makes the same checks for every life of the tests, with every fact
// and policy. It draws nothing, so it can check that every deal type was
// reached.
func TestInEveryLifeADealNeverGoesBackAndIsNeverUpgradedWithoutConsent(t *testing.T) {
	reached := map[cosell.DealType]int{}
	for _, status := range claims.Statuses() {
		for _, known := range []mci.Fact{mci.Yes, mci.No, mci.NotSupplied} {
			for _, policy := range []Policy{CatalogPolicy{}, always(mci.Pass), always(mci.Fail), always(mci.Unknown)} {
				claim, current := opened(illustrative), Deal{}
				for _, s := range lives[status] {
					claim = after(claim, s)
					next, step := Follow(current, claim, facts(known), policy, now)
					checkStep(t, current, next, step, claim)
					current = next
				}
				reached[current.Type]++
			}
		}
	}
	if reached[cosell.NoDeal] == 0 || reached[cosell.PartnerLed] == 0 || reached[cosell.CoSell] == 0 {
		t.Errorf("the lives reach %v, want every deal type that Follow gives", reached)
	}
}

// checkStep fails the test if the deal went back or if a change was not due.
func checkStep(t interface{ Fatalf(string, ...any) }, current, next Deal, step Advance, claim *claims.Claim) {
	record := claim.Record()
	switch {
	case next.Type < current.Type:
		t.Fatalf("%v went back to %v", current.Type, next.Type)
	case cmp.Equal(next, current):
		return
	case step.Outcome != mci.Pass || step.To != next.Type:
		t.Fatalf("%v became %v, though the decision is %v about %v", current.Type, next.Type, step.Outcome, step.To)
	case next.Version != current.Version+1 || next.Claim != record.ID:
		t.Fatalf("version %d of %q became version %d of %q", current.Version, record.ID, next.Version, next.Claim)
	case record.Consent.Asked.IsZero():
		t.Fatalf("there is a referral, and consent was never asked for")
	case !next.DealSize.Equal(record.Consent.DealSize):
		t.Fatalf("the deal size is %v, want %v as frozen", next.DealSize, record.Consent.DealSize)
	case next.Type == cosell.CoSell && (record.Consent.Answer != consent.Accepted || current.Type != cosell.PartnerLed):
		t.Fatalf("%v became co-sell with the answer %v", current.Type, record.Consent.Answer)
	case claim.State().Terminal() && claim.State().Status != claims.Approved:
		t.Fatalf("the claim ended as %v, and the referral became %v", claim.State(), next.Type)
	}
}

func TestNoReferralIsBetterWithLessInformation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claim := opened(rapid.SampledFrom([]mci.EngagementID{illustrative, "several-conditions", "never-upgraded", "in-euros", "fy23-microsoft-viva"}).Draw(t, "engagement"))
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			claim = move(t, claim)
		}
		for _, known := range []mci.Fact{mci.Yes, mci.No} {
			with, without := settled(Deal{}, claim, facts(known), CatalogPolicy{}), settled(Deal{}, claim, Facts{}, CatalogPolicy{})
			if without.Type > with.Type {
				t.Fatalf("the referral is %v with the fact %v and %v without", with.Type, known, without.Type)
			}
		}
	})
}

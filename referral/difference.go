package referral

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/internal/conditions"
)

// A Difference is a contradiction between a claim and its referral in Partner
// Center, or the question whether there is one.
type Difference struct {
	// Finding fails if the two contradict each other. It is unknown if a fact
	// is missing.
	mci.Finding
	// Remedy is the action by which a person can settle it.
	Remedy string `json:"remedy,omitempty"`
}

// A Comparison holds a claim and its deal.
type Comparison struct {
	// Claim is the claim in its current state.
	Claim *claims.Claim `json:"claim,omitzero"`
	// Deal is the deal as last saved.
	Deal Deal `json:"deal,omitzero"`
	// Mode is who makes the referral; see Desk.ModeOf.
	Mode catalog.ReferralMode `json:"mode,omitzero"`
	// Qualifies says whether the customer qualifies for co-sell; see
	// Policy.MayUpgrade.
	Qualifies mci.Outcome `json:"qualifies,omitzero"`
	// Days is how long after received consent an upgrade is awaited.
	Days int `json:"days,omitempty"`
	// At is the current instant.
	At time.Time `json:"at,omitzero"`
}

// differenceRows hold the remedy as their own part.
var differenceRows = []ruling.Row[*Comparison, string]{
	agrees("difference.linked", "deal.link", "a linked referral once consent was asked for",
		"list the candidates and link the one that Partner Center made", checkLinked),
	agrees("difference.exists", "deal.seen", "a referral that Partner Center has",
		"ask Microsoft's support, or take the link back and link another referral", checkExists),
	inVersion(2, agrees("difference.connected", "deal.connected", "a referral for Microsoft that stays, unless the claim ended without approval",
		"ask for help again in Partner Center, on the same engagement", checkConnected)),
	inVersion(2, agrees("difference.upgraded", "deal.seen.type", "a co-sell deal some days after received consent, if the customer qualifies and the claim did not end without approval",
		"upgrade the deal in Partner Center, or ask Microsoft's support why it was not upgraded", checkUpgraded)),
	agrees("difference.consent", "consent.answer", "received consent for a co-sell deal",
		"an upgrade cannot be undone: ask the customer again, or close the referral", checkConsent),
	agrees("difference.open", "deal.remote.state", "an open referral of an open claim",
		"a closed referral stays closed: make another one, or go on with the claim alone", checkOpen),
	agrees("difference.ended", "deal", "no open referral of a claim that ended without approval",
		"no document says what becomes of it: close it in Partner Center, or go on with the deal without the claim", checkEnded),
}

func agrees(id mci.RuleID, path, want, remedy string, look func(*Comparison) (mci.Outcome, string)) ruling.Row[*Comparison, string] {
	return conditions.Row(id, path, want, "a claim and its referral agree: there is "+want, mci.LibraryReading.Source(), remedy, look)
}

func inVersion(version int, row ruling.Row[*Comparison, string]) ruling.Row[*Comparison, string] {
	row.Version = version
	return row
}

// Differences returns the contradictions between the claim and its referral,
// and those that are unknown. If both agree, it returns none. It is pure.
func (c *Comparison) Differences() []Difference {
	var all []Difference
	for i, finding := range conditions.Judge(differenceRows, c).Findings {
		if finding.Outcome != mci.Pass {
			all = append(all, Difference{finding, differenceRows[i].Own})
		}
	}
	return all
}

// Differences compares a claim with its deal by the desk's policy and options;
// see [Comparison]. For example, the deal is the one that [Desk.Follow]
// returned.
func (d *Desk) Differences(claim *claims.Claim, deal Deal, facts Facts, at time.Time) []Difference {
	comparison := Comparison{
		Claim: claim, Deal: deal, Mode: d.ModeOf(claim), Days: d.options.UpgradeDays, At: at,
		Qualifies: d.options.Policy.MayUpgrade(claim, facts).Outcome,
	}
	return comparison.Differences()
}

// linked reports whether the deal is observed and not made by the desk.
func (c *Comparison) linked() bool { return c.Deal.isLinked(c.Mode) }

func checkLinked(c *Comparison) (mci.Outcome, string) {
	switch {
	case !c.linked() || c.Deal.Type == cosell.NoDeal:
		return mci.Pass, "none is expected"
	case c.Deal.Link.Referral == "":
		return mci.Fail, "none"
	default:
		return mci.Pass, "one"
	}
}

func checkExists(c *Comparison) (mci.Outcome, string) {
	switch {
	case c.Deal.Link.Referral == "" && c.Deal.Remote.ID == "":
		return mci.Pass, "none is linked or made"
	case c.Deal.Link.Referral != "" && c.Deal.Seen.Since.IsZero():
		return mci.Unknown, "one that was not read yet"
	default:
		return mci.FactOf(!c.Deal.Seen.Gone).Outcome(), "one, gone: " + mci.FactOf(c.Deal.Seen.Gone).String()
	}
}

func checkConnected(c *Comparison) (mci.Outcome, string) {
	switch {
	case !c.Deal.Seen.Disconnected:
		return mci.Pass, "none that is gone"
	case failed(c.Claim):
		return mci.Pass, "one that is gone, of a claim that ended without approval"
	default:
		return mci.Fail, "one that is gone"
	}
}

func checkUpgraded(c *Comparison) (mci.Outcome, string) {
	given := c.Claim.Record().Consent
	deal := &c.Deal
	switch {
	case deal.Link.Referral == "":
		return mci.Pass, "no linked referral"
	case given.Answer != consent.Accepted:
		return mci.Pass, "consent was not received"
	case failed(c.Claim):
		return mci.Pass, "a claim that ended without approval"
	case deal.Seen.Type == cosell.CoSell || deal.Remote.State.Terminal():
		return mci.Pass, deal.Seen.Type.String() + ", " + deal.Remote.State.String()
	case c.Qualifies == mci.Fail:
		return mci.Pass, "a customer who does not qualify"
	case c.At.Sub(given.Answered) < time.Duration(c.Days)*24*time.Hour:
		return mci.Pass, fmt.Sprintf("consent received less than %d days ago", c.Days)
	case deal.Seen.Type == cosell.NoDeal:
		return mci.Unknown, "a deal of unknown type"
	case c.Qualifies == mci.Unknown:
		return mci.Unknown, deal.Seen.Type.String() + "; whether the customer qualifies is unknown"
	default:
		return mci.Fail, fmt.Sprintf("a %v deal %d days after received consent", deal.Seen.Type, int(c.At.Sub(given.Answered).Hours()/24))
	}
}

// shown returns the deal type that Partner Center shows or, without a gateway,
// the type that the desk recorded.
func (c *Comparison) shown() cosell.DealType {
	if c.linked() || c.Deal.Remote.ID != "" {
		return c.Deal.Remote.Type
	}
	return c.Deal.Type
}

func checkConsent(c *Comparison) (mci.Outcome, string) {
	record := c.Claim.Record()
	switch {
	case c.shown() != cosell.CoSell:
		return mci.Pass, c.shown().String()
	case record.Consent.Answer == consent.Accepted:
		return mci.Pass, "consent received"
	case record.TakenBack:
		return mci.Fail, "a co-sell deal; the answer is " + record.Consent.Answer.String() + ", and an entry of the claim was taken back"
	default:
		return mci.Fail, "a co-sell deal; the answer is " + record.Consent.Answer.String()
	}
}

func checkOpen(c *Comparison) (mci.Outcome, string) {
	state := c.Deal.Remote.State
	if !state.Terminal() || c.Claim.State().Terminal() {
		return mci.Pass, state.String()
	}
	return mci.Fail, state.String()
}

// checkEnded reports the referrals that outlive their claim. The policy can
// close only the partner's own referral, and never a linked one.
func checkEnded(c *Comparison) (mci.Outcome, string) {
	deal := &c.Deal
	own := deal.Remote.open() && !deal.Seen.Gone
	microsofts := deal.Connected.open() && !deal.Seen.Disconnected
	switch {
	case !failed(c.Claim):
		return mci.Pass, c.Claim.State().String()
	case own && deal.Ending == (Ending{}):
		return mci.Unknown, deal.Remote.State.String() + ", and the policy leaves it open"
	case own:
		return mci.Fail, deal.Remote.State.String() + ", although the policy closes it"
	case microsofts:
		return mci.Fail, "the referral for Microsoft, " + deal.Connected.State.String()
	case !deal.Remote.Attempt.IsZero() || !deal.Connected.Attempt.IsZero():
		return mci.Unknown, "a create without an answer, which may have made one"
	default:
		return mci.Pass, "none"
	}
}

package referral

import (
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
)

// A Deal is the partner's own record of a claim's referral. There is at most
// one for each claim. The zero Deal means that there is none.
type Deal struct {
	// Claim is the ID of the claim that made the deal.
	Claim claims.ID `json:"claim"`
	// Version starts at 1 and grows by one with each change.
	Version uint64 `json:"version"`
	// Type is the type that the deal should have. It never goes back.
	Type cosell.DealType `json:"type"`
	// DealSize is the size that the request for consent froze.
	DealSize mci.Money `json:"dealSize,omitzero"`
	// Created is when the deal became partner-led, in UTC.
	Created time.Time `json:"created,omitzero"`
	// Upgraded is when the deal became a co-sell one, in UTC.
	Upgraded time.Time `json:"upgraded,omitzero"`
	// Ending is how the policy closed the deal when the claim ended without
	// approval; see Policy.
	Ending Ending `json:"ending,omitzero"`
	// Followed is the number of the entry of the claim's history that led to
	// the latest step; see Desk.FollowHistory.
	Followed uint64 `json:"followed,omitempty"`
	// Remote is the partner's own referral in Partner Center.
	Remote Remote `json:"remote,omitzero"`
	// Connected is the referral for Microsoft that makes the deal a co-sell
	// one, whoever made it. It is zero if there is none, or if the partner's
	// own referral asks Microsoft for help.
	Connected Remote `json:"connected,omitzero"`
	// Link names the referral that Partner Center made for the claim. It is
	// zero if none is linked; see Desk.Link.
	Link Link `json:"link,omitzero"`
	// Unlinked is the link that was taken back last, if any.
	Unlinked Unlinking `json:"unlinked,omitzero"`
	// Seen is the latest observation of the linked referral. If the desk made
	// the referral, it is the observation of the last change by others.
	Seen Observation `json:"seen,omitzero"`
}

// An Ending says how a referral is closed when its claim ends without approval.
// The zero Ending leaves it open.
type Ending struct {
	// Substatus is the substatus of the closed referral, such as Lost.
	Substatus progress.Substatus `json:"substatus,omitempty"`
	// Reason is written as the referral's status reason.
	Reason progress.CloseReason `json:"reason,omitempty"`
}

// Remote is the partner's knowledge of a referral in Partner Center. The zero
// Remote means that there is no referral.
type Remote struct {
	// ID is the ID that Partner Center gave the referral.
	ID string `json:"id,omitempty"`
	// Type is the deal type that was last seen or made.
	Type cosell.DealType `json:"type,omitempty"`
	// State is the state that was last seen.
	State progress.State `json:"state,omitzero"`
	// Attempt is when a create began, in UTC, if it is not known to have ended.
	// It may have made the referral.
	Attempt time.Time `json:"attempt,omitzero"`
	// Unlinked is the ID of a referral that a create was answered with although
	// it does not have the claim's link; see ErrUnlinked. It is empty if there
	// is none.
	Unlinked string `json:"unlinked,omitempty"`
}

// LinkOf returns the text that connects a referral in Partner Center with a
// claim. The referral's externalReferenceId is made from the claim's ID, so the
// referral can be found again if the answer to its creation got lost.
func LinkOf(claim claims.ID) string { return "mci-claim:" + string(claim) }

// ConnectedLinkOf is [LinkOf] for the referral that connects Microsoft with the
// claim's own one.
func ConnectedLinkOf(claim claims.ID) string { return "mci-co-sell:" + string(claim) }

// open reports whether there is a referral that was not seen closed.
func (r Remote) open() bool { return r.ID != "" && !r.State.Terminal() }

// due reports whether something is left to do in Partner Center. If a referral
// is closed there, it stays as it is. If it is unknown how a create for
// Microsoft ended, its referral must still be found.
func (d *Deal) due() bool {
	switch {
	case d.Remote.ID == "" && d.Ending != (Ending{}):
		// A lost create may have made a referral, which must still be closed.
		return !d.Remote.Attempt.IsZero()
	case d.Remote.ID == "":
		return d.Type != cosell.NoDeal
	case d.Remote.State.Terminal():
		return !d.Connected.Attempt.IsZero()
	default:
		return d.Remote.Type < d.Type || d.Ending != (Ending{})
	}
}

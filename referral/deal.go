package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// A Deal is the partner's own record of a claim's referral. There is one for
// each claim at most. The zero Deal is none.
type Deal struct {
	// the claim that made it
	Claim claims.ID `json:"claim"`
	// grows by one with each change, from 1 on
	Version uint64 `json:"version"`
	// as it should be; never goes back
	Type resource.DealType `json:"type"`
	// as frozen by the request for consent
	DealSize mci.Money `json:"dealSize,omitzero"`
	// when it became a partner-led one, in UTC
	Created time.Time `json:"created,omitzero"`
	// when it became a co-sell one, in UTC
	Upgraded time.Time `json:"upgraded,omitzero"`
	// Ending is the way in which the policy closed it when the claim ended
	// without approval; see Policy.
	Ending Ending `json:"ending,omitzero"`
	// Followed is the number of the entry of the claim's history that led to
	// the latest step; see Desk.FollowHistory.
	Followed uint64 `json:"followed,omitempty"`
	// Remote tells of the partner's own referral in Partner Center.
	Remote Remote `json:"remote,omitzero"`
	// Connected tells of the referral for Microsoft that makes the deal a
	// co-sell one. It is zero if Partner Center or somebody else made one.
	Connected Remote `json:"connected,omitzero"`
}

// An Ending says how a referral is closed when its claim ends without approval.
// The zero Ending leaves it open.
type Ending struct {
	// such as Lost
	Substatus resource.Substatus `json:"substatus,omitempty"`
	// written as the referral's status reason
	Reason resource.CloseReason `json:"reason,omitempty"`
}

// Remote is the partner's knowledge of a referral in Partner Center. The zero
// Remote is none.
type Remote struct {
	ID    string            `json:"id,omitempty"`   // given by Partner Center
	Type  resource.DealType `json:"type,omitempty"` // as it was seen or made last
	State resource.State    `json:"state,omitzero"` // as it was seen last
	// Attempt is when a create began that is not known to have ended, in UTC.
	// It may have made the referral.
	Attempt time.Time `json:"attempt,omitzero"`
}

// LinkOf returns the text that connects a referral in Partner Center with a
// claim: the externalReferenceId of the referral is made of the claim's ID. So
// a referral is found again if the answer to its creation got lost.
func LinkOf(claim claims.ID) string { return "mci-claim:" + string(claim) }

// ConnectedLinkOf is [LinkOf] for the referral that connects Microsoft with the
// claim's own one.
func ConnectedLinkOf(claim claims.ID) string { return "mci-co-sell:" + string(claim) }

// due reports whether something is left to do in Partner Center. A referral
// that is closed there stays as it is.
func (d *Deal) due() bool {
	switch {
	case d.Remote.ID == "" && d.Ending != (Ending{}):
		return !d.Remote.Attempt.IsZero() // a lost create may have made one, which is left to close
	case d.Remote.ID == "":
		return d.Type != resource.NoDeal
	case d.Remote.State.Terminal():
		return false
	default:
		return d.Remote.Type < d.Type || d.Ending != (Ending{})
	}
}

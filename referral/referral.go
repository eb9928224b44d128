package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Referral is the one referral of one claim, as the partner keeps it. The zero Referral is none.
type Referral struct {
	Claim    claims.ID `json:"claim"`
	Version  uint64    `json:"version"` // grows by one with each change
	Type     DealType  `json:"type"`
	DealSize mci.Money `json:"dealSize,omitzero"` // as frozen by the request for consent
	Created  time.Time `json:"created,omitzero"`
	Upgraded time.Time `json:"upgraded,omitzero"` // when it became a co-sell referral
	// Ending is how the policy closed it when the claim ended without approval; see Policy.
	Ending Ending `json:"ending,omitzero"`
	// Followed is the number of the entry of the claim's history that led to the latest step; see Desk.FollowHistory.
	Followed uint64 `json:"followed,omitempty"`
	Remote   Remote `json:"remote,omitzero"`
}

// An Ending is how a referral is closed when its claim ends without approval. The zero Ending leaves it open.
type Ending struct {
	Substatus Substatus   `json:"substatus,omitempty"` // how it is closed, such as Lost
	Reason    CloseReason `json:"reason,omitempty"`
}

// Remote is what is known of the referral in Partner Center. The zero Remote is nothing.
type Remote struct {
	ID    string   `json:"id,omitempty"`   // Partner Center's ID of it
	Type  DealType `json:"type,omitempty"` // as it was seen last
	State State    `json:"state,omitzero"` // as it was seen last
	// Attempt is when a create began that is not known to have ended. It may have made the referral.
	Attempt time.Time `json:"attempt,omitzero"`
}

// LinkOf returns what connects a referral in Partner Center with a claim: the externalReferenceId of the one is made of
// the ID of the other, so that a referral whose creation got lost is found again.
func LinkOf(claim claims.ID) string { return "mci-claim:" + string(claim) }

// due reports whether something is left to do in Partner Center. What is closed there stays as it is.
func (r *Referral) due() bool {
	switch {
	case r.Remote.ID == "" && r.Ending != (Ending{}):
		return !r.Remote.Attempt.IsZero() // only what a lost create may have made is left to close
	case r.Remote.ID == "":
		return r.Type != NoDeal
	case r.Remote.State.Terminal():
		return false
	default:
		return r.Remote.Type < r.Type || r.Ending != (Ending{})
	}
}

package agenda

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Kind is the subject of a notice.
type Kind string

// The kinds of notices.
const (
	Reminder Kind = "reminder"             // a window ends soon, and with it the claim
	Overdue  Kind = "overdue at Microsoft" // the window of the review is over
	Unpaid   Kind = "payment overdue"      // the expected day of the payment is over
	Diverges Kind = "divergence"           // Partner Center shows another status
)

// A Notice is one message to a person about a claim. Its JSON form is meant for
// transport. It has no name and no address, so the host adds them.
type Notice struct {
	// Kind is the subject.
	Kind Kind `json:"kind"`
	// Claim is the claim's ID.
	Claim claims.ID `json:"claim"`
	// State is the claim's state.
	State claims.State `json:"state"`
	// From is the first instant of the notice.
	From time.Time `json:"from"`
	// Clock is the clock of a reminder. If the notice is of another kind, it is
	// zero.
	Clock mci.Clock `json:"clock,omitzero"`
	// LastDay is the last day of the window or of the payment. It is zero for a
	// divergence.
	LastDay mci.Date `json:"lastDay,omitzero"`
	// Within is the number of days in the settings that a reminder is for.
	Within int `json:"within,omitempty"`
	// DaysLeft is the number of days after the day of the agenda that are left.
	DaysLeft int `json:"daysLeft,omitempty"`
}

// Key identifies the notice. It does not change unless the deadline does, so if
// a host stores it, the notice is sent once. A reminder has the same key as a
// register.Reminder.
func (n *Notice) Key() string {
	if n.Kind == Reminder {
		return fmt.Sprintf("%d/%s/%s/%s", n.Within, n.Clock, n.LastDay, n.Claim)
	}
	return fmt.Sprintf("%s/%s/%s", n.Kind, n.From.UTC().Format(time.RFC3339Nano), n.Claim)
}

func notice(claim *claims.Claim, kind Kind, from time.Time, window mci.Window) *Notice {
	return &Notice{Kind: kind, Claim: claim.ID(), State: claim.State(), From: from.UTC(), LastDay: window.LastDay}
}

package resource

import "github.com/mci-go/incentives/mci"

// A Status is where a referral stands. The empty Status is none: there is no
// referral. Statuses are written as Partner Center writes them; one that is not
// declared here can be read and kept, and is never written. Source: Microsoft
// Learn, "Referral resources", 2019-05-17.
type Status string

// The statuses.
const (
	StatusNone   Status = "None"
	StatusNew    Status = "New"
	StatusActive Status = "Active"
	StatusClosed Status = "Closed"
)

// A Substatus says more of a [Status]. The empty Substatus is none. A substatus
// "Engaged" occurs in no document, and is not declared. Source: Microsoft
// Learn, "Referral resources", 2019-05-17.
type Substatus string

// The substatuses. The documents contradict each other about [ClosedAsError]:
// the portal and the bulk files have it, the list of the API does not. So it is
// read, and not written.
const (
	NoSubstatus   Substatus = "None"
	Pending       Substatus = "Pending"
	Received      Substatus = "Received"
	Accepted      Substatus = "Accepted"
	Won           Substatus = "Won"
	Lost          Substatus = "Lost"
	Declined      Substatus = "Declined"
	Expired       Substatus = "Expired"
	ClosedAsError Substatus = "Error"
)

// A State is a status with its substatus. The zero State is no referral.
type State struct {
	Status    Status    `json:"status"`    // such as Closed
	Substatus Substatus `json:"substatus"` // such as Won
}

// String returns both, such as "Closed/Won", on one line, and "no referral" for
// the zero State.
func (s State) String() string {
	if s == (State{}) {
		return "no referral"
	}
	return mci.Visible(string(s.Status) + "/" + string(s.Substatus))
}

package progress

import "github.com/mci-go/incentives/mci/vocabulary"

// A Status is the main part of a referral's [State]. The empty Status means
// that there is no referral. Statuses are written as Partner Center writes
// them. If one is not declared here, it can be read and kept, but never
// written. Source: Microsoft Learn, "Referral resources", 2019-05-17.
type Status string

// The statuses.
const (
	StatusNone   Status = "None"
	StatusNew    Status = "New"
	StatusActive Status = "Active"
	StatusClosed Status = "Closed"
)

// A Substatus refines a [Status]. The empty Substatus means that there is none.
// No document has a substatus "Engaged", so it is not declared. Source:
// Microsoft Learn, "Referral resources", 2019-05-17.
type Substatus string

// The substatuses. The documents contradict each other about [ClosedAsError]:
// the portal and the bulk files have it, but the list of the API does not. It
// is therefore read, but never written.
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

// A State is a status with its substatus. The zero State means that there is no
// referral.
type State struct {
	Status    Status    `json:"status"`    // such as Closed
	Substatus Substatus `json:"substatus"` // such as Won
}

// String returns both on one line, such as "Closed/Won". For the zero State, it
// returns "no referral".
func (s State) String() string {
	if s == (State{}) {
		return "no referral"
	}
	return vocabulary.Visible(string(s.Status) + "/" + string(s.Substatus))
}

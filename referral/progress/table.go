package progress

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Access says who may make a [Transition]. The zero Access means that no
// party may make it.
type Access uint8

// The kinds of access.
const (
	ByPartner Access = iota + 1 // the partner writes it
	ByServer                    // Partner Center sets it; the partner only reads it
	Staying                     // the referral is edited and keeps its state
)

var accessNames = vocabulary.Names[Access]{What: "access", Texts: []string{"", "partner", "server", "edit alone"}}

// String returns "partner", "server" or "edit alone".
func (a Access) String() string { return accessNames.Text(a) }

// MarshalText returns the name of the access. If the value is not declared, it
// returns a [mci.FieldError].
func (a Access) MarshalText() ([]byte, error) { return accessNames.Marshal(a) }

// UnmarshalText reads the name of an access. If the text is anything else, it
// returns a [mci.FieldError].
func (a *Access) UnmarshalText(text []byte) error { return accessNames.Unmarshal(a, text) }

// A Transition is one row of the table that defines the states of a referral.
type Transition struct {
	// stable ID, such as S5
	ID string `json:"id,omitempty"`
	// the zero State for a new referral
	From State `json:"from,omitzero"`
	// equal to From if the referral keeps its state
	To State `json:"to,omitzero"`
	// who may make the transition
	Access Access `json:"access,omitzero"`
	// the document that has the transition
	Source mci.Source `json:"source,omitzero"`
	// the source does not state the transition, but implies it
	Inferred bool `json:"inferred,omitempty"`
}

// The states that the documents allow.
var (
	nothing  = State{}
	none     = State{StatusNone, NoSubstatus}
	pending  = State{StatusNew, Pending}
	received = State{StatusNew, Received}
	active   = State{StatusActive, Accepted}
	won      = State{StatusClosed, Won}
	lost     = State{StatusClosed, Lost}
	declined = State{StatusClosed, Declined}
	expired  = State{StatusClosed, Expired}
	asError  = State{StatusClosed, ClosedAsError}
)

// states are the states of the table, in the order of the dense array. None is
// a status of Microsoft's list that has no transitions.
var states = [...]State{nothing, none, pending, received, active, won, lost, declined, expired, asError}

// transitions is the table of the machine. It does not have the bulk files' New
// with Accepted, because the API's list allows only Pending and Received for
// New, and the server answers Active with Accepted. Nothing follows Closed,
// although the API's list lets Closed follow Closed, because the portal's page
// says that a closed referral is never edited again.
var transitions = []Transition{
	{ID: "S1", From: nothing, To: active, Access: ByServer, Source: createReferral},
	{ID: "S2", From: nothing, To: pending, Access: ByServer, Source: referralResource, Inferred: true},
	{ID: "S3", From: nothing, To: received, Access: ByServer, Source: referralResource, Inferred: true},

	{ID: "S4", From: pending, To: pending, Access: Staying, Source: referralResource},
	{ID: "S5", From: pending, To: received, Access: ByPartner, Source: referralResource},
	{ID: "S6", From: pending, To: active, Access: ByPartner, Source: referralResource},
	{ID: "S7", From: pending, To: won, Access: ByPartner, Source: referralResource},
	{ID: "S8", From: pending, To: lost, Access: ByPartner, Source: referralResource},
	{ID: "S9", From: pending, To: declined, Access: ByPartner, Source: referralResource},
	{ID: "S10", From: pending, To: expired, Access: ByPartner, Source: referralResource},
	{ID: "S11", From: pending, To: asError, Access: ByServer, Source: bulkOperations},

	{ID: "S12", From: received, To: pending, Access: ByPartner, Source: referralResource},
	{ID: "S13", From: received, To: received, Access: Staying, Source: referralResource},
	{ID: "S14", From: received, To: active, Access: ByPartner, Source: referralResource},
	{ID: "S15", From: received, To: won, Access: ByPartner, Source: referralResource},
	{ID: "S16", From: received, To: lost, Access: ByPartner, Source: referralResource},
	{ID: "S17", From: received, To: declined, Access: ByPartner, Source: referralResource},
	{ID: "S18", From: received, To: expired, Access: ByPartner, Source: referralResource},
	{ID: "S19", From: received, To: asError, Access: ByServer, Source: bulkOperations},

	{ID: "S20", From: active, To: active, Access: Staying, Source: referralResource},
	{ID: "S21", From: active, To: won, Access: ByPartner, Source: referralResource},
	{ID: "S22", From: active, To: lost, Access: ByPartner, Source: referralResource},
	{ID: "S23", From: active, To: declined, Access: ByPartner, Source: referralResource},
	{ID: "S24", From: active, To: expired, Access: ByPartner, Source: referralResource},
	{ID: "S25", From: active, To: asError, Access: ByServer, Source: coSell},
}

// Transitions returns the rows that define how a referral's state may change.
// The slice is a copy.
func Transitions() []Transition { return slices.Clone(transitions) }

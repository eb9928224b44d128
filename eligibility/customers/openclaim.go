package customers

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A CustomerAction is an entry of the Action column of a Customers page. The
// zero CustomerAction is none. Sources: [mci.CustomersPage] and, for
// SubmitClaim, [mci.WorkshopClaims].
type CustomerAction uint16

// The actions, by their names in the portal.
const (
	// ClaimKnownCustomer starts a claim for a customer who is known by an
	// earlier consent.
	ClaimKnownCustomer CustomerAction = iota + 1
	// SendConsentEmail asks the customer for consent for the first time.
	SendConsentEmail
	// ResendConsentEmail asks again while the customer has not answered.
	ResendConsentEmail
	// SubmitClaim opens the claim for its evidence and its submission.
	SubmitClaim
)

var customerActionNames = vocabulary.Names[CustomerAction]{What: "customer action", Texts: []string{
	ClaimKnownCustomer: "Claim customer",
	SendConsentEmail:   "Send customer consent email",
	ResendConsentEmail: "Re-send email for customer consent",
	SubmitClaim:        "Submit claim",
}}

// String returns the action's name in the portal. It is empty for the zero
// action.
func (a CustomerAction) String() string { return customerActionNames.Text(a) }

// MarshalText returns the action's name in the portal. If the value is not
// declared, it returns a [mci.FieldError].
func (a CustomerAction) MarshalText() ([]byte, error) { return customerActionNames.Marshal(a) }

// UnmarshalText reads an action's name in the portal. If the text is anything
// else, it returns a [mci.FieldError].
func (a *CustomerAction) UnmarshalText(text []byte) error {
	return customerActionNames.Unmarshal(a, text)
}

// An OpenClaim is one of the partner's own claims that still runs, as a
// Customers page shows it on the Eligible tab. In the zero OpenClaim nothing is
// known of the claim. Package claims makes it from a claim. If a host keeps its
// claims elsewhere, it fills in an OpenClaim itself.
type OpenClaim struct {
	// ID is the claim's ID.
	ID string `json:"id"`
	// Status is the claim's status, as the portal names it.
	Status string `json:"status"`
	// Deadline is the last day of the clock that can end the claim. If no clock
	// can end it, Deadline is the last day of the first clock that runs beside
	// it. It is zero if no clock runs, or if that is not known.
	Deadline mci.Date `json:"deadline,omitzero"`
	// Actions are the actions that the partner can do now. There are none while
	// the customer or Microsoft has the next step.
	Actions []CustomerAction `json:"actions,omitempty"`
}

// A ClosedClaim is a claim in a terminal state, as the Complete tab shows it.
// The zero ClosedClaim is none.
type ClosedClaim struct {
	// ID is the claim's ID.
	ID string `json:"id"`
	// Status is the terminal status, as the portal names it.
	Status string `json:"status"`
}

// cloneOpen returns a copy that shares no slice with open.
func cloneOpen(open []OpenClaim) []OpenClaim {
	copied := slices.Clone(open)
	for i := range copied {
		copied[i].Actions = slices.Clone(copied[i].Actions)
	}
	return copied
}

// actionsOf returns the actions that a line offers, each once, in their
// declared order.
func actionsOf(claimable bool, open []OpenClaim) []CustomerAction {
	var actions []CustomerAction
	for action := ClaimKnownCustomer; action <= SubmitClaim; action++ {
		offers := func(c OpenClaim) bool { return slices.Contains(c.Actions, action) }
		if claimable && action == ClaimKnownCustomer || slices.ContainsFunc(open, offers) {
			actions = append(actions, action)
		}
	}
	return actions
}

// Check reports the first malformed field, as a [mci.FieldError]: an ID, a
// status or an action.
func (c OpenClaim) Check() error {
	if err := checkClaim(c.ID, c.Status); err != nil {
		return err
	}
	for n, action := range c.Actions {
		if action == 0 || action > SubmitClaim {
			return &mci.FieldError{
				Path:  fmt.Sprintf("actions[%d]", n),
				Found: strconv.Itoa(int(action)), Want: customerActionNames.Allowed(),
			}
		}
	}
	return nil
}

// checkOpen reports the first malformed field of the partner's own open claims.
func checkOpen(open []OpenClaim) error {
	for k, claim := range open {
		if err := claim.Check(); err != nil {
			return mci.At(fmt.Sprintf("open[%d]", k), err)
		}
	}
	return nil
}

// checkClaim checks the ID and the status of a claim. A host may leave them
// out.
func checkClaim(id, status string) error {
	if id != "" {
		if err := vocabulary.CheckID("id", id, mostIDBytes); err != nil {
			return err
		}
	}
	return checkName("status", status)
}

// checkName checks a name that may be empty and may be of others.
func checkName(path, name string) error {
	if name == "" {
		return nil
	}
	return vocabulary.CheckForeign(path, name, mostNameBytes)
}

const (
	mostIDBytes   = 200
	mostNameBytes = 500
)

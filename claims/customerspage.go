package claims

import (
	"time"

	"github.com/mci-go/incentives/eligibility/customers"
)

// pageActions are the events that a Customers page offers in its Action column,
// with the names that they have there.
var pageActions = [...]struct {
	event  Event
	action customers.CustomerAction
}{
	{event: ConsentSent, action: customers.SendConsentEmail},
	{event: ConsentResent, action: customers.ResendConsentEmail},
	{event: PartnerSubmits, action: customers.SubmitClaim},
}

// EnterOn adds the claim to its customer's entry on a Customers page. If the
// claim is terminal, it is added to the closed claims. Otherwise it is added to
// the open ones, with its deadline and the actions that the machine and the
// clocks permit at the instant. EnterOn does not check whether evidence is
// still missing, because the portal's Submit claim leads to the page on which
// it is given. The entry must be for the claim's engagement and customer ID.
// Sources: [mci.CustomersPage] and [mci.WorkshopClaims].
func (c *Claim) EnterOn(entry *customers.Entry, at time.Time) {
	id, status := string(c.record.ID), c.record.Status.String()
	if c.State().Terminal() {
		entry.Closed = append(entry.Closed, customers.ClosedClaim{ID: id, Status: status})
		return
	}
	open := customers.OpenClaim{ID: id, Status: status}
	if deadlines := c.Deadlines(); len(deadlines) > 0 {
		open.Deadline = deadlines[0].Window.LastDay
	}
	permitted := c.PermittedAt(at)
	for _, offered := range pageActions {
		if permitted.Has(offered.event) {
			open.Actions = append(open.Actions, offered.action)
		}
	}
	entry.Open = append(entry.Open, open)
}

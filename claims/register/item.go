package register

import (
	"context"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// An Item is a claim of either kind as a row of a register. It has the values
// that the lists of both kinds show, and the claim itself. The zero Item has no
// claim.
type Item struct {
	// Kind is the kind of the claim.
	Kind store.Kind `json:"kind"`
	// ID is the claim's ID.
	ID claims.ID `json:"claim"`
	// Version is the number of history entries.
	Version uint64 `json:"version"`
	// Name is the claim's name.
	Name string `json:"name"`
	// Status is the status in words. It says how a claim ended.
	Status string `json:"status"`
	// Area is the solution area, as the catalog writes it, or empty.
	Area string `json:"area,omitempty"`
	// Engagement is the engagement, or the kind of association.
	Engagement mci.EngagementID `json:"engagement"`
	// Customer is the customer's ID that was checked, or the tenant.
	Customer mci.CustomerID `json:"customer"`
	// Location is the partner's location. It is empty if an adopted claim has
	// none.
	Location mci.LocationID `json:"location,omitempty"`
	// Owner is the mail address of the partner's contact. It is empty if an
	// adopted claim has none.
	Owner string `json:"owner,omitempty"`
	// Number is the claim's number in Partner Center, or empty.
	Number string `json:"number,omitempty"`
	// Updated is the instant of the latest entry.
	Updated time.Time `json:"updated,omitzero"`
	// Shown is the status that Partner Center shows, if it is another one and
	// that is not settled. Otherwise it is empty.
	Shown string `json:"shown,omitempty"`
	// Claim is the claim, if it is a partner activity. Otherwise it is nil.
	Claim *claims.Claim `json:"-"`
	// Association is the claim, if it is an association. Otherwise it is nil.
	Association *association.Claim `json:"-"`
}

// Activity returns a partner activity as an item.
func Activity(c *claims.Claim) Item {
	r := c.Record()
	i := Item{
		Kind: store.PartnerActivity, ID: r.ID, Version: r.Version, Name: r.Name, Status: r.State().String(),
		Area: c.Engagement().SolutionArea(), Engagement: r.Engagement.Engagement, Customer: r.CheckedID, Location: r.Location,
		Owner: r.PartnerContact.Email, Number: r.PortalNumber.Number, Updated: r.Updated, Claim: c,
	}
	if d := c.Divergence(); d.Open() {
		i.Shown = d.Shown.String()
	}
	return i
}

// Association returns an association as an item.
func Association(c *association.Claim) Item {
	r := c.Record()
	i := Item{
		Kind: store.PartnerAssociation, ID: r.ID, Version: r.Version, Name: r.Name, Status: r.State().String(),
		Area: c.Index().Area, Engagement: mci.EngagementID(r.Kind.String()), Customer: r.Tenant, Location: r.Location,
		Owner: r.PartnerContact.Email, Number: r.PortalNumber.Number, Updated: r.Updated, Association: c,
	}
	if d := c.Divergence(); d.Open() {
		i.Shown = d.Shown.String()
	}
	return i
}

// ItemOf returns the claim of a list as an item. If the claim cannot be read,
// the item is zero.
func ItemOf(l desk.Listed) Item {
	switch {
	case l.Claim != nil:
		return Activity(l.Claim)
	case l.Association != nil:
		return Association(l.Association)
	default:
		return Item{}
	}
}

// List yields the claims of a query as items, of both kinds if the query has no
// Kind, in its order; see [desk.Desk.Pages]. It saves nothing and reads a page
// at a time, as its caller reads. If a claim cannot be read or restored, List
// yields a zero Item with a [store.ClaimError] and goes on; if only its terms
// have changed, the item is beside the error. Any other error is the last that
// it yields.
func List(ctx context.Context, d *desk.Desk, query store.Query) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for page, err := range d.Pages(ctx, query, 0) {
			for _, l := range page {
				if !yield(ItemOf(l), l.Err) {
					return
				}
			}
			if err != nil {
				yield(Item{}, err)
				return
			}
		}
	}
}

// A Deadline is a clock that runs for a claim of either kind.
type Deadline struct {
	// Clock is the clock in words, such as "consent".
	Clock string `json:"clock"`
	// Trigger is the date in the claim's life that started the clock, in words.
	Trigger string `json:"trigger"`
	// Window is the time in which the clock runs.
	Window mci.Window `json:"window"`
	// Days is the length of the window: in calendar days, or in business days
	// if Business is true.
	Days int `json:"days"`
	// Business says that the clock counts business days.
	Business bool `json:"business,omitempty"`
	// Assumed says that the trigger has the instant of an observation. The
	// trigger then happened no later, and the window ends no later.
	Assumed bool `json:"assumed,omitempty"`
	// Expires says that the end of the window expires the claim.
	Expires bool `json:"expires"`
	// Rule is the ID of the clock's rule.
	Rule mci.RuleID `json:"rule"`
	// Source is the source of the length.
	Source mci.Source `json:"source"`
}

// DaysLeft returns the number of calendar days left after the day of an
// instant. It is 0 on the last day and negative when the window is over.
func (d *Deadline) DaysLeft(at time.Time) int {
	return mci.DateOf(at.In(d.Window.End.Location())).DaysUntil(d.Window.LastDay)
}

func ofActivity(d claims.Deadline) Deadline {
	return Deadline{d.Clock.String(), d.Trigger.String(), d.Window, d.Days, false, d.Assumed, d.Expires, d.Rule, d.Source}
}

func ofAssociation(d association.Deadline) Deadline {
	return Deadline{d.Clock.String(), d.Trigger, d.Window, d.Days, d.Clock != cpor.DisputeClock, d.Assumed, d.Expires, d.Rule, d.Source}
}

// expiry returns the deadline that expires the claim, if it has one.
func (i *Item) expiry() (Deadline, bool) {
	if i.Association != nil {
		d, expires := i.Association.Expiry()
		return ofAssociation(d), expires
	}
	d, expires := i.Claim.Expiry()
	return ofActivity(d), expires
}

// Deadlines returns the clocks that run for the claim. The one that can expire
// it comes first.
func (i *Item) Deadlines() (all []Deadline) {
	if i.Association != nil {
		for _, d := range i.Association.Deadlines() {
			all = append(all, ofAssociation(d))
		}
		return all
	}
	for _, d := range i.Claim.Deadlines() {
		all = append(all, ofActivity(d))
	}
	return all
}

// index returns the index keys that the claim should have.
func (i *Item) index() claims.Index {
	if i.Association != nil {
		return i.Association.Index()
	}
	return i.Claim.Index()
}

package play

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// A Book is the input of a play: the partner, its people and customers, the
// portal's facts about them, and the dated steps. Its JSON form is described by
// book.schema.json. Several goroutines may play it at once.
type Book struct {
	// Title is the title of the story.
	Title string `json:"title"`
	// Partner is the name of the partner.
	Partner string `json:"partner"`
	// Qualifications are the designations and specializations of the partner.
	// If they are nil, they are unknown.
	Qualifications []string `json:"qualifications"`
	// Locations are the locations of the partner.
	Locations []bookLocation `json:"locations"`
	// Users are the people of the partner.
	Users []bookUser `json:"users"`
	// Tenants are the tenants of domains, in place of a directory.
	Tenants []bookTenant `json:"tenants"`
	// Holidays are the days that do not count as business days.
	Holidays []mci.Date `json:"holidays"`
	// Customers are the customers, with the facts that the portal shows.
	Customers []bookCustomer `json:"customers"`
	// Opportunities are the opportunities that steps refer to.
	Opportunities []bookOpportunity `json:"opportunities"`
	// Pages are the Customers pages that the story shows, in the order of time.
	Pages []bookPage `json:"pages"`
	// Steps are the dated steps, in the order in which they are played.
	Steps []json.RawMessage `json:"steps"`

	catalog   *catalog.Catalog      // the catalog with which the book was read
	source    document.Value        // the text, for the places of problems
	plays     []playedStep          // Steps, decoded
	directory eligibility.TenantMap // Tenants, decoded
	terms     *cpor.Terms           // with Holidays
}

type bookLocation struct {
	ID           mci.LocationID  `json:"id"`
	Name         string          `json:"name"`
	Country      mci.Country     `json:"country"`
	Enrollment   mci.Enrollment  `json:"enrollment"`
	PayeeProfile mci.Fact        `json:"payeeProfile"`
	Eligible     engagementFacts `json:"eligible"`
}

func (l *bookLocation) location() mci.Location {
	return mci.Location{ID: l.ID, Name: l.Name, Country: l.Country, Enrollment: l.Enrollment, PayeeProfile: l.PayeeProfile}
}

type bookUser struct {
	ID    mci.UserID `json:"id"`
	Name  string     `json:"name"`
	Email string     `json:"email"`
	Roles []struct {
		Role     mci.Role       `json:"role"`
		Location mci.LocationID `json:"location"`
	} `json:"roles"`
}

// user returns the user with every role that the book lists.
func (u *bookUser) user() mci.User {
	user := mci.User{ID: u.ID, Name: u.Name, Grants: []mci.Grant{}}
	for _, grant := range u.Roles {
		user.Grants = append(user.Grants, mci.Grant{Role: grant.Role, Location: grant.Location})
	}
	return user
}

type bookTenant struct {
	Domain string `json:"domain"`
	Tenant string `json:"tenant"`
}

type bookCustomer struct {
	ID                 string                         `json:"id"`
	Name               string                         `json:"name"`
	Country            mci.Country                    `json:"country"`
	Contact            mci.Contact                    `json:"contact"`
	ManagedByMicrosoft mci.Fact                       `json:"managedByMicrosoft"`
	Segment            mci.Segment                    `json:"segment"`
	Quantities         mci.Quantities                 `json:"quantities"`
	Requirements       map[mci.RequirementID]mci.Fact `json:"requirements"`
	IDs                []bookID                       `json:"ids"`
	// Workloads are the workloads of the tenant. It is nil if they are unknown.
	Workloads     []bookWorkload     `json:"workloads"`
	Subscriptions []bookSubscription `json:"subscriptions"`
}

// A bookID is one ID of a customer with the facts that the portal shows for
// this ID alone.
type bookID struct {
	rawID
	Criteria           engagementFacts          `json:"criteria"`
	ConsentedBefore    bool                     `json:"consentedBefore"`
	ClaimsElsewhere    map[mci.EngagementID]int `json:"claimsElsewhere"`
	OpenElsewhere      map[mci.EngagementID]int `json:"openElsewhere"`
	NominatedElsewhere engagementFacts          `json:"nominatedElsewhere"`

	parsed mci.CustomerID // decoded from rawID
}

// engagementFacts holds a yes or no answer for each engagement. If an
// engagement is not named, the entry "*" applies to it. If there is no such
// entry either, the answer is unknown.
type engagementFacts struct {
	Yes []mci.EngagementID `json:"yes"`
	No  []mci.EngagementID `json:"no"`
}

func (f engagementFacts) about(id mci.EngagementID) mci.Fact {
	for _, asked := range []mci.EngagementID{id, "*"} {
		switch {
		case slices.Contains(f.No, asked):
			return mci.No
		case slices.Contains(f.Yes, asked):
			return mci.Yes
		}
	}
	return mci.NotSupplied
}

type bookOpportunity struct {
	ID            string   `json:"id"`
	ContractValue rawMoney `json:"contractValue"`
	Status        string   `json:"status"`
	Stage         string   `json:"stage"`

	parsed mci.CustomerID // decoded from ID
	value  mci.Money      // decoded from ContractValue
}

// A bookPage asks the journey to show an engagement's Customers page at an
// instant of the story.
type bookPage struct {
	At         time.Time        `json:"at"`
	Engagement mci.EngagementID `json:"engagement"`
	// Expect holds the expected tabs, for a Checker.
	Expect []pageExpectation `json:"expect"`
}

func find[T any](all []T, is func(*T) bool) *T {
	for i := range all {
		if is(&all[i]) {
			return &all[i]
		}
	}
	return nil
}

func (b *Book) location(id mci.LocationID) *bookLocation {
	return find(b.Locations, func(l *bookLocation) bool { return l.ID == id })
}

func (b *Book) user(id mci.UserID) *bookUser {
	return find(b.Users, func(u *bookUser) bool { return u.ID == id })
}

func (b *Book) customer(id string) *bookCustomer {
	return find(b.Customers, func(c *bookCustomer) bool { return c.ID == id })
}

func (b *Book) opportunity(id mci.CustomerID) mci.Opportunity {
	if found := find(b.Opportunities, func(o *bookOpportunity) bool { return o.parsed == id }); found != nil {
		return mci.Opportunity{ContractValue: found.value, Status: found.Status, Stage: found.Stage}
	}
	return mci.Opportunity{}
}

// facts returns the book's entry for an ID. If there is none, it returns the
// zero bookID.
func (c *bookCustomer) facts(id mci.CustomerID) bookID {
	if found := find(c.IDs, func(b *bookID) bool { return b.parsed == id }); found != nil {
		return *found
	}
	return bookID{}
}

// rawID and rawMoney hold values as the book writes them, before the library
// has checked them.
type rawID struct {
	Type  mci.IDType `json:"type"`
	Value string     `json:"value"`
}

type rawMoney struct {
	Amount   string       `json:"amount"`
	Currency mci.Currency `json:"currency"`
}

// id and money return the zero value if the field is missing in the book.
func (r rawID) id() (mci.CustomerID, error) {
	if r == (rawID{}) {
		return mci.CustomerID{}, nil
	}
	return mci.ParseCustomerID(r.Type, r.Value)
}

func (r rawMoney) money() (mci.Money, error) {
	if r == (rawMoney{}) {
		return mci.Money{}, nil
	}
	return mci.ParseMoney(r.Amount, r.Currency)
}

package eligibility

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Way is how a customer is nominated: for one engagement either added or
// claimed, never both. The zero Way is none. Source: [mci.CustomersPage].
type Way uint8

// The ways to nominate a customer.
const (
	Add   Way = iota + 1 // a customer who is not known to the partner yet, by an ID
	Claim                // a customer who consented to an earlier claim
)

var wayNames = vocabulary.Names[Way]{What: "way", Texts: []string{"", "add", "claim"}}

// String returns "add" or "claim".
func (w Way) String() string { return wayNames.Text(w) }

// MarshalText returns "add" or "claim". If the value is not declared, it
// returns a [mci.FieldError].
func (w Way) MarshalText() ([]byte, error) { return wayNames.Marshal(w) }

// UnmarshalText reads "add" or "claim". If the text is anything else, it
// returns a [mci.FieldError].
func (w *Way) UnmarshalText(text []byte) error { return wayNames.Unmarshal(w, text) }

// A Question is one customer, by one ID, for one engagement, at one instant,
// with every fact that a rule may need. If a fact is not supplied, it stays
// zero and makes the rules that need it unknown. The host always supplies Way,
// and Hours when the pay is variable: without them the rules about them fail.
type Question struct {
	// Engagement is the engagement for which the customer is nominated;
	// required.
	Engagement *catalog.Engagement
	// Way is whether the customer is added or claimed.
	Way Way
	// At is the instant of the question.
	At time.Time

	// User is the user at the partner who nominates.
	User mci.User
	// Location is the partner's location that nominates.
	Location mci.Location
	// PartnerEligible is whether any of the partner's locations is eligible for
	// the engagement.
	PartnerEligible mci.Fact
	// LocationEligible is whether Location is eligible for the engagement.
	LocationEligible mci.Fact
	// Qualifications are the designations and specializations that the partner
	// holds, by their names in the catalog. Nil is unknown. If the partner
	// holds none, the slice is empty.
	Qualifications []string

	// Customer holds the facts about the customer under one ID.
	Customer Customer
	// Hours are the hours that the partner needs for the engagement; variable
	// pay only. Nominating freezes them.
	Hours mci.Hours
	// Opportunity is the opportunity in the seller system; variable pay only.
	Opportunity mci.Opportunity
	// Waivers are the waivers that the partner grants.
	Waivers []Waiver
}

// A Customer holds the facts that the host knows of a customer under one ID. In
// the zero Customer nothing is known.
type Customer struct {
	// ID is the customer's ID, as the partner gives it.
	ID mci.CustomerID `json:"id"`
	// Country is the customer's country, an ISO 3166-1 alpha-2 code; empty is
	// unknown.
	Country mci.Country `json:"country,omitempty"`
	// Resolution is the result of looking for the tenant of a domain name; see
	// Resolve.
	Resolution Resolution `json:"resolution,omitzero"`
	// MeetsCriteria is whether the portal shows this ID as meeting the
	// engagement's criteria. It says nothing about another ID of the same
	// customer.
	MeetsCriteria mci.Fact `json:"meetsCriteria"`
	// ConsentedBefore is whether the customer consented, under this ID, to an
	// earlier claim of the partner.
	ConsentedBefore mci.Fact `json:"consentedBefore"`
	// Claims is the number of open or approved claims that the ID has for the
	// engagement, whichever partner holds them.
	Claims Count `json:"claims"`
	// OpenClaims is the number of these claims that are open.
	OpenClaims Count `json:"openClaims"`
	// Nominated is whether any partner has nominated the ID for the engagement
	// in the program year.
	Nominated mci.Fact `json:"nominated"`
	// Segment is the group of customers that the customer belongs to, by its
	// name in the catalog.
	Segment mci.Segment `json:"segment,omitempty"`
	// Quantities are the measured quantities of the customer, such as seats.
	// Nominating freezes them, and the size that follows from them.
	Quantities mci.Quantities `json:"quantities,omitempty"`
	// Requirements are the facts about the engagement's requirements that no
	// quantity measures, by the ID of the requirement.
	Requirements map[mci.RequirementID]mci.Fact `json:"requirements,omitempty"`
	// MailMatches is whether the contact's mail domain belongs to the tenant
	// given; see the function MailMatches. If it does not, MismatchReason is
	// needed.
	MailMatches mci.Fact `json:"mailMatches"`
	// MismatchReason is the reason for a mail domain that does not belong to
	// the tenant, at most 4000 bytes.
	MismatchReason string `json:"mismatchReason,omitempty"`
}

// Checked returns the ID whose eligibility counts: the tenant if the customer's
// ID is a domain name, else the ID itself. If the domain is not resolved, it
// returns the zero ID.
func (c Customer) Checked() mci.CustomerID {
	if c.ID.Type() == mci.DomainName {
		return c.Resolution.Tenant
	}
	return c.ID
}

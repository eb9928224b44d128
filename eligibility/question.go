package eligibility

import (
	"maps"
	"slices"
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
// and Hours if the engagement needs them: without them the rules about them
// fail.
type Question struct {
	Engagement *catalog.Engagement `json:"-"`   // required
	Way        Way                 `json:"way"` // add or claim
	At         time.Time           `json:"at"`  // instant of the nomination

	User     mci.User     `json:"user"`     // user at the partner who nominates
	Location mci.Location `json:"location"` // location that nominates
	// PartnerEligible is whether any of the partner's locations is eligible for
	// the engagement.
	PartnerEligible mci.Fact `json:"partnerEligible"`
	// LocationEligible is whether Location is eligible for the engagement.
	LocationEligible mci.Fact `json:"locationEligible"`
	// Qualifications are the designations and specializations that the partner
	// holds, by the names that the catalog gives them. Nil is unknown; a
	// partner who holds none has a slice that is empty.
	Qualifications []string `json:"qualifications"`

	// Customer holds the facts about the customer under one ID.
	Customer Customer `json:"customer"`
	// Hours are the hours that the partner needs for the engagement, if it
	// needs hours; see catalog.Engagement.NeedsHours. The nomination freezes
	// them.
	Hours       mci.Hours       `json:"hours,omitzero"`
	Opportunity mci.Opportunity `json:"opportunity,omitzero"` // variable pay only
	// Waivers are the rules that a person at the partner waives.
	Waivers []Waiver `json:"waivers,omitempty"`
}

// Check reports the first malformed field, as a [mci.FieldError]: a question
// without an engagement, a value that is not declared, a country that is no
// assigned code, a number below zero, a text with control characters, an
// instant outside the years 1 to 9999, a segment that the catalog does not
// declare, a resolution that contradicts itself, and a malformed waiver. If a
// value is not supplied, it is not malformed.
func (q *Question) Check() error {
	if q.Engagement == nil {
		return mci.Invalid("engagement", "", wantEngagement)
	}
	if q.isPlain() {
		return nil
	}
	var i inspection
	q.inspect(&i)
	return i.err()
}

const wantEngagement = "an engagement of a catalog"

// Mended returns a copy of the question in which every malformed field counts
// as not supplied, so that it decides nothing, and the first malformed field.
// If there is none, the error is nil, and the copy shares its slices and maps
// with the question. A page uses it to go on with the other customers. Unlike
// [Question.Check], it accepts a question without an engagement.
func (q *Question) Mended() (Question, *mci.FieldError) {
	if q.isPlain() {
		return *q, nil
	}
	var found inspection
	if q.inspect(&found); found.first == nil {
		return *q, nil
	}
	mended := q.Clone()
	mended.inspect(&inspection{mends: true})
	return mended, found.first
}

// inspect lists every field but the engagement, by its name in JSON: to be
// checked, mended or read.
func (q *Question) inspect(i *inspection) {
	if (i.reads || q.Customer.Segment != "") && q.Engagement != nil {
		i.edition = q.Engagement.Edition()
	}
	i.way("way", &q.Way)
	i.instant("at", &q.At)
	if i.reads {
		q.readParts(*i)
	} else { // without closures, because every decision checks its question
		i.within = "user"
		i.user(&q.User)
		i.within = "location"
		i.location(&q.Location)
		i.within = "customer"
		q.Customer.inspect(i)
		i.within = "opportunity"
		i.opportunity(&q.Opportunity)
		i.within = ""
	}
	i.fact("partnerEligible", &q.PartnerEligible)
	i.fact("locationEligible", &q.LocationEligible)
	i.qualifications("qualifications", &q.Qualifications)
	i.hours("hours", &q.Hours)
	i.waivers("waivers", &q.Waivers)
}

// readParts reads the fields that are objects. It has a copy of the inspection,
// so that the closures keep no other inspection on the heap.
func (q *Question) readParts(i inspection) {
	i.object("user", func() { i.user(&q.User) })
	i.object("location", func() { i.location(&q.Location) })
	i.object("customer", func() { q.Customer.inspect(&i) })
	i.object("opportunity", func() { i.opportunity(&q.Opportunity) })
}

// Clone returns a copy that shares nothing with the question but the
// engagement, which is immutable.
func (q *Question) Clone() Question {
	copied := *q
	copied.User.Grants = slices.Clone(q.User.Grants)
	copied.Qualifications = slices.Clone(q.Qualifications)
	copied.Waivers = slices.Clone(q.Waivers)
	copied.Customer.Quantities = maps.Clone(q.Customer.Quantities)
	copied.Customer.Requirements = maps.Clone(q.Customer.Requirements)
	return copied
}

// Facts are the facts of a host that are needed, beside a user's choices, when
// a draft is resumed. The fields are those of a [Question]. If a fact is not
// supplied, it stays zero.
type Facts struct {
	// User is the user at the partner who nominates.
	User mci.User
	// Location is the location that the draft names.
	Location mci.Location
	// PartnerEligible is whether any of the partner's locations is eligible for
	// the engagement.
	PartnerEligible mci.Fact
	// LocationEligible is whether Location is eligible for the engagement.
	LocationEligible mci.Fact
	// Qualifications are the designations and specializations that the partner
	// holds; nil is unknown.
	Qualifications []string
	// Customer holds the facts about the customer under the draft's ID. Its
	// MismatchReason is not read, because the draft has one.
	Customer Customer
	// Opportunity is the opportunity in the seller system; variable pay only.
	Opportunity mci.Opportunity
	// Waivers are the waivers that the partner grants.
	Waivers []Waiver
}

// question returns a question with the facts, without the user's choices.
func (f *Facts) question() Question {
	return Question{
		User: f.User, Location: f.Location, Qualifications: f.Qualifications,
		PartnerEligible: f.PartnerEligible, LocationEligible: f.LocationEligible,
		Customer: f.Customer, Opportunity: f.Opportunity, Waivers: f.Waivers,
	}
}

// A Customer holds the facts that the host knows about a customer under one ID.
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

// inspect lists every field, by its name in JSON: to be checked, mended or
// read.
func (c *Customer) inspect(i *inspection) {
	i.customerID("id", &c.ID)
	i.country("country", &c.Country)
	i.resolution("resolution", &c.Resolution)
	i.fact("meetsCriteria", &c.MeetsCriteria)
	i.fact("consentedBefore", &c.ConsentedBefore)
	i.counts(&c.Claims, "openClaims", &c.OpenClaims)
	i.fact("nominated", &c.Nominated)
	i.segment("segment", &c.Segment)
	i.quantities("quantities", &c.Quantities)
	i.requirements("requirements", &c.Requirements)
	i.fact("mailMatches", &c.MailMatches)
	i.optional(&aReason, "mismatchReason", &c.MismatchReason)
}

// Checked returns the ID whose eligibility counts: the tenant for a domain
// name, else the ID itself. It is the zero ID for a domain that is not
// resolved.
func (c Customer) Checked() mci.CustomerID {
	if c.ID.Type() == mci.DomainName {
		return c.Resolution.Tenant
	}
	return c.ID
}

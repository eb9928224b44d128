package referral

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Resource is a referral in the form in which Partner Center publishes it. The zero Resource is empty. Its fields are
// those that the documents name; members that they do not name are kept where they were, and written again. What was
// read and not changed is written verbatim, in its order, but for two things: white space between the values goes, and
// a [Details.DealValue] that came as a text is written as a number, which is its published form.
//
// Change a Resource that was read in place: a nested value that is replaced as a whole loses the members that were kept
// in it. A field that is emptied is left out, which no [Patch] can express.
//
// Source: Microsoft Learn, "Referral resources", 2019-05-17; below the blank line, its later versions, the published
// connector and samples of payloads from 2022 on.
type Resource struct {
	ID                  string
	EngagementID        string // connects the referrals of one deal
	Name                string
	ExternalReferenceID string // the partner's own; see LinkOf
	CreatedDateTime     Instant
	UpdatedDateTime     Instant
	ExpirationDateTime  Instant
	Status              Status
	Substatus           Substatus
	StatusReason        string
	Type                Type // the documents' text calls it ReferralType; on the wire it is type
	Qualification       Qualification
	CustomerProfile     CustomerProfile
	Consent             Consent
	Details             Details
	Team                []Member // of the partner
	InviteContext       InviteContext
	ETag                string // with its inner quotes, to be sent verbatim
	Target              []Target

	OrganizationID            string
	OrganizationName          string
	Links                     Links
	Direction                 Direction
	AcceptedDateTime          Instant
	ClosedDateTime            Instant
	ReferralSource            string
	CallToAction              string
	MpnID                     string // the partner's ID, called PartnerID in bulk files
	CampaignID                string
	SalesStage                string // see ParseStage
	Quality                   Verbatim
	IsSpam                    Verbatim
	Favorite                  Verbatim
	ReferralProgram           string
	DealSensitivity           string
	CreatedVia                string
	LastModifiedVia           string
	LastRunID                 string
	Tags                      Verbatim
	RegistrationStatus        string
	Registrations             Verbatim
	TrackingInfo              TrackingInfo
	Exception                 Verbatim
	CustomerMarketplaceIntent string
	PartnerRole               PartnerRole
	SolutionArea              string
	SolutionPlay              string

	kept kept
}

// A CustomerProfile is who the customer is.
type CustomerProfile struct {
	Name               string
	Size               CustomerSize
	Address            Address
	Team               []Member // people of the customer
	IDs                []ProfileID
	IsMatchingComplete mci.Fact

	kept kept
}

// An Address is where the customer is. Country is an ISO 3166-1 alpha-2 code.
type Address struct {
	AddressLine1, AddressLine2, City, State, PostalCode string
	Country                                             string
	Region                                              string

	kept kept
}

// A ProfileID is an ID of the customer in a directory.
type ProfileID struct {
	ProfileType ProfileType
	ID          string

	kept kept
}

// A Member is a person of the partner's or the customer's team.
type Member struct {
	FirstName, LastName, PhoneNumber, Email      string
	ContactPreference                            ContactPreference
	Title                                        string
	EmailValidationStatus, PhoneValidationStatus string

	kept kept
}

// A ContactPreference is how a person wants to be written to.
type ContactPreference struct {
	Locale               string
	DisableNotifications mci.Fact

	kept kept
}

// A Consent is what the customer and the partner agree that may be shared. ToShareInfoWithOthers is called
// consentToToShareInfoWithOthers on the wire, with both To.
type Consent struct {
	ToShareInfoWithOthers                mci.Fact
	ToContact                            mci.Fact
	ToMicrosoftToContactSpecificPartners mci.Fact
	ShareReferralWithMicrosoftSellers    mci.Fact

	kept kept
}

// Details are what the deal is about.
type Details struct {
	Notes                    string
	DealValue                Decimal // a number or a text when read, written as a number
	Currency                 string  // an ISO 4217 code
	ClosingDateTime          Instant
	Requirements             Requirements
	CustomerRequestedContact Verbatim
	CustomerAction           Verbatim
	IncentiveLevel           Verbatim

	kept kept
}

// Requirements are what the customer needs.
type Requirements struct {
	Industries, Products, Services []Named
	Solutions                      []Solution
	Offers                         Verbatim
	SalesPlays                     Verbatim
	AdditionalRequirements         AdditionalRequirements

	kept kept
}

// A Named is an industry, a product or a service, by its ID.
type Named struct {
	ID string

	kept kept
}

// A Solution is one that the deal is about.
type Solution struct {
	ID, Name        string
	Type            SolutionType
	Price           Decimal
	Quantity        Decimal
	Currency        string
	PublisherName   string
	SolutionType    string
	ClosingDateTime Instant

	kept kept
}

// AdditionalRequirements are further needs, by type.
type AdditionalRequirements struct {
	IoT        Verbatim
	Attributes []Attribute

	kept kept
}

// An Attribute is a need such as the type CustomerMarketplaceIntent with the ID HaveNotDecided.
type Attribute struct {
	Type, ID string

	kept kept
}

// An InviteContext is who was asked to help, and with what.
type InviteContext struct {
	Notes                 string
	InvitedBy             Organization
	AssistanceRequestCode Help
	InvitedMpnID          string

	kept kept
}

// An Organization is a partner, by ID and name.
type Organization struct {
	OrganizationID, OrganizationName string

	kept kept
}

// A Target is whom a referral is addressed to: a location of a partner, Microsoft by the ID "msft", or a solution.
type Target struct {
	Type TargetType
	ID   string

	kept kept
}

// Links are where more is to be had. The documents' samples spell their path "engagments".
type Links struct {
	RelatedReferrals, Self Link

	kept kept
}

// A Link is an address and the method to ask it by.
type Link struct {
	URI, Method string

	kept kept
}

// TrackingInfo are the IDs of the deal in Microsoft's own systems.
type TrackingInfo struct {
	MicrosoftMsxID, MicrosoftUSFedOpportunityID, MicrosoftUSFedLeadID string
	MigratedPSCDealID, MigratedPSCPartnerDealID                       string

	kept kept
}

// DecodeResource reads a resource: one JSON object of at most a megabyte, 16 levels and 2000 members or elements each. A
// documented field of another kind of value, or anything beyond the bounds, is a [mci.FieldError] with its path. Null is
// read as absent.
func DecodeResource(data []byte) (Resource, error) {
	n, err := parse(data)
	if err != nil {
		return Resource{}, err
	}
	if n.kind != '{' {
		return Resource{}, wrong(n, "an object")
	}
	return resourceKind.read(n)
}

// Encode returns the resource as JSON. A value that an enumeration does not allow, that was not read as it is, is a
// [mci.FieldError] with its path, which lists what is allowed.
func (r *Resource) Encode() ([]byte, error) {
	n, err := r.node()
	return n.append(nil), err
}

func (r *Resource) node() (node, error) {
	n, _, err := resourceKind.write(*r, nil)
	return n, err
}

// MarshalJSON returns what Encode returns. The package encoding/json escapes a few signs in it, such as <; use Encode
// where bytes count.
func (r Resource) MarshalJSON() ([]byte, error) { return r.Encode() }

// UnmarshalJSON is [DecodeResource].
func (r *Resource) UnmarshalJSON(data []byte) error {
	read, err := DecodeResource(data)
	if err == nil {
		*r = read
	}
	return err
}

// Clone returns a copy that shares nothing with r that can be changed.
func (r *Resource) Clone() Resource {
	c := *r
	c.Team, c.Target = slices.Clone(r.Team), slices.Clone(r.Target)
	c.CustomerProfile.Team = slices.Clone(r.CustomerProfile.Team)
	c.CustomerProfile.IDs = slices.Clone(r.CustomerProfile.IDs)
	needs := &c.Details.Requirements
	needs.Industries, needs.Products = slices.Clone(needs.Industries), slices.Clone(needs.Products)
	needs.Services, needs.Solutions = slices.Clone(needs.Services), slices.Clone(needs.Solutions)
	needs.AdditionalRequirements.Attributes = slices.Clone(needs.AdditionalRequirements.Attributes)
	return c
}

// Equal reports whether both are written the same.
func (r Resource) Equal(other Resource) bool {
	a, errA := r.Encode()
	b, errB := other.Encode()
	return errA == nil && errB == nil && string(a) == string(b)
}

// String returns ID and state, and nothing of the customer: fmt would print the fields in full.
func (r Resource) String() string { return "referral " + r.ID + ", " + r.State().String() }

// GoString returns what String returns.
func (r Resource) GoString() string { return r.String() }

// Value returns what the deal is worth; no amount where value or currency are absent. An amount that is none of the
// currency is a [mci.FieldError].
func (r *Resource) Value() (mci.Money, error) {
	if r.Details.DealValue == "" || r.Details.Currency == "" {
		return mci.Money{}, nil
	}
	money, err := mci.ParseMoney(string(r.Details.DealValue), mci.Currency(r.Details.Currency))
	return money, mci.At("details", err)
}

package resource

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)
import "github.com/mci-go/incentives/referral/internal/lossless"

// A Referral is a referral in the form in which Partner Center publishes it.
// The zero Referral is empty. Each field is the documented member of its name;
// an empty field is an absent member. Members that no document names are kept
// where they were, and written again; so are members of another form than the
// documents give them, which [Referral.Odd] lists. A referral that was read and
// not changed is written verbatim, in its order, with two exceptions: white
// space between the values goes, and a [Details.DealValue] that came as a text
// is written as a number, which is its published form.
//
// Change a Referral that was read in place: a nested value that is replaced as
// a whole loses the members that were kept in it. A field that is emptied is
// left out, which no [Patch] can express.
//
// Source: Microsoft Learn, "Referral resources", 2019-05-17; from
// OrganizationID on, its later versions, the published connector, and samples
// of payloads from 2022 on.
type Referral struct {
	// given by Partner Center, a GUID
	ID string
	// connects the referrals of one deal
	EngagementID string
	// what the partner calls the deal
	Name string
	// the partner's own reference
	ExternalReferenceID string
	// set by Partner Center
	CreatedDateTime Instant
	// set by Partner Center
	UpdatedDateTime Instant
	// after it, an unanswered referral expires
	ExpirationDateTime Instant
	// see State for both
	Status Status
	// see State for both
	Substatus Substatus
	// why it was closed, in the partner's words
	StatusReason string
	// ReferralType in the text of the documents
	Type Type
	// who found it worth following
	Qualification Qualification
	// who the customer is
	CustomerProfile CustomerProfile
	// what may be shared
	Consent Consent
	// what the deal is about
	Details Details
	// people of the partner
	Team []Member
	// who was asked to help, and by whom
	InviteContext InviteContext
	// with its inner quotes, to be sent verbatim
	ETag string
	// whom the referral is addressed to
	Target []Target

	// the partner that the referral belongs to
	OrganizationID string
	// that partner's name
	OrganizationName string
	// where more is to be had
	Links Links
	// incoming or outgoing, in samples
	Direction Direction
	// when it became active
	AcceptedDateTime Instant
	// when it was closed
	ClosedDateTime Instant
	// where it came from
	ReferralSource string
	// what the customer was asked to do
	CallToAction string
	// the partner's ID, PartnerID in bulk files
	MpnID string
	// the campaign that it came from
	CampaignID string
	// see ParseSalesStage; a number in one sample is read too
	SalesStage string
	// undescribed
	Quality Verbatim
	// undescribed
	IsSpam Verbatim
	// undescribed
	Favorite Verbatim
	// the program that it belongs to
	ReferralProgram string
	// how confidential the deal is
	DealSensitivity string
	// through what it was made, such as Portal
	CreatedVia string
	// through what it was changed last
	LastModifiedVia string
	// of the synchronization that touched it last
	LastRunID string
	// undescribed
	Tags Verbatim
	// such as None or ReviewPending
	RegistrationStatus string
	// undescribed
	Registrations Verbatim
	// IDs in Microsoft's own systems
	TrackingInfo TrackingInfo
	// undescribed
	Exception Verbatim
	// whether the customer buys in the marketplace
	CustomerMarketplaceIntent string
	// what the partner does in a services deal
	PartnerRole PartnerRole
	// asked for since FY26, for co-sell
	SolutionArea string
	// asked for since FY26, for co-sell
	SolutionPlay string

	kept lossless.Kept
	odd  []Odd
}

// A CustomerProfile says who the customer is.
type CustomerProfile struct {
	Name               string       // the customer's name; not edited after creation
	Size               CustomerSize // in employees
	Address            Address      // not edited after creation
	Team               []Member     // people of the customer
	IDs                []ProfileID  // in directories; not edited after creation
	IsMatchingComplete mci.Fact     // Microsoft has matched the customer with its records

	kept lossless.Kept
}

// An Address says where the customer is.
type Address struct {
	AddressLine1 string // street and number
	AddressLine2 string // optional
	City         string // the town
	State        string // state, province or canton
	PostalCode   string // as the country writes it
	Country      string // an ISO 3166-1 alpha-2 code
	Region       string // of the world or of the country

	kept lossless.Kept
}

// A ProfileID is an ID of the customer in a directory.
type ProfileID struct {
	ProfileType ProfileType // of which directory
	ID          string      // the ID there

	kept lossless.Kept
}

// A Member is a person of the partner's or the customer's team.
type Member struct {
	FirstName             string            // the given name
	LastName              string            // the family name
	PhoneNumber           string            // in any form
	Email                 string            // the mail address
	ContactPreference     ContactPreference // how the person is written to
	Title                 string            // the person's position
	EmailValidationStatus string            // set by Partner Center
	PhoneValidationStatus string            // set by Partner Center

	kept lossless.Kept
}

// A ContactPreference says how a person wants to be written to.
type ContactPreference struct {
	Locale               string   // such as en-US
	DisableNotifications mci.Fact // the person wants no notifications

	kept lossless.Kept
}

// A Consent holds what customer and partner agree that may be shared.
type Consent struct {
	// ToShareInfoWithOthers is consentToToShareInfoWithOthers on the wire, with
	// both To.
	ToShareInfoWithOthers mci.Fact
	// ToContact allows contacting the customer. It is not edited after
	// creation.
	ToContact mci.Fact
	// ToMicrosoftToContactSpecificPartners lets Microsoft contact partners.
	ToMicrosoftToContactSpecificPartners mci.Fact
	// ShareReferralWithMicrosoftSellers lets Microsoft's sellers see the
	// referral. It is not taken back once it was given.
	ShareReferralWithMicrosoftSellers mci.Fact

	kept lossless.Kept
}

// Details say what the deal is about.
type Details struct {
	// free text
	Notes string
	// a number or a text when read, written as a number
	DealValue Decimal
	// of DealValue, an ISO 4217 code
	Currency string
	// when the deal is expected to close
	ClosingDateTime Instant
	// what the customer needs
	Requirements Requirements
	// undescribed
	CustomerRequestedContact Verbatim
	// undescribed
	CustomerAction Verbatim
	// undescribed
	IncentiveLevel Verbatim

	kept lossless.Kept
}

// Requirements are the customer's needs.
type Requirements struct {
	Industries             []Named                // by ID
	Products               []Named                // by ID
	Services               []Named                // by ID
	Solutions              []Solution             // what the deal is about
	Offers                 Verbatim               // undescribed
	SalesPlays             Verbatim               // undescribed
	AdditionalRequirements AdditionalRequirements // further needs, by type

	kept lossless.Kept
}

// A Named is an industry, a product or a service, by its ID.
type Named struct {
	ID string // in Microsoft's catalog

	kept lossless.Kept
}

// A Solution is one that the deal is about.
type Solution struct {
	ID              string       // such as SOL-12345 for a solution of the partner's
	Name            string       // in words
	Type            SolutionType // what ID and Name stand for
	Price           Decimal      // of one, in Currency
	Quantity        Decimal      // how many
	Currency        string       // an ISO 4217 code
	PublisherName   string       // whose solution it is
	SolutionType    string       // such as AzureIP
	ClosingDateTime Instant      // when its sale is expected

	kept lossless.Kept
}

// AdditionalRequirements are further needs, by type.
type AdditionalRequirements struct {
	IoT        Verbatim    // undescribed
	Attributes []Attribute // by type and ID

	kept lossless.Kept
}

// An Attribute is a need such as the type CustomerMarketplaceIntent with the ID
// HaveNotDecided.
type Attribute struct {
	Type string // what the need is about
	ID   string // which one it is

	kept lossless.Kept
}

// An InviteContext says who was asked to help, with what, and by whom.
type InviteContext struct {
	Notes                 string       // to whoever is asked
	InvitedBy             Organization // decides what a listed referral is; see Classify
	AssistanceRequestCode Help         // what Microsoft's sellers are asked for
	InvitedMpnID          string       // the partner that is asked

	kept lossless.Kept
}

// An Organization is a partner, or Microsoft.
type Organization struct {
	OrganizationID   string // a GUID; "msft" is Microsoft
	OrganizationName string // in words

	kept lossless.Kept
}

// A Target names whom a referral is addressed to: a location of a partner,
// Microsoft by the ID "msft", or a solution.
type Target struct {
	Type TargetType // what ID stands for
	ID   string     // of the location or the solution

	kept lossless.Kept
}

// Links say where more is to be had. The documents' samples spell their path
// "engagments".
type Links struct {
	RelatedReferrals Endpoint // the other referrals of the engagement
	Self             Endpoint // the referral itself

	kept lossless.Kept
}

// An Endpoint is an address and the method to ask it by.
type Endpoint struct {
	URI    string // relative to the service
	Method string // such as GET

	kept lossless.Kept
}

// TrackingInfo holds the IDs of the deal in Microsoft's own systems.
type TrackingInfo struct {
	// of the opportunity in MSX
	MicrosoftMsxID string
	// of an opportunity with the US government
	MicrosoftUSFedOpportunityID string
	// of a lead with the US government
	MicrosoftUSFedLeadID string
	// in Partner Sales Connect, from which deals were moved
	MigratedPSCDealID string
	// the partner's ID there
	MigratedPSCPartnerDealID string

	kept lossless.Kept
}

// State returns the referral's status and substatus as they were read, declared
// or not.
func (r *Referral) State() State { return State{r.Status, r.Substatus} }

// String returns ID and state, on one line, and nothing of the customer: fmt
// would print the fields in full.
func (r Referral) String() string {
	return vocabulary.Visible("referral " + r.ID + ", " + r.State().String())
}

// GoString returns the same as String.
func (r Referral) GoString() string { return r.String() }

// Value returns what the deal is worth. It is no amount if value or currency is
// absent. An amount that the currency does not have is a [mci.FieldError].
func (r *Referral) Value() (mci.Money, error) {
	if r.Details.DealValue == "" || r.Details.Currency == "" {
		return mci.Money{}, nil
	}
	money, err := mci.ParseMoney(string(r.Details.DealValue), mci.Currency(r.Details.Currency))
	return money, mci.At("details", err)
}

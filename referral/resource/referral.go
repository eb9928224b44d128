package resource

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/internal/lossless"
	"github.com/mci-go/incentives/referral/progress"
)

// A Referral is a referral in the form that Partner Center publishes. The zero
// Referral is empty. Each field is the documented member of its name; an empty
// field is an absent member.
//
// A member that no document names is kept in its place and written again. So is
// a member that does not have its documented form, which [Referral.Odd] lists.
// If a referral was read and not changed, it is written verbatim and in its
// order, with two exceptions. White space between the values is dropped. If
// [Details.DealValue] was read from a text, it is written as a number, which is
// its published form.
//
// Change a Referral that was read in place: if a nested value is replaced as a
// whole, the members that were kept in it are lost. A field that is emptied is
// left out, which no patch can express.
//
// Source: Microsoft Learn, "Referral resources", 2019-05-17; from
// OrganizationID on, its later versions, the published connector, and samples
// of payloads from 2022 on.
type Referral struct {
	// ID is a GUID that Partner Center gives.
	ID string
	// EngagementID connects the referrals of one deal.
	EngagementID string
	// Name is the partner's name for the deal.
	Name string
	// ExternalReferenceID is the partner's own reference.
	ExternalReferenceID string
	// CreatedDateTime is set by Partner Center.
	CreatedDateTime Instant
	// UpdatedDateTime is set by Partner Center.
	UpdatedDateTime Instant
	// ExpirationDateTime is when an unanswered referral expires.
	ExpirationDateTime Instant
	// Status is one half of the State.
	Status progress.Status
	// Substatus is the other half of the State.
	Substatus progress.Substatus
	// StatusReason says why the referral was closed, in the partner's words.
	StatusReason string
	// Type is called ReferralType in the text of the documents.
	Type Type
	// Qualification says who found the referral worth following.
	Qualification Qualification
	// CustomerProfile describes the customer.
	CustomerProfile CustomerProfile
	// Consent says which data may be shared.
	Consent Consent
	// Details describe the deal.
	Details Details
	// Team holds people of the partner.
	Team []Member
	// InviteContext says who was asked to help, and by whom.
	InviteContext InviteContext
	// ETag includes its inner quotes. It must be sent verbatim.
	ETag string
	// Target names the parties that the referral is addressed to.
	Target []Target

	// OrganizationID is the partner that the referral belongs to.
	OrganizationID string
	// OrganizationName is the name of that partner.
	OrganizationName string
	// Links are the addresses of the referral and of related ones.
	Links Links
	// Direction is incoming or outgoing. Only samples have it.
	Direction Direction
	// AcceptedDateTime is when the referral became active.
	AcceptedDateTime Instant
	// ClosedDateTime is when the referral was closed.
	ClosedDateTime Instant
	// ReferralSource is the origin of the referral.
	ReferralSource string
	// CallToAction is the action that the customer was asked for.
	CallToAction string
	// MpnID is the partner's ID, which bulk files call PartnerID.
	MpnID string
	// CampaignID is the campaign that the referral came from.
	CampaignID string
	// SalesStage is read by ParseSalesStage. One sample has it as a number,
	// which is read too.
	SalesStage string
	// Quality is not described in any document.
	Quality Verbatim
	// IsSpam is not described in any document.
	IsSpam Verbatim
	// Favorite is not described in any document.
	Favorite Verbatim
	// ReferralProgram is the program that the referral belongs to.
	ReferralProgram string
	// DealSensitivity is the confidentiality of the deal.
	DealSensitivity string
	// CreatedVia is the system that made the referral, such as Portal.
	CreatedVia string
	// LastModifiedVia is the system that made the latest change.
	LastModifiedVia string
	// LastRunID is the latest synchronization that touched the referral.
	LastRunID string
	// Tags is not described in any document.
	Tags Verbatim
	// RegistrationStatus is, for example, None or ReviewPending.
	RegistrationStatus string
	// Registrations are the registrations of the deal; see Register of package
	// change.
	Registrations []Registration
	// TrackingInfo holds IDs in Microsoft's own systems.
	TrackingInfo TrackingInfo
	// Exception is not described in any document.
	Exception Verbatim
	// CustomerMarketplaceIntent says whether the customer buys in the
	// marketplace.
	CustomerMarketplaceIntent string
	// PartnerRole is the partner's part in a services deal.
	PartnerRole PartnerRole
	// SolutionArea is required since FY26, for co-sell.
	SolutionArea string
	// SolutionPlay is required since FY26, for co-sell.
	SolutionPlay string

	kept lossless.Kept
	odd  []Odd
}

// A CustomerProfile describes the customer.
type CustomerProfile struct {
	// Name is the customer's name. It is not edited after creation.
	Name string
	// Size is the number of employees.
	Size CustomerSize
	// Address is not edited after creation.
	Address Address
	// Team holds people of the customer.
	Team []Member
	// IDs are the customer's IDs in directories. They are not edited after
	// creation.
	IDs []ProfileID
	// IsMatchingComplete is Yes if Microsoft has matched the customer with its
	// records.
	IsMatchingComplete mci.Fact

	kept lossless.Kept
}

// An Address is the customer's postal address.
type Address struct {
	AddressLine1 string // street and number
	AddressLine2 string // optional
	City         string // the town
	State        string // state, province or canton
	PostalCode   string // in the country's own form
	Country      string // an ISO 3166-1 alpha-2 code
	Region       string // a region of the world or of the country

	kept lossless.Kept
}

// A ProfileID is an ID of the customer in a directory.
type ProfileID struct {
	ProfileType ProfileType // the directory
	ID          string      // the ID there

	kept lossless.Kept
}

// A Member is a person of the partner's or the customer's team.
type Member struct {
	// FirstName is the given name.
	FirstName string
	// LastName is the family name.
	LastName string
	// PhoneNumber may have any form.
	PhoneNumber string
	// Email is the mail address.
	Email string
	// ContactPreference says how to write to the person.
	ContactPreference ContactPreference
	// Title is the person's position.
	Title string
	// EmailValidationStatus is set by Partner Center.
	EmailValidationStatus string
	// PhoneValidationStatus is set by Partner Center.
	PhoneValidationStatus string

	kept lossless.Kept
}

// A ContactPreference says how to write to a person.
type ContactPreference struct {
	Locale               string   // such as en-US
	DisableNotifications mci.Fact // Yes if the person wants no notifications

	kept lossless.Kept
}

// A Consent says which data customer and partner allow to be shared.
type Consent struct {
	// ToShareInfoWithOthers is consentToToShareInfoWithOthers on the wire, with
	// a double To.
	ToShareInfoWithOthers mci.Fact
	// ToContact allows contacting the customer. It is not edited after
	// creation.
	ToContact mci.Fact
	// ToMicrosoftToContactSpecificPartners allows Microsoft to contact
	// partners.
	ToMicrosoftToContactSpecificPartners mci.Fact
	// ShareReferralWithMicrosoftSellers lets Microsoft's sellers see the
	// referral. Once it is given, it cannot be withdrawn.
	ShareReferralWithMicrosoftSellers mci.Fact

	kept lossless.Kept
}

// Details describe the deal.
type Details struct {
	// Notes are free text.
	Notes string
	// DealValue is read from a number or a text, and written as a number.
	DealValue Decimal
	// Currency is the ISO 4217 code for DealValue.
	Currency string
	// ClosingDateTime is when the deal is expected to close.
	ClosingDateTime Instant
	// Requirements are the customer's needs.
	Requirements Requirements
	// CustomerRequestedContact is not described in any document.
	CustomerRequestedContact Verbatim
	// CustomerAction is not described in any document.
	CustomerAction Verbatim
	// IncentiveLevel is not described in any document.
	IncentiveLevel Verbatim

	kept lossless.Kept
}

// Requirements are the customer's needs.
type Requirements struct {
	Industries             []Named                // by ID
	Products               []Named                // by ID
	Services               []Named                // by ID
	Solutions              []Solution             // the solutions that the deal is about
	Offers                 Verbatim               // not described in any document
	SalesPlays             Verbatim               // not described in any document
	AdditionalRequirements AdditionalRequirements // further needs, by type

	kept lossless.Kept
}

// A Named is the ID of an industry, a product or a service.
type Named struct {
	ID string // the ID in Microsoft's catalog

	kept lossless.Kept
}

// A Solution is a solution that the deal is about.
type Solution struct {
	ID              string       // such as SOL-12345 for the partner's own solution
	Name            string       // in words
	Type            SolutionType // the kind of thing that ID and Name name
	Price           Decimal      // price of one unit, in Currency
	Quantity        Decimal      // number of units
	Currency        string       // an ISO 4217 code
	PublisherName   string       // the publisher of the solution
	SolutionType    string       // such as AzureIP
	ClosingDateTime Instant      // when the sale is expected to close

	kept lossless.Kept
}

// AdditionalRequirements are further needs, by type.
type AdditionalRequirements struct {
	IoT        Verbatim    // not described in any document
	Attributes []Attribute // needs with a type and an ID

	kept lossless.Kept
}

// An Attribute is one need. For example, its type is CustomerMarketplaceIntent
// and its ID is HaveNotDecided.
type Attribute struct {
	Type string // the subject of the need
	ID   string // the need itself

	kept lossless.Kept
}

// An InviteContext says who was asked to help, for which help, and by whom.
type InviteContext struct {
	// Notes are for the party that is asked.
	Notes string
	// InvitedBy decides the category of a listed referral; see package cosell.
	InvitedBy Organization
	// AssistanceRequestCode is the help that Microsoft's sellers are asked for.
	AssistanceRequestCode Help
	// InvitedMpnID is the partner that is asked.
	InvitedMpnID string

	kept lossless.Kept
}

// An Organization is a partner, or Microsoft.
type Organization struct {
	OrganizationID   string // a GUID, or "msft" for Microsoft
	OrganizationName string // the name in words

	kept lossless.Kept
}

// A Target is a party that a referral is addressed to. It is a partner's
// location, Microsoft with the ID "msft", or a solution.
type Target struct {
	Type TargetType // the kind of thing that ID names
	ID   string     // ID of the location or the solution

	kept lossless.Kept
}

// Links are the addresses of a referral and of related ones. The documents'
// samples spell their path "engagments".
type Links struct {
	RelatedReferrals Endpoint // the other referrals of the engagement
	Self             Endpoint // the referral itself

	kept lossless.Kept
}

// An Endpoint is an address and its HTTP method.
type Endpoint struct {
	URI    string // relative to the service
	Method string // such as GET

	kept lossless.Kept
}

// TrackingInfo holds the IDs of the deal in Microsoft's own systems.
type TrackingInfo struct {
	// MicrosoftMsxID is the ID of the opportunity in MSX.
	MicrosoftMsxID string
	// MicrosoftUSFedOpportunityID is the ID of an opportunity with the US
	// government.
	MicrosoftUSFedOpportunityID string
	// MicrosoftUSFedLeadID is the ID of a lead with the US government.
	MicrosoftUSFedLeadID string
	// MigratedPSCDealID is the ID in Partner Sales Connect, the former home of
	// some deals.
	MigratedPSCDealID string
	// MigratedPSCPartnerDealID is the partner's ID for the deal in Partner
	// Sales Connect.
	MigratedPSCPartnerDealID string

	kept lossless.Kept
}

// State returns the referral's status and substatus as they were read, even if
// they are not declared.
func (r *Referral) State() progress.State {
	return progress.State{Status: r.Status, Substatus: r.Substatus}
}

// String returns the ID and the state on one line, and no data of the customer.
// Without it, fmt would print all fields.
func (r Referral) String() string {
	return vocabulary.Visible("referral " + r.ID + ", " + r.State().String())
}

// GoString returns the same as String.
func (r Referral) GoString() string { return r.String() }

// Value returns the worth of the deal. If the value or the currency is absent,
// it returns no amount. If the currency does not have such an amount, the error
// is a [mci.FieldError].
func (r *Referral) Value() (mci.Money, error) {
	if r.Details.DealValue == "" || r.Details.Currency == "" {
		return mci.Money{}, nil
	}
	money, err := mci.ParseMoney(string(r.Details.DealValue), mci.Currency(r.Details.Currency))
	return money, mci.At("details", err)
}

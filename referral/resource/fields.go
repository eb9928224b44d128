package resource

import (
	"strings"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// The fields of the resource by their names on the wire, in the order in which
// new ones are written.

var (
	words    = lossless.Text[string]()
	instant  = lossless.Text[Instant]()
	number   = lossless.Number[Decimal]()
	yesNo    = lossless.YesNo()
	verbatim = lossless.Any[Verbatim]()
	// A published sample has the sales stage as a number. Its digits are read.
	stage = lossless.Scalar[string]{Read: readStage, Form: lossless.FormText[string], Check: lossless.Anything[string]}.Kind()
)

var referralKind = lossless.Object(func(r *Referral) *lossless.Kept { return &r.kept },
	lossless.Bind("id", words, func(r *Referral) *string { return &r.ID }),
	lossless.Bind("engagementId", words, func(r *Referral) *string { return &r.EngagementID }),
	lossless.Bind("name", words, func(r *Referral) *string { return &r.Name }),
	lossless.Bind("externalReferenceId", words, func(r *Referral) *string { return &r.ExternalReferenceID }),
	lossless.Bind("createdDateTime", instant, func(r *Referral) *Instant { return &r.CreatedDateTime }),
	lossless.Bind("updatedDateTime", instant, func(r *Referral) *Instant { return &r.UpdatedDateTime }),
	lossless.Bind("expirationDateTime", instant, func(r *Referral) *Instant { return &r.ExpirationDateTime }),
	lossless.Bind("status", lossless.Code(progress.StatusNone, progress.StatusNew, progress.StatusActive, progress.StatusClosed), func(r *Referral) *progress.Status { return &r.Status }),
	lossless.Bind("substatus", lossless.Code(progress.NoSubstatus, progress.Pending, progress.Received, progress.Accepted, progress.Won, progress.Lost, progress.Declined, progress.Expired), func(r *Referral) *progress.Substatus { return &r.Substatus }),
	lossless.Bind("statusReason", words, func(r *Referral) *string { return &r.StatusReason }),
	lossless.Bind("type", lossless.Code(Independent, Shared), func(r *Referral) *Type { return &r.Type }),
	lossless.Bind("qualification", lossless.Code(NotQualified, DirectlyQualified, MarketingQualified, SalesQualified), func(r *Referral) *Qualification { return &r.Qualification }),
	lossless.Bind("customerProfile", customerProfileKind, func(r *Referral) *CustomerProfile { return &r.CustomerProfile }),
	lossless.Bind("consent", consentKind, func(r *Referral) *Consent { return &r.Consent }),
	lossless.Bind("details", detailsKind, func(r *Referral) *Details { return &r.Details }),
	lossless.Bind("team", lossless.List(memberKind), func(r *Referral) *[]Member { return &r.Team }),
	lossless.Bind("inviteContext", inviteContextKind, func(r *Referral) *InviteContext { return &r.InviteContext }),
	lossless.Bind("eTag", words, func(r *Referral) *string { return &r.ETag }),
	lossless.Bind("target", lossless.List(targetKind), func(r *Referral) *[]Target { return &r.Target }),

	lossless.Bind("organizationId", words, func(r *Referral) *string { return &r.OrganizationID }),
	lossless.Bind("organizationName", words, func(r *Referral) *string { return &r.OrganizationName }),
	lossless.Bind("links", linksKind, func(r *Referral) *Links { return &r.Links }),
	lossless.Bind("direction", lossless.Code(Incoming, Outgoing), func(r *Referral) *Direction { return &r.Direction }),
	lossless.Bind("acceptedDateTime", instant, func(r *Referral) *Instant { return &r.AcceptedDateTime }),
	lossless.Bind("closedDateTime", instant, func(r *Referral) *Instant { return &r.ClosedDateTime }),
	lossless.Bind("referralSource", words, func(r *Referral) *string { return &r.ReferralSource }),
	lossless.Bind("callToAction", words, func(r *Referral) *string { return &r.CallToAction }),
	lossless.Bind("mpnId", words, func(r *Referral) *string { return &r.MpnID }),
	lossless.Bind("campaignId", words, func(r *Referral) *string { return &r.CampaignID }),
	lossless.Bind("salesStage", stage, func(r *Referral) *string { return &r.SalesStage }),
	lossless.Bind("quality", verbatim, func(r *Referral) *Verbatim { return &r.Quality }),
	lossless.Bind("isSpam", verbatim, func(r *Referral) *Verbatim { return &r.IsSpam }),
	lossless.Bind("favorite", verbatim, func(r *Referral) *Verbatim { return &r.Favorite }),
	lossless.Bind("referralProgram", words, func(r *Referral) *string { return &r.ReferralProgram }),
	lossless.Bind("dealSensitivity", words, func(r *Referral) *string { return &r.DealSensitivity }),
	lossless.Bind("createdVia", words, func(r *Referral) *string { return &r.CreatedVia }),
	lossless.Bind("lastModifiedVia", words, func(r *Referral) *string { return &r.LastModifiedVia }),
	lossless.Bind("lastRunId", words, func(r *Referral) *string { return &r.LastRunID }),
	lossless.Bind("tags", verbatim, func(r *Referral) *Verbatim { return &r.Tags }),
	lossless.Bind("registrationStatus", words, func(r *Referral) *string { return &r.RegistrationStatus }),
	lossless.Bind("registrations", lossless.List(registrationKind), func(r *Referral) *[]Registration { return &r.Registrations }),
	lossless.Bind("trackingInfo", trackingInfoKind, func(r *Referral) *TrackingInfo { return &r.TrackingInfo }),
	lossless.Bind("exception", verbatim, func(r *Referral) *Verbatim { return &r.Exception }),
	lossless.Bind("customerMarketplaceIntent", words, func(r *Referral) *string { return &r.CustomerMarketplaceIntent }),
	lossless.Bind("partnerRole", lossless.Code(PresalesEnvisioning, SolutionDesign, ProofOfConcept, BusinessStrategy, DeploymentServices, AdoptionAndChange, TransactionRole, ManagedServices), func(r *Referral) *PartnerRole { return &r.PartnerRole }),
	lossless.Bind("solutionArea", words, func(r *Referral) *string { return &r.SolutionArea }),
	lossless.Bind("solutionPlay", words, func(r *Referral) *string { return &r.SolutionPlay }),
)

var customerProfileKind = lossless.Object(func(p *CustomerProfile) *lossless.Kept { return &p.kept },
	lossless.Bind("name", words, func(p *CustomerProfile) *string { return &p.Name }),
	lossless.Bind("size", lossless.Code(
		Employees1To9, Employees1To50, Employees10To50, Employees51To250, Employees51To500, Employees251To1000,
		Employees1001To5000, Employees5001To10000, Employees10001To20000, EmployeesOver500, EmployeesOver20000,
	), func(p *CustomerProfile) *CustomerSize { return &p.Size }),
	lossless.Bind("address", addressKind, func(p *CustomerProfile) *Address { return &p.Address }),
	lossless.Bind("team", lossless.List(memberKind), func(p *CustomerProfile) *[]Member { return &p.Team }),
	lossless.Bind("ids", lossless.List(profileIDKind), func(p *CustomerProfile) *[]ProfileID { return &p.IDs }),
	lossless.Bind("isMatchingComplete", yesNo, func(p *CustomerProfile) *mci.Fact { return &p.IsMatchingComplete }),
)

var addressKind = lossless.Object(func(a *Address) *lossless.Kept { return &a.kept },
	lossless.Bind("addressLine1", words, func(a *Address) *string { return &a.AddressLine1 }),
	lossless.Bind("addressLine2", words, func(a *Address) *string { return &a.AddressLine2 }),
	lossless.Bind("city", words, func(a *Address) *string { return &a.City }),
	lossless.Bind("state", words, func(a *Address) *string { return &a.State }),
	lossless.Bind("postalCode", words, func(a *Address) *string { return &a.PostalCode }),
	lossless.Bind("country", words, func(a *Address) *string { return &a.Country }),
	lossless.Bind("region", words, func(a *Address) *string { return &a.Region }),
)

var profileIDKind = lossless.Object(func(p *ProfileID) *lossless.Kept { return &p.kept },
	lossless.Bind("profileType", lossless.Code(DunsProfile, ExternalProfile), func(p *ProfileID) *ProfileType { return &p.ProfileType }),
	lossless.Bind("id", words, func(p *ProfileID) *string { return &p.ID }),
)

var memberKind = lossless.Object(func(m *Member) *lossless.Kept { return &m.kept },
	lossless.Bind("firstName", words, func(m *Member) *string { return &m.FirstName }),
	lossless.Bind("lastName", words, func(m *Member) *string { return &m.LastName }),
	lossless.Bind("phoneNumber", words, func(m *Member) *string { return &m.PhoneNumber }),
	lossless.Bind("email", words, func(m *Member) *string { return &m.Email }),
	lossless.Bind("contactPreference", contactPreferenceKind, func(m *Member) *ContactPreference { return &m.ContactPreference }),
	lossless.Bind("title", words, func(m *Member) *string { return &m.Title }),
	lossless.Bind("emailValidationStatus", words, func(m *Member) *string { return &m.EmailValidationStatus }),
	lossless.Bind("phoneValidationStatus", words, func(m *Member) *string { return &m.PhoneValidationStatus }),
)

var contactPreferenceKind = lossless.Object(func(p *ContactPreference) *lossless.Kept { return &p.kept },
	lossless.Bind("locale", words, func(p *ContactPreference) *string { return &p.Locale }),
	lossless.Bind("disableNotifications", yesNo, func(p *ContactPreference) *mci.Fact { return &p.DisableNotifications }),
)

var consentKind = lossless.Object(func(c *Consent) *lossless.Kept { return &c.kept },
	lossless.Bind("consentToToShareInfoWithOthers", yesNo, func(c *Consent) *mci.Fact { return &c.ToShareInfoWithOthers }),
	lossless.Bind("consentToContact", yesNo, func(c *Consent) *mci.Fact { return &c.ToContact }),
	lossless.Bind("consentToMicrosoftToContactSpecificPartners", yesNo, func(c *Consent) *mci.Fact { return &c.ToMicrosoftToContactSpecificPartners }),
	lossless.Bind("consentToShareReferralWithMicrosoftSellers", yesNo, func(c *Consent) *mci.Fact { return &c.ShareReferralWithMicrosoftSellers }),
)

var detailsKind = lossless.Object(func(d *Details) *lossless.Kept { return &d.kept },
	lossless.Bind("notes", words, func(d *Details) *string { return &d.Notes }),
	lossless.Bind("dealValue", number, func(d *Details) *Decimal { return &d.DealValue }),
	lossless.Bind("currency", words, func(d *Details) *string { return &d.Currency }),
	lossless.Bind("closingDateTime", instant, func(d *Details) *Instant { return &d.ClosingDateTime }),
	lossless.Bind("requirements", requirementsKind, func(d *Details) *Requirements { return &d.Requirements }),
	lossless.Bind("customerRequestedContact", verbatim, func(d *Details) *Verbatim { return &d.CustomerRequestedContact }),
	lossless.Bind("customerAction", verbatim, func(d *Details) *Verbatim { return &d.CustomerAction }),
	lossless.Bind("incentiveLevel", verbatim, func(d *Details) *Verbatim { return &d.IncentiveLevel }),
)

var requirementsKind = lossless.Object(func(r *Requirements) *lossless.Kept { return &r.kept },
	lossless.Bind("industries", lossless.List(namedKind), func(r *Requirements) *[]Named { return &r.Industries }),
	lossless.Bind("products", lossless.List(namedKind), func(r *Requirements) *[]Named { return &r.Products }),
	lossless.Bind("services", lossless.List(namedKind), func(r *Requirements) *[]Named { return &r.Services }),
	lossless.Bind("solutions", lossless.List(solutionKind), func(r *Requirements) *[]Solution { return &r.Solutions }),
	lossless.Bind("offers", verbatim, func(r *Requirements) *Verbatim { return &r.Offers }),
	lossless.Bind("salesPlays", verbatim, func(r *Requirements) *Verbatim { return &r.SalesPlays }),
	lossless.Bind("additionalRequirements", additionalRequirementsKind, func(r *Requirements) *AdditionalRequirements { return &r.AdditionalRequirements }),
)

var namedKind = lossless.Object(func(n *Named) *lossless.Kept { return &n.kept },
	lossless.Bind("id", words, func(n *Named) *string { return &n.ID }),
)

var solutionKind = lossless.Object(func(s *Solution) *lossless.Kept { return &s.kept },
	lossless.Bind("id", words, func(s *Solution) *string { return &s.ID }),
	lossless.Bind("name", words, func(s *Solution) *string { return &s.Name }),
	lossless.Bind("type", lossless.Code(NoSolutionType, SolutionCategory, SolutionName), func(s *Solution) *SolutionType { return &s.Type }),
	lossless.Bind("price", number, func(s *Solution) *Decimal { return &s.Price }),
	lossless.Bind("quantity", number, func(s *Solution) *Decimal { return &s.Quantity }),
	lossless.Bind("currency", words, func(s *Solution) *string { return &s.Currency }),
	lossless.Bind("publisherName", words, func(s *Solution) *string { return &s.PublisherName }),
	lossless.Bind("solutionType", words, func(s *Solution) *string { return &s.SolutionType }),
	lossless.Bind("closingDateTime", instant, func(s *Solution) *Instant { return &s.ClosingDateTime }),
)

var additionalRequirementsKind = lossless.Object(func(a *AdditionalRequirements) *lossless.Kept { return &a.kept },
	lossless.Bind("iot", verbatim, func(a *AdditionalRequirements) *Verbatim { return &a.IoT }),
	lossless.Bind("attributes", lossless.List(attributeKind), func(a *AdditionalRequirements) *[]Attribute { return &a.Attributes }),
)

var attributeKind = lossless.Object(func(a *Attribute) *lossless.Kept { return &a.kept },
	lossless.Bind("type", words, func(a *Attribute) *string { return &a.Type }),
	lossless.Bind("id", words, func(a *Attribute) *string { return &a.ID }),
)

var inviteContextKind = lossless.Object(func(i *InviteContext) *lossless.Kept { return &i.kept },
	lossless.Bind("notes", words, func(i *InviteContext) *string { return &i.Notes }),
	lossless.Bind("invitedBy", organizationKind, func(i *InviteContext) *Organization { return &i.InvitedBy }),
	lossless.Bind("assistanceRequestCode", lossless.Code(
		HelpUnknown, HelpGeneral, HelpCustomerArchitecture, HelpProofOfConcept, HelpQuotesOrLicensing, HelpPostSalesSuccess, HelpWorkloadSpecificValue,
	), func(i *InviteContext) *Help { return &i.AssistanceRequestCode }),
	lossless.Bind("invitedMpnId", words, func(i *InviteContext) *string { return &i.InvitedMpnID }),
)

var organizationKind = lossless.Object(func(o *Organization) *lossless.Kept { return &o.kept },
	lossless.Bind("organizationId", words, func(o *Organization) *string { return &o.OrganizationID }),
	lossless.Bind("organizationName", words, func(o *Organization) *string { return &o.OrganizationName }),
)

var targetKind = lossless.Object(func(t *Target) *lossless.Kept { return &t.kept },
	lossless.Bind("type", lossless.Code(NoTargetType, BusinessProfileLocation, SolutionProfile), func(t *Target) *TargetType { return &t.Type }),
	lossless.Bind("id", words, func(t *Target) *string { return &t.ID }),
)

var linksKind = lossless.Object(func(l *Links) *lossless.Kept { return &l.kept },
	lossless.Bind("relatedReferrals", endpointKind, func(l *Links) *Endpoint { return &l.RelatedReferrals }),
	lossless.Bind("self", endpointKind, func(l *Links) *Endpoint { return &l.Self }),
)

var endpointKind = lossless.Object(func(l *Endpoint) *lossless.Kept { return &l.kept },
	lossless.Bind("uri", words, func(l *Endpoint) *string { return &l.URI }),
	lossless.Bind("method", words, func(l *Endpoint) *string { return &l.Method }),
)

var trackingInfoKind = lossless.Object(func(i *TrackingInfo) *lossless.Kept { return &i.kept },
	lossless.Bind("microsoftMsxId", words, func(i *TrackingInfo) *string { return &i.MicrosoftMsxID }),
	lossless.Bind("microsoftUSFedOpportunityId", words, func(i *TrackingInfo) *string { return &i.MicrosoftUSFedOpportunityID }),
	lossless.Bind("microsoftUSFedLeadId", words, func(i *TrackingInfo) *string { return &i.MicrosoftUSFedLeadID }),
	lossless.Bind("migratedPSCDealId", words, func(i *TrackingInfo) *string { return &i.MigratedPSCDealID }),
	lossless.Bind("migratedPSCPartnerDealId", words, func(i *TrackingInfo) *string { return &i.MigratedPSCPartnerDealID }),
)

func readStage(v lossless.Value) (string, error) {
	if v.Scalar != "" && strings.Trim(v.Scalar, "0123456789") == "" {
		return v.Scalar, nil
	}
	return lossless.ReadText[string](v)
}

package referral

import "github.com/mci-go/incentives/mci"

// The fields of the resource by their names on the wire, in the order in which new ones are written.

var words = text[string]()

var resourceKind = object(func(r *Resource) *kept { return &r.kept }, []field[Resource]{
	at("id", words, func(r *Resource) *string { return &r.ID }),
	at("engagementId", words, func(r *Resource) *string { return &r.EngagementID }),
	at("name", words, func(r *Resource) *string { return &r.Name }),
	at("externalReferenceId", words, func(r *Resource) *string { return &r.ExternalReferenceID }),
	at("createdDateTime", text[Instant](), func(r *Resource) *Instant { return &r.CreatedDateTime }),
	at("updatedDateTime", text[Instant](), func(r *Resource) *Instant { return &r.UpdatedDateTime }),
	at("expirationDateTime", text[Instant](), func(r *Resource) *Instant { return &r.ExpirationDateTime }),
	at("status", code(StatusNone, StatusNew, StatusActive, StatusClosed), func(r *Resource) *Status { return &r.Status }),
	at("substatus", code(NoSubstatus, Pending, Received, Accepted, Won, Lost, Declined, Expired), func(r *Resource) *Substatus { return &r.Substatus }),
	at("statusReason", words, func(r *Resource) *string { return &r.StatusReason }),
	at("type", code(Independent, Shared), func(r *Resource) *ReferralType { return &r.Type }),
	at("qualification", code(NotQualified, DirectlyQualified, MarketingQualified, SalesQualified), func(r *Resource) *Qualification { return &r.Qualification }),
	at("customerProfile", customerProfileKind, func(r *Resource) *CustomerProfile { return &r.CustomerProfile }),
	at("consent", consentKind, func(r *Resource) *Consent { return &r.Consent }),
	at("details", detailsKind, func(r *Resource) *Details { return &r.Details }),
	at("team", list(memberKind), func(r *Resource) *[]Member { return &r.Team }),
	at("inviteContext", inviteContextKind, func(r *Resource) *InviteContext { return &r.InviteContext }),
	at("eTag", words, func(r *Resource) *string { return &r.ETag }),
	at("target", list(targetKind), func(r *Resource) *[]Target { return &r.Target }),

	at("organizationId", words, func(r *Resource) *string { return &r.OrganizationID }),
	at("organizationName", words, func(r *Resource) *string { return &r.OrganizationName }),
	at("links", linksKind, func(r *Resource) *Links { return &r.Links }),
	at("direction", code(Incoming, Outgoing), func(r *Resource) *Direction { return &r.Direction }),
	at("acceptedDateTime", text[Instant](), func(r *Resource) *Instant { return &r.AcceptedDateTime }),
	at("closedDateTime", text[Instant](), func(r *Resource) *Instant { return &r.ClosedDateTime }),
	at("referralSource", words, func(r *Resource) *string { return &r.ReferralSource }),
	at("callToAction", words, func(r *Resource) *string { return &r.CallToAction }),
	at("mpnId", words, func(r *Resource) *string { return &r.MpnID }),
	at("campaignId", words, func(r *Resource) *string { return &r.CampaignID }),
	at("salesStage", words, func(r *Resource) *string { return &r.SalesStage }),
	at("quality", verbatim, func(r *Resource) *Verbatim { return &r.Quality }),
	at("isSpam", verbatim, func(r *Resource) *Verbatim { return &r.IsSpam }),
	at("favorite", verbatim, func(r *Resource) *Verbatim { return &r.Favorite }),
	at("referralProgram", words, func(r *Resource) *string { return &r.ReferralProgram }),
	at("dealSensitivity", words, func(r *Resource) *string { return &r.DealSensitivity }),
	at("createdVia", words, func(r *Resource) *string { return &r.CreatedVia }),
	at("lastModifiedVia", words, func(r *Resource) *string { return &r.LastModifiedVia }),
	at("lastRunId", words, func(r *Resource) *string { return &r.LastRunID }),
	at("tags", verbatim, func(r *Resource) *Verbatim { return &r.Tags }),
	at("registrationStatus", words, func(r *Resource) *string { return &r.RegistrationStatus }),
	at("registrations", verbatim, func(r *Resource) *Verbatim { return &r.Registrations }),
	at("trackingInfo", trackingInfoKind, func(r *Resource) *TrackingInfo { return &r.TrackingInfo }),
	at("exception", verbatim, func(r *Resource) *Verbatim { return &r.Exception }),
	at("customerMarketplaceIntent", words, func(r *Resource) *string { return &r.CustomerMarketplaceIntent }),
	at("partnerRole", code(PresalesEnvisioning, SolutionDesign, ProofOfConcept, BusinessStrategy, DeploymentServices, AdoptionAndChange, TransactionRole, ManagedServices), func(r *Resource) *PartnerRole { return &r.PartnerRole }),
	at("solutionArea", words, func(r *Resource) *string { return &r.SolutionArea }),
	at("solutionPlay", words, func(r *Resource) *string { return &r.SolutionPlay }),
})

var customerProfileKind = object(func(p *CustomerProfile) *kept { return &p.kept }, []field[CustomerProfile]{
	at("name", words, func(p *CustomerProfile) *string { return &p.Name }),
	at("size", code(
		Employees1To9, Employees1To50, Employees10To50, Employees51To250, Employees51To500, Employees251To1000,
		Employees1001To5000, Employees5001To10000, Employees10001To20000, EmployeesOver500, EmployeesOver20000,
	), func(p *CustomerProfile) *CustomerSize { return &p.Size }),
	at("address", addressKind, func(p *CustomerProfile) *Address { return &p.Address }),
	at("team", list(memberKind), func(p *CustomerProfile) *[]Member { return &p.Team }),
	at("ids", list(profileIDKind), func(p *CustomerProfile) *[]ProfileID { return &p.IDs }),
	at("isMatchingComplete", flag, func(p *CustomerProfile) *mci.Fact { return &p.IsMatchingComplete }),
})

var addressKind = object(func(a *Address) *kept { return &a.kept }, []field[Address]{
	at("addressLine1", words, func(a *Address) *string { return &a.AddressLine1 }),
	at("addressLine2", words, func(a *Address) *string { return &a.AddressLine2 }),
	at("city", words, func(a *Address) *string { return &a.City }),
	at("state", words, func(a *Address) *string { return &a.State }),
	at("postalCode", words, func(a *Address) *string { return &a.PostalCode }),
	at("country", words, func(a *Address) *string { return &a.Country }),
	at("region", words, func(a *Address) *string { return &a.Region }),
})

var profileIDKind = object(func(p *ProfileID) *kept { return &p.kept }, []field[ProfileID]{
	at("profileType", code(DunsProfile, ExternalProfile), func(p *ProfileID) *ProfileType { return &p.ProfileType }),
	at("id", words, func(p *ProfileID) *string { return &p.ID }),
})

var memberKind = object(func(m *Member) *kept { return &m.kept }, []field[Member]{
	at("firstName", words, func(m *Member) *string { return &m.FirstName }),
	at("lastName", words, func(m *Member) *string { return &m.LastName }),
	at("phoneNumber", words, func(m *Member) *string { return &m.PhoneNumber }),
	at("email", words, func(m *Member) *string { return &m.Email }),
	at("contactPreference", contactPreferenceKind, func(m *Member) *ContactPreference { return &m.ContactPreference }),
	at("title", words, func(m *Member) *string { return &m.Title }),
	at("emailValidationStatus", words, func(m *Member) *string { return &m.EmailValidationStatus }),
	at("phoneValidationStatus", words, func(m *Member) *string { return &m.PhoneValidationStatus }),
})

var contactPreferenceKind = object(func(p *ContactPreference) *kept { return &p.kept }, []field[ContactPreference]{
	at("locale", words, func(p *ContactPreference) *string { return &p.Locale }),
	at("disableNotifications", flag, func(p *ContactPreference) *mci.Fact { return &p.DisableNotifications }),
})

var consentKind = object(func(c *Consent) *kept { return &c.kept }, []field[Consent]{
	at("consentToToShareInfoWithOthers", flag, func(c *Consent) *mci.Fact { return &c.ToShareInfoWithOthers }),
	at("consentToContact", flag, func(c *Consent) *mci.Fact { return &c.ToContact }),
	at("consentToMicrosoftToContactSpecificPartners", flag, func(c *Consent) *mci.Fact { return &c.ToMicrosoftToContactSpecificPartners }),
	at("consentToShareReferralWithMicrosoftSellers", flag, func(c *Consent) *mci.Fact { return &c.ShareReferralWithMicrosoftSellers }),
})

var detailsKind = object(func(d *Details) *kept { return &d.kept }, []field[Details]{
	at("notes", words, func(d *Details) *string { return &d.Notes }),
	at("dealValue", number, func(d *Details) *Decimal { return &d.DealValue }),
	at("currency", words, func(d *Details) *string { return &d.Currency }),
	at("closingDateTime", text[Instant](), func(d *Details) *Instant { return &d.ClosingDateTime }),
	at("requirements", requirementsKind, func(d *Details) *Requirements { return &d.Requirements }),
	at("customerRequestedContact", verbatim, func(d *Details) *Verbatim { return &d.CustomerRequestedContact }),
	at("customerAction", verbatim, func(d *Details) *Verbatim { return &d.CustomerAction }),
	at("incentiveLevel", verbatim, func(d *Details) *Verbatim { return &d.IncentiveLevel }),
})

var requirementsKind = object(func(r *Requirements) *kept { return &r.kept }, []field[Requirements]{
	at("industries", list(namedKind), func(r *Requirements) *[]Named { return &r.Industries }),
	at("products", list(namedKind), func(r *Requirements) *[]Named { return &r.Products }),
	at("services", list(namedKind), func(r *Requirements) *[]Named { return &r.Services }),
	at("solutions", list(solutionKind), func(r *Requirements) *[]Solution { return &r.Solutions }),
	at("offers", verbatim, func(r *Requirements) *Verbatim { return &r.Offers }),
	at("salesPlays", verbatim, func(r *Requirements) *Verbatim { return &r.SalesPlays }),
	at("additionalRequirements", additionalRequirementsKind, func(r *Requirements) *AdditionalRequirements { return &r.AdditionalRequirements }),
})

var namedKind = object(func(n *Named) *kept { return &n.kept }, []field[Named]{
	at("id", words, func(n *Named) *string { return &n.ID }),
})

var solutionKind = object(func(s *Solution) *kept { return &s.kept }, []field[Solution]{
	at("id", words, func(s *Solution) *string { return &s.ID }),
	at("name", words, func(s *Solution) *string { return &s.Name }),
	at("type", code(NoSolutionType, SolutionCategory, SolutionName), func(s *Solution) *SolutionType { return &s.Type }),
	at("price", number, func(s *Solution) *Decimal { return &s.Price }),
	at("quantity", number, func(s *Solution) *Decimal { return &s.Quantity }),
	at("currency", words, func(s *Solution) *string { return &s.Currency }),
	at("publisherName", words, func(s *Solution) *string { return &s.PublisherName }),
	at("solutionType", words, func(s *Solution) *string { return &s.SolutionType }),
	at("closingDateTime", text[Instant](), func(s *Solution) *Instant { return &s.ClosingDateTime }),
})

var additionalRequirementsKind = object(func(a *AdditionalRequirements) *kept { return &a.kept }, []field[AdditionalRequirements]{
	at("iot", verbatim, func(a *AdditionalRequirements) *Verbatim { return &a.IoT }),
	at("attributes", list(attributeKind), func(a *AdditionalRequirements) *[]Attribute { return &a.Attributes }),
})

var attributeKind = object(func(a *Attribute) *kept { return &a.kept }, []field[Attribute]{
	at("type", words, func(a *Attribute) *string { return &a.Type }),
	at("id", words, func(a *Attribute) *string { return &a.ID }),
})

var inviteContextKind = object(func(i *InviteContext) *kept { return &i.kept }, []field[InviteContext]{
	at("notes", words, func(i *InviteContext) *string { return &i.Notes }),
	at("invitedBy", organizationKind, func(i *InviteContext) *Organization { return &i.InvitedBy }),
	at("assistanceRequestCode", code(
		HelpUnknown, HelpGeneral, HelpCustomerArchitecture, HelpProofOfConcept, HelpQuotesOrLicensing, HelpPostSalesSuccess, HelpWorkloadSpecificValue,
	), func(i *InviteContext) *Help { return &i.AssistanceRequestCode }),
	at("invitedMpnId", words, func(i *InviteContext) *string { return &i.InvitedMpnID }),
})

var organizationKind = object(func(o *Organization) *kept { return &o.kept }, []field[Organization]{
	at("organizationId", words, func(o *Organization) *string { return &o.OrganizationID }),
	at("organizationName", words, func(o *Organization) *string { return &o.OrganizationName }),
})

var targetKind = object(func(t *Target) *kept { return &t.kept }, []field[Target]{
	at("type", code(NoTargetType, BusinessProfileLocation, SolutionProfile), func(t *Target) *TargetType { return &t.Type }),
	at("id", words, func(t *Target) *string { return &t.ID }),
})

var linksKind = object(func(l *Links) *kept { return &l.kept }, []field[Links]{
	at("relatedReferrals", linkKind, func(l *Links) *Link { return &l.RelatedReferrals }),
	at("self", linkKind, func(l *Links) *Link { return &l.Self }),
})

var linkKind = object(func(l *Link) *kept { return &l.kept }, []field[Link]{
	at("uri", words, func(l *Link) *string { return &l.URI }),
	at("method", words, func(l *Link) *string { return &l.Method }),
})

var trackingInfoKind = object(func(i *TrackingInfo) *kept { return &i.kept }, []field[TrackingInfo]{
	at("microsoftMsxId", words, func(i *TrackingInfo) *string { return &i.MicrosoftMsxID }),
	at("microsoftUSFedOpportunityId", words, func(i *TrackingInfo) *string { return &i.MicrosoftUSFedOpportunityID }),
	at("microsoftUSFedLeadId", words, func(i *TrackingInfo) *string { return &i.MicrosoftUSFedLeadID }),
	at("migratedPSCDealId", words, func(i *TrackingInfo) *string { return &i.MigratedPSCDealID }),
	at("migratedPSCPartnerDealId", words, func(i *TrackingInfo) *string { return &i.MigratedPSCPartnerDealID }),
})

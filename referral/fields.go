package referral

import "github.com/mci-go/incentives/mci"

// The fields of the resource by their names on the wire, in the order in which new ones are written.

var words = text[string]()

var resourceKind = object(func(r *Resource) *kept { return &r.kept }, []field[Resource]{
	bind("id", words, func(r *Resource) *string { return &r.ID }),
	bind("engagementId", words, func(r *Resource) *string { return &r.EngagementID }),
	bind("name", words, func(r *Resource) *string { return &r.Name }),
	bind("externalReferenceId", words, func(r *Resource) *string { return &r.ExternalReferenceID }),
	bind("createdDateTime", text[Instant](), func(r *Resource) *Instant { return &r.CreatedDateTime }),
	bind("updatedDateTime", text[Instant](), func(r *Resource) *Instant { return &r.UpdatedDateTime }),
	bind("expirationDateTime", text[Instant](), func(r *Resource) *Instant { return &r.ExpirationDateTime }),
	bind("status", code(StatusNone, StatusNew, StatusActive, StatusClosed), func(r *Resource) *Status { return &r.Status }),
	bind("substatus", code(NoSubstatus, Pending, Received, Accepted, Won, Lost, Declined, Expired), func(r *Resource) *Substatus { return &r.Substatus }),
	bind("statusReason", words, func(r *Resource) *string { return &r.StatusReason }),
	bind("type", code(Independent, Shared), func(r *Resource) *Type { return &r.Type }),
	bind("qualification", code(NotQualified, DirectlyQualified, MarketingQualified, SalesQualified), func(r *Resource) *Qualification { return &r.Qualification }),
	bind("customerProfile", customerProfileKind, func(r *Resource) *CustomerProfile { return &r.CustomerProfile }),
	bind("consent", consentKind, func(r *Resource) *Consent { return &r.Consent }),
	bind("details", detailsKind, func(r *Resource) *Details { return &r.Details }),
	bind("team", list(memberKind), func(r *Resource) *[]Member { return &r.Team }),
	bind("inviteContext", inviteContextKind, func(r *Resource) *InviteContext { return &r.InviteContext }),
	bind("eTag", words, func(r *Resource) *string { return &r.ETag }),
	bind("target", list(targetKind), func(r *Resource) *[]Target { return &r.Target }),

	bind("organizationId", words, func(r *Resource) *string { return &r.OrganizationID }),
	bind("organizationName", words, func(r *Resource) *string { return &r.OrganizationName }),
	bind("links", linksKind, func(r *Resource) *Links { return &r.Links }),
	bind("direction", code(Incoming, Outgoing), func(r *Resource) *Direction { return &r.Direction }),
	bind("acceptedDateTime", text[Instant](), func(r *Resource) *Instant { return &r.AcceptedDateTime }),
	bind("closedDateTime", text[Instant](), func(r *Resource) *Instant { return &r.ClosedDateTime }),
	bind("referralSource", words, func(r *Resource) *string { return &r.ReferralSource }),
	bind("callToAction", words, func(r *Resource) *string { return &r.CallToAction }),
	bind("mpnId", words, func(r *Resource) *string { return &r.MpnID }),
	bind("campaignId", words, func(r *Resource) *string { return &r.CampaignID }),
	bind("salesStage", words, func(r *Resource) *string { return &r.SalesStage }),
	bind("quality", verbatim, func(r *Resource) *Verbatim { return &r.Quality }),
	bind("isSpam", verbatim, func(r *Resource) *Verbatim { return &r.IsSpam }),
	bind("favorite", verbatim, func(r *Resource) *Verbatim { return &r.Favorite }),
	bind("referralProgram", words, func(r *Resource) *string { return &r.ReferralProgram }),
	bind("dealSensitivity", words, func(r *Resource) *string { return &r.DealSensitivity }),
	bind("createdVia", words, func(r *Resource) *string { return &r.CreatedVia }),
	bind("lastModifiedVia", words, func(r *Resource) *string { return &r.LastModifiedVia }),
	bind("lastRunId", words, func(r *Resource) *string { return &r.LastRunID }),
	bind("tags", verbatim, func(r *Resource) *Verbatim { return &r.Tags }),
	bind("registrationStatus", words, func(r *Resource) *string { return &r.RegistrationStatus }),
	bind("registrations", verbatim, func(r *Resource) *Verbatim { return &r.Registrations }),
	bind("trackingInfo", trackingInfoKind, func(r *Resource) *TrackingInfo { return &r.TrackingInfo }),
	bind("exception", verbatim, func(r *Resource) *Verbatim { return &r.Exception }),
	bind("customerMarketplaceIntent", words, func(r *Resource) *string { return &r.CustomerMarketplaceIntent }),
	bind("partnerRole", code(PresalesEnvisioning, SolutionDesign, ProofOfConcept, BusinessStrategy, DeploymentServices, AdoptionAndChange, TransactionRole, ManagedServices), func(r *Resource) *PartnerRole { return &r.PartnerRole }),
	bind("solutionArea", words, func(r *Resource) *string { return &r.SolutionArea }),
	bind("solutionPlay", words, func(r *Resource) *string { return &r.SolutionPlay }),
})

var customerProfileKind = object(func(p *CustomerProfile) *kept { return &p.kept }, []field[CustomerProfile]{
	bind("name", words, func(p *CustomerProfile) *string { return &p.Name }),
	bind("size", code(
		Employees1To9, Employees1To50, Employees10To50, Employees51To250, Employees51To500, Employees251To1000,
		Employees1001To5000, Employees5001To10000, Employees10001To20000, EmployeesOver500, EmployeesOver20000,
	), func(p *CustomerProfile) *CustomerSize { return &p.Size }),
	bind("address", addressKind, func(p *CustomerProfile) *Address { return &p.Address }),
	bind("team", list(memberKind), func(p *CustomerProfile) *[]Member { return &p.Team }),
	bind("ids", list(profileIDKind), func(p *CustomerProfile) *[]ProfileID { return &p.IDs }),
	bind("isMatchingComplete", yesNo, func(p *CustomerProfile) *mci.Fact { return &p.IsMatchingComplete }),
})

var addressKind = object(func(a *Address) *kept { return &a.kept }, []field[Address]{
	bind("addressLine1", words, func(a *Address) *string { return &a.AddressLine1 }),
	bind("addressLine2", words, func(a *Address) *string { return &a.AddressLine2 }),
	bind("city", words, func(a *Address) *string { return &a.City }),
	bind("state", words, func(a *Address) *string { return &a.State }),
	bind("postalCode", words, func(a *Address) *string { return &a.PostalCode }),
	bind("country", words, func(a *Address) *string { return &a.Country }),
	bind("region", words, func(a *Address) *string { return &a.Region }),
})

var profileIDKind = object(func(p *ProfileID) *kept { return &p.kept }, []field[ProfileID]{
	bind("profileType", code(DunsProfile, ExternalProfile), func(p *ProfileID) *ProfileType { return &p.ProfileType }),
	bind("id", words, func(p *ProfileID) *string { return &p.ID }),
})

var memberKind = object(func(m *Member) *kept { return &m.kept }, []field[Member]{
	bind("firstName", words, func(m *Member) *string { return &m.FirstName }),
	bind("lastName", words, func(m *Member) *string { return &m.LastName }),
	bind("phoneNumber", words, func(m *Member) *string { return &m.PhoneNumber }),
	bind("email", words, func(m *Member) *string { return &m.Email }),
	bind("contactPreference", contactPreferenceKind, func(m *Member) *ContactPreference { return &m.ContactPreference }),
	bind("title", words, func(m *Member) *string { return &m.Title }),
	bind("emailValidationStatus", words, func(m *Member) *string { return &m.EmailValidationStatus }),
	bind("phoneValidationStatus", words, func(m *Member) *string { return &m.PhoneValidationStatus }),
})

var contactPreferenceKind = object(func(p *ContactPreference) *kept { return &p.kept }, []field[ContactPreference]{
	bind("locale", words, func(p *ContactPreference) *string { return &p.Locale }),
	bind("disableNotifications", yesNo, func(p *ContactPreference) *mci.Fact { return &p.DisableNotifications }),
})

var consentKind = object(func(c *Consent) *kept { return &c.kept }, []field[Consent]{
	bind("consentToToShareInfoWithOthers", yesNo, func(c *Consent) *mci.Fact { return &c.ToShareInfoWithOthers }),
	bind("consentToContact", yesNo, func(c *Consent) *mci.Fact { return &c.ToContact }),
	bind("consentToMicrosoftToContactSpecificPartners", yesNo, func(c *Consent) *mci.Fact { return &c.ToMicrosoftToContactSpecificPartners }),
	bind("consentToShareReferralWithMicrosoftSellers", yesNo, func(c *Consent) *mci.Fact { return &c.ShareReferralWithMicrosoftSellers }),
})

var detailsKind = object(func(d *Details) *kept { return &d.kept }, []field[Details]{
	bind("notes", words, func(d *Details) *string { return &d.Notes }),
	bind("dealValue", number, func(d *Details) *Decimal { return &d.DealValue }),
	bind("currency", words, func(d *Details) *string { return &d.Currency }),
	bind("closingDateTime", text[Instant](), func(d *Details) *Instant { return &d.ClosingDateTime }),
	bind("requirements", requirementsKind, func(d *Details) *Requirements { return &d.Requirements }),
	bind("customerRequestedContact", verbatim, func(d *Details) *Verbatim { return &d.CustomerRequestedContact }),
	bind("customerAction", verbatim, func(d *Details) *Verbatim { return &d.CustomerAction }),
	bind("incentiveLevel", verbatim, func(d *Details) *Verbatim { return &d.IncentiveLevel }),
})

var requirementsKind = object(func(r *Requirements) *kept { return &r.kept }, []field[Requirements]{
	bind("industries", list(namedKind), func(r *Requirements) *[]Named { return &r.Industries }),
	bind("products", list(namedKind), func(r *Requirements) *[]Named { return &r.Products }),
	bind("services", list(namedKind), func(r *Requirements) *[]Named { return &r.Services }),
	bind("solutions", list(solutionKind), func(r *Requirements) *[]Solution { return &r.Solutions }),
	bind("offers", verbatim, func(r *Requirements) *Verbatim { return &r.Offers }),
	bind("salesPlays", verbatim, func(r *Requirements) *Verbatim { return &r.SalesPlays }),
	bind("additionalRequirements", additionalRequirementsKind, func(r *Requirements) *AdditionalRequirements { return &r.AdditionalRequirements }),
})

var namedKind = object(func(n *Named) *kept { return &n.kept }, []field[Named]{
	bind("id", words, func(n *Named) *string { return &n.ID }),
})

var solutionKind = object(func(s *Solution) *kept { return &s.kept }, []field[Solution]{
	bind("id", words, func(s *Solution) *string { return &s.ID }),
	bind("name", words, func(s *Solution) *string { return &s.Name }),
	bind("type", code(NoSolutionType, SolutionCategory, SolutionName), func(s *Solution) *SolutionType { return &s.Type }),
	bind("price", number, func(s *Solution) *Decimal { return &s.Price }),
	bind("quantity", number, func(s *Solution) *Decimal { return &s.Quantity }),
	bind("currency", words, func(s *Solution) *string { return &s.Currency }),
	bind("publisherName", words, func(s *Solution) *string { return &s.PublisherName }),
	bind("solutionType", words, func(s *Solution) *string { return &s.SolutionType }),
	bind("closingDateTime", text[Instant](), func(s *Solution) *Instant { return &s.ClosingDateTime }),
})

var additionalRequirementsKind = object(func(a *AdditionalRequirements) *kept { return &a.kept }, []field[AdditionalRequirements]{
	bind("iot", verbatim, func(a *AdditionalRequirements) *Verbatim { return &a.IoT }),
	bind("attributes", list(attributeKind), func(a *AdditionalRequirements) *[]Attribute { return &a.Attributes }),
})

var attributeKind = object(func(a *Attribute) *kept { return &a.kept }, []field[Attribute]{
	bind("type", words, func(a *Attribute) *string { return &a.Type }),
	bind("id", words, func(a *Attribute) *string { return &a.ID }),
})

var inviteContextKind = object(func(i *InviteContext) *kept { return &i.kept }, []field[InviteContext]{
	bind("notes", words, func(i *InviteContext) *string { return &i.Notes }),
	bind("invitedBy", organizationKind, func(i *InviteContext) *Organization { return &i.InvitedBy }),
	bind("assistanceRequestCode", code(
		HelpUnknown, HelpGeneral, HelpCustomerArchitecture, HelpProofOfConcept, HelpQuotesOrLicensing, HelpPostSalesSuccess, HelpWorkloadSpecificValue,
	), func(i *InviteContext) *Help { return &i.AssistanceRequestCode }),
	bind("invitedMpnId", words, func(i *InviteContext) *string { return &i.InvitedMpnID }),
})

var organizationKind = object(func(o *Organization) *kept { return &o.kept }, []field[Organization]{
	bind("organizationId", words, func(o *Organization) *string { return &o.OrganizationID }),
	bind("organizationName", words, func(o *Organization) *string { return &o.OrganizationName }),
})

var targetKind = object(func(t *Target) *kept { return &t.kept }, []field[Target]{
	bind("type", code(NoTargetType, BusinessProfileLocation, SolutionProfile), func(t *Target) *TargetType { return &t.Type }),
	bind("id", words, func(t *Target) *string { return &t.ID }),
})

var linksKind = object(func(l *Links) *kept { return &l.kept }, []field[Links]{
	bind("relatedReferrals", linkKind, func(l *Links) *Link { return &l.RelatedReferrals }),
	bind("self", linkKind, func(l *Links) *Link { return &l.Self }),
})

var linkKind = object(func(l *Link) *kept { return &l.kept }, []field[Link]{
	bind("uri", words, func(l *Link) *string { return &l.URI }),
	bind("method", words, func(l *Link) *string { return &l.Method }),
})

var trackingInfoKind = object(func(i *TrackingInfo) *kept { return &i.kept }, []field[TrackingInfo]{
	bind("microsoftMsxId", words, func(i *TrackingInfo) *string { return &i.MicrosoftMsxID }),
	bind("microsoftUSFedOpportunityId", words, func(i *TrackingInfo) *string { return &i.MicrosoftUSFedOpportunityID }),
	bind("microsoftUSFedLeadId", words, func(i *TrackingInfo) *string { return &i.MicrosoftUSFedLeadID }),
	bind("migratedPSCDealId", words, func(i *TrackingInfo) *string { return &i.MigratedPSCDealID }),
	bind("migratedPSCPartnerDealId", words, func(i *TrackingInfo) *string { return &i.MigratedPSCPartnerDealID }),
})

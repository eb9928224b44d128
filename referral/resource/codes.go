package resource

// The enumerations of the resource are open for reading: a value that is not
// declared here can be read and is kept. They are closed for writing: to write
// an undeclared value is an error that lists the allowed ones. Source of all:
// Microsoft Learn, "Referral resources", 2019-05-17.

// A Type says which parties share a referral. The empty Type is absent. For how
// much Microsoft sees of a referral, see package cosell.
type Type string

// The types.
const (
	Independent Type = "Independent" // one partner
	Shared      Type = "Shared"      // a partner with Microsoft, or with another partner
)

// A Qualification says who found a referral worth following. The empty
// Qualification is absent.
type Qualification string

// The qualifications.
const (
	NotQualified       Qualification = "None"
	DirectlyQualified  Qualification = "Direct"
	MarketingQualified Qualification = "MarketingQualified"
	SalesQualified     Qualification = "SalesQualified"
)

// A TargetType is the kind of thing that a [Target] names. The empty TargetType
// is absent.
type TargetType string

// The types of a target.
const (
	NoTargetType TargetType = "None"
	// BusinessProfileLocation is a partner's location, or "msft" for Microsoft.
	BusinessProfileLocation TargetType = "BusinessProfileLocation"
	SolutionProfile         TargetType = "SolutionProfile"
)

// A SolutionType is the kind of thing that a [Solution] names. The empty
// SolutionType is absent.
type SolutionType string

// The types of a solution.
const (
	NoSolutionType   SolutionType = "None"
	SolutionCategory SolutionType = "Category"
	SolutionName     SolutionType = "Name"
)

// A ProfileType is the directory that a customer's ID belongs to. The empty
// ProfileType is absent.
type ProfileType string

// The types of a profile's ID.
const (
	// DunsProfile is a number in the business directory of that name.
	DunsProfile     ProfileType = "Duns"
	ExternalProfile ProfileType = "External"
)

// A Help is a request to Microsoft's sellers. The empty Help is absent.
type Help string

// The kinds of help.
const (
	HelpUnknown               Help = "Unknown"
	HelpGeneral               Help = "GeneralOrOther"
	HelpCustomerArchitecture  Help = "CustomerTechnicalArchitecture"
	HelpProofOfConcept        Help = "ProofOfConceptOrDemo"
	HelpQuotesOrLicensing     Help = "QuotesOrLicensing"
	HelpPostSalesSuccess      Help = "PostSalesCustomerSuccess"
	HelpWorkloadSpecificValue Help = "WorkloadSpecificValueProposition"
)

// A CustomerSize is a customer's number of employees. The empty CustomerSize is
// absent. The documents have two overlapping scales; both are kept.
type CustomerSize string

// The sizes.
const (
	Employees1To9         CustomerSize = "1to9employees"
	Employees1To50        CustomerSize = "1to50employees"
	Employees10To50       CustomerSize = "10to50employees"
	Employees51To250      CustomerSize = "51to250employees"
	Employees51To500      CustomerSize = "51to500employees"
	Employees251To1000    CustomerSize = "251to1000employees"
	Employees1001To5000   CustomerSize = "1001to5000employees"
	Employees5001To10000  CustomerSize = "5001to10000employees"
	Employees10001To20000 CustomerSize = "10001to20000employees"
	EmployeesOver500      CustomerSize = "Morethan500employees"
	EmployeesOver20000    CustomerSize = "Morethan20000employees"
)

// A Direction says whether a referral comes in or goes out. Samples in the
// documents have it. The empty Direction is absent.
type Direction string

// The directions.
const (
	Incoming Direction = "Incoming"
	Outgoing Direction = "Outgoing"
)

// A PartnerRole is the partner's part in a services deal. The empty PartnerRole
// is absent. Source: Microsoft Learn, "Manage co-sell opportunities",
// 2023-08-28.
type PartnerRole string

// The roles.
const (
	PresalesEnvisioning PartnerRole = "Presales envisioning"
	SolutionDesign      PartnerRole = "Solution design"
	ProofOfConcept      PartnerRole = "Proof of concept"
	BusinessStrategy    PartnerRole = "Business strategy"
	DeploymentServices  PartnerRole = "Deployment services"
	AdoptionAndChange   PartnerRole = "Adoption and change management"
	TransactionRole     PartnerRole = "Transaction"
	ManagedServices     PartnerRole = "Managed services"
)

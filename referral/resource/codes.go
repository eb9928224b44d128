package resource

// The enumerations of the resource are open for reading: a value that is not
// declared here is kept, and can be read. They are closed for writing: to write
// one that is not declared is an error that lists what is allowed. Source of
// all: Microsoft Learn, "Referral resources", 2019-05-17.

// A Type tells who takes part in a referral. The empty Type is absent. See
// [DealType] for how much Microsoft sees of it.
type Type string

// The types.
const (
	Independent Type = "Independent" // one partner
	Shared      Type = "Shared"      // a partner with Microsoft, or with another partner
)

// A Qualification tells who found a referral worth following. The empty
// Qualification is absent.
type Qualification string

// The qualifications.
const (
	NotQualified       Qualification = "None"
	DirectlyQualified  Qualification = "Direct"
	MarketingQualified Qualification = "MarketingQualified"
	SalesQualified     Qualification = "SalesQualified"
)

// A TargetType tells what a [Target] names. The empty TargetType is absent.
type TargetType string

// The types of a target.
const (
	NoTargetType TargetType = "None"
	// a location of a partner, or "msft"
	BusinessProfileLocation TargetType = "BusinessProfileLocation"
	SolutionProfile         TargetType = "SolutionProfile"
)

// A SolutionType tells what a [Solution] names. The empty SolutionType is
// absent.
type SolutionType string

// The types of a solution.
const (
	NoSolutionType   SolutionType = "None"
	SolutionCategory SolutionType = "Category"
	SolutionName     SolutionType = "Name"
)

// A ProfileType names the directory of a customer's ID. The empty ProfileType
// is absent.
type ProfileType string

// The types of a profile's ID.
const (
	// a number of the business directory of that name
	DunsProfile     ProfileType = "Duns"
	ExternalProfile ProfileType = "External"
)

// A Help is a request to Microsoft's sellers. The empty Help is absent.
type Help string

// What can be asked for.
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
// absent. The documents have two scales that overlap; both are kept.
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

// A Direction tells which way a referral goes; it shows in samples of the
// documents. The empty Direction is absent.
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

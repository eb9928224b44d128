package mci

import (
	"encoding/json"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Grade says how far a source can be trusted. The zero Grade is no grade;
// every source that the library or a catalog names has one.
type Grade uint8

// The grades of a source.
const (
	// MicrosoftPublic means that Microsoft published the source openly.
	MicrosoftPublic Grade = iota + 1
	// ThirdParty means a source such as a blog, a forum or the code of another
	// program.
	ThirdParty
	// Inferred means a reading of this library, made because the documents are
	// silent or contradict each other.
	Inferred
	// Illustrative means that the source is made up to show how something
	// works.
	Illustrative
)

var gradeNames = vocabulary.Names[Grade]{What: "grade", Texts: []string{"", "Microsoft public", "third party", "inferred", "illustrative"}}

// String returns the grade in words.
func (g Grade) String() string { return gradeNames.Text(g) }

// MarshalText returns the grade in words.
func (g Grade) MarshalText() ([]byte, error) { return gradeNames.Marshal(g) }

// UnmarshalText reads a grade. Any other text is a [FieldError].
func (g *Grade) UnmarshalText(text []byte) error { return gradeNames.Unmarshal(g, text) }

// A Source is the document that a rule or a figure rests on. The zero Source is
// no source.
type Source struct {
	// Title is the title of the document.
	Title string `json:"title"`
	// Published is the date as the document gives it, such as "2023-10-01" or
	// "late 2025".
	Published string `json:"published"`
	// Grade says how far the document can be trusted.
	Grade Grade `json:"grade"`
}

// String returns the title, the date and the grade, or "no source" if there is
// no title.
func (s Source) String() string {
	if s.Title == "" {
		return "no source"
	}
	return s.Title + ", " + s.Published + " (" + s.Grade.String() + ")"
}

// A Document is one of the sources that the library's own rules rest on. The
// zero Document is no document.
type Document uint8

// The documents behind the rules in the code. The rules of a catalog carry
// their own sources.
const (
	// EngagementsOverview is the Learn page "MCI engagements overview and
	// eligibility".
	EngagementsOverview Document = iota + 1
	// CustomersPage is the Learn page "Customers page for MCI engagements".
	CustomersPage
	// EarlierCustomersPage is the same page in its wording of 2022 to 2023.
	EarlierCustomersPage
	// WorkshopClaims is the Learn page "Submit a workshop claim", with the
	// claim expiration timelines.
	WorkshopClaims
	// PermissionsOverview is the Learn page on roles and permissions.
	PermissionsOverview
	// PartnerGuide is a third-party guide that restates the portal of late
	// 2025.
	PartnerGuide
	// ResearchDossier is public research notes that quote Microsoft's pages on
	// engagements as they stood in 2025 and 2026.
	ResearchDossier
	// CoSellOpportunities is the Learn page "Manage co-sell opportunities".
	CoSellOpportunities
	// SellerSystemCode is public code with schema notes about the seller system
	// MSX.
	SellerSystemCode
	// BusinessApplicationsAssistant is public code that encodes a partner
	// guide.
	BusinessApplicationsAssistant
	// CreateAssociation is the Learn page "Create a customer association".
	CreateAssociation
	// ManageAssociations is the Learn page "Manage customer associations".
	ManageAssociations
	// AssociationIssues is the Learn page "Issues with customer associations".
	AssociationIssues
	// AssociationsIntroduction is the Learn page "Use these resources to make
	// customer association claims".
	AssociationsIntroduction
	// EarlierAssociations is the page "Manage customer associations" in its
	// wording of 2020.
	EarlierAssociations
	// AssociationAnswer is an answer on Microsoft Q&A about proof of execution
	// for associations.
	AssociationAnswer
	// AssociationGuide is the FY24 guide on associations, as a third party
	// shows it.
	AssociationGuide
	// LibraryReading is the answer of this library if the documents leave a
	// question open.
	LibraryReading
)

var documents = [...]Source{
	EngagementsOverview:           {"Microsoft Learn, MCI engagements overview and eligibility", "2023-10-01", MicrosoftPublic},
	CustomersPage:                 {"Microsoft Learn, Customers page for MCI engagements", "2023-10-01", MicrosoftPublic},
	EarlierCustomersPage:          {"Microsoft Learn, Customers page for MCI engagements (earlier wording)", "about 2022 to mid 2023", MicrosoftPublic},
	WorkshopClaims:                {"Microsoft Learn, Submit a workshop claim", "2023-10-01", MicrosoftPublic},
	PermissionsOverview:           {"Microsoft Learn, Roles, permissions and workspace access for users", "2023", MicrosoftPublic},
	PartnerGuide:                  {"Alif Consulting, A Partner Guide to Customer Engagement and Claims in Partner Center", "late 2025", ThirdParty},
	ResearchDossier:               {"Public research dossier that quotes Microsoft's pages on engagements, dated 2025-09-15 and 2025-12-03", "2026-08-28", ThirdParty},
	CoSellOpportunities:           {"Microsoft Learn, Manage co-sell opportunities", "2023-08-28", MicrosoftPublic},
	SellerSystemCode:              {"Public code and schema notes on the seller system MSX", "2025 to 2026", ThirdParty},
	BusinessApplicationsAssistant: {"Public code of a business applications incentives assistant", "FY26", ThirdParty},
	CreateAssociation:             {"Microsoft Learn, Create a customer association", "2023-10-10", MicrosoftPublic},
	ManageAssociations:            {"Microsoft Learn, Manage customer associations", "2023-10-10", MicrosoftPublic},
	AssociationIssues:             {"Microsoft Learn, Incentives customer association issues", "2023-10-10", MicrosoftPublic},
	AssociationsIntroduction:      {"Microsoft Learn, Use these resources to make customer association claims for specific engagements", "2023-10-10", MicrosoftPublic},
	EarlierAssociations:           {"Microsoft Learn, Manage customer associations (earlier wording)", "2020-09-11", MicrosoftPublic},
	AssociationAnswer:             {"Microsoft Q&A, question 5903150", "2026", ThirdParty},
	AssociationGuide:              {"FY24 guide on claiming partners of record, as a third party shows it", "2023-10-01", ThirdParty},
	LibraryReading:                {"Reading of this library where the documents are silent or contradict each other", "2026-11", Inferred},
}

// Source returns the document's title, date and grade. It returns the zero
// Source for the zero Document and for a value that is not declared.
func (d Document) Source() Source {
	if int(d) >= len(documents) {
		return Source{}
	}
	return documents[d]
}

// MarshalJSON returns the document's [Source] as JSON.
func (d Document) MarshalJSON() ([]byte, error) { return json.Marshal(d.Source()) }

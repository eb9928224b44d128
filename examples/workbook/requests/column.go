package requests

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The names of the sheets.
const (
	ReadMe    = "Read me"
	Requests  = "Requests"
	Locations = "Locations"
	Lists     = "Lists"
)

// A column is a column of the sheet Requests or Locations.
type column struct {
	header string
	// path is the place of the value in the request. It is nil for the claim's
	// ID, which is not part of the request.
	path  []string
	kind  kind
	width float64
	list  string // the header of the list to choose from; empty if there is no list
	help  string
}

// kind is the JSON form of a value.
type kind uint8

const (
	word   kind = iota // a text
	whole              // a whole number
	holder             // a list of texts; "none" is the empty list
)

func at(path string) []string { return strings.Split(path, ".") }

// The lists to choose from.
const (
	engagements = "Engagement"
	titles      = "Engagement title"
	idTypes     = "Customer ID type"
	facts       = "Fact"
	ways        = "Way"
	roles       = "Role"
	enrollments = "Enrollment"
	segments    = "Segment"
)

// shared are the columns that every catalog has.
var shared = []column{
	{"Claim ID", nil, word, 24, "", "A new ID of your own for the claim. Required."},
	{"Claim name", at("name"), word, 32, "", "The name of the claim, as Partner Center will show it."},
	{"Engagement", at("engagement"), word, 32, engagements, "The engagement's ID in the catalog; the sheet Lists has the titles."},
	{"Way", at("way"), word, 0, ways, "add for a new customer, claim for one who consented to an earlier claim."},
	{"Customer ID type", at("customer.id.type"), word, 22, idTypes, ""},
	{"Customer ID", at("customer.id.value"), word, 38, "", "Format the cell as text, or a long number is rounded."},
	{"Tenant ID of a domain", at("customer.tenant.value"), word, 38, "", "Only if the customer ID is a domain name: the tenant that the domain belongs to."},
	{"Customer country", at("customer.country"), word, 0, "", "Two letters, such as CH."},
	{"Meets criteria", at("customer.meetsCriteria"), word, 0, facts, "Whether the portal shows the ID as meeting the engagement's criteria."},
	{"Consented before", at("customer.consentedBefore"), word, 0, facts, "Whether the customer consented to an earlier claim of yours, under this ID."},
	{"Claims", at("customer.claims"), whole, 0, "", "The number of open or approved claims of the ID for the engagement, whichever partner holds them."},
	{"Open claims", at("customer.openClaims"), whole, 0, "", "The number of these claims that are open."},
	{"Nominated this year", at("customer.nominated"), word, 0, facts, "Whether any partner has nominated the ID for the engagement in the program year."},
	{"Mail matches", at("customer.mailMatches"), word, 0, facts, "Whether the contact's mail domain belongs to the tenant."},
	{"Mismatch reason", at("customer.mismatchReason"), word, 32, "", "The reason, if the mail domain does not match."},
	{"Customer contact name", at("customerContact.name"), word, 24, "", ""},
	{"Customer contact mail", at("customerContact.email"), word, 32, "", ""},
	{"Partner contact name", at("partnerContact.name"), word, 24, "", ""},
	{"Partner contact mail", at("partnerContact.email"), word, 32, "", ""},
	{"User", at("user.id"), word, 0, "", "The ID of the user who nominates."},
	{"Role", at("user.role"), word, 18, roles, "The user's role at the location."},
	{"Location", at("location.id"), word, 18, Locations, "The ID of a location of the sheet Locations."},
	{"Location eligible", at("location.eligible"), word, 0, facts, "Whether the location is eligible for the engagement."},
	{"Partner eligible", at("partnerEligible"), word, 0, facts, "Whether any of your locations is eligible for the engagement."},
	{"Qualifications", at("qualifications"), holder, 32, "", "Designations and specializations with semicolons between them; none if you hold none."},
	{"Hours", at("hours"), word, 0, "", "Only if the engagement needs hours."},
	{"Contract value", at("opportunity.contractValue.amount"), word, 0, "", "Only for an MSX opportunity: the contract value of one year."},
	{"Contract currency", at("opportunity.contractValue.currency"), word, 0, "", "The currency of the contract value, such as USD."},
	{"Opportunity status", at("opportunity.status"), word, 0, "", "As the seller system names it, such as open."},
	{"Opportunity stage", at("opportunity.stage"), word, 0, "", "As the seller system names it."},
}

// locationColumns are the columns of the sheet Locations.
var locationColumns = []column{
	{"Location ID", at("location.id"), word, 18, "", "The ID of the location in Partner Center."},
	{"Location name", at("location.name"), word, 24, "", ""},
	{"Location country", at("location.country"), word, 0, "", "Two letters, such as CH."},
	{"Enrollment", at("location.enrollment"), word, 24, enrollments, "The status of the location's enrollment, as the portal shows it."},
	{"Payee profile complete", at("location.payeeProfile"), word, 0, facts, "Whether the bank and tax profile is complete and accepted."},
}

// columnsOf returns the columns of the requests for a catalog: the shared ones,
// one for the segment if the catalog has segments, and one for each measure and
// each requirement.
func columnsOf(c *catalog.Catalog) []column {
	all := slices.Clone(shared)
	if len(c.Segments()) > 0 {
		all = append(all, column{"Segment", at("customer.segment"), word, 18, segments, "The group of customers that the customer belongs to."})
	}
	for _, measure := range c.Measures() {
		id := string(measure.ID)
		all = append(all, column{"Quantity: " + id, []string{"customer", "quantities", id}, word, 0, "", "A number of zero or more."})
	}
	seen := map[mci.RequirementID]bool{}
	for edition := range c.Editions() {
		for engagement := range edition.Engagements() {
			for requirement := range engagement.Requirements() {
				if requirement.Measure != "" || seen[requirement.ID] {
					continue
				}
				seen[requirement.ID] = true
				path := []string{"customer", "requirements", string(requirement.ID)}
				all = append(all, column{"Fact: " + string(requirement.ID), path, word, 0, facts, requirement.Means})
			}
		}
	}
	return all
}

// A list is a list to choose from.
type list struct {
	header string
	values []string
}

// listsOf returns the lists for a catalog on a day. If an edition applies on
// the day, its engagements are in the list.
func listsOf(c *catalog.Catalog, on mci.Date) []list {
	var ids, names []string
	for edition := range c.Editions() {
		for engagement := range edition.Engagements() {
			id := engagement.Ref().Engagement
			if found, ok := c.Find(id, on); ok && !slices.Contains(ids, string(id)) {
				ids, names = append(ids, string(id)), append(names, found.Title())
			}
		}
	}
	return []list{
		{engagements, ids},
		{titles, names},
		{idTypes, textsOf(mci.IDTypes())},
		{facts, textsOf([]mci.Fact{mci.Yes, mci.No})},
		{ways, textsOf([]eligibility.Way{eligibility.Add, eligibility.Claim})},
		{roles, textsOf([]mci.Role{mci.IncentivesUser, mci.IncentivesAdmin})},
		{enrollments, textsOf([]mci.Enrollment{
			mci.Invited, mci.EnrollmentActionRequired, mci.ValidatingEnrollment, mci.Enrolled, mci.Enrolling, mci.Ineligible, mci.Discontinued,
		})},
		{segments, namesOf(c.Segments())},
	}
}

func textsOf[T interface{ String() string }](values []T) (texts []string) {
	for _, value := range values {
		texts = append(texts, value.String())
	}
	return texts
}

func namesOf[T ~string](values []T) (texts []string) {
	for _, value := range values {
		texts = append(texts, string(value))
	}
	return texts
}

// sheetColumns converts columns for a workbook, with the areas of their lists.
func sheetColumns(columns []column, areas map[string]string) []workbook.Column {
	made := make([]workbook.Column, len(columns))
	for i, c := range columns {
		made[i] = workbook.Column{Header: c.header, Width: c.width, From: areas[c.list], Help: c.help}
	}
	return made
}

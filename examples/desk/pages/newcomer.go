package pages

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// newcomerFields ask for a customer who is not in the partner's file: an ID,
// and the facts that Partner Center shows for it. If a fact is left out, it is
// unknown, and the rules report that.
var newcomerFields = []field{
	{Name: "customer", Label: "Customer's name", Kind: line, Required: true},
	{Name: "id.type", Label: "Kind of ID", Kind: oneOf, Required: true},
	{Name: "id.value", Label: "ID", Kind: line, Required: true},
	{Name: "country", Label: "Country", Kind: line, Help: "Two letters, such as CH."},
	{Name: "meetsCriteria", Label: "Partner Center shows that the ID meets the criteria", Kind: oneOf, Choices: factChoices},
	{Name: "consentedBefore", Label: "The customer consented to an earlier claim of ours", Kind: oneOf, Choices: factChoices},
	{Name: "nominated", Label: "Some partner nominated the ID in this program year", Kind: oneOf, Choices: factChoices},
	{Name: "claims", Label: "Open or approved claims for the engagement, of all partners", Kind: count, Help: "A whole number. Leave it empty if it is not known."},
	{Name: "openClaims", Label: "Open claims among them", Kind: count},
}

// newcomerForm returns the form for a customer with the kinds of ID that the
// engagement's pay allows. The other facts that the engagement needs are asked
// for on the next page; see [factField].
func newcomerForm(e *catalog.Engagement) form {
	known := form{Slug: "add", Fields: slices.Clone(newcomerFields), Below: "identities[0].customer"}
	for i := range known.Fields {
		if known.Fields[i].Name == "id.type" {
			known.Fields[i].Choices = choicesOf(e.IDTypes())
		}
	}
	return known
}

// newcomer returns the customer of a filled form. The error names all malformed
// fields.
func (s *site) newcomer(e *catalog.Engagement, values url.Values) (*customer, url.Values, error) {
	known := newcomerForm(e)
	said, added := maps.Clone(values), url.Values{}
	for i := range known.Fields {
		added.Set(known.Fields[i].Name, values.Get(known.Fields[i].Name))
	}
	delete(added, "customer") // the page names it anyway
	delete(said, "customer")
	c := &customer{Name: values.Get("customer"), Identities: []plan.Identity{{}}}
	var asked eligibility.Customer
	problems := fieldsOf(mci.At("customer", mci.Contact{Name: c.Name, Email: "a@b.example"}.Check()))
	for i := range problems {
		problems[i] = mci.Invalid("customer", problems[i].Found, problems[i].Want)
	}
	err := known.read(said, s.locale, func(text []byte) error { return clientjson.Decode(text, document.Limits{}, &asked) })
	problems = append(problems, fieldsOf(err)...)
	if asked.Country != "" {
		_, err := mci.ParseCountry(string(asked.Country))
		problems = append(problems, fieldsOf(mci.At("country", err))...)
	}
	if len(problems) == 0 && !slices.Contains(e.IDTypes(), asked.ID.Type()) {
		problems = append(problems, mci.Invalid("id.type", asked.ID.Type().String(), "a kind of ID that the engagement's pay allows"))
	}
	if len(problems) > 0 {
		return nil, nil, problems
	}
	c.Identities[0].Customer = asked
	return c, added, nil
}

// addCustomer shows the ways to nominate a customer who is not in the partner's
// file, with every finding. If the form has errors, it is shown again. Nothing
// is saved. The form carries the customer's name and ID, because they must
// never be in an address.
func (s *site) addCustomer(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	values := r.PostForm
	e, err := s.engagementIn(values)
	if err != nil {
		return nil, err
	}
	n, err := s.readNomination(r.Context(), values)
	if fieldsOf(err) != nil && !values.Has("choice") {
		return s.newcomerPage(e, values, err)
	}
	if err != nil {
		return nil, err
	}
	return s.ways(r.Context(), n)
}

// newcomerPage asks for a customer who is not in the partner's file, or shows
// the errors in the form for one. If no engagement is chosen, the page asks for
// that first, because the engagement decides which facts are needed.
func (s *site) newcomerPage(e *catalog.Engagement, sent url.Values, err error) (answer, error) {
	m := &nominateModel{Choices: []plan.Choice{}, Findings: []mci.Finding{}, Way: eligibility.Add}
	if e == nil {
		for one := range s.offeredNow() {
			m.Offered = append(m.Offered, choice{string(one.Ref().Engagement), one.Title()})
		}
		return &page{template: "add", title: "Add a customer", section: "Customers", model: m}, nil
	}
	m.Engagement, m.Title = e.Ref(), e.Title()
	known := newcomerForm(e)
	if sent != nil {
		known.fill(sent)
		m.Problem = problemOf(err)
		known.blameFields(m.Problem.Problems)
	}
	m.Form = known
	return &page{template: "add", title: "Add a customer: " + e.Title(), section: "Customers", problem: m.Problem, model: m}, nil
}

package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed book.schema.json
var bookSchema []byte

// mostBookBytes bounds a book.
const mostBookBytes = 8 << 20

// playedStep is a step that was read, or what is wrong with it.
type playedStep struct {
	step     step
	problems mci.Problems
}

// readBook reads a book strictly. Problems outside the steps are an error. Those of a step stay with it, so
// that the play can come as far as that step.
func readBook(data []byte, catalog *mci.Catalog) (*book, error) {
	if len(data) > mostBookBytes {
		return nil, mci.Invalid("", strconv.Itoa(len(data))+" bytes", "at most "+strconv.Itoa(mostBookBytes)+" bytes")
	}
	problems, err := checkSchema(data)
	if err != nil {
		return nil, err
	}
	if len(problems.book) > 0 {
		return nil, problems.book
	}
	b := &book{}
	if err := json.Unmarshal(data, b); err != nil {
		return nil, mci.Invalid("", err.Error(), "a book")
	}
	if found := b.check(catalog); len(found) > 0 {
		return nil, found
	}
	opened := map[claims.ID]bool{}
	for i, raw := range b.Steps {
		p := playedStep{problems: problems.steps[i]}
		if len(p.problems) == 0 {
			p.problems = p.step.read(raw, b, catalog, opened)
		} else {
			_ = json.Unmarshal(raw, &p.step) // as far as it can be read, to say which step it is
		}
		for _, problem := range p.problems {
			problem.Path = strings.TrimSuffix(fmt.Sprintf("steps[%d].%s", i, problem.Path), ".")
		}
		b.plays = append(b.plays, p)
	}
	return b, nil
}

// schemaProblems are what the schema finds, sorted by where they lie. Paths of steps are within the step.
type schemaProblems struct {
	book  mci.Problems
	steps map[int]mci.Problems
}

func checkSchema(data []byte) (schemaProblems, error) {
	found := schemaProblems{steps: map[int]mci.Problems{}}
	schema, err := compileSchema()
	if err != nil {
		return found, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return found, mci.Invalid("", err.Error(), "one JSON object")
	}
	var problem *jsonschema.ValidationError
	if errors.As(schema.Validate(document), &problem) {
		found.collect(document, problem)
	}
	found.sort()
	return found, nil
}

func compileSchema() (*jsonschema.Schema, error) {
	const name = "book.schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(bookSchema))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, document); err != nil {
		return nil, err
	}
	return compiler.Compile(name)
}

// collect takes the leaves of the tree of problems: they name the smallest part that is wrong.
func (s *schemaProblems) collect(document any, problem *jsonschema.ValidationError) {
	if len(problem.Causes) > 0 {
		for _, cause := range problem.Causes {
			s.collect(document, cause)
		}
		return
	}
	location := problem.InstanceLocation
	found := &mci.FieldError{
		Path:  jsonPath(location),
		Found: shown(document, location),
		Want:  wanted(problem.ErrorKind),
	}
	if len(location) < 2 || location[0] != "steps" {
		s.book = append(s.book, found)
		return
	}
	i, _ := strconv.Atoi(location[1])
	found.Path = jsonPath(location[2:])
	s.steps[i] = append(s.steps[i], found)
}

// sort puts the problems into one order, since the validator walks maps.
func (s *schemaProblems) sort() {
	byPath := func(a, b *mci.FieldError) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Want, b.Want))
	}
	slices.SortFunc(s.book, byPath)
	for _, problems := range s.steps {
		slices.SortFunc(problems, byPath)
	}
}

func wanted(why jsonschema.ErrorKind) string {
	switch why := why.(type) {
	case *kind.AdditionalProperties:
		return "only fields of the book's schema, not " + strings.Join(why.Properties, ", ")
	case *kind.Required:
		return "the field " + strings.Join(why.Missing, ", ")
	case *kind.FalseSchema:
		return "no such field for what the step does"
	default:
		return "what the book's schema allows: " + why.LocalizedString(message.NewPrinter(language.English))
	}
}

// shown returns the JSON of what stands at a location, shortened.
func shown(document any, location []string) string {
	for _, key := range location {
		switch inner := document.(type) {
		case map[string]any:
			document = inner[key]
		case []any:
			i, _ := strconv.Atoi(key)
			document = inner[i]
		}
	}
	text, err := json.Marshal(document)
	const most = 80
	if err != nil || len(text) > most {
		return fmt.Sprintf("a value of %d bytes", len(text))
	}
	return string(text)
}

func jsonPath(location []string) string {
	var path strings.Builder
	for _, key := range location {
		if _, err := strconv.Atoi(key); err == nil {
			path.WriteString("[" + key + "]")
			continue
		}
		if path.Len() > 0 {
			path.WriteByte('.')
		}
		path.WriteString(key)
	}
	return path.String()
}

// check finds what the schema cannot: names that are used twice or that nothing declares, and values that
// only the library can judge.
func (b *book) check(catalog *mci.Catalog) mci.Problems {
	var problems mci.Problems
	report := func(path string, err error) {
		var problem *mci.FieldError
		if errors.As(mci.At(path, err), &problem) {
			problems = append(problems, problem)
		}
	}
	for i, l := range b.Locations {
		_, err := mci.ParseCountry(string(l.Country))
		report(fmt.Sprintf("locations[%d].country", i), err)
		report(fmt.Sprintf("locations[%d].id", i), twice(b.Locations[:i], l.ID, func(o bookLocation) mci.LocationID { return o.ID }))
	}
	for i, u := range b.Users {
		report(fmt.Sprintf("users[%d]", i), mci.Contact{Name: u.Name, Email: u.Email}.Check())
		report(fmt.Sprintf("users[%d].id", i), twice(b.Users[:i], u.ID, func(o bookUser) mci.UserID { return o.ID }))
		for j, role := range u.Roles {
			if role.Location != "" && b.location(role.Location) == nil {
				report(fmt.Sprintf("users[%d].roles[%d].location", i, j), mci.Invalid("", string(role.Location), "a location of the book"))
			}
		}
	}
	for i := range b.Customers {
		c := &b.Customers[i]
		_, err := mci.ParseCountry(string(c.Country))
		report(fmt.Sprintf("customers[%d].country", i), err)
		report(fmt.Sprintf("customers[%d].contact", i), c.Contact.Check())
		report(fmt.Sprintf("customers[%d].id", i), twice(b.Customers[:i], c.ID, func(o bookCustomer) string { return o.ID }))
		for j := range c.IDs {
			c.IDs[j].parsed, err = c.IDs[j].id()
			report(fmt.Sprintf("customers[%d].ids[%d]", i, j), err)
		}
	}
	for i, p := range b.Pages {
		if _, ok := catalog.Find(p.Engagement, mci.DateOf(p.At)); !ok {
			report(fmt.Sprintf("pages[%d].engagement", i), unknownEngagement(p.Engagement))
		}
	}
	for i := range b.Opportunities {
		o := &b.Opportunities[i]
		var err error
		o.parsed, err = mci.ParseCustomerID(mci.OpportunityID, o.ID)
		report(fmt.Sprintf("opportunities[%d].id", i), valueOf(err))
		o.value, err = o.ContractValue.money()
		report(fmt.Sprintf("opportunities[%d].contractValue", i), err)
	}
	b.directory = eligibility.TenantMap{}
	for i, t := range b.Tenants {
		domain, err := mci.ParseCustomerID(mci.DomainName, t.Domain)
		report(fmt.Sprintf("tenants[%d].domain", i), valueOf(err))
		tenant, err := mci.ParseCustomerID(mci.TenantID, t.Tenant)
		report(fmt.Sprintf("tenants[%d].tenant", i), valueOf(err))
		b.directory[domain] = tenant
	}
	return problems
}

// valueOf moves a problem with the value of an ID to the field that holds the bare value.
func valueOf(err error) error {
	var problem *mci.FieldError
	if errors.As(err, &problem) {
		return &mci.FieldError{Found: problem.Found, Want: problem.Want}
	}
	return err
}

// values reads what only the library can judge.
func (s *step) values() mci.Problems {
	var problems mci.Problems
	note := func(path string, err error) {
		var problem *mci.FieldError
		if errors.As(mci.At(path, err), &problem) {
			problems = append(problems, problem)
		}
	}
	var err error
	s.id, err = s.RawID.id()
	note("id", err)
	s.dealSize, err = s.RawDealSize.money()
	note("dealSize", err)
	s.amount, err = s.RawAmount.money()
	note("amount", err)
	if s.RawHours != "" {
		s.hours, err = mci.ParseHours(s.RawHours.String())
		note("hours", err)
	}
	return problems
}

func twice[T any, K ~string](earlier []T, id K, of func(T) K) error {
	if slices.ContainsFunc(earlier, func(t T) bool { return of(t) == id }) {
		return mci.Invalid("", string(id)+" again", "an ID that nothing else in the list has")
	}
	return nil
}

func unknownEngagement(id mci.EngagementID) error {
	return mci.Invalid("", string(id), "the ID of an engagement of the catalog")
}

// read reads a step whose shape is known to be right.
func (s *step) read(raw []byte, b *book, catalog *mci.Catalog, opened map[claims.ID]bool) mci.Problems {
	var problems mci.Problems
	report := func(path, found, want string) { problems = append(problems, mci.Invalid(path, found, want)) }
	if err := json.Unmarshal(raw, s); err != nil {
		return append(problems, mci.Invalid("", err.Error(), "a step"))
	}
	problems = s.values()
	if s.actor() == claims.Partner && b.user(mci.UserID(s.By)) == nil {
		report("by", s.By, "a user of the book, customer, microsoft or system")
	}
	if verbs[s.Do].command != nil {
		if !opened[s.Claim] {
			report("claim", string(s.Claim), "a claim that an earlier step adds or claims")
		}
		return problems
	}
	opened[s.Claim] = true
	if b.customer(s.Customer) == nil {
		report("customer", s.Customer, "a customer of the book")
	}
	if b.location(s.Location) == nil {
		report("location", string(s.Location), "a location of the book")
	}
	if _, ok := catalog.Find(s.Engagement, mci.DateOf(s.At)); !ok {
		report("engagement", string(s.Engagement), "the ID of an engagement of the catalog")
	}
	return problems
}

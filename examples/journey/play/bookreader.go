package play

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed book.schema.json
var bookSchema []byte

// bookLimits bound a book. The schema and the library bound the single texts.
var bookLimits = document.Limits{Bytes: mostBookBytes, Members: mostBookBytes, Text: mostBookBytes}

// mostBookBytes is the largest accepted size of a book.
const mostBookBytes = 8 << 20

// A playedStep is a decoded step, or the problems that were found in it.
type playedStep struct {
	step     step
	problems mci.Problems
}

// Read decodes a book strictly. If there is a problem outside the steps, it
// returns an error with all problems. If a problem is within a step, it is kept
// with that step, so that the play can run up to it. [Book.Problems] returns
// these, too. An error is [mci.Problems] or one [mci.FieldError]. Each problem
// has its line and column in the text.
func Read(data []byte, catalog *catalog.Catalog) (*Book, error) {
	source, err := document.Scan(bytes.Clone(data), bookLimits)
	if err != nil {
		return nil, err
	}
	data = source.Raw() // without a byte order mark
	problems, err := checkSchema(source)
	if err != nil {
		return nil, err
	}
	b := &Book{catalog: catalog, source: source}
	if len(problems.book) > 0 {
		return nil, b.placed(append(problems.book, problems.ofSteps()...))
	}
	if err := json.Unmarshal(data, b); err != nil {
		return nil, mci.Invalid("", err.Error(), "a book")
	}
	found := b.check(catalog)
	b.readSteps(problems.steps, catalog)
	if len(found) > 0 {
		return nil, append(b.placed(found), b.Problems()...)
	}
	return b, nil
}

// readSteps decodes the steps that the schema has accepted, and keeps the
// problems of each step with it.
func (b *Book) readSteps(problems map[int]mci.Problems, catalog *catalog.Catalog) {
	opened := map[claims.ID]store.Kind{}
	for i, raw := range b.Steps {
		p := playedStep{problems: problems[i]}
		if len(p.problems) == 0 {
			p.problems = p.step.read(raw, b, catalog, opened)
		} else {
			_ = json.Unmarshal(raw, &p.step) // decode as much as possible, to identify the step
			if kind := verbs[p.step.Do].opens; kind != 0 && opened[p.step.Claim] == 0 {
				opened[p.step.Claim] = kind // otherwise each later step of the claim would be a problem, too
			}
		}
		inStep(i, p.problems)
		p.problems = b.placed(p.problems)
		b.plays = append(b.plays, p)
	}
}

// inStep gives the problems of a step their paths in the book.
func inStep(i int, problems mci.Problems) {
	for _, problem := range problems {
		problem.Path = strings.TrimSuffix(fmt.Sprintf("steps[%d].%s", i, problem.Path), ".")
	}
}

// Problems returns the problems of all steps.
func (b *Book) Problems() (all mci.Problems) {
	for _, p := range b.plays {
		all = append(all, p.problems...)
	}
	return all
}

// schemaProblems holds the schema's findings. Those of the book are apart from
// those of each step, whose paths are relative to the step.
type schemaProblems struct {
	source document.Value
	book   mci.Problems
	steps  map[int]mci.Problems
}

func checkSchema(source document.Value) (schemaProblems, error) {
	found := schemaProblems{source: source, steps: map[int]mci.Problems{}}
	schema, err := compileSchema()
	if err != nil {
		return found, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source.Raw()))
	if err != nil {
		return found, mci.Invalid("", err.Error(), "one JSON object")
	}
	var problem *jsonschema.ValidationError
	if errors.As(schema.Validate(document), &problem) {
		found.collect(document, problem)
	}
	found.double(source, nil)
	found.sort()
	return found, nil
}

// double finds fields that occur twice, which a schema cannot find.
func (s *schemaProblems) double(value document.Value, location []string) {
	i := 0
	for element := range value.Elements() {
		s.double(element, append(slices.Clone(location), strconv.Itoa(i)))
		i++
	}
	seen := map[string]bool{}
	for member := range value.Members() {
		inner := append(slices.Clone(location), member.Name)
		if seen[member.Name] {
			line, column := member.Value.Place()
			s.note(inner, &mci.FieldError{Found: "the field twice", Want: "each field once", Line: line, Column: column})
		}
		seen[member.Name] = true
		s.double(member.Value, inner)
	}
}

// compileSchema compiles the schema of books once.
var compileSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
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
})

// collect adds only the leaves of the tree of problems, because a leaf names
// the smallest malformed part.
func (s *schemaProblems) collect(document any, problem *jsonschema.ValidationError) {
	if len(problem.Causes) > 0 {
		for _, cause := range problem.Causes {
			s.collect(document, cause)
		}
		return
	}
	location := problem.InstanceLocation
	found := &mci.FieldError{
		Found: shown(document, location),
		Want:  wanted(problem.ErrorKind),
	}
	// several fields have the place of the first one
	if more, ok := problem.ErrorKind.(*kind.AdditionalProperties); ok {
		field := jsonPath(append(slices.Clone(location), slices.Sorted(slices.Values(more.Properties))[0]))
		found.Line, found.Column = placeOf(s.source, field).Place()
	}
	s.note(location, found)
}

// note adds a problem to the book's problems, or to those of the step that
// contains it.
func (s *schemaProblems) note(location []string, found *mci.FieldError) {
	found.Path = jsonPath(location)
	if len(location) < 2 || location[0] != "steps" {
		s.book = append(s.book, found)
		return
	}
	i, _ := strconv.Atoi(location[1])
	found.Path = jsonPath(location[2:])
	s.steps[i] = append(s.steps[i], found)
}

// sort gives the problems a fixed order, because the validator walks maps.
func (s *schemaProblems) sort() {
	byPath := func(a, b *mci.FieldError) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Want, b.Want))
	}
	slices.SortFunc(s.book, byPath)
	for _, problems := range s.steps {
		slices.SortFunc(problems, byPath)
	}
}

// ofSteps returns the problems of all steps, with their paths in the book.
func (s *schemaProblems) ofSteps() (all mci.Problems) {
	for _, i := range slices.Sorted(maps.Keys(s.steps)) {
		inStep(i, s.steps[i])
		all = append(all, s.steps[i]...)
	}
	return all
}

func wanted(why jsonschema.ErrorKind) string {
	switch why := why.(type) {
	case *kind.AdditionalProperties:
		return "only fields of the book's schema, not " + strings.Join(slices.Sorted(slices.Values(why.Properties)), ", ")
	case *kind.Required:
		return "the field " + strings.Join(why.Missing, ", ")
	case *kind.FalseSchema:
		return "no such field in a step with this verb"
	default:
		return "a value that the book's schema allows: " + why.LocalizedString(message.NewPrinter(language.English))
	}
}

// shown returns the JSON of the value at a location. If the value is long, it
// returns its size instead.
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

// check finds the problems that the schema cannot: duplicate names, names that
// are not declared, and values that only the library can check.
func (b *Book) check(catalog *catalog.Catalog) mci.Problems {
	c := &bookCheck{book: b}
	c.people()
	c.customers()
	c.directory()
	c.holidays()
	for i, p := range b.Pages {
		if _, ok := catalog.Find(p.Engagement, mci.DateOf(p.At)); !ok {
			c.report(mci.Invalid("", string(p.Engagement), wantEngagement), "pages[%d].engagement", i)
		}
		for j := range p.Expect {
			c.report(p.Expect[j].read(b), "pages[%d].expect[%d]", i, j)
		}
	}
	return c.problems
}

const wantEngagement = "the ID of an engagement of the catalog"

// bookCheck collects the problems of a book outside its steps.
type bookCheck struct {
	book     *Book
	problems mci.Problems
}

// report records err with its path. It does nothing if err is nil.
func (c *bookCheck) report(err error, path string, at ...any) {
	var problem *mci.FieldError
	if errors.As(mci.At(fmt.Sprintf(path, at...), err), &problem) {
		c.problems = append(c.problems, problem)
	}
}

func (c *bookCheck) people() {
	for i, l := range c.book.Locations {
		_, err := mci.ParseCountry(string(l.Country))
		c.report(err, "locations[%d].country", i)
		c.report(twice(c.book.Locations[:i], l.ID, func(o bookLocation) mci.LocationID { return o.ID }), "locations[%d].id", i)
	}
	for i, u := range c.book.Users {
		c.report(mci.Contact{Name: u.Name, Email: u.Email}.Check(), "users[%d]", i)
		c.report(twice(c.book.Users[:i], u.ID, func(o bookUser) mci.UserID { return o.ID }), "users[%d].id", i)
		for j, role := range u.Roles {
			if role.Location != "" && c.book.location(role.Location) == nil {
				c.report(mci.Invalid("", string(role.Location), "a location of the book"), "users[%d].roles[%d].location", i, j)
			}
		}
	}
}

func (c *bookCheck) customers() {
	for i := range c.book.Customers {
		customer := &c.book.Customers[i]
		_, err := mci.ParseCountry(string(customer.Country))
		c.report(err, "customers[%d].country", i)
		c.report(customer.Contact.Check(), "customers[%d].contact", i)
		c.report(twice(c.book.Customers[:i], customer.ID, func(o bookCustomer) string { return o.ID }), "customers[%d].id", i)
		for j := range customer.IDs {
			customer.IDs[j].parsed, err = customer.IDs[j].id()
			c.report(err, "customers[%d].ids[%d]", i, j)
		}
		for j, w := range customer.Workloads {
			c.report(twice(customer.Workloads[:j], w.Name, func(o bookWorkload) cpor.Workload { return o.Name }), "customers[%d].workloads[%d].name", i, j)
		}
		for j, s := range customer.Subscriptions {
			c.report(twice(customer.Subscriptions[:j], s.ID, func(o bookSubscription) cpor.SubscriptionID { return o.ID }), "customers[%d].subscriptions[%d].id", i, j)
		}
	}
}

// directory checks the opportunities and the tenants.
func (c *bookCheck) directory() {
	for i := range c.book.Opportunities {
		o := &c.book.Opportunities[i]
		var err error
		o.parsed, err = mci.ParseCustomerID(mci.OpportunityID, o.ID)
		c.report(valueOf(err), "opportunities[%d].id", i)
		o.value, err = o.ContractValue.money()
		c.report(err, "opportunities[%d].contractValue", i)
	}
	c.book.directory = eligibility.TenantMap{}
	for i, t := range c.book.Tenants {
		domain, err := mci.ParseCustomerID(mci.DomainName, t.Domain)
		c.report(valueOf(err), "tenants[%d].domain", i)
		tenant, err := mci.ParseCustomerID(mci.TenantID, t.Tenant)
		c.report(valueOf(err), "tenants[%d].tenant", i)
		c.book.directory[domain] = tenant
	}
}

// holidays checks the holidays, and makes the terms of associations.
func (c *bookCheck) holidays() {
	days, err := cpor.NewBusinessDays(time.UTC, nil, c.book.Holidays)
	c.report(err, "")
	if err == nil {
		c.book.terms, err = cpor.NewTerms(cpor.TermsOptions{Days: days})
		c.report(err, "holidays")
	}
}

// valueOf moves a problem from the value of a typed ID to the field with the
// bare value.
func valueOf(err error) error {
	var problem *mci.FieldError
	if errors.As(err, &problem) {
		return &mci.FieldError{Found: problem.Found, Want: problem.Want}
	}
	return err
}

func twice[T any, K ~string](earlier []T, id K, of func(T) K) error {
	if slices.ContainsFunc(earlier, func(t T) bool { return of(t) == id }) {
		return mci.Invalid("", string(id)+" again", "an ID that nothing else in the list has")
	}
	return nil
}

package pages

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// An operation describes a route for programs.
type operation struct {
	says string
	// query and form are the parameters and the fields that the route knows,
	// beside those of a command. A mark of exclamation stands behind one that is
	// required.
	query, form []string
	// models are the possible models of the answer. If there are none, the
	// answer is no JSON.
	models []any
	// kind is the content type of an answer that is no JSON.
	kind string
	// moves says that the answer sends the client to another address.
	moves bool
}

// claimChoices are the parameters of a list of claims.
var claimChoices = []string{"area", "show", "sort", "text", "status", "kind", "location", "engagement", "after", "afterKey"}

// operations describes every address by its pattern.
var operations = map[string]operation{
	"GET /{$}":                        {says: "Leads to the claims.", moves: true},
	"GET /claims":                     {says: "Lists claims, a page at a time.", query: claimChoices, models: []any{claimList{}}},
	"GET /claims.csv":                 {says: "Exports claims as CSV.", query: claimChoices, kind: "text/csv"},
	"GET /claims.xlsx":                {says: "Exports claims as a workbook.", query: claimChoices, kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"GET /claims/{id}":                {says: "Shows a claim of either kind.", query: []string{"outcome"}, models: []any{claimModel{}, associationModel{}}},
	"POST /claims/{id}/{event}":       {says: "Gives a command to a claim, named by its event. The fields of the form are the paths of the command's JSON.", form: []string{"version!", "key", "at"}, models: []any{claimModel{}, associationModel{}}, moves: true},
	"POST /claims/{id}/mail":          {says: "Writes the consent mail of a claim again.", moves: true},
	"GET /evidence/{sum}":             {says: "Gives a file back that was given as evidence.", kind: "application/octet-stream"},
	"GET /due":                        {says: "Lists the claims that wait for somebody, or counts them by groups.", query: []string{"by", "area", "location", "owner", "outcome"}, models: []any{dueModel{}}},
	"POST /due/expire":                {says: "Records every expiry that is due.", moves: true},
	"GET /engagements":                {says: "Lists the engagements by solution area.", query: []string{"availability", "role", "location"}, models: []any{engagementList{}}},
	"GET /engagements/{id}":           {says: "Shows what the catalog says of an engagement.", query: []string{"edition", "on"}, models: []any{engagementModel{}}},
	"GET /engagements/{id}/customers": {says: "Lists the customers of an engagement by tabs.", query: []string{"edition", "tab", "text", "skip"}, models: []any{customerTabs{}}},
	"GET /customers":                  {says: "Lists the customers.", query: []string{"text", "skip"}, models: []any{customerList{}}},
	"GET /customers/{name}":           {says: "Tells for what a customer can be nominated.", models: []any{planModel{}}},
	"GET /nominate":                   {says: "Shows the ways to nominate a customer for an engagement.", query: []string{"customer", "engagement", "choice"}, models: []any{nominateModel{}}},
	"POST /nominate/add":              {says: "Shows the ways to nominate a customer who is not in the partner's file. The other fields are the facts that the engagement asks for.", form: []string{"customer!", "engagement!", "id.type!", "id.value!", "choice"}, models: []any{nominateModel{}}},
	"POST /nominate":                  {says: "Nominates a customer, and so opens a claim; with do=check it only tells what it would. The other fields of the form are the details of the claim.", form: []string{"customer!", "engagement!", "choice", "key", "do"}, models: []any{nominateModel{}}, moves: true},
	"GET /money":                      {says: "Adds up the amounts of the claims by status, and lists the payments that are awaited.", query: []string{"area", "location"}, models: []any{moneyModel{}}},
	"GET /import":                     {says: "Shows the form for an export of Partner Center, or the outcome of a form.", query: []string{"outcome"}, models: []any{importModel{}, reportModel{}, undoModel{}}},
	"POST /import":                    {says: "Shows what the import of a file would change.", form: []string{"at", "dates", "file!"}, models: []any{importModel{}}},
	"POST /import/confirm":            {says: "Imports a file that was previewed.", form: []string{"file!", "name", "at", "dates", "key"}, moves: true},
	"POST /import/report":             {says: "Keeps a report that was previewed, and with do=record records what it says of payments.", form: []string{"file!", "name", "downloaded", "from", "until", "do"}, models: []any{reportModel{}}, moves: true},
	"POST /import/undo":               {says: "Takes an import back; with do=check it only tells what it would.", form: []string{"at!", "do"}, models: []any{undoModel{}}, moves: true},
	"GET /nominate/many":              {says: "Shows the ways to nominate a customer for several engagements.", query: []string{"customer!", "engagement", "outcome"}, models: []any{manyModel{}}},
	"POST /nominate/many":             {says: "Nominates a customer for several engagements; with do=check it only tells what it would. The other fields of the form are the details of the claims.", form: []string{"customer!", "engagement", "key", "do"}, models: []any{manyModel{}}, moves: true},
	"GET /associate":                  {says: "Shows the form that proposes an association.", models: []any{proposalModel{}}},
	"POST /associate":                 {says: "Proposes an association, and so opens its claim; with do=check it only tells the findings. The fields of the form are the paths of the proposal's JSON.", form: []string{"key", "do"}, models: []any{proposalModel{}}, moves: true},
	"GET /money/settlement":           {says: "Tells what came back of each claim, by the reports that are kept.", query: []string{"state", "area", "location"}, models: []any{settlementModel{}}},
	"GET /reports/{sum}":              {says: "Shows a line of a report.", query: []string{"file", "line"}, models: []any{reportLine{}}},
	"POST /reports/{sum}/drop":        {says: "Takes a report back.", moves: true},
	"GET /referrals":                  {says: "Lists the deals with their type and what Microsoft sees of them.", query: []string{"type"}, models: []any{referralsModel{}}},
	"GET /changes":                    {says: "Shows the form for a new catalog, and the one that was taken.", models: []any{changesModel{}}},
	"POST /changes":                   {says: "Tells what a new catalog would change.", form: []string{"file!"}, models: []any{changesModel{}}},
	"POST /changes/take":              {says: "Takes a catalog that was compared; with do=leave it goes back to the public one.", form: []string{"file", "name", "do"}, models: []any{changesModel{}}, moves: true},
	"GET /calendar":                   {says: "Shows whether the user has an address for calendars, or once the one that was made.", query: []string{"outcome"}, models: []any{calendarModel{}}},
	"POST /calendar":                  {says: "Makes a new address for calendars; an earlier one dies.", moves: true},
	"POST /calendar/revoke":           {says: "Revokes the address for calendars.", moves: true},
	"GET /calendar/{file}":            {says: "The deadlines as a calendar, by the secret in the address.", kind: "text/calendar"},
	"GET /sign-in":                    {says: "Sends a person to the issuer of OpenID Connect.", query: []string{"to"}, moves: true},
	"GET " + callbackPath:             {says: "Takes a person back from the issuer.", query: []string{"state!", "code", "error", "iss"}, moves: true},
	"POST /sign-out":                  {says: "Ends the session.", moves: true},
	"GET /signed-out":                 {says: "Says that nobody is signed in.", models: []any{signedOutModel{}}},
	"GET /consent":                    {says: "Shows the question of a customer's link. It changes nothing.", query: []string{"answer!", "given"}, models: []any{consentModel{}}},
	"POST /consent":                   {says: "Records the answer of a customer's link.", form: []string{"answer!"}, moves: true},
	"GET /desk.css":                   {says: "The style sheet.", kind: "text/css"},
	"GET /openapi.json":               {says: "This description.", models: []any{map[string]any{}}},
	"GET /healthz":                    {says: "Answers 204 as long as the program runs."},
	"GET /readyz":                     {says: "Answers 204 if the claims can be read, and else 503."},
}

// patterns returns the patterns of all routes: those of the tables, and those
// that the handler adds by name.
func patterns(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, table := range [][]route{routes, signInRoutes} {
		for _, r := range table {
			all = append(all, r.pattern)
		}
	}
	source, err := os.ReadFile("site.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`mux\.Handle(?:Func)?\("([A-Z]+ [^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		all = append(all, found[1])
	}
	return all
}

// A describer makes schemas of Go types, each named type once.
type describer struct{ schemas openapi3.Schemas }

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// special returns the form of a type that writes itself, or nil.
func special(t reflect.Type) func(d *describer) *openapi3.Schema {
	return map[reflect.Type]func(d *describer) *openapi3.Schema{
		reflect.TypeFor[time.Time](): func(*describer) *openapi3.Schema { return openapi3.NewDateTimeSchema() },
		reflect.TypeFor[mci.Date]():  func(*describer) *openapi3.Schema { return openapi3.NewStringSchema().WithFormat("date") },
		reflect.TypeFor[register.WorkItem](): func(d *describer) *openapi3.Schema {
			s := d.structure(reflect.TypeFor[register.Item]())
			maps.Copy(s.Properties, map[string]*openapi3.SchemaRef{
				"actor": {Value: openapi3.NewStringSchema()}, "next": d.of(reflect.TypeFor[register.Deadline]()), "daysLeft": {Value: openapi3.NewIntegerSchema()},
				"over": {Value: openapi3.NewBoolSchema()}, "overdue": {Value: openapi3.NewBoolSchema()}, "until": {Value: openapi3.NewDateTimeSchema()},
				"expected": d.of(reflect.TypeFor[mci.Date]()),
			})
			s.Required = []string{"kind", "claim", "status"}
			return s
		},
	}[t]
}

// nameOf returns the name of a type among the schemas, such as
// register.WorkItem.
func nameOf(t reflect.Type) string {
	return strings.NewReplacer("pages.", "", "[", "Of", "]", "", "/", ".", "*", "").Replace(t.String())
}

// of returns the schema of a type.
func (d *describer) of(t reflect.Type) *openapi3.SchemaRef {
	if t.Kind() == reflect.Pointer {
		one := d.of(t.Elem())
		return &openapi3.SchemaRef{Value: &openapi3.Schema{AllOf: openapi3.SchemaRefs{one}, Nullable: true}}
	}
	known := special(t)
	writes := t.Implements(jsonMarshaler) || reflect.PointerTo(t).Implements(jsonMarshaler)
	texts := t.Implements(textMarshaler) || reflect.PointerTo(t).Implements(textMarshaler)
	switch {
	case known == nil && !writes && texts:
		return &openapi3.SchemaRef{Value: openapi3.NewStringSchema()}
	case known == nil && !writes && (t.Kind() != reflect.Struct || t.Name() == ""):
		return &openapi3.SchemaRef{Value: d.plain(t)}
	}
	name := nameOf(t)
	if _, done := d.schemas[name]; !done {
		d.schemas[name] = &openapi3.SchemaRef{} // for a type that holds itself
		var s *openapi3.Schema
		switch {
		case known != nil:
			s = known(d)
		case writes:
			s = &openapi3.Schema{Description: "As the library writes " + name + ".", Nullable: true} // an unknown one is null
		default:
			s = d.structure(t)
		}
		d.schemas[name] = openapi3.NewSchemaRef("", s)
	}
	return openapi3.NewSchemaRef("#/components/schemas/"+name, nil)
}

// plain returns the schema of a type without a name of its own.
func (d *describer) plain(t reflect.Type) *openapi3.Schema {
	switch t.Kind() {
	case reflect.Bool:
		return openapi3.NewBoolSchema()
	case reflect.String:
		return openapi3.NewStringSchema()
	case reflect.Slice, reflect.Array:
		return &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: d.of(t.Elem()), Nullable: true}
	case reflect.Map:
		return &openapi3.Schema{Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.AdditionalProperties{Schema: d.of(t.Elem())}, Nullable: true}
	case reflect.Struct:
		return d.structure(t)
	case reflect.Interface:
		return &openapi3.Schema{}
	case reflect.Float32, reflect.Float64:
		return openapi3.NewFloat64Schema()
	default:
		return openapi3.NewIntegerSchema()
	}
}

// structure returns the schema of a struct: its fields, and no others.
func (d *describer) structure(t reflect.Type) *openapi3.Schema {
	s := openapi3.NewObjectSchema()
	s.Properties, s.AdditionalProperties = openapi3.Schemas{}, openapi3.AdditionalProperties{Has: new(false)}
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		embedded := f.Type
		if embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		if f.Anonymous && name == "" && embedded.Kind() == reflect.Struct {
			inner := d.structure(embedded)
			maps.Copy(s.Properties, inner.Properties)
			s.Required = append(s.Required, inner.Required...)
			continue
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		s.Properties[name] = d.of(f.Type)
		if !strings.Contains(options, "omit") {
			s.Required = append(s.Required, name)
		}
	}
	return s
}

// describe returns the description of all operations.
func describe() *openapi3.T {
	d := &describer{openapi3.Schemas{}}
	doc := &openapi3.T{
		OpenAPI: "3.0.3",
		Info: &openapi3.Info{
			Title: "Desk", Version: "1",
			Description: "The pages of the desk as JSON, for a request that accepts application/json. An error is a problem of RFC 9457, and so is the answer to a form that would come back to a person. A request that changes something comes from this site, or from no page at all.",
		},
		Paths: openapi3.NewPaths(),
	}
	problem := openapi3.NewResponse().WithDescription("An error, by its class.").WithContent(openapi3.NewContentWithSchemaRef(d.of(reflect.TypeFor[problem]()), []string{"application/problem+json"}))
	for _, pattern := range slices.Sorted(keysOf(operations)) {
		o := operations[pattern]
		method, path, _ := strings.Cut(strings.TrimSuffix(pattern, "{$}"), " ")
		described := &openapi3.Operation{Summary: o.says, OperationID: strings.Trim(regexp.MustCompile(`[^a-zA-Z]+`).ReplaceAllString(strings.ToLower(pattern), "-"), "-"), Responses: openapi3.NewResponsesWithCapacity(3)}
		for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
			described.AddParameter(openapi3.NewPathParameter(name[1]).WithSchema(openapi3.NewStringSchema()))
		}
		for _, name := range o.query {
			bare := strings.TrimSuffix(name, "!")
			described.AddParameter(openapi3.NewQueryParameter(bare).WithRequired(bare != name).WithSchema(openapi3.NewStringSchema()))
		}
		if len(o.form) > 0 {
			described.RequestBody = &openapi3.RequestBodyRef{Value: formOfOperation(o)}
		}
		for status, answer := range d.answers(o) {
			described.AddResponse(status, answer)
		}
		described.Responses.Set("default", &openapi3.ResponseRef{Value: problem})
		doc.AddOperation(path, method, described)
	}
	doc.Components = &openapi3.Components{Schemas: d.schemas}
	return doc
}

// keysOf yields the patterns of a table.
func keysOf(all map[string]operation) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range all {
			if !yield(key) {
				return
			}
		}
	}
}

// formOfOperation returns the form of an operation. If it has a file, it is a
// multipart form.
func formOfOperation(o operation) *openapi3.RequestBody {
	s := openapi3.NewObjectSchema()
	kinds := []string{"application/x-www-form-urlencoded", "multipart/form-data"}
	for _, name := range o.form {
		bare := strings.TrimSuffix(name, "!")
		s.WithProperty(bare, openapi3.NewStringSchema())
		if bare != name {
			s.Required = append(s.Required, bare)
		}
	}
	return openapi3.NewRequestBody().WithContent(openapi3.NewContentWithSchema(s, kinds))
}

// answers returns the answers of an operation that are no error.
func (d *describer) answers(o operation) map[int]*openapi3.Response {
	all := map[int]*openapi3.Response{}
	if o.moves {
		all[http.StatusSeeOther] = openapi3.NewResponse().WithDescription("Done. Location is the address to go on with.")
	}
	switch {
	case o.kind != "":
		all[http.StatusOK] = openapi3.NewResponse().WithDescription("The file.").WithContent(openapi3.NewContentWithSchema(openapi3.NewStringSchema().WithFormat("binary"), []string{o.kind}))
	case len(o.models) > 0:
		s := &openapi3.Schema{}
		for _, model := range o.models {
			s.AnyOf = append(s.AnyOf, d.of(reflect.TypeOf(model)))
		}
		all[http.StatusOK] = openapi3.NewResponse().WithDescription("The page.").WithContent(openapi3.NewContentWithSchema(s, []string{"application/json"}))
	case !o.moves:
		all[http.StatusNoContent] = openapi3.NewResponse().WithDescription("Yes.")
	}
	return all
}

// written returns the description as its file has it.
var written = sync.OnceValues(func() ([]byte, error) {
	text, err := json.Marshal(describe())
	var indented bytes.Buffer
	if err == nil {
		err = json.Indent(&indented, text, "", "  ")
	}
	return append(indented.Bytes(), '\n'), err
})

func TestTheDescriptionForProgramsIsThatOfTheRoutesAndModels(t *testing.T) {
	all := patterns(t)
	for _, pattern := range all {
		if _, ok := operations[pattern]; !ok {
			t.Errorf("%s is not described: add its row to operations", pattern)
		}
	}
	for pattern := range operations {
		if !slices.Contains(all, pattern) {
			t.Errorf("%s is described, and there is no such route", pattern)
		}
	}
	text, err := written()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("openapi.json", text, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(openAPI), string(text)); diff != "" {
		t.Errorf("openapi.json differs; -update rewrites it:\n%s", diff)
	}
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err == nil {
		err = doc.Validate(t.Context())
	}
	if err != nil {
		t.Error(err)
	}
}

// A checker holds answers against the description.
type checker struct {
	doc  *openapi3.T
	find *http.ServeMux
}

// newChecker returns the checker of all fixtures.
var newChecker = sync.OnceValues(func() (*checker, error) {
	text, err := written()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	c := &checker{doc, http.NewServeMux()}
	for pattern := range operations {
		c.find.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return c, nil
})

// check returns how an answer differs from its description. An answer that is no
// JSON passes.
func (c *checker) check(r *http.Request, status int, kind string, body []byte) error {
	if kind != "application/json" && kind != "application/problem+json" {
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	if kind == "application/problem+json" {
		return c.doc.Components.Schemas["problem"].Value.VisitJSON(value, openapi3.MultiErrors())
	}
	_, pattern := c.find.Handler(r)
	method, path, _ := strings.Cut(strings.TrimSuffix(pattern, "{$}"), " ")
	item := c.doc.Paths.Value(path)
	if item == nil || item.GetOperation(method) == nil {
		return fmt.Errorf("%s %s is not described", r.Method, r.URL.Path)
	}
	answer := item.GetOperation(method).Responses.Status(http.StatusOK)
	if answer == nil || answer.Value.Content[kind] == nil {
		return fmt.Errorf("%s answers %d with JSON, and no JSON is described", pattern, status)
	}
	var reasons []string
	for _, model := range answer.Value.Content[kind].Schema.Value.AnyOf {
		err := model.Value.VisitJSON(value, openapi3.MultiErrors())
		if err == nil {
			return nil
		}
		reasons = append(reasons, model.Ref+": "+strings.Join(reasonsOf(err), "; "))
	}
	return fmt.Errorf("%s: %s", pattern, strings.Join(reasons, "\n"))
}

// reasonsOf returns the reasons of an error, each with the path of the value.
func reasonsOf(err error) []string {
	var several openapi3.MultiError
	var one *openapi3.SchemaError
	switch {
	case errors.As(err, &several):
		var all []string
		for _, each := range several {
			all = append(all, reasonsOf(each)...)
		}
		return all
	case errors.As(err, &one):
		return []string{"/" + strings.Join(one.JSONPointer(), "/") + " " + one.Reason}
	default:
		return []string{err.Error()}
	}
}

func TestAnAnswerThatIsNotDescribedIsNoticed(t *testing.T) {
	c, err := newChecker()
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct{ path, kind, body string }{
		"another field":  {"/money", "application/json", `{"totals": [], "unpaid": [], "late": 0, "secret": 1}`},
		"a field short":  {"/money", "application/json", `{"unpaid": [], "late": 0}`},
		"another type":   {"/money", "application/json", `{"totals": [], "unpaid": [], "late": "none"}`},
		"no such route":  {"/nothing", "application/json", `{}`},
		"no JSON there":  {"/desk.css", "application/json", `{}`},
		"no problem":     {"/money", "application/problem+json", `{"title": "x"}`},
		"malformed JSON": {"/money", "application/json", `{`},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, one.path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if c.check(r, http.StatusOK, one.kind, []byte(one.body)) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestProgramsGetTheDescription(t *testing.T) {
	f := newFixture(t, nil)
	if w := f.get(t, "/openapi.json"); w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), openAPI) {
		t.Errorf("%d", w.Code)
	}
}

// Each address answers as it is described, with a page and with an error.
func TestEveryAddressAnswersAsItIsDescribed(t *testing.T) {
	f := newFixture(t, nil)
	f.withAssociation(t)
	pages := []string{
		"/claims?show=all", "/claims?sort=attention", "/claims/cpor", "/due", "/due?by=area", "/due?by=owner", "/engagements", "/engagements/fy23-microsoft-viva",
		"/engagements/fy23-microsoft-viva/customers", "/engagements/fy23-microsoft-viva/customers?tab=Ineligible", "/engagements/fy23-microsoft-viva/customers?tab=Complete",
		"/customers", "/customers/Contoso", "/nominate?customer=Contoso&engagement=fy23-microsoft-syntex", "/money", "/import", "/consent?answer=x",
		"/claims?sort=up", "/nothing", "/claims/nobody",
	}
	for e, err := range f.store.List(t.Context(), store.Query{Kind: store.PartnerActivity}) {
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, claimPath(e.ID))
	}
	for _, address := range pages {
		if w := f.get(t, address, "application/json"); !strings.Contains(w.Header().Get("Content-Type"), "json") {
			t.Errorf("%s: %d %s", address, w.Code, w.Header().Get("Content-Type"))
		}
	}
}

package examples

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func catalogSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(catalog.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("catalog.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("catalog.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func accepts(t *testing.T, schema *jsonschema.Schema, catalog string) bool {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(catalog))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(document) == nil
}

func TestTheSchemaAcceptsTheShippedCatalogAndTheMadeUpOne(t *testing.T) {
	for _, file := range []string{"../mci/catalog/public.catalog.json", "../mci/catalog/testdata/made-up.catalog.json"} {
		if !accepts(t, catalogSchema(t), read(t, file)) {
			t.Errorf("%s does not fit the schema", file)
		}
	}
}

// If the schema refuses a catalog, the reader refuses it too. A check in an
// editor then agrees with the library.
func TestTheSchemaAndTheReaderRefuseTheSameBrokenCatalogs(t *testing.T) {
	testRefused(t, read(t, "../mci/catalog/public.catalog.json"), map[string]broken{
		"another format":         {`"format": 1`, `"format": 2`},
		"no name":                {`"name": "Public rate card of November 2022, and one illustrative engagement",`, ``},
		"unknown field":          {`"format": 1`, `"format": 1, "formats": 1`},
		"unknown grade":          {`"grade": "Microsoft public"`, `"grade": "certain"`},
		"window of no days":      {`"consent": 30`, `"consent": 0`},
		"window as text":         {`"consent": 30`, `"consent": "30"`},
		"day out of form":        {`"from": "2022-07-01"`, `"from": "July 2022"`},
		"unknown ID type":        {`"TPID"`, `"DUNS"`},
		"unknown country":        {`"AU"`, `"Australia"`},
		"countries and the rest": {`"everyOtherCountry": true`, `"everyOtherCountry": true, "countries": ["CH"]`},
		"unknown last day":       {`"lastDay": "included"`, `"lastDay": "maybe"`},
		"unknown kind of pay":    {`"kind": "fixed by market"`, `"kind": "free"`},
		"unknown anchor":         {`"anchor": "consent"`, `"anchor": "payment"`},
		"amount as number":       {`"A": "5000"`, `"A": 5000`},
		"negative amount":        {`"A": "5000"`, `"A": "-5000"`},
		"unknown evidence":       {`"invoice"`, `"photograph"`},
		"no claims allowed":      {`"claims": 1`, `"claims": 0`},
		"condition of no amount": {`"fact": "deal size at least", "atLeast": {"amount": "10000", "currency": "USD"}`, `"fact": "deal size at least"`},
		"amount of no condition": {`"fact": "customer managed by Microsoft"`, `"fact": "customer managed by Microsoft", "atLeast": {"amount": "1", "currency": "USD"}`},
	})
	testRefused(t, read(t, "../mci/catalog/testdata/made-up.catalog.json"), map[string]broken{
		"two beginnings":           {`"after": "2025-12-31", "knownUntil"`, `"after": "2025-12-31", "from": "2026-01-01", "knownUntil"`},
		"two ends":                 {`"before": "2026-01-01", "percent"`, `"before": "2026-01-01", "until": "2025-12-31", "percent"`},
		"program year in full":     {`"programYear": "FY26"`, `"programYear": "FY2026"`},
		"step without a bound":     {`{"size": "S", "from": "300"}`, `{"size": "S"}`},
		"step with two bounds":     {`{"size": "S", "from": "300"}`, `{"size": "S", "from": "300", "above": "300"}`},
		"two ends of a ladder":     {`"upTo": "50000"`, `"upTo": "50000", "below": "60000"`},
		"bound as number":          {`"from": "300"}`, `"from": 300}`},
		"negative bound":           {`"above": "0"`, `"above": "-1"`},
		"limit of nothing":         {`[{"open": 1, "source": "guide"}]`, `[{"source": "guide"}]`},
		"lock that is off":         {`"locked": true`, `"locked": false`},
		"window of no clock":       {`{"consent": 30, "firstSubmission": 90, "source": "guide"}`, `{"source": "guide"}`},
		"gate without a choice":    {`"anyOf": ["Adoption specialization"]`, `"anyOf": []`},
		"address of another kind":  {`"https://example.com`, `"ftp://example.com`},
		"reserved measure":         {`{"id": "seats"`, `{"id": "contract value"`},
		"bound of a fact":          {`"means": "the customer is a bona fide customer"`, `"means": "x", "from": "1"`},
		"measure without a bound":  {`"measure": "seats", "from": "300"`, `"measure": "seats"`},
		"barred from no size":      {`"sizes": ["S", "L"]`, `"sizes": []`},
		"tiers of something else":  {`"tiersOf": "slice"`, `"tiersOf": "half"`},
		"kind of pay left open":    {`"pays": "variable"`, `"pays": "both"`},
		"target without a window":  {`, "window": {"anchor": "approval", "firstDay": 90, "lastDay": 180}`, ``},
		"target after a rejection": {`"anchor": "approval"`, `"anchor": "rejection"`},
		"whole in two stages":      {`"kind": "fixed by size and market", "anchor": "nomination", "marketList": "regions", "currency": "USD", "sizes": { "ladders": [{`, `"kind": "two stages", "anchor": "nomination", "marketList": "regions", "currency": "USD", "sizes": { "ladders": [{`},
		"share of more than all":   {`"onApproval": "65"`, `"onApproval": "six"`},
		"market list of no time":   {`"versions": [{"markets": [{"id": "home", "countries": ["CH", "US"]}], "source": "made-up"}]`, `"versions": []`},
	})
}

// broken is a text in a catalog and its replacement.
type broken struct{ from, to string }

// testRefused fails the test unless both the schema and the reader refuse each
// change to a good catalog.
func testRefused(t *testing.T, good string, cases map[string]broken) {
	t.Helper()
	schema := catalogSchema(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.from, c.to, 1)
			if text == good {
				// The file may have a line break between two fields.
				text = strings.Replace(strings.Join(strings.Fields(good), " "), c.from, c.to, 1)
			}
			if text == strings.Join(strings.Fields(good), " ") {
				t.Fatal("the case changes nothing")
			}
			if accepts(t, schema, text) {
				t.Error("the schema accepts it")
			}
			if _, err := catalog.Read([]byte(text), catalog.ReadOptions{}); err == nil {
				t.Error("the reader accepts it")
			}
		})
	}
}

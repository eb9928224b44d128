package examples

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func catalogSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(mci.CatalogSchema()))
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

func TestTheSchemaAcceptsTheShippedCatalog(t *testing.T) {
	if !accepts(t, catalogSchema(t), read(t, "../mci/public.catalog.json")) {
		t.Error("the shipped catalog does not fit its schema")
	}
}

// What the schema refuses, the reader refuses too: nobody who checks a catalog in an editor is told
// another story by the library.
func TestTheSchemaAndTheReaderRefuseTheSameBrokenCatalogs(t *testing.T) {
	schema, good := catalogSchema(t), read(t, "../mci/public.catalog.json")
	for name, c := range map[string]struct{ from, to string }{
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
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(good, c.from, c.to, 1)
			if broken == good {
				// The file may break the line between two fields.
				broken = strings.Replace(strings.Join(strings.Fields(good), " "), c.from, c.to, 1)
			}
			if broken == strings.Join(strings.Fields(good), " ") {
				t.Fatal("the case changes nothing")
			}
			if accepts(t, schema, broken) {
				t.Error("the schema accepts it")
			}
			if _, err := mci.ReadCatalog([]byte(broken), mci.ReadOptions{}); err == nil {
				t.Error("the reader accepts it")
			}
		})
	}
}

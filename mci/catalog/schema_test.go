package catalog_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci/catalog"
)

// A schema is a JSON Schema. It supports only the few keywords that the
// catalog's schema uses.
type schema struct {
	t        testing.TB
	defs     map[string]any
	patterns map[string]*regexp.Regexp
	// known says which objects and arrays of a document are valid. A changed
	// copy of the document shares most of them.
	known  map[judged]bool
	learns bool
}

// judged is an object or an array beside a rule, by their addresses.
type judged struct {
	rule, value uintptr
	length      int
}

// notes lists the keywords that only describe.
var notes = []string{"$schema", "$id", "$defs", "title", "description"}

func catalogSchema(t testing.TB) (schema, any) {
	t.Helper()
	root := decoded(t, catalog.Schema())
	return schema{t, at(root, "$defs").(map[string]any), map[string]*regexp.Regexp{}, nil, false}, root
}

// allows reports whether a value is valid.
func (s schema) allows(rule, v any) bool {
	if yes, ok := rule.(bool); ok {
		return yes
	}
	keywords := rule.(map[string]any)
	this := judgedBy(keywords, v)
	if yes, ok := s.known[this]; ok {
		return yes
	}
	valid := true
	for keyword, want := range keywords {
		valid = valid && (slices.Contains(notes, keyword) || s.keyword(keywords, keyword, want, v))
	}
	if s.learns && this.value != 0 {
		s.known[this] = valid
	}
	return valid
}

// judgedBy returns a value beside a rule. Its address is 0 if it is neither an
// object nor an array.
func judgedBy(rule map[string]any, v any) judged {
	switch v := v.(type) {
	case map[string]any:
		return judged{reflect.ValueOf(rule).Pointer(), reflect.ValueOf(v).Pointer(), len(v)}
	case []any:
		return judged{reflect.ValueOf(rule).Pointer(), reflect.ValueOf(v).Pointer(), len(v)}
	default:
		return judged{}
	}
}

// learned returns the schema with the answers for a document, which must be kept
// as long as the schema.
func (s schema) learned(root, document any) schema {
	s.known, s.learns = map[judged]bool{}, true
	s.allows(root, document)
	s.learns = false
	return s
}

func (s schema) keyword(rule map[string]any, keyword string, want, v any) bool {
	switch keyword {
	case "$ref":
		return s.allows(s.defs[strings.TrimPrefix(want.(string), "#/$defs/")], v)
	case "type":
		return s.isType(want.(string), v)
	case "const":
		return reflect.DeepEqual(want, v)
	case "enum":
		return slices.ContainsFunc(want.([]any), func(one any) bool { return reflect.DeepEqual(one, v) })
	case "oneOf":
		valid := 0
		for _, one := range want.([]any) {
			if s.allows(one, v) {
				valid++
			}
		}
		return valid == 1
	case "anyOf":
		return slices.ContainsFunc(want.([]any), func(one any) bool { return s.allows(one, v) })
	case "allOf":
		return !slices.ContainsFunc(want.([]any), func(one any) bool { return !s.allows(one, v) })
	case "not":
		return !s.allows(want, v)
	case "if":
		if s.allows(want, v) {
			return s.allows(rule["then"], v)
		}
		return s.allows(rule["else"], v)
	case "then", "else":
		return true // handled with if
	}
	switch v := v.(type) {
	case string:
		return s.text(keyword, want, v)
	case float64:
		return s.number(keyword, want, v)
	case []any:
		return s.array(keyword, want, v)
	case map[string]any:
		return s.object(rule, keyword, want, v)
	default:
		return true // the keywords below do not apply to true, false and null
	}
}

func (s schema) isType(want string, v any) bool {
	switch v := v.(type) {
	case string:
		return want == "string"
	case float64:
		return want == "number" || want == "integer" && v == math.Trunc(v)
	case bool:
		return want == "boolean"
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	default:
		return want == "null"
	}
}

func (s schema) text(keyword string, want any, v string) bool {
	switch keyword {
	case "pattern":
		pattern, ok := s.patterns[want.(string)]
		if !ok {
			pattern = regexp.MustCompile(want.(string))
			s.patterns[want.(string)] = pattern
		}
		return pattern.MatchString(v)
	case "minLength":
		return float64(utf8.RuneCountInString(v)) >= want.(float64)
	case "maxLength":
		return float64(utf8.RuneCountInString(v)) <= want.(float64)
	default:
		return s.other(keyword)
	}
}

func (s schema) number(keyword string, want any, v float64) bool {
	switch keyword {
	case "minimum":
		return v >= want.(float64)
	case "maximum":
		return v <= want.(float64)
	default:
		return s.other(keyword)
	}
}

func (s schema) array(keyword string, want any, v []any) bool {
	switch keyword {
	case "items":
		return !slices.ContainsFunc(v, func(item any) bool { return !s.allows(want, item) })
	case "minItems":
		return float64(len(v)) >= want.(float64)
	case "uniqueItems":
		for i := range v {
			for j := range i {
				if reflect.DeepEqual(v[i], v[j]) {
					return false
				}
			}
		}
		return true
	default:
		return s.other(keyword)
	}
}

func (s schema) object(rule map[string]any, keyword string, want any, v map[string]any) bool {
	switch keyword {
	case "required":
		return !slices.ContainsFunc(want.([]any), func(name any) bool { _, ok := v[name.(string)]; return !ok })
	case "minProperties":
		return float64(len(v)) >= want.(float64)
	case "properties":
		for name, inner := range want.(map[string]any) {
			if one, ok := v[name]; ok && !s.allows(inner, one) {
				return false
			}
		}
		return true
	case "additionalProperties":
		known, _ := rule["properties"].(map[string]any)
		for name, one := range v {
			if _, ok := known[name]; !ok && !s.allows(want, one) {
				return false
			}
		}
		return true
	default:
		return s.other(keyword)
	}
}

// other accepts keywords for other types of values. It fails the test if a
// keyword is unknown.
func (s schema) other(keyword string) bool {
	known := []string{
		"pattern", "minLength", "maxLength", "minimum", "maximum", "items", "minItems", "uniqueItems", "required", "minProperties", "properties", "additionalProperties",
	}
	if !slices.Contains(known, keyword) {
		s.t.Fatalf("the schema uses the keyword %s, which this test does not know", keyword)
	}
	return true
}

func TestPublicCatalogIsValidByItsSchema(t *testing.T) {
	schema, root := catalogSchema(t)
	if !schema.allows(root, publicDocument(t)) {
		t.Error("it is not")
	}
}

func TestEveryDefinitionOfTheSchemaIsUsed(t *testing.T) {
	schema, _ := catalogSchema(t)
	for name := range schema.defs {
		if !strings.Contains(catalog.Schema(), fmt.Sprintf(`"#/$defs/%s"`, name)) {
			t.Errorf("nothing refers to %s", name)
		}
	}
}

// neighbors returns changes that each change one place of the document: a value
// is removed, added, repeated, replaced by another type or moved out of its
// range.
func neighbors(document any, path string) []change {
	v := at(document, path)
	all := []change{{path, nil}, {path, []any{}}}
	switch v := v.(type) {
	case map[string]any:
		all = append(all, change{path, "x"}, change{path + ".surplus", "x"})
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner := strings.TrimPrefix(path+"."+name, ".")
			all = append(append(all, change{inner, absent{}}), neighbors(document, inner)...)
		}
	case []any:
		all = append(all, change{path, map[string]any{}}, change{fmt.Sprintf("%s[%d]", path, len(v)), v[0]})
		for i := range v {
			all = append(all, neighbors(document, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case float64:
		all = append(all, change{path, 0.0}, change{path, -v}, change{path, v + 0.5}, change{path, v * 1000}, change{path, fmt.Sprint(v)})
	case bool:
		all = append(all, change{path, !v}, change{path, fmt.Sprint(v)})
	case string:
		all = append(all,
			change{path, ""}, change{path, 5.0}, change{path, true}, change{path, "x"}, change{path, " " + v}, change{path, v + v},
			change{path, strings.ToLower(v)}, change{path, "-" + v}, change{path, v + ".0000001"}, change{path, strings.Repeat("1", 501)},
		)
	}
	return all
}

func TestReaderRefusesWhatTheSchemaRefuses(t *testing.T) {
	t.Parallel()
	schema, root := catalogSchema(t)
	document := with(publicDocument(t),
		// The document has one element of each kind, because each element adds
		// many changes.
		change{"sources", []any{at(publicDocument(t), "sources[0]"), map[string]any{"id": "illustrative", "title": "x", "published": "x", "grade": "illustrative"}}},
		change{"marketLists[0].versions[0].markets[0].countries", []any{"US", "CH"}},
		change{"marketLists[0].versions[0].markets[1].countries", []any{"SG"}},
		change{"clocks", []any{at(publicDocument(t), "clocks[1]")}},
		change{"clocks[0].source", "illustrative"},
		change{"editions[0].engagements", []any{at(publicDocument(t), "editions[0].engagements[2]")}},
		change{fixed + ".variant", "Sales"},
		change{fixed + ".countries", []any{"US", "CH"}},
		change{fixed + ".evidence.required[0].source", "illustrative"},
		change{fixed + ".claimLimit[0].source", "illustrative"},
		change{variably + ".clocks", "Workshops"},
		change{variably + ".opportunity.stages", []any{"develop", "commit"}},
	)
	if _, err := readDocument(document); err != nil || !schema.allows(root, document) {
		t.Fatalf("the document to change is not valid: %v", err)
	}
	if refused := schema.refuseTogether(root, document, ""); refused < 1000 {
		t.Errorf("only %d documents were tried", refused)
	}
}

// The test tries each engagement of the made-up catalog by itself, and then the
// lists to which the engagements refer.
func TestReaderRefusesWhatTheSchemaRefusesOfTheWideFormat(t *testing.T) {
	t.Parallel()
	schema, root := catalogSchema(t)
	document := madeUpDocument()
	if _, err := readDocument(document); err != nil || !schema.allows(root, document) {
		t.Fatalf("the made-up catalog is not valid: %v", err)
	}
	refused := 0
	for _, path := range []string{"segments", "measures", "marketLists[0].versions[0]"} {
		refused += schema.refuseTogether(root, document, path)
	}
	engagements := at(document, "editions[0].engagements").([]any)
	if testing.Short() {
		engagements = engagements[1:2]
	}
	for _, engagement := range engagements {
		alone := trimmed(with(document, change{"editions[0].engagements", []any{engagement}}), "marketLists", "segments", "measures", "clocks")
		refused += schema.refuseTogether(root, alone, "editions[0].engagements[0]")
	}
	if refused < 300 {
		t.Errorf("only %d documents were tried", refused)
	}
}

// trimmed returns a catalog without the elements of its lists that it does not
// need to be valid, so that it is read in a fraction of the time.
func trimmed(document any, lists ...string) any {
	for _, list := range lists {
		for i := len(at(document, list).([]any)) - 1; i >= 0; i-- {
			shorter := with(document, change{fmt.Sprintf("%s[%d]", list, i), absent{}})
			if _, err := readDocument(shorter); err == nil {
				document = shorter
			}
		}
	}
	return document
}

// refuseTogether applies each small change below a path and returns how many of
// the documents the schema refuses. If the schema refuses a document, the
// reader must refuse it too.
func (s schema) refuseTogether(root, document any, path string) int {
	learned := s.learned(root, document)
	refused := 0
	for _, c := range neighbors(document, path) {
		if c.Path == "" {
			continue
		}
		changed := with(document, c)
		if learned.allows(root, changed) {
			continue
		}
		refused++
		if _, err := readDocument(changed); err == nil {
			s.t.Errorf("the reader takes %s = %#v, which the schema refuses", c.Path, c.Value)
		}
	}
	return refused
}

// The reader and the published schema must list the same pay shapes.
func TestTheSchemaAndTheReaderKnowTheSamePayShapes(t *testing.T) {
	_, document := catalogSchema(t)
	var bySchema []string
	inObjects(document, func(o map[string]any) {
		if kind, ok := o["kind"].(map[string]any); ok && kind["const"] != nil {
			bySchema = append(bySchema, kind["const"].(string))
		}
	})
	_, err := readDocument(with(madeUpDocument(), change{byMarket + ".pay.kind", "no such shape"}))
	field := wantFieldError(t, err)
	byReader := strings.Split(strings.TrimPrefix(field.Want, "one of "), ", ")
	slices.Sort(bySchema)
	slices.Sort(byReader)
	if diff := cmp.Diff(byReader, bySchema); diff != "" {
		t.Errorf("the schema has other pay shapes than the reader (-reader +schema):\n%s", diff)
	}
	if rules := len(catalog.PayRules()); len(byReader) != rules+1 {
		t.Errorf("%d pay shapes and %d rules: each has one, and two stages is none", len(byReader)-1, rules)
	}
	documentation, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(documentation), "// # Pay\n")
	if listed := strings.Count(list, "//   - "); listed != len(byReader)-1 {
		t.Errorf("the documentation lists %d pay shapes of %d", listed, len(byReader)-1)
	}
	for _, name := range byReader {
		if name != "two stages" && !strings.Contains(list, "//   - "+name+": ") {
			t.Errorf("the documentation does not list %q", name)
		}
	}
}

// TestTheTwoCatalogsHaveAllThatTheSchemaAllows makes sure that the tests which
// change each leaf of a catalog reach each member and each pay shape.
func TestTheTwoCatalogsHaveAllThatTheSchemaAllows(t *testing.T) {
	_, document := catalogSchema(t)
	allowed := map[string]bool{}
	inObjects(document, func(o map[string]any) {
		properties, _ := o["properties"].(map[string]any)
		for name, property := range properties {
			allowed[name] = true
			rule, _ := property.(map[string]any)
			if kind, ok := rule["const"].(string); ok {
				allowed[name+": "+kind] = true
			}
		}
	})
	found := map[string]bool{"revision": true} // an edition in one revision can do without; revision_test.go has several
	inObjects([]any{madeUpDocument(), publicDocument(t)}, func(o map[string]any) {
		for name, value := range o {
			found[name] = true
			if kind, ok := value.(string); ok {
				found[name+": "+kind] = true
			}
		}
	})
	for _, name := range slices.Sorted(maps.Keys(allowed)) {
		if !found[name] {
			t.Errorf("neither the made-up catalog nor the public one has %s", name)
		}
	}
	if !allowed["kind: two stages"] || len(allowed) < 50 {
		t.Errorf("the schema was not read: it allows %v", allowed)
	}
}

// inObjects calls a function for each object within a JSON value.
func inObjects(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		visit(value)
		for _, inner := range value {
			inObjects(inner, visit)
		}
	case []any:
		for _, inner := range value {
			inObjects(inner, visit)
		}
	}
}

package eligibility

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A form is the JSON form of an exported type: the values that are written, or
// none if the type refuses.
type form struct {
	values []any
	back   bool // whether the written JSON can be read back
}

// jsonForms lists every exported type of the package. The golden file shows the
// JSON of each.
func jsonForms(t *testing.T) map[string]form {
	q := demanding("demanding")()
	q.Waivers = []Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "u-9", Until: mci.DateOf(at(2023, time.April, 1))}}
	q.Customer.MeetsCriteria = mci.No
	opportune := opportunity()
	d := decide(&q)
	n, _, err := Nominate(workshop(), details())
	if err != nil || n == nil {
		t.Fatal(n, err)
	}
	p := contosoProspect()
	p.Identities = p.Identities[:1]
	p.Sites = p.Sites[:1]
	p.Identities[0].Standings = map[mci.EngagementID]Standing{endpoint: {Claims: CountOf(1), Open: []OpenClaim{{ID: "C-1", Status: "Submitted"}}}}
	plan := planOf(t, p, "fy23-nextgen-windows", "illustrative-variable-pay", endpoint)
	open := OpenClaim{ID: "C-1", Status: "Customer consent received", Deadline: mci.DateOf(at(2023, time.May, 2)), Actions: []CustomerAction{SubmitClaim}}
	lines := page(
		entry(workshop, func(e *Entry) { e.Open, e.Closed = []OpenClaim{open}, []ClosedClaim{{"C-0", "Approved"}} }),
		entry(workshop, func(e *Entry) { e.Question.Customer.MeetsCriteria, e.Question.Customer.Country = mci.No, "ch" }),
	)
	r := rosterOf(t, engagement(endpoint), engagement(variable))
	rostered := &RosterEntry{
		Customer: workshop().Customer, MeetsCriteria: FactSetOf(1, 2), Claims: CountOf(0), Holdings: []Holding{{1, CountOf(1), Count{}}}, OpenClaim: 2, Closed: 1,
	}
	rostered.Customer.ConsentedBefore = mci.Yes
	placement := r.Place(rostered)
	permission := may(userWith(mci.IncentivesUser, ""), StartClaims, workshop().Location)
	shown := linesOf([]Site{site("L-1", mci.Yes)}, EngagementFilter{}, at(2023, time.March, 1))
	return map[string]form{
		"Action":           {[]any{StartClaims}, true},
		"Availability":     {[]any{Active, Availability(0)}, true},
		"Choice":           {[]any{plan.options[0].Choices[0], Choice{}}, false},
		"ClosedClaim":      {[]any{ClosedClaim{"C-0", "Approved"}, ClosedClaim{}}, true},
		"Count":            {[]any{CountOf(3), CountOf(0), Count{}}, true},
		"Customer":         {[]any{q.Customer, workshopByDomain().Customer, Customer{}}, true},
		"CustomerAction":   {[]any{SubmitClaim}, true},
		"Decision":         {[]any{d, Decision{}}, false},
		"Details":          {[]any{details(), Details{}}, true},
		"Draft":            {[]any{DraftOf(opportune, details()), Draft{}}, true},
		"EarningCount":     {[]any{EarningCount{5, 2, 1}}, true},
		"EngagementFilter": {[]any{EngagementFilter{[]Availability{Active}, []string{"Build Intent"}, []mci.LocationID{"L-1"}}}, true},
		"EngagementLine":   {[]any{shown[0], EngagementLine{}}, false},
		"EngagementSet":    {[]any{EngagementSet(1<<63 | 5), EngagementSet(0)}, true},
		"Entry":            {[]any{entry(workshop, func(e *Entry) { e.Open = []OpenClaim{open} })}, false},
		"Exclusion":        {[]any{firstExclusion()}, true},
		"FactSet":          {[]any{FactSetOf(5, 2), FactSet{}}, true},
		"Facts":            {nil, false},
		"Holding":          {[]any{Holding{1, CountOf(2), Count{}}}, true},
		"Identity":         {[]any{p.Identities[0], Identity{}}, true},
		"Line":             {[]any{lines[0], lines[1], lines[2], Line{}}, true},
		"Nomination":       {nil, false},
		"OpenClaim":        {[]any{open, OpenClaim{}}, true},
		"Option":           {[]any{plan.options[0], Option{}}, false},
		"PageCount":        {[]any{CountPage(slices.Values(lines)), PageCount{}}, false},
		"Permission":       {[]any{permission, Permission{}}, false},
		"Placement":        {[]any{&placement, &Placement{}}, false},
		"Plan":             {[]any{plan, Plan{}}, false},
		"Prospect":         {[]any{p, Prospect{}}, true},
		"Question":         {[]any{q, opportune, Question{}}, false}, // read by ReadQuestion
		"Reason":           {[]any{LimitReached}, true},
		"Resolution":       {[]any{Resolution{Tenant: contosoTenant}, Resolution{Failure: ErrTenantAmbiguous}, Resolution{}}, true},
		"Roster":           {nil, false},
		"RosterCount":      {nil, false},
		"RosterEntry":      {[]any{rostered, &RosterEntry{}}, true},
		"Site":             {[]any{site("L-1", mci.Yes), Site{}}, true},
		"Standing":         {[]any{p.Identities[0].Standings[endpoint], Standing{}}, true},
		"Tab":              {[]any{Eligible, Undecided}, true},
		"TenantMap":        {nil, false},
		"Turn":             {[]any{Turn{On: mci.DateOf(at(2023, time.July, 1)), Outcome: mci.Unknown}, Turn{}}, true},
		"Waiver":           {[]any{q.Waivers[0], Waiver{}}, true},
		"Way":              {[]any{Add, Claim}, true},
	}
}

// refusing lists values of the types that refuse to be written.
func refusing(t *testing.T) map[string]any {
	n, _, _ := Nominate(workshop(), details())
	return map[string]any{
		"Facts": Facts{}, "Nomination": n, "Roster": rosterOf(t, engagement(endpoint)), "RosterCount": &RosterCount{},
		"TenantMap": TenantMap{contoso: contosoTenant},
	}
}

func firstExclusion() Exclusion {
	return Exclusion{
		Engagements: [2]mci.EngagementRef{engagement(endpoint).Ref(), engagement(variable).Ref()},
		Rule:        togetherRules[0].ID, Why: togetherRules[0].Want(twoQuestions{}), Source: togetherRules[0].Source,
	}
}

// exportedTypes returns the exported types of the package, except interfaces.
func exportedTypes(t *testing.T) []string {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			if _, isInterface := spec.Type.(*ast.InterfaceType); !isInterface {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	slices.Sort(names)
	return names
}

var (
	emptyObject = regexp.MustCompile(`^\{\}$`)
	goKey       = regexp.MustCompile(`"[A-Z]\w*":`)
)

func TestEveryExportedTypeHasADecidedJSONFormOrRefuses(t *testing.T) {
	forms, refuses := jsonForms(t), refusing(t)
	if got := slices.Sorted(maps.Keys(forms)); !slices.Equal(got, exportedTypes(t)) {
		t.Fatalf("the list has %v, the package %v", got, exportedTypes(t))
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		f := forms[name]
		if f.values == nil {
			if data, err := json.Marshal(refuses[name]); err == nil {
				t.Errorf("%s is written as %s, and should refuse", name, data)
			}
			fmt.Fprintf(&b, "%s refuses\n", name)
			continue
		}
		for _, v := range f.values {
			data, err := json.Marshal(v)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if emptyObject.Match(data) && !reflect.ValueOf(v).IsZero() {
				t.Errorf("%s is written as {}", name)
			}
			// Keys in a PageCount are tabs, reasons and the host's own IDs, so
			// the check for Go names does not apply.
			if keys := goKey.Find(data); keys != nil && name != "PageCount" {
				t.Errorf("%s has the key %s", name, keys)
			}
			var indented bytes.Buffer
			_ = json.Indent(&indented, data, "", "  ")
			fmt.Fprintf(&b, "%s %s\n", name, indented.Bytes())
			into := reflect.New(reflect.Indirect(reflect.ValueOf(v)).Type())
			err = json.Unmarshal(data, into.Interface())
			if (err == nil) != f.back {
				t.Errorf("%s is read back: %v, want %t", name, err, f.back)
			}
			if again, _ := json.Marshal(into.Interface()); f.back && !bytes.Equal(again, data) {
				t.Errorf("%s is written as %s, read, and then written as %s", name, data, again)
			}
		}
	}
	golden(t, "forms.golden.txt", b.String())
}

func TestWhatIsNotDeclaredOrMalformedIsNotWritten(t *testing.T) {
	for _, v := range []any{
		Action(99), Availability(99), CustomerAction(99), Reason(99), Tab(99), Way(99), CountOf(-1),
		Resolution{Tenant: contosoTPID},
		Resolution{Failure: errElse},
		Resolution{Tenant: contosoTenant, Failure: ErrTenantNotFound},
	} {
		if data, err := json.Marshal(v); err == nil || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T is written as %s, %v", v, data, err)
		}
	}
	for into, text := range map[any]string{
		new(Count): `"3"`, new(Resolution): `{"failure":"perhaps"}`, new(EngagementSet): `[64]`, new(FactSet): `{"yes":[1],"no":[1]}`,
		new(Tab): `"eligible"`, new(Action): `"start"`, new(CustomerAction): `"Submit"`,
	} {
		if err := json.Unmarshal([]byte(text), into); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T reads %s: %v", into, text, err)
		}
	}
	for _, text := range []string{`-1`, `1.5`, `[]`} {
		var c Count
		if err := json.Unmarshal([]byte(text), &c); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("a count reads %s: %v", text, err)
		}
	}
}

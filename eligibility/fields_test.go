package eligibility

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility/internal/fieldtest"
	"github.com/mci-go/incentives/mci"
)

// A sample is a value that a field of some type can have, and a malformed one;
// nil if no host can make one.
type sample struct{ good, bad any }

// samples has one for the type of every field of a question.
var samples = map[reflect.Type]sample{
	reflect.TypeFor[Way]():                            {Claim, Way(9)},
	reflect.TypeFor[time.Time]():                      {at(2023, time.March, 2), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)},
	reflect.TypeFor[mci.UserID]():                     {mci.UserID("u-2"), mci.UserID("\x00")},
	reflect.TypeFor[mci.LocationID]():                 {mci.LocationID("L-2"), mci.LocationID("\x00")},
	reflect.TypeFor[string]():                         {"a text", "\x00"},
	reflect.TypeFor[[]mci.Grant]():                    {[]mci.Grant{{Role: mci.IncentivesAdmin, Location: "L-2"}}, []mci.Grant{{Role: 9}}},
	reflect.TypeFor[mci.Country]():                    {mci.Country("DE"), mci.Country("ZZ")},
	reflect.TypeFor[mci.Enrollment]():                 {mci.Invited, mci.Enrollment(99)},
	reflect.TypeFor[mci.Fact]():                       {mci.Yes, mci.Fact(9)},
	reflect.TypeFor[[]string]():                       {[]string{"agreement"}, []string{"\x00"}},
	reflect.TypeFor[mci.CustomerID]():                 {contosoDeal, nil},
	reflect.TypeFor[Resolution]():                     {Resolution{Tenant: contosoTenant}, Resolution{Tenant: contosoTPID}},
	reflect.TypeFor[Count]():                          {CountOf(0), CountOf(-1)},
	reflect.TypeFor[mci.Segment]():                    {mci.Segment("commercial"), mci.Segment("Commercial")},
	reflect.TypeFor[mci.Quantities]():                 {mci.Quantities{"seats": quantity("7.5")}, nil},
	reflect.TypeFor[mci.Hours]():                      {hours("7.5"), nil},
	reflect.TypeFor[mci.Money]():                      {money("5000", mci.USD), money("-1", mci.USD)},
	reflect.TypeFor[[]Waiver]():                       {[]Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "u-9", Until: mci.DateOf(at(2023, time.April, 1))}}, []Waiver{{}}},
	reflect.TypeFor[map[mci.RequirementID]mci.Fact](): {map[mci.RequirementID]mci.Fact{"bona-fide": mci.No}, map[mci.RequirementID]mci.Fact{"bona-fide": 9}},
}

// fill gives every field of a struct its good sample.
func fill(t *testing.T, into any) {
	t.Helper()
	for field := range fieldtest.Of(into) {
		if !field.Whole {
			continue
		}
		s, known := samples[field.Type()]
		if !known {
			t.Fatalf("%s: there is no sample of a %s: add one", field.Path, field.Type())
		}
		field.Set(reflect.ValueOf(s.good))
	}
}

// rowsAt names the rules that look at a field.
func rowsAt(path string) string {
	var ids []string
	for i := range rules {
		if at := rules[i].Path; at == path || strings.HasPrefix(at, path+".") {
			ids = append(ids, string(rules[i].ID))
		}
	}
	return path + ", for " + orNone(strings.Join(ids, " and "), "no rule alone")
}

// Whoever adds a field is led here to the method inspect of its type, which
// checks, mends and reads it, and to clone.
func TestEveryFieldOfAQuestionIsInspectedMendedReadAndCopied(t *testing.T) {
	q := demanding("demanding")()
	fill(t, &q)
	card := catalogOf(q.Engagement.Ref())
	seen := 0
	for field := range fieldtest.Of(&q) {
		if !field.Whole {
			continue
		}
		s, path := samples[field.Type()], field.Path
		seen++
		if s.bad != nil {
			field.Set(reflect.ValueOf(s.bad))
			var found *mci.FieldError
			if err := q.Check(); !errors.As(err, &found) || !strings.HasPrefix(found.Path, path) {
				t.Errorf("%s: it is not inspected: %v", rowsAt(path), err)
			}
			if mended, _ := q.Mended(); mended.Check() != nil {
				t.Errorf("%s: it is not mended: %v", rowsAt(path), mended.Check())
			}
		}
		for _, value := range []reflect.Value{reflect.Zero(field.Type()), reflect.ValueOf(s.good)} {
			field.Set(value)
			text := written(q)
			read, err := ReadQuestion(text, card)
			var problems mci.Problems
			errors.As(err, &problems) // of other fields too, which have their own turn
			mine := slices.ContainsFunc(problems, func(p *mci.FieldError) bool { return strings.HasPrefix(p.Path, path) })
			if mine || err == nil && string(written(read)) != string(text) {
				t.Errorf("%s: it is not read as it is written: %v", rowsAt(path), err)
			}
		}
	}
	if seen < 25 {
		t.Errorf("only %d fields were seen", seen)
	}
	if _, err := ReadQuestion(written(q), card); err != nil {
		t.Errorf("a question with every field is not read: %v", err)
	}
	copied := q.Clone()
	shares := slices.Collect(fieldtest.Of(&copied))
	for field := range fieldtest.Of(&q) {
		if shared := shares[0]; (field.Kind() == reflect.Map || field.Kind() == reflect.Slice) && field.Pointer() == shared.Pointer() {
			t.Errorf("%s: a copy of the question shares it", rowsAt(field.Path))
		}
		shares = shares[1:]
	}
}

// A question that is empty or plain but for one field takes the fast way, by
// isPlain, and none of its malformed fields may pass there.
func TestAPlainQuestionWithOneMalformedFieldIsMalformed(t *testing.T) {
	whole := demanding("demanding")()
	q := Question{Engagement: whole.Engagement, Way: Add, At: whole.At}
	if err := q.Check(); err != nil || !q.isPlain() {
		t.Fatalf("without a malformed field, the question is plain: %v, %v", q.isPlain(), err)
	}
	for field := range fieldtest.Of(&q) {
		s, path := samples[field.Type()], field.Path
		if s.bad == nil {
			continue
		}
		before := reflect.New(field.Type()).Elem()
		before.Set(field.Value)
		field.Set(reflect.ValueOf(s.bad))
		var found *mci.FieldError
		if err := q.Check(); !errors.As(err, &found) || !strings.HasPrefix(found.Path, path) {
			t.Errorf("%s: isPlain does not look at it: %v", rowsAt(path), err)
		}
		field.Set(before)
	}
}

// A rule says by its path which field of the question it looks at.
func TestEveryRowLooksAtAFieldOfTheQuestion(t *testing.T) {
	var paths []string
	for field := range fieldtest.Of(&Question{}) {
		paths = append(paths, field.Path)
	}
	for i := range rules {
		path := rules[i].Path
		within := path[:max(0, strings.LastIndexByte(path, '.'))] // of an ID, which is one value
		if !slices.Contains(paths, path) && within != "customer.id" {
			t.Errorf("row %d, %q, looks at %s, which is no field of a question", i, rules[i].ID, path)
		}
	}
}

func TestWhateverAQuestionIsMadeOfSuppliesEveryField(t *testing.T) {
	e := engagement("illustrative-variable-pay")
	var whole Question
	fill(t, &whole)

	facts, draft := Facts{}, Draft{Engagement: e.Ref()}
	fill(t, &facts)
	draft.Way, draft.Hours, draft.MismatchReason = Add, whole.Hours, "a reason"
	draft.Location, draft.ID = facts.Location.ID, facts.Customer.ID
	q, err := draft.Question(catalogOf(e.Ref()), facts, whole.At)
	if err != nil {
		t.Fatal(err)
	}
	for field := range fieldtest.Of(&q) {
		if field.IsZero() {
			t.Errorf("%s: a Draft with its Facts does not supply it", rowsAt(field.Path))
		}
	}
}

// The properties of this package hold for a fact only if it is drawn.
func TestTheDrawnQuestionsHaveEveryFactAndLackIt(t *testing.T) {
	had, lacked := map[string]bool{}, map[string]bool{}
	drawn := questions()
	for seed := range 200 {
		q := drawn.Example(seed)
		for field := range fieldtest.Of(&q) {
			if !field.Whole {
				continue
			}
			path := field.Path
			none := field.IsZero() || (field.Kind() == reflect.Map || field.Kind() == reflect.Slice) && field.Len() == 0
			had[path], lacked[path] = had[path] || !none, lacked[path] || none
		}
	}
	for _, path := range []string{"user.id", "user.name", "location.id", "location.name", "location.payeeProfile", "waivers"} {
		had[path], lacked[path] = true, true // no rule goes by it, or other tests draw it
	}
	for path := range had {
		if !had[path] || !lacked[path] {
			t.Errorf("%s: drawn %t, left out %t", rowsAt(path), had[path], lacked[path])
		}
	}
}

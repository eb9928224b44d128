package customers

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/formtest"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
)

// jsonForms lists every exported type of the package. The golden file shows the
// JSON of each.
func jsonForms(t *testing.T) map[string]formtest.Form {
	open := OpenClaim{
		ID: "C-1", Status: "Customer consent received", Deadline: mci.DateOf(questiontest.At(2023, time.May, 2)),
		Actions: []CustomerAction{SubmitClaim},
	}
	lines := page(
		entry(questiontest.Workshop, func(e *Entry) { e.Open, e.Closed = []OpenClaim{open}, []ClosedClaim{{"C-0", "Approved"}} }),
		entry(questiontest.Workshop, func(e *Entry) { e.Question.Customer.MeetsCriteria, e.Question.Customer.Country = mci.No, "ch" }),
	)
	r := rosterOf(t, questiontest.Engagement(questiontest.Endpoint), questiontest.Engagement(questiontest.Variable))
	rostered := &RosterEntry{
		Customer: questiontest.Workshop().Customer, MeetsCriteria: FactSetOf(1, 2), Claims: eligibility.CountOf(0),
		Holdings: []Holding{{1, eligibility.CountOf(1), eligibility.Count{}}}, OpenClaim: 2, Closed: 1,
	}
	rostered.Customer.ConsentedBefore = mci.Yes
	placement := r.Place(rostered)
	return map[string]formtest.Form{
		"Book":           {Refuses: NewBook(r)},
		"ClosedClaim":    {Values: []any{ClosedClaim{"C-0", "Approved"}, ClosedClaim{}}, Back: true},
		"CustomerAction": {Values: []any{SubmitClaim}, Back: true},
		"EngagementSet":  {Values: []any{EngagementSet(1<<63 | 5), EngagementSet(0)}, Back: true},
		"Entry":          {Values: []any{entry(questiontest.Workshop, func(e *Entry) { e.Open = []OpenClaim{open} })}},
		"FactSet":        {Values: []any{FactSetOf(5, 2), FactSet{}}, Back: true},
		"Holding":        {Values: []any{Holding{1, eligibility.CountOf(2), eligibility.Count{}}}, Back: true},
		"Line":           {Values: []any{lines[0], lines[1], lines[2], Line{}}, Back: true},
		"OpenClaim":      {Values: []any{open, OpenClaim{}}, Back: true},
		"PageCount":      {Values: []any{CountPage(slices.Values(lines)), PageCount{}}},
		"Placement":      {Values: []any{&placement, &Placement{}}},
		"Roster":         {Refuses: r},
		"RosterCount":    {Refuses: &RosterCount{}},
		"RosterEntry":    {Values: []any{rostered, &RosterEntry{}}, Back: true},
		"Tab":            {Values: []any{Eligible, Undecided}, Back: true},
	}
}

func TestEveryExportedTypeHasADecidedJSONFormOrRefuses(t *testing.T) {
	formtest.Golden(t, "forms.golden.txt", formtest.Check(t, jsonForms(t), "PageCount"))
}

func TestWhatIsNotDeclaredOrMalformedIsNotWritten(t *testing.T) {
	for _, v := range []any{CustomerAction(99), Tab(99)} {
		if data, err := json.Marshal(v); err == nil || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T is written as %s, %v", v, data, err)
		}
	}
	for into, text := range map[any]string{
		new(EngagementSet): `[64]`, new(FactSet): `{"yes":[1],"no":[1]}`, new(Tab): `"eligible"`, new(CustomerAction): `"Submit"`,
	} {
		if err := json.Unmarshal([]byte(text), into); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T reads %s: %v", into, text, err)
		}
	}
	for _, text := range []string{`{"yes":[1],"maybe":[2]}`, `{"yes":[1]} {}`} {
		if err := new(FactSet).UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
	if err := json.Unmarshal([]byte(`"AQID"`), new([]CustomerAction)); err == nil {
		t.Error("a text was read as a list of actions")
	}
}

func TestATypeThatJSONCannotGiveBackSaysWhatToDoInstead(t *testing.T) {
	for instead, target := range map[string]any{
		"a Book: NewBook": new(Book), "a Roster: NewRoster": new(Roster), "a RosterCount: Counting": new(RosterCount),
		"a Placement: a Roster": new(Placement), "a PageCount: CountPage": new(PageCount),
	} {
		name, instead, _ := strings.Cut(instead, ": ")
		err := json.Unmarshal([]byte(`{}`), target)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), instead) {
			t.Errorf("%s: got %v, want an error that names %s", name, err, instead)
		}
	}
}

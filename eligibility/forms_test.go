package eligibility

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility/internal/formtest"
	"github.com/mci-go/incentives/mci"
)

// jsonForms lists every exported type of the package. The golden file shows the
// JSON of each.
func jsonForms(t *testing.T) map[string]formtest.Form {
	q := demanding("demanding")()
	q.Waivers = []Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "u-9", Until: mci.DateOf(at(2023, time.April, 1))}}
	q.Customer.MeetsCriteria = mci.No
	opportune := opportunity()
	d := decide(&q)
	n, _, err := Nominate(workshop(), details())
	if err != nil || n == nil {
		t.Fatal(n, err)
	}
	permission := may(userWith(mci.IncentivesUser, ""), StartClaims, workshop().Location)
	shown := linesOf([]Site{site("L-1", mci.Yes)}, EngagementFilter{}, at(2023, time.March, 1))
	return map[string]formtest.Form{
		"Action":           {Values: []any{StartClaims}, Back: true},
		"Availability":     {Values: []any{Active, Availability(0)}, Back: true},
		"Count":            {Values: []any{CountOf(3), CountOf(0), Count{}}, Back: true},
		"Customer":         {Values: []any{q.Customer, workshopByDomain().Customer, Customer{}}, Back: true},
		"Decision":         {Values: []any{d, Decision{}}},
		"Details":          {Values: []any{details(), Details{}}, Back: true},
		"Draft":            {Values: []any{DraftOf(opportune, details()), Draft{}}, Back: true},
		"EarningCount":     {Values: []any{EarningCount{5, 2, 1}}, Back: true},
		"EngagementFilter": {Values: []any{EngagementFilter{[]Availability{Active}, []string{"Build Intent"}, []mci.LocationID{"L-1"}}}, Back: true},
		"EngagementLine":   {Values: []any{shown[0], EngagementLine{}}},
		"Facts":            {Refuses: Facts{}},
		"Nomination":       {Refuses: n},
		"Permission":       {Values: []any{permission, Permission{}}},
		"Question":         {Values: []any{q, opportune, Question{}}}, // read by ReadQuestion
		"Reason":           {Values: []any{LimitReached}, Back: true},
		"Resolution":       {Values: []any{Resolution{Tenant: contosoTenant}, Resolution{Failure: ErrTenantAmbiguous}, Resolution{}}, Back: true},
		"Site":             {Values: []any{site("L-1", mci.Yes), Site{}}, Back: true},
		"TenantMap":        {Refuses: TenantMap{contoso: contosoTenant}},
		"Waiver":           {Values: []any{q.Waivers[0], Waiver{}}, Back: true},
		"Way":              {Values: []any{Add, Claim}, Back: true},
	}
}

func TestEveryExportedTypeHasADecidedJSONFormOrRefuses(t *testing.T) {
	golden(t, "forms.golden.txt", formtest.Check(t, jsonForms(t)))
}

func TestWhatIsNotDeclaredOrMalformedIsNotWritten(t *testing.T) {
	for _, v := range []any{
		Action(99), Availability(99), Reason(99), Way(99), CountOf(-1),
		Resolution{Tenant: contosoTPID},
		Resolution{Failure: errElse},
		Resolution{Tenant: contosoTenant, Failure: ErrTenantNotFound},
	} {
		if data, err := json.Marshal(v); err == nil || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T is written as %s, %v", v, data, err)
		}
	}
	for into, text := range map[any]string{
		new(Count): `"3"`, new(Resolution): `{"failure":"perhaps"}`, new(Action): `"start"`,
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

package plan

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/internal/formtest"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
)

func TestEveryExportedTypeHasADecidedJSONFormOrRefuses(t *testing.T) {
	p := contosoProspect()
	p.Identities, p.Sites = p.Identities[:1], p.Sites[:1]
	p.Identities[0].Standings = map[mci.EngagementID]Standing{questiontest.Endpoint: {
		Claims: eligibility.CountOf(1), Open: []customers.OpenClaim{{ID: "C-1", Status: "Submitted"}},
	}}
	made := planOf(t, p, "fy23-nextgen-windows", questiontest.Variable, questiontest.Endpoint)
	together := contosoProspect()
	together.At = questiontest.At(2025, time.October, 1)
	var exclusion Exclusion
	for exclusion = range planOf(t, together, questiontest.Variable, "unlimited").Exclusions() {
		break
	}
	turn := Turn{On: mci.DateOf(questiontest.At(2023, time.July, 1)), Outcome: mci.Unknown}
	formtest.Golden(t, "forms.golden.txt", formtest.Check(t, map[string]formtest.Form{
		"Choice":    {Values: []any{made.options[0].Choices[0], Choice{}}},
		"Exclusion": {Values: []any{exclusion}, Back: true},
		"Identity":  {Values: []any{p.Identities[0], Identity{}}, Back: true},
		"Option":    {Values: []any{made.options[0], Option{}}},
		"Plan":      {Values: []any{made, Plan{}}},
		"Prospect":  {Values: []any{p, Prospect{}}, Back: true},
		"Standing":  {Values: []any{p.Identities[0].Standings[questiontest.Endpoint], Standing{}}, Back: true},
		"Turn":      {Values: []any{turn, Turn{}}, Back: true},
	}))
}

func TestAPlanIsNotReadFromJSON(t *testing.T) {
	for name, target := range map[string]any{"a Plan": new(Plan), "an Option": new(Option), "a Choice": new(Choice)} {
		err := json.Unmarshal([]byte(`{}`), target)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "Make") {
			t.Errorf("%s: got %v, want an error that names Make", name, err)
		}
	}
}

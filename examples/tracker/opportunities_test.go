package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAListOfOpportunitiesNeedsNoClaimsAndNoSharedFacts(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "list.json", `[{"customer": {"id": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"}}, "hours": "40"}]`)
	var answers []struct {
		Opportunity struct{ Value string }
		Lines       []struct {
			Outcome string
			Missing []any
		}
	}
	text := must(t, "opportunities", "list.json", "--at", "2025-10-01", "--json")
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		t.Fatal(err, text)
	}
	if len(answers) != 1 || len(answers[0].Lines) != 1 || len(answers[0].Lines[0].Missing) == 0 {
		t.Errorf("got %s", text)
	}
	write(t, "none.json", "[]")
	if got := must(t, "opportunities", "none.json", "--json"); strings.TrimSpace(got) != "[]" {
		t.Errorf("got %s", got)
	}
}

func TestAMalformedListOfOpportunitiesIsInvalidInput(t *testing.T) {
	t.Chdir(t.TempDir())
	for text, want := range map[string]string{
		`{"opportunity": []}`:         "opportunity: found an unknown field",
		`{"way": "sideways"}`:         "way: found",
		`{"opportunities": 3}`:        "opportunities: found",
		`[`:                           "list.json: ",
		``:                            "list.json: ",
		`{"location": {"country":1}}`: "location.country: found",
	} {
		write(t, "list.json", text)
		if got := track(t, "opportunities", "list.json", "--at", "2025-10-01"); got.status != invalid || !strings.Contains(got.err, want) {
			t.Errorf("%s: got %+v, want %q", text, got, want)
		}
	}
	if got := track(t, "opportunities", "missing.json"); got.status != failed {
		t.Errorf("got %+v", got)
	}
	if got := track(t, "opportunities", "list.json", "--at", "someday"); got.status != invalid {
		t.Errorf("got %+v", got)
	}
}

func TestAMalformedOpportunityStopsNoOther(t *testing.T) {
	t.Chdir(t.TempDir())
	const good = `{"customer": {"id": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"}}}`
	for bad, want := range map[string]string{
		`{"customer": {"id": {"type": "tenant ID", "value": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}}}`: "malformed: customer.id.type: ",
		`{"hours": "many"}`: "malformed: hours: ",
		`7`:                 "malformed: ",
		`{}`:                "malformed: customer.id.type: ",
	} {
		write(t, "list.json", "["+bad+", "+good+"]")
		got := track(t, "opportunities", "list.json", "--at", "2025-10-01")
		if got.status != failed || !strings.Contains(got.out, want) || !strings.Contains(got.out, "opportunity 2, ") || !strings.Contains(got.err, "malformed opportunities: 1 of 2") {
			t.Errorf("%s: got %+v", bad, got)
		}
	}
}

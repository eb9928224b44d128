package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAPlanIsPrintedAndWrittenAsAWorkbook(t *testing.T) {
	enterCopyOfTestdata(t)
	args := []string{"plan", "prospect.json", "--at", "2022-11-10"}
	text := must(t, args...)
	first := strings.Split(text, "\n")[1]
	for _, want := range []string{"fy23-microsoft-viva", "pass", "tenant ID 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", "Zurich", "USD 5,000.00", "2023-06-30"} {
		if !strings.Contains(first, want) {
			t.Errorf("got %s, want %s", first, want)
		}
	}
	var plan struct{ Options []struct{ Outcome string } }
	if err := json.Unmarshal([]byte(must(t, append(args, "--json")...)), &plan); err != nil || len(plan.Options) < 10 || plan.Options[0].Outcome != "pass" {
		t.Errorf("got %+v, %v", plan, err)
	}
	must(t, append(args, "-o", "plan.xlsx")...)
	if rows := sheetRows(t, "plan.xlsx", "Plan"); len(rows) != len(plan.Options)+1 || rows[1][0] != "fy23-microsoft-viva" || rows[1][10] != "5000" {
		t.Errorf("got %v", rows)
	}
	if rows := sheetRows(t, "plan.xlsx", "Reasons"); len(rows) < 2 {
		t.Errorf("got %v", rows)
	}
}

func TestAMalformedProspectIsInvalidInput(t *testing.T) {
	enterCopyOfTestdata(t)
	write(t, "bad.json", strings.Replace(read(t, "prospect.json"), `"meetsCriteria": "yes"`, `"meetsCriteria": "so"`, 1))
	write(t, "twice.json", strings.Replace(read(t, "prospect.json"), `"sites": [`, `"sites": [{"location": {"id": "Zurich"}},`, 1))
	for file, want := range map[string]string{"bad.json": `bad.json: identities[0].customer.meetsCriteria: found "so"`, "twice.json": "twice.json: sites[1]"} {
		if r := track(t, "plan", file, "--at", "2022-11-10"); r.status != invalid || !strings.Contains(r.err, want) {
			t.Errorf("got %+v, want %s", r, want)
		}
	}
	if r := track(t, "plan", "nowhere.json"); r.status != failed {
		t.Errorf("got %+v", r)
	}
}

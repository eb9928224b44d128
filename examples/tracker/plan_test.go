package main

import (
	"encoding/json"
	"path/filepath"
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

// If a customer is too small for every rate, no rule forbids the nomination. So
// the answer passes and says that it pays nothing.
func TestACustomerForWhomNothingIsPaidIsNominatedWithAWarning(t *testing.T) {
	guide, err := filepath.Abs(filepath.Join("..", "..", "mci", "catalog", "testdata", "made-up.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	enterCopyOfTestdata(t)
	for _, c := range []struct {
		seats string
		warns bool
	}{{"299", true}, {"300", false}} {
		sized := func(file, deal string) string {
			return strings.NewReplacer(
				"fy23-microsoft-viva", "by-tier", `"tenant ID"`, `"MSX opportunity ID"`,
				"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", "7-3CVDESBISU", "7d1e5b52-4c11-4a3b-8e0f-5a6b7c8d9e0f", "7-3CVDESBISU",
				`"mailMatches"`, `"quantities": {"seats": "`+c.seats+`"}, "mailMatches"`,
				deal, deal+`"hours": "40", "opportunity": {"contractValue": {"amount": "20000", "currency": "USD"}}, `,
			).Replace(read(t, file))
		}
		write(t, "prospect-sized.json", sized("prospect.json", `"identities": [
    {
      `))
		write(t, "request-sized.json", sized("northwind.json", `"partnerEligible": "yes",
  `))
		options := []string{"--catalog", guide, "--at", "2026-01-05"}
		planned := must(t, append([]string{"plan", "prospect-sized.json"}, options...)...)
		var line string
		for one := range strings.Lines(planned) {
			if strings.HasPrefix(one, "by-tier") {
				line = one
			}
		}
		if !strings.Contains(line, "  pass") || strings.Contains(line, "pass, but pays nothing") != c.warns || strings.Contains(line, "not eligible") != c.warns {
			t.Errorf("with %s seats the plan says %q in\n%s", c.seats, line, planned)
		}
		opened := must(t, append([]string{"open", "seats-" + c.seats, "request-sized.json", "--future"}, options...)...)
		const warning = "warning: the customer can be nominated, but the claim pays nothing: not eligible: seats of 299, and the first tier begins from 300 (pay.share-by-tier)\n"
		if strings.Contains(opened, warning) != c.warns || strings.Contains(opened, "warning") != c.warns {
			t.Errorf("with %s seats open says %s", c.seats, opened)
		}
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

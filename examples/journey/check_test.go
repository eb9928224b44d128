package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

func TestTheEmbeddedStoryIsAsItExpects(t *testing.T) {
	out, stderr, status := journey(t, "-check")
	if status != played || !strings.HasSuffix(out, "0 differ\n") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
}

// written writes a book into a file.
func written(t *testing.T, book string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.json")
	if err := os.WriteFile(file, []byte(book), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// expecting returns a book whose one step has an expectation.
func expecting(step, expect string) string {
	return aBook(strings.TrimSuffix(step, "}") + `, "expect": ` + expect + "}")
}

const (
	byNobody = `{"at": "2022-12-01T09:00:00Z", "by": "eve", "do": "add", "claim": "k", "customer": "c", "id": {"type": "TPID", "value": "123456"}, "engagement": "fy23-microsoft-viva", "location": "L"}`
	onAPage  = `"pages": [{"at": "2022-12-02T00:00:00Z", "engagement": "fy23-microsoft-viva", "expect": [`
)

func TestEveryExpectationHoldsAndFails(t *testing.T) {
	for field, c := range map[string]struct{ step, right, wrong, want, found string }{
		"outcome":            {add, `"applied"`, `"refused"`, "refused", "applied"},
		"status":             {add, `"Customer claimed"`, `"Approved"`, "Approved", "Customer claimed"},
		"rule":               {byNobody, `"user.role"`, `"none"`, "none", "user.role"},
		"amount":             {add, `{"amount": "5000", "currency": "USD"}`, `{"amount": "5000", "currency": "EUR"}`, "EUR 5,000.00", "USD 5,000.00"},
		"deadlines.consent":  {add, `"2022-12-31"`, `"2023-01-01"`, "2023-01-01", "2022-12-31"},
		"deadlines.review":   {add, `"none"`, `"2022-12-31"`, "2022-12-31", "none"},
		"dealType":           {add, `"none"`, `"co-sell"`, "co-sell", "none"},
		"status of no claim": {byNobody, `"none"`, `"Customer claimed"`, "Customer claimed", "none"},
		"amount of no claim": {byNobody, `"none"`, `"unknown"`, "unknown", "none"},
	} {
		t.Run(field, func(t *testing.T) {
			name, _, _ := strings.Cut(field, " of ")
			expect := func(value string) string {
				if clock, ok := strings.CutPrefix(name, "deadlines."); ok {
					return `{"deadlines": {"` + clock + `": ` + value + "}}"
				}
				return `{"` + name + `": ` + value + "}"
			}
			if out, stderr, status := journey(t, "-check", written(t, expecting(c.step, expect(c.right)))); status != played {
				t.Errorf("the right value: status %d: %s%s", status, out, stderr)
			}
			out, stderr, status := journey(t, "-check", "-json", written(t, expecting(c.step, expect(c.wrong))))
			var d struct{ Path, Want, Found string }
			if err := json.Unmarshal([]byte(out), &d); err != nil || status != failed || stderr != "" {
				t.Fatalf("the wrong value: status %d: %q, %q, %v", status, out, stderr, err)
			}
			if d.Path != "steps[0].expect."+name || d.Want != c.want || d.Found != c.found {
				t.Errorf("told %+v", d)
			}
		})
	}
}

func TestAnUnexpectedRefusalSaysWhichRuleRefusedAndWhy(t *testing.T) {
	file := written(t, expecting(byNobody, `{"outcome": "applied", "status": "Customer claimed"}`))
	out, _, status := journey(t, "-check", file)
	want := file + ": steps[0].expect.outcome (2022-12-01, add k): want applied, found refused by user.role: " +
		"wants the role Incentives admin or Incentives user at the location, found no role at L\n" +
		file + ": steps[0].expect.status (2022-12-01, add k): want Customer claimed, found none\n" +
		file + ": 1 step, 2 expectations, 2 differ\n"
	if diff := cmp.Diff(want, out); diff != "" || status != failed {
		t.Errorf("status %d: %s", status, diff)
	}
}

func TestAPageIsComparedByTabsAndReasons(t *testing.T) {
	for expect, differs := range map[string]string{
		`{"customer": "c", "tabs": ["Eligible"]}`:                                                     "",
		`{"customer": "c", "id": {"type": "TPID", "value": "123456"}, "tabs": ["Eligible"]}`:          "",
		`{"customer": "c", "id": {"type": "TPID", "value": "777"}, "tabs": []}`:                       "",
		`{"customer": "c", "tabs": ["Eligible"], "reasons": []}`:                                      "",
		`{"customer": "c", "tabs": []}`:                                                               "pages[0].expect[0].tabs",
		`{"customer": "c", "tabs": ["Complete", "Eligible"]}`:                                         "pages[0].expect[0].tabs",
		`{"customer": "c", "tabs": ["Eligible"], "reasons": ["claims for this customer are closed"]}`: "pages[0].expect[0].reasons",
	} {
		book := strings.Replace(aBook(add), `"steps": [`, onAPage+expect+`]}], "steps": [`, 1)
		out, stderr, status := journey(t, "-check", written(t, book))
		if stderr != "" || (status == played) != (differs == "") || !strings.Contains(out, differs) {
			t.Errorf("%s: status %d: %s%s", expect, status, out, stderr)
		}
	}
}

func TestABookThatExpectsNothingDoesNotPass(t *testing.T) {
	if out, stderr, status := journey(t, "-check", written(t, aBook(add))); status != failed || !strings.Contains(stderr, "expects nothing") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
}

func TestAMalformedExpectationIsNamedByItsPath(t *testing.T) {
	onPage := func(expect string) string {
		return strings.Replace(aBook(add), `"steps": [`, onAPage+expect+`]}], "steps": [`, 1)
	}
	for path, book := range map[string]string{
		"steps[0].expect":             expecting(add, `{}`),
		"steps[0].expect.outcome":     expecting(add, `{"outcome": "perhaps"}`),
		"steps[0].expect.status":      expecting(add, `{"status": "Claimed by somebody"}`),
		"steps[0].expect.amount":      expecting(add, `{"amount": {"amount": "1.001", "currency": "USD"}}`),
		"steps[0].expect.deadlines":   expecting(add, `{"deadlines": {"lunch": "2022-12-31"}}`),
		"pages[0].expect[0].customer": onPage(`{"customer": "x", "tabs": []}`),
		"pages[0].expect[0].tabs[0]":  onPage(`{"customer": "c", "tabs": ["Somewhere"]}`),
		"pages[0].expect[0].id":       onPage(`{"customer": "c", "tabs": [], "id": {"type": "TPID", "value": "x"}}`),
	} {
		out, stderr, status := journey(t, "-check", written(t, book))
		if status != invalid || !strings.Contains(stderr, path) {
			t.Errorf("%s: status %d: %s%s", path, status, out, stderr)
		}
	}
}

func TestACheckTellsAllProblemsOfABookAtOnce(t *testing.T) {
	wrong := strings.Replace(expecting(add, `{"status": "Nothing", "rule": "user.rolle", "amount": {"amount": "1.001", "currency": "USD"}}`), `"steps": [`,
		`"steps": [{"at": "2022-12-01T09:00:00Z", "by": "nobody", "do": "frobnicate", "claim": "j"}, `, 1)
	for name, c := range map[string]struct {
		book  string
		wants []string
	}{
		"the steps alone": {wrong, []string{"steps[0].do", "steps[1].expect.status", "steps[1].expect.amount", `steps[1].expect.rule: found "user.rolle", want the ID of a rule, such as user.role`}},
		"a field outside": {strings.Replace(wrong, "{", `{"color": 1, `, 1), []string{"not color", "steps[0].do"}},
		"a value outside": {strings.Replace(wrong, `"country": "CH"`, `"country": "XX"`, 1), []string{"].country: found", "steps[0].do", "steps[1].expect.status", "steps[1].expect.rule"}},
		"a far rule":      {expecting(add, `{"rule": "no such rule"}`), []string{`"tracker rules" lists them`}},
	} {
		out, stderr, status := journey(t, "-check", written(t, c.book))
		if status != invalid || out != "" {
			t.Errorf("%s: status %d: %s", name, status, out)
		}
		for _, want := range c.wants {
			if !strings.Contains(stderr, want) {
				t.Errorf("%s: %q is missing in %s", name, want, stderr)
			}
		}
	}
}

func TestAStepThatOpensAClaimAndIsWrongMakesNoLaterStepWrong(t *testing.T) {
	book := aBook(strings.TrimSuffix(add, "}") + `, "color": 1}, {"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "send consent", "claim": "k"}`)
	if _, stderr, status := journey(t, "-check", written(t, book)); status != invalid || !strings.Contains(stderr, "color") || strings.Contains(stderr, "steps[1].claim") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestOneBookThatCannotBeReadDoesNotKeepTheOthersFromBeingChecked(t *testing.T) {
	right, wrong := written(t, expecting(add, `{"outcome": "applied"}`)), written(t, expecting(add, `{"outcome": "refused"}`))
	missing, broken := filepath.Join(t.TempDir(), "missing.json"), written(t, `{}`)
	out, stderr, status := journey(t, "-check", missing, wrong, broken, right)
	if status != invalid || !strings.Contains(stderr, missing) || !strings.Contains(stderr, broken) {
		t.Errorf("status %d: %s", status, stderr)
	}
	for _, want := range []string{wrong + ": 1 step, 1 expectation, 1 differ\n", right + ": 1 step, 1 expectation, 0 differ\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %s", want, out)
		}
	}
	if _, stderr, status := journey(t, "-check", "-book", right, right); status != invalid || !strings.Contains(stderr, "-book beside -check") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestTheSchemaKnowsEveryClock(t *testing.T) {
	var clocks []string
	for _, clock := range mci.Clocks() {
		clocks = append(clocks, clock.String())
	}
	for _, clock := range cpor.Clocks() {
		clocks = append(clocks, clock.String())
	}
	for _, clock := range clocks {
		book := expecting(add, `{"deadlines": {"`+clock+`": "none"}}`)
		if _, stderr, _ := journey(t, "-check", written(t, book)); stderr != "" {
			t.Errorf("%s: %s", clock, stderr)
		}
	}
}

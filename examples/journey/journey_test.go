package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func journey(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(context.Background(), args, &out, &err)
	return out.String(), err.String(), status
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if that is meant:\n%s", file, diff)
	}
}

func TestTheEmbeddedStoryReadsAsItIsRecorded(t *testing.T) {
	out, errs, status := journey(t)
	if status != played || errs != "" {
		t.Fatalf("status %d, stderr %q", status, errs)
	}
	golden(t, "journey.golden.txt", out)
}

func TestTheEmbeddedStoryInJSONIsAsItIsRecorded(t *testing.T) {
	out, _, status := journey(t, "-json")
	if status != played {
		t.Fatalf("status %d", status)
	}
	golden(t, "journey.golden.jsonl", out)
}

// lines plays a book and returns its JSON lines.
func lines(t *testing.T, book string, args ...string) (played []map[string]any, stderr string, status int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.json")
	if err := os.WriteFile(file, []byte(book), 0o600); err != nil {
		t.Fatal(err)
	}
	out, stderr, status := journey(t, append(args, "-json", "-book", file)...)
	for text := range strings.SplitSeq(strings.TrimSpace(out), "\n") {
		if text == "" {
			continue
		}
		var one map[string]any
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		played = append(played, one)
	}
	return played, stderr, status
}

// aBook returns a small book with the given steps.
func aBook(steps string) string {
	return `{"title": "t", "partner": "Fabrikam",
 "locations": [{"id": "L", "name": "Zurich", "country": "CH", "enrollment": "enrolled", "payeeProfile": "yes", "eligible": {"yes": ["*"]}}],
 "users": [{"id": "mia", "name": "Mia", "email": "mia@fabrikam.example", "roles": [{"role": "Incentives admin"}]},
           {"id": "eve", "name": "Eve", "email": "eve@fabrikam.example"}],
 "customers": [{"id": "c", "name": "Contoso", "country": "CH", "contact": {"name": "Noa", "email": "noa@contoso.com"},
                "ids": [{"type": "TPID", "value": "123456", "criteria": {"yes": ["*"]}}]}],
 "steps": [` + steps + `]}`
}

const add = `{"at": "2022-12-01T09:00:00Z", "by": "mia", "do": "add", "claim": "k", "customer": "c", "id": {"type": "TPID", "value": "123456"}, "engagement": "fy23-microsoft-viva", "location": "L"}`

func TestEveryLineHoldsEveryField(t *testing.T) {
	got, _, _ := lines(t, aBook(add))
	for _, field := range []string{
		"step", "at", "by", "claim", "kind", "do", "outcome", "status", "ending", "shown", "deadlines", "refusal", "payout",
		"amounts", "referral", "missingEvidence", "ahead", "swept", "warnings", "problems",
	} {
		if _, ok := got[0][field]; !ok {
			t.Errorf("no field %s in %v", field, got[0])
		}
	}
}

func TestARefusedStepChangesNothingAndThePlayGoesOn(t *testing.T) {
	got, stderr, status := lines(t, aBook(add+`,
		{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "submit", "claim": "k"},
		{"at": "2022-12-02T09:00:00Z", "by": "eve", "do": "send-consent", "claim": "k"},
		{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "accept", "claim": "k"},
		{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "send-consent", "claim": "k"}`))
	if status != played {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var outcomes []string
	for _, l := range got {
		rule := ""
		if refusal, ok := l["refusal"].(map[string]any); ok {
			rule = " " + refusal["rule"].(string)
		}
		outcomes = append(outcomes, l["outcome"].(string)+" "+l["status"].(string)+rule)
	}
	want := []string{
		"applied Customer claimed",
		"refused Customer claimed claim.machine",
		"refused Customer claimed claim.role",
		"refused Customer claimed claim.machine",
		"applied Awaiting customer consent response",
	}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		t.Error(diff)
	}
}

func TestAStepBeforeTheLatestOneOfItsClaimIsRefusedAndThePlayGoesOn(t *testing.T) {
	for name, steps := range map[string]string{
		"an activity": aBook(add + `,
			{"at": "2022-11-30T09:00:00Z", "by": "mia", "do": "send-consent", "claim": "k"},
			{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "send-consent", "claim": "k"}`),
		"an association": listed(withTenant(submitted + `,
			{"at": "2022-11-30T09:00:00Z", "by": "microsoft", "do": "begin-review", "claim": "a"},
			{"at": "2022-12-02T09:00:00Z", "by": "microsoft", "do": "begin-review", "claim": "a"}`)),
	} {
		got, stderr, status := lines(t, steps)
		if status != played {
			t.Fatalf("%s: status %d: %s", name, status, stderr)
		}
		early, late := got[len(got)-2], got[len(got)-1]
		if refusal, _ := early["refusal"].(map[string]any); refusal["rule"] != "claim.time-order" || late["outcome"] != "applied" {
			t.Errorf("%s: %v, then %v", name, early["refusal"], late["outcome"])
		}
	}
}

func TestAnInvalidStepIsPrintedAndStopsThePlay(t *testing.T) {
	for name, c := range map[string]struct{ step, path string }{
		"unknown verb":       {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "fly", "claim": "k"}`, "steps[1].do"},
		"unknown field":      {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "accept", "claim": "k", "dealsize": 1}`, "steps[1]"},
		"foreign field":      {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "accept", "claim": "k", "part": "invoice"}`, "steps[1].part"},
		"bad instant":        {`{"at": "yesterday", "by": "mia", "do": "cancel", "claim": "k"}`, "steps[1].at"},
		"no instant":         {`{"by": "mia", "do": "cancel", "claim": "k"}`, "steps[1]"},
		"unknown user":       {`{"at": "2022-12-02T09:00:00Z", "by": "bob", "do": "cancel", "claim": "k"}`, "steps[1].by"},
		"unknown claim":      {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "cancel", "claim": "z"}`, "steps[1].claim"},
		"unknown engagement": {strings.Replace(strings.Replace(add, `"k"`, `"z"`, 1), "fy23-microsoft-viva", "fy99", 1), "steps[1].engagement"},
		"unknown customer":   {strings.Replace(add, `"customer": "c"`, `"customer": "d"`, 1), "steps[1].customer"},
		"unknown location":   {strings.Replace(add, `"location": "L"`, `"location": "M"`, 1), "steps[1].location"},
		"malformed ID":       {strings.Replace(add, `"value": "123456"`, `"value": "x"`, 1), "steps[1].id.value"},
		"bad currency":       {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "send-consent", "claim": "k", "dealSize": {"amount": "1", "currency": "XXX"}}`, "steps[1].dealSize.currency"},
		"foreign currency":   {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "send-consent", "claim": "k", "dealSize": {"amount": "1", "currency": "EUR"}}`, "steps[1].dealSize"},
		"bad contact":        {`{"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "update-contact", "claim": "k", "side": "customer", "contact": {"name": "N", "email": "nobody"}}`, "steps[1].contact.email"},
	} {
		t.Run(name, func(t *testing.T) {
			got, stderr, status := lines(t, aBook(add+","+c.step+","+add))
			if status != invalid {
				t.Errorf("exit status %d, want %d", status, invalid)
			}
			if len(got) != 2 || got[0]["outcome"] != "applied" || got[1]["outcome"] != "invalid" {
				t.Fatalf("found lines %v, want one applied and one invalid", got)
			}
			problem := got[1]["problems"].([]any)[0].(map[string]any)
			if problem["path"] != c.path || problem["found"] == "" || problem["want"] == "" {
				t.Errorf("problem %v, want the path %s", problem, c.path)
			}
			if !strings.Contains(stderr, c.path) {
				t.Errorf("stderr %q does not name %s", stderr, c.path)
			}
		})
	}
}

func TestProblemsOutsideTheStepsStopThePlayBeforeItBegins(t *testing.T) {
	book := aBook(add)
	for name, c := range map[string]struct{ from, to, path string }{
		"not JSON":        {`{"title"`, `{"title`, "malformed"},
		"unknown field":   {`"partner": "Fabrikam"`, `"partner": "Fabrikam", "partners": 1`, "partners"},
		"country":         {`"country": "CH", "enrollment"`, `"country": "XX", "enrollment"`, "locations[0].country"},
		"enrollment":      {`"enrolled"`, `"maybe"`, "locations[0].enrollment"},
		"role":            {`"Incentives admin"`, `"Boss"`, "users[0].roles[0].role"},
		"user twice":      {`"id": "eve"`, `"id": "mia"`, "users[1].id"},
		"contact":         {`noa@contoso.com`, `noa`, "customers[0].contact.email"},
		"customer's TPID": {`"ids": [{"type": "TPID", "value": "123456"`, `"ids": [{"type": "TPID", "value": "12"`, "customers[0].ids[0].value"},
		"role's location": {`{"role": "Incentives admin"}`, `{"role": "Incentives admin", "location": "Z"}`, "users[0].roles[0].location"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(book, c.from, c.to, 1)
			if broken == book {
				t.Fatal("the case changes nothing")
			}
			got, stderr, status := lines(t, broken)
			if status != invalid || len(got) != 0 || !strings.Contains(stderr, c.path) {
				t.Errorf("exit status %d, lines %v, stderr %q; want %d, none, and the path %s", status, got, stderr, invalid, c.path)
			}
		})
	}
}

func TestABrokenCatalogIsReportedWithThePathsOfItsFields(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalog.json")
	if err := os.WriteFile(file, []byte(`{"format": 2, "name": ""}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr, status := journey(t, "-catalog", file)
	if status != invalid {
		t.Errorf("exit status %d", status)
	}
	for _, path := range []string{"format:", "name:", "sources:", "editions:"} {
		if !strings.Contains(stderr, path) {
			t.Errorf("stderr does not name %s:\n%s", path, stderr)
		}
	}
}

func TestFlagsAndFilesThatAreWrongHaveTheirExitStatus(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"unknown flag": {[]string{"-books"}, invalid},
		"argument":     {[]string{"book.json"}, invalid},
		"no such file": {[]string{"-book", filepath.Join(t.TempDir(), "none")}, failed},
		"help":         {[]string{"-h"}, played},
	} {
		t.Run(name, func(t *testing.T) {
			if _, stderr, status := journey(t, c.args...); status != c.want || stderr == "" {
				t.Errorf("exit status %d, stderr %q; want %d", status, stderr, c.want)
			}
		})
	}
}

func TestAClaimCanBeNominatedAgainAfterItsNameWasRefused(t *testing.T) {
	refusedFirst := strings.Replace(add, `"by": "mia"`, `"by": "eve"`, 1)
	got, _, status := lines(t, aBook(refusedFirst+","+add+","+add))
	if status != played || got[0]["outcome"] != "refused" || got[1]["outcome"] != "applied" || got[2]["outcome"] != "refused" {
		t.Errorf("status %d, lines %v", status, got)
	}
}

// A book can hold the facts that a catalog needs beyond the public one:
// qualifications, segments, quantities, requirements, and the claims of other
// partners.
func TestABookTellsWhatAWideCatalogAsksFor(t *testing.T) {
	const step = `{"at": "2026-01-05T09:00:00Z", "by": "mia", "do": "add", "claim": "k", "customer": "c",
		"id": {"type": "TPID", "value": "123456"}, "engagement": "by-size", "location": "L"}`
	const facts = `"segment": "commercial", "quantities": {"seats": "1200", "active users": "800"},`
	for _, c := range []struct{ name, customer, id, outcome, amount, rule string }{
		{"everything is told", facts, "", "applied", "3000.00", ""},
		{"nothing was counted", `"segment": "commercial",`, "", "refused", "", "customer.size"},
		{"a segment that is barred", `"segment": "public sector", "quantities": {"seats": "1200", "active users": "800"},`, "", "refused", "", "customer.segment"},
		{"an open claim elsewhere", facts, `, "openElsewhere": {"by-size": 1}`, "refused", "", "customer.open-claims"},
	} {
		t.Run(c.name, func(t *testing.T) {
			book := strings.Replace(aBook(step), `"country": "CH", "contact"`, `"country": "CH", `+c.customer+` "contact"`, 1)
			book = strings.Replace(book, `"criteria": {"yes": ["*"]}`, `"criteria": {"yes": ["*"]}`+c.id, 1)
			book = strings.Replace(book, `"partner": "Fabrikam",`, `"partner": "Fabrikam", "qualifications": [],`, 1)
			got, stderr, _ := lines(t, book, "-catalog", filepath.Join("..", "..", "mci", "catalog", "testdata", "made-up.catalog.json"))
			if len(got) != 1 || got[0]["outcome"] != c.outcome {
				t.Fatalf("got %v, %s", got, stderr)
			}
			if refusal, ok := got[0]["refusal"].(map[string]any); ok != (c.rule != "") || ok && !strings.Contains(string(mustJSON(t, refusal)), c.rule) {
				t.Errorf("refused with %v, want %s", refusal, c.rule)
			}
			if payout, ok := got[0]["payout"].(map[string]any); ok && payout["amount"] != c.amount {
				t.Errorf("pays %v, want %s", payout["amount"], c.amount)
			}
		})
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheTemplateOfACatalogHasNoProblemAndIsShown(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ours.catalog.yaml")
	text := must(t, "catalog", "new")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "catalog", "check", file); out != file+": 1 edition with 2 engagements, no problem\n" {
		t.Errorf("check says %q", out)
	}
	if out := must(t, "catalog", "show", "--catalog", file); !strings.Contains(out, "fabrikam-workshop") || !strings.Contains(out, "fabrikam-project") {
		t.Errorf("show says %s", out)
	}
	out := must(t, "catalog", "show", "fabrikam-workshop", "--catalog", file)
	for _, want := range []string{
		"date that selects the rate", "market A", "CH, DE, US", "USD 5,000.00", "until 2026-12-31", "USD 4,000.00", "from 2027-01-01",
		"Fabrikam's made-up guide", "first submission window in days", "proof of execution required",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	var told []struct {
		Ref     struct{ Edition string }
		Aspects []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(must(t, "catalog", "show", "fabrikam-workshop", "--json", "--catalog", file)), &told); err != nil || len(told) != 1 || told[0].Ref.Edition != "FABRIKAM-FY27" || len(told[0].Aspects) < 20 {
		t.Errorf("%v, %+v", err, told)
	}
}

func TestEveryProblemOfACatalogIsToldAtItsPlaceAndOneFileDoesNotStopTheOthers(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	good := write("good.yaml", catalogTemplate)
	yaml := write("bad.yaml", strings.Replace(strings.Replace(catalogTemplate, "lastDay: included", "lastDay: yes", 1), "segments", "", 1)+"\nnotes: x\n")
	bad := write("bad.json", "{\n  \"format\": 2,\n  \"naem\": \"x\"\n}\n")
	half := write("half.json", "{\n  \"format\": ")
	other := write("other.yaml", "# Gro\xdfe\n"+catalogTemplate)
	wide := write("wide.json", "\xff\xfe{\x00}\x00")
	meant := write("meant.yaml", strings.Replace(catalogTemplate, "source: guide", "source: gide", 1))
	twice := write("twice.yaml", catalogTemplate+"\nname: again\nnotes: x\n")
	missing := filepath.Join(folder, "missing.json")
	got := track(t, "catalog", "check", missing, yaml, bad, half, good, other, wide, meant, twice)
	out, stderr, status := got.out, got.err, got.status
	if status != invalid || !strings.Contains(stderr, missing) {
		t.Errorf("status %d: %s", status, stderr)
	}
	for _, want := range []string{
		yaml + `:53:7: editions[0].settings.calendar.lastDay: found "yes", want one of included, excluded`,
		yaml + ": 2 problems\n",
		bad + ":2:13: format: found 2, want a whole number from 1 to 1\n",
		bad + ":3:3: naem: found an unknown field, want the name as the format writes it: name\n",
		half + ":2:13: format: found the end of the text, want one well-formed JSON value in UTF-8\n",
		good + ": 1 edition with 2 engagements, no problem\n",
		other + ":1:6: found the byte 0xdf, which is not UTF-8, want text in UTF-8: open the file in an editor and save it as UTF-8\n",
		wide + ": found text in UTF-16, want text in UTF-8: open the file in an editor and save it as UTF-8\n",
		`found "gide", want the ID of one of the catalog's sources, such as guide` + "\n",
		": name: found the field twice, want each field once\n" + twice,
		twice + ": 2 problems\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	got = track(t, "catalog", "check", "--json", bad)
	out, status = got.out, got.status
	var checks []catalogCheck
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&checks); err != nil || status != invalid || len(checks) != 1 || checks[0].Problems[5].Line != 2 || checks[0].Problems[5].Path != "format" {
		t.Errorf("%v, %d, %+v", err, status, checks)
	}
}

func TestAnUnknownEngagementSaysWhichCommandListsThem(t *testing.T) {
	if got := track(t, "catalog", "show", "nothing"); got.status != invalid || !strings.Contains(got.err, "tracker catalog show lists them") {
		t.Errorf("status %d: %s", got.status, got.err)
	}
	enterCopyOfTestdata(t)
	if got := track(t, "catalog", "show", "draft.catalog.yaml"); got.status != invalid || !strings.Contains(got.err, "a catalog is named by --catalog draft.catalog.yaml") {
		t.Errorf("status %d: %s", got.status, got.err)
	}
}

func TestTheSchemaIsThePublishedOne(t *testing.T) {
	if out := must(t, "catalog", "schema"); out != catalog.Schema() {
		t.Errorf("got %.80s", out)
	}
}

func TestEngagementsAreCompleted(t *testing.T) {
	if out := must(t, "__complete", "catalog", "show", "illus"); !strings.Contains(out, "illustrative-variable-pay") {
		t.Errorf("got %s", out)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
)

// anExport writes an export to a temporary folder and returns its file name.
func anExport(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "export.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const oneRow = "Claims export\nClaim ID,Claim name,Engagement,Customer ID,Status,Created,Account manager\n" +
	"P-1,Contoso,fy23-microsoft-viva,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Awaiting customer consent response,3/4/2022,Noa\n"

func TestAnImportTellsWhatItDidNotRead(t *testing.T) {
	t.Chdir(t.TempDir())
	told := must(t, "import", anExport(t, oneRow), "--assume-created", "--at", "2022-11-20")
	for _, part := range []string{
		`line 1 above the header, not read: "Claims export"`, `columns not read: ["Account manager"]`,
		`line 3: not read: Created: found "3/4/2022"`, "date assumed of creation, request for consent",
	} {
		if !strings.Contains(told, part) {
			t.Errorf("%s\nlacks %s", told, part)
		}
	}
}

// The deadline counts from the creation. If its date cannot be read, a deadline
// that is too late would look like any other.
func TestADateOfCreationThatCannotBeReadAdoptsNothingAndOneThatCanCorrectsAnAssumedOne(t *testing.T) {
	t.Chdir(t.TempDir())
	file := anExport(t, strings.Replace(oneRow, "3/4/2022", "4/12/2022", 1))
	r := track(t, "import", file, "--at", "2022-12-28")
	if r.status != failed || !strings.Contains(r.out, `line 3: unreadable: no claim has this ID, and none is adopted without its day of creation: found "4/12/2022"`) || strings.Contains(track(t, "list").out, "P-1") {
		t.Errorf("got %+v", r)
	}
	must(t, "import", file, "--assume-created", "--at", "2022-12-28")
	if told := must(t, "due", "--at", "2022-12-28"); !strings.Contains(told, "2023-01-27") {
		t.Errorf("got %s", told)
	}
	if told := must(t, "import", file, "--day-first", "--at", "2022-12-28"); !strings.Contains(told, "P-1 recorded: ") || strings.Contains(told, "creation") {
		t.Errorf("got %s", told)
	}
	if told := must(t, "due", "--at", "2022-12-28"); !strings.Contains(told, "2023-01-03") {
		t.Errorf("got %s", told)
	}
}

func TestADryRunSavesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	file := anExport(t, oneRow)
	if told := must(t, "import", file, "--dry-run", "--assume-created", "--at", "2022-11-20"); !strings.Contains(told, "P-1 adopted") || !strings.Contains(told, "nothing was saved") {
		t.Errorf("got %s", told)
	}
	if _, err := os.Stat("tracker.db"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the dry run left a file: %v", err)
	}
	if told := must(t, "import", file, "--day-first", "--at", "2022-11-20"); !strings.Contains(told, "P-1 adopted") || strings.Contains(told, "assumed of creation") {
		t.Errorf("got %s", told)
	}
}

func TestSynonymsComeFromFlagsAndFromAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	export := anExport(t, "Anspruchs-ID;Titel;Programm;Kunde;Status;Status\nCL-1;x;fy23-microsoft-viva;2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60;Submitted;y\n")
	columns := anExport(t, "# columns of the German portal\nProgramm = Engagement ID\nKunde=Customer ID\n\n")
	if r := track(t, "import", export, "--at", "2022-11-20"); r.status != invalid || !strings.Contains(r.err, `"Status" and "Status"`) {
		t.Errorf("got %+v", r)
	}
	export = anExport(t, "Anspruchs-ID;Titel;Programm;Kunde;Status;Zustand\nCL-1;x;fy23-microsoft-viva;2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60;Submitted;y\n")
	told := must(t, "import", export, "--columns", columns, "--column", "Anspruchs-ID=Claim ID", "--column", "Titel=Claim name", "--ignore", "Zustand", "--at", "2022-11-20")
	if !strings.Contains(told, "CL-1 adopted: Submitted") {
		t.Errorf("got %s", told)
	}
	for flag, value := range map[string]string{"--column": "Anspruchs-ID", "--columns": anExport(t, "a=b\n")} {
		if r := track(t, "import", export, flag, value); r.status != invalid {
			t.Errorf("%s %s: got %+v", flag, value, r)
		}
	}
}

func TestEachLineOfJSONTellsAll(t *testing.T) {
	t.Chdir(t.TempDir())
	told := must(t, "import", anExport(t, strings.Replace(oneRow, "Awaiting customer consent response", "Expired", 1)), "--json", "--assume-created", "--at", "2022-11-20")
	lines := strings.Split(strings.TrimSpace(told), "\n")
	var file fileResult
	var row struct {
		Meanings, Assumed []string
		NotRead           []string `json:"cellsNotRead"`
	}
	if len(lines) != 2 || json.Unmarshal([]byte(lines[0]), &file) != nil || json.Unmarshal([]byte(lines[1]), &row) != nil {
		t.Fatalf("got %s", told)
	}
	if len(file.NotRead) != 1 || len(file.Skipped) != 1 || len(row.Meanings) != 4 || len(row.NotRead) != 1 || len(row.Assumed) == 0 {
		t.Errorf("got %+v and %+v", file, row)
	}
}

func TestTheStandardInputIsImported(t *testing.T) {
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"import", "-", "--assume-created", "--at", "2022-11-20"}, streams{strings.NewReader(oneRow), &out, &errs}, never)
	if status != done || !strings.Contains(out.String(), "P-1 adopted") {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
}

func TestAMixedExportEndsWellAndAWorkbookThatIsCutOffDoesNot(t *testing.T) {
	t.Chdir(t.TempDir())
	mixed := anExport(t, oneRow+"4711,CPOR Contoso,Modern Work and Security Usage,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Draft,2022-11-10,\n"+
		"4713,Coop,CSP co-op,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Editing,2022-12-20,\n")
	if told := must(t, "import", mixed, "--assume-created", "--at", "2022-11-20"); !strings.Contains(told, "4711 adopted: Draft") || !strings.Contains(told, "1 other program") {
		t.Errorf("got %s", told)
	}
	if r := track(t, "import", anExport(t, "PK\x03\x04")); r.status != invalid || !strings.Contains(r.err, "cut off") {
		t.Errorf("got %+v", r)
	}
}

func TestATextOfThePortalForgesNoLine(t *testing.T) {
	t.Chdir(t.TempDir())
	forged := strings.Replace(oneRow, "Awaiting customer consent response", "\"On hold\nline 9: P-9 moved: Appr\u202Eoved\"", 1)
	r := track(t, "import", anExport(t, forged), "--assume-created", "--at", "2022-11-20")
	if strings.Contains(r.out, "\nline 9") || strings.Contains(r.out, "\u202E") || !strings.Contains(r.out, "On hold") {
		t.Errorf("got %q", r.out)
	}
}

func TestADateThatWasAssumedIsMarkedWhereverItIsShown(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "import", anExport(t, oneRow), "--assume-created", "--at", "2022-11-20")
	for _, command := range []string{"due", "show P-1", "calendar"} {
		if out := must(t, append(strings.Fields(command), "--at", "2022-11-21")...); !strings.Contains(out, "(assumed)") {
			t.Errorf("%s does not mark it:\n%s", command, out)
		}
	}
	if out := must(t, "due", "--json", "--at", "2022-11-21"); !strings.Contains(out, `"assumed": true`) {
		t.Errorf("due --json does not mark it:\n%s", out)
	}
	if out := must(t, "export", "--at", "2022-11-21"); !strings.Contains(out, ",yes,created; ") {
		t.Errorf("export does not mark it:\n%s", out)
	}
}

func TestANameOfThePortalForgesNoLineInAnyList(t *testing.T) {
	t.Chdir(t.TempDir())
	forged := strings.Replace(oneRow, "Contoso", "\"Contoso\nP-9  Approved\u202E\"", 1)
	must(t, "import", anExport(t, forged), "--assume-created", "--at", "2022-11-20")
	for _, command := range []string{"due", "show P-1", "next P-1", "explain P-1", "calendar", "pipeline"} {
		if out := must(t, append(strings.Fields(command), "--at", "2022-11-21")...); strings.Contains(out, "\nP-9") || strings.Contains(out, "\u202E") {
			t.Errorf("%s:\n%s", command, out)
		}
	}
}

func TestAnExportOfAssociationsIsFollowedAndEveryCommandShowsThem(t *testing.T) {
	export, err := filepath.Abs(filepath.Join("..", "..", "claims", "portal", "testdata", "cases", "cpor.csv"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if told := must(t, "import", export, "--at", "2022-12-20"); !strings.Contains(told, "4711 adopted: Draft") || !strings.Contains(told, "4712 adopted: Approved") {
		t.Errorf("import says\n%s", told)
	}
	for _, command := range []string{"list", "due", "show 4711", "next 4711", "export", "export --json"} {
		if out := must(t, append(strings.Fields(command), "--at", "2022-12-21")...); !strings.Contains(out, "4711") || !strings.Contains(out, "Draft") {
			t.Errorf("%s says\n%s", command, out)
		}
	}
	var listed []listedClaim
	if err := json.Unmarshal([]byte(must(t, "list", "--json")), &listed); err != nil || len(listed) != 2 || listed[0].Kind.String() != "association" {
		t.Errorf("list: %+v, %v", listed, err)
	}
	if out := must(t, "pipeline"); strings.Contains(out, "KIND") {
		t.Errorf("of one kind, pipeline says\n%s", out)
	}
	must(t, "import", anExport(t, "Claim ID,Engagement,Customer ID,Status\n"+
		"4713,Microsoft Viva,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Approved\n"), "--at", "2022-12-20")
	for _, want := range []string{"partner activity  Approved", "association       Approved"} {
		if out := must(t, "pipeline"); !strings.Contains(out, want) {
			t.Errorf("pipeline lacks %q:\n%s", want, out)
		}
	}
	// A claim that was rejected can be disputed until a day.
	must(t, "import", anExport(t, "Claim ID,Claim name,Engagement,Customer ID,Status,Created\n"+
		"4714,CPOR Tailspin,Modern Work and Security Usage,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Rejected,2022-12-20\n"), "--at", "2022-12-20")
	for _, command := range []string{"calendar --at 2022-12-21", "sweep --at 2023-06-01"} {
		if out := must(t, strings.Fields(command)...); !strings.Contains(out, "4714") {
			t.Errorf("%s says\n%s", command, out)
		}
	}
}

func TestAnAssociationThatDivergesIsSettledAndACommandIsExplained(t *testing.T) {
	t.Chdir(t.TempDir())
	header := "Claim ID,Claim name,Engagement,Customer ID,Status\n"
	row := "4711,CPOR Contoso,Use or consume,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,"
	must(t, "import", anExport(t, header+row+"Rejected final\n"), "--at", "2022-12-20")
	must(t, "import", anExport(t, header+row+"Approved\n"), "--at", "2022-12-21")
	if told := must(t, "explain", "4711", "opt-out", "--at", "2022-12-22"); !strings.Contains(told, "opt-out is refused in Rejected final, lost dispute") {
		t.Errorf("explain says\n%s", told)
	}
	if told := must(t, "explain", "4711", "resolve", "--at", "2022-12-22"); !strings.Contains(told, "resolve is permitted") {
		t.Errorf("explain says\n%s", told)
	}
	must(t, "do", "4711", "resolve", "--take", "approved", "--user", "pat", "--role", "Incentives admin", "--at", "2022-12-22")
	if told := must(t, "explain", "4711", "opt-out", "--at", "2022-12-22"); !strings.Contains(told, "opt-out is permitted in Approved, by cporclaim.opt-out") {
		t.Errorf("explain says\n%s", told)
	}
}

// Two approvals for one workload cannot both be up to date, and a row of
// another customer can be about another claim. Both are said, and nothing is
// overwritten.
func TestAnImportTellsOfConflictsAndDifferences(t *testing.T) {
	enterCopyOfTestdata(t)
	for _, id := range []string{"one", "two"} {
		must(t, "open", id, "teams.json", "--at", "2022-11-10")
		if id == "one" { // the second is opened as if the first were not there
			must(t, "do", "one", "record-facts", "--number", "4711", "--user", "pat", "--role", "Incentives admin", "--at", "2022-11-10")
			break
		}
	}
	header := "Claim ID,Claim name,Engagement,Customer ID,Status,Location\n"
	row := func(number, customer, location string) string {
		return number + ",Teams,Modern Work and Security Usage," + customer + ",Approved," + location + "\n"
	}
	told := must(t, "import", anExport(t, header+row("4711", "9f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", "Basel")), "--at", "2022-12-20")
	for _, want := range []string{`one: the portal shows the customer id "9f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", and recorded is`, `the location "Basel"`, "which stays"} {
		if !strings.Contains(strings.ToLower(told), strings.ToLower(want)) {
			t.Errorf("%q is not in\n%s", want, told)
		}
	}
	told = must(t, "import", anExport(t, header+row("4712", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", "Zurich")), "--at", "2022-12-21")
	given := track(t, "do", "4712", "record-facts", "--workload", "Microsoft Teams", "--user", "pat", "--role", "Incentives admin", "--at", "2022-12-21")
	if given.status != done || !strings.Contains(given.out, "warning: the claims") || !strings.Contains(given.out, "cporclaim.sole") {
		t.Errorf("after %s: %+v", told, given)
	}
	due := track(t, "due", "--at", "2022-12-22")
	if due.status != done || !strings.Contains(due.err, "tracker: warning: the claims 4712, one are approved for the same workload") {
		t.Errorf("due says %+v", due)
	}
	told = must(t, "import", anExport(t, header+row("4712", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", "Zurich")), "--at", "2022-12-23")
	if !strings.Contains(told, "warning: the claims") {
		t.Errorf("the next import says\n%s", told)
	}
}

// The instants are the fields of a record, and those that an observation can
// assume are known by the reader of assumptions.
func TestEveryDateThatAnImportCanAssumeHasItsWords(t *testing.T) {
	unnamed := map[string]bool{}
	var walk func(of reflect.Type, within string)
	walk = func(of reflect.Type, within string) {
		for declared := range of.Fields() {
			name, _, _ := strings.Cut(declared.Tag.Get("json"), ",")
			path, field := within+name, declared.Type
			text, err := json.Marshal([]string{path})
			if err != nil {
				t.Fatal(err)
			}
			var assumed claims.Assumptions
			switch {
			case field == reflect.TypeFor[time.Time]():
				unnamed[path] = assumed.UnmarshalJSON(text) == nil
			case field.Kind() == reflect.Struct:
				walk(field, path+".")
			}
		}
	}
	walk(reflect.TypeFor[claims.Record](), "")
	if !unnamed["updated"] {
		t.Error("updated, from which no deadline counts, is no date that can be assumed")
	}
	delete(unnamed, "updated")
	for _, date := range dateNames {
		if !unnamed[date.path] {
			t.Errorf("%s is named, and no import can assume it", date.path)
		}
		delete(unnamed, date.path)
	}
	for path, assumable := range unnamed {
		if assumable {
			t.Errorf("%s can be assumed, and has no words in dateNames", path)
		}
	}
}

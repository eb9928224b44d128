package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/claims"
	"github.com/xuri/excelize/v2"
)

// A customerRow is a row of a workbook of requests, by the headers.
type customerRow map[string]any

// contosoRow is the request of contoso.json.
func contosoRow(id string) customerRow {
	return customerRow{
		"Claim ID": id, "Claim name": "Contoso: Viva workshop", "Engagement": "fy23-microsoft-viva", "Way": "add", "User": "pat", "Role": "Incentives user",
		"Location": "Zurich", "Partner eligible": "yes", "Customer ID type": "tenant ID", "Customer ID": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60",
		"Customer country": "CH", "Meets criteria": "yes", "Consented before": "no", "Claims": 0, "Mail matches": "yes",
		"Customer contact name": "Noa", "Customer contact mail": "noa@contoso.com", "Partner contact name": "Pat", "Partner contact mail": "pat@fabrikam.com",
	}
}

// with returns the row with other values. Nil leaves one out.
func (r customerRow) with(pairs ...any) customerRow {
	for i := 0; i < len(pairs); i += 2 {
		r[pairs[i].(string)] = pairs[i+1]
	}
	return r
}

// requested makes a workbook of requests by the tracker and enters rows as a
// person would.
func requested(t *testing.T, name string, rows ...customerRow) {
	t.Helper()
	must(t, "nominate", "--template", name, "--at", "2022-11-10")
	edited(t, name, func(f *excelize.File) error {
		header, err := f.GetRows("Requests")
		if err != nil {
			return err
		}
		for cell, value := range map[string]any{"A2": "Zurich", "C2": "CH", "D2": "enrolled"} {
			if err := f.SetCellValue("Locations", cell, value); err != nil {
				return err
			}
		}
		for i, row := range rows {
			for column, value := range row {
				at := slices.Index(header[0], column)
				if at < 0 {
					t.Fatalf("the template has no column %s", column)
				}
				cell, err := excelize.CoordinatesToCellName(at+1, i+2)
				if err != nil {
					return err
				}
				if err := f.SetCellValue("Requests", cell, value); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func nominate(t *testing.T, args ...string) result {
	t.Helper()
	return track(t, append([]string{"nominate", "--at", "2022-11-10"}, args...)...)
}

func TestManyCustomersAreNominatedAndABadRowStopsNoOther(t *testing.T) {
	enterCopyOfTestdata(t)
	requested(t, "r.xlsx",
		contosoRow("contoso-viva"),
		contosoRow("bad-viva").with("Way", "Sideways", "Claims", "many"),
		contosoRow("tailspin-viva").with("Customer ID", "5e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c", "Meets criteria", "no"),
		contosoRow("again-viva"),
		contosoRow("a b\u200b").with("Customer ID", "6e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c"),
		contosoRow("northwind-viva").with("Customer ID", "7d1e5b52-4c11-4a3b-8e0f-5a6b7c8d9e0f"),
		contosoRow("unknown-viva").with("Engagement", "fy99"),
		contosoRow("mail-viva").with("Customer ID", "8e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c", "Customer contact mail", "a@b@c"),
		contosoRow("country-viva").with("Customer country", "Switzerland"),
	)
	checked := []string{
		`Requests, D3, Way: found "Sideways", want one of add, claim`,
		`Requests, K3, Claims: found "many", want`,
		`Requests, H10, Customer country: found "Switzerland"`,
		"row 4: tailspin-viva: the customer cannot be nominated:\n  Requests, I4, Meets criteria: customer.criteria: fail",
		`Requests, A6, Claim ID: found`,
		`Requests, C8, Engagement: found "fy99", want an engagement of the catalog`,
		`Requests, Q9, Customer contact mail: found`,
	}
	demand := func(r result, status int, wanted ...string) {
		t.Helper()
		for _, want := range append(checked, wanted...) {
			if !strings.Contains(r.out, want) {
				t.Errorf("got\n%s\nwant %s", r.out, want)
			}
		}
		if r.status != status {
			t.Errorf("status %d, %s", r.status, r.err)
		}
	}

	demand(nominate(t, "--from", "r.xlsx", "--dry-run"), failed, "row 2: contoso-viva: would be opened\n", "row 7: northwind-viva: would be opened\n",
		"row 5: again-viva: not opened: the customer has the most claims that are allowed\n",
		"2 would be opened\n5 malformed\n1 cannot be nominated\n1 not opened\nnothing was saved: this was a dry run\n")
	if _, err := os.Stat("tracker.db"); err == nil {
		t.Error("the dry run made a file")
	}
	demand(nominate(t, "--from", "r.xlsx", "--all-or-none"), failed, "row 2: contoso-viva: not opened: another row did not pass\n")
	demand(nominate(t, "--from", "r.xlsx"), failed, "row 2: contoso-viva: opened, Customer claimed\n", "row 7: northwind-viva: opened, Customer claimed\n",
		"row 5: again-viva: not opened: the customer has the most claims that are allowed\n", "2 opened\n5 malformed\n1 cannot be nominated\n1 not opened\n")
	demand(nominate(t, "--from", "r.xlsx"), failed, "row 2: contoso-viva: opened before, Customer claimed\n", "2 opened before\n")
	demand(nominate(t, "--from", "r.xlsx", "--dry-run"), failed, "row 2: contoso-viva: exists already\n", "2 exists already\n5 malformed\n1 cannot be nominated\n1 not opened\n")
	if list := must(t, "list", "--at", "2022-11-10"); strings.Count(list, "\n") != 3 {
		t.Errorf("got %s", list)
	}
	if shown := must(t, "explain", "northwind-viva", "--at", "2022-11-10"); !strings.Contains(shown, "by partner pat") {
		t.Errorf("got %s", shown)
	}
}

// Each row is one wrong cell, with the value that is entered and the error
// about it.
func TestAWrongCellIsNamedByItsPlaceAndItsHeaderAndSaysWhatItHasToBe(t *testing.T) {
	enterCopyOfTestdata(t)
	wrong := []struct {
		entered []any
		says    string
	}{
		{[]any{"Customer ID", "wingtip"}, `F2, Customer ID: found "wingtip", want for the Customer ID type "tenant ID": a GUID such as`},
		{[]any{"Customer ID type", "TPID", "Customer ID", "contoso.com"}, `F3, Customer ID: found "contoso.com", which has the form of a domain name, want for the Customer ID type "TPID": 3 to 12 decimal digits`},
		{[]any{"Customer ID", nil}, `F4, Customer ID: found nothing, want for the Customer ID type "tenant ID"`},
		{[]any{"Customer ID type", nil}, `E5, Customer ID type: found nothing, want one of domain name, tenant ID`},
		{[]any{"Claims", 1.5}, `K6, Claims: found "1.5", want a whole number, 0 or more`},
		{[]any{"Location", "Bern"}, `V7, Location: found "Bern", want the ID of a location of the sheet Locations: Zurich`},
		{[]any{"Location", nil}, `V8, Location: location.enrolled: unknown, want a location enrolled`},
		{[]any{"Way", nil}, `D9, Way: customer.add-or-claim: fail, want add for a new customer`},
		{[]any{"Engagement", nil}, `C10, Engagement: found nothing, want a value`},
		{[]any{"Engagement", "fy23-microsoft-viv"}, `C11, Engagement: found "fy23-microsoft-viv", want an engagement of the catalog on that day, such as fy23-microsoft-viva`},
		{[]any{"Claim name", nil}, `B12, Claim name: found nothing, want a text of 1 to 200 bytes`},
		{[]any{"Customer contact name", nil}, `P13, Customer contact name: found nothing`},
		{[]any{"Meets criteria", "no"}, `I14, Meets criteria: customer.criteria: fail`},
	}
	rows := make([]customerRow, len(wrong))
	for i, c := range wrong {
		rows[i] = contosoRow("claim-" + strconv.Itoa(i)).with(c.entered...)
	}
	requested(t, "r.xlsx", rows...)
	r := nominate(t, "--from", "r.xlsx", "--dry-run")
	for _, c := range wrong {
		if !strings.Contains(r.out, "Requests, "+c.says) {
			t.Errorf("%q is not said:\n%s", c.says, r.out)
		}
	}
	if !strings.Contains(nominate(t, "--from", "r.xlsx", "--json").out, `"sheet":"Requests","cell":"I14","column":"Meets criteria"`) {
		t.Error("the cell of a finding is not in the JSON")
	}
}

// If a customer of such an engagement is nominated, nobody can nominate the
// customer again in the program year, and the tracker's own claims show that.
func TestALockHoldsForTheTrackersOwnCustomers(t *testing.T) {
	locked := draftOf(t, `"claimLimit": [
            {"claims": 1, "source": "customers-page-2022"}
          ]`, `"claimLimit": [
            {"locked": true, "source": "customers-page-2022"}
          ]`)
	enterCopyOfTestdata(t)
	write(t, "free.json", strings.Replace(readFile(t, "contoso.json"), `"claims": 0`, `"nominated": "no"`, 1))
	must(t, "open", "l1", "free.json", "--catalog", locked, "--at", "2022-11-10")
	for _, when := range []string{"open", "ended"} {
		if r := track(t, "open", "l2", "free.json", "--catalog", locked, "--at", "2022-11-12"); r.status != failed || !strings.Contains(r.err, "customer.lock: fail") {
			t.Errorf("the first claim is %s: %+v", when, r)
		}
		track(t, "do", "l1", "cancel", "--user", "pat", "--catalog", locked, "--at", "2022-11-11")
	}
}

func TestARowThatIsTheReasonWhyNoneIsOpenedSaysSo(t *testing.T) {
	enterCopyOfTestdata(t)
	const passed, full = "not opened: another row did not pass\n", "not opened: the customer has the most claims that are allowed\n"
	first, second := contosoRow("first-viva"), contosoRow("second-viva")
	requested(t, "limit.xlsx", first, second, contosoRow("third-viva"))
	want := "row 2: first-viva: " + passed + "row 3: second-viva: " + full + "row 4: third-viva: " + full + "3 not opened\n"
	if r := nominate(t, "--from", "limit.xlsx", "--all-or-none"); r.status != failed || r.out != want {
		t.Errorf("got %+v, want %s", r, want)
	}
	requested(t, "both.xlsx", first, second, contosoRow("bad-viva").with("Way", "x"))
	r := nominate(t, "--from", "both.xlsx", "--all-or-none")
	for _, want := range []string{"row 2: first-viva: " + passed, "row 3: second-viva: " + full, "Requests, D4, Way: found"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("got %+v, want %s", r, want)
		}
	}
}

func TestAllRowsAreOpenedOrNone(t *testing.T) {
	enterCopyOfTestdata(t)
	requested(t, "full.xlsx", contosoRow("contoso-viva"), contosoRow("again-viva"))
	if r := nominate(t, "--from", "full.xlsx", "--all-or-none"); r.status != failed || !strings.Contains(r.out, "2 not opened") {
		t.Errorf("there is room for one only: %+v", r)
	}
	requested(t, "r.xlsx", contosoRow("contoso-viva"), contosoRow("northwind-viva").with("Customer ID", "7d1e5b52-4c11-4a3b-8e0f-5a6b7c8d9e0f"))
	for _, want := range []string{"2 opened\n", "2 opened before\n"} {
		if r := nominate(t, "--from", "r.xlsx", "--all-or-none"); r.status != done || !strings.HasSuffix(r.out, want) {
			t.Errorf("got %+v, want %s", r, want)
		}
	}
}

func TestEachRowOfRequestsIsALineOfJSON(t *testing.T) {
	enterCopyOfTestdata(t)
	requested(t, "r.xlsx", contosoRow("contoso-viva"), contosoRow("bad-viva").with("Way", "x"),
		contosoRow("tailspin-viva").with("Customer ID", "5e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c", "Meets criteria", "no"))
	edited(t, "r.xlsx", func(f *excelize.File) error { return f.SetRowVisible("Requests", 2, false) })
	r := nominate(t, "--from", "r.xlsx", "--json")
	lines := map[string]bool{}
	for line := range strings.Lines(r.out) {
		var one struct {
			Row      int
			Claim    string
			Outcome  string
			Problems []struct{ Cell, Column, Error string }
			Findings []struct{ Rule string }
			Notes    []struct{ Cell string }
		}
		if json.Unmarshal([]byte(line), &one) != nil {
			continue // of the error
		}
		if one.Row == 3 && (len(one.Problems) != 1 || one.Problems[0].Cell != "D3") || one.Row == 4 && len(one.Findings) == 0 || one.Row == 0 && len(one.Notes) != 1 {
			t.Errorf("got %s", line)
		}
		lines[strconv.Itoa(one.Row)+" "+one.Outcome] = true
	}
	for _, want := range []string{"0 ", "2 opened", "3 malformed", "4 cannot be nominated"} {
		if !lines[want] {
			t.Errorf("got %s\nwant a line for %s", r.out, want)
		}
	}
	if out := nominate(t, "--from", "r.xlsx").out; !strings.HasPrefix(out, `sheet "Requests", 2: the row is hidden`) && !strings.Contains(out, "\nsheet \"Requests\", 2: the row is hidden") {
		t.Errorf("got %s", out)
	}
}

func TestAClaimThatExistsByAnotherWayIsToldAndNotReplaced(t *testing.T) {
	enterCopyOfTestdata(t)
	must(t, "open", "contoso-viva", "contoso.json", "--at", "2022-11-10")
	requested(t, "r.xlsx", contosoRow("contoso-viva"))
	if r := nominate(t, "--from", "r.xlsx"); r.status != failed || !strings.Contains(r.out, `row 2: contoso-viva: not opened: claim "contoso-viva" exists already`) {
		t.Errorf("got %+v", r)
	}
}

func TestATemplateReplacesNoFileAndAFileThatIsNoneIsInvalid(t *testing.T) {
	enterCopyOfTestdata(t)
	must(t, "nominate", "--template", "r.xlsx")
	if out := must(t, "nominate", "--from", "r.xlsx"); !strings.Contains(out, "no customer is entered: fill in a row for each one\n") {
		t.Errorf("of an empty template it says %q", out)
	}
	for want, args := range map[string][]string{
		"template: found \"r.xlsx\", want the name of a file that does not exist yet": {"--template", "r.xlsx"},
		"want the name of a file that ends in .xlsx":                                  {"--template", "r.csv"},
		"file: found \"a file that is no ZIP archive\"":                               {"--from", "contoso.json"},
		"--template or --from must be given":                                          {},
		"--from and --template exclude each other":                                    {"--from", "r.xlsx", "--template", "s.xlsx"},
	} {
		if r := nominate(t, args...); r.status != invalid || !strings.Contains(r.err, want) {
			t.Errorf("got %+v, want %s", r, want)
		}
	}
	if r := nominate(t, "--from", "nowhere.xlsx"); r.status != failed {
		t.Errorf("got %+v", r)
	}
	asBook(t, "other.xlsx", "Claims", read(t, "portal.csv"), ',')
	if r := nominate(t, "--from", "other.xlsx"); r.status != invalid || !strings.Contains(r.err, `other.xlsx: sheet: found "Requests", want one of "Claims"`) {
		t.Errorf("got %+v", r)
	}
}

// The workbook of README.md is the template, as a person would have filled it.
func TestTheWorkbookOfTheWalkIsTheTemplateFilled(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("testdata", "requests.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	was, _ := os.ReadFile(path) // written if it is missing
	enterCopyOfTestdata(t)
	requested(t, "made.xlsx",
		contosoRow("contoso-insights").with("Claim name", "Contoso: Insights workshop", "Engagement", "fy23-microsoft-viva-insights"),
		contosoRow("tailspin-insights").with("Claim name", "Tailspin: Insights workshop", "Engagement", "fy23-microsoft-viva-insights", "Customer ID", "0a9b8c7d-6e5f-4a3b-9c2d-1e0f1a2b3c4d", "Meets criteria", "no"),
		contosoRow("wingtip-insights").with("Claim name", "Wingtip: Insights workshop", "Engagement", "fy23-microsoft-viva-insights", "Customer ID", "wingtip"),
	)
	if *update {
		if err := os.WriteFile(path, []byte(read(t, "made.xlsx")), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	write(t, "was.xlsx", string(was))
	for _, sheet := range []string{"Read me", "Requests", "Locations", "Lists"} {
		if diff := cmp.Diff(sheetRows(t, "was.xlsx", sheet), sheetRows(t, "made.xlsx", sheet)); diff != "" {
			t.Errorf("%s: -update writes it anew:\n%s", sheet, diff)
		}
	}
}

func TestARowWhoseClaimPaysNothingHasAWarningIfItPasses(t *testing.T) {
	warnings := []claims.Gap{{Rule: "pay.share-by-tier", Why: "the claim pays nothing"}}
	for outcome, want := range map[requestOutcome]bool{opened: true, wouldOpen: true, notOpened: false, existing: false, openedBefore: false} {
		row := requestRow{Row: 2, Claim: "a", Outcome: outcome, Warnings: warnings}
		if text := row.text(); strings.Contains(text, "\n  warning: the claim pays nothing (pay.share-by-tier)\n") != want {
			t.Errorf("%s: %s", outcome, text)
		}
	}
}

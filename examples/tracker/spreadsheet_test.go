package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"

	"github.com/mci-go/incentives/examples/reportfiles"
)

// typed returns a cell as a person's spreadsheet program would store a text of a
// report: a date, a number or a text.
func typed(text string) workbook.Cell {
	for _, layout := range []string{time.DateOnly, "1/2/2006", "2006-01"} {
		if at, err := time.Parse(layout, text); err == nil {
			return workbook.Day(mci.DateOf(at))
		}
	}
	if regexp.MustCompile(`^-?[1-9]\d{0,11}(\.\d+)?$`).MatchString(text) {
		return workbook.Number(text)
	}
	return workbook.Text(text)
}

// asBook writes a table of text as a workbook with one sheet.
func asBook(t *testing.T, name, sheet, text string, comma rune) {
	t.Helper()
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comma, rows.FieldsPerRecord = comma, -1
	all, err := rows.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book := workbook.New()
	defer func() { _ = book.Close() }()
	columns := make([]workbook.Column, len(all[0]))
	for i, header := range all[0] {
		columns[i].Header = header
	}
	page, err := book.Sheet(sheet, columns)
	for _, row := range all[1:] {
		cells := make([]workbook.Cell, len(row))
		for i, cell := range row {
			cells[i] = typed(cell)
		}
		if err == nil {
			err = page.Row(cells...)
		}
	}
	var data bytes.Buffer
	if err == nil {
		_, err = book.Write(&data)
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, name, data.String())
}

// edited changes a workbook as a person would, in a spreadsheet program.
func edited(t *testing.T, name string, edit func(*excelize.File) error) {
	t.Helper()
	file, err := excelize.OpenFile(name)
	if err == nil {
		err = edit(file)
	}
	if err == nil {
		err = file.SaveAs(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// sheetRows returns the rows of a sheet of a workbook.
func sheetRows(t *testing.T, name, sheet string) (rows [][]string) {
	t.Helper()
	data := read(t, name)
	file, err := workbook.Open(strings.NewReader(data), int64(len(data)), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range file.Rows(sheet, nil) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, append([]string(nil), row.Cells...))
	}
	return rows
}

func TestAnExportAsAWorkbookIsImportedLikeItsCSV(t *testing.T) {
	for _, name := range []string{"portal.csv", "march-claims.csv"} {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			asBook(t, "claims.xlsx", "Claims", read(t, name), ',')
			text := track(t, "--db", "text.db", "import", name, "--at", "2023-03-01")
			book := track(t, "--db", "book.db", "import", "claims.xlsx", "--at", "2023-03-01")
			if out := strings.Replace(book.out, "read: sheet \"Claims\"\n", "", 1); out == book.out || !cmp.Equal(result{out, book.err, book.status}, text, cmp.AllowUnexported(result{})) {
				t.Errorf("got %+v\nwant %+v", book, text)
			}
			if list, want := must(t, "--db", "book.db", "list"), must(t, "--db", "text.db", "list"); list != want {
				t.Errorf("got\n%s\nwant\n%s", list, want)
			}
		})
	}
}

func TestReportsAsWorkbooksGiveWhatTheirCSVGives(t *testing.T) {
	march(t)
	want := reconcile(t, "march")
	if err := os.Mkdir("books", 0o700); err != nil {
		t.Fatal(err)
	}
	packed := map[string]string{}
	for name, comma := range map[string]rune{"earnings.csv": ',', "payments.csv": ',', "ineligible.tsv": '\t'} {
		book := strings.TrimSuffix(name, filepath.Ext(name)) + ".xlsx"
		asBook(t, filepath.Join("books", book), "Report", read(t, "march/"+name), comma)
		packed[book] = read(t, filepath.Join("books", book))
	}
	write(t, "books.zip", zipped(t, packed))
	plain := func(text string) string {
		text = regexp.MustCompile(`(?m)^.*: sheet "Report"\n`).ReplaceAllString(text, "")
		return strings.NewReplacer(".xlsx", "", ".csv", "", ".tsv", "", "books/", "").Replace(text)
	}
	lines := func(text string) string { // without the files, which stand in the order of their arguments
		_, rest, _ := strings.Cut(plain(text), "\n\n")
		return rest
	}
	for name, args := range map[string][]string{
		"a folder": {"books"}, "an archive": {"books.zip"}, "single files": {"books/payments.xlsx", "books/earnings.xlsx", "books/ineligible.xlsx"},
	} {
		got := reconcile(t, args...)
		if diff := cmp.Diff(lines(want.out), lines(got.out)); diff != "" || got.status != done {
			t.Errorf("%s: %s\n%s", name, got.err, diff)
		}
		if !strings.Contains(got.out, `earnings.xlsx: sheet "Report"`) {
			t.Errorf("%s: the sheet is not told:\n%s", name, got.out)
		}
	}
}

func TestABadWorkbookAmongReportsStopsNoOther(t *testing.T) {
	march(t)
	write(t, "march/a.xlsx", "no archive")
	write(t, "march/b.xlsx", zipped(t, map[string]string{"x": "y"}))
	r := reconcile(t, "march")
	for _, want := range []string{
		`a.xlsx: file: found "a.xlsx", want a workbook, as its ending says`, `b.xlsx: file: found "a ZIP archive that is no workbook"`, "earnings.csv: earnings, 7 lines",
	} {
		if !strings.Contains(r.out, want) {
			t.Errorf("got %s\nwant %s", r.out, want)
		}
	}
	if r.status != failed {
		t.Errorf("status %d", r.status)
	}
	for i := range reportfiles.MostBooks + 1 {
		write(t, filepath.Join("march", "c"+string(rune('a'+i/26))+string(rune('a'+i%26))+".xlsx"), "")
	}
	if r := reconcile(t, "march"); !strings.Contains(r.out, "at most 100 workbooks in one folder or archive") {
		t.Errorf("got %s", r.out)
	}
}

// damage makes the checksums of a workbook's sheets wrong.
func damage(t *testing.T, name string) {
	t.Helper()
	data := []byte(read(t, name))
	for at := range data { // the directory has the checksum 30 bytes before the name
		if bytes.HasPrefix(data[at:], []byte("xl/worksheets/sheet")) && at >= 46 && string(data[at-46:at-42]) == "PK\x01\x02" {
			data[at-30] ^= 1
		}
	}
	write(t, name, string(data))
}

func TestNothingOfADamagedWorkbookIsSaved(t *testing.T) {
	enterCopyOfTestdata(t)
	asBook(t, "claims.xlsx", "Claims", read(t, "march-claims.csv"), ',')
	damage(t, "claims.xlsx")
	if r := track(t, "import", "claims.xlsx", "--at", "2023-01-20"); r.status != invalid || r.out != "" || !strings.Contains(r.err, "download it again") {
		t.Errorf("got %+v", r)
	}
	if r := track(t, "list"); strings.Contains(r.out, "K-1") {
		t.Errorf("a row was saved: %+v", r)
	}
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
	asBook(t, "earnings.xlsx", "Earnings", read(t, filepath.Join("march", "earnings.csv")), ',')
	damage(t, "earnings.xlsx")
	r := reconcile(t, "earnings.xlsx", "--apply", "--incomplete")
	if r.status != failed || !strings.Contains(r.out, "download it again") || strings.Contains(r.out, "done") {
		t.Errorf("got %+v", r)
	}
	requested(t, "wanted.xlsx", contosoRow("N-1"))
	damage(t, "wanted.xlsx")
	if r := nominate(t, "--from", "wanted.xlsx"); r.status != invalid || r.out != "" || !strings.Contains(r.err, "download it again") {
		t.Errorf("got %+v", r)
	}
}

// A person has worked in the workbook: a formula, merged cells, a hidden row and
// another sheet.
func workedOn(t *testing.T) {
	t.Helper()
	enterCopyOfTestdata(t)
	asBook(t, "claims.xlsx", "Claims", read(t, "march-claims.csv"), ',')
	edited(t, "claims.xlsx", func(f *excelize.File) error {
		if _, err := f.NewSheet("Notes"); err != nil {
			return err
		}
		if err := f.SetCellValue("Notes", "A1", "ask Pat"); err != nil {
			return err
		}
		if err := f.SetCellFormula("Claims", "H2", "2500*2"); err != nil {
			return err
		}
		if err := f.MergeCell("Claims", "C2", "C3"); err != nil {
			return err
		}
		return f.SetRowVisible("Claims", 5, false)
	})
}

func TestWhatIsNotAsItShowsInAWorkbookIsTold(t *testing.T) {
	workedOn(t)
	r := track(t, "import", "claims.xlsx", "--at", "2023-01-20")
	for _, want := range []string{
		"K-4 adopted", `read: sheet "Claims"`, `sheet "Claims", 5: the row is hidden; it is read all the same`,
		`sheet "Claims", C2:C3: merged cells; only the upper left cell has a value`, `sheet "Claims", H2: a formula; the value that was stored with it is read`,
		"line 3: unknown",
	} {
		if !strings.Contains(r.out, want) {
			t.Errorf("got %s\nwant %s", r.out, want)
		}
	}
	told := track(t, "import", "claims.xlsx", "--at", "2023-01-20", "--json").out
	if want := `{"sheet":"Claims","notes":[{"sheet":"Claims","cell":"5","cells":1,"text":"the row is hidden`; !strings.Contains(told, want) {
		t.Errorf("got %s\nwant %s", told, want)
	}
}

func TestTheSheetIsNamedIfSeveralCouldBeMeant(t *testing.T) {
	enterCopyOfTestdata(t)
	asBook(t, "claims.xlsx", "May", read(t, "march-claims.csv"), ',')
	edited(t, "claims.xlsx", func(f *excelize.File) error {
		to, err := f.NewSheet("June")
		if err != nil {
			return err
		}
		from, err := f.GetSheetIndex("May")
		if err != nil {
			return err
		}
		return f.CopySheet(from, to)
	})
	r := track(t, "import", "claims.xlsx", "--at", "2023-01-20")
	if r.status != invalid || !strings.Contains(r.err, `sheet: found "several sheets with such a header", want the name of one of "May", "June"`) {
		t.Errorf("got %+v", r)
	}
	if out := must(t, "import", "claims.xlsx", "--sheet", "June", "--at", "2023-01-20"); !strings.Contains(out, `read: sheet "June"`) {
		t.Errorf("got %s", out)
	}
	for _, args := range [][]string{{"import", "claims.xlsx", "--sheet", "July"}, {"import", "portal.csv", "--sheet", "May"}} {
		if r := track(t, append(args, "--at", "2023-01-20")...); r.status != invalid || !strings.Contains(r.err, "sheet: found") {
			t.Errorf("%v: got %+v", args, r)
		}
	}
}

func TestANumberKeepsItsPointWhateverMarkTheTextsHave(t *testing.T) {
	t.Chdir(t.TempDir())
	text := strings.Replace(oneRowHeader(), "Created", "Created,Approved amount,Currency", 1)
	for _, flag := range []string{"--decimal-comma", "--decimal-point"} {
		asBook(t, "claims.xlsx", "Claims", text+",1234.5,USD\n", ',')
		out := must(t, "--db", flag+".db", "import", "claims.xlsx", flag, "--at", "2023-01-20")
		if out := must(t, "--db", flag+".db", "list", "--json", "--at", "2023-01-20"); !strings.Contains(out, "K-1") {
			t.Errorf("got %s", out)
		}
		if strings.Contains(out, "not read: approved") {
			t.Errorf("%s: got %s", flag, out)
		}
		if out := must(t, "--db", flag+".db", "pipeline", "--at", "2023-01-20"); !strings.Contains(out, "1234.50") {
			t.Errorf("%s: got %s", flag, out)
		}
	}
}

func TestAnIDOfMoreDigitsThanANumberKeepsIsTheProblemOfItsRow(t *testing.T) {
	enterCopyOfTestdata(t)
	asBook(t, "claims.xlsx", "Claims", read(t, "march-claims.csv"), ',')
	edited(t, "claims.xlsx", func(f *excelize.File) error { return f.SetCellValue("Claims", "A2", 12345678901234567) })
	r := track(t, "import", "claims.xlsx", "--at", "2023-01-20")
	if r.status != failed || !strings.Contains(r.out, `line 2: unreadable: line 2, Claim ID: found "1.23456789012346E+16", want all digits of the ID`) || !strings.Contains(r.out, "K-4 adopted") || strings.Contains(r.out, "00 adopted") {
		t.Errorf("got %+v", r)
	}
	requested(t, "wanted.xlsx", contosoRow("N-1").with("Claim ID", 12345678901234567))
	if r := nominate(t, "--from", "wanted.xlsx"); r.status != failed || !strings.Contains(r.out, `Claim ID: found "1.23456789012346E+16", want all digits of the ID`) {
		t.Errorf("got %+v", r)
	}
}

// oneRowHeader is an export with one claim, without its last cells.
func oneRowHeader() string {
	return "Claim ID,Claim name,Engagement,Customer ID,Customer ID type,Status,Created\n" +
		"K-1,Contoso,fy23-microsoft-viva,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,tenant ID,Approved,2022-11-10"
}

func TestAWorkbookComesFromTheStandardInputToo(t *testing.T) {
	enterCopyOfTestdata(t)
	asBook(t, "claims.xlsx", "Claims", read(t, "march-claims.csv"), ',')
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"import", "-", "--at", "2023-01-20"}, streams{strings.NewReader(read(t, "claims.xlsx")), &out, &errs}, never); status != done {
		t.Errorf("status %d, %s", status, errs.String())
	}
	if !strings.Contains(out.String(), "6 adopted") {
		t.Errorf("got %s", out.String())
	}
}

func TestEachListIsWrittenAsAWorkbook(t *testing.T) {
	march(t)
	for name, test := range map[string]struct {
		args  []string
		sheet string
		rows  int
		first []string
	}{
		"register":   {[]string{"export"}, "Register", 7, []string{"Claim ID", "Claim name"}},
		"list":       {[]string{"list", "--text", "contoso"}, "Register", 2, []string{"Claim ID", "Claim name"}},
		"worklist":   {[]string{"due"}, "Worklist", 7, []string{"Days left", "Last day"}},
		"settlement": {append([]string{"earnings", "march", "--only", "paid,short"}, covered...), "Settlement", 3, []string{"Claim ID", "Number"}},
	} {
		file := name + ".xlsx"
		out := must(t, append(test.args, "-o", file, "--at", "2023-03-20")...)
		if want := "written to " + file + "\n"; !strings.HasSuffix(out, want) {
			t.Errorf("%s: printed %q", name, out)
		}
		rows := sheetRows(t, file, test.sheet)
		if len(rows) != test.rows || !cmp.Equal(rows[0][:2], test.first) {
			t.Errorf("%s: got %d rows, %v", name, len(rows), rows[0])
		}
	}
	again := []string{"export", "-o", "again.xlsx", "--json", "--at", "2023-03-20"}
	if out := must(t, again...); out != "{\n  \"file\": \"again.xlsx\"\n}\n" {
		t.Errorf("got %s", out)
	}
	// A person may have worked in it since then.
	was := readFile(t, "again.xlsx")
	if r := track(t, again...); r.status != failed || !strings.Contains(r.err, "again.xlsx: file already exists") || !strings.Contains(r.err, "with --replace") || readFile(t, "again.xlsx") != was {
		t.Errorf("got %+v", r)
	}
	write(t, "again.xlsx", "old")
	if must(t, append(again, "--replace")...); readFile(t, "again.xlsx") == "old" {
		t.Error("the workbook was not replaced")
	}
}

func TestAWorkbookThatCannotBeWrittenLeavesNothing(t *testing.T) {
	march(t)
	before, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"output: found \"a.csv\", want the name of a file that ends in .xlsx": {"export", "-o", "a.csv"},
		"no such file or directory": {"export", "-o", "nowhere/a.xlsx"},
	} {
		if r := track(t, append(args, "--at", "2023-03-20")...); r.status == done || !strings.Contains(r.err, want) {
			t.Errorf("got %+v, want %s", r, want)
		}
	}
	if err := os.Mkdir("folder.xlsx", 0o700); err != nil {
		t.Fatal(err)
	}
	if r := track(t, "export", "-o", "folder.xlsx", "--at", "2023-03-20"); r.status != failed {
		t.Errorf("got %+v", r)
	}
	after, err := os.ReadDir(".")
	if err != nil || len(after) != len(before)+1 {
		t.Errorf("got %v, %v", after, err)
	}
}

package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// withExcelize opens a book that was written by the library that wrote it.
func withExcelize(tb testing.TB, data []byte) *excelize.File {
	tb.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = file.Close() })
	return file
}

func day(tb testing.TB, text string) mci.Date {
	tb.Helper()
	date, err := mci.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return date
}

func TestTheWidthsOfColumnsAreInTheirOrder(t *testing.T) {
	data, _ := wroteBook(t, []Column{{Header: "A"}, {Header: "B", Width: 30}, {Header: "C"}}, []Cell{Text("a"), Text("b"), Text("c")})
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := fs.ReadFile(archive, "xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, found := range regexp.MustCompile(`<col min="(\d+)"|<col [^>]* min="(\d+)"`).FindAllSubmatch(sheet, -1) {
		columns = append(columns, string(found[1])+string(found[2]))
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, columns); diff != "" {
		t.Error(diff)
	}
}

func TestATextIsNeverAFormula(t *testing.T) {
	data, _ := wroteBook(t, []Column{{Header: "Text"}}, []Cell{Text("=1+1")}, []Cell{Text("+1")}, []Cell{Text("-1")}, []Cell{Text("@SUM(A1)")}, []Cell{Text("\t=1")})
	file := withExcelize(t, data)
	for row := range 5 {
		cell := "A" + strconv.Itoa(row+2)
		formula, err := file.GetCellFormula("One", cell)
		kind, err2 := file.GetCellType("One", cell)
		if err != nil || err2 != nil || formula != "" || kind != excelize.CellTypeInlineString {
			t.Errorf("%s: formula %q, type %v, %v, %v", cell, formula, kind, err, err2)
		}
		style, _ := file.GetCellStyle("One", cell)
		if shown, err := file.GetStyle(style); err != nil || shown.CustomNumFmt != nil && *shown.CustomNumFmt != textFormat || shown.CustomNumFmt == nil && shown.NumFmt != 49 {
			t.Errorf("%s: a person who edits the cell makes it a formula: %+v, %v", cell, shown, err)
		}
	}
}

func TestTheHeaderIsFrozenAndHasAFilterAndColumnsHaveTheirWidth(t *testing.T) {
	data, _ := wroteBook(t, []Column{{Header: "Claim", Width: 40}, {Header: "A header that is long"}, {Header: "Day"}}, []Cell{Text("a")}, []Cell{Text("b")})
	file := withExcelize(t, data)
	panes, err := file.GetPanes("One")
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.TopLeftCell != "A2" {
		t.Errorf("got %+v, %v", panes, err)
	}
	for column, want := range map[string]float64{"A": 40, "B": 25, "C": 12} {
		if width, err := file.GetColWidth("One", column); err != nil || width != want {
			t.Errorf("%s: width %v, want %v, %v", column, width, want, err)
		}
	}
	layout, err := file.GetPageLayout("One")
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("got %+v, %v", layout, err)
	}
	if props, err := file.GetSheetProps("One"); err != nil || !*props.FitToPage {
		t.Errorf("got %+v, %v", props, err)
	}
	var filter string
	for _, name := range file.GetDefinedName() {
		if name.Name == "_xlnm._FilterDatabase" {
			filter = name.RefersTo
		}
	}
	if filter != "'One'!$A$1:$C$3" {
		t.Errorf("the filter is on %q", filter)
	}
}

func TestAColumnOffersItsListAndItsHelp(t *testing.T) {
	data, _ := wroteBook(t, []Column{{Header: "Fact", Choices: []string{"yes", "no"}}, {Header: "Place", From: "Places!$A$2:$A$9", Help: "Choose one."}, {Header: "Free", Help: "Any text."}, {Header: "Plain"}})
	rules, err := withExcelize(t, data).GetDataValidations("One")
	if err != nil || len(rules) != 3 {
		t.Fatalf("got %d rules, %v", len(rules), err)
	}
	for i, want := range []struct{ area, formula, kind string }{{"A2:A2000", `"yes,no"`, "list"}, {"B2:B2000", "Places!$A$2:$A$9", "list"}, {"C2:C2000", "", ""}} {
		if got := rules[i]; got.Sqref != want.area || strings.TrimSuffix(strings.TrimPrefix(got.Formula1, "<formula1>"), "</formula1>") != want.formula || got.Type != want.kind {
			t.Errorf("got %s %s %q", got.Sqref, got.Type, got.Formula1)
		}
	}
}

func TestAListThatIsTooLongForACellIsAnError(t *testing.T) {
	b := New()
	defer func() { _ = b.Close() }()
	if _, err := b.Sheet("One", []Column{{Header: "Fact", Choices: []string{strings.Repeat("x", 300)}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Write(&bytes.Buffer{}); err == nil {
		t.Error("the list was cut in silence")
	}
}

func TestANumberThatAProgramWouldRoundIsWrittenAsTextAndTold(t *testing.T) {
	data, told := wroteBook(t, []Column{{Header: "Amount"}}, []Cell{Number("999999999999.123")}, []Cell{Number("-1304.891304347831")}, []Cell{Number("0.1000000000000000")})
	rows, _ := rowsOf(t, opened(t, data), "One")
	if diff := cmp.Diff(map[int][]string{1: {"Amount"}, 2: {"999999999999.123"}, 3: {"-1304.891304347831"}, 4: {"0.1"}}, rows); diff != "" {
		t.Error(diff)
	}
	if want := `sheet "One", A3: a number of more than 15 digits`; !strings.HasPrefix(told, want) || strings.Contains(told, "more: ") {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestWhatACellCannotHoldIsWrittenSoThatAPersonSeesItAndTold(t *testing.T) {
	long := strings.Repeat("😀", 20_000)
	data, told := wroteBook(t, []Column{{Header: "Text"}, {Header: "Day"}},
		[]Cell{Text("bell\a, null\x00, byte\xff, C1\u0085"), Day(day(t, "1899-12-31"))}, []Cell{Text(long), Instant(time.Date(1900, 2, 28, 9, 0, 0, 0, time.UTC))})
	rows, _ := rowsOf(t, opened(t, data), "One")
	if diff := cmp.Diff([]string{`bell\u0007, null\u0000, byte\xff, C1\u0085`, "1899-12-31"}, rows[2]); diff != "" {
		t.Error(diff)
	}
	cut := rows[3][0]
	if lengthUTF16(cut) > MostCharacters || !strings.HasSuffix(cut, "😀… [cut off: 40000 characters]") || !utf8.ValidString(cut) || rows[3][1] != "1900-02-28 09:00:00" {
		t.Errorf("got %d characters, %q", lengthUTF16(cut), cut[len(cut)-60:])
	}
	for _, want := range []string{"A2: a control character", "A3: a text above 32,767 characters", "B2 and 1 more: a day that the file format cannot hold"} {
		if !strings.Contains(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
	}
}

func TestEmptyValuesAreEmptyCells(t *testing.T) {
	data, _ := wroteBook(t, make([]Column, 6), []Cell{Text(""), Number(""), Day(mci.Date{}), Instant(time.Time{}), {}, YesNo(true)}, []Cell{YesNo(false), Number("many")}, nil)
	rows, _ := rowsOf(t, opened(t, data), "One")
	if diff := cmp.Diff(map[int][]string{2: {"", "", "", "", "", "yes"}, 3: {"no", "many"}}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestABookRefusesWhatNoProgramCouldOpen(t *testing.T) {
	b := New()
	defer func() { _ = b.Close() }()
	for _, name := range []string{"", "a/b", strings.Repeat("x", 32), "What?"} {
		if _, err := b.Sheet(name, nil); err == nil {
			t.Errorf("a sheet has the name %q", name)
		}
	}
	sheet, err := b.Sheet("One", []Column{{Header: "A"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Sheet("one", nil); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("two sheets have one name: %v", err)
	}
	if err := sheet.Row(Count(1), Count(2)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a row has more cells than the sheet: %v", err)
	}
	sheet.rows = MostRows
	if err := sheet.Row(Count(1)); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "1048575 rows") {
		t.Errorf("a row too far: %v", err)
	}
}

func TestABookWithoutSheetsIsAWorkbook(t *testing.T) {
	b := New()
	var file bytes.Buffer
	if notes, err := b.Write(&file); err != nil || notes != nil {
		t.Fatalf("got %v, %v", notes, err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if got := opened(t, file.Bytes()).Sheets(); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

// A brokenWriter fails at its first byte.
type brokenWriter struct{ err error }

func (b brokenWriter) Write([]byte) (int, error) { return 0, b.err }

func TestAnErrorOfTheDestinationIsPassedOn(t *testing.T) {
	b := New()
	defer func() { _ = b.Close() }()
	full := errors.New("the disk is full")
	if _, err := b.Write(brokenWriter{full}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// A writtenCell is a cell with the text that a reader is to find.
type writtenCell struct {
	cell Cell
	want string
}

// cells draws cells of every kind that are written as they are.
func cells() *rapid.Generator[writtenCell] {
	first := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	return rapid.Custom(func(t *rapid.T) writtenCell {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			text := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("=+-@'\" ,;_x0041_&<>")))).Filter(func(s string) bool {
				return !strings.ContainsFunc(s, unwritable) && !strings.ContainsRune(s, '\n') && utf8.ValidString(s)
			}).Draw(t, "text")
			return writtenCell{Text(text), text}
		case 1:
			number := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "digits")
			text := strconv.FormatInt(number, 10)
			places := rapid.IntRange(0, 12).Draw(t, "places")
			sign := ""
			if number < 0 {
				sign, text = "-", text[1:]
			}
			if places > 0 {
				text = strings.Repeat("0", max(places+1-len(text), 0)) + text
				text = text[:len(text)-places] + "." + text[len(text)-places:]
			}
			want := text
			if places > 0 {
				want = strings.TrimRight(strings.TrimRight(text, "0"), ".")
			}
			return writtenCell{Number(sign + text), sign + want}
		case 2:
			at := time.Unix(rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, "second"), 0).UTC()
			return writtenCell{Day(mci.DateOf(at)), at.Format(time.DateOnly)}
		default:
			at := time.Unix(rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, "second"), 0).UTC()
			want := at.Format("2006-01-02T15:04:05")
			return writtenCell{Instant(at), strings.TrimSuffix(want, "T00:00:00")}
		}
	})
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(cells(), 1, 8).Draw(t, "row")
		values, want := make([]Cell, len(row)), make([]string, len(row))
		for i, one := range row {
			values[i], want[i] = one.cell, one.want
		}
		for len(want) > 0 && want[len(want)-1] == "" {
			want = want[:len(want)-1]
		}
		b := New()
		defer func() { _ = b.Close() }()
		sheet, err := b.Sheet("One", make([]Column, len(row)))
		if err == nil {
			err = sheet.Row(values...)
		}
		var data bytes.Buffer
		var notes []Note
		if err == nil {
			notes, err = b.Write(&data)
		}
		if err != nil || len(notes) > 0 {
			t.Fatal(err, notes)
		}
		file, err := Open(bytes.NewReader(data.Bytes()), int64(data.Len()), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for row, err := range file.Rows("One", func(n []Note) { notes = n }) {
			if err != nil || row.Number != 2 {
				t.Fatal(row, err)
			}
			got = append(got, row.Cells...)
		}
		if diff := cmp.Diff(append([]string(nil), want...), got); diff != "" || len(notes) > 0 {
			t.Fatal(diff, notes)
		}
	})
}

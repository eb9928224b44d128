package workbook

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// hasStatus recognizes a header that has a column Status.
func hasStatus(head io.Reader) bool {
	text, _ := io.ReadAll(head) // of a string
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return slices.Contains(strings.Split(lines[len(lines)-1], ","), "Status")
}

func textRow(cells ...string) string {
	var row strings.Builder
	row.WriteString("<row>")
	for _, cell := range cells {
		row.WriteString(`<c t="str"><v>` + cell + `</v></c>`)
	}
	return row.String() + "</row>"
}

// twoSheets returns a workbook of two sheets.
func twoSheets(tb testing.TB, first, second string) *File {
	tb.Helper()
	return opened(tb, made(tb, first, map[string]string{
		"xl/workbook.xml":          bookStart + `<sheets><sheet name="One" sheetId="1" r:id="rId1"/><sheet name="Two" sheetId="2" r:id="rId2"/></sheets></workbook>`,
		"xl/worksheets/sheet2.xml": sheetOf(second),
	}))
}

func csvOf(tb testing.TB, file *File, choice Choice) string {
	tb.Helper()
	table, err := file.Table(choice)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := io.ReadAll(table)
	if err := errors.Join(err, table.Close()); err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func TestALineOfTheTableHasTheNumberOfItsRow(t *testing.T) {
	rows := `<row r="2"><c r="A2" t="str"><v>Claims of April</v></c></row><row r="4"><c r="A4" t="str"><v>Claim</v></c><c r="B4" t="str"><v>Status</v></c><c r="C4" t="str"><v>Note</v></c></row>` +
		`<row r="6"><c r="A6" t="str"><v>a, "b"` + "\n" + `c</v></c></row><row r="7"><c r="A7" t="str"><v>d</v></c><c r="D7"><v>4</v></c></row>`
	got := csvOf(t, opened(t, made(t, rows, nil)), Choice{Recognize: hasStatus})
	const want = "\nClaims of April,,\n\nClaim,Status,Note\n\n\"a, \"\"b\"\" c\",,\nd,,,4\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheSheetIsChosenByItsNameOrByItsHeader(t *testing.T) {
	other, claims := textRow("Region"), textRow("Claim", "Status")+textRow("a", "b")
	if got := csvOf(t, twoSheets(t, other, claims), Choice{Recognize: hasStatus}); got != "Claim,Status\na,b\n" {
		t.Errorf("got %q", got)
	}
	table, err := twoSheets(t, claims, claims).Table(Choice{Sheet: "Two", Recognize: hasStatus})
	if err != nil || table.Sheet() != "Two" || table.Notes() != nil {
		t.Errorf("got %v, %v", table, err)
	}
	for want, test := range map[string]struct {
		file   *File
		choice Choice
	}{
		`sheet: found "several sheets with such a header", want the name of one of "One", "Two"`:         {twoSheets(t, claims, claims), Choice{Recognize: hasStatus}},
		`sheet: found "no sheet with a header that is known here", want the name of one of "One", "Two"`: {twoSheets(t, other, other), Choice{Recognize: hasStatus}},
		`sheet: found "three", want one of "One", "Two"`:                                                 {twoSheets(t, claims, other), Choice{Sheet: "three", Recognize: hasStatus}},
	} {
		if _, err := test.file.Table(test.choice); !errors.Is(err, mci.ErrInvalid) || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestTheOnlySheetIsTheTableWhateverItsHeader(t *testing.T) {
	if got := csvOf(t, opened(t, made(t, textRow("Region")+textRow("EMEA"), nil)), Choice{Recognize: hasStatus}); got != "Region\nEMEA\n" {
		t.Errorf("got %q", got)
	}
	if got := csvOf(t, opened(t, made(t, "", nil)), Choice{}); got != "" {
		t.Errorf("got %q", got)
	}
	if got := csvOf(t, twoSheets(t, "", textRow("Region")), Choice{}); got != "Region\n" {
		t.Errorf("got %q", got)
	}
}

func TestAHeaderThatComesTooLateIsNotFound(t *testing.T) {
	late := strings.Repeat(textRow("x"), mostHeadRows) + textRow("Claim", "Status")
	if _, err := twoSheets(t, late, textRow("y")).Table(Choice{Recognize: hasStatus}); err == nil {
		t.Error("it was found")
	}
}

func TestNumbersAndMonthsAndTextsAreWrittenAsTheReaderExpectsThem(t *testing.T) {
	rows := textRow("Month", "Day", "Amount", "Text") + `<row><c s="1"><v>45017</v></c><c s="1"><v>45017</v></c><c><v>1234.5</v></c><c t="str"><v>=1</v></c></row>` +
		`<row><c s="1"><v>45018</v></c><c s="3"><v>45017.5</v></c></row>`
	got := csvOf(t, opened(t, made(t, rows, nil)), Choice{
		Month:  func(header string) bool { return header == "Month" },
		Number: func(number string) string { return strings.Replace(number, ".", ",", 1) },
		Text:   func(text string) string { return strings.TrimPrefix(text, "=") },
	})
	if want := "Month,Day,Amount,Text\n2023-04,2023-04-01,\"1234,5\",1\n2023-04-02,2023-04-01T12:00:00,,\n"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestATableFailsWithTheErrorOfItsRows(t *testing.T) {
	broken := strings.Repeat(textRow("x"), 2) + `<row r="1"/>`
	if _, err := opened(t, made(t, broken, nil)).Table(Choice{Recognize: hasStatus}); err == nil {
		t.Error("the error was swallowed when the header was looked for")
	}
	if _, err := twoSheets(t, broken, textRow("Status")).Table(Choice{Recognize: hasStatus}); err == nil {
		t.Error("the error was swallowed when the sheet was looked for")
	}
	if _, err := opened(t, made(t, broken, nil)).Table(Choice{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v", err)
	}
	gone := made(t, broken, map[string]string{"xl/worksheets/sheet1.xml": ""})
	if _, err := opened(t, gone).Table(Choice{}); err == nil {
		t.Error("a sheet without rows was read")
	}
}

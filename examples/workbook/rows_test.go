package workbook

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestACellIsReadByItsTypeAndItsFormat(t *testing.T) {
	for name, test := range map[string]struct{ cell, want, note string }{
		"a shared text":                     {`<c r="A1" t="s"><v>0</v></c>`, "plain", ""},
		"a shared text with runs":           {`<c r="A1" t="s"><v>1</v></c>`, "rich text", ""},
		"a code of a character":             {`<c r="A1" t="s"><v>2</v></c>`, "a b", "a line break inside the cell"},
		"a text of its own":                 {`<c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve">line </t></r></is></c>`, "inline ", ""},
		"a code of an underscore":           {`<c r="A1" t="inlineStr"><is><t>_x005F_x0041_ _x00_ _x</t></is></c>`, "_x0041_ _x00_ _x", ""},
		"yes":                               {`<c r="A1" t="b"><v>1</v></c>`, "TRUE", ""},
		"no":                                {`<c r="A1" t="b"><v>0</v></c>`, "FALSE", ""},
		"an error":                          {`<c r="A1" t="e"><v>#N/A</v></c>`, "#N/A", "an error value"},
		"a date as text":                    {`<c r="A1" t="d"><v>2023-04-03T00:00:00Z</v></c>`, "2023-04-03T00:00:00Z", ""},
		"a formula with a number":           {`<c r="A1"><f>B1*2</f><v>42</v></c>`, "42", "sheet \"One\", A1: a formula; the value that was stored"},
		"a formula with a text":             {`<c r="A1" t="str"><f>B1&amp;"x"</f><v>yx</v></c>`, "yx", "a formula; the value"},
		"a formula with an empty text":      {`<c r="A1" t="str"><f>""</f><v></v></c>`, "", "a formula; the value"},
		"a formula that was not calculated": {`<c r="A1"><f>B1*2</f></c>`, "", "without a stored value"},
		"a number":                          {`<c r="A1"><v>5000</v></c>`, "5000", ""},
		"a number with an exponent":         {`<c r="A1"><v>1.25E-3</v></c>`, "0.00125", ""},
		"the nearest binary number":         {`<c r="A1"><v>0.30000000000000004</v></c>`, "0.3", ""},
		"an amount as it is stored":         {`<c r="A1" s="2"><v>1234.5599999999999</v></c>`, "1234.56", ""},
		"an amount that is shown rounded":   {`<c r="A1" s="2"><v>1234.567</v></c>`, "1234.567", "more decimal places than the cell shows"},
		"a negative zero":                   {`<c r="A1"><v>-0</v></c>`, "0", ""},
		"a long number":                     {`<c r="A1"><v>1.2345678901234568E+19</v></c>`, "1.23456789012346E+19", "more than 15 digits"},
		"a number that lost its digits":     {`<c r="A1"><v>1.23456789012345E+16</v></c>`, "1.23456789012345E+16", "more than 15 digits"},
		"a number of 15 digits":             {`<c r="A1"><v>-999999999999999</v></c>`, "-999999999999999", ""},
		"a number that is none":             {`<c r="A1"><v>0x1p4</v></c>`, "0x1p4", "whose value is not a number"},
		"a number that is infinite":         {`<c r="A1"><v>1e999</v></c>`, "1e999", "whose value is not a number"},
		"a date":                            {`<c r="A1" s="1"><v>45019</v></c>`, "2023-04-03", ""},
		"a date with a time":                {`<c r="A1" s="3"><v>45019.395844907405</v></c>`, "2023-04-03T09:30:01", ""},
		"a time":                            {`<c r="A1" s="4"><v>0.5</v></c>`, "12:00:00", ""},
		"a duration above a day":            {`<c r="A1" s="4"><v>1.5</v></c>`, "1.5", ""},
		"a day that the calendar lacks":     {`<c r="A1" s="1"><v>60</v></c>`, "60", "not one; it is read as a number"},
		"a day before the first":            {`<c r="A1" s="1"><v>-1</v></c>`, "-1", "not one; it is read as a number"},
		"a style that does not exist":       {`<c r="A1" s="99"><v>45019</v></c>`, "45019", ""},
		"an empty cell":                     {`<c r="A1" s="1"/>`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rows, told := rowsOf(t, opened(t, made(t, `<row r="1">`+test.cell+`<c r="B1"><v>9</v></c></row>`, nil)), "One")
			if got := rows[1][0]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (told == "") != (test.note == "") || !strings.Contains(told, test.note) {
				t.Errorf("told %q, want %q", told, test.note)
			}
		})
	}
}

func TestRowsKeepTheirNumbersAndHiddenOnesAreReadAndTold(t *testing.T) {
	const rows = `<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row><row r="3"/><row r="7" hidden="1"><c r="B7" t="s"><v>0</v></c></row>` +
		`<row><c><v>8</v></c><c><v>9</v></c></row>`
	got, told := rowsOf(t, opened(t, made(t, rows, nil)), "One")
	want := map[int][]string{2: {"1", "", "3"}, 7: {"", "plain"}, 8: {"8", "9"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := "sheet \"One\", 7: the row is hidden; it is read all the same\n"; told != want {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestMergedCellsAreTold(t *testing.T) {
	sheet := strings.Replace(sheetOf(`<row r="1"><c r="A1"><v>1</v></c></row>`), "</sheetData>", `</sheetData><mergeCells count="2"><mergeCell ref="A1:A3"/><mergeCell ref="B1:B2"/></mergeCells>`, 1)
	_, told := rowsOf(t, opened(t, made(t, "", map[string]string{"xl/worksheets/sheet1.xml": sheet})), "One")
	if want := `sheet "One", A1:A3 and 1 more: merged cells; only the upper left cell has a value`; !strings.HasPrefix(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestADateOfAFileOfTheMacintoshIsTheSameDay(t *testing.T) {
	book := bookStart + `<workbookPr date1904="1"/><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>`
	rows, _ := rowsOf(t, opened(t, made(t, `<row r="1"><c r="A1" s="1"><v>43557</v></c><c r="B1" s="1"><v>0</v></c></row>`, map[string]string{"xl/workbook.xml": book})), "One")
	if rows[1][0] != "2023-04-03" || rows[1][1] != "1904-01-01" {
		t.Errorf("got %v", rows[1])
	}
}

func TestSheetsAreListedInTheirOrderWithoutChartsAndHiddenOnesAreTold(t *testing.T) {
	file := opened(t, made(t, "", map[string]string{
		"xl/workbook.xml":          bookStart + `<sheets><sheet name="Second" sheetId="4" state="hidden" r:id="rId2"/><sheet name="Chart" sheetId="5" r:id="rId5"/><sheet name="First" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet2.xml": sheetOf(`<row r="1"><c r="A1"><v>2</v></c></row>`),
	}))
	if diff := cmp.Diff([]string{"Second", "First"}, file.Sheets()); diff != "" {
		t.Error(diff)
	}
	rows, told := rowsOf(t, file, "Second")
	if rows[1][0] != "2" || told != "sheet \"Second\": the sheet is hidden; it is read all the same\n" {
		t.Errorf("got %v, %q", rows, told)
	}
}

func TestAWorkbookWithoutFormatsAndSharedTextsIsRead(t *testing.T) {
	relations := strings.ReplaceAll(strings.ReplaceAll(bookRelations, "/styles\"", "/theme\""), "/sharedStrings\"", "/calcChain\"")
	file := opened(t, made(t, `<row><c><v>5</v></c></row>`, map[string]string{"xl/_rels/workbook.xml.rels": relations, "xl/styles.xml": "", "xl/sharedStrings.xml": ""}))
	if rows, _ := rowsOf(t, file, "One"); rows[1][0] != "5" {
		t.Errorf("got %v", rows)
	}
}

func TestRowsEndWhenTheCallerWantsNoMore(t *testing.T) {
	for row, err := range opened(t, made(t, `<row><c><v>1</v></c></row><row><c><v>2</v></c></row>`, nil)).Rows("One", func([]Note) { t.Error("told") }) {
		if err != nil || row.Number != 1 {
			t.Errorf("got %v, %v", row, err)
		}
		break
	}
}

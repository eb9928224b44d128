package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

const one = `<row r="1"><c r="A1"><v>1</v></c></row>`

func TestAFileThatIsNoWholeWorkbookIsAnErrorThatSaysWhy(t *testing.T) {
	part := func(name, text string) []byte { return made(t, one, map[string]string{name: text}) }
	whole := made(t, one, nil)
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"an empty file":             {nil, "no ZIP archive"},
		"a text":                    {[]byte("Claim ID,Status\n"), "no ZIP archive"},
		"an old workbook":           {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("x", 600)), "older format, or one with a password"},
		"a file that is cut off":    {whole[:len(whole)/2], "cut off or damaged"},
		"another archive":           {part("_rels/.rels", ""), "no workbook"},
		"a binary workbook":         {part("_rels/.rels", strings.Replace(rootRelations, "workbook.xml", "workbook.bin", 1)), "a binary workbook"},
		"no list of sheets":         {part("xl/workbook.xml", ""), "without xl/workbook.xml"},
		"no sheets":                 {part("xl/workbook.xml", bookStart+"<sheets/></workbook>"), "without sheets"},
		"no relations":              {part("xl/_rels/workbook.xml.rels", ""), "without sheets"},
		"broken relations":          {part("_rels/.rels", "<Relationships>"), "_rels/.rels, which is malformed"},
		"broken relations inside":   {part("xl/_rels/workbook.xml.rels", "<Relationships>"), "workbook.xml.rels, which is malformed"},
		"broken styles":             {part("xl/styles.xml", "<styleSheet>"), "styles.xml, which is malformed"},
		"broken texts":              {part("xl/sharedStrings.xml", "<sst><si>"), "sharedStrings.xml, which is malformed"},
		"no texts":                  {part("xl/sharedStrings.xml", ""), "without xl/sharedStrings.xml"},
		"no sheet":                  {part("xl/worksheets/sheet1.xml", ""), "without xl/worksheets/sheet1.xml"},
		"a sheet that is cut off":   {part("xl/worksheets/sheet1.xml", strings.TrimSuffix(sheetOf(one), "</row></sheetData></worksheet>")), "sheet1.xml, which is malformed"},
		"a cell that is cut off":    {part("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>1`), "sheet1.xml, which is malformed"},
		"another encoding":          {part("xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="UTF-16"?>`+sheetOf(one)), "sheet1.xml, which is malformed"},
		"entities":                  {part("xl/worksheets/sheet1.xml", `<!DOCTYPE x [<!ENTITY a "aaaa">]>`+sheetOf(one)), "a declaration of entities"},
		"rows out of order":         {made(t, `<row r="2"><c r="A2"><v>1</v></c></row>`+one, nil), `row 1 in sheet \"One\"`},
		"a row that is no number":   {made(t, `<row r="x"/>`, nil), `row x in sheet \"One\"`},
		"cells out of order":        {made(t, `<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`, nil), "cell A1 in row 1"},
		"a cell of another row":     {made(t, `<row r="1"><c r="B2"><v>1</v></c></row>`, nil), "cell B2 in row 1"},
		"a cell without a column":   {made(t, `<row r="1"><c r="1"><v>1</v></c></row>`, nil), "cell 1 in row 1"},
		"a text that is not shared": {made(t, `<row r="1"><c r="A1" t="s"><v>3</v></c></row>`, nil), "whose shared text 3 does not exist"},
		"a text below the first":    {made(t, `<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`, nil), "whose shared text -1 does not exist"},
		"a long text":               {made(t, `<row r="1"><c r="A1" t="str"><v>`+strings.Repeat("x<!-- -->", 1<<20+1)+`</v></c></row>`, nil), "a text of more than 1048576 bytes in cell A1"},
		"long shared texts":         {part("xl/sharedStrings.xml", `<sst><si><t>`+strings.Repeat("x<!-- -->", 1<<20+1)+`</t></si></sst>`), "a text of more than 1048576 bytes in xl/sharedStrings.xml"},
		"a long piece":              {made(t, `<row r="1"><c r="A1" t="`+strings.Repeat("x", mostPiece+9000)+`"/></row>`, nil), "a piece of more than 1048576 bytes"},
		"deep elements":             {made(t, strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100), nil), "more than 64 elements inside one another"},
	} {
		t.Run(name, func(t *testing.T) {
			err := failure(test.data, Limits{})
			var field *mci.FieldError
			if !errors.As(err, &field) || field.Path != "file" && field.Path != "sheet" || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestABombIsRefusedByItsLimit(t *testing.T) {
	blank := strings.Repeat(" ", 3<<20)
	many := bookStart + `<sheets><sheet name="One" sheetId="1" r:id="rId1"/><sheet name="Two" sheetId="2" r:id="rId1"/></sheets></workbook>`
	for name, test := range map[string]struct {
		data   []byte
		limits Limits
		want   string
	}{
		"a large part":         {made(t, `<row><c><v>1</v></c></row>`+strings.Repeat(blank[:1000]+"<a/>", 3000), nil), Limits{Unpacked: 1 << 20}, "more than 1048576 bytes in xl/worksheets/sheet1.xml"},
		"many shared texts":    {made(t, "", nil), Limits{Texts: 40}, "more than 40 bytes of shared texts"},
		"a row too far":        {made(t, `<row r="11"/>`, nil), Limits{Rows: 10}, "at most 10 rows"},
		"a row beyond any":     {made(t, `<row r="1048577"/>`, nil), Limits{Rows: 1 << 30}, "at most 1048576 rows"},
		"a column too far":     {made(t, `<row r="1"><c r="K1"/></row>`, nil), Limits{Columns: 10}, "at most 10 columns"},
		"too many cells":       {made(t, `<row r="1"><c><v>1</v></c><c><v>1</v></c></row>`, nil), Limits{Columns: 1}, "at most 1 columns"},
		"too many sheets":      {made(t, "", map[string]string{"xl/workbook.xml": many}), Limits{Sheets: 1}, "more than 1 sheets"},
		"a long text of blank": {made(t, blank, nil), Limits{}, "a piece of more than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := failure(test.data, test.limits); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestAFileThatIsCutOffAnywhereIsAnErrorAndNeverAShorterTable(t *testing.T) {
	whole := made(t, strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 50), nil)
	for length := range len(whole) {
		if err := failure(whole[:length], Limits{}); err == nil {
			t.Fatalf("a file of %d of %d bytes was read", length, len(whole))
		}
	}
}

// A brokenSource fails at its first byte.
type brokenSource struct{ err error }

func (b brokenSource) ReadAt([]byte, int64) (int, error) { return 0, b.err }

func TestAnErrorOfTheSourceIsPassedOn(t *testing.T) {
	broken := errors.New("the disk is gone")
	if _, err := Open(brokenSource{broken}, 1000, Limits{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestADamagedPartIsToldByItsName(t *testing.T) {
	whole := made(t, one, nil)
	damaged := bytes.Clone(whole)
	at := bytes.Index(damaged, []byte("xl/worksheets/sheet1.xml")) + len("xl/worksheets/sheet1.xml") + 4
	for i := range 8 {
		damaged[at+i] ^= 0xFF
	}
	if err := failure(damaged, Limits{}); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "xl/worksheets/sheet1.xml, which") {
		t.Errorf("got %v", err)
	}
	method := bytes.Clone(whole) // of the compression, in the directory
	at = bytes.LastIndex(method, []byte("PK\x01\x02"))
	method[at+10] = 99
	if err := failure(method, Limits{}); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "cannot be unpacked") {
		t.Errorf("got %v", err)
	}
}

func TestNobodyGetsARowOfASheetThatIsDamagedBehindIt(t *testing.T) {
	rows := func(last string) string {
		var all strings.Builder
		for row := range 5000 {
			fmt.Fprintf(&all, `<row r="%d"><c><v>%d</v></c></row>`, row+1, row)
		}
		return all.String() + last
	}
	const sheet = "xl/worksheets/sheet1.xml"
	checksum := made(t, rows(""), nil)
	checksum[bytes.LastIndex(checksum, []byte(sheet))-30] ^= 1 // in the directory, 30 bytes before the name
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"a wrong checksum":      {checksum, sheet + ", which cannot be unpacked"},
		"a sheet that is short": {made(t, "", map[string]string{sheet: strings.TrimSuffix(sheetOf(rows("")), "</sheetData></worksheet>")}), sheet + ", which is malformed"},
		"a row out of order":    {made(t, rows(one), nil), "row 1 in"},
		"a text that is none":   {made(t, rows(`<row><c t="s"><v>99</v></c></row>`), nil), "whose shared text 99 does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			count := 0
			var last error
			for _, last = range opened(t, test.data).Rows("One", func([]Note) { t.Error("the sheet has an end") }) {
				if last == nil {
					count++
				}
			}
			if !errors.Is(last, mci.ErrInvalid) || !strings.Contains(last.Error(), test.want) || count > 0 {
				t.Errorf("got %d rows and %v", count, last)
			}
			if table, err := opened(t, test.data).Table(Choice{}); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), test.want) || table != nil {
				t.Errorf("got the table %v, %v", table, err)
			}
		})
	}
}

func TestAnUnknownSheetIsAnErrorThatNamesTheOthers(t *testing.T) {
	for _, err := range opened(t, made(t, one, nil)).Rows("Two", nil) {
		if err == nil || err.Error() != `sheet: found "Two", want one of "One"` {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add(made(f, one, nil))
	f.Add(made(f, `<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="C2" s="3"><f>1</f><v>45019.5</v></c></row>`, nil))
	written, _ := wroteBook(f, []Column{{Header: "Text"}, {Header: "Day", Choices: []string{"yes"}}}, []Cell{Text("=1+1"), Count(5)})
	f.Add(written)
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{Unpacked: 1 << 20, Texts: 1 << 20}
		file, err := Open(bytes.NewReader(data), int64(len(data)), limits)
		if err != nil {
			return
		}
		for _, sheet := range file.Sheets() {
			last := 0
			for row, err := range file.Rows(sheet, func([]Note) {}) {
				if err != nil {
					break
				}
				if row.Number <= last || row.Number > MostRows || len(row.Cells) == 0 || row.Cells[len(row.Cells)-1] == "" {
					t.Fatalf("row %d after %d has cells %q", row.Number, last, row.Cells)
				}
				last = row.Number
			}
			table, err := file.Table(Choice{Sheet: sheet})
			if err != nil {
				continue
			}
			_, _ = io.Copy(io.Discard, table) // an error is fine, a panic is not
			if err := table.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzSheet reads the XML of a sheet, of formats and of shared texts, which the
// mutations of FuzzWorkbook seldom reach through the compression.
func FuzzSheet(f *testing.F) {
	f.Add(sheetOf(one), styles, shared, false)
	f.Add(sheetOf(`<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="C2" s="3"><f>1</f><v>45019.5</v></c></row><mergeCell ref="A1:B2"/>`), styles, shared, true)
	f.Add(sheetOf(`<row><c t="inlineStr"><is><t>_x000D_</t></is></c><c t="e"><v>#N/A</v></c><c s="4"><v>0.5</v></c><c><v>1e15</v></c></row>`), styles, shared, false)
	f.Fuzz(func(t *testing.T, sheet, styles, shared string, macintosh bool) {
		book := book
		if macintosh {
			book = strings.Replace(book, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
		}
		data := made(t, "", map[string]string{"xl/workbook.xml": book, "xl/styles.xml": styles, "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet})
		file, err := Open(bytes.NewReader(data), int64(len(data)), Limits{Rows: 10_000})
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Fatalf("an error that is not about the file: %v", err)
			}
			return
		}
		table, err := file.Table(Choice{})
		if err == nil {
			var text []byte
			text, err = io.ReadAll(table)
			if lines := strings.Count(string(text), "\n"); lines > 10_000 {
				t.Fatalf("%d lines", lines)
			}
		}
		if err != nil && !errors.Is(err, mci.ErrInvalid) {
			t.Fatalf("an error that is not about the file: %v", err)
		}
	})
}

package workbook

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The parts of a workbook with one sheet, as a program would write them.
const (
	rootRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
		`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>` +
		`<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet" Target="chartsheets/sheet1.xml"/>` +
		`<Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.com" TargetMode="External"/></Relationships>`
	bookStart = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">`
	book      = bookStart + `<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>`
	styles    = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="&quot;USD&quot; #,##0.00"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs><cellStyles/></styleSheet>`
	shared = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>phonetic</t></rPh></si><si><t>a_x000D_b</t></si></sst>`
)

// made returns a workbook whose sheet "One" has the given rows. Other parts
// replace or add to those of a plain workbook; an empty one removes it.
func made(tb testing.TB, rows string, parts map[string]string) []byte {
	tb.Helper()
	all := map[string]string{
		"_rels/.rels": rootRelations, "xl/_rels/workbook.xml.rels": bookRelations, "xl/workbook.xml": book,
		"xl/styles.xml": styles, "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheetOf(rows),
	}
	maps.Copy(all, parts)
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] == "" {
			continue
		}
		part, err := archive.Create(name)
		if err == nil {
			_, err = part.Write([]byte(all[name]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		tb.Fatal(err)
	}
	return file.Bytes()
}

func sheetOf(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

func opened(tb testing.TB, data []byte) *File {
	tb.Helper()
	file, err := Open(bytes.NewReader(data), int64(len(data)), Limits{})
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

// rowsOf returns the cells of all rows of a sheet, and the notes as lines.
func rowsOf(tb testing.TB, file *File, sheet string) (rows map[int][]string, told string) {
	tb.Helper()
	rows = map[int][]string{}
	tell := func(notes []Note) {
		for _, note := range notes {
			told += note.String() + "\n"
		}
	}
	for row, err := range file.Rows(sheet, tell) {
		if err != nil {
			tb.Fatal(err)
		}
		rows[row.Number] = slices.Clone(row.Cells)
	}
	return rows, told
}

// failure returns the error of opening a file or of reading all of its sheets.
func failure(data []byte, limits Limits) error {
	file, err := Open(bytes.NewReader(data), int64(len(data)), limits)
	if err != nil {
		return err
	}
	for _, sheet := range file.Sheets() {
		for _, err := range file.Rows(sheet, nil) {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// wroteBook returns a book with one sheet of the given rows, and the notes.
func wroteBook(tb testing.TB, columns []Column, rows ...[]Cell) (data []byte, told string) {
	tb.Helper()
	b := New()
	defer func() {
		if err := b.Close(); err != nil {
			tb.Error(err)
		}
	}()
	sheet, err := b.Sheet("One", columns)
	if err != nil {
		tb.Fatal(err)
	}
	for _, row := range rows {
		if err := sheet.Row(row...); err != nil {
			tb.Fatal(err)
		}
	}
	var file bytes.Buffer
	notes, err := b.Write(&file)
	if err != nil {
		tb.Fatal(err)
	}
	lines := make([]string, len(notes))
	for i, note := range notes {
		lines[i] = note.String()
	}
	return file.Bytes(), strings.Join(lines, "\n")
}

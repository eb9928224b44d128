package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/mci-go/incentives/mci"
)

// A Row is a row of a sheet that has at least one cell.
type Row struct {
	// Number is the row's number as the spreadsheet program shows it, from 1.
	Number int
	// Cells are the texts of the cells from column A on, up to the last one
	// that is not empty. They are valid until the next row.
	//
	// A number has neither exponent nor grouping and at most 15 digits,
	// whatever its format. If it has more digits, it is written as a
	// spreadsheet program shows it, such as 1.23456789012346E+16, so that it is
	// never mistaken for an ID with all of its digits. A date is in ISO form,
	// 2023-04-03, and so is a date with a time of day, 2023-04-03T09:30:00. If
	// a cell has a formula, its text is the stored value. A line break becomes
	// a space.
	Cells []string
}

// Rows yields the rows of a sheet in their order, hidden ones too. It holds one
// row in memory. It reads the whole sheet once before it yields the first row.
// If the sheet does not exist, is malformed, has a wrong checksum or exceeds
// the limits, Rows yields no row but a [mci.FieldError] with the path "sheet"
// or "file". If tell is not nil, it is called at the end with the notes about
// the rows.
func (f *File) Rows(sheet string, tell func([]Note)) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r, err := f.checkedRows(sheet)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer r.scan.close()
		for {
			row, err := r.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
		if tell != nil {
			tell(r.list())
		}
	}
}

// A rowReader reads the rows of one sheet.
type rowReader struct {
	notes

	file   *File
	scan   *scanner
	row    Row
	months []bool // the columns whose days are written as months
	number func(string) string
}

func (f *File) rows(sheet string) (*rowReader, error) {
	at := slices.IndexFunc(f.sheets, func(s sheetPart) bool { return s.name == sheet })
	if at < 0 {
		return nil, mci.Invalid("sheet", sheet, "one of "+quotedNames(f.Sheets()))
	}
	scan, err := f.open(f.sheets[at].part)
	if err != nil {
		return nil, err
	}
	r := &rowReader{file: f, scan: scan, notes: notes{sheet: sheet}}
	if f.sheets[at].hidden {
		r.add(hiddenSheet, "")
	}
	return r, nil
}

// checkedRows returns the rows of a sheet after it has read the sheet to its
// end once. The checksum of a part is only known at its end. If a caller acts
// on each row, it must not learn there that the earlier rows were wrong.
func (f *File) checkedRows(sheet string) (*rowReader, error) {
	first, err := f.rows(sheet)
	if err != nil {
		return nil, err
	}
	defer first.scan.close()
	for err == nil {
		_, err = first.next()
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return f.rows(sheet)
}

// next returns the next row that has a cell. At the end of the sheet, the error
// is [io.EOF].
func (r *rowReader) next() (Row, error) {
	for {
		token, err := r.scan.next()
		if err != nil {
			return Row{}, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			if err := r.readRow(&start); err != nil {
				return Row{}, err
			}
			if len(r.row.Cells) > 0 {
				return r.row, nil
			}
		case "mergeCell":
			r.add(mergedArea, attribute(&start, "ref"))
		}
	}
}

// readRow reads a row to its end.
func (r *rowReader) readRow(start *xml.StartElement) error {
	number := r.row.Number + 1
	if given := attribute(start, "r"); given != "" {
		var err error
		if number, err = strconv.Atoi(given); err != nil || number <= r.row.Number {
			return r.malformed("row "+given, "rows in the order of their numbers")
		}
	}
	if number > r.file.limits.Rows {
		return r.malformed(fmt.Sprintf("row %d", number), fmt.Sprintf("at most %d rows", r.file.limits.Rows))
	}
	r.row.Number, r.row.Cells = number, r.row.Cells[:0]
	for {
		token, err := r.scan.next()
		if err != nil {
			return r.unended(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "c" {
				if err := r.readCell(&token); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if token.Name.Local == "row" {
				if isTrue(attribute(start, "hidden")) && len(r.row.Cells) > 0 {
					r.add(hiddenRow, strconv.Itoa(number))
				}
				return nil
			}
		}
	}
}

// unended returns the error for a sheet that ends inside a row.
func (r *rowReader) unended(err error) error {
	if errors.Is(err, io.EOF) {
		return r.malformed("a sheet that ends inside a row", wantWorkbook+" that is whole")
	}
	return err
}

func (r *rowReader) malformed(found, want string) error {
	return mci.Invalid("sheet", fmt.Sprintf("%s in sheet %q", found, r.sheet), want)
}

// A rawCell is a cell as the file stores it.
type rawCell struct {
	ref                   string
	kind                  string // "s" for a shared text, for example; empty for a number
	style                 int
	value                 string
	hasFormula, hasInline bool
}

// readCell reads a cell to its end and puts its text into the row.
func (r *rowReader) readCell(start *xml.StartElement) error {
	cell := rawCell{ref: attribute(start, "r"), kind: attribute(start, "t")}
	column := len(r.row.Cells) + 1
	if cell.ref != "" {
		found, row, err := excelize.CellNameToCoordinates(cell.ref)
		if err != nil || row != r.row.Number || found < column {
			return r.malformed("cell "+cell.ref+" in row "+strconv.Itoa(r.row.Number), "the cells of a row in their order")
		}
		column = found
	} else {
		cell.ref = excelizeName(column, r.row.Number)
	}
	if column > r.file.limits.Columns {
		return r.malformed("cell "+cell.ref, fmt.Sprintf("at most %d columns", r.file.limits.Columns))
	}
	cell.style, _ = strconv.Atoi(attribute(start, "s")) // 0 is the general format
	if err := r.readContent(&cell); err != nil {
		return err
	}
	text, err := r.text(&cell, column)
	if err != nil || text == "" {
		return err
	}
	for len(r.row.Cells) < column-1 {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells = append(r.row.Cells, text)
	return nil
}

// excelizeName returns the name of a cell, such as D7.
func excelizeName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil { // the cell exceeds the format; the caller reports it
		return fmt.Sprintf("column %d of row %d", column, row)
	}
	return name
}

// readContent reads the elements inside a cell.
func (r *rowReader) readContent(cell *rawCell) error {
	var inline texts
	var value strings.Builder
	inValue := false
	for {
		token, err := r.scan.next()
		if err != nil {
			return r.unended(err)
		}
		if !inline.take(token) || value.Len() > mostPiece {
			return longText("cell " + cell.ref)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "v":
				inValue = true
			case "f":
				cell.hasFormula = true
			case "is":
				cell.hasInline = true
			}
		case xml.CharData:
			if inValue {
				value.Write(token)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v":
				inValue = false
			case "c":
				cell.value = value.String()
				if cell.hasInline {
					cell.value = inline.buffer.String()
				}
				return nil
			}
		}
	}
}

// text returns the text of a cell, and adds a note if the text is not the
// cell's content unchanged.
func (r *rowReader) text(cell *rawCell, column int) (string, error) {
	switch {
	case cell.hasFormula && cell.value == "" && cell.kind != "str":
		r.add(formulaEmpty, cell.ref)
	case cell.hasFormula:
		r.add(formula, cell.ref)
	}
	if cell.value == "" {
		return "", nil
	}
	switch cell.kind {
	case "s":
		number, err := strconv.Atoi(strings.TrimSpace(cell.value))
		if err != nil || number < 0 || number >= len(r.file.shared) {
			return "", r.malformed("cell "+cell.ref+", whose shared text "+cell.value+" does not exist", wantWorkbook)
		}
		return r.oneLine(cell, r.file.shared[number]), nil
	case "inlineStr", "str":
		return r.oneLine(cell, unescaped(cell.value)), nil
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(cell.value)], nil
	case "e":
		r.add(errorValue, cell.ref)
		return r.oneLine(cell, cell.value), nil
	case "d": // an ISO date as text
		return r.oneLine(cell, cell.value), nil
	default:
		return r.numberText(cell, column), nil
	}
}

// oneLine replaces line breaks, so that a row of the sheet is one line of text.
func (r *rowReader) oneLine(cell *rawCell, text string) string {
	if !strings.ContainsAny(text, "\r\n") {
		return text
	}
	r.add(lineBreak, cell.ref)
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(text)
}

// numberText returns the text of a number cell. If the cell's format shows a
// date, the text is a date, and otherwise a number.
func (r *rowReader) numberText(cell *rawCell, column int) string {
	read, ok := readNumber(strings.TrimSpace(cell.value))
	if !ok {
		r.add(noNumber, cell.ref)
		return r.oneLine(cell, cell.value)
	}
	shown := general
	if cell.style >= 0 && cell.style < len(r.file.formats) {
		shown = r.file.formats[cell.style]
	}
	switch {
	case shown.day:
		if at, ok := r.file.system.instant(read.value); ok {
			return r.dateText(at, column)
		}
		r.add(noDate, cell.ref)
	case shown.clock && read.value >= 0 && read.value < 1:
		return time.Time{}.Add(time.Duration(read.value*daySeconds+0.5) * time.Second).Format(time.TimeOnly)
	case read.long:
		r.add(longNumber, cell.ref)
	case shown.decimals >= 0 && decimals(read.text) > shown.decimals:
		r.add(shownRounded, cell.ref)
	}
	if r.number != nil {
		return r.number(read.text)
	}
	return read.text
}

// dateText writes a date, and its time of day if it is not midnight.
func (r *rowReader) dateText(at time.Time, column int) string {
	switch {
	case column <= len(r.months) && r.months[column-1] && at.Day() == 1 && at.Equal(at.Truncate(24*time.Hour)):
		return at.Format("2006-01")
	case at.Equal(at.Truncate(24 * time.Hour)):
		return at.Format(time.DateOnly)
	default:
		return at.Format("2006-01-02T15:04:05")
	}
}

// quotedNames returns names in quotation marks with commas between them.
func quotedNames(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, ", ")
}

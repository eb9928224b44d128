package workbook

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Choice selects the sheet of a workbook that is read as a table, and says
// how it is read. The zero Choice reads the only sheet.
type Choice struct {
	// Sheet is the name of the sheet. If it is empty, the only sheet that
	// Recognize accepts is read.
	Sheet string
	// Recognize reports whether the first lines of a sheet, as CSV, end with
	// the header of a table that the caller reads. It is called with one more
	// line each time. If it is nil, the first row is the header.
	Recognize func(head io.Reader) bool
	// Text rewrites each cell, such as portal.SafeCell. It may be nil.
	Text func(cell string) string
	// Number rewrites each number, for a reader that expects another decimal
	// mark than the point. It may be nil.
	Number func(number string) string
	// Month reports whether the column under a header holds months. A
	// spreadsheet program stores a month as its first day. So if a day in such
	// a column is the first of a month, it is written as a month, such as
	// 2023-04. Month may be nil.
	Month func(header string) bool
}

// mostHeadRows is the number of rows in which the header must be, as in a table
// of text.
const mostHeadRows = 50

// A Table is one sheet of a workbook as CSV. Each row of the sheet is one line,
// even if it is empty, so line 7 is row 7. Each row has at least as many cells
// as the header. Call Close after use.
type Table struct {
	rows    *rowReader
	choice  Choice
	width   int
	line    int
	buffer  strings.Builder
	pending string
	writer  *csv.Writer
	err     error
}

// Table returns a sheet as CSV. If Choice.Sheet is empty and not exactly one
// sheet is recognized, the error is a [mci.FieldError] with the path "sheet"
// that names the sheets. If the workbook has only one sheet, that sheet is the
// table, even if it is not recognized. The sheet is read to its end before
// Table returns, so the errors are those of [File.Rows].
func (f *File) Table(choice Choice) (*Table, error) {
	if choice.Sheet == "" {
		sheet, err := f.only(&choice)
		if err != nil {
			return nil, err
		}
		choice.Sheet = sheet
	}
	header, err := f.header(choice.Sheet, &choice)
	if err != nil {
		return nil, err
	}
	rows, err := f.checkedRows(choice.Sheet)
	if err != nil {
		return nil, err
	}
	for _, name := range header {
		rows.months = append(rows.months, choice.Month != nil && choice.Month(name))
	}
	rows.number = choice.Number
	t := &Table{rows: rows, choice: choice, width: len(header)}
	t.writer = csv.NewWriter(&t.buffer)
	return t, nil
}

// only returns the only sheet that is recognized.
func (f *File) only(choice *Choice) (string, error) {
	if len(f.sheets) == 1 {
		return f.sheets[0].name, nil
	}
	var known []string
	for _, sheet := range f.sheets {
		header, err := f.header(sheet.name, choice)
		if err != nil {
			return "", err
		}
		if header != nil {
			known = append(known, sheet.name)
		}
	}
	switch len(known) {
	case 1:
		return known[0], nil
	case 0:
		return "", mci.Invalid("sheet", "no sheet with a header that is known here", "the name of one of "+quotedNames(f.Sheets()))
	default:
		return "", mci.Invalid("sheet", "several sheets with such a header", "the name of one of "+quotedNames(known))
	}
}

// header returns the cells of the first row that is recognized as a header, as
// a copy. If there is no such row, it returns none.
func (f *File) header(sheet string, choice *Choice) ([]string, error) {
	rows, err := f.rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.scan.close()
	head := &Table{rows: rows, choice: *choice}
	head.writer = csv.NewWriter(&head.buffer)
	for {
		row, err := rows.next()
		if errors.Is(err, io.EOF) || err == nil && row.Number > mostHeadRows {
			return nil, nil
		}
		if err == nil {
			err = head.write(row)
		}
		if err != nil {
			return nil, err
		}
		if choice.Recognize == nil || choice.Recognize(strings.NewReader(head.buffer.String())) {
			return append([]string(nil), row.Cells...), nil
		}
	}
}

// Sheet returns the name of the sheet.
func (t *Table) Sheet() string { return t.choice.Sheet }

// Notes returns the notes about the rows that were read. After the last row, it
// also returns the notes about the whole sheet.
func (t *Table) Notes() []Note { return t.rows.list() }

// Close releases the sheet. It always returns nil, because Read returns the
// errors of reading.
func (t *Table) Close() error {
	t.rows.scan.close()
	return nil
}

// Read implements [io.Reader].
func (t *Table) Read(p []byte) (int, error) {
	for t.pending == "" && t.err == nil {
		t.buffer.Reset()
		row, err := t.rows.next()
		if err == nil {
			err = t.write(row)
		}
		t.pending, t.err = t.buffer.String(), err
	}
	if t.pending == "" {
		return 0, t.err
	}
	n := copy(p, t.pending)
	t.pending = t.pending[n:]
	return n, nil
}

// write writes the line of a row, after a line for each empty row before it.
func (t *Table) write(row Row) error {
	for t.line++; t.line < row.Number; t.line++ {
		t.buffer.WriteByte('\n')
	}
	cells := row.Cells
	if t.choice.Text != nil {
		for i, cell := range cells {
			cells[i] = t.choice.Text(cell)
		}
	}
	for len(cells) < t.width {
		cells = append(cells, "")
	}
	t.rows.row.Cells = cells // the capacity is kept
	err := t.writer.Write(cells)
	t.writer.Flush()
	return err
}

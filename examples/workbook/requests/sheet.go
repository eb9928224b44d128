package requests

import (
	"errors"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// A sheet is a sheet whose columns are identified by their headers.
type sheet struct {
	file     *workbook.File
	name     string
	columns  []column
	required []string // headers
	options  *Options
}

// A sheetRow is a row of a sheet below the header.
type sheetRow struct {
	sheet   *sheet
	number  int
	headers []string          // the header of each column
	values  map[string]string // the values that are not empty, by header
	err     error             // a [CellError]; the row is not used
}

// place returns the cell below a header. If the sheet has no such column, the
// place has no cell name.
func (r *sheetRow) place(header string) place {
	found := place{sheet: r.sheet.name, header: header}
	if i := slices.Index(r.headers, header); i >= 0 {
		found.cell = cellName(i, r.number)
	}
	return found
}

// problem returns the problem of the cell below a header.
func (r *sheetRow) problem(header, want string) *CellError {
	at := r.place(header)
	if at.cell == "" {
		return &CellError{at.sheet, r.number, "", header, mci.Invalid("", r.values[header], want+"; the sheet has no such column")}
	}
	return &CellError{at.sheet, r.number, at.cell, header, mci.Invalid("", r.values[header], want)}
}

// cellName returns the name of a cell that was read from a sheet.
func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column+1, row) // it never fails, because the cell was read
	return name
}

// rows yields the rows that are not empty. If there is an error, it is the last
// value.
func (s *sheet) rows(yield func(sheetRow, error) bool) {
	var headers []string
	for row, err := range s.file.Rows(s.name, s.options.Notes) {
		if err == nil && headers == nil {
			if headers, err = s.headers(row.Cells); err == nil {
				continue
			}
		}
		if err != nil {
			yield(sheetRow{}, err)
			return
		}
		one := s.row(&row, headers)
		if (len(one.values) > 0 || one.err != nil) && !yield(one, nil) {
			return
		}
	}
	if headers == nil {
		yield(sheetRow{}, mci.Invalid("sheet", s.name+", which is empty", "a sheet with a header in its first row"))
	}
}

// headers returns the header of each column in this package's own spelling.
func (s *sheet) headers(cells []string) ([]string, error) {
	found := make([]string, len(cells))
	var wrong []error
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		at := slices.IndexFunc(s.columns, func(c column) bool { return strings.EqualFold(c.header, cell) })
		switch {
		case at < 0:
			wrong = append(wrong, mci.Invalid("header", cell, "a column of the sheet "+s.name+" for this catalog: "+s.known()))
		case slices.Contains(found, s.columns[at].header):
			wrong = append(wrong, mci.Invalid("header", cell, "each column once"))
		default:
			found[i] = s.columns[at].header
		}
	}
	for _, header := range s.required {
		if !slices.Contains(found, header) {
			wrong = append(wrong, mci.Invalid("header", "no column "+header, "the column "+header+" on the sheet "+s.name))
		}
	}
	return found, errors.Join(wrong...)
}

func (s *sheet) known() string {
	names := make([]string, len(s.columns))
	for i := range s.columns {
		names[i] = s.columns[i].header
	}
	return strings.Join(names, ", ")
}

// row returns the values of a row by the headers.
func (s *sheet) row(row *workbook.Row, headers []string) sheetRow {
	one := sheetRow{sheet: s, number: row.Number, headers: headers, values: map[string]string{}}
	for i, value := range row.Cells {
		value = strings.TrimSpace(value)
		if value == "" {
			continue
		}
		if i >= len(headers) || headers[i] == "" {
			one.err = &CellError{s.name, row.Number, cellName(i, row.Number), "a column without a header", mci.Invalid("", value, "no value")}
			continue
		}
		one.values[headers[i]] = strings.Clone(value)
	}
	return one
}

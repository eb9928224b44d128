package portal

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal/internal/table"
	"github.com/mci-go/incentives/mci"
)

// A Row is one line of a claims export. What the file does not have is zero.
type Row struct {
	// on which the row begins, 1 for the first of the file
	Line int
	// the claim's number in Partner Center
	ClaimID         claims.ID
	ClaimName       string
	EngagementID    string
	EngagementTitle string
	CustomerIDType  mci.IDType
	CustomerID      string
	Location        mci.LocationID
	// unknown names are kept
	Status  claims.PortalStatus
	Created mci.Date
	// how Created was read
	CreatedAs DateReading

	// as the export shows them
	Estimated, Requested, Approved, Paid Figure
	// of the latest payment
	PaymentDate mci.Date
	// of figures without one of their own
	Currency mci.Currency

	// Unread are the cells of the row that hold something and could not be
	// read. None of them is needed to know the claim and its status.
	Unread []*RowError
}

// Options say how a file is read. The zero Options are the defaults.
type Options struct {
	// Dates says what comes first in a date with slashes: MonthFirst or
	// DayFirst. If it is zero, such a date is read only if its day cannot be a
	// month, the month first as in the United States. Other dates mean what
	// they say. Source: mci.LibraryReading.
	Dates DateReading
	// Decimals says what separates the decimal places of an amount. If it is
	// zero, an amount is read only if it has one reading.
	Decimals DecimalMark
	// Synonyms are more headers; they come before those of the table.
	Synonyms []Synonym
	// Opened, if it is not nil, is called once before the first row, with what
	// was found above it.
	Opened func(Opening)
}

// An Opening is what was found at the beginning of a file.
type Opening struct {
	Columns []FoundColumn // in the order of the file
	Skipped []SkippedLine // above the header; none of them is read
}

// A SkippedLine is a line above the header.
type SkippedLine struct {
	Line int    `json:"line"` // 1 for the first of the file
	Text string `json:"text"` // as it is written
}

// A FoundColumn is a column of a file.
type FoundColumn struct {
	Header string // whole, as it is written
	Column Column // none if it is not read
}

// Unread returns the headers of the columns that are not read, whole. Columns
// without a header are left out.
func (o Opening) Unread() []string {
	var unread []string
	for _, found := range o.Columns {
		if found.Column == 0 && plainHeader(found.Header) != "" {
			unread = append(unread, found.Header)
		}
	}
	return unread
}

// Reads reports whether the file has a column.
func (o Opening) Reads(column Column) bool {
	for _, found := range o.Columns {
		if found.Column == column && column != 0 {
			return true
		}
	}
	return false
}

// A RowError is what is wrong with one row, or with one cell of it. The rows
// after it are read. It wraps the reason, a [mci.FieldError] or one of
// encoding/csv; reach it with errors.As.
type RowError struct {
	Line   int    // on which the row begins
	Column Column // none if it is about the whole row
	Err    error
}

// Error names the line and the column and says what is wrong.
func (e *RowError) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d, %s: %v", e.Line, e.Column, e.Err)
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// Read yields the rows of a claims export as they come, one at a time in
// memory. Lines above the header are skipped; [Options].Opened is told of them,
// and of the columns that are not read. Rows with nothing in them are left out.
//
// A row that cannot be read is a [RowError] beside a Row with its line, and the
// list goes on: a quotation mark out of place, more or fewer cells than the
// header has, a cell above 32 KiB, a row above 256 KiB, or a cell without which
// claim or status is not known. Any other cell that cannot be read is left out,
// and told in Row.Unread.
//
// Any other error is the last that is yielded: of the source; a
// [mci.FieldError] with the path "file" for what is no table of text, such as a
// workbook, and one with the path "header" if claim or status has no column, or
// one of two columns; and of a row above 1 MiB. A file without a row yields
// nothing.
func Read(source io.Reader, options Options) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		rows, err := table.Open(source, func(header []string) int {
			known := 0
			for _, cell := range header {
				if named(cell, options.Synonyms) != 0 {
					known++
				}
			}
			return known
		})
		if err != nil {
			yield(Row{}, err)
			return
		}
		found, err := find(rows.Header(), options.Synonyms)
		if err != nil {
			yield(Row{}, err)
			return
		}
		options.open(rows, found)
		for {
			row, err := next(rows, found, &options)
			if errors.Is(err, io.EOF) {
				return
			}
			var one *RowError
			if !yield(row, err) || err != nil && !errors.As(err, &one) {
				return
			}
		}
	}
}

func (o *Options) open(rows *table.Reader, found []Column) {
	if o.Opened == nil {
		return
	}
	opening := Opening{Columns: make([]FoundColumn, len(found))}
	for _, skipped := range rows.Skipped() {
		opening.Skipped = append(opening.Skipped, SkippedLine(skipped))
	}
	for i, header := range rows.Header() {
		opening.Columns[i] = FoundColumn{header, found[i]}
	}
	o.Opened(opening)
}

// next reads the next row.
func next(rows *table.Reader, found []Column, options *Options) (Row, error) {
	cells, line, err := rows.Next()
	var malformed *table.RowError
	if errors.As(err, &malformed) {
		return Row{Line: line}, &RowError{line, 0, malformed.Err}
	}
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: line}
	for i, cell := range cells {
		column := found[i]
		if column == 0 || cell == "" && column != Status {
			continue
		}
		err := row.read(column, cell, options)
		switch {
		case err == nil:
		case columns[column].vetoes:
			return Row{Line: line}, &RowError{line, column, err}
		default:
			row.Unread = append(row.Unread, &RowError{line, column, err})
		}
	}
	return row, nil
}

func (r *Row) read(column Column, cell string, options *Options) error {
	if !table.Valid(cell) {
		return mci.Invalid("", strconv.Quote(cell), "text in UTF-8 or in UTF-16")
	}
	return columns[column].read(r, plainCell(cell), options)
}

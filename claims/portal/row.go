package portal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal/internal/table"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Row is one line of a claims export. A field is zero if the file does not
// have it.
type Row struct {
	// Line is the line on which the row begins. The first line of the file is
	// 1.
	Line int `json:"line"`
	// ClaimID is the claim's number in Partner Center.
	ClaimID claims.ID `json:"claimId,omitzero"`
	// ClaimName is the claim's name.
	ClaimName string `json:"claimName,omitempty"`
	// EngagementID is the engagement's ID as the export shows it.
	EngagementID string `json:"engagementId,omitempty"`
	// EngagementTitle is the engagement's title as the export shows it.
	EngagementTitle string `json:"engagementTitle,omitempty"`
	// CustomerIDType is the kind of CustomerID.
	CustomerIDType mci.IDType `json:"customerIdType,omitzero"`
	// CustomerID is the customer's ID as the export shows it.
	CustomerID string `json:"customerId,omitempty"`
	// Location is the partner's location.
	Location mci.LocationID `json:"location,omitzero"`
	// Status is the status that Partner Center shows. Unknown names are kept.
	Status claims.PortalStatus `json:"status,omitzero"`
	// Created is the day on which the claim was created.
	Created mci.Date `json:"created,omitzero"`
	// CreatedAs is the way in which Created was read.
	CreatedAs DateReading `json:"createdAs,omitzero"`

	Estimated Figure `json:"estimated,omitzero"` // estimated amount in the export
	Requested Figure `json:"requested,omitzero"` // requested amount in the export
	Approved  Figure `json:"approved,omitzero"`  // approved amount in the export
	Paid      Figure `json:"paid,omitzero"`      // paid amount in the export
	// PaymentDate is the day of the latest payment.
	PaymentDate mci.Date `json:"paymentDate,omitzero"`
	// Currency is the currency of figures that have none of their own.
	Currency mci.Currency `json:"currency,omitzero"`

	// Unread has an error for each cell that is not empty and could not be
	// read. None of these cells is needed to know the claim and its status.
	Unread []*RowError `json:"unread,omitempty"`
}

// Options configure [Read]. The zero Options are the defaults.
type Options struct {
	// Dates says whether the month or the day comes first in a date with
	// slashes: MonthFirst or DayFirst. If it is zero, such a date is read as in
	// the United States, the month first, and only if its day cannot be a
	// month. The order in other dates is always clear. Source:
	// mci.LibraryReading.
	Dates DateReading
	// Decimals is the mark before the decimal places of an amount. If it is
	// zero, an amount is read only if it can be read in one way.
	Decimals DecimalMark
	// Synonyms are further headers. They come before the headers of the table.
	Synonyms []Synonym
	// Opened is called once before the first row, with the beginning of the
	// file. It may be nil.
	Opened func(Opening)
}

// An Opening describes the beginning of a file.
type Opening struct {
	// in the order of the file
	Columns []FoundColumn `json:"columns,omitempty"`
	// lines above the header; none of them is read
	Skipped []SkippedLine `json:"skipped,omitempty"`
}

// A SkippedLine is a line above the header.
type SkippedLine struct {
	Line int    `json:"line"` // 1 for the first line of the file
	Text string `json:"text"` // as it was written
}

// A FoundColumn is a column of a file.
type FoundColumn struct {
	Header string `json:"header,omitempty"` // whole, as it was written
	Column Column `json:"column,omitzero"`  // zero if the column is not read
}

// Unread returns the whole headers of the columns that are not read. It leaves
// out columns without a header.
func (o Opening) Unread() []string {
	var unread []string
	for _, found := range o.Columns {
		if found.Column == 0 && plainHeader(found.Header) != "" {
			unread = append(unread, found.Header)
		}
	}
	return unread
}

// Reads reports whether the file has a column that is read as the given one.
func (o Opening) Reads(column Column) bool {
	for _, found := range o.Columns {
		if found.Column == column && column != 0 {
			return true
		}
	}
	return false
}

// A RowError is the error about one row, or about one cell of it. The rows
// after it are still read. It wraps the reason, which is a [mci.FieldError] or
// an error of encoding/csv; use errors.As to get it.
type RowError struct {
	Line   int    // line on which the row begins
	Column Column // zero if the error is about the whole row
	Err    error  // the reason
}

// Error returns the line, the column and the reason.
func (e *RowError) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d, %s: %v", e.Line, e.Column, e.Err)
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// Read yields the rows of a claims export in their order. It holds one row in
// memory at a time. It skips lines above the header, and reports them and the
// columns that are not read to [Options].Opened. Empty rows are left out.
//
// If a row cannot be read, Read yields a [RowError] and a Row that has only its
// line, and goes on. That is the case for a misplaced quotation mark, more or
// fewer cells than the header has, a cell above 32 KiB, a row above 256 KiB, or
// an unreadable cell that is needed to know the claim or its status. If any
// other cell cannot be read, it is left out and added to Row.Unread.
//
// Any other error is the last value that is yielded. It is the source's error,
// an error about a row above 1 MiB, or a [mci.FieldError]. The latter has the
// path "file" if the source is not a table of text, for example if it is a
// workbook. It has the path "header" if the claim or the status has no column,
// or if two columns of the file mean the same Column. If a file has no rows,
// Read yields nothing.
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
		return Row{Line: line}, &RowError{line, 0, malformed.Reason()}
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
	if err := table.CheckText("", cell); err != nil {
		return err
	}
	return columns[column].read(r, plainCell(cell), options)
}

// MarshalJSON returns the line, the column and the reason in words.
func (e *RowError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Line   int    `json:"line"`
		Column Column `json:"column,omitzero"`
		Error  string `json:"error"`
	}{e.Line, e.Column, vocabulary.Reason(e.Err)})
}

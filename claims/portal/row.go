package portal

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Row is one line of a claims export. What the file does not have is zero.
type Row struct {
	Line           int // on which the row begins, 1 for the first of the file
	ClaimID        claims.ID
	ClaimName      string
	Engagement     string // ID or title
	CustomerIDType mci.IDType
	CustomerID     string
	Location       mci.LocationID
	Status         claims.PortalStatus // unknown names are kept
	Created        mci.Date
	Reading        DateReading // how Created was read
}

// Options say how a file is read. The zero Options are the defaults.
type Options struct {
	// DayFirst is whether 4/3/2023 means March 4. The default is the month first, as in the United States. Dates in ISO
	// form mean what they say. Source: mci.LibraryReading.
	DayFirst bool
	Synonyms []Synonym // more headers; they come before those of the table
}

// Bounds of a file, in bytes of UTF-8.
const (
	mostCellBytes = 32 << 10
	mostRowBytes  = 256 << 10
	mostReadBytes = 1 << 20 // for one row, before the file is given up
)

// A RowError is what is wrong with one row. The rows after it are read. It wraps the reason, a [mci.FieldError] or one of
// encoding/csv; reach it with errors.As.
type RowError struct {
	Line   int    // on which the row begins
	Column Column // none where it is about the whole row
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

// errTooLong is what a bounded reader returns.
var errTooLong = mci.Invalid("row", "more than 1048576 bytes", "rows of 262144 bytes at most; a quotation mark may not be closed")

// A bounded reader gives out only so many bytes until it is refilled.
type bounded struct {
	source io.Reader
	left   int
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.source.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// Read yields the rows of a claims export as they come, one at a time in memory. A row that cannot be read is a [RowError]
// beside a Row with its line, and the list goes on: a quotation mark out of place, text that is not UTF-8, a malformed
// date, a cell above 32 KiB or a row above 256 KiB. Any other error is the last that is yielded: of the source, of a
// header without the columns that it takes to know a claim and its status, which is a [mci.FieldError], and of a row above
// 1 MiB. Rows with nothing in them are left out. A file without a row yields nothing; one without a header is an error.
func Read(source io.Reader, options Options) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		text := decoded(source)
		comma := separator(text)
		limit := &bounded{source: text, left: mostReadBytes}
		table := csv.NewReader(limit)
		table.Comma, table.FieldsPerRecord, table.ReuseRecord = comma, -1, true
		header, err := table.Read()
		if err != nil {
			yield(Row{}, headerError(err))
			return
		}
		found, err := find(header, options.Synonyms)
		if err != nil {
			yield(Row{}, err)
			return
		}
		for {
			limit.left = mostReadBytes
			row, err := readRow(table, found, &options)
			if errors.Is(err, io.EOF) {
				return
			}
			if row == (Row{}) && err == nil {
				continue
			}
			var one *RowError
			if !yield(row, err) || err != nil && !errors.As(err, &one) {
				return
			}
		}
	}
}

func headerError(err error) error {
	if errors.Is(err, io.EOF) {
		return mci.Invalid("header", "an empty file", "a first line with the names of the columns")
	}
	return err
}

// readRow reads the next row. It is zero where there is nothing in it.
func readRow(table *csv.Reader, found []Column, options *Options) (Row, error) {
	begin := table.InputOffset()
	cells, err := table.Read()
	var malformed *csv.ParseError
	if errors.As(err, &malformed) {
		return Row{Line: malformed.StartLine}, &RowError{malformed.StartLine, 0, malformed.Err}
	}
	if err != nil {
		return Row{}, err
	}
	line, _ := table.FieldPos(0)
	row := Row{Line: line}
	if size := table.InputOffset() - begin; size > mostRowBytes {
		return row, &RowError{line, 0, mci.Invalid("", strconv.FormatInt(size, 10)+" bytes", "262144 bytes at most")}
	}
	empty := true
	for i, cell := range cells {
		empty = empty && strings.TrimSpace(cell) == ""
		if i >= len(found) || found[i] == 0 || cell == "" {
			continue
		}
		if err := row.read(found[i], cell, options); err != nil {
			return Row{Line: line}, &RowError{line, found[i], err}
		}
	}
	if empty {
		return Row{}, nil
	}
	return row, nil
}

func (r *Row) read(column Column, cell string, options *Options) error {
	if len(cell) > mostCellBytes {
		return mci.Invalid("", strconv.Itoa(len(cell))+" bytes", "32768 bytes at most")
	}
	if !utf8.ValidString(cell) {
		return mci.Invalid("", strconv.Quote(cell), "text in UTF-8, or in UTF-16 with a byte order mark")
	}
	return columns[column].read(r, plainCell(cell), options)
}

package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims/portal/internal/table"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Options say how to read a file. The zero Options are ready to use.
type Options struct {
	// File is the name of the file, for origins and errors.
	File string `json:"file,omitempty"`
	// Downloaded is the day of the download. The zero Date is unknown.
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// DayFirst means that 3/4/2023 is April 3. Otherwise it is March 4.
	DayFirst bool `json:"dayFirst,omitempty"`
	// DecimalComma means that 5.000,50 is five thousand and a half. Otherwise
	// amounts have a decimal point, as Partner Center writes them. A spreadsheet
	// program that saves a report can replace it.
	DecimalComma bool `json:"decimalComma,omitempty"`
	// Synonyms are further names of columns.
	Synonyms []Synonym `json:"synonyms,omitempty"`
	// MostBytes is the largest size of an unpacked file of Files or File. Zero
	// means MostFileBytes.
	MostBytes int64 `json:"mostBytes"`
	// MostTotalBytes is the largest size of all unpacked files of Files. Zero
	// means the constant MostTotalBytes.
	MostTotalBytes int64 `json:"mostTotalBytes"`
}

// A Synonym is a further header of a column. The zero Synonym names nothing.
type Synonym struct {
	Header string `json:"header,omitempty"` // name in the file
	Column string `json:"column,omitempty"` // name in the documents, such as "claimId"
}

// A Line is one line of a report. The file's layout decides which one of Row,
// Payment, Ineligible and CapBalance is set.
type Line struct {
	// for the layouts Earnings and Summarized
	Row *earnings.Row `json:"row,omitempty"`
	// for the layout Payments
	Payment *earnings.Payment `json:"payment,omitempty"`
	// for the layout Ineligible
	Ineligible *earnings.Ineligible `json:"ineligible,omitempty"`
	// for the layout MaxCapBalance
	CapBalance *earnings.CapBalance `json:"capBalance,omitempty"`
}

// An Error is the error about a file or about one line of it.
type Error struct {
	Origin earnings.Origin // its line is 0 if the error is about the whole file
	Err    error           // reason; never nil
}

// Error returns the file, the line and the reason.
func (e *Error) Error() string {
	where := e.Origin.File
	if where == "" {
		where = "report"
	}
	if e.Origin.Line > 0 {
		where += ":" + strconv.Itoa(e.Origin.Line)
	}
	return fmt.Sprintf("%s: %v", where, e.Err)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// A Reader reads the lines of one report. It holds one line in memory at a
// time.
type Reader struct {
	table   *table.Reader
	options Options
	layout  Layout
	unread  []string
	forms   forms
	fill    func(cells []string, origin earnings.Origin) (Line, error)
}

// Open finds the header of a report and recognizes the layout. The source is
// CSV or TSV in UTF-8 or UTF-16, with or without lines above the header.
//
// If the source is not a report, the error is an [Error] whose reason is a
// [mci.FieldError]. For example, the source is a workbook, an HTML page or an
// empty file, its header has no layout or two, it has a column twice, or a
// synonym is for a column that does not exist. Any other reason is an error of
// the source.
func Open(source io.Reader, options Options) (*Reader, error) {
	r := &Reader{options: options, forms: forms{dates{dayFirst: options.DayFirst}, options.DecimalComma}}
	if err := r.open(source); err != nil {
		return nil, &Error{earnings.Origin{File: options.File}, err}
	}
	return r, nil
}

func (r *Reader) open(source io.Reader) error {
	known := names()
	for _, synonym := range r.options.Synonyms {
		if !known[folded(synonym.Column)] {
			return mci.Invalid("synonyms", synonym.Column, "the name of a column of a report, such as claimId")
		}
	}
	var err error
	r.table, err = table.Open(source, func(header []string) (n int) {
		for _, name := range header {
			if known[r.canonical(name)] {
				n++
			}
		}
		return n
	})
	if err != nil {
		return err
	}
	header := r.table.Header()
	places := make(map[string]int, len(header))
	for at, name := range header {
		name = r.canonical(name)
		if first, doubled := places[name]; doubled && known[name] {
			return mci.Invalid("header", header[first]+" and "+header[at], "one column for each field")
		}
		places[name] = at
	}
	if r.layout, err = r.recognize(header); err != nil {
		return err
	}
	r.bind(places)
	return nil
}

// recognize returns the only layout of a header.
func (r *Reader) recognize(header []string) (Layout, error) {
	canonical := make([]string, len(header))
	for i, name := range header {
		canonical[i] = r.canonical(name)
	}
	switch found := Recognize(canonical); len(found) {
	case 0:
		return 0, mci.Invalid("header", strings.Join(header, ", "), "the columns of a report: "+wanted())
	case 1:
		return found[0], nil
	default:
		return 0, mci.Invalid("header", strings.Join(header, ", "), "the columns of one report, not of two")
	}
}

// canonical returns the folded name of the column with a header.
func (r *Reader) canonical(header string) string {
	name := folded(header)
	for _, synonym := range r.options.Synonyms {
		if folded(synonym.Header) == name {
			return folded(synonym.Column)
		}
	}
	return name
}

// bind prepares to read lines, and lists the columns that are not read.
func (r *Reader) bind(places map[string]int) {
	read := make([]bool, len(r.table.Header()))
	switch r.layout {
	case Earnings, Summarized:
		r.fill = filler(r, locate(earningColumns, places, read), func(row *earnings.Row, origin earnings.Origin) (Line, error) {
			row.Origin, row.Downloaded = origin, r.options.Downloaded
			return Line{Row: row}, row.Check()
		})
	case Payments:
		r.fill = filler(r, locate(paymentColumns, places, read), func(payment *earnings.Payment, origin earnings.Origin) (Line, error) {
			payment.Origin, payment.Downloaded = origin, r.options.Downloaded
			return Line{Payment: payment}, payment.Check()
		})
	case Ineligible:
		r.fill = filler(r, locate(ineligibleColumns, places, read), func(line *earnings.Ineligible, origin earnings.Origin) (Line, error) {
			line.Origin, line.Downloaded = origin, r.options.Downloaded
			return Line{Ineligible: line}, line.Check()
		})
	case MaxCapBalance:
		r.fill = filler(r, locate(capColumns, places, read), func(balance *earnings.CapBalance, origin earnings.Origin) (Line, error) {
			balance.Origin = origin
			return Line{CapBalance: balance}, balance.Check()
		})
	}
	for at, name := range r.table.Header() {
		if !read[at] {
			r.unread = append(r.unread, name)
		}
	}
}

// filler returns the function that makes a line from its cells.
func filler[T any](r *Reader, places []place[T], done func(*T, earnings.Origin) (Line, error)) func([]string, earnings.Origin) (Line, error) {
	return func(cells []string, origin earnings.Origin) (Line, error) {
		line := new(T)
		var found mci.Problems
		for i := range places {
			err := places[i].set(line, cells, &r.forms)
			if err == nil {
				continue // before anything is allocated for an error
			}
			var field *mci.FieldError
			if !errors.As(err, &field) {
				return Line{}, err
			}
			found = append(found, field)
		}
		if found == nil {
			return done(line, origin)
		}
		if len(Recognize(cells)) > 0 {
			return Line{}, mci.Invalid("", "a second header", "one report in a file; split the file at this line")
		}
		return Line{}, found
	}
}

// File returns the name of the file as the options give it.
func (r *Reader) File() string { return r.options.File }

// Layout returns the layout of the file.
func (r *Reader) Layout() Layout { return r.layout }

// Unread returns the whole names of the columns that are not read, as they are
// written in the header.
func (r *Reader) Unread() []string { return append([]string(nil), r.unread...) }

// Skipped returns the lines above the header that are not empty, as they were
// written.
func (r *Reader) Skipped() []string {
	var lines []string
	for _, line := range r.table.Skipped() {
		lines = append(lines, line.Text)
	}
	return lines
}

// DateForms returns the set of forms of the dates that were read so far.
func (r *Reader) DateForms() DateForm { return r.forms.dates.seen }

// Next returns the next line, which the caller may keep. After the last line
// the error is [io.EOF].
//
// If a line cannot be read, the error is an [Error] with its line number, and
// Next can be called again. That is the case if the line has too few or too
// many cells, as in half a download, if an amount, a currency, a date or a
// month cannot be read, or if the line's own Check fails. Nothing of such a
// line is returned. Any other error is the last one.
func (r *Reader) Next() (Line, error) {
	cells, at, err := r.table.Next()
	origin := earnings.Origin{File: r.options.File, Line: at}
	if err != nil {
		return Line{}, r.ending(err, origin)
	}
	line, err := r.fill(cells, origin)
	if err != nil {
		return Line{}, &Error{origin, err}
	}
	return line, nil
}

// ending returns the error of Next for an error of the table. It is apart, so
// that a line without one allocates nothing for it.
func (r *Reader) ending(err error, origin earnings.Origin) error {
	var row *table.RowError
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.As(err, &row):
		return &Error{origin, row.Reason()}
	default:
		return &Error{earnings.Origin{File: r.options.File}, err}
	}
}

// names returns the folded names of all columns.
func names() map[string]bool {
	all := map[string]bool{}
	add(all, earningColumns)
	add(all, paymentColumns)
	add(all, ineligibleColumns)
	add(all, capColumns)
	return all
}

func add[T any](all map[string]bool, columns []column[T]) {
	for i := range columns {
		for _, name := range append([]string{columns[i].name, columns[i].in}, columns[i].others...) {
			if name != "" {
				all[folded(name)] = true
			}
		}
	}
}

// wanted lists the columns that identify each layout.
func wanted() string {
	var layouts []string
	for _, row := range layoutTable {
		layouts = append(layouts, strings.Join(row.has, " and "))
	}
	return strings.Join(layouts, "; or ")
}

// MarshalJSON returns the origin and the reason in words.
func (e *Error) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Origin earnings.Origin `json:"origin"`
		Error  string          `json:"error"`
	}{e.Origin, vocabulary.Reason(e.Err)})
}

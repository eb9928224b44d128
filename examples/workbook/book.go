package workbook

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mci-go/incentives/mci"
)

// A Book is a workbook that is being written. If there are many rows, they are
// kept in temporary files. Call Close after use. It is not safe for concurrent
// use.
type Book struct {
	file   *excelize.File
	styles map[string]int // by the text of the number format
	header int
	sheets []*Sheet
}

// New returns a book without sheets.
func New() *Book {
	return &Book{file: excelize.NewFile(), styles: map[string]int{}}
}

// Close removes the temporary files.
func (b *Book) Close() error { return b.file.Close() }

// A Column is a column of a sheet.
type Column struct {
	// Header is the text of the first row.
	Header string
	// Width is the width in characters. If it is zero, the column fits the
	// header and a date.
	Width float64
	// Choices are the only values that a person may enter. They are offered as
	// a list. If it is empty, there is no list.
	Choices []string
	// From is an area whose values are offered in place of Choices, such as
	// Locations!$A$2:$A$500.
	From string
	// Help is shown when a person selects a cell of the column. It has at most
	// 255 characters.
	Help string
}

// A Sheet is a sheet of a book, to which rows are added. It is not safe for
// concurrent use.
type Sheet struct {
	notes

	book    *Book
	columns []Column
	stream  *excelize.StreamWriter
	rows    int // with the header
	cells   []any
}

// Sheet begins a sheet. The sheets before it must have all of their rows. The
// name must be one that spreadsheet programs accept, and new in the book.
func (b *Book) Sheet(name string, columns []Column) (*Sheet, error) {
	if err := b.end(); err != nil {
		return nil, err
	}
	if err := b.begin(name); err != nil {
		return nil, err
	}
	if err := b.layOut(name); err != nil {
		return nil, err
	}
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &Sheet{notes: notes{sheet: name}, book: b, columns: columns, stream: stream, cells: make([]any, len(columns))}
	for i, column := range slices.Backward(columns) { // excelize puts each column before those that it has
		err = errors.Join(err, stream.SetColWidth(i+1, i+1, column.width()))
	}
	err = errors.Join(err, stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	}))
	b.sheets = append(b.sheets, s)
	return s, errors.Join(err, s.writeHeader())
}

// begin adds an empty sheet. A new file of excelize has one already.
func (b *Book) begin(name string) error {
	if at, err := b.file.GetSheetIndex(name); err != nil || at >= 0 && len(b.sheets) > 0 {
		return mci.Invalid("sheet", name, "a name of 1 to 31 characters without : \\ / ? * [ ], new in the workbook")
	}
	if len(b.sheets) == 0 {
		return b.file.SetSheetName("Sheet1", name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

// layOut makes a sheet print in landscape, with all columns on one page.
func (b *Book) layOut(name string) error {
	yes, landscape, wide, high := true, "landscape", 1, 0
	err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes})
	return errors.Join(err, b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}))
}

// width returns the width of a column in characters.
func (c *Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	const day, filter = 12, 4 // a date, and the button of the filter
	return max(day, float64(len(c.Header)+filter))
}

func (s *Sheet) writeHeader() error {
	if s.book.header == 0 {
		style, err := s.book.file.NewStyle(&excelize.Style{
			Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6F0"}},
		})
		if err != nil {
			return err
		}
		s.book.header = style
	}
	for i, column := range s.columns {
		s.cells[i] = excelize.Cell{StyleID: s.book.header, Value: column.Header}
	}
	return s.write()
}

// write writes the cells as the next row.
func (s *Sheet) write() error {
	if s.rows == MostRows {
		return mci.Invalid("rows", "more than "+strconv.Itoa(MostRows-1), "at most "+strconv.Itoa(MostRows-1)+" rows on a sheet; narrow the list")
	}
	s.rows++
	return s.stream.SetRow("A"+strconv.Itoa(s.rows), s.cells)
}

// Row adds a row. It may have at most as many cells as the sheet has columns.
// If it has fewer, the other cells are empty.
func (s *Sheet) Row(cells ...Cell) error {
	if len(cells) > len(s.columns) {
		return mci.Invalid("row", fmt.Sprintf("%d cells", len(cells)), fmt.Sprintf("at most %d cells", len(s.columns)))
	}
	clear(s.cells)
	for i := range cells {
		value, err := s.value(&cells[i], i+1)
		if err != nil {
			return err
		}
		s.cells[i] = value
	}
	return s.write()
}

// The number formats of the cells. The format for a text ensures that a text
// that begins with = stays a text if a person edits it.
const (
	textFormat    = "@"
	dayFormat     = "yyyy-mm-dd"
	instantFormat = "yyyy-mm-dd hh:mm:ss"
)

// value returns a cell in the form that excelize writes. If the cell is empty,
// it returns nil.
func (s *Sheet) value(cell *Cell, column int) (any, error) {
	switch cell.kind {
	case numberCell:
		if digits(cell.text) > mostDigits {
			s.add(digitsWritten, excelizeName(column, s.rows+1))
			return s.styled(textFormat, cell.text)
		}
		number, err := strconv.ParseFloat(cell.text, 64)
		if err != nil {
			return nil, err
		}
		return s.styled(numberFormat(cell.text), number)
	case dayCell, instantCell:
		serial, ok := serial1900(cell.at)
		if !ok {
			s.add(dayWritten, excelizeName(column, s.rows+1))
			return s.styled(textFormat, cell.text)
		}
		if cell.kind == dayCell {
			return s.styled(dayFormat, int(serial))
		}
		return s.styled(instantFormat, serial)
	case textCell:
		text, changed := written(cell.text)
		for _, kind := range changed {
			s.add(kind, excelizeName(column, s.rows+1))
		}
		return s.styled(textFormat, text)
	case emptyCell:
	}
	return nil, nil
}

// numberFormat returns a format with as many decimal places as the number has.
func numberFormat(text string) string {
	if places := decimals(text); places > 0 {
		return "#,##0." + strings.Repeat("0", places)
	}
	return "#,##0"
}

// styled returns a value in a number format.
func (s *Sheet) styled(format string, value any) (any, error) {
	style, ok := s.book.styles[format]
	if !ok {
		var err error
		if style, err = s.book.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
		s.book.styles[format] = style
	}
	return excelize.Cell{StyleID: style, Value: value}, nil
}

// end ends the last sheet: its filter, its lists and its rows.
func (b *Book) end() error {
	if len(b.sheets) == 0 {
		return nil
	}
	s := b.sheets[len(b.sheets)-1]
	if s.stream == nil {
		return nil
	}
	var err error
	if len(s.columns) > 0 {
		area := "A1:" + excelizeName(len(s.columns), s.rows)
		err = b.file.AutoFilter(s.sheet, area, nil)
	}
	for i := range s.columns {
		err = errors.Join(err, s.offer(&s.columns[i], i+1))
	}
	err = errors.Join(err, s.stream.Flush())
	s.stream = nil
	return err
}

// mostOffered is the last row for which a list is offered.
const mostOffered = 2000

// offer adds the list and the help of a column.
func (s *Sheet) offer(column *Column, number int) error {
	if len(column.Choices) == 0 && column.From == "" && column.Help == "" {
		return nil
	}
	rule := excelize.NewDataValidation(true)
	rule.SetSqref(excelizeName(number, 2) + ":" + excelizeName(number, mostOffered))
	switch {
	case column.From != "":
		rule.SetSqrefDropList(column.From)
	case len(column.Choices) > 0:
		if err := rule.SetDropList(column.Choices); err != nil {
			return err
		}
	}
	if column.From != "" || len(column.Choices) > 0 {
		rule.SetError(excelize.DataValidationErrorStyleStop, column.Header, "Choose a value from the list.")
	}
	if column.Help != "" {
		rule.SetInput(column.Header, column.Help)
	}
	return s.book.file.AddDataValidation(s.sheet, rule)
}

// Write ends the book and writes it. It returns notes about the cells that were
// not written unchanged. If the book has no sheets, it gets an empty one.
func (b *Book) Write(to io.Writer) ([]Note, error) {
	if err := b.end(); err != nil {
		return nil, err
	}
	var all []Note
	for _, sheet := range b.sheets {
		all = append(all, sheet.list()...)
	}
	_, err := b.file.WriteTo(to)
	return all, err
}

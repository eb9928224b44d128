package claimbook

import (
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A field is a column of a sheet about values of type T.
type field[T any] struct {
	header string
	width  float64 // 0 fits the header
	cell   func(*T) workbook.Cell
}

// The widths of columns, in characters.
const (
	nameWidth  = 32
	idWidth    = 38 // a tenant ID
	shortWidth = 20
	proseWidth = 60
)

func text[T any](header string, width float64, of func(*T) string) field[T] {
	return field[T]{header, width, func(v *T) workbook.Cell { return workbook.Text(of(v)) }}
}

func day[T any](header string, of func(*T) mci.Date) field[T] {
	return field[T]{header, 0, func(v *T) workbook.Cell { return workbook.Day(of(v)) }}
}

func count[T any](header string, of func(*T) int) field[T] {
	return field[T]{header, 0, func(v *T) workbook.Cell { return workbook.Count(of(v)) }}
}

func truth[T any](header string, of func(*T) bool) field[T] {
	return field[T]{header, 0, func(v *T) workbook.Cell { return workbook.YesNo(of(v)) }}
}

// money returns the column for an amount and the column for its currency.
func money[T any](header string, of func(*T) mci.Money) []field[T] {
	return []field[T]{
		{header, 0, func(v *T) workbook.Cell { return workbook.Number(of(v).Amount()) }},
		{header + " currency", 0, func(v *T) workbook.Cell { return workbook.Text(string(of(v).Currency())) }},
	}
}

// exact is like money, for an amount of a report, which may have twelve decimal
// places.
func exact[T any](header string, of func(*T) earnings.Amount) []field[T] {
	return []field[T]{
		{header, 0, func(v *T) workbook.Cell { return workbook.Number(of(v).Text()) }},
		{header + " currency", 0, func(v *T) workbook.Cell { return workbook.Text(string(of(v).Currency())) }},
	}
}

// joined returns several lists of fields as one.
func joined[T any](lists ...[]field[T]) (all []field[T]) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// A page is a sheet with its fields.
type page[T any] struct {
	sheet  *workbook.Sheet
	fields []field[T]
	cells  []workbook.Cell
}

func begin[T any](book *workbook.Book, name string, fields []field[T]) (*page[T], error) {
	columns := make([]workbook.Column, len(fields))
	for i, f := range fields {
		columns[i] = workbook.Column{Header: f.header, Width: f.width}
	}
	sheet, err := book.Sheet(name, columns)
	return &page[T]{sheet, fields, make([]workbook.Cell, len(fields))}, err
}

func (p *page[T]) add(value *T) error {
	for i := range p.fields {
		p.cells[i] = p.fields[i].cell(value)
	}
	return p.sheet.Row(p.cells...)
}

// write writes a sheet about all values of a slice.
func write[T any](book *workbook.Book, name string, fields []field[T], values []T) error {
	page, err := begin(book, name, fields)
	for i := 0; err == nil && i < len(values); i++ {
		err = page.add(&values[i])
	}
	return err
}

package report

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

// cells returns a header with all columns of a layout, and a line with a
// different value in each cell.
func cells[T any](columns []column[T]) (header, line []string, want []string) {
	for i := range columns {
		c := &columns[i]
		header = append(header, c.name)
		day := fmt.Sprintf("2023-%02d-%02d", 1+i/28, 1+i%28)
		value := fmt.Sprintf("text %d", i)
		switch {
		case c.date != nil:
			value = day
		case c.month != nil:
			value = day[:7]
		case c.amount != nil:
			value = fmt.Sprintf("%d.25", 1000+i)
		}
		line = append(line, value)
		currency := "USD "
		if c.in != "" {
			currency = "EUR "
			if !slices.Contains(header, c.in) {
				header, line = append(header, c.in), append(line, "EUR")
			}
		}
		if c.amount == nil {
			currency = ""
		}
		want = append(want, currency+value)
	}
	return header, line, want
}

// holds returns the value of each column of a layout in a line.
func holds[T any](columns []column[T], line *T) (got []string) {
	for i := range columns {
		switch c := &columns[i]; {
		case c.text != nil:
			got = append(got, *c.text(line))
		case c.date != nil:
			got = append(got, c.date(line).String())
		case c.month != nil:
			got = append(got, c.month(line).String())
		default:
			got = append(got, c.amount(line).String())
		}
	}
	return got
}

// unset returns the names of the zero fields of a line.
func unset(line any) (names []string) {
	value := reflect.ValueOf(line).Elem()
	for i := range value.NumField() {
		if value.Field(i).IsZero() {
			names = append(names, value.Type().Field(i).Name)
		}
	}
	return names
}

func TestEachColumnFillsAFieldOfItsOwn(t *testing.T) {
	check := func(name string, header, line, want []string, got func(Line) ([]string, any)) {
		t.Helper()
		text := strings.Join(header, ",") + "\n" + strings.Join(line, ",") + "\n"
		reader, err := Open(strings.NewReader(text), Options{Downloaded: mci.DateOf(time.Date(2023, time.April, 1, 0, 0, 0, 0, time.UTC))})
		if err != nil {
			t.Fatal(name, err)
		}
		if unread := reader.Unread(); unread != nil {
			t.Errorf("%s: the columns %v are not read", name, unread)
		}
		read, err := reader.Next()
		if err != nil {
			t.Fatal(name, err)
		}
		held, whole := got(read)
		if !slices.Equal(held, want) {
			t.Errorf("%s: got %q, want %q", name, held, want)
		}
		if names := unset(whole); names != nil {
			t.Errorf("%s: no column fills %v", name, names)
		}
	}
	header, line, want := cells(earningColumns)
	check("earnings", header, line, want, func(l Line) ([]string, any) { return holds(earningColumns, l.Row), l.Row })
	header, line, want = cells(paymentColumns)
	check("payments", header, line, want, func(l Line) ([]string, any) { return holds(paymentColumns, l.Payment), l.Payment })
	header, line, want = cells(ineligibleColumns)
	check("ineligible", header, line, want, func(l Line) ([]string, any) { return holds(ineligibleColumns, l.Ineligible), l.Ineligible })
	header, line, want = cells(capColumns)
	check("cap", header, line, want, func(l Line) ([]string, any) { return holds(capColumns, l.CapBalance), l.CapBalance })
}

package workbook_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// A book with one sheet is written, and read back.
func Example() {
	book := workbook.New()
	defer book.Close()
	sheet, err := book.Sheet("Claims", []workbook.Column{{Header: "Claim ID"}, {Header: "Created"}, {Header: "Approved"}, {Header: "Currency"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	created := mci.DateOf(time.Date(2023, 4, 3, 0, 0, 0, 0, time.UTC))
	if err := sheet.Row(workbook.Text("=4711"), workbook.Day(created), workbook.Number("5000.00"), workbook.Text("USD")); err != nil {
		fmt.Println(err)
		return
	}
	var data bytes.Buffer
	if _, err := book.Write(&data); err != nil {
		fmt.Println(err)
		return
	}

	file, err := workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for row, err := range file.Rows("Claims", nil) {
		fmt.Println(row.Number, row.Cells, err)
	}
	// Output:
	// 1 [Claim ID Created Approved Currency] <nil>
	// 2 [=4711 2023-04-03 5000 USD] <nil>
}

// A number of more than 15 digits is written as text, and told.
func ExampleBook_Write() {
	book := workbook.New()
	defer book.Close()
	sheet, err := book.Sheet("Earnings", []workbook.Column{{Header: "Amount"}})
	if err == nil {
		err = sheet.Row(workbook.Number("1304.8913043478312"))
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	notes, err := book.Write(io.Discard)
	for _, note := range notes {
		fmt.Println(note)
	}
	fmt.Println(err)
	// Output:
	// sheet "Earnings", A2: a number of more than 15 digits, which a spreadsheet program would round; it is written as text
	// <nil>
}

// The sheet of a workbook is read as CSV. Its line numbers are those of the rows.
func ExampleFile_Table() {
	book := workbook.New()
	defer book.Close()
	sheet, err := book.Sheet("Claims", []workbook.Column{{Header: "Claim ID"}, {Header: "Status"}})
	if err == nil {
		err = sheet.Row(workbook.Text("a, b"), workbook.Text("Submitted"))
	}
	var data bytes.Buffer
	if err == nil {
		_, err = book.Write(&data)
	}
	if err != nil {
		fmt.Println(err)
		return
	}

	file, err := workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := file.Table(workbook.Choice{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer table.Close()
	_, err = io.Copy(os.Stdout, table)
	fmt.Println(err)
	// Output:
	// Claim ID,Status
	// "a, b",Submitted
	// <nil>
}

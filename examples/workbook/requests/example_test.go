package requests_test

import (
	"bytes"
	"fmt"

	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A host writes an empty workbook, in which a person enters customers.
func ExampleWrite() {
	public, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	day, err := mci.ParseDate("2022-11-10")
	if err != nil {
		fmt.Println(err)
		return
	}
	book := workbook.New()
	defer book.Close()
	if err := requests.Write(book, public, day, []mci.Location{{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled}}); err != nil {
		fmt.Println(err)
		return
	}
	var data bytes.Buffer
	_, err = book.Write(&data)
	fmt.Println(data.Len() > 0, err)
	// Output: true <nil>
}

// A row becomes a request in JSON, and a row that is malformed stops no other.
func ExampleRead() {
	public, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := entered([]string{"Claim ID", "Engagement", "Customer country", "Claims"},
		[]string{"contoso-viva", "fy23-microsoft-viva", "CH", "0"},
		[]string{"", "fy23-microsoft-viva", "CH", "0"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for request, err := range requests.Read(file, public, requests.Options{}) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(request.Row, request.ID, string(request.JSON))
	}
	// Output:
	// 2 contoso-viva {"customer":{"claims":0,"country":"CH"},"engagement":"fy23-microsoft-viva"}
	// Requests, A3, Claim ID: found nothing, want a value; the column is required
}

// entered returns a workbook as a person would have filled it.
func entered(header []string, rows ...[]string) (*workbook.File, error) {
	book := workbook.New()
	defer book.Close()
	var columns []workbook.Column
	for _, name := range header {
		columns = append(columns, workbook.Column{Header: name})
	}
	sheet, err := book.Sheet(requests.Requests, columns)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		var cells []workbook.Cell
		for _, text := range row {
			cells = append(cells, workbook.Text(text))
		}
		if err := sheet.Row(cells...); err != nil {
			return nil, err
		}
	}
	var data bytes.Buffer
	if _, err := book.Write(&data); err != nil {
		return nil, err
	}
	return workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{})
}

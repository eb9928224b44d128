package requests

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// mostLocations is the last row of the sheet Locations that the list offers.
const mostLocations = 500

// advice is the text of the sheet "Read me".
var advice = []string{
	"Nominate many customers at once",
	"1. On the sheet Locations, enter your locations once.",
	"2. On the sheet Requests, enter one customer and engagement in each row. Click a cell to see what belongs there; cells with a list offer the values.",
	"3. A fact that you leave empty is unknown. Nothing is assumed: a rule that needs the fact then says so.",
	"4. Run: tracker nominate --from FILE.xlsx --dry-run. Every row is checked, and each problem is named by its sheet, its cell and its column. Nothing is saved.",
	"5. Run it without --dry-run. All rows are checked before the first claim is opened. A row with a problem stops no other row. Running it again opens no claim twice.",
	"Do not rename the sheets or the headers. The columns may be in any order, and those that you do not need may be deleted.",
	"Format the columns with IDs as text, as they are here: a spreadsheet program rounds a number of more than 15 digits.",
	"Waivers cannot be entered here. Use tracker open for such a customer.",
}

// Write adds the sheets of an empty workbook of requests: "Read me",
// "Requests", "Locations" and "Lists". The lists are for the catalog on a day.
// If there are locations, they are filled in.
func Write(book *workbook.Book, c *catalog.Catalog, on mci.Date, locations []mci.Location) error {
	readMe, err := book.Sheet(ReadMe, []workbook.Column{{Header: advice[0], Width: 110}})
	for i := 1; err == nil && i < len(advice); i++ {
		err = readMe.Row(workbook.Text(advice[i]))
	}
	if err != nil {
		return err
	}
	lists := listsOf(c, on)
	areas := map[string]string{Locations: fmt.Sprintf("%s!$A$2:$A$%d", Locations, mostLocations)}
	for i, one := range lists {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if len(one.values) > 0 {
			areas[one.header] = fmt.Sprintf("%s!$%s$2:$%s$%d", Lists, letter, letter, len(one.values)+1)
		}
	}
	if _, err := book.Sheet(Requests, sheetColumns(columnsOf(c), areas)); err != nil {
		return err
	}
	if err := writeLocations(book, areas, locations); err != nil {
		return err
	}
	return writeLists(book, lists)
}

func writeLocations(book *workbook.Book, areas map[string]string, locations []mci.Location) error {
	sheet, err := book.Sheet(Locations, sheetColumns(locationColumns, areas))
	for i := 0; err == nil && i < len(locations); i++ {
		l := &locations[i]
		err = sheet.Row(workbook.Text(string(l.ID)), workbook.Text(l.Name), workbook.Text(string(l.Country)),
			known(l.Enrollment, mci.EnrollmentUnknown), known(l.PayeeProfile, mci.NotSupplied))
	}
	return err
}

// known returns a cell with a value. If the value is unknown, the cell is
// empty.
func known[T interface {
	comparable
	String() string
}](value, unknown T) workbook.Cell {
	if value == unknown {
		return workbook.Cell{}
	}
	return workbook.Text(value.String())
}

func writeLists(book *workbook.Book, lists []list) error {
	columns := make([]workbook.Column, len(lists))
	most := 0
	for i, one := range lists {
		columns[i] = workbook.Column{Header: one.header, Width: 28}
		most = max(most, len(one.values))
	}
	sheet, err := book.Sheet(Lists, columns)
	for row := 0; err == nil && row < most; row++ {
		cells := make([]workbook.Cell, len(lists))
		for i, one := range lists {
			if row < len(one.values) {
				cells[i] = workbook.Text(one.values[row])
			}
		}
		err = sheet.Row(cells...)
	}
	return err
}

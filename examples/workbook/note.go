package workbook

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Note says that some cells of a sheet were not read or written unchanged.
type Note struct {
	// Sheet is the name of the sheet.
	Sheet string `json:"sheet"`
	// Cell is the first cell, such as "D7", or the first area, such as "A2:A5".
	// It is empty if the note is about the whole sheet.
	Cell string `json:"cell,omitempty"`
	// Cells is the number of such cells, areas or rows.
	Cells int `json:"cells"`
	// Text describes the change.
	Text string `json:"text"`
}

// String returns the note as one line, such as `sheet "Claims", D7 and 11 more:
// a formula; the value that was stored with it is read`.
func (n Note) String() string {
	place := fmt.Sprintf("sheet %q", n.Sheet)
	if n.Cell != "" {
		place += ", " + n.Cell
	}
	if n.Cells > 1 {
		place += fmt.Sprintf(" and %d more", n.Cells-1)
	}
	return vocabulary.Visible(place + ": " + n.Text)
}

// noteKinds are the texts of the notes, in the order in which they are listed.
var noteKinds = [...]string{
	hiddenSheet:    "the sheet is hidden; it is read all the same",
	hiddenRow:      "the row is hidden; it is read all the same",
	formula:        "a formula; the value that was stored with it is read",
	formulaEmpty:   "a formula without a stored value; it is read as empty: open the file in a spreadsheet program and save it",
	errorValue:     "an error value; it is read as its name, such as #N/A",
	mergedArea:     "merged cells; only the upper left cell has a value, the others are read as empty",
	shownRounded:   "a number with more decimal places than the cell shows; the stored number is read",
	longNumber:     "a whole number of more than 15 digits; the spreadsheet program has rounded it: enter it as text",
	noDate:         "a number that is formatted as a date but is not one; it is read as a number",
	noNumber:       "a number cell whose value is not a number; it is read as text",
	lineBreak:      "a line break inside the cell; it is read as a space",
	controlWritten: "a control character; it is written as its code, such as \\u0007",
	textCut:        "a text above 32,767 characters; it is cut, and its end says so",
	digitsWritten:  "a number of more than 15 digits, which a spreadsheet program would round; it is written as text",
	dayWritten:     "a day that the file format cannot hold; it is written as text",
}

type noteKind int

const (
	hiddenSheet noteKind = iota
	hiddenRow
	formula
	formulaEmpty
	errorValue
	mergedArea
	shownRounded
	longNumber
	noDate
	noNumber
	lineBreak
	controlWritten
	textCut
	digitsWritten
	dayWritten
)

// notes counts the notes about one sheet by their kind.
type notes struct {
	sheet string
	found [len(noteKinds)]struct {
		first string
		count int
	}
}

// add counts a cell, an area or a row.
func (n *notes) add(kind noteKind, cell string) {
	found := &n.found[kind]
	if found.count == 0 {
		found.first = strings.Clone(cell)
	}
	found.count++
}

// list returns a note for each kind that was counted.
func (n *notes) list() []Note {
	var all []Note
	for kind, found := range n.found {
		if found.count > 0 {
			all = append(all, Note{n.sheet, found.first, found.count, noteKinds[kind]})
		}
	}
	return all
}

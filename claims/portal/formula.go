package portal

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters with which a spreadsheet program takes a
// cell for a formula, in their wide forms too.
const formulaStarts = "=+-@＝＋－＠\r"

// ignoredStarts are what such a program passes over at the start of a cell, or
// a person does not see there.
const ignoredStarts = " \t\u00A0\u200B\u200C\u200D\u2060\uFEFF\u3000"

// separators are what separates cells for some program, whatever separates them
// in the file.
const separators = ",;\t\n\r"

// safeCell returns a text of which no spreadsheet program takes a part for a
// formula: an apostrophe stands before each start of one, at the beginning and
// after whatever may separate cells.
func safeCell(cell string) string {
	if !strings.ContainsAny(cell, formulaStarts) {
		return cell
	}
	var safe strings.Builder
	rewritten(&safe, cell, func(quotes string) string { return "'" + quotes })
	return safe.String()
}

// plainCell undoes safeCell.
func plainCell(cell string) string {
	if !strings.Contains(cell, "'") {
		return cell
	}
	var plain strings.Builder
	rewritten(&plain, cell, func(quotes string) string { return strings.TrimPrefix(quotes, "'") })
	return plain.String()
}

// rewritten writes a text with the apostrophes before each start of a formula
// replaced. A tab both separates cells and is passed over.
func rewritten(to *strings.Builder, cell string, quotes func(string) string) {
	start := true // of what may be a cell
	for cell != "" {
		if start {
			blanks := len(cell) - len(strings.TrimLeft(cell, ignoredStarts))
			to.WriteString(cell[:blanks])
			cell = cell[blanks:]
			apostrophes := len(cell) - len(strings.TrimLeft(cell, "'"))
			rest, _ := utf8.DecodeRuneInString(cell[apostrophes:])
			if cell[apostrophes:] != "" && strings.ContainsRune(formulaStarts, rest) {
				to.WriteString(quotes(cell[:apostrophes]))
			} else {
				to.WriteString(cell[:apostrophes])
			}
			cell, start = cell[apostrophes:], false
			continue
		}
		_, size := utf8.DecodeRuneInString(cell)
		start = strings.Contains(separators, cell[:size])
		to.WriteString(cell[:size])
		cell = cell[size:]
	}
}

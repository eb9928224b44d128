package portal

import "strings"

// formulaStarts are the characters with which a spreadsheet program takes a cell for a formula.
const formulaStarts = "=+-@\t\r"

// looksLikeFormula reports whether a cell begins with one of them, be it behind apostrophes.
func looksLikeFormula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.IndexByte(formulaStarts, rest[0]) >= 0
}

// safeCell returns a cell that no spreadsheet program takes for a formula: an apostrophe stands before one that looks like
// it.
func safeCell(cell string) string {
	if looksLikeFormula(cell) {
		return "'" + cell
	}
	return cell
}

// plainCell undoes safeCell.
func plainCell(cell string) string {
	if cell != "" && cell[0] == '\'' && looksLikeFormula(cell) {
		return cell[1:]
	}
	return cell
}

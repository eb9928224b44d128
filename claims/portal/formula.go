package portal

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters that begin a formula in a spreadsheet
// program, with their wide forms.
const formulaStarts = "=+-@＝＋－＠\r"

// ignoredStarts are the characters at the start of a cell that such a program
// ignores, or that a person cannot see.
const ignoredStarts = " \t\u00A0\u200B\u200C\u200D\u2060\uFEFF\u3000"

// separators are the characters that separate cells for some program, even if
// the file uses another one.
const separators = ",;\t\n\r"

// SafeCell returns a text that no spreadsheet program reads as a formula. It
// puts an apostrophe before each possible start of a formula, at the beginning
// and after each character that may separate cells. A host that writes tables
// of its own calls it for each text; [Export] does so by itself.
func SafeCell(cell string) string {
	if !strings.ContainsAny(cell, formulaStarts) {
		return cell
	}
	var safe strings.Builder
	rewritten(&safe, cell, func(quotes string) string { return "'" + quotes })
	return safe.String()
}

// plainCell undoes SafeCell.
func plainCell(cell string) string {
	if !strings.Contains(cell, "'") {
		return cell
	}
	var plain strings.Builder
	rewritten(&plain, cell, func(quotes string) string { return strings.TrimPrefix(quotes, "'") })
	return plain.String()
}

// rewritten writes a text and replaces the apostrophes before each start of a
// formula. A tab is both a separator and an ignored character.
func rewritten(to *strings.Builder, cell string, quotes func(string) string) {
	start := true // at the start of a possible cell
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

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"unicode"

	"github.com/mattn/go-isatty"
	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// A screen is a terminal at which a person reads. If the output is one, tables
// and long lines are wrapped to its width, late claims are shown in red, and
// long lists go to a pager. If it is none, each row is one line without color.
type screen struct {
	columns, lines int
	color          bool
	pager          []string // a program and its arguments, or none
}

// screenOf returns the terminal of an output. It is nil if the output is none.
func screenOf(out io.Writer, env func(string) string) *screen {
	file, ok := fileOf(out)
	if !ok || !isatty.IsTerminal(file.Fd()) {
		return nil
	}
	columns, lines, err := term.GetSize(int(file.Fd())) //nolint:gosec // because a descriptor is a small number
	if err != nil || columns < leastColumns {
		return nil
	}
	s := &screen{columns: columns, lines: lines, color: env("NO_COLOR") == "" && env("TERM") != "dumb"}
	for _, name := range []string{"TRACKER_PAGER", "PAGER"} {
		if s.pager = strings.Fields(env(name)); len(s.pager) > 0 {
			break
		}
	}
	return s
}

const (
	// leastColumns is the smallest width for which texts are laid out.
	leastColumns = 40
	// longWord is the width from which a word in a table is broken, so that one
	// long word does not change the layout of all rows.
	longWord = 41
	// leastPiece is the smallest width of a column with such a word.
	leastPiece = 10
	// leastText is the smallest width at which a text of several lines is
	// written beside another one. If there is less room, it is written below.
	leastText = 16
	// gap separates two columns.
	gap = "  "
)

// A mark begins a line of a report if a screen shows the line in color. If
// there is no screen, the mark is removed. A text of a claim cannot contain a
// mark, because reports escape it.
const (
	late    = "\x01" // too late
	soon    = "\x02" // within a week
	heading = "\x03"
)

const plain = "\x1b[0m"

var colors = map[string]string{late: "\x1b[31m", soon: "\x1b[33m", heading: "\x1b[1m"}

// aligned returns a report's text with its columns aligned. Tabs separate the
// columns.
func aligned(text string) (string, error) {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	_, err := io.WriteString(w, strings.NewReplacer(late, "", soon, "", heading, "").Replace(text))
	err = errors.Join(err, w.Flush())
	return out.String(), err
}

// layout returns the text of a report, laid out for the screen.
func (s *screen) layout(text string) string {
	var out strings.Builder
	var block []string
	flush := func() {
		if len(block) > 0 {
			s.table(&out, block)
		}
		block = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Contains(line, "\t") {
			block = append(block, line)
			continue
		}
		flush()
		mark, line := cutMark(line)
		before, text := cutIndent(line)
		s.write(&out, mark, before+wrap(text, s.columns-len(before), before))
	}
	flush()
	return out.String()
}

// table writes lines of columns. If they are too wide, the cells are wrapped
// within their columns. A word is only broken if it is very long, because
// people compare amounts and dates. If that is still too wide, words are broken
// between their parts. If even that is too wide, each row is written as a list
// of its cells. The IDs of claims are never broken, because people type them.
func (s *screen) table(out *strings.Builder, lines []string) {
	marks, rows := make([]string, len(lines)), make([][]string, len(lines))
	for i, line := range lines {
		marks[i], line = cutMark(line)
		rows[i] = strings.Split(line, "\t")
	}
	widths, words, parts := measure(rows)
	headed := isHeading(rows[0])
	for j, name := range rows[0] {
		if headed && name == claimColumn {
			words[j], parts[j] = widths[j], widths[j]
		}
	}
	switch {
	case !headed:
		for i, row := range rows {
			s.write(out, marks[i], s.item(row, widths))
		}
	case narrow(widths, words, s.columns) || narrow(widths, parts, s.columns):
		marks[0] = heading
		for i, row := range rows {
			s.write(out, marks[i], columns(pieced(row, widths), widths))
		}
	default:
		for i, row := range rows[1:] {
			if i > 0 {
				out.WriteString("\n")
			}
			s.write(out, marks[i+1], s.record(rows[0], row))
		}
	}
}

// claimColumn is the heading of the column with claim IDs.
const claimColumn = "CLAIM"

// measure returns the width of each column, of its longest word, and of the
// longest part of a word. If a word can be broken anywhere, it counts as a
// piece.
func measure(rows [][]string) (widths, words, parts []int) {
	for _, row := range rows {
		for j, cell := range row {
			if j == len(widths) {
				widths, words, parts = append(widths, 0), append(words, 0), append(parts, 0)
			}
			widths[j] = max(widths[j], uniseg.StringWidth(cell))
			for word := range strings.FieldsSeq(cell) {
				words[j], parts[j] = max(words[j], least([]string{word})), max(parts[j], least(partsOf(word)))
			}
		}
	}
	return widths, words, parts
}

// least returns the smallest width of a column with these words.
func least(words []string) int {
	if width := longest(words); width < longWord {
		return width
	}
	return leastPiece
}

// pieced returns the cells of a row with spaces in their long words, so that
// each piece fits into its column.
func pieced(row []string, widths []int) []string {
	cells := slices.Clone(row)
	for j, cell := range cells {
		words := strings.Fields(cell)
		for i, word := range words {
			if uniseg.StringWidth(word) >= longWord {
				words[i] = strings.Join(piecesOf(word, widths[j]), " ")
			}
		}
		if uniseg.StringWidth(cell) > widths[j] {
			cells[j] = strings.Join(words, " ")
		}
	}
	return cells
}

// piecesOf splits a word into pieces that are at most so wide, unless a single
// character is wider.
func piecesOf(word string, most int) (pieces []string) {
	from, width := 0, 0
	for characters := uniseg.NewGraphemes(word); characters.Next(); {
		start, _ := characters.Positions()
		if start > from && width+characters.Width() > most {
			pieces, from, width = append(pieces, word[from:start]), start, 0
		}
		width += characters.Width()
	}
	return append(pieces, word[from:])
}

// longest returns the width of the longest word.
func longest(words []string) (width int) {
	for _, word := range words {
		width = max(width, uniseg.StringWidth(word))
	}
	return width
}

// partsOf splits a word such as fy23-microsoft-viva into its parts. Each part
// but the last keeps its hyphen. A date is one part.
func partsOf(word string) []string {
	var parts []string
	from := 0
	for i, r := range word {
		if i > from+1 && word[i-1] == '-' && word[i-2] != '-' && unicode.IsLetter(r) {
			parts, from = append(parts, word[from:i]), i
		}
	}
	return append(parts, word[from:])
}

// narrow makes the widest columns narrower until the table fits. It reports
// whether the table fits then. No column becomes narrower than its longest
// word.
func narrow(widths, words []int, most int) bool {
	for total := across(widths); total > most; total-- {
		widest := -1
		for j, width := range widths {
			if width > words[j] && (widest < 0 || width > widths[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

// across returns the width of a line with these columns.
func across(widths []int) int {
	total := len(gap) * max(len(widths)-1, 0)
	for _, width := range widths {
		total += width
	}
	return total
}

// columns returns a row of a table in as many lines as its highest cell has.
func columns(row []string, widths []int) string {
	cells, high := make([][]string, len(row)), 0
	for j, cell := range row {
		cells[j] = strings.Split(wrap(cell, widths[j], ""), "\n")
		high = max(high, len(cells[j]))
	}
	lines := make([]string, high)
	for i := range lines {
		var line strings.Builder
		for j := range cells {
			part := ""
			if i < len(cells[j]) {
				part = cells[j][i]
			}
			line.WriteString(part + strings.Repeat(" ", max(widths[j]-uniseg.StringWidth(part), 0)) + gap)
		}
		lines[i] = strings.TrimRight(line.String(), " ")
	}
	return strings.Join(lines, "\n")
}

// item returns a row of a list. Its last cell is wrapped beside the other
// cells. If there is no room, it is written below them.
func (s *screen) item(row []string, widths []int) string {
	last := len(row) - 1
	before := columns(row[:last], widths)
	used := across(widths[:last]) + len(gap)
	room := s.columns - used
	if room >= longest(strings.Fields(row[last])) && (room >= leastText || room >= uniseg.StringWidth(row[last])) {
		return before + strings.Repeat(" ", used-uniseg.StringWidth(before)) + wrap(row[last], room, strings.Repeat(" ", used))
	}
	indented, _ := cutIndent(row[0])
	indented += gap + gap
	return before + "\n" + indented + wrap(row[last], s.columns-len(indented), indented)
}

// record returns a row of a table as a list of its cells, each beside its
// column's name.
func (s *screen) record(names, row []string) string {
	widths := []int{longest(names), 0}
	lines := make([]string, len(row))
	for j, cell := range row {
		lines[j] = strings.TrimRight(s.item([]string{names[j], cell}, widths), " ")
	}
	return strings.Join(lines, "\n")
}

func (s *screen) write(out *strings.Builder, mark, line string) {
	if color := colors[mark]; color != "" && s.color {
		line = color + line + plain
	}
	out.WriteString(line + "\n")
}

func cutMark(line string) (mark, rest string) {
	for _, mark := range []string{late, soon, heading} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return mark, rest
		}
	}
	return "", line
}

func isHeading(cells []string) bool {
	line := strings.Join(cells, "")
	return line == strings.ToUpper(line) && line != strings.ToLower(line)
}

// cutIndent splits a line into its leading spaces and the rest.
func cutIndent(line string) (before, text string) {
	text = strings.TrimLeft(line, " ")
	return line[:len(line)-len(text)], text
}

// wrap breaks a text at spaces so that no line is wider than most. If a word is
// too long, it is broken between its parts. A line can only be wider if a part
// is. Each line after the first begins with before, whose width is not counted.
func wrap(text string, most int, before string) string {
	if uniseg.StringWidth(text) <= most {
		return text
	}
	var out strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		pieces := []string{word}
		if uniseg.StringWidth(word) > most {
			pieces = partsOf(word)
		}
		for j, piece := range pieces {
			wide, space := uniseg.StringWidth(piece), " "
			if j > 0 || i == 0 {
				space = ""
			}
			if (i > 0 || j > 0) && width+len(space)+wide > most {
				out.WriteString("\n" + before)
				width, space = 0, ""
			}
			out.WriteString(space + piece)
			width += len(space) + wide
		}
	}
	return out.String()
}

// print writes a text to the screen. If the text is longer than the screen, the
// pager shows it. If the pager does not exist, print says so and writes the
// text.
func (s *screen) print(out, problems io.Writer, text string) error {
	if len(s.pager) == 0 || strings.Count(text, "\n") < s.lines {
		_, err := io.WriteString(out, text)
		return err
	}
	command := exec.Command(s.pager[0], s.pager[1:]...) //nolint:gosec // because the user names it
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(text), out, problems
	if file, ok := fileOf(out); ok {
		command.Stdout = file // the pager needs the terminal itself
	}
	command.Env = append([]string{"LESS=FRX"}, os.Environ()...) // if the user has set it, that value comes later and is used
	err := command.Run()
	var ended *exec.ExitError
	if err == nil || errors.As(err, &ended) || errors.Is(err, syscall.EPIPE) { // the person has read enough
		return nil
	}
	fmt.Fprintf(problems, "tracker: the pager: %v\n", err)
	_, err = io.WriteString(out, text)
	return err
}

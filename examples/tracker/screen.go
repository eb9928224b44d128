package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"text/tabwriter"

	"github.com/mattn/go-isatty"
	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// A screen is a terminal at which a person reads. Only there are tables cut to
// its width, long lines wrapped, what is late shown in red, and long lists sent
// to a pager. Elsewhere nothing is cut or colored.
type screen struct {
	columns, lines int
	color          bool
	pager          []string // a program and its arguments, or none
}

// screenOf returns the terminal behind an output, or nil if there is none.
func screenOf(out io.Writer, env func(string) string) *screen {
	file, ok := out.(*os.File)
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
	// leastColumns is the least width for which tables are cut.
	leastColumns = 40
	// leastCell is the least width to which a cell is cut.
	leastCell = 8
	// gap is between two columns.
	gap = "  "
)

// A mark begins a line of a report that a screen shows in color. Elsewhere it
// is left out. A text of a claim cannot hold it, because reports escape it.
const (
	late = "\x01" // too late
	soon = "\x02" // within a week
)

var colors = map[string]string{late: "\x1b[31m", soon: "\x1b[33m", heading: "\x1b[1m"}

const (
	heading = "heading"
	plain   = "\x1b[0m"
)

// aligned returns the text of a report with its columns, which are separated by
// tabs, in line.
func aligned(text string) (string, error) {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	_, err := io.WriteString(w, strings.NewReplacer(late, "", soon, "").Replace(text))
	err = errors.Join(err, w.Flush())
	return out.String(), err
}

// layout returns the text of a report as the screen shows it.
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
		s.write(&out, mark, wrap(line, s.columns, strings.Repeat(" ", indent(line))))
	}
	flush()
	return out.String()
}

// table writes lines of columns. The cells of a table with a heading are cut; a
// list without one has its last cell wrapped, so that nothing is lost.
func (s *screen) table(out *strings.Builder, lines []string) {
	marks, rows := make([]string, len(lines)), make([][]string, len(lines))
	var widths []int
	for i, line := range lines {
		marks[i], line = cutMark(line)
		rows[i] = strings.Split(line, "\t")
		for j, cell := range rows[i] {
			if j == len(widths) {
				widths = append(widths, 0)
			}
			widths[j] = max(widths[j], uniseg.StringWidth(cell))
		}
	}
	headed := isHeading(rows[0])
	if headed {
		marks[0] = heading
		narrow(widths, rows[0], s.columns)
	}
	for i, row := range rows {
		var line strings.Builder
		for j, cell := range row {
			if headed {
				cell = cut(cell, widths[j])
			}
			if j == len(row)-1 {
				used := uniseg.StringWidth(line.String())
				line.WriteString(wrap(cell, s.columns-used, strings.Repeat(" ", used)))
				break
			}
			line.WriteString(cell + strings.Repeat(" ", widths[j]-uniseg.StringWidth(cell)) + gap)
		}
		s.write(out, marks[i], strings.TrimRight(line.String(), " "))
	}
}

func (s *screen) write(out *strings.Builder, mark, line string) {
	if color := colors[mark]; color != "" && s.color {
		line = color + line + plain
	}
	out.WriteString(line + "\n")
}

func cutMark(line string) (mark, rest string) {
	for _, mark := range []string{late, soon} {
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

// narrow makes the widest columns narrower until the table fits. The column of
// the claims' IDs stays, because people type them.
func narrow(widths []int, names []string, most int) {
	total := len(gap) * (len(widths) - 1)
	for _, width := range widths {
		total += width
	}
	for ; total > most; total-- {
		widest := -1
		for j, width := range widths {
			if (j >= len(names) || names[j] != "CLAIM") && width > leastCell && (widest < 0 || width > widths[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// cut returns a cell that is at most as wide as its column.
func cut(cell string, most int) string {
	if uniseg.StringWidth(cell) <= most {
		return cell
	}
	var kept strings.Builder
	width := 0
	for rest, state := cell, -1; rest != ""; {
		var cluster string
		var wide int
		cluster, rest, wide, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if width += wide; width > most-1 {
			break
		}
		kept.WriteString(cluster)
	}
	return kept.String() + "…"
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// wrap breaks a text at spaces, so that no line is wider than most if its words
// are not. Each line after the first begins with before.
func wrap(text string, most int, before string) string {
	most = max(most, leastCell)
	if uniseg.StringWidth(text) <= most {
		return text
	}
	var out strings.Builder
	out.WriteString(strings.Repeat(" ", indent(text)))
	width := indent(text)
	for i, word := range strings.Fields(text) {
		wide := uniseg.StringWidth(word)
		switch {
		case i == 0:
		case width+1+wide > most:
			out.WriteString("\n" + before)
			width = 0
		default:
			out.WriteString(" ")
			width++
		}
		out.WriteString(word)
		width += wide
	}
	return out.String()
}

// print writes a text to the screen, by the pager if it is longer. If there is
// no such pager, it says so and prints the text.
func (s *screen) print(out, problems io.Writer, text string) error {
	if len(s.pager) == 0 || strings.Count(text, "\n") < s.lines {
		_, err := io.WriteString(out, text)
		return err
	}
	command := exec.Command(s.pager[0], s.pager[1:]...) //nolint:gosec // because the user names it
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(text), out, problems
	command.Env = append([]string{"LESS=FRX"}, os.Environ()...) // one of the user comes later and counts
	err := command.Run()
	var ended *exec.ExitError
	if err == nil || errors.As(err, &ended) || errors.Is(err, syscall.EPIPE) { // the person has read enough
		return nil
	}
	fmt.Fprintf(problems, "tracker: the pager: %v\n", err)
	_, err = io.WriteString(out, text)
	return err
}

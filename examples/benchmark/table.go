package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A report describes one run: the machine, the plan and a row for each
// contender. With -json the program prints it.
type report struct {
	Machine machine `json:"machine"`
	Rounds  int     `json:"rounds"`
	Time    string  `json:"time"` // length of one measurement
	Rows    []row   `json:"rows"`
}

// A row holds the figures of one contender in one workload.
type row struct {
	Workload  string `json:"workload"`
	Unit      string `json:"unit"` // unit of the figures
	Contender string `json:"contender"`
	figures
	Ratio   float64 `json:"ratio"` // time divided by the library's
	Targets []aim   `json:"targets,omitempty"`
}

// An aim is a target and whether the library reaches it.
type aim struct {
	Target  string  `json:"target"`
	Verdict verdict `json:"verdict"`
}

// reportOf returns the report of the results, with a verdict on each target.
func reportOf(on machine, p plan, measured results) report {
	r := report{Machine: on, Rounds: p.rounds, Time: p.time}
	for _, taken := range measured {
		one := row{Workload: taken.workload, Unit: taken.unit, Contender: taken.contender, figures: taken.figures}
		if mine, ok := measured.find(taken.workload, ours); ok && mine.Nanoseconds > 0 {
			one.Ratio = taken.figures.Nanoseconds / mine.Nanoseconds
		}
		for _, t := range taken.targets {
			one.Targets = append(one.Targets, aim{t.text, t.judge(taken.workload, measured)})
		}
		r.Rows = append(r.Rows, one)
	}
	return r
}

// columns are the columns of the table. A column of numbers is aligned right.
var columns = []struct {
	head  string
	right bool
}{
	{"workload", false},
	{"contender", false},
	{"ns/op", true},
	{"allocs/op", true},
	{"bytes/op", true},
	{"ratio", true},
	{"target for incentives", false},
}

// print writes the report as a table.
func (r report) print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\neach contender %d times for %s, on one core; medians\n\n", r.Machine, r.Rounds, r.Time)
	lines := r.lines()
	widths := widthsOf(lines)
	for _, line := range lines {
		b.WriteString(aligned(line, widths))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// lines returns the cells of the table: the head, and a line for each row. Only
// the first row of a workload names it.
func (r report) lines() [][]string {
	var lines [][]string
	head := make([]string, len(columns))
	for i, column := range columns {
		head[i] = column.head
	}
	lines = append(lines, head)
	last := ""
	for _, one := range r.Rows {
		name := one.Workload + ", by " + one.Unit
		if one.Workload == last {
			name = ""
		}
		last = one.Workload
		lines = append(lines, []string{
			name, one.Contender, number(one.Nanoseconds), number(one.Allocations), number(one.Bytes),
			ratio(one.Ratio), one.aims(),
		})
	}
	return lines
}

// aims returns the targets of the row in one cell.
func (r row) aims() string {
	texts := make([]string, len(r.Targets))
	for i, a := range r.Targets {
		texts[i] = a.Target + ": " + string(a.Verdict)
	}
	return strings.Join(texts, "; ")
}

// ratio formats a ratio with two digits or more, such as 0.00042, 0.57, 1, 24.1
// or 341.
func ratio(f float64) string {
	if f > 0 && f < 0.1 {
		return strconv.FormatFloat(f, 'g', 2, 64)
	}
	return number(f)
}

// number formats a figure with three digits or more, such as 0, 0.02, 1.24,
// 24.1, 341 or 28733.
func number(f float64) string {
	digits := 2
	switch {
	case f < 0.005:
		return "0"
	case f >= 99.95:
		digits = 0
	case f >= 9.995:
		digits = 1
	}
	text := strconv.FormatFloat(f, 'f', digits, 64)
	if whole, ok := strings.CutSuffix(text, "."+strings.Repeat("0", digits)); ok {
		return whole
	}
	return text
}

// widthsOf returns the width of each column, in characters.
func widthsOf(lines [][]string) []int {
	widths := make([]int, len(columns))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

// aligned returns one line of the table, without trailing spaces.
func aligned(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		if columns[i].right {
			cell = space + cell
		} else {
			cell += space
		}
		b.WriteString(cell + "  ")
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}

package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// The measures of a state diagram, in units of its drawing.
const (
	stateWidth  = 118.0
	stateHeight = 40.0
	stateGapX   = 52.0
	stateGapY   = 26.0
	stateMargin = 14.0
	lineLength  = 17 // letters in a line of a state's name
)

// A diagram is a drawing of a state machine, in which the state of one claim is
// marked. It is plain data for a template.
type diagram struct {
	Width, Height float64
	States        []diagramState
	Ways          []diagramWay
	// Summary describes the drawing in words.
	Summary string
}

// A diagramState is a box. Class is "current", "past" or empty.
type diagramState struct {
	X, Y  float64
	Lines []diagramText
	Class string
}

// A diagramText is a line of text in a box.
type diagramText struct {
	X, Y float64
	Text string
}

// A diagramWay is an arrow between two states. Class is "open" if it leads out
// of the current state, "past" if the claim went along it, or empty.
type diagramWay struct{ Path, Class, Title string }

// A way is a pair of states with the events that lead from one to the other.
type way struct {
	from, to string
	events   []string
}

// waysOf returns each pair of states in rows once, and the first state. If a
// row leads back to its own state, it is left out.
func waysOf(rows []way) (ways []way, first string) {
	for _, row := range rows {
		if row.from == "" {
			first = row.to
			continue
		}
		i := slices.IndexFunc(ways, func(w way) bool { return w.from == row.from && w.to == row.to })
		switch {
		case row.from == row.to:
		case i < 0:
			ways = append(ways, row)
		default:
			ways[i].events = append(ways[i].events, row.events...)
		}
	}
	return ways, first
}

// activityWays are the ways of the machine of partner activities.
func activityWays() ([]way, string) {
	var rows []way
	for _, t := range claims.Transitions() {
		row := way{to: t.To.String(), events: []string{t.Event.String()}}
		if t.From != (claims.State{}) {
			row.from = t.From.String()
		}
		rows = append(rows, row)
	}
	return waysOf(rows)
}

// associationWays are the ways of the machine of associations.
func associationWays() ([]way, string) {
	var rows []way
	for _, t := range lifecycle.Transitions() {
		row := way{to: t.To.String(), events: []string{t.Event.String()}}
		if t.From != (lifecycle.State{}) {
			row.from = t.From.String()
		}
		rows = append(rows, row)
	}
	return waysOf(rows)
}

// columnsOf groups the states by the number of steps that each needs at least.
// The states in a column have the order of the ways.
func columnsOf(ways []way, first string) [][]string {
	columns, seen := [][]string{{first}}, map[string]bool{first: true}
	for {
		var next []string
		for _, from := range columns[len(columns)-1] {
			for _, w := range ways {
				if w.from == from && !seen[w.to] {
					seen[w.to] = true
					next = append(next, w.to)
				}
			}
		}
		if next == nil {
			return columns
		}
		columns = append(columns, next)
	}
}

// drawStates draws a machine. The states in path are marked as past, and the
// last one as present.
func drawStates(ways []way, first string, path []string) diagram {
	columns := columnsOf(ways, first)
	most := 0
	for _, column := range columns {
		most = max(most, len(column))
	}
	d := diagram{
		Width:  2*stateMargin + float64(len(columns))*stateWidth + float64(len(columns)-1)*stateGapX,
		Height: 2*stateMargin + float64(most)*(stateHeight+stateGapY) + stateGapY,
	}
	current := ""
	if len(path) > 0 {
		current = path[len(path)-1]
	}
	places := map[string][2]float64{}
	for i, column := range columns {
		top := (d.Height - float64(len(column))*(stateHeight+stateGapY) + stateGapY) / 2
		for k, name := range column {
			x, y := stateMargin+float64(i)*(stateWidth+stateGapX), top+float64(k)*(stateHeight+stateGapY)
			places[name] = [2]float64{x, y}
			d.States = append(d.States, stateBox(name, x, y, classOf(name, current, path)))
		}
	}
	for _, w := range ways {
		from, ok := places[w.from]
		if !ok {
			continue // no way leads to it, so it is not drawn
		}
		one := diagramWay{Path: curve(from, places[w.to]), Title: w.from + " → " + w.to + ": " + strings.Join(w.events, ", ")}
		switch {
		case w.from == current:
			one.Class = "open"
		case wentAlong(path, w):
			one.Class = "past"
		}
		d.Ways = append(d.Ways, one)
	}
	// draw the arrows that have a color last, so that they are on top
	slices.SortStableFunc(d.Ways, func(a, b diagramWay) int { return len(a.Class) - len(b.Class) })
	d.Summary = fmt.Sprintf("%d states, and %d ways between them. The claim is %s.", len(d.States), len(d.Ways), current)
	return d
}

// classOf returns the class of a state.
func classOf(name, current string, path []string) string {
	switch {
	case name == current:
		return "current"
	case slices.Contains(path, name):
		return "past"
	default:
		return ""
	}
}

// wentAlong reports whether a claim took a way.
func wentAlong(path []string, w way) bool {
	for i := 1; i < len(path); i++ {
		if path[i-1] == w.from && path[i] == w.to {
			return true
		}
	}
	return false
}

// stateBox returns the box of a state, with its name broken into lines.
func stateBox(name string, x, y float64, class string) diagramState {
	var lines []string
	for word := range strings.FieldsSeq(name) {
		if n := len(lines); n > 0 && len(lines[n-1])+1+len(word) <= lineLength {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	box := diagramState{X: x, Y: y, Class: class}
	for i, text := range lines {
		middle := y + stateHeight/2 + 4 + (float64(i)-float64(len(lines)-1)/2)*12
		box.Lines = append(box.Lines, diagramText{x + stateWidth/2, round(middle), text})
	}
	return box
}

// curve returns the path of an arrow between two boxes. To a later column it
// runs straight, inside a column around the side, and backward above the boxes.
func curve(from, to [2]float64) string {
	x1, y1, x2, y2 := from[0]+stateWidth, from[1]+stateHeight/2, to[0], to[1]+stateHeight/2
	switch {
	case to[0] > from[0]:
		bend := (x2 - x1) / 2
		return fmt.Sprintf("M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f", x1, y1, x1+bend, y1, x2-bend, y2, x2-4, y2)
	case to[0] == from[0]:
		side := x1 + stateGapX*0.7
		return fmt.Sprintf("M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f", x1, y1, side, y1, side, y2, x1+4, y2)
	default:
		x1, x2 = from[0]+stateWidth/2, to[0]+stateWidth/2
		above := min(from[1], to[1]) - stateGapY*1.4
		return fmt.Sprintf("M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f", x1, from[1], x1, above, x2, above, x2, to[1]-4)
	}
}

// Diagram returns the state diagram of partner activities with the claim's
// state marked.
func (m *claimModel) Diagram() diagram {
	ways, first := activityWays()
	return drawStates(ways, first, m.Path())
}

// Diagram returns the state diagram of associations with the claim's state
// marked.
func (m *associationModel) Diagram() diagram {
	ways, first := associationWays()
	return drawStates(ways, first, m.Path())
}

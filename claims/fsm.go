package claims

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/looplab/fsm"
)

// The machine is defined by the table of transitions alone. This file builds a looplab/fsm from the
// table, lets it check and draw the machine, and compiles the dense table by walking it. Nothing else
// imports it.

// stateCount is the number of places in a dense table: each status, undisputed and disputed.
const stateCount = 2 * int(statusCount)

func (s State) index() int {
	i := 2 * int(s.Status)
	if s.Disputed {
		i++
	}
	return i
}

func stateAt(index int) State {
	return State{Status: Status(index / 2), Disputed: index%2 == 1} //nolint:gosec // index is below stateCount
}

// machine is the dense form of a table of transitions.
type machine struct {
	next      [stateCount][eventCount]cell
	permitted [stateCount][]Event
	terminal  [stateCount]bool
	reached   [stateCount]bool
}

// cell holds the row that an event takes from a state, plus one; zero where the event is not permitted.
type cell struct {
	row uint8
	to  State
}

var errBadTable = errors.New("claims: bad table of transitions")

// compile checks a table, builds an fsm from it and walks that into a dense machine. It refuses a table
// in which two rows have the same state and event, a state cannot be reached from the beginning, no
// terminal state can be reached from some state, or an event is never used.
func compile(rows []Transition) (*machine, error) {
	drawn, err := build(rows)
	if err != nil {
		return nil, err
	}
	m := &machine{reached: reachable(rows)}
	for i, row := range rows {
		m.next[row.From.index()][row.Event].row = uint8(i + 1) //nolint:gosec // build refuses longer tables
	}
	for from := range stateCount {
		if err := m.walk(drawn, rows, stateAt(from)); err != nil {
			return nil, err
		}
	}
	return m, m.check(rows)
}

// reachable finds the states that the rows lead to from the beginning.
func reachable(rows []Transition) (reached [stateCount]bool) {
	for range rows { // each pass carries the beginning at least one step on
		for _, row := range rows {
			if from := row.From.index(); from == 0 || reached[from] {
				reached[row.To.index()] = true
			}
		}
	}
	return reached
}

// build makes the fsm, from the beginning of a claim's life.
func build(rows []Transition) (*fsm.FSM, error) {
	if len(rows) > 200 {
		return nil, fmt.Errorf("%w: %d rows", errBadTable, len(rows))
	}
	type key struct {
		from  State
		event Event
	}
	seen := map[key]string{}
	events := make(fsm.Events, 0, len(rows))
	for _, row := range rows {
		k := key{row.From, row.Event}
		if earlier, ok := seen[k]; ok {
			return nil, fmt.Errorf("%w: rows %s and %s are both for %s in %s", errBadTable, earlier, row.Row, row.Event, row.From)
		}
		seen[k] = row.Row
		events = append(events, fsm.EventDesc{Name: row.Event.String(), Src: []string{row.From.String()}, Dst: row.To.String()})
	}
	return fsm.NewFSM(State{}.String(), events, fsm.Callbacks{}), nil
}

// walk asks the fsm about every event in one state.
func (m *machine) walk(f *fsm.FSM, rows []Transition, from State) error {
	for _, event := range Events() {
		c := &m.next[from.index()][event]
		f.SetState(from.String())
		err := f.Event(context.Background(), event.String())
		var stays fsm.NoTransitionError
		if err != nil && (!errors.As(err, &stays) || stays.Err != nil) {
			if c.row != 0 {
				return fmt.Errorf("%w: the fsm refuses row %s: %w", errBadTable, rows[c.row-1].Row, err)
			}
			continue
		}
		if c.row == 0 || f.Current() != rows[c.row-1].To.String() {
			return fmt.Errorf("%w: the fsm goes from %s by %s to %s", errBadTable, from, event, f.Current())
		}
		c.to = rows[c.row-1].To
		m.permitted[from.index()] = append(m.permitted[from.index()], event)
	}
	return nil
}

// check finds what terminal states are and reports states that the table leaves hanging.
func (m *machine) check(rows []Transition) error {
	leaves := [stateCount]bool{}
	for _, row := range rows {
		from := row.From.index()
		if from != 0 && !m.reached[from] {
			return fmt.Errorf("%w: row %s starts in %s, which nothing reaches", errBadTable, row.Row, row.From)
		}
		leaves[from] = leaves[from] || row.From != row.To
	}
	ends := [stateCount]bool{}
	for i := range stateCount {
		m.terminal[i] = m.reached[i] && !leaves[i]
		ends[i] = m.terminal[i]
	}
	for range rows { // each pass carries the ends one step back
		for _, row := range rows {
			ends[row.From.index()] = ends[row.From.index()] || ends[row.To.index()]
		}
	}
	for i := range stateCount {
		if m.reached[i] && !ends[i] {
			return fmt.Errorf("%w: no terminal state can be reached from %s", errBadTable, stateAt(i))
		}
	}
	return m.checkUse(rows)
}

// checkUse reports statuses and events that the table declares nowhere.
func (m *machine) checkUse(rows []Transition) error {
	for _, status := range Statuses() {
		if !m.reached[plain(status).index()] && !m.reached[disputed(status).index()] {
			return fmt.Errorf("%w: nothing reaches %s", errBadTable, status)
		}
	}
	for _, event := range Events() {
		if !slices.ContainsFunc(rows, func(row Transition) bool { return row.Event == event }) {
			return fmt.Errorf("%w: no row is for %s", errBadTable, event)
		}
	}
	return nil
}

func mustCompile(rows []Transition) *machine {
	m, err := compile(rows)
	if err != nil {
		panic(err)
	}
	return m
}

// dense is never written after it is made. Tests hold that the table compiles.
var dense = mustCompile(transitions)

// Diagram returns the machine as a Mermaid flowchart, drawn by looplab/fsm from the table. Rows that
// only record something are left out.
func Diagram() (string, error) {
	moving := slices.DeleteFunc(Transitions(), func(row Transition) bool { return row.From == row.To })
	f, err := build(moving)
	if err != nil {
		return "", err
	}
	return fsm.VisualizeForMermaidWithGraphType(f, fsm.FlowChart)
}

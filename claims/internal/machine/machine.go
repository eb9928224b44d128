// Package machine compiles a table of transitions into a dense machine.
// [Compile] makes a [Machine], which answers every question that depends only
// on the table: the state that an event leads to, the events that a state
// permits, the events on the ways into a state, and the shortest way to another
// state.
//
// States and events are small numbers, so that one package serves every machine
// of the module. State 0 is the beginning, before anything exists, and event 0
// is none.
package machine

import (
	"errors"
	"fmt"
	"slices"
)

// The most states and events that a machine can have. State 0 and event 0 are
// included. The limits let a machine be indexed without bounds checks.
const (
	MostStates = 64
	MostEvents = 32
)

// mostRows is the most rows that a cell can number.
const mostRows = 255

// A Row is one transition. If its states are equal, it records something
// without moving.
type Row struct {
	// Name is the name of the row in errors, such as "T5".
	Name string
	// From is the state that the row leaves. It is 0 if the row opens.
	From int
	// Event leads along the row.
	Event int
	// To is the state that the row leads into, never 0.
	To int
}

// A Definition is the input of [Compile]: the tables that define a machine.
type Definition struct {
	// States are the names of the states by their number. All names differ. If
	// a state cannot occur, its name is empty.
	States []string
	// Events are the names of the events by their number. The first is empty.
	Events []string
	// Ends lists the states that no row leaves.
	Ends []int
	// Stops lists the states in which a route can begin and end but through
	// which it never leads, because nobody would have seen the claim there.
	Stops []int
	// Rows are the transitions, at most one for each state and event.
	Rows []Row
}

// A Machine is the dense form of a definition. Its zero value permits nothing.
// It never changes after it is compiled.
type Machine struct {
	cells     [MostStates][MostEvents]cell
	permitted [MostStates]uint32
	reached   [MostStates]bool
	ends      [MostStates]bool
	stops     [MostStates]bool
	ways      [MostStates]Way
	routes    [MostStates][MostStates]route
	rows      []Row
	states    []string
	events    []string
}

// cell holds the index of a row plus one, and the state that the row leads
// into. The zero cell means that the event is not permitted in the state.
type cell struct{ row, to uint8 }

// Compile checks a definition, lets looplab/fsm walk it, and returns the dense
// machine. If the definition is wrong, Compile returns the zero Machine and an
// error that names the row, the state or the event.
func Compile(d Definition) (*Machine, error) {
	m := &Machine{rows: d.Rows, states: d.States, events: d.Events}
	for _, step := range []func() error{
		m.checkSizes,
		func() error { return m.mark(&m.ends, d.Ends, "end") },
		func() error { return m.mark(&m.stops, d.Stops, "stop") },
		m.checkRows,
		func() error { return m.walk(m.build(d.Rows)) },
		m.checkStates,
		m.checkEnds,
		m.checkEvents,
	} {
		if err := step(); err != nil {
			return &Machine{}, err
		}
	}
	m.follow()
	m.findRoutes()
	return m, nil
}

// Next returns the state that an event leads to and the index of its row. The
// index is negative if the event is not permitted, or if the machine has no
// such state or event. Next does not allocate.
func (m *Machine) Next(state, event int) (to, row int) {
	if uint(state) >= MostStates || uint(event) >= MostEvents {
		return state, -1
	}
	c := &m.cells[state][event]
	return int(c.to), int(c.row) - 1
}

// Permitted returns the events that the machine permits in a state, one bit for
// each.
func (m *Machine) Permitted(state int) uint32 { return m.permitted[state&(MostStates-1)] }

// PermittedBefore returns the events that the machine permits in the states
// from which an event leads into a state, without that event, one bit for each.
// These would be permitted if the event had not happened.
func (m *Machine) PermittedBefore(event, state int) (events uint32) {
	for _, row := range m.rows {
		if row.Event == event && row.To == state {
			events |= m.Permitted(row.From) &^ (1 << event)
		}
	}
	return events
}

// Reached reports whether the rows lead from the beginning to a state.
func (m *Machine) Reached(state int) bool { return uint(state) < MostStates && m.reached[state] }

// Ends reports whether a state is reached and no row leaves it.
func (m *Machine) Ends(state int) bool { return uint(state) < MostStates && m.ends[state] }

// checkSizes returns an error if the definition is larger than a machine can
// be, or if two states have the same name.
func (m *Machine) checkSizes() error {
	switch {
	case len(m.states) > MostStates:
		return fmt.Errorf("%d states are more than %d", len(m.states), MostStates)
	case len(m.events) > MostEvents:
		return fmt.Errorf("%d events are more than %d", len(m.events), MostEvents)
	case len(m.rows) > mostRows:
		return fmt.Errorf("%d rows are more than a cell can number", len(m.rows))
	}
	for state, name := range m.states {
		if other := slices.Index(m.states, name); name != "" && other != state {
			return fmt.Errorf("states %d and %d are both named %s", other, state, name)
		}
	}
	return nil
}

// mark marks some states. It returns an error if one of them is not a state.
func (m *Machine) mark(marked *[MostStates]bool, states []int, as string) error {
	for _, state := range states {
		if !m.declared(state) {
			return fmt.Errorf("%s %d is no state of the table", as, state)
		}
		marked[state] = true
	}
	return nil
}

// declared reports whether a number is a state that can occur.
func (m *Machine) declared(state int) bool {
	return state >= 0 && state < len(m.states) && m.states[state] != ""
}

// checkRows returns an error if a row names an unknown state or event, if it
// leaves an end, or if an earlier row has the same state and event. It numbers
// the cells.
func (m *Machine) checkRows() error {
	for i, row := range m.rows {
		if err := m.checkRow(row); err != nil {
			return fmt.Errorf("row %s: %w", row.Name, err)
		}
		c := &m.cells[row.From][row.Event]
		if c.row != 0 {
			return fmt.Errorf("rows %s and %s are both for %s in %s", m.rows[c.row-1].Name, row.Name, m.events[row.Event], m.states[row.From])
		}
		c.row = uint8(i + 1) //nolint:gosec // at most mostRows
	}
	return nil
}

func (m *Machine) checkRow(row Row) error {
	switch {
	case !m.declared(row.From) || !m.declared(row.To) || row.To == 0 || row.Event <= 0 || row.Event >= len(m.events):
		return errors.New("a status or an event is not declared")
	case m.ends[row.From] && row.From != row.To:
		return fmt.Errorf("%s leaves %s, which is terminal", m.events[row.Event], m.states[row.From])
	default:
		return nil
	}
}

// checkStates finds the states that the rows reach. It returns an error if a
// row starts in a state that is not reached, or if no row leaves a state that
// is not an end.
func (m *Machine) checkStates() error {
	for range m.rows { // each pass carries the beginning at least one step on
		for _, row := range m.rows {
			m.reached[row.To] = m.reached[row.To] || row.From == 0 || m.reached[row.From]
		}
	}
	var leaves [MostStates]bool
	for _, row := range m.rows {
		if row.From != 0 && !m.reached[row.From] {
			return fmt.Errorf("row %s starts in %s, which nothing reaches", row.Name, m.states[row.From])
		}
		leaves[row.From] = leaves[row.From] || row.From != row.To
	}
	for state, name := range m.states {
		m.ends[state] = m.ends[state] && m.reached[state]
		if m.reached[state] && !m.ends[state] && !leaves[state] {
			return fmt.Errorf("no row leaves %s, which is not terminal", name)
		}
	}
	return nil
}

// checkEnds returns an error if no end can be reached from a state.
func (m *Machine) checkEnds() error {
	ends := m.ends
	for range m.rows { // each pass carries the ends one step back
		for _, row := range m.rows {
			ends[row.From] = ends[row.From] || ends[row.To]
		}
	}
	for state, name := range m.states {
		if m.reached[state] && !ends[state] {
			return fmt.Errorf("no terminal state can be reached from %s", name)
		}
	}
	return nil
}

// checkEvents returns an error if no row has an event.
func (m *Machine) checkEvents() error {
	used := make([]bool, len(m.events))
	for _, row := range m.rows {
		used[row.Event] = true
	}
	for event, name := range m.events {
		if event > 0 && !used[event] {
			return fmt.Errorf("no row is for %s", name)
		}
	}
	return nil
}

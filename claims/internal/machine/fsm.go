package machine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/looplab/fsm"
)

// The table of rows alone defines a machine. This file builds a looplab/fsm of
// the rows, walks it to fill the dense cells, and lets it draw the machine. No
// other file in the module imports looplab/fsm.

// build makes the fsm. If two rows have the same state and event, the fsm keeps
// the last, but checkRows refuses such rows before.
func (m *Machine) build(rows []Row) *fsm.FSM {
	events := make(fsm.Events, 0, len(rows))
	for _, row := range rows {
		events = append(events, fsm.EventDesc{Name: m.events[row.Event], Src: []string{m.states[row.From]}, Dst: m.states[row.To]})
	}
	return fsm.NewFSM(m.states[0], events, fsm.Callbacks{})
}

// walk asks an fsm about every event in every state, and fills the cells with
// its answers.
func (m *Machine) walk(f *fsm.FSM) error {
	for state := range m.states {
		for event := 1; event < len(m.events); event++ {
			if !m.declared(state) {
				continue
			}
			if err := m.step(f, state, event); err != nil {
				return err
			}
		}
	}
	return nil
}

// step gives the fsm one event in one state. An error means that the fsm and
// the row of the cell disagree.
func (m *Machine) step(f *fsm.FSM, from, event int) error {
	c := &m.cells[from][event]
	f.SetState(m.states[from])
	err := f.Event(context.Background(), m.events[event])
	// The fsm returns an error if a row leads back to its state.
	var stays fsm.NoTransitionError
	moved := err == nil || errors.As(err, &stays) && stays.Err == nil
	switch {
	case !moved && c.row == 0:
		return nil
	case !moved:
		return fmt.Errorf("the fsm refuses row %s: %w", m.rows[c.row-1].Name, err)
	case c.row == 0 || f.Current() != m.states[m.rows[c.row-1].To]:
		return fmt.Errorf("the fsm goes from %s by %s to %s", m.states[from], m.events[event], f.Current())
	}
	c.to = uint8(m.rows[c.row-1].To) //nolint:gosec // at most MostStates
	m.permitted[from] |= 1 << event
	return nil
}

// Mermaid returns the machine as a Mermaid flowchart, for a Markdown file. Rows
// that only record something are left out.
func (m *Machine) Mermaid() (string, error) {
	return fsm.VisualizeForMermaidWithGraphType(m.moving(), fsm.FlowChart)
}

// Graphviz returns the same drawing as [Machine.Mermaid] in the language of
// Graphviz, DOT.
func (m *Machine) Graphviz() string { return fsm.Visualize(m.moving()) }

// moving returns an fsm of the rows that lead to another state.
func (m *Machine) moving() *fsm.FSM {
	return m.build(slices.DeleteFunc(slices.Clone(m.rows), func(row Row) bool { return row.From == row.To }))
}

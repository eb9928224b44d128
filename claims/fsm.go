package claims

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/looplab/fsm"
)

// The machine is defined by the table of transitions alone. This file builds a
// looplab/fsm of the table, walks it to compile the dense one, and lets it draw
// the machine. Nothing else imports it.

// build makes the fsm, from the beginning of a claim's life. Of rows for the
// same state and event it keeps the last; checkRows refuses them before.
func build(rows []Transition) *fsm.FSM {
	events := make(fsm.Events, 0, len(rows))
	for _, row := range rows {
		events = append(events, fsm.EventDesc{Name: row.Event.String(), Src: []string{row.From.String()}, Dst: row.To.String()})
	}
	return fsm.NewFSM(State{}.String(), events, fsm.Callbacks{})
}

// walk asks an fsm about every event in every state, and fills the dense table
// with its answers.
func (m *machine) walk(f *fsm.FSM) error {
	for i := range stateCount {
		for _, event := range Events() {
			if err := m.step(f, stateAt(i), event); err != nil {
				return err
			}
		}
	}
	return nil
}

// step lets the fsm take one event in one state. It answers as the row of the
// cell says, or the table means something else to it than to us.
func (m *machine) step(f *fsm.FSM, from State, event Event) error {
	c := &m.next[from.index()][event]
	f.SetState(from.String())
	err := f.Event(context.Background(), event.String())
	var stays fsm.NoTransitionError // that a row leads back to its state is an error to the fsm
	moved := err == nil || errors.As(err, &stays) && stays.Err == nil
	switch {
	case !moved && c.row == 0:
		return nil
	case !moved:
		return fmt.Errorf("the fsm refuses row %s: %w", m.rows[c.row-1].Row, err)
	case c.row == 0 || f.Current() != m.rows[c.row-1].To.String():
		return fmt.Errorf("the fsm goes from %s by %s to %s", from, event, f.Current())
	}
	c.to = m.rows[c.row-1].To
	m.permitted[from.index()] = m.permitted[from.index()].with(event)
	return nil
}

// Mermaid returns the machine as a Mermaid flowchart, for a Markdown file,
// drawn by looplab/fsm of the table. Rows that only record something are left
// out. An error says that the table does not compile; with the table of this
// library there is none.
func Mermaid() (string, error) {
	if errTables != nil {
		return "", errTables
	}
	return fsm.VisualizeForMermaidWithGraphType(moving(), fsm.FlowChart)
}

// Graphviz returns the same drawing as [Mermaid] in the language of Graphviz,
// DOT.
func Graphviz() (string, error) {
	if errTables != nil {
		return "", errTables
	}
	return fsm.Visualize(moving()), nil
}

// moving is an fsm of the rows that move a claim.
func moving() *fsm.FSM {
	return build(slices.DeleteFunc(slices.Clone(dense.rows), func(row Transition) bool { return row.From == row.To }))
}

package lifecycle

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Next returns the state that an event leads to, and whether the machine
// permits the event. It does not check guards, actors and windows; Apply of
// package association does. It does not allocate.
func (s State) Next(event Event) (State, bool) {
	row := s.row(event)
	if row == nil {
		return s, false
	}
	return row.To, true
}

// Permitted returns the events that the machine permits in the state. It does
// not allocate.
func (s State) Permitted() EventSet {
	if s != (State{}) && s.index() == 0 {
		return EventSet{}
	}
	return EventSet{set.Word(dense.Permitted(s.index()))}
}

// Terminal reports whether no event leads out of the state. The zero State is
// not terminal.
func (s State) Terminal() bool { return dense.Ends(s.index()) }

// row returns the row that an event takes from the state, or nil.
func (s State) row(event Event) *Transition {
	if s != (State{}) && s.index() == 0 || event >= eventCount {
		return nil
	}
	if _, row := dense.Next(s.index(), int(event)); row >= 0 {
		return &transitions[row]
	}
	return nil
}

// Mermaid returns the machine as a Mermaid flowchart for a Markdown file.
// looplab/fsm draws it from the table. It leaves out rows that only record
// something. An error means that the table does not compile, which cannot
// happen with the table of this library.
func Mermaid() (string, error) {
	if errTable != nil {
		return "", errTable
	}
	return dense.Mermaid()
}

// Graphviz returns the same drawing as [Mermaid] in the language of Graphviz,
// DOT.
func Graphviz() (string, error) {
	if errTable != nil {
		return "", errTable
	}
	return dense.Graphviz(), nil
}

// dense is compiled once and never written again. If the table does not
// compile, it permits nothing. A test checks that it compiles.
var dense, errTable = compile(states, transitions)

var errBadTable = errors.New("lifecycle: bad table")

// compile checks that every row is complete, and compiles the rows. An error
// names the incomplete row.
func compile(states []stateRow, rows []Transition) (*machine.Machine, error) {
	m, err := compileRows(states, rows)
	if err != nil {
		return &machine.Machine{}, fmt.Errorf("%w: %w", errBadTable, err)
	}
	return m, nil
}

func compileRows(states []stateRow, rows []Transition) (*machine.Machine, error) {
	typed := machine.Typed[State]{
		Name: State.String, Index: State.index, Count: stateCount,
		Ends:   func(s State) bool { return s.Ending != 0 },
		Events: eventNames.Texts[:eventCount],
	}
	for i := range states {
		if err := states[i].check(); err != nil {
			return nil, fmt.Errorf("state %d (%s): %w", i, states[i].state, err)
		}
		typed.States = append(typed.States, states[i].state)
	}
	for event, name := range typed.Events {
		if event > 0 && name == "" {
			return nil, fmt.Errorf("event %d has no name", event)
		}
	}
	arrows := make([]machine.Arrow[State], len(rows))
	for i := range rows {
		row := &rows[i]
		if err := row.check(); err != nil {
			return nil, fmt.Errorf("row %s: %w", row.Row, err)
		}
		arrows[i] = machine.Arrow[State]{Name: row.Row, From: row.From, Event: int(row.Event), To: row.To}
	}
	m, err := machine.Compile(typed.Definition(arrows))
	if err != nil {
		return nil, err
	}
	return m, checkStates(m, states)
}

// checkStates returns an error for a state that no row reaches, and for a
// status that has no state.
func checkStates(m *machine.Machine, rows []stateRow) error {
	var has [statusCount]bool
	for i := range rows {
		has[rows[i].state.Status] = true
		if !m.Reached(rows[i].state.index()) {
			return fmt.Errorf("nothing reaches %s", rows[i].state)
		}
	}
	for status := recognition.Draft; status < statusCount; status++ {
		if !has[status] {
			return fmt.Errorf("no state has the status %s", status)
		}
	}
	return nil
}

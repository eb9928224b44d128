package association

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Next returns the state that an event leads to, and whether the machine
// permits the event. It does not check guards, actors and windows; [Apply]
// does. It does not allocate.
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

// reached reports whether the machine can reach the state from the beginning.
func (s State) reached() bool { return dense.Reached(s.index()) }

// row returns the row that an event takes from the state, or nil.
func (s State) row(event Event) *Transition {
	if s != (State{}) && s.index() == 0 || event >= eventCount {
		return nil
	}
	if _, row := dense.Next(s.index(), int(event)); row >= 0 {
		return &dense.rows[row]
	}
	return nil
}

// toward returns the first row of the way from the state to a status that the
// portal's name can mean. If several states have the status, the way leads to
// the first of them that can be reached, in the order of the table of states.
// If the name means several statuses, toward takes the shortest way. It returns
// nil if there is no way.
func (s State) toward(shown PortalStatus) *Transition {
	shortest, first := 0, 0
	for status := range shown.All() {
		row, length := s.way(status)
		if length > 0 && (shortest == 0 || length < shortest) {
			shortest, first = length, row
		}
	}
	if shortest == 0 {
		return nil
	}
	return &dense.rows[first]
}

// way returns the first row of the way to the first state with a status that
// can be reached, and the length of that way; 0 if there is none.
func (s State) way(status recognition.Status) (row, length int) {
	for i := range states {
		if to := states[i].state; to.Status == status {
			if row, length = dense.Toward(s.index(), to.index()); length > 0 {
				return row, length
			}
		}
	}
	return 0, 0
}

// Mermaid returns the machine as a Mermaid flowchart for a Markdown file.
// looplab/fsm draws it from the table. It leaves out rows that only record
// something. An error means that the table does not compile, which cannot
// happen with the table of this library.
func Mermaid() (string, error) {
	if errTables != nil {
		return "", errTables
	}
	return dense.Mermaid()
}

// Graphviz returns the same drawing as [Mermaid] in the language of Graphviz,
// DOT.
func Graphviz() (string, error) {
	if errTables != nil {
		return "", errTables
	}
	return dense.Graphviz(), nil
}

// tables holds the rows that define claims, by concept.
type tables struct {
	states      []stateRow
	events      []eventRow
	transitions []Transition
	clocks      []clockRow
	instants    []instantRow
}

// declared returns the tables of this package.
func declared() tables {
	return tables{states, events[:], transitions, clocks[:], instants[:]}
}

// compiled is the machine with the facts that are derived from the tables. Its
// zero value permits nothing.
type compiled struct {
	*machine.Machine
	rows     []Transition
	clocks   [stateCount]cpor.Clock // the clock that runs in a state, or none
	expiring [stateCount]bool       // the end of that clock moves the claim
	expiry   [stateCount]cpor.Clock // the clock whose end led into the state, or none
	lives    [stateCount]life
}

// dense is compiled once and never written again. If the tables do not compile,
// it permits nothing, and every function that makes or changes a claim returns
// errTables. A test checks that they compile.
var dense, errTables = compile(declared())

var errBadTable = errors.New("association: bad table")

// compile checks that every row of the tables is complete, and compiles them.
// An error names the incomplete row.
func compile(t tables) (*compiled, error) {
	m := &compiled{rows: t.transitions}
	for _, step := range []func() error{
		t.checkRows,
		func() (err error) { m.Machine, err = machine.Compile(t.definition()); return err },
		func() error { return m.checkStates(t.states) },
		func() error { return t.checkInstants() },
		func() error { return m.takeClocks(t.clocks) },
		func() error { m.live(t); return nil },
	} {
		if err := step(); err != nil {
			return &compiled{Machine: &machine.Machine{}}, fmt.Errorf("%w: %w", errBadTable, err)
		}
	}
	return m, nil
}

// definition returns the transitions by numbers. A state that cannot occur has
// no name.
func (t *tables) definition() machine.Definition {
	d := machine.Definition{States: make([]string, stateCount), Events: make([]string, eventCount)}
	for i := range t.states {
		row := &t.states[i]
		d.States[row.state.index()] = row.state.String()
		if row.state.Ending != 0 {
			d.Ends = append(d.Ends, row.state.index())
		}
	}
	d.States[0] = State{}.String()
	for event := Event(1); event < eventCount; event++ {
		d.Events[event] = t.events[event].name
	}
	for i := range t.transitions {
		row := &t.transitions[i]
		d.Rows = append(d.Rows, machine.Row{Name: row.Row, From: row.From.index(), Event: int(row.Event), To: row.To.index()})
	}
	return d
}

// checkRows returns an error for the first incomplete row of a table.
func (t *tables) checkRows() error {
	for i := range t.states {
		if err := t.states[i].check(); err != nil {
			return fmt.Errorf("state %d (%s): %w", i, t.states[i].state, err)
		}
	}
	for event := Event(1); event < eventCount; event++ {
		if err := t.events[event].check(); err != nil {
			return fmt.Errorf("event %d (%s): %w", event, t.events[event].name, err)
		}
	}
	for i := range t.transitions {
		if err := t.transitions[i].check(); err != nil {
			return fmt.Errorf("row %s: %w", t.transitions[i].Row, err)
		}
	}
	for clock := range t.clocks {
		if err := t.clocks[clock].check(); clock > 0 && err != nil {
			return fmt.Errorf("clock %d (%s): %w", clock, cpor.Clock(clock), err)
		}
	}
	return checkGuards()
}

// check returns an error if the transition is incomplete. The machine checks
// the states that it connects.
func (t *Transition) check() error {
	switch {
	case t.Actor == 0 || t.Actor > claims.System:
		return errors.New("the actor is not declared")
	case t.Event >= eventCount || t.To.index() == 0 || t.From != (State{}) && t.From.index() == 0:
		return errors.New("a status or an event is not declared")
	case t.Rule == "" || t.Source == 0:
		return errors.New("it has no rule or no source")
	case slices.ContainsFunc(t.Guards, func(guard Guard) bool { return guard == 0 || int(guard) >= len(guards) }):
		return errors.New("a guard is not declared")
	default:
		return nil
	}
}

// checkStates returns an error for a state that no row reaches, and for a
// status that has no state.
func (m *compiled) checkStates(rows []stateRow) error {
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

// takeClocks files the clocks by state. A state must have a clock that expires
// it if and only if a transition lets it expire.
func (m *compiled) takeClocks(rows []clockRow) error {
	for _, clock := range cpor.Clocks() {
		row := &rows[clock]
		for i, state := range slices.Concat(row.expires, row.runs) {
			at := state.index()
			if !m.Reached(at) {
				return fmt.Errorf("the %s clock: it runs in %s, which nothing reaches", clock, state)
			}
			if m.clocks[at] != 0 {
				return fmt.Errorf("the %s clock: another clock runs in %s", clock, state)
			}
			m.clocks[at], m.expiring[at] = clock, i < len(row.expires)
		}
	}
	for i := range m.rows {
		if row := &m.rows[i]; row.Event == WindowEnds {
			m.expiry[row.To.index()] = m.clocks[row.From.index()]
		}
	}
	for i := range stateCount {
		_, row := m.Next(i, int(WindowEnds))
		if (row >= 0) != m.expiring[i] {
			return fmt.Errorf("%s: it can expire exactly if a clock expires it", stateAt(i))
		}
	}
	return nil
}

package claims

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Next returns the state to which an event leads, and whether the machine
// permits it there. It says nothing about guards, actors and windows, which
// only [Apply] knows. It does not allocate.
func (s State) Next(event Event) (State, bool) {
	if s.Status >= statusCount || event >= eventCount {
		return s, false
	}
	c := dense.next[s.index()][event]
	return c.to, c.row != 0
}

// Permitted returns the events that the machine permits in the state. It does
// not allocate.
func (s State) Permitted() EventSet {
	if s.Status >= statusCount {
		return EventSet{}
	}
	return dense.permitted[s.index()]
}

// Terminal reports whether no event leads out of the state. The zero State is
// not terminal.
func (s State) Terminal() bool { return s.Status < statusCount && dense.terminal[s.index()] }

// row returns the row that an event takes from the state, or nil. Both are
// declared: they are those of a claim and of a command.
func (s State) row(event Event) *Transition {
	if event >= eventCount {
		return nil
	}
	if i := dense.next[s.index()][event].row; i > 0 {
		return &dense.rows[i-1]
	}
	return nil
}

// stateCount is the number of places in a dense table: each status, undisputed
// and disputed.
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

// machine is the dense form of the tables. Its zero value permits nothing.
type machine struct {
	rows      []Transition
	next      [stateCount][eventCount]cell
	permitted [stateCount]EventSet
	reached   [stateCount]bool
	terminal  [stateCount]bool
	clocks    [stateCount][]clockRow
	expiring  [stateCount]mci.Clock // whose end expires the claim, or none
}

// cell holds the row that an event takes from a state, plus one; zero where the
// event is not permitted.
type cell struct {
	row uint8
	to  State
}

// dense is compiled once and never written again. Tables that do not compile
// permit nothing and make every drawing return why; a test holds that they do
// compile.
var dense, errTables = compile(transitions, clocks)

var errBadTable = errors.New("claims: bad table of transitions")

// compile checks the tables, builds an fsm of the rows and walks that into a
// dense machine. Beside an error the machine is the zero one.
func compile(rows []Transition, clocks []clockRow) (*machine, error) {
	m := &machine{rows: rows, reached: reachable(rows)}
	for _, step := range []func() error{
		m.checkRows,
		func() error { return m.walk(build(rows)) },
		m.checkStates,
		m.checkEnds,
		m.checkUse,
		func() error { return m.takeClocks(clocks) },
	} {
		if err := step(); err != nil {
			return &machine{}, fmt.Errorf("%w: %w", errBadTable, err)
		}
	}
	return m, nil
}

// reachable finds the states that the rows lead to from the beginning.
func reachable(rows []Transition) (reached [stateCount]bool) {
	for range rows { // each pass carries the beginning at least one step on
		for _, row := range rows {
			if row.declared() && (row.From == State{} || reached[row.From.index()]) {
				reached[row.To.index()] = true
			}
		}
	}
	return reached
}

// declared reports whether states and event of the row are among those that
// there are.
func (t *Transition) declared() bool {
	return t.From.Status < statusCount && t.To.Status < statusCount && t.Event > 0 && t.Event < eventCount
}

// checkRows reports a row that names what is not declared, lacks what each row
// has, leaves a terminal status, or is for the same state and event as an
// earlier one. It numbers the cells.
func (m *machine) checkRows() error {
	if len(m.rows) > 255 {
		return fmt.Errorf("%d rows are more than a cell can number", len(m.rows))
	}
	for i := range m.rows {
		row := &m.rows[i]
		if err := row.check(); err != nil {
			return fmt.Errorf("row %s: %w", row.Row, err)
		}
		c := &m.next[row.From.index()][row.Event]
		if c.row != 0 {
			return fmt.Errorf("rows %s and %s are both for %s in %s", m.rows[c.row-1].Row, row.Row, row.Event, row.From)
		}
		c.row = uint8(i + 1) //nolint:gosec // because of the check above
	}
	return nil
}

func (t *Transition) check() error {
	switch {
	case !t.declared() || t.To.Status == 0:
		return errors.New("a status or an event is not declared")
	case t.From.Status.Class() != 0 && t.From != t.To:
		return fmt.Errorf("%s leaves %s, which is terminal", t.Event, t.From)
	case t.Actor == 0 || t.Actor > System:
		return errors.New("the actor is not declared")
	case t.Rule == "" || t.Source == 0:
		return errors.New("it has no rule or no source")
	case slices.ContainsFunc(t.Guards, func(guard Guard) bool { return guard == 0 || int(guard) >= len(guards) }):
		return errors.New("a guard is not declared")
	default:
		return nil
	}
}

// checkStates reports states that the rows leave hanging: rows start where
// nothing leads, or none leaves a state that is not terminal.
func (m *machine) checkStates() error {
	var leaves [stateCount]bool
	for _, row := range m.rows {
		from := row.From.index()
		if from != 0 && !m.reached[from] {
			return fmt.Errorf("row %s starts in %s, which nothing reaches", row.Row, row.From)
		}
		leaves[from] = leaves[from] || row.From != row.To
	}
	for i := range stateCount {
		m.terminal[i] = m.reached[i] && stateAt(i).Status.Class() != 0
		if m.reached[i] && !m.terminal[i] && !leaves[i] {
			return fmt.Errorf("no row leaves %s, which is not terminal", stateAt(i))
		}
	}
	return nil
}

// checkEnds reports states from which no terminal one can be reached.
func (m *machine) checkEnds() error {
	ends := m.terminal
	for range m.rows { // each pass carries the ends one step back
		for _, row := range m.rows {
			ends[row.From.index()] = ends[row.From.index()] || ends[row.To.index()]
		}
	}
	for i := range stateCount {
		if m.reached[i] && !ends[i] {
			return fmt.Errorf("no terminal state can be reached from %s", stateAt(i))
		}
	}
	return nil
}

// checkUse reports statuses that nothing reaches and events that no row is for.
func (m *machine) checkUse() error {
	for _, status := range Statuses() {
		if !m.reached[plain(status).index()] && !m.reached[disputed(status).index()] {
			return fmt.Errorf("nothing reaches %s", status)
		}
	}
	for _, event := range Events() {
		if !slices.ContainsFunc(m.rows, func(row Transition) bool { return row.Event == event }) {
			return fmt.Errorf("no row is for %s", event)
		}
	}
	return nil
}

// takeClocks files the clocks by state. A state must have one that expires it
// exactly where the rows let it expire: else a window would end without
// consequence, or a claim could expire at any time.
func (m *machine) takeClocks(clocks []clockRow) error {
	for _, row := range clocks {
		if row.state.Status >= statusCount || !m.reached[row.state.index()] || row.clock == 0 || row.clock > mci.PostDisputeClock {
			return fmt.Errorf("the %s clock runs in %s, which is not declared or not reached", row.clock, row.state)
		}
		i := row.state.index()
		m.clocks[i] = append(m.clocks[i], row)
		switch {
		case row.expires && m.expiring[i] != 0:
			return fmt.Errorf("two clocks expire %s", row.state)
		case row.expires:
			m.expiring[i] = row.clock
		}
	}
	for i := range stateCount {
		if m.permitted[i].Has(WindowEnds) != (m.expiring[i] != 0) {
			return fmt.Errorf("%s needs a clock that expires it exactly if it can expire", stateAt(i))
		}
	}
	return nil
}

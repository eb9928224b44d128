package claims

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/mci"
)

// Next returns the state that an event leads to, and whether the machine
// permits the event. It does not check guards, actors and windows; [Apply]
// does. It does not allocate.
func (s State) Next(event Event) (State, bool) {
	if s.Status >= statusCount || event >= eventCount {
		return s, false
	}
	c := dense.cells[s.index()][event]
	return c.to, c.permitted
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
func (s State) Terminal() bool { return dense.Ends(s.index()) }

// reached reports whether the machine can reach the state from the beginning.
func (s State) reached() bool { return dense.Reached(s.index()) }

// row returns the row that an event takes from the state, or nil.
func (s State) row(event Event) *Transition {
	if _, row := dense.Next(s.index(), int(event)); row >= 0 {
		return &dense.rows[row]
	}
	return nil
}

// toward returns the first row of the shortest way from the state to a status
// that the portal's name can mean. It returns nil if there is no way.
func (s State) toward(shown PortalStatus) *Transition {
	shortest, first := 0, 0
	for status := range shown.All() {
		for _, to := range []State{plain(status), disputed(status)} {
			if row, length := dense.Toward(s.index(), to.index()); length > 0 && (shortest == 0 || length < shortest) {
				shortest, first = length, row
			}
		}
	}
	if shortest == 0 {
		return nil
	}
	return &dense.rows[first]
}

// life returns the facts that hold for the claims in the record's state.
func (r *Record) life() *life { return &dense.lives[r.State().index()] }

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
	return State{Status: Status(uint(index) / 2), Disputed: index&1 == 1} //nolint:gosec // index is below stateCount
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
	statuses    []statusRow
	events      []eventRow
	transitions []Transition
	guards      []guardRow
	clocks      []clockRow
	instants    []instantRow
}

// declared returns the tables of this package.
func declared() tables {
	return tables{statuses[:], events[:], transitions, guards[:], clocks, instants[:]}
}

// compiled is the machine with the facts that are derived from the tables. Its
// zero value permits nothing.
type compiled struct {
	*machine.Machine
	rows      []Transition
	cells     [stateCount][eventCount]cell
	permitted [stateCount]EventSet
	clocks    [stateCount][]runningClock // the one that expires the claim is the first
	expiring  [stateCount]mci.Clock      // the clock whose end expires the claim, or none
	expiry    [stateCount]mci.Clock      // the clock whose end led into the state, or none
	byClock   []clockTrigger
	lives     [stateCount]life
	within    [instantCount]mci.Clock // the clock in whose window an instant lies
	// needs has the instants that a claim has if it has this one, and after
	// those that are not later than this one.
	needs, after [instantCount]instantSet
}

// A cell is the state to which an event leads from a state. If the event is not
// permitted, the cell is zero.
type cell struct {
	permitted bool
	to        State
}

// pack copies the answers of the machine into cells of states, for Next.
func (m *compiled) pack() error {
	for i := range stateCount {
		m.permitted[i] = EventSet{set.Word(m.Permitted(i))}
		for event := range m.permitted[i].All() {
			to, _ := m.Next(i, int(event))
			m.cells[i][event] = cell{true, stateAt(to)}
		}
	}
	return nil
}

// A runningClock is a clock that runs in a state.
type runningClock struct {
	clock   mci.Clock
	expires bool
}

// A clockTrigger holds, by clock, its rule and the instant that starts it.
type clockTrigger struct {
	rule    mci.RuleID
	trigger instant
}

// dense is compiled once and never written again. If the tables do not compile,
// it permits nothing, and every function that makes or changes a claim returns
// errTables. A test checks that they compile.
var dense, errTables = compile(declared())

var errBadTable = errors.New("claims: bad table")

// compile checks that every row of the tables is complete, and compiles them.
// An error names the incomplete row.
func compile(t tables) (*compiled, error) {
	m := &compiled{rows: t.transitions}
	for _, step := range []func() error{
		t.checkRows,
		func() (err error) { m.Machine, err = machine.Compile(t.definition()); return err },
		m.checkStatuses,
		t.checkInstants,
		func() error { return m.takeClocks(t) },
		m.live,
		m.pack,
	} {
		if err := step(); err != nil {
			return &compiled{Machine: &machine.Machine{}}, fmt.Errorf("%w: %w", errBadTable, err)
		}
	}
	return m, nil
}

// definition returns the transitions by numbers. A state that cannot occur has
// no name. For example, RejectedFinal cannot occur undisputed.
func (t *tables) definition() machine.Definition {
	typed := machine.Typed[State]{
		Name: State.String, Index: State.index, Count: stateCount,
		Ends:   func(s State) bool { return t.statuses[s.Status].class != 0 },
		Events: make([]string, eventCount),
	}
	for i := range stateCount {
		state := stateAt(i)
		if status := state.Status; status > 0 && (!t.statuses[status].onlyDisputed || state.Disputed) {
			typed.States = append(typed.States, state)
		}
	}
	for event := Event(1); event < eventCount; event++ {
		typed.Events[event] = t.events[event].name
	}
	arrows := make([]machine.Arrow[State], len(t.transitions))
	for i := range t.transitions {
		row := &t.transitions[i]
		arrows[i] = machine.Arrow[State]{Name: row.Row, From: row.From, Event: int(row.Event), To: row.To}
	}
	return typed.Definition(arrows)
}

// checkRows returns an error for the first incomplete row of a table.
func (t *tables) checkRows() error {
	for status := CustomerClaimed; status < statusCount; status++ {
		if err := t.statuses[status].check(); err != nil {
			return fmt.Errorf("status %d (%s): %w", status, t.statuses[status].name, err)
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
	for guard := Guard(1); int(guard) < len(t.guards); guard++ {
		if err := t.guards[guard].check(); err != nil {
			return fmt.Errorf("guard %d (%s): %w", guard, t.guards[guard].name, err)
		}
	}
	return nil
}

// checkInstants returns an error for the first instant whose row is incomplete.
func (t *tables) checkInstants() error {
	for i := range t.instants {
		if err := t.instants[i].check(t.transitions); err != nil {
			return fmt.Errorf("instant %d (%s): %w", i, t.instants[i].happened, err)
		}
	}
	return nil
}

// check returns an error if the transition is incomplete. The machine checks
// the event, and the states that it connects.
func (t *Transition) check() error {
	switch {
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

// checkStatuses returns an error for a status that no row reaches.
func (m *compiled) checkStatuses() error {
	for _, status := range Statuses() {
		if !m.Reached(plain(status).index()) && !m.Reached(disputed(status).index()) {
			return fmt.Errorf("nothing reaches %s", status)
		}
	}
	return nil
}

// takeClocks files the clocks by state. A state must have a clock that expires
// it if and only if a transition lets it expire. Otherwise a window would end
// without consequence, or a claim could expire at any time.
func (m *compiled) takeClocks(t tables) error {
	m.byClock = make([]clockTrigger, len(mci.Clocks())+1)
	for i := range t.clocks {
		if err := m.takeClock(&t.clocks[i], t.instants); err != nil {
			return fmt.Errorf("the %s clock: %w", t.clocks[i].clock, err)
		}
	}
	for _, clock := range mci.Clocks() {
		if m.byClock[clock].rule == "" {
			return fmt.Errorf("the %s clock: it has no row", clock)
		}
	}
	for i := range stateCount {
		if (m.Permitted(i)&(1<<WindowEnds) != 0) != (m.expiring[i] != 0) {
			return fmt.Errorf("%s needs a clock that expires it exactly if it can expire", stateAt(i))
		}
	}
	if err := m.checkPauses(t); err != nil {
		return err
	}
	for i := range m.rows {
		if row := &m.rows[i]; row.Event == WindowEnds {
			clock := m.expiring[row.From.index()]
			if other := m.expiry[row.To.index()]; other != 0 && other != clock {
				return fmt.Errorf("two clocks lead into %s, the %s clock and the %s clock: a stored claim could not say which", row.To, other, clock)
			}
			m.expiry[row.To.index()] = clock
		}
	}
	return nil
}

func (m *compiled) takeClock(row *clockRow, instants []instantRow) error {
	if row.clock == 0 || int(row.clock) >= len(m.byClock) {
		return errors.New("it is not declared")
	}
	trigger := slices.IndexFunc(instants, func(i instantRow) bool { return i.anchor != 0 && i.anchor == row.clock.Trigger() })
	switch {
	case m.byClock[row.clock].rule != "":
		return errors.New("it has two rows")
	case row.rule == "" || row.source == 0:
		return errors.New("it has no rule or no source")
	case trigger < 0:
		return fmt.Errorf("no instant is its trigger, %s", row.clock.Trigger())
	case len(row.expires) == 0:
		return errors.New("it expires no state")
	}
	m.byClock[row.clock] = clockTrigger{row.rule, instant(trigger)} //nolint:gosec // an index of the table
	for _, state := range row.expires {
		if err := m.runClock(state, runningClock{row.clock, true}); err != nil {
			return err
		}
	}
	for _, state := range row.runs {
		if err := m.runClock(state, runningClock{row.clock, false}); err != nil {
			return err
		}
	}
	return nil
}

// runClock files one clock for one state.
func (m *compiled) runClock(state State, running runningClock) error {
	if !m.Reached(state.index()) {
		return fmt.Errorf("it runs in %s, which is not declared or not reached", state)
	}
	i := state.index()
	if running.expires {
		if m.expiring[i] != 0 {
			return fmt.Errorf("two clocks expire %s", state)
		}
		m.expiring[i] = running.clock
		m.clocks[i] = slices.Insert(m.clocks[i], 0, running)
		return nil
	}
	m.clocks[i] = append(m.clocks[i], running)
	return nil
}

// checkPauses returns an error if a clock pauses: if a row leads from a state
// in which it runs to one in which it does not, and a way leads back without
// starting it anew. Its deadline would vanish in between.
func (m *compiled) checkPauses(t tables) error {
	for _, clock := range mci.Clocks() {
		starts := t.instants[m.byClock[clock].trigger].set
		for i := range m.rows {
			row := &m.rows[i]
			if !m.runs(clock, row.From) || m.runs(clock, row.To) {
				continue
			}
			if back := m.returns(clock, row.To, starts); back != nil {
				return fmt.Errorf("the %s clock runs in %s and in %s, but not in %s between them", clock, row.From, back.To, row.To)
			}
		}
	}
	return nil
}

// returns searches the ways from a state that do not start a clock anew. It
// returns the first row by which one enters a state in which the clock runs, or
// nil.
func (m *compiled) returns(clock mci.Clock, from State, starts func(*Transition) bool) *Transition {
	var seen [stateCount]bool
	seen[from.index()] = true
	for queue := []State{from}; len(queue) > 0; queue = queue[1:] {
		for i := range m.rows {
			row := &m.rows[i]
			switch {
			case row.From != queue[0] || starts(row):
			case m.runs(clock, row.To):
				return row
			case !seen[row.To.index()]:
				seen[row.To.index()] = true
				queue = append(queue, row.To)
			}
		}
	}
	return nil
}

// runs reports whether a clock runs in a state.
func (m *compiled) runs(clock mci.Clock, state State) bool {
	return slices.ContainsFunc(m.clocks[state.index()], func(r runningClock) bool { return r.clock == clock })
}

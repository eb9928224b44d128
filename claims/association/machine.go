package association

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// row returns the row that an event takes from a state, or nil.
func (m *compiled) row(s lifecycle.State, event lifecycle.Event) *lifecycle.Transition {
	if s != (lifecycle.State{}) && index(s) == 0 {
		return nil
	}
	if _, row := m.Next(index(s), int(event)); row >= 0 {
		return &m.rows[row]
	}
	return nil
}

// permitted returns the events that the machine permits in a state.
func (m *compiled) permitted(s lifecycle.State) (all lifecycle.EventSet) {
	return all.With(m.Permitted(index(s)))
}

// toward returns the first row of the shortest way from the state to the first
// status that the portal's name can mean and that can be reached. If several
// states have the status, the way leads to the first of them that can be
// reached, in the order of the table of states. No way leads through an
// approval. It returns nil if there is no way.
func toward(s lifecycle.State, shown lifecycle.PortalStatus) *lifecycle.Transition {
	for status := range shown.All() {
		for _, to := range lifecycle.States() {
			if row, length := dense.Toward(index(s), index(to)); length > 0 && to.Status == status {
				return &dense.rows[row]
			}
		}
	}
	return nil
}

// unexpired returns the first row of a way that begins in the state of an
// expiry, but not with it, or the expiry if there is no other way.
func unexpired(expiry *lifecycle.Transition, shown lifecycle.PortalStatus) *lifecycle.Transition {
	for i := range dense.rows {
		row := &dense.rows[i]
		if row.From == expiry.From && row.From != row.To && row.Event != expiry.Event && toward(row.To, shown) != nil {
			return row
		}
	}
	return expiry
}

// tables holds the rows that define claims, by concept.
type tables struct {
	events      []eventRow
	transitions []lifecycle.Transition
	clocks      []clockRow
	instants    []instantRow
}

// declared returns the tables of this package.
func declared() tables {
	return tables{events[:], lifecycle.Transitions(), clocks[:], instants[:]}
}

// compiled is the machine with the facts that are derived from the tables. Its
// zero value permits nothing.
type compiled struct {
	*machine.Machine
	rows     []lifecycle.Transition
	clocks   [stateCount]cpor.Clock // the clock that runs in a state, or none
	expiring [stateCount]bool       // the end of that clock moves the claim
	expiry   [stateCount]cpor.Clock // the clock whose end led into the state, or none
	lives    [stateCount]life
	// after has the instants that are not later than this one.
	after [instantCount]instantSet
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

// definition returns the transitions by numbers.
func (t *tables) definition() machine.Definition {
	typed := machine.Typed[lifecycle.State]{
		States: lifecycle.States(), Name: lifecycle.State.String, Index: index, Count: stateCount,
		Ends:   func(s lifecycle.State) bool { return s.Ending != 0 },
		Stops:  func(s lifecycle.State) bool { return s.Status == recognition.Approved },
		Events: eventNames.Texts[:eventCount],
	}
	arrows := make([]machine.Arrow[lifecycle.State], len(t.transitions))
	for i := range t.transitions {
		row := &t.transitions[i]
		arrows[i] = machine.Arrow[lifecycle.State]{Name: row.Row, From: row.From, Event: int(row.Event), To: row.To}
	}
	return typed.Definition(arrows)
}

// The counts are one more than the highest status and ending, and the number of
// places in a dense table.
const (
	statusCount = recognition.RejectedFinal + 1
	endingCount = lifecycle.Disassociated + 1
	stateCount  = int(statusCount) * int(endingCount)
)

// index returns the place of a state, or 0 if a part of it is not declared.
func index(s lifecycle.State) int {
	if s.Status >= statusCount || s.Ending >= endingCount {
		return 0
	}
	return int(s.Status)*int(endingCount) + int(s.Ending)
}

// checkRows returns an error for the first incomplete row of a table.
func (t *tables) checkRows() error {
	for event := lifecycle.Event(1); event < eventCount; event++ {
		if err := t.events[event].check(); err != nil {
			return fmt.Errorf("event %d (%s): %w", event, event, err)
		}
	}
	for clock := range t.clocks {
		if err := t.clocks[clock].check(); clock > 0 && err != nil {
			return fmt.Errorf("clock %d (%s): %w", clock, cpor.Clock(clock), err)
		}
	}
	return checkGuards()
}

// takeClocks files the clocks by state. A state must have a clock that expires
// it if and only if a transition lets it expire.
func (m *compiled) takeClocks(rows []clockRow) error {
	for _, clock := range cpor.Clocks() {
		row := &rows[clock]
		for i, state := range row.states() {
			at := index(state)
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
		if row := &m.rows[i]; row.Event == lifecycle.WindowEnds {
			m.expiry[index(row.To)] = m.clocks[index(row.From)]
		}
	}
	for _, state := range lifecycle.States() {
		if (m.row(state, lifecycle.WindowEnds) != nil) != m.expiring[index(state)] {
			return fmt.Errorf("%s: it can expire exactly if a clock expires it", state)
		}
	}
	return nil
}

func in(s recognition.Status) lifecycle.State { return lifecycle.State{Status: s} }

func ended(s recognition.Status, e lifecycle.Ending) lifecycle.State {
	return lifecycle.State{Status: s, Ending: e}
}

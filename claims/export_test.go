package claims

import (
	"context"
	"time"

	"github.com/mci-go/incentives/mci"
)

// What the tests see of the inside of the package.

// A ClockRow is a row of the table of clocks.
type ClockRow struct {
	State   State
	Clock   mci.Clock
	Expires bool
}

// ClockRows returns the table of clocks.
func ClockRows() []ClockRow {
	rows := make([]ClockRow, len(clocks))
	for i, row := range clocks {
		rows[i] = ClockRow{row.state, row.clock, row.expires}
	}
	return rows
}

// Compile compiles tables.
func Compile(rows []Transition, clockRows []ClockRow) error {
	_, err := compile(rows, clockRowsOf(clockRows))
	return err
}

// Walk lets the fsm of some rows answer every event in every state, and returns
// how often its answer is a row of a table, and where it is not.
func Walk(rows, drawn []Transition) (answered int, err error) {
	m := &machine{rows: rows}
	for i, row := range rows {
		m.next[row.From.index()][row.Event].row = uint8(i + 1)
	}
	err = m.walk(build(drawn))
	for i := range m.permitted {
		answered += m.permitted[i].Len()
	}
	return answered, err
}

// AskFSM builds the fsm of a table and returns a function that lets it answer
// one event in one state, by the names that it uses.
func AskFSM(rows []Transition) func(from State, event Event) (to string, ok bool) {
	f := build(rows)
	return func(from State, event Event) (string, bool) {
		f.SetState(from.String())
		if !f.Can(event.String()) {
			return "", false
		}
		// staying in a state is an error to the fsm
		_ = f.Event(context.Background(), event.String())
		return f.Current(), true
	}
}

// WithTables runs a function while the machine is defined by other tables, and
// returns why they do not compile. Nothing else may run then.
func WithTables(rows []Transition, clockRows []ClockRow, run func()) error {
	oldDense, oldErr, oldWays, oldRoutes := dense, errTables, ways, routes
	defer func() { dense, errTables, ways, routes = oldDense, oldErr, oldWays, oldRoutes }()
	dense, errTables = compile(rows, clockRowsOf(clockRows))
	ways = waysOf(dense)
	routes = routesOf(dense)
	run()
	return errTables
}

// Compiles reports whether the tables compile that the machine is defined by.
func Compiles() bool { return errTables == nil }

func clockRowsOf(rows []ClockRow) []clockRow {
	clocks := make([]clockRow, len(rows))
	for i, row := range rows {
		clocks[i] = clockRow{row.State, row.Clock, row.Expires}
	}
	return clocks
}

// Contradictions returns the path of each row of the table of contradictions.
func Contradictions() []string {
	paths := make([]string, len(contradictions))
	for i := range contradictions {
		paths[i] = contradictions[i].path
	}
	return paths
}

// Contradicts reports whether a record shows the contradiction of one row.
func Contradicts(row int, record *Record) bool { return contradictions[row].in(record) }

// Guards returns every guard.
func Guards() []Guard {
	var all []Guard
	for g := range guards {
		if g > 0 {
			all = append(all, Guard(g))
		}
	}
	return all
}

// RuleOfGuard returns the rule and the source of a guard.
func RuleOfGuard(g Guard) (mci.RuleID, mci.Document) { return guards[g].rule, guards[g].source }

// RuleOfClock returns the rule of a clock.
func RuleOfClock(clock mci.Clock) mci.RuleID { return clockRules[clock].rule }

// Decodes reports whether the command of an entry of the event can be read from
// JSON.
func Decodes(event Event) bool { return decoders[event] != nil }

// MostAttempts is how often a desk tries to save.
const MostAttempts = mostAttempts

// Put stores a record as it is, without a history.
func (s *MemoryStore) Put(record Record) {
	s.put(Change{Claim: &Claim{record: record}})
}

// Looked returns how many records a list of a query looks at.
func (s *MemoryStore) Looked(query Query) int {
	_, looked := s.selected(query)
	return looked
}

// An OrderedList is an ordered list of instants and IDs.
type OrderedList struct{ list orderedList }

// Insert adds a place.
func (l *OrderedList) Insert(key time.Time, id ID) { l.list.insert(cursor{key, id}) }

// Remove takes a place out.
func (l *OrderedList) Remove(key time.Time, id ID) { l.list.remove(cursor{key, id}) }

// After returns the IDs behind a place.
func (l *OrderedList) After(key time.Time, id ID) (ids []ID) {
	for c := range l.list.after(cursor{key, id}) {
		ids = append(ids, c.id)
	}
	return ids
}

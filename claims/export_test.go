package claims

import (
	"context"

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

// Compile compiles a table of transitions.
func Compile(rows []Transition) error {
	_, err := compile(rows)
	return err
}

// WalkFSM builds the fsm of a table and returns a function that lets it answer one event in one state, by
// the names that it uses.
func WalkFSM(rows []Transition) (func(from State, event Event) (to string, ok bool), error) {
	f, err := build(rows)
	if err != nil {
		return nil, err
	}
	return func(from State, event Event) (string, bool) {
		f.SetState(from.String())
		if !f.Can(event.String()) {
			return "", false
		}
		_ = f.Event(context.Background(), event.String()) // staying in a state is an error to the fsm
		return f.Current(), true
	}, nil
}

// WithTables runs a function while the machine is defined by other tables. Nothing else may run then. A
// table that does not compile is an error, and the function is not run.
func WithTables(rows []Transition, clockRows []ClockRow, run func()) error {
	m, err := compile(rows)
	if err != nil {
		return err
	}
	oldRows, oldDense, oldClocks, oldWays := transitions, dense, clocks, ways
	defer func() { transitions, dense, clocks, ways = oldRows, oldDense, oldClocks, oldWays }()
	transitions, dense, clocks = rows, m, nil
	for _, row := range clockRows {
		clocks = append(clocks, clockRow{row.State, row.Clock, row.Expires})
	}
	ways = walk(rows)
	run()
	return nil
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

// Decodes reports whether the command of an entry of the event can be read from JSON.
func Decodes(event Event) bool { return decoders[event] != nil }

// MostAttempts is how often a desk tries to save.
const MostAttempts = mostAttempts

package association

import (
	"slices"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
)

// What the tests see of the inside of the package.

// A ClockRow is a clock that runs in a state.
type ClockRow struct {
	State   lifecycle.State
	Clock   cpor.Clock
	Expires bool
	Days    int
}

// ClockRows returns the states in which each clock runs.
func ClockRows() (rows []ClockRow) {
	for _, clock := range cpor.Clocks() {
		row := &clocks[clock]
		for i, state := range row.states() {
			rows = append(rows, ClockRow{state, clock, i < len(row.expires), row.days})
		}
	}
	return rows
}

func tablesOf(rows []lifecycle.Transition, clockRows []ClockRow) tables {
	t := declared()
	t.transitions, t.clocks = rows, slices.Clone(t.clocks)
	for i := range t.clocks {
		t.clocks[i].expires, t.clocks[i].runs = nil, nil
	}
	for _, row := range clockRows {
		clock := &t.clocks[row.Clock]
		clock.days = row.Days
		if row.Expires {
			clock.expires = append(clock.expires, row.State)
		} else {
			clock.runs = append(clock.runs, row.State)
		}
	}
	return t
}

// Compile compiles tables.
func Compile(rows []lifecycle.Transition, clockRows []ClockRow) error {
	_, err := compile(tablesOf(rows, clockRows))
	return err
}

// WithTables runs a function while the machine is defined by other tables, and
// returns why they do not compile. Nothing else may run then.
func WithTables(rows []lifecycle.Transition, clockRows []ClockRow, run func()) error {
	return with(tablesOf(rows, clockRows), run)
}

func with(t tables, run func()) error {
	oldDense, oldErr, oldClocks := dense, errTables, clocks
	defer func() { dense, errTables, clocks = oldDense, oldErr, oldClocks }()
	dense, errTables = compile(t)
	copy(clocks[:], t.clocks)
	run()
	return errTables
}

// Incomplete runs a function while one row of a table lacks something, for each
// thing that a row can lack, and passes what is lacking and why the tables do
// not compile.
func Incomplete(run func(lacks, want string, err error)) {
	for _, row := range []struct {
		lacks, want string
		spoil       func(*tables)
	}{
		{"an event without a command", "event 5 (submit): it has no command", func(t *tables) { t.events[lifecycle.PartnerSubmits].command = commandRow{} }},
		{"an event that leaves what is never missing", "event 5 (submit): it leaves a field", func(t *tables) { t.events[lifecycle.PartnerSubmits].leaves = []field{assumedCreated} }},
		{"an opening with a command", "event 1 (create): it has no command and does not open a claim, or both", func(t *tables) { t.events[lifecycle.ClaimCreated].command = commandOf[Submit]() }},
		{"an instant that nothing sets", "instant 3 (the claim was rejected by the review): no transition sets it", func(t *tables) { t.instants[atRejection].set = func(*lifecycle.Transition) bool { return false } }},
		{"an instant without its field", "instant 3 (the claim was rejected by the review): it lacks its field", func(t *tables) { t.instants[atRejection].at = nil }},
		{"an instant without words", "instant 3 (): it lacks its field", func(t *tables) { t.instants[atRejection].happened = "" }},
		{"a clock without a rule", "clock 3 (answer): it lacks its rule", func(t *tables) { t.clocks[cpor.AnswerClock].rule = "" }},
		{"a clock of more than a year", "clock 3 (answer): it has no length", func(t *tables) { t.clocks[cpor.AnswerClock].days = mostDays + 1 }},
		{"a clock whose shorter length is below zero", "clock 2 (review): it has no length, or its shorter length", func(t *tables) { t.clocks[cpor.ReviewClock].least = -1 }},
		{"a clock whose shorter length is as long", "clock 2 (review): it has no length, or its shorter length", func(t *tables) { t.clocks[cpor.ReviewClock].least = t.clocks[cpor.ReviewClock].days }},
		{"a clock without a length", "clock 3 (answer): it has no length", func(t *tables) { t.clocks[cpor.AnswerClock].days = 0 }},
		{"a clock whose trigger is no instant", "clock 3 (answer): its trigger", func(t *tables) { t.clocks[cpor.AnswerClock].trigger = instantCount }},
		{"a clock that runs nowhere", "clock 1 (pick-up): it runs in no state", func(t *tables) { t.clocks[cpor.PickUpClock].runs = nil }},
		{"a clock in a state that nothing reaches", "the pick-up clock: it runs in Draft, opted out", func(t *tables) { t.clocks[cpor.PickUpClock].runs = []lifecycle.State{ended(1, lifecycle.OptedOut)} }},
		{"two clocks in a state", "the review clock: another clock runs in Submitted", func(t *tables) { t.clocks[cpor.ReviewClock].runs = t.clocks[cpor.PickUpClock].runs }},
		{"a clock that expires nothing", "Partner action required: it can expire exactly if", func(t *tables) {
			t.clocks[cpor.AnswerClock].runs, t.clocks[cpor.AnswerClock].expires = t.clocks[cpor.AnswerClock].expires, nil
		}},
	} {
		t := declared()
		t.events, t.clocks, t.instants = slices.Clone(t.events), slices.Clone(t.clocks), slices.Clone(t.instants)
		row.spoil(&t)
		_ = with(t, func() { run(row.lacks, row.want, errTables) })
	}
}

// ErrTables returns why the tables that define claims now do not compile.
func ErrTables() error { return errTables }

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

// AssumablePaths returns the path of each field that can be assumed.
func AssumablePaths() []string { return slices.Clone(fieldNames.Texts[1:]) }

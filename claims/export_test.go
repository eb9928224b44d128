package claims

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
)

// The declarations below give the tests access to the internals of the package.

// A ClockRow is a clock that runs in a state.
type ClockRow struct {
	State   State
	Clock   mci.Clock
	Expires bool
}

// ClockRows returns the states in which each clock runs.
func ClockRows() (rows []ClockRow) {
	for _, row := range clocks {
		for _, state := range row.expires {
			rows = append(rows, ClockRow{state, row.clock, true})
		}
		for _, state := range row.runs {
			rows = append(rows, ClockRow{state, row.clock, false})
		}
	}
	return rows
}

// clockRowsOf returns the table of clocks with the given states.
func clockRowsOf(rows []ClockRow) []clockRow {
	changed := slices.Clone(clocks)
	for i := range changed {
		changed[i].expires, changed[i].runs = nil, nil
	}
	for _, row := range rows {
		i := slices.IndexFunc(changed, func(c clockRow) bool { return c.clock == row.Clock })
		switch {
		case i < 0:
			changed = append(changed, clockRow{clock: row.Clock, rule: "clock.extra", source: mci.LibraryReading, expires: []State{row.State}})
		case row.Expires:
			changed[i].expires = append(changed[i].expires, row.State)
		default:
			changed[i].runs = append(changed[i].runs, row.State)
		}
	}
	return changed
}

func tablesOf(rows []Transition, clockRows []ClockRow) tables {
	t := declared()
	t.transitions, t.clocks = rows, clockRowsOf(clockRows)
	return t
}

// Compile compiles the tables and returns the error.
func Compile(rows []Transition, clockRows []ClockRow) error {
	_, err := compile(tablesOf(rows, clockRows))
	return err
}

// WithTables replaces the tables of the machine while run executes, and returns
// the error of compiling them. Nothing else may run in the meantime.
func WithTables(rows []Transition, clockRows []ClockRow, run func()) error {
	return with(tablesOf(rows, clockRows), run)
}

func with(t tables, run func()) error {
	oldDense, oldErr := dense, errTables
	defer func() { dense, errTables = oldDense, oldErr }()
	dense, errTables = compile(t)
	run()
	return errTables
}

// Compiles reports whether the tables that define the machine compile.
func Compiles() bool { return errTables == nil }

// WithClocksReversed runs a function with more states of clocks, and with the
// rows of the clocks in the reverse order. It returns the error of compiling
// them.
func WithClocksReversed(more []ClockRow, run func()) error {
	t := tablesOf(transitions, append(ClockRows(), more...))
	slices.Reverse(t.clocks)
	return with(t, run)
}

// Incomplete spoils one row of the tables at a time, once for each part that a
// row can lack. It calls run with the missing part and the error of compiling
// the tables.
func Incomplete(run func(lacks, want string, err error)) {
	twoWindows := Transition{
		Row: "X1", From: plain(AwaitingConsent), Event: PartnerSubmits, To: plain(Submitted),
		Actor: Partner, Rule: "x", Source: mci.LibraryReading,
	}
	for _, row := range []struct {
		lacks, want string
		spoil       func(*tables)
	}{
		{"a status without a name", "status 7 (): it has no name", func(t *tables) { t.statuses[Submitted].name = "" }},
		{"a status that nobody moves on", "status 7 (Submitted): it has neither", func(t *tables) { t.statuses[Submitted].next = 0 }},
		{"a guard without a name", "guard 5 (): it lacks its name", func(t *tables) { t.guards[CustomerContactOpen].name = "" }},
		{"a guard without a rule", "guard 1 (deal size given): it lacks its name, rule", func(t *tables) { t.guards[DealSizeGiven].rule = "" }},
		{"a guard without a source", "guard 1 (deal size given): it lacks its name, rule, source", func(t *tables) { t.guards[DealSizeGiven].source = 0 }},
		{"a guard without a condition", "guard 1 (deal size given): it lacks its name, rule, source or condition", func(t *tables) { t.guards[DealSizeGiven].missing = nil }},
		{"an event without a name", "event 11 (): it has no name", func(t *tables) { t.events[PartnerSubmits].name = "" }},
		{"an event without a command", "event 11 (submit): it has no command", func(t *tables) { t.events[PartnerSubmits].command = commandRow{} }},
		{"an opening with a command", "event 1 (add customer): it has no command and does not open a claim, or both", func(t *tables) { t.events[AddCustomer].command = commandOf[Cancel]() }},
		{"an instant that nothing sets", "instant 4 (the claim was rejected): no transition sets it", func(t *tables) { t.instants[atRejection].set = func(*Transition) bool { return false } }},
		{"an instant without its field", "instant 4 (the claim was rejected): it lacks its field", func(t *tables) { t.instants[atRejection].at = nil }},
		{"an instant without words", "instant 4 (): it lacks its field", func(t *tables) { t.instants[atRejection].happened = "" }},
		{"an instant in the windows of two clocks", "instant firstSubmitted: it can happen in the windows of two clocks", func(t *tables) { t.transitions = append(t.transitions, twoWindows) }},
		{"a clock without a row", "the post-dispute clock: it has no row", func(t *tables) { t.clocks = t.clocks[:4] }},
		{"a clock without a rule", "the first submission clock: it has no rule", func(t *tables) { t.clocks[1].rule = "" }},
		{"a clock with two rows", "the consent clock: it has two rows", func(t *tables) { t.clocks = append(t.clocks, t.clocks[0]) }},
		{"a clock whose trigger is no instant", "the dispute clock: no instant is its trigger, rejection", func(t *tables) { t.instants[atRejection].anchor = 0 }},
		{"a clock that expires nothing", "the first submission clock: it expires no state", func(t *tables) { t.clocks[1].expires = nil }},
	} {
		t := declared()
		t.statuses, t.events, t.clocks, t.instants = slices.Clone(t.statuses), slices.Clone(t.events), slices.Clone(t.clocks), slices.Clone(t.instants)
		t.transitions, t.guards = Transitions(), slices.Clone(t.guards)
		row.spoil(&t)
		_ = with(t, func() { run(row.lacks, row.want, errTables) })
	}
}

// ErrTables returns the error of compiling the present tables, or nil.
func ErrTables() error { return errTables }

// Contradictions returns the path of each row of the table of contradictions.
func Contradictions() []string {
	paths := make([]string, len(contradictions))
	for i := range contradictions {
		paths[i] = contradictions[i].path
	}
	return paths
}

// Contradicts reports whether the contradiction of a row is in a record.
func Contradicts(row int, record *Record) bool { return contradictions[row].in(record) }

// ContradictsLife returns an error if an instant of a record contradicts the
// rest of the record.
func ContradictsLife(record *Record) error {
	if !record.State().reached() {
		return errBadTable
	}
	return record.checkLife()
}

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
func RuleOfClock(clock mci.Clock) mci.RuleID { return dense.byClock[clock].rule }

// Decodes reports whether the command of an entry of the event can be read from
// JSON.
func Decodes(event Event) bool { return events[event].command.Bind != nil }

// Started returns the instant at which a clock of the claim started, or the
// zero instant.
func (c *Claim) Started(clock mci.Clock) time.Time { return c.trigger(clock) }

// AssumablePaths returns the path of each field that can be assumed.
func AssumablePaths() []string { return slices.Clone(fieldNames.Texts[1:]) }

package lifecycle

import (
	"slices"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// Incomplete compiles the table while one row lacks something, for each thing
// that a row can lack, and passes what is lacking and why it does not compile.
func Incomplete(run func(lacks, want string, err error)) {
	for _, row := range []struct {
		lacks, want string
		spoil       func(states *[]stateRow, rows []Transition)
	}{
		{"nothing", "", func(*[]stateRow, []Transition) {}},
		{"a state that is not declared", "state 0 (no claim): it is not declared", func(s *[]stateRow, _ []Transition) { (*s)[0].state = State{} }},
		{"a state without a meaning", "state 1 (Submitted): it has no meaning", func(s *[]stateRow, _ []Transition) { (*s)[1].means = "" }},
		{"a state without a source", "state 1 (Submitted): it has no meaning or no source", func(s *[]stateRow, _ []Transition) { (*s)[1].source = 0 }},
		{"a state that nobody moves on", "state 1 (Submitted): it names an actor exactly if", func(s *[]stateRow, _ []Transition) { (*s)[1].next = 0 }},
		{"an end that somebody moves on", "it names an actor exactly if", func(s *[]stateRow, _ []Transition) { (*s)[7].next = 1 }},
		{"a state that nothing reaches", "nothing reaches Draft, undisputed", func(s *[]stateRow, _ []Transition) {
			*s = append(*s, stateRow{state: ended(recognition.Draft, Undisputed), means: "x", source: mci.LibraryReading})
		}},
		{"a row without an actor", "row A2: the actor", func(_ *[]stateRow, r []Transition) { r[1].Actor = 0 }},
		{"a row without an event", "row A2: a status or an event", func(_ *[]stateRow, r []Transition) { r[1].Event = eventCount }},
		{"a row to no state", "row A2: a status or an event", func(_ *[]stateRow, r []Transition) { r[1].To = State{Ending: endingCount} }},
		{"a row from no state", "row A2: a status or an event", func(_ *[]stateRow, r []Transition) { r[1].From = State{Status: statusCount} }},
		{"a row without a rule", "row A2: it has no rule", func(_ *[]stateRow, r []Transition) { r[1].Rule = "" }},
		{"a row without a source", "row A2: it has no rule or no source", func(_ *[]stateRow, r []Transition) { r[1].Source = 0 }},
		{"a row with a guard of another table", "row A2: a guard", func(_ *[]stateRow, r []Transition) { r[1].Guards = []Guard{99} }},
		{"a row with the guard after the last", "row A2: a guard", func(_ *[]stateRow, r []Transition) { r[1].Guards = []Guard{Guard(len(guardNames.Texts))} }},
		{"a state with an ending after the last", "state 1 (Submitted, invalid ending): it is not declared", func(s *[]stateRow, _ []Transition) { (*s)[1].state.Ending = endingCount }},
		{"two rows for one event", "are both for", func(_ *[]stateRow, r []Transition) { r[1] = r[2] }},
	} {
		states, rows := slices.Clone(states), Transitions()
		row.spoil(&states, rows)
		_, err := compile(states, rows)
		run(row.lacks, row.want, err)
	}
	rows := slices.DeleteFunc(Transitions(), func(t Transition) bool { return t.From.Status == recognition.Dispute })
	for i := range rows {
		if rows[i].To.Status == recognition.Dispute {
			rows[i].To = in(recognition.Approved)
		}
	}
	kept := slices.DeleteFunc(slices.Clone(states), func(r stateRow) bool { return r.state.Status == recognition.Dispute || r.state.Ending == LostDispute })
	_, err := compile(kept, rows)
	run("a status", "no state has the status Dispute", err)
	defer func() { eventNames.Texts[WindowEnds] = "expire" }()
	eventNames.Texts[WindowEnds] = ""
	_, err = compile(states, transitions)
	run("an event without a name", "event 15 has no name", err)
}

// WithBadTable runs a function while the table does not compile. Nothing else
// may run then.
func WithBadTable(run func()) {
	oldDense, oldErr := dense, errTable
	defer func() { dense, errTable = oldDense, oldErr }()
	dense, errTable = compile(states, Transitions()[1:])
	run()
}

// ErrTable returns why the table does not compile.
func ErrTable() error { return errTable }

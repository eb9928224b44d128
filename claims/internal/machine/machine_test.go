package machine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/machine"
)

// lamp returns a small machine: a lamp is bought, switched on and off, and
// breaks.
func lamp() machine.Definition {
	return machine.Definition{
		States: []string{"none", "off", "on", "broken", ""},
		Events: []string{"", "buy", "switch", "dust", "break"},
		Ends:   []int{3},
		Rows: []machine.Row{
			{"R1", 0, 1, 1},
			{"R2", 1, 2, 2},
			{"R3", 2, 2, 1},
			{"R4", 1, 3, 1},
			{"R5", 2, 4, 3},
		},
	}
}

func compiled(t *testing.T, d machine.Definition) *machine.Machine {
	t.Helper()
	m, err := machine.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheCompiledMachineAnswersAsTheRowsSay(t *testing.T) {
	d := lamp()
	m := compiled(t, d)
	for state := -1; state < machine.MostStates+2; state++ {
		for event := -1; event < machine.MostEvents+2; event++ {
			want := slices.IndexFunc(d.Rows, func(row machine.Row) bool { return row.From == state && row.Event == event })
			to, row := m.Next(state, event)
			if row != want || want >= 0 && to != d.Rows[want].To {
				t.Errorf("event %d in state %d: got row %d to %d, want row %d", event, state, row, to, want)
			}
		}
	}
	if got := m.Permitted(1); got != 1<<2|1<<3 {
		t.Errorf("off permits %b", got)
	}
	for _, c := range []struct {
		event, state int
		want         uint32
	}{
		{2, 1, 1 << 4}, // on permits to switch, too, which is the event itself
		{2, 2, 1 << 3},
		{1, 1, 0}, // nothing else is permitted at the beginning
		{4, 3, 1 << 2},
		{4, 2, 0},
		{2, machine.MostStates, 0},
	} {
		if got := m.PermittedBefore(c.event, c.state); got != c.want {
			t.Errorf("before event %d into state %d: got %b, want %b", c.event, c.state, got, c.want)
		}
	}
	for state, want := range []struct{ reached, ends bool }{{false, false}, {true, false}, {true, false}, {true, true}, {false, false}} {
		if m.Reached(state) != want.reached || m.Ends(state) != want.ends {
			t.Errorf("state %d: reached %t, ends %t", state, m.Reached(state), m.Ends(state))
		}
	}
	if m.Reached(-1) || m.Ends(-1) || m.Reached(machine.MostStates) || m.Ends(machine.MostStates) {
		t.Error("a state beyond the machine is reached or ends")
	}
}

func TestADefinitionThatIsWrongDoesNotCompileAndSaysWhy(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*machine.Definition)
		want  string
	}{
		"too many states":       {func(d *machine.Definition) { d.States = make([]string, machine.MostStates+1) }, "65 states are more than 64"},
		"too many events":       {func(d *machine.Definition) { d.Events = make([]string, machine.MostEvents+1) }, "33 events are more than 32"},
		"too many rows":         {func(d *machine.Definition) { d.Rows = slices.Repeat(d.Rows, 52) }, "260 rows are more than a cell can number"},
		"a name twice":          {func(d *machine.Definition) { d.States[2] = "off" }, "states 1 and 2 are both named off"},
		"an unknown end":        {func(d *machine.Definition) { d.Ends = append(d.Ends, 4) }, "end 4 is no state"},
		"an end past the last":  {func(d *machine.Definition) { d.Ends = append(d.Ends, 5) }, "end 5 is no state"},
		"a state past the last": {func(d *machine.Definition) { d.Rows[1].To = 5 }, "row R2: a status or an event is not declared"},
		"a negative end":        {func(d *machine.Definition) { d.Ends = append(d.Ends, -1) }, "end -1 is no state"},
		"an unknown stop":       {func(d *machine.Definition) { d.Stops = append(d.Stops, 4) }, "stop 4 is no state"},
		"no such state":         {func(d *machine.Definition) { d.Rows[1].To = 4 }, "row R2: a status or an event is not declared"},
		"back to nothing":       {func(d *machine.Definition) { d.Rows[1].To = 0 }, "row R2: a status or an event is not declared"},
		"no event":              {func(d *machine.Definition) { d.Rows[1].Event = 0 }, "row R2: a status or an event is not declared"},
		"no such event":         {func(d *machine.Definition) { d.Rows[1].Event = 5 }, "row R2: a status or an event is not declared"},
		"out of an end":         {func(d *machine.Definition) { d.Rows = append(d.Rows, machine.Row{"R6", 3, 2, 1}) }, "row R6: switch leaves broken, which is terminal"},
		"two rows for one":      {func(d *machine.Definition) { d.Rows = append(d.Rows, machine.Row{"R6", 1, 2, 3}) }, "rows R2 and R6 are both for switch in off"},
		"nothing leads here":    {func(d *machine.Definition) { d.States[4] = "lost"; d.Rows = append(d.Rows, machine.Row{"R6", 4, 4, 3}) }, "row R6 starts in lost, which nothing reaches"},
		"nothing leaves": {func(d *machine.Definition) {
			d.States[4] = "lost"
			d.Rows = append(d.Rows, machine.Row{"R6", 1, 4, 4})
		}, "no row leaves lost, which is not terminal"},
		"no end is reached": {func(d *machine.Definition) { d.Rows[4].To = 1 }, "no terminal state can be reached from off"},
		"an unused event":   {func(d *machine.Definition) { d.Events = append(d.Events, "sell") }, "no row is for sell"},
	} {
		t.Run(name, func(t *testing.T) {
			d := lamp()
			test.spoil(&d)
			m, err := machine.Compile(d)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
			if _, row := m.Next(0, 1); row >= 0 || m.Permitted(1) != 0 || m.Reached(1) {
				t.Error("the machine beside the error permits something")
			}
		})
	}
}

// mostRows is the most rows that a machine can have.
const mostRows = 255

// full returns a machine of as many states, events and rows as there can be:
// the first event leads from each state to the next one, and the others do not
// move.
func full() machine.Definition {
	d := machine.Definition{States: make([]string, machine.MostStates), Events: make([]string, machine.MostEvents), Ends: []int{machine.MostStates - 1}}
	for state := range d.States {
		d.States[state] = fmt.Sprint("state ", state)
	}
	for event := 1; event < len(d.Events); event++ {
		d.Events[event] = fmt.Sprint("event ", event)
	}
	for i := range mostRows {
		row := machine.Row{fmt.Sprint("R", i), i, 1, i + 1}
		if others := i - (machine.MostStates - 1); others >= 0 {
			state := 1 + others/(machine.MostEvents-2)
			row.From, row.Event, row.To = state, 2+others%(machine.MostEvents-2), state
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

func TestAMachineCanHaveAsManyStatesEventsAndRowsAsItSays(t *testing.T) {
	const last = machine.MostStates - 1
	m := compiled(t, full())
	facts := m.Facts(func(row int) uint32 { return uint32(1 - min(row, 1)) }, func(int) uint32 { return 0 })
	if row, length := m.Toward(1, last); row != 1 || length != last-1 || m.Way(last).Fewest != last || !m.Ends(last) || facts.Must(last) != 1 {
		t.Errorf("the last state: by row %d in %d rows, %+v, ends %t, marks %b", row, length, m.Way(last), m.Ends(last), facts.Must(last))
	}
}

func TestAWalkFindsWhereTheFSMIsAnotherMachine(t *testing.T) {
	d := lamp()
	if answered, err := machine.Walk(d, d.Rows); err != nil || answered != len(d.Rows) {
		t.Errorf("the fsm answers %d of %d rows, %v", answered, len(d.Rows), err)
	}
	elsewhere := slices.Clone(d.Rows)
	elsewhere[2].To = 3
	for name, test := range map[string]struct {
		drawn []machine.Row
		want  string
	}{
		"a row is missing":      {d.Rows[:4], "the fsm refuses row R5"},
		"there is a row more":   {append(slices.Clone(d.Rows), machine.Row{"R6", 1, 4, 3}), "the fsm goes from off by break to broken"},
		"a row leads elsewhere": {elsewhere, "the fsm goes from on by switch to broken"},
	} {
		if _, err := machine.Walk(d, test.drawn); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want one that says %q", name, err, test.want)
		}
	}
}

func TestTheWaysIntoAStateAreThoseOfTheRows(t *testing.T) {
	m := compiled(t, lamp())
	for state, want := range []machine.Way{
		{},
		{Fewest: 1, Can: 1<<1 | 1<<2 | 1<<3},
		{Fewest: 2, Can: 1<<1 | 1<<2 | 1<<3},
		{Fewest: 3, Can: 1<<1 | 1<<2 | 1<<3 | 1<<4},
	} {
		if diff := cmp.Diff(want, *m.Way(state)); diff != "" {
			t.Errorf("state %d: %s", state, diff)
		}
	}
}

func TestFactsAreSetOnEveryOrOnSomeWay(t *testing.T) {
	const bought, switched, clean = 1, 2, 4
	m := compiled(t, lamp())
	facts := m.Facts(
		func(row int) uint32 { return []uint32{bought | clean, switched, 0, 0, 0}[row] },
		func(row int) uint32 { return []uint32{0, 0, 0, clean, 0}[row] },
	)
	for state, want := range []struct{ must, may uint32 }{
		{0, 0},
		{bought, bought | switched | clean},
		{bought | switched, bought | switched | clean},
		{bought | switched, bought | switched | clean},
	} {
		if facts.Must(state) != want.must || facts.May(state) != want.may {
			t.Errorf("state %d: got %b and %b, want %b and %b", state, facts.Must(state), facts.May(state), want.must, want.may)
		}
	}
}

func TestAMarkIsAfterTheMarksThatAreNeverSetLater(t *testing.T) {
	const bought, switched, dusted, broken, moved = 0, 1, 2, 3, 4
	m := compiled(t, lamp())
	sets := func(row int) uint32 {
		return []uint32{1<<bought | 1<<moved, 1<<switched | 1<<moved, 1 << moved, 1 << dusted, 1<<broken | 1<<moved}[row]
	}
	facts := m.Facts(sets, func(int) uint32 { return 0 })
	orders := m.Orders(facts, sets, 1<<moved)
	for mark, want := range []machine.Order{
		bought:   {},
		switched: {Needs: 1 << bought, After: 1 << bought},
		dusted:   {Needs: 1 << bought, After: 1 << bought},
		broken:   {Needs: 1<<bought | 1<<switched | 1<<moved, After: 1<<bought | 1<<switched | 1<<dusted | 1<<moved},
		moved:    {After: 1<<bought | 1<<switched | 1<<broken},
	} {
		if orders[mark] != want {
			t.Errorf("mark %d: got %b, want %b", mark, orders[mark], want)
		}
	}
}

func TestTheShortestWayIsTakenRowByRow(t *testing.T) {
	m := compiled(t, lamp())
	for _, test := range []struct{ from, to, row, length int }{
		{1, 2, 1, 1}, {1, 3, 1, 2}, {2, 3, 4, 1}, {2, 1, 2, 1}, {1, 1, 1, 2}, {3, 1, 0, 0}, {0, 1, 0, 0},
	} {
		if row, length := m.Toward(test.from, test.to); row != test.row || length != test.length {
			t.Errorf("%d to %d: got row %d, %d long; want row %d, %d long", test.from, test.to, row, length, test.row, test.length)
		}
	}
}

func TestNoWayLeadsThroughAStop(t *testing.T) {
	d := lamp()
	d.Stops = []int{2}
	m := compiled(t, d)
	for _, test := range []struct{ from, to, row, length int }{
		{1, 2, 1, 1}, {1, 3, 0, 0}, {2, 3, 4, 1}, {2, 1, 2, 1}, {1, 1, 0, 0}, {2, 2, 2, 2},
	} {
		if row, length := m.Toward(test.from, test.to); row != test.row || length != test.length {
			t.Errorf("%d to %d: got row %d, %d long; want row %d, %d long", test.from, test.to, row, length, test.row, test.length)
		}
	}
}

func TestTheDrawingsShowTheRowsThatMove(t *testing.T) {
	m := compiled(t, lamp())
	mermaid, err := m.Mermaid()
	if err != nil || strings.Count(mermaid, "-->") != 4 || strings.Contains(mermaid, "dust") {
		t.Errorf("got %s, %v", mermaid, err)
	}
	if graphviz := m.Graphviz(); strings.Count(graphviz, "->") != 4 || strings.Contains(graphviz, "dust") {
		t.Errorf("got %s", graphviz)
	}
}

// asks compares the next states of a machine of the module with those of an fsm
// that is built from its rows.
func asks[S comparable](t *testing.T, typed machine.Typed[S], arrows []machine.Arrow[S], next func(from S, event int) (S, bool)) {
	t.Helper()
	var beginning S
	states := append([]S{beginning}, typed.States...)
	typed.Index, typed.Count = func(s S) int { return slices.Index(states, s) }, len(states)
	m := compiled(t, typed.Definition(arrows))
	answered := 0
	for i, from := range states {
		for event := 1; event < len(typed.Events); event++ {
			want, wantOK := m.Ask(i, event)
			got, ok := next(from, event)
			if ok != wantOK || ok && typed.Name(got) != want {
				t.Errorf("%s in %s: got %s, %t; want %s, %t", typed.Events[event], typed.Name(from), typed.Name(got), ok, want, wantOK)
			}
			if ok {
				answered++
			}
		}
	}
	if answered != len(arrows) {
		t.Errorf("%d rows are answered, want %d", answered, len(arrows))
	}
}

// texts returns the names of values by their number.
func texts[T fmt.Stringer](values []T) []string {
	all := []string{""}
	for _, value := range values {
		all = append(all, value.String())
	}
	return all
}

// The tests ask the packages themselves for their machines. If looplab/fsm is
// built from the rows, it must give the same answers as Next.
func TestNextOfAClaimIsWhatTheFSMSaysForEveryStateAndEvent(t *testing.T) {
	typed := machine.Typed[claims.State]{Name: claims.State.String, Ends: claims.State.Terminal, Events: texts(claims.Events())}
	var arrows []machine.Arrow[claims.State]
	for _, row := range claims.Transitions() {
		if !slices.Contains(typed.States, row.To) {
			typed.States = append(typed.States, row.To)
		}
		arrows = append(arrows, machine.Arrow[claims.State]{Name: row.Row, From: row.From, Event: int(row.Event), To: row.To})
	}
	asks(t, typed, arrows, func(from claims.State, event int) (claims.State, bool) { return from.Next(claims.Event(event)) })
}

func TestNextOfAnAssociationIsWhatTheFSMSaysForEveryStateAndEvent(t *testing.T) {
	typed := machine.Typed[lifecycle.State]{
		States: lifecycle.States(), Name: lifecycle.State.String, Ends: lifecycle.State.Terminal, Events: texts(lifecycle.Events()),
	}
	var arrows []machine.Arrow[lifecycle.State]
	for _, row := range lifecycle.Transitions() {
		arrows = append(arrows, machine.Arrow[lifecycle.State]{Name: row.Row, From: row.From, Event: int(row.Event), To: row.To})
	}
	asks(t, typed, arrows, func(from lifecycle.State, event int) (lifecycle.State, bool) {
		return from.Next(lifecycle.Event(event))
	})
}

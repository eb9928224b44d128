package main

import "github.com/mci-go/incentives/claims"

// A denseTable is a table that is written by hand only for speed. It holds the
// next state by the codes of state and event.
type denseTable struct {
	// next is 0 if the event is refused. That is possible because no event
	// leads back to the state before the claim.
	next      [codes][claims.PaymentRecorded + 1]uint8
	permitted [codes][]claims.Event
}

// newDenseTable fills the table from the library's transitions, so that both
// have the same rules.
func newDenseTable() *denseTable {
	t := &denseTable{}
	for _, row := range claims.Transitions() {
		t.next[code(row.From)][row.Event] = code(row.To)
	}
	for state := range t.next {
		for _, event := range claims.Events() {
			if t.next[state][event] != 0 {
				t.permitted[state] = append(t.permitted[state], event)
			}
		}
	}
	return t
}

// move returns the next state, and whether the table permits the event.
func (t *denseTable) move(state uint8, event claims.Event) (uint8, bool) {
	next := t.next[state][event]
	return next, next != 0
}

// A densePair is a pair in the form of the table.
type densePair struct {
	state uint8
	event claims.Event
}

// byTable returns the contender that uses the table.
func byTable(pairs *[sample]pair) contender {
	table := newDenseTable()
	inputs := &[sample]densePair{}
	for i, p := range pairs {
		inputs[i] = densePair{code(p.state), p.event}
	}
	return contender{
		name: denseName,
		run:  func(first, last int) uint64 { return askTable(table, inputs, first, last) },
		answer: func(i int) string {
			next, ok := table.move(inputs[i].state, inputs[i].event)
			return moved(stateOf(next), ok)
		},
	}
}

func askTable(table *denseTable, inputs *[sample]densePair, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		in := inputs[i&(sample-1)]
		if next, ok := table.move(in.state, in.event); ok {
			sum += uint64(next >> 1) // the status
		}
	}
	return sum
}

// denseName is the name of the contender that uses the table.
const denseName = "dense table by hand"

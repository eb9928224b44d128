package claims

import "slices"

// Next returns the state to which an event leads, and whether the machine permits it there. It says
// nothing about guards, actors and windows, which only [Apply] knows. It does not allocate.
func (s State) Next(event Event) (State, bool) {
	if s.Status >= statusCount || event >= eventCount {
		return s, false
	}
	c := dense.next[s.index()][event]
	return c.to, c.row != 0
}

// Permitted returns the events that the machine permits in the state, in the order of [Events]. The slice
// is a copy.
func (s State) Permitted() []Event {
	if s.Status >= statusCount {
		return nil
	}
	return slices.Clone(dense.permitted[s.index()])
}

// Terminal reports whether no event leads out of the state. The zero State is not terminal.
func (s State) Terminal() bool { return s.Status < statusCount && dense.terminal[s.index()] }

// row returns the row that an event takes from the state, or nil.
func (s State) row(event Event) *Transition {
	if s.Status >= statusCount || event >= eventCount {
		return nil
	}
	if i := dense.next[s.index()][event].row; i > 0 {
		return &transitions[i-1]
	}
	return nil
}

package machine

import "context"

// Walk asks the fsm of the drawn rows for every event in every state of a
// definition. It returns how often the answer was a row of the definition, and
// an error for an answer that was not.
func Walk(d Definition, drawn []Row) (answered int, err error) {
	m := &Machine{rows: d.Rows, states: d.States, events: d.Events}
	for i, row := range d.Rows {
		m.cells[row.From][row.Event].row = uint8(i + 1)
	}
	err = m.walk(m.build(drawn))
	for _, word := range m.permitted {
		for ; word != 0; word &= word - 1 {
			answered++
		}
	}
	return answered, err
}

// Ask returns the answer of a machine's fsm to one event in one state.
func (m *Machine) Ask(from, event int) (to string, ok bool) {
	f := m.build(m.rows)
	f.SetState(m.states[from])
	if !f.Can(m.events[event]) {
		return "", false
	}
	_ = f.Event(context.Background(), m.events[event]) // to the fsm, staying in a state is an error
	return f.Current(), true
}

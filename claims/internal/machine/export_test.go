package machine

import "context"

// Walk lets the fsm of some rows answer every event in every state of a
// definition, and returns how often its answer is a row of the definition, and
// where it is not.
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

// Ask lets the fsm of a machine answer one event in one state.
func (m *Machine) Ask(from, event int) (to string, ok bool) {
	f := m.build(m.rows)
	f.SetState(m.states[from])
	if !f.Can(m.events[event]) {
		return "", false
	}
	_ = f.Event(context.Background(), m.events[event]) // staying in a state is an error to the fsm
	return f.Current(), true
}

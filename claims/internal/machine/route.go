package machine

// A route is the first row of the shortest way from one state to another.
type route struct {
	length uint8 // in rows; 0 if there is no way
	row    uint8
}

// Toward returns the index of the first row of the shortest way from one state
// to another, and the length of that way in rows. The length is 0 if there is
// no way. A way does not lead through a state of Definition.Stops. If two ways
// are the shortest, Toward uses the way whose rows come first in the table.
func (m *Machine) Toward(from, to int) (row, length int) {
	r := m.routes[from&(MostStates-1)][to&(MostStates-1)]
	return int(r.row), int(r.length)
}

// findRoutes follows each state back along the rows until no way gets shorter.
func (m *Machine) findRoutes() {
	for grown := true; grown; {
		grown = false
		for i, row := range m.rows {
			if row.From == 0 || row.From == row.To {
				continue
			}
			for state := 1; state < len(m.states); state++ {
				from, to := &m.routes[row.From][state], m.routes[row.To][state]
				switch {
				case row.To == state:
					to = route{}
				case to.length == 0, m.stops[row.To]:
					continue
				}
				if from.length == 0 || to.length+1 < from.length {
					*from, grown = route{to.length + 1, uint8(i)}, true //nolint:gosec // at most mostRows
				}
			}
		}
	}
}

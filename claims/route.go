package claims

// A route is the first row of the shortest path from a state to a status.
type route struct {
	length uint8 // number of rows on the path; 0 if there is none
	row    uint8 // index in the table
}

// routes is computed from the table once, as dense is, and never written again.
// If two paths are equally short, it has the one whose rows come first in the
// table.
var routes = routesOf(dense)

// routesOf carries each status back along the rows of a machine until no path
// gets shorter.
func routesOf(m *machine) (routes [stateCount][statusCount]route) {
	for grown := true; grown; {
		grown = false
		for i, row := range m.rows {
			if row.From == (State{}) || row.From == row.To {
				continue
			}
			for status := CustomerClaimed; status < statusCount; status++ {
				from, to := &routes[row.From.index()][status], routes[row.To.index()][status]
				if row.To.Status == status {
					to = route{}
				} else if to.length == 0 {
					continue
				}
				if from.length == 0 || to.length+1 < from.length {
					*from = route{to.length + 1, uint8(i)} //nolint:gosec // because a table has 255 rows at most
					grown = true
				}
			}
		}
	}
	return routes
}

// toward returns the first row of the shortest path from the state to a status
// that the portal's name can mean. If there is no path, it returns nil.
func (s State) toward(shown PortalStatus) *Transition {
	var shortest route
	for status := range shown.All() {
		if way := routes[s.index()][status]; way.length > 0 && (shortest.length == 0 || way.length < shortest.length) {
			shortest = way
		}
	}
	if shortest.length == 0 {
		return nil
	}
	return &dense.rows[shortest.row]
}

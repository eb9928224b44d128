package machine

// A Typed describes the states and events of a machine whose states are values
// of a type of their own, so that its rows can be written with these values.
type Typed[S comparable] struct {
	// States are the states that can occur.
	States []S
	// Name returns the name of a state.
	Name func(S) string
	// Index returns the number of a state, from 1, below Count.
	Index func(S) int
	// Count is the number of places in a dense table.
	Count int
	// Ends reports whether no row leaves a state.
	Ends func(S) bool
	// Stops reports whether no route leads through a state; see
	// Definition.Stops. If it is nil, a route leads through every state.
	Stops func(S) bool
	// Events are the names of the events by their number. The first is empty.
	Events []string
}

// An Arrow is a row between typed states.
type Arrow[S comparable] struct {
	// Name is the ID of the row.
	Name string
	// From is the state before the event.
	From S
	// Event is the number of the event.
	Event int
	// To is the state after the event.
	To S
}

// Definition returns the input of [Compile] for some rows. A state that cannot
// occur has no name. The zero state is the beginning.
func (t *Typed[S]) Definition(rows []Arrow[S]) Definition {
	d := Definition{States: make([]string, t.Count), Events: t.Events}
	for _, state := range t.States {
		i := t.Index(state)
		d.States[i] = t.Name(state)
		if t.Ends(state) {
			d.Ends = append(d.Ends, i)
		}
		if t.Stops != nil && t.Stops(state) {
			d.Stops = append(d.Stops, i)
		}
	}
	var beginning S
	d.States[0] = t.Name(beginning)
	for i := range rows {
		row := &rows[i]
		d.Rows = append(d.Rows, Row{Name: row.Name, From: t.Index(row.From), Event: row.Event, To: t.Index(row.To)})
	}
	return d
}

package machine

// A Way summarizes all ways from the beginning into a state. It is zero if no
// row reaches the state.
type Way struct {
	// Fewest is the number of rows on the shortest way, including the opening.
	Fewest uint64
	// Can has one bit for each event that is on at least one way.
	Can uint32
}

// Way returns the summary of the ways into a state.
func (m *Machine) Way(state int) *Way { return &m.ways[state&(MostStates-1)] }

// follow fills the ways from the rows until nothing new is found.
func (m *Machine) follow() {
	for grown := true; grown; {
		grown = false
		for _, row := range m.rows {
			from, to := &m.ways[row.From], &m.ways[row.To]
			if row.From != 0 && from.Fewest == 0 {
				continue
			}
			if to.Fewest == 0 || from.Fewest+1 < to.Fewest {
				to.Fewest, grown = from.Fewest+1, true
			}
			if can := to.Can | from.Can | 1<<row.Event; can != to.Can {
				to.Can, grown = can, true
			}
		}
	}
}

// Facts holds the marks that rows set and clear on the ways from the beginning
// into each state.
type Facts struct {
	must, may [MostStates]uint32
}

// Must returns the marks that are set in a state on every way that leads there.
func (f *Facts) Must(state int) uint32 { return f.must[state&(MostStates-1)] }

// May returns the marks that are set in a state on at least one way that leads
// there.
func (f *Facts) May(state int) uint32 { return f.may[state&(MostStates-1)] }

// Facts follows marks along the rows. The functions return the marks that a row
// sets and clears, given its index.
func (m *Machine) Facts(sets, clears func(row int) uint32) *Facts {
	f := &Facts{}
	for state := 1; state < len(m.states); state++ {
		f.must[state] = ^uint32(0)
	}
	for grown := true; grown; {
		grown = false
		for i, row := range m.rows {
			must := f.must[row.To] & (f.must[row.From]&^clears(i) | sets(i))
			may := f.may[row.To] | f.may[row.From]&^clears(i) | sets(i)
			grown = grown || must != f.must[row.To] || may != f.may[row.To]
			f.must[row.To], f.may[row.To] = must, may
		}
	}
	return f
}

// An Order holds the marks that come before a mark on the ways from the
// beginning.
type Order struct {
	// Needs are the marks that are set whenever the mark is set.
	Needs uint32
	// After are the marks that can be set before the mark, and never after it.
	After uint32
}

// Orders returns the order of each mark that rows set, by its bit. A row sets
// a mark only if the mark is not set on every way to the row, unless the mark
// is one of those that are set anew each time. Marks that a row sets together
// are in order both ways.
func (m *Machine) Orders(f *Facts, sets func(row int) uint32, anew uint32) (orders [32]Order) {
	var before [32]uint32 // the marks that a row which sets this one can find or sets, too
	var later [32]uint32  // the marks that a row which sets this one can find and leaves
	for mark := range orders {
		orders[mark].Needs = ^uint32(0)
	}
	for i, row := range m.rows {
		must, may := f.must[row.From], f.may[row.From]
		set := sets(i) &^ (must &^ anew)
		for mark := range orders {
			if set&(1<<mark) != 0 {
				orders[mark].Needs &= must
				before[mark] |= may | set
				later[mark] |= may &^ (set & anew)
			}
		}
	}
	for mark := range orders {
		for other := range orders {
			if other != mark && before[mark]&(1<<other) != 0 && later[other]&(1<<mark) == 0 {
				orders[mark].After |= 1 << other
			}
		}
		orders[mark].Needs &= orders[mark].After
	}
	return orders
}

package pages

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A roll holds the IDs of all customers, in the order of a Customers page.
type roll struct {
	all     []customer
	entries []rollEntry
	// of maps an ID to its entries.
	of map[mci.CustomerID][]int
}

// A rollEntry is a customer and one of its IDs, by their places.
type rollEntry struct{ customer, identity int32 }

// newRoll returns the roll of customers.
func newRoll(all []customer) *roll {
	r := &roll{all: all, of: map[mci.CustomerID][]int{}}
	for i := range all {
		for j := range all[i].Identities {
			id := all[i].Identities[j].Customer.Checked()
			r.of[id] = append(r.of[id], len(r.entries))
			r.entries = append(r.entries, rollEntry{int32(i), int32(j)}) //nolint:gosec // because no file has that many customers
		}
	}
	return r
}

// found reports whether a search finds an entry, by the customer's name or by
// the entry's own ID.
func (r *roll) found(i int, wanted *customerSearch) bool {
	c := &r.all[r.entries[i].customer]
	one := r.entries[i].identity
	return wanted.finds(c, c.Identities[one:one+1]...)
}

// is reports whether the roll is of these customers.
func (r *roll) is(all []customer) bool {
	return r != nil && len(r.all) == len(all) && (len(all) == 0 || &r.all[0] == &all[0])
}

// placements remember the tab of every customer on each engagement's Customers
// page, so that a page asks the rules only about the customers whose claims
// have changed, and about those that it shows. The zero placements remember
// nothing. They are safe for concurrent use.
type placements struct {
	mu   sync.Mutex
	roll *roll
	of   map[*catalog.Engagement]*placed
}

// mostPlaced is the most engagements that are remembered: more than one catalog
// has. Those of a catalog that was replaced are forgotten then.
const mostPlaced = 200

// placed returns the tabs of the customers of an engagement, which may be out
// of date; see refresh.
func (p *placements) placed(e *catalog.Engagement, all []customer) *placed {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.roll.is(all) || len(p.of) >= mostPlaced {
		p.roll, p.of = newRoll(all), map[*catalog.Engagement]*placed{}
	}
	if p.of[e] == nil {
		p.of[e] = &placed{roll: p.roll}
	}
	return p.of[e]
}

// placed holds the lines of all customers of an engagement in short.
type placed struct {
	mu   sync.Mutex
	roll *roll
	// during is the span of time of the tabs, and seen the place in the
	// ledger's list of changes up to which they are right.
	during time.Time
	seen   int
	// kinds are the kinds of the lines of each entry of the roll.
	kinds []uint32
	// lines are the lines by their kind: of each only its tab and its reasons.
	// Kind 0 has none.
	lines [][]customers.Line
	known map[string]uint32
}

// placedFor is a time within which no day begins in any zone, and so no
// decision of a rule changes.
const placedFor = 15 * time.Minute

// refresh asks the rules about the customers whose claims have changed, or
// about all at the first time and when another span of time begins.
func (p *placed) refresh(s *site, e *catalog.Engagement) {
	during := s.now().Truncate(placedFor)
	changed, seen, ok := s.ledger.changedSince(p.seen)
	if !ok || p.kinds == nil || !during.Equal(p.during) {
		p.kinds, p.lines, p.known = make([]uint32, len(p.roll.entries)), [][]customers.Line{nil}, map[string]uint32{"": 0}
		for i := range p.kinds {
			p.place(s, e, i)
		}
	} else {
		for _, id := range changed {
			for _, i := range p.roll.of[id] {
				p.place(s, e, i)
			}
		}
	}
	p.during, p.seen = during, seen
}

// place asks the rules about one entry of the roll.
func (p *placed) place(s *site, e *catalog.Engagement, i int) {
	var lines []customers.Line
	var key strings.Builder
	for line := range p.page(s, e, i) {
		lines = append(lines, customers.Line{Tab: line.Tab, Reasons: line.Reasons})
		key.WriteByte(byte(line.Tab))
		for _, reason := range line.Reasons {
			key.WriteByte(byte(reason))
		}
		key.WriteByte(0xff) // which is no reason
	}
	kind, known := p.known[key.String()]
	if !known {
		kind = uint32(len(p.lines)) //nolint:gosec // because there are fewer kinds than customers
		p.known[key.String()] = kind
		p.lines = append(p.lines, lines)
	}
	p.kinds[i] = kind
}

// page yields the lines of one entry of the roll in full.
func (p *placed) page(s *site, e *catalog.Engagement, i int) func(func(customers.Line) bool) {
	at := p.roll.entries[i]
	c := &p.roll.all[at.customer]
	identity := &c.Identities[at.identity]
	return customers.Page(func(yield func(customers.Entry) bool) {
		if e.Takes(identity.Customer.ID.Type()) {
			yield(s.entry(e, c, identity))
		}
	})
}

// A picked is a line of a page: the entry of the roll, and which of its lines.
type picked struct{ entry, line int }

// pick counts the lines of all tabs of the customers that a text finds, and
// returns the lines of the page of one tab, and how many the tab has.
func (p *placed) pick(m *customerTabs) (lines []picked, n int) {
	wanted := searchFor(m.Text)
	var at picked
	short := func(yield func(customers.Line) bool) {
		for i, kind := range p.kinds {
			if kind == 0 || m.Text != "" && !p.roll.found(i, &wanted) {
				continue
			}
			for j := range p.lines[kind] {
				if at = (picked{i, j}); !yield(p.lines[kind][j]) {
					return
				}
			}
		}
	}
	for line := range m.Count.Counting(short) {
		if line.Tab != m.Tab {
			continue
		}
		if n >= m.Skip && len(lines) < pageSize {
			lines = append(lines, at)
		}
		n++
	}
	return lines, n
}

// choose counts the lines of all tabs by the notes of the ledger, and sets
// those of the page. It returns the number of lines of the tab.
func (s *site) choose(m *customerTabs, e *catalog.Engagement) (n int) {
	m.Unread = s.ledger.problems()
	p := s.placements.placed(e, s.partner.Customers)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refresh(s, e)
	lines, n := p.pick(m)
	for _, one := range lines {
		full := slices.Collect(p.page(s, e, one.entry))
		if one.line < len(full) { // unless the claim was changed just now
			m.Lines = append(m.Lines, full[one.line])
		}
	}
	return n
}

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

// A roll lists the IDs of all customers, in the order of a Customers page.
type roll struct {
	all     []customer
	entries []rollEntry
	// of maps an ID to the indexes of its entries.
	of map[mci.CustomerID][]int
}

// A rollEntry is a customer and one of its IDs, each as an index.
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

// found reports whether a search matches an entry, by the customer's name or by
// the entry's own ID.
func (r *roll) found(i int, wanted *customerSearch) bool {
	c := &r.all[r.entries[i].customer]
	one := r.entries[i].identity
	return wanted.finds(c, c.Identities[one:one+1]...)
}

// is reports whether the roll was made of these customers.
func (r *roll) is(all []customer) bool {
	return r != nil && len(r.all) == len(all) && (len(all) == 0 || &r.all[0] == &all[0])
}

// placements remember the tab of every customer on each engagement's Customers
// page, so that a page evaluates the rules only for customers whose claims have
// changed, and for those that it shows. The zero placements remember nothing.
// They are safe for concurrent use.
type placements struct {
	mu   sync.Mutex
	roll *roll
	of   map[*catalog.Engagement]*placed
}

// mostPlaced is the largest number of engagements that are remembered. It is
// more than one catalog has, so the engagements of a replaced catalog are
// forgotten.
const mostPlaced = 200

// placed returns the tabs of the customers of an engagement, which may be out
// of date; see [placed.refresh].
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

// placed holds the tabs and reasons of all customers of an engagement.
type placed struct {
	mu   sync.Mutex
	roll *roll
	// during is the span of time for which the tabs hold. seen is the place in
	// the ledger's list of changes up to which they are up to date.
	during time.Time
	seen   int
	// kinds holds, for each entry of the roll, the kind of its lines.
	kinds []uint32
	// lines holds the lines of each kind, with only their tabs and reasons.
	// Kind 0 has no lines.
	lines [][]customers.Line
	known map[string]uint32
}

// placedFor is the length of a span of time within which no day begins in any
// time zone, so that no decision can change within it.
const placedFor = 15 * time.Minute

// refresh evaluates the rules for the customers whose claims have changed. The
// first time, and when another span of time begins, it does so for all
// customers.
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

// place evaluates the rules for one entry of the roll.
func (p *placed) place(s *site, e *catalog.Engagement, i int) {
	var lines []customers.Line
	var key strings.Builder
	for line := range p.page(s, e, i) {
		lines = append(lines, customers.Line{Tab: line.Tab, Reasons: line.Reasons})
		key.WriteByte(byte(line.Tab))
		for _, reason := range line.Reasons {
			key.WriteByte(byte(reason))
		}
		key.WriteByte(0xff) // a byte that is no reason
	}
	kind, known := p.known[key.String()]
	if !known {
		kind = uint32(len(p.lines)) //nolint:gosec // because there are fewer kinds than customers
		p.known[key.String()] = kind
		p.lines = append(p.lines, lines)
	}
	p.kinds[i] = kind
}

// page yields the complete lines of one entry of the roll.
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

// A picked is a line of a page: an entry of the roll, and the index of the line
// among its lines.
type picked struct{ entry, line int }

// pick counts the matching lines on all tabs. It returns the lines on the page
// of one tab, and the number of lines on that tab.
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

// choose counts the lines on all tabs by the notes of the ledger, and sets the
// lines of the page. It returns the number of lines on the chosen tab.
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

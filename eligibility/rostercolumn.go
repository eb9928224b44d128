package eligibility

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// cell holds one rule's answers about the engagements of a roster. A bit is set
// in failed or in unknown if the rule fails or is unknown for that engagement.
type cell struct {
	failed, unknown EngagementSet
	open            EngagementSet // a fact that is not tabulated may change the answer
}

// put writes the answer about one engagement.
func (c *cell) put(place int, outcome mci.Outcome) {
	one := setOf(place)
	c.failed, c.unknown = c.failed&^one, c.unknown&^one
	switch outcome {
	case mci.Fail:
		c.failed |= one
	case mci.Unknown:
		c.unknown |= one
	case mci.Pass:
	}
}

// with returns the cell with the answers of another one for some engagements.
func (c cell) with(other cell, some EngagementSet) cell {
	return cell{c.failed&^some | other.failed&some, c.unknown&^some | other.unknown&some, c.open&^some | other.open&some}
}

// or returns the answers of two rules together.
func (c cell) or(other cell) cell {
	return cell{c.failed | other.failed, c.unknown | other.unknown, c.open | other.open}
}

// column holds one rule's answers, by the number of one attribute.
type column struct {
	rule  int
	by    attribute
	reads facts
	cells []cell
}

// compile asks each rule about the customer for every value of its attribute.
func (r *Roster) compile() {
	for i := range rules {
		if rules[i].Own.reason == NoReason {
			continue
		}
		c := r.columnOf(i)
		if !c.settled() {
			r.live |= ruling.One(i)
			r.columns[c.by] = append(r.columns[c.by], c)
			continue
		}
		r.settled[i] = c.cells[1]
		r.always = r.always.or(c.cells[1])
	}
}

// columnOf tabulates a rule by the attribute that it reads. A rule that does
// not say what it reads, or reads more than one attribute, is tabulated by
// none: it is asked again for each customer where it is unknown without facts.
func (r *Roster) columnOf(rule int) column {
	c := column{rule: rule, reads: rules[rule].Own.reads}
	attribute, rest := attributeOf(c.reads)
	if c.reads == 0 || rest&^many != 0 {
		attribute, c.reads = byNothing, ^facts(0)
	}
	c.by, c.cells = attribute, make([]cell, attributes[attribute].numbers)
	c.cells[0].open = r.all
	for number := 1; number < len(c.cells); number++ {
		for place := range r.engagements {
			r.tabulate(&c, number, place)
		}
	}
	return c
}

// tabulate asks the rule of a column about one engagement, when nothing but the
// attribute's value is known. A fact with many values can change the answer
// only in two cases. In the first, the answer is unknown without the fact. In
// the second, the answer differs for a segment that no catalog declares: if a
// rate is for every segment, it is known before the segment is.
func (r *Roster) tabulate(c *column, number, place int) {
	q := Question{Engagement: r.engagements[place], At: r.at, Location: r.location}
	attributes[c.by].put(&q.Customer, number)
	outcome := rules[c.rule].Check(asked{&q})
	c.cells[number].put(place, outcome)
	open := outcome == mci.Unknown && c.reads&many != 0
	if c.reads&readsSegment != 0 {
		q.Customer.Segment = "\x00"
		open = open || rules[c.rule].Check(asked{&q}) != outcome
	}
	if open {
		c.cells[number].open = c.cells[number].open.With(place)
	}
}

// settled reports whether the rule answers every customer alike.
func (c *column) settled() bool {
	for i := range c.cells[1:] {
		if answer := c.cells[1+i]; answer != c.cells[1] || answer.open != 0 {
			return false
		}
	}
	return true
}

// look reads the answers for the number of an attribute, and adds them to the
// sum.
func (p *Placement) look(columns []column, number int, sum cell) cell {
	for i := range columns {
		c := &columns[i]
		answer := c.cells[number]
		p.answers[c.rule] = answer
		sum = sum.or(answer)
	}
	return sum
}

// lookFacts reads the answers for yes, for no and for neither, each for its
// engagements, and adds them to the sum.
func (p *Placement) lookFacts(columns []column, f FactSet, sum cell) cell {
	for i := range columns {
		c := &columns[i]
		answer := c.cells[1+mci.NotSupplied].with(c.cells[1+mci.Yes], f.yes).with(c.cells[1+mci.No], f.no)
		p.answers[c.rule] = answer
		sum = sum.or(answer)
	}
	return sum
}

// lookCounts reads the answers for a count, and adds them to the sum. If the
// entry has a holding for an engagement, the count there decides.
func (p *Placement) lookCounts(columns []column, entry *RosterEntry, sum cell) cell {
	for i := range columns {
		c := &columns[i]
		answer := c.cells[numberOfCount(entry.count(c.by))]
		var named EngagementSet
		for j := range entry.Holdings {
			h := &entry.Holdings[j]
			one, count := setOf(h.Place), h.count(c.by)
			if named&one != 0 {
				count = Count{}
			}
			named |= one
			answer = answer.with(c.cells[numberOfCount(count)], one)
		}
		p.answers[c.rule] = answer
		sum = sum.or(answer)
	}
	return sum
}

// count returns one of two counts. If they contradict each other, neither is
// known.
func (e *RosterEntry) count(by attribute) Count {
	if contradictory(e.Claims, e.OpenClaims) {
		return Count{}
	}
	if by == byOpenClaims {
		return e.OpenClaims
	}
	return e.Claims
}

func (h *Holding) count(by attribute) Count {
	if contradictory(h.Claims, h.Open) {
		return Count{}
	}
	if by == byOpenClaims {
		return h.Open
	}
	return h.Claims
}

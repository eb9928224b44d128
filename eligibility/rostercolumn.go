package eligibility

import "github.com/mci-go/incentives/mci"

// cell is what one rule answers about every engagement of a roster: a bit where it fails, or is unknown.
type cell struct {
	failed, unknown EngagementSet
	open            EngagementSet // a fact with many values may change the answer
	again           EngagementSet // the answer is not tabulated
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

// only returns the cell for some engagements.
func (c *cell) only(some EngagementSet) cell {
	return cell{c.failed & some, c.unknown & some, c.open & some, c.again & some}
}

// or returns two cells for different engagements in one.
func (c cell) or(other cell) cell {
	return cell{c.failed | other.failed, c.unknown | other.unknown, c.open | other.open, c.again | other.again}
}

// column is what one rule answers by the number of one attribute.
type column struct {
	rule  int
	by    attribute
	more  facts // what else the rule reads
	cells []cell
}

// compile asks each rule about the customer for every value of its attribute.
func (r *Roster) compile() {
	for i := range rules {
		if rules[i].reason == NoReason {
			continue
		}
		c := r.columnOf(i)
		if !c.settled() {
			r.live |= 1 << i
			r.columns = append(r.columns, c)
			continue
		}
		r.settled[i] = c.cells[1]
		r.always = r.always.or(c.cells[1])
	}
}

// columnOf tabulates a rule by the attribute that it reads. A rule that does not say what it reads, or reads more than
// one attribute, is asked again for each customer.
func (r *Roster) columnOf(rule int) column {
	c := column{rule: rule, more: rules[rule].reads}
	for by := byID; int(by) < len(attributes) && c.by == byNothing; by++ {
		if reads := attributes[by].reads; c.more&reads != 0 {
			c.by, c.more = by, c.more&^reads
		}
	}
	c.cells = make([]cell, attributes[c.by].numbers)
	c.cells[0].again = r.all
	if rules[rule].reads == 0 || c.more&^many != 0 {
		c.by, c.cells = byNothing, []cell{{again: r.all}, {again: r.all}}
		return c
	}
	for number := 1; number < len(c.cells); number++ {
		for place := range r.engagements {
			r.tabulate(&c, number, place)
		}
	}
	return c
}

// tabulate asks the rule of a column about one engagement, with nothing known but the attribute's value. Whether a fact with
// many values can change the answer is seen from the engagement: something must be counted, or a segment that no
// catalog declares must be answered otherwise.
func (r *Roster) tabulate(c *column, number, place int) {
	q := Question{Engagement: r.engagements[place], At: r.at, Location: r.location}
	attributes[c.by].put(&q.Customer, number)
	outcome := rules[c.rule].check(asked{&q, r.days[place]})
	c.cells[number].put(place, outcome)
	open := outcome == mci.Unknown && c.more != 0 || c.more&readsQuantities != 0 && r.measured.Has(place)
	if c.more&readsSegment != 0 {
		q.Customer.Segment = "\x00"
		open = open || rules[c.rule].check(asked{&q, r.days[place]}) != outcome
	}
	if open {
		c.cells[number].open = c.cells[number].open.With(place)
	}
}

// settled reports whether the rule answers every customer alike.
func (c *column) settled() bool {
	for i := range c.cells[1:] {
		if answer := c.cells[1+i]; answer != c.cells[1] || answer.open|answer.again != 0 {
			return false
		}
	}
	return true
}

// answer returns what the table says of an entry.
func (c *column) answer(entry *RosterEntry, numbers *[byCriteria]int) cell {
	switch c.by {
	case byCriteria:
		return c.byFact(entry.MeetsCriteria)
	case byNominated:
		return c.byFact(entry.Nominated)
	case byClaims, byOpenClaims:
		return c.byHoldings(entry, c.cells[numbers[c.by]])
	default:
		return c.cells[numbers[c.by]]
	}
}

// byFact joins the answers for a fact that differs between engagements.
func (c *column) byFact(f FactSet) cell {
	yes, no := c.cells[1+mci.Yes].only(f.yes), c.cells[1+mci.No].only(f.no)
	return c.cells[1+mci.NotSupplied].only(^(f.yes | f.no)).or(yes).or(no)
}

// byHoldings puts the answers for the engagements that an entry names in the place of those for the others.
func (c *column) byHoldings(entry *RosterEntry, answer cell) cell {
	var named EngagementSet
	for _, h := range entry.Holdings {
		count, one := h.Claims, setOf(h.Place)
		if c.by == byOpenClaims {
			count = h.Open
		}
		if named&one != 0 {
			count = Count{}
		}
		named |= one
		answer = answer.only(^one).or(c.cells[numberOfCount(count)].only(one))
	}
	return answer
}

// left returns the engagements about which the table does not say all.
func (c *column) left(answer cell, entry *RosterEntry) EngagementSet {
	if answer.open == 0 || c.more&entry.supplied() == 0 {
		return answer.again
	}
	return answer.again | answer.open
}

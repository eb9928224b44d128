package customers

import (
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A cell holds a rule's answers about the engagements of a roster. A bit is set
// in failed or in unknown if the rule fails or is unknown for that engagement.
type cell struct {
	failed, unknown EngagementSet
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
	return cell{c.failed&^some | other.failed&some, c.unknown&^some | other.unknown&some}
}

// or returns the answers of two rules together.
func (c cell) or(other cell) cell {
	return cell{c.failed | other.failed, c.unknown | other.unknown}
}

// answer is the cell of a table, with the engagements for which a fact that is
// not tabulated may change the answer.
type answer struct {
	cell
	open EngagementSet
}

func (a answer) with(other answer, some EngagementSet) answer {
	return answer{a.cell.with(other.cell, some), a.open&^some | other.open&some}
}

func (a answer) or(other answer) answer { return answer{a.cell.or(other.cell), a.open | other.open} }

// A column holds the answers of one rule, by the number of an attribute.
type column struct {
	criterion
	by      attribute
	answers []answer
}

// counts reports whether the column is about a count.
func (c *column) counts() bool { return c.by == byClaims || c.by == byOpenClaims }

// compile tabulates every criterion, and then joins the columns of each
// attribute, so that a customer's number finds the answers of all of them in
// one step. If a rule does not name the facts that it reads, or reads more than
// one attribute, it is not tabulated. It is evaluated again for each customer
// if it is unknown without facts. The same holds for a second rule about the
// same count.
func (r *Roster) compile(criteria []criterion) {
	var counts [len(attributes)]bool // an attribute of counts has one column
	for _, c := range criteria {
		by, rest := attributeOf(c.reads)
		if c.reads == 0 || rest&^fact.Many != 0 || counts[by] {
			by, c.reads = byNothing, ^fact.Set(0)
		}
		added := column{c, by, make([]answer, attributes[by].numbers)}
		counts[by] = added.counts()
		r.columns = append(r.columns, added)
	}
	for by := range attributes {
		for place := range r.engagements {
			for number := 1; number < attributes[by].numbers; number++ {
				r.tabulate(attribute(by), number, place)
			}
		}
	}
	r.join()
}

// join puts the columns together, after all of them are tabulated.
func (r *Roster) join() {
	for i := range r.columns {
		c := &r.columns[i]
		c.answers[0].open = r.all
		if c.isSettled() { // it answers every customer alike
			c.by, c.answers = byNothing, c.answers[:2]
		}
		if c.counts() {
			r.counting[c.by-byClaims] = c
			continue
		}
		if c.by == byNothing {
			r.always = r.always.or(c.answers[1])
			continue
		}
		if r.joint[c.by] == nil {
			r.joint[c.by] = make([]answer, attributes[c.by].numbers)
		}
		for number, answers := range c.answers {
			r.joint[c.by][number] = r.joint[c.by][number].or(answers)
		}
	}
}

// tabulate asks the rules of an attribute's columns about one engagement, when
// nothing but the attribute's value is known. A fact with many values can
// change an answer only if it is unknown without the fact. That a rate is for
// every segment is known before the segment is, and a segment that the edition
// does not declare counts as not supplied.
func (r *Roster) tabulate(by attribute, number, place int) {
	q := eligibility.Question{Engagement: r.engagements[place], At: r.at, Location: r.location}
	attributes[by].put(&q.Customer, number)
	var asked ruling.Set
	for i := range r.columns {
		if c := &r.columns[i]; c.by == by {
			asked |= ruling.One(c.place)
		}
	}
	verdict := eligibility.Judge(&q, asked)
	for i := range r.columns {
		c := &r.columns[i]
		if c.by != by {
			continue
		}
		outcome := verdict.Of(c.place)
		c.answers[number].put(place, outcome)
		if outcome == mci.Unknown && c.reads&fact.Many != 0 {
			c.answers[number].open = c.answers[number].open.With(place)
		}
	}
}

// isSettled reports whether the rule answers every customer alike.
func (c *column) isSettled() bool {
	for i := range c.answers[1:] {
		if found := c.answers[1+i]; found != c.answers[1] || found.open != 0 {
			return false
		}
	}
	return true
}

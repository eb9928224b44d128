package customers

import (
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// packed holds the facts of an entry that a roster's tables are looked up by:
// the numbers of attributes, and a bit for each engagement. Counts are compared
// with the limits when the entry is packed.
type packed struct {
	criteria, nominated FactSet
	counts              [2]cell // the answers of the rules by claims and by open claims
	openClaim, closed   EngagementSet
	id, country         uint16
	consented           mci.Fact
	// singly are the criteria that were asked again about this customer, and
	// waived those that are waived for some engagement.
	singly, waived ruling.Set
}

// details hold the answers that only few customers have beside their packed
// facts, by the places of the criteria in the roster's columns.
type details struct {
	singly [mostCriteria]cell
	waived [mostCriteria]EngagementSet
}

// pack packs an entry, and returns the answers of all rules but those about
// counts. If a rule must be asked singly, pack makes the question, and uses it
// again for later entries.
func (r *Roster) pack(entry *RosterEntry, k *packed, d *details, question **eligibility.Question) cell {
	if entry == nil {
		entry = &RosterEntry{}
	}
	k.id, k.country = uint16(numberOfID(&entry.Customer)), uint16(numberOfCountry(entry.Customer.Country))
	k.consented, k.singly, k.waived = entry.Customer.ConsentedBefore, 0, 0
	k.criteria, k.nominated = entry.MeetsCriteria, entry.Nominated
	k.openClaim, k.closed = entry.OpenClaim, entry.Closed
	var open EngagementSet
	for i, c := range &r.counting {
		k.counts[i] = cell{}
		if c != nil {
			found := c.count(entry)
			k.counts[i], open = found.cell, open|found.open
		}
	}
	found := r.lookUp(k)
	if open|found.open != 0 {
		r.askAgain(entry, k, d, question)
	}
	r.waive(entry.Waivers, k, d)
	return found.cell
}

// lookUp returns the answers of all rules but those about counts.
func (r *Roster) lookUp(k *packed) answer {
	found := r.always
	if t := r.joint[byID]; t != nil {
		found = found.or(t[k.id])
	}
	if t := r.joint[byCountry]; t != nil {
		found = found.or(t[k.country])
	}
	if t := r.joint[byCriteria]; t != nil {
		found = found.or(choose(t, k.criteria))
	}
	if t := r.joint[byNominated]; t != nil {
		found = found.or(choose(t, k.nominated))
	}
	return found
}

// choose returns the answers for yes, for no and for neither, each for its
// engagements.
func choose(answers []answer, f FactSet) answer {
	return answers[1+mci.NotSupplied].with(answers[1+mci.Yes], f.yes).with(answers[1+mci.No], f.no)
}

// count returns the answers for a count. If the entry has a holding for an
// engagement, the count there decides. If it names the engagement twice, the
// host contradicts itself, and nothing is known.
func (c *column) count(entry *RosterEntry) answer {
	found := c.answers[c.numberOf(entry.Claims, entry.OpenClaims)]
	var named EngagementSet
	for i := range entry.Holdings {
		h := &entry.Holdings[i]
		one, number := setOf(h.Place), c.numberOf(h.Claims, h.Open)
		if named&one != 0 {
			number = numberOfCount(eligibility.Count{})
		}
		named |= one
		found = found.with(c.answers[number], one)
	}
	return found
}

// numberOf numbers the count that the column is about.
func (c *column) numberOf(claims, open eligibility.Count) int {
	claims, open = counted(claims, open)
	if c.by == byOpenClaims {
		return numberOfCount(open)
	}
	return numberOfCount(claims)
}

// askAgain asks singly about the engagements that the tables leave open.
func (r *Roster) askAgain(entry *RosterEntry, k *packed, d *details, question **eligibility.Question) {
	supplied := entry.supplied()
	var all EngagementSet
	var left [mostCriteria]EngagementSet
	for i := range r.columns {
		c := &r.columns[i]
		if c.reads&supplied == 0 {
			continue
		}
		found := r.openOf(c, k, entry)
		if left[i] = found.open; left[i] != 0 {
			k.singly |= ruling.One(i)
			d.singly[i], all = found.cell, all|left[i]
		}
	}
	if all == 0 {
		return
	}
	if *question == nil {
		*question = new(eligibility.Question)
	}
	q := *question
	*q = r.question(entry)
	q.Waivers = nil // they are not asked about
	*q, _ = q.Mended()
	segment := q.Customer.Segment
	for place := range all.All() {
		r.turn(q, entry, place, segment)
		var rules ruling.Set
		for i := range r.columns {
			if left[i].Has(place) {
				rules |= ruling.One(r.columns[i].place)
			}
		}
		verdict := eligibility.Judge(q, rules)
		for i := range r.columns {
			if left[i].Has(place) {
				d.singly[i].put(place, verdict.Of(r.columns[i].place))
			}
		}
	}
}

// openOf returns the tabulated answers of a column.
func (r *Roster) openOf(c *column, k *packed, entry *RosterEntry) answer {
	if c.counts() {
		return c.count(entry)
	}
	return c.at(k)
}

// at looks up the answers of a column that is not about counts.
func (c *column) at(k *packed) answer {
	switch c.by {
	case byID:
		return c.answers[k.id]
	case byCountry:
		return c.answers[k.country]
	case byCriteria:
		return choose(c.answers, k.criteria)
	case byNominated:
		return choose(c.answers, k.nominated)
	case byNothing, byClaims, byOpenClaims: // counts are not looked up here
	}
	return c.answers[1]
}

// turn sets the facts that differ by engagement, and clears the malformed ones
// among them. The segment is the customer's.
func (r *Roster) turn(q *eligibility.Question, entry *RosterEntry, place int, segment mci.Segment) {
	r.direct(q, entry, place)
	c := &q.Customer
	c.Claims, c.OpenClaims = counted(wellFormed(c.Claims), wellFormed(c.OpenClaims))
	if c.Segment = segment; !q.Engagement.Edition().KnowsSegment(segment) {
		c.Segment = ""
	}
}

// wellFormed returns a count, or an unknown one if the number is below zero.
func wellFormed(c eligibility.Count) eligibility.Count {
	if number, _ := c.Value(); number < 0 {
		return eligibility.Count{}
	}
	return c
}

// waive writes for which engagements the waivers of an entry cover a failed
// rule.
func (r *Roster) waive(waivers []eligibility.Waiver, k *packed, d *details) {
	for _, w := range waivers {
		for i := range r.columns {
			if r.columns[i].id != w.Rule {
				continue
			}
			for place := range r.answerOf(i, k, d).failed.All() {
				if !w.Covers(r.days[place]) {
					continue
				}
				if !k.waived.Has(i) {
					k.waived, d.waived[i] = k.waived|ruling.One(i), 0
				}
				d.waived[i] = d.waived[i].With(place)
			}
		}
	}
}

// answerOf returns the answers of a criterion about a packed customer.
func (r *Roster) answerOf(i int, k *packed, d *details) cell {
	if k.singly.Has(i) {
		return d.singly[i]
	}
	c := &r.columns[i]
	if c.counts() {
		return k.counts[c.by-byClaims]
	}
	return c.at(k).cell
}

// standing returns the engagements for which a criterion failed and is not
// waived.
func (r *Roster) standing(i int, k *packed, d *details) EngagementSet {
	failed := r.answerOf(i, k, d).failed
	if k.waived.Has(i) {
		failed &^= d.waived[i]
	}
	return failed
}

// together returns the answers of all criteria: failed if one stands in the
// way, unknown if one lacks a fact. It asks for the answer of each, as the few
// customers with details need it.
func (r *Roster) together(k *packed, d *details) cell {
	var all cell
	for i := range r.columns {
		all = all.or(cell{r.standing(i, k, d), r.answerOf(i, k, d).unknown})
	}
	return all
}

// supplied returns the facts for which the entry has values that no roster
// tabulates. It always includes the counts, which may have such values.
func (e *RosterEntry) supplied() fact.Set {
	found := fact.Claims | fact.OpenClaims
	if e.Customer.Segment != "" {
		found |= fact.Segment
	}
	if e.Customer.Quantities != nil {
		found |= fact.Quantities
	}
	if e.Customer.Requirements != nil {
		found |= fact.Requirements
	}
	if e.Opportunity != (mci.Opportunity{}) {
		found |= fact.Opportunity
	}
	return found
}

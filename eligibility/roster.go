package eligibility

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// A Roster puts many customers on the Customers pages of many engagements at
// once. It gives the same tabs for the same reasons as [Page], at some
// nanoseconds per customer. For each engagement it asks every rule about the
// customer in advance, once for each value of a fact with few values, such as
// the country, and keeps the answers. If a fact has too many values to
// tabulate, such as the quantities, its rules are asked for each customer. No
// rule is written twice.
//
// The zero Roster has no engagements and puts no customer on any tab. A Roster
// is immutable and safe for concurrent use.
type Roster struct {
	engagements []*catalog.Engagement
	// the day on which each engagement is asked about
	days     []mci.Date
	at       time.Time
	location mci.Location
	all      EngagementSet
	// engagements that show no detail
	silent EngagementSet
	// by attribute
	columns [len(attributes)][]column
	// the rules with a column; the others answer every customer alike
	live    ruling.Set
	settled [len(rules)]cell
	// the answers of settled, together
	always cell
}

// NewRoster asks the rules for 1 to 64 engagements, of any catalogs and
// editions, at one instant and for one of the partner's locations. The order of
// the list gives the engagements their places, from 0. If the list is empty or
// too long, if an engagement is nil or in the list twice by its
// [mci.EngagementRef], or if a field of the location is malformed, the error is
// a [mci.FieldError].
//
// NewRoster needs some ten milliseconds. The roster serves any number of
// customers, as long as instant, location and catalog stay the same.
func NewRoster(engagements []*catalog.Engagement, at time.Time, location mci.Location) (*Roster, error) {
	if n := len(engagements); n == 0 || n > MostEngagements {
		return nil, &mci.FieldError{Path: "engagements", Found: strconv.Itoa(n), Want: "1 to 64 engagements"}
	}
	var i inspection
	i.object("location", func() { i.location(&location) })
	if i.first != nil {
		return nil, i.first
	}
	r := &Roster{engagements: slices.Clone(engagements), at: at, location: location}
	seen := map[mci.EngagementRef]bool{}
	for i, e := range engagements {
		path := fmt.Sprintf("engagements[%d]", i)
		if e == nil || e.Edition() == nil {
			return nil, mci.Invalid(path, "", "an engagement of a catalog")
		}
		if seen[e.Ref()] {
			return nil, mci.Invalid(path, string(e.Ref().Engagement), "each engagement once")
		}
		seen[e.Ref()] = true
		r.add(e, i)
	}
	r.compile()
	return r, nil
}

func (r *Roster) add(e *catalog.Engagement, place int) {
	r.days = append(r.days, e.Edition().Calendar().Day(r.at))
	r.all = r.all.With(place)
	if e.PayKind() == catalog.VariablePay {
		r.silent = r.silent.With(place)
	}
}

// Engagements returns the engagements by their places. The slice is a copy.
func (r *Roster) Engagements() []*catalog.Engagement { return slices.Clone(r.engagements) }

// Place puts one customer on the tabs of all engagements. It is pure and never
// fails. If a field of the entry is malformed, it counts as not supplied; see
// [Roster.Check]. If the entry is nil, nothing is known of the customer.
func (r *Roster) Place(entry *RosterEntry) Placement {
	var p Placement
	var question *Question
	r.place(entry, &p, &question)
	return p
}

// Stream puts customers on their tabs as they come, in memory that does not
// grow with them. It reads the next entry when the caller is done with the
// placement before. The placement is valid only until then; a caller that keeps
// it must copy it. If the caller stops early, the remaining entries are not
// placed.
func (r *Roster) Stream(entries iter.Seq[*RosterEntry]) iter.Seq2[*RosterEntry, *Placement] {
	return func(yield func(*RosterEntry, *Placement) bool) {
		var p Placement
		var question *Question
		for entry := range entries {
			r.place(entry, &p, &question)
			if !yield(entry, &p) {
				return
			}
		}
	}
}

// Question returns the question about one customer and the engagement at a
// place, with the roster's instant and location. [Decide] writes its findings
// out. The findings of rules about the customer are the roster's. The others
// are unknown or fail until the host adds user, partner, way and hours. If the
// place is not in the list, or the entry is nil, it returns the zero Question.
func (r *Roster) Question(entry *RosterEntry, place int) Question {
	var q Question
	if entry != nil && r.all.Has(place) {
		r.fill(&q, entry)
		r.turn(&q, entry, place)
	}
	return q
}

// fill sets the fields that are the same for all engagements.
func (r *Roster) fill(q *Question, entry *RosterEntry) {
	*q = Question{At: r.at, Location: r.location, Customer: entry.Customer, Opportunity: entry.Opportunity, Waivers: entry.Waivers}
}

// turn sets the fields that differ by engagement.
func (r *Roster) turn(q *Question, entry *RosterEntry, place int) {
	held := entry.holding(place)
	q.Engagement = r.engagements[place]
	q.Customer.MeetsCriteria, q.Customer.Nominated = entry.MeetsCriteria.Of(place), entry.Nominated.Of(place)
	q.Customer.Claims, q.Customer.OpenClaims = held.Claims, held.Open
}

// mendFacts clears the malformed facts among those that are the same for all
// engagements. If none is malformed, it copies nothing.
func (q *Question) mendFacts() {
	for _, mends := range []bool{false, true} {
		i := inspection{mends: mends}
		q.Customer.inspect(&i)
		i.opportunity(&q.Opportunity)
		if i.first == nil {
			return
		}
		if !mends {
			*q = q.clone()
		}
	}
}

// mendPlace clears the malformed facts about one engagement. It sets the
// segment from the entry, because it may have cleared the segment for another
// engagement.
func (q *Question) mendPlace(segment mci.Segment) {
	c := &q.Customer
	if c.Claims.number < 0 {
		c.Claims = Count{}
	}
	if c.OpenClaims.number < 0 {
		c.OpenClaims = Count{}
	}
	if contradictory(c.Claims, c.OpenClaims) {
		c.Claims, c.OpenClaims = Count{}, Count{}
	}
	if c.Segment = segment; len(segment) > anID.most || !isPlain(string(segment)) || !q.Engagement.Edition().KnowsSegment(segment) {
		c.Segment = ""
	}
}

// place writes the placement of an entry. If a rule must be asked singly, place
// makes the question, and uses it again for later entries.
func (r *Roster) place(entry *RosterEntry, p *Placement, question **Question) {
	if entry == nil {
		entry = &RosterEntry{}
	}
	p.roster = r
	sum := p.look(r.columns[byNothing], 1, r.always)
	sum = p.look(r.columns[byID], numberOfID(&entry.Customer), sum)
	sum = p.look(r.columns[byCountry], numberOfCountry(entry.Customer.Country), sum)
	sum = p.lookFacts(r.columns[byCriteria], entry.MeetsCriteria, sum)
	sum = p.lookFacts(r.columns[byNominated], entry.Nominated, sum)
	sum = p.lookCounts(r.columns[byClaims], entry, sum)
	sum = p.lookCounts(r.columns[byOpenClaims], entry, sum)
	if sum.open != 0 {
		sum = r.askAgain(entry, p, question)
	}
	failed := sum.failed
	if p.waives || len(entry.Waivers) > 0 {
		failed = p.waive(entry.Waivers)
	}
	p.sort(entry, failed, sum.unknown)
}

// askAgain asks singly about the engagements that the tables leave open, and
// returns all answers together.
func (r *Roster) askAgain(entry *RosterEntry, p *Placement, question **Question) cell {
	sum, supplied := r.always, entry.supplied()
	for by := range r.columns {
		for i := range r.columns[by] {
			c := &r.columns[by][i]
			answer := &p.answers[c.rule]
			if answer.open != 0 && c.reads&supplied != 0 {
				r.askSingly(c.rule, answer.open, answer, entry, question)
			}
			sum = sum.or(*answer)
		}
	}
	return sum
}

func (r *Roster) askSingly(rule int, left EngagementSet, answer *cell, entry *RosterEntry, question **Question) {
	if *question == nil {
		*question = new(Question)
	}
	q := *question
	r.fill(q, entry)
	q.mendFacts()
	for place := range left.All() {
		r.turn(q, entry, place)
		q.mendPlace(entry.Customer.Segment)
		answer.put(place, rules[rule].Check(asked{q}))
	}
}

// MarshalJSON always fails: a Roster is made of catalogs, which the host has.
func (r *Roster) MarshalJSON() ([]byte, error) {
	return nil, unwritable("a Roster", "NewRoster makes it from the engagements")
}

// UnmarshalJSON always fails, as [Roster.MarshalJSON] does.
func (r *Roster) UnmarshalJSON([]byte) error {
	return unwritable("a Roster", "NewRoster makes it from the engagements")
}

package customers

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Roster puts many customers on the Customers pages of many engagements at
// once. It gives the same tabs for the same reasons as [Page], at some
// nanoseconds per customer and engagement. For each engagement it asks every
// rule about the customer in advance, once for each value of a fact with few
// values, such as the country, and keeps the answers. If a fact has too many
// values to tabulate, such as the quantities, its rules are asked for each
// customer. No rule is written twice. If the same customers are placed again
// and again, keep them in a [Book].
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
	// the answers of each criterion, in the order of findings
	columns []column
	// the answers of all columns of an attribute together, except of the counts
	joint [len(attributes)][]answer
	// the columns by claims and by open claims; nil if there is none
	counting [2]*column
	// the answers that need no fact
	always answer
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
	return newRoster(engagements, at, location, allCriteria())
}

func newRoster(engagements []*catalog.Engagement, at time.Time, location mci.Location, criteria []criterion) (*Roster, error) {
	if n := len(engagements); n == 0 || n > MostEngagements {
		return nil, &mci.FieldError{Path: "engagements", Found: strconv.Itoa(n), Want: "1 to 64 engagements"}
	}
	if _, problem := (&eligibility.Question{Location: location}).Mended(); problem != nil {
		return nil, problem
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
	r.compile(criteria)
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
	var question *eligibility.Question
	r.place(entry, &p, &question)
	return p
}

// Stream puts customers on their tabs as they come, in memory that does not
// grow with them. For a long list in memory it needs three to four times as
// long as a [Book]. Most of the time is spent on reading the entries and their
// holdings, which a book has read before. Stream reads the next entry when the
// caller is done with the placement before. The placement is valid only until
// then; a caller that keeps it must copy it. If the caller stops early, the
// remaining entries are not placed.
func (r *Roster) Stream(entries iter.Seq[*RosterEntry]) iter.Seq2[*RosterEntry, *Placement] {
	return func(yield func(*RosterEntry, *Placement) bool) {
		var p Placement
		var question *eligibility.Question
		for entry := range entries {
			r.place(entry, &p, &question)
			if !yield(entry, &p) {
				return
			}
		}
	}
}

func (r *Roster) place(entry *RosterEntry, p *Placement, question **eligibility.Question) {
	p.roster = r
	p.sort(r.pack(entry, &p.packed, &p.details, question))
}

// Question returns the question about one customer and the engagement at a
// place, with the roster's instant and location. [eligibility.Decide] writes
// its findings out. The findings of rules about the customer are the roster's.
// The others are unknown or fail until the host adds user, partner, way and
// hours. If the place is not in the list, or the entry is nil, it returns the
// zero Question.
func (r *Roster) Question(entry *RosterEntry, place int) eligibility.Question {
	if entry == nil || !r.all.Has(place) {
		return eligibility.Question{}
	}
	q := r.question(entry)
	r.direct(&q, entry, place)
	return q
}

// question returns a question with the facts that are the same for all
// engagements.
func (r *Roster) question(entry *RosterEntry) eligibility.Question {
	q := eligibility.Question{
		At: r.at, Location: r.location,
		Customer: entry.Customer, Opportunity: entry.Opportunity, Waivers: entry.Waivers,
	}
	c := &q.Customer
	c.MeetsCriteria, c.Nominated, c.Claims, c.OpenClaims = 0, 0, eligibility.Count{}, eligibility.Count{}
	return q
}

// direct sets the facts that differ by engagement.
func (r *Roster) direct(q *eligibility.Question, entry *RosterEntry, place int) {
	held := entry.holding(place)
	q.Engagement = r.engagements[place]
	q.Customer.MeetsCriteria, q.Customer.Nominated = entry.MeetsCriteria.Of(place), entry.Nominated.Of(place)
	q.Customer.Claims, q.Customer.OpenClaims = held.Claims, held.Open
}

// MarshalJSON always fails: a Roster is made of catalogs, which the host has.
func (r *Roster) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("customers: a Roster", "NewRoster makes it from the engagements")
}

// UnmarshalJSON always fails, as [Roster.MarshalJSON] does.
func (r *Roster) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("customers: a Roster", "NewRoster makes it from the engagements")
}

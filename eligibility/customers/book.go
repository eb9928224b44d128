package customers

import (
	"iter"
	"strconv"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Book keeps many customers of one [Roster] in memory and puts them on their
// tabs again and again. It keeps of each entry only the facts that the roster
// asks for, in about a hundred bytes, so a page of all customers costs about a
// nanosecond for each customer and engagement. A customer with waivers, or
// about whom a rule cannot be tabulated, needs some more.
//
// The zero Book has no roster, and its customers are on no page. A Book is safe
// for concurrent reading, but not while Add or Replace runs.
type Book struct {
	roster    *Roster
	customers []packed
	more      map[int]kept
	details   details               // for the next entry
	question  *eligibility.Question // for the next entry
}

// kept holds the details of one customer.
type kept struct {
	singly []cell
	waived []EngagementSet
}

// NewBook returns an empty book for the customers of a roster. A book is for
// the roster's instant, location and catalog; for others, it is made anew.
func NewBook(r *Roster) *Book { return &Book{roster: r} }

// Add adds a customer, and returns the customer's number: 0 for the first, and
// one more for each that follows. Fields of the entry that are malformed count
// as not supplied; see [Roster.Check]. The book does not keep the entry.
func (b *Book) Add(entry *RosterEntry) (number int) {
	number = len(b.customers)
	b.customers = append(b.customers, packed{})
	b.set(number, entry)
	return number
}

// Replace replaces the facts about the customer with a number. If no customer
// has the number, the error is a [mci.FieldError].
func (b *Book) Replace(number int, entry *RosterEntry) error {
	if number < 0 || number >= len(b.customers) {
		return mci.Invalid("number", strconv.Itoa(number), "the number of a customer of the book")
	}
	b.set(number, entry)
	return nil
}

func (b *Book) set(number int, entry *RosterEntry) {
	k := &b.customers[number]
	delete(b.more, number)
	b.roster.orNone().pack(entry, k, &b.details, &b.question)
	if k.singly|k.waived == 0 {
		return
	}
	if b.more == nil {
		b.more = map[int]kept{}
	}
	var few kept
	for i := range b.roster.columns {
		if k.singly.Has(i) {
			few.singly = append(few.singly, b.details.singly[i])
		}
		if k.waived.Has(i) {
			few.waived = append(few.waived, b.details.waived[i])
		}
	}
	b.more[number] = few
}

// orNone returns the roster, or one without engagements if there is none.
func (r *Roster) orNone() *Roster {
	if r == nil {
		return &Roster{}
	}
	return r
}

// Len returns the number of customers.
func (b *Book) Len() int { return len(b.customers) }

// Place puts the customer with a number on the tabs of all engagements, as
// [Roster.Place] does. If no customer has the number, it returns the zero
// Placement.
func (b *Book) Place(number int) Placement {
	var p Placement
	if number >= 0 && number < len(b.customers) {
		p.roster = b.roster.orNone()
		b.place(number, &p)
	}
	return p
}

// All puts all customers on their tabs, in the order of their numbers. A
// placement is valid until the next one; a caller that keeps it must copy it.
func (b *Book) All() iter.Seq2[int, *Placement] { return b.Range(0, len(b.customers)) }

// Range is All for the customers from one number up to another, such as one
// part of a book that several goroutines read. Numbers that no customer has are
// left out.
func (b *Book) Range(first, last int) iter.Seq2[int, *Placement] {
	first, last = max(first, 0), min(last, len(b.customers))
	return func(yield func(int, *Placement) bool) {
		var p Placement
		for number := first; number < last; number++ {
			p.roster = b.roster.orNone()
			b.place(number, &p)
			if !yield(number, &p) {
				return
			}
		}
	}
}

// place writes the placement of a customer.
func (b *Book) place(number int, p *Placement) {
	p.packed = b.customers[number]
	if p.packed.singly|p.packed.waived != 0 {
		few := b.more[number]
		spread(few.singly, p.packed.singly, &p.details.singly)
		spread(few.waived, p.packed.waived, &p.details.waived)
	}
	p.sort(p.roster.lookUp(&p.packed).cell)
}

// spread writes the values of the columns in a set to their places.
func spread[T any](values []T, places ruling.Set, to *[mostCriteria]T) {
	for i := range to {
		if places.Has(i) && len(values) > 0 {
			to[i], values = values[0], values[1:]
		}
	}
}

// MarshalJSON always fails: a Book is made of entries, which the host has.
func (b *Book) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("customers: a Book", "NewBook and Add make it from entries")
}

// UnmarshalJSON always fails, as [Book.MarshalJSON] does.
func (b *Book) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("customers: a Book", "NewBook and Add make it from entries")
}

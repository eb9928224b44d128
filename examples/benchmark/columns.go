package main

import (
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
)

// A packedCustomer is a customer in a form that is made only for speed:
// numbers, and a bit for each engagement. Packing is not measured.
type packedCustomer struct {
	yes, no         uint32 // criteria that are met, and not met
	full, uncounted uint32 // claim limits that are used up, and those for which that is unknown
	open            uint32
	kind, resolved  uint8
	consented       mci.Fact
	country         uint16
}

// A compiledBook holds the packed customers and, for each value of a fact, the
// answer of the rules with a bit for each engagement.
type compiledBook struct {
	terms  []*terms
	takes  [mci.OpportunityID + 1]uint32
	paying [countries]uint32
	all    uint32
	// engagements with a limit of claims
	limited uint32
	// engagements whose limit is used up by a number of claims; the last
	// element is also for more claims
	used      [8]uint32
	customers []packedCustomer
}

func compileBook(b *book) (*compiledBook, error) {
	c := &compiledBook{all: uint32(b.all()), customers: make([]packedCustomer, len(b.entries))}
	for place, engagement := range b.engagements {
		t, err := termsOf(engagement)
		if err != nil {
			return nil, err
		}
		c.terms = append(c.terms, t)
		for kind, takes := range t.takes {
			c.takes[kind] |= bit(takes, place)
		}
		for country, pays := range t.paying {
			c.paying[country] |= bit(pays, place)
		}
		c.limited |= bit(t.limit != 0, place)
		for number := range c.used {
			c.used[number] |= bit(t.limit != 0 && number >= int(t.limit), place)
		}
	}
	for i := range c.customers {
		c.customers[i] = c.pack(b, i)
	}
	return c, nil
}

func bit(set bool, place int) uint32 {
	if set {
		return 1 << place
	}
	return 0
}

// pack compares the counts with the limits and keeps only a bit for each
// result.
func (c *compiledBook) pack(b *book, i int) packedCustomer {
	e := &b.entries[i]
	p := packedCustomer{
		open: uint32(e.OpenClaim), kind: uint8(e.Customer.ID.Type()), consented: e.Customer.ConsentedBefore,
		resolved: uint8(resolvedOf(&e.Customer)), country: countryNumber(e.Customer.Country),
	}
	for place := range b.engagements {
		criteria, claims := e.MeetsCriteria.Of(place), b.roster.Question(e, place).Customer.Claims
		p.yes |= bit(criteria == mci.Yes, place)
		p.no |= bit(criteria == mci.No, place)
		number, known := claims.Value()
		p.full |= bit(known && c.terms[place].limit != 0 && number >= int(c.terms[place].limit), place)
		p.uncounted |= bit(!known && c.terms[place].limit != 0, place)
	}
	return p
}

// Names of the contenders that look up words of bits.
const (
	columnsPacked = "columns of bits by hand"
	columnsRead   = "columns by hand, from entries"
)

// rosterByColumns returns the contender that looks up words of bits. If the
// name is columnsRead, each customer is read from the form that a host has.
// Otherwise the customers were packed beforehand.
func rosterByColumns(name string, b *book, c *compiledBook) contender {
	place := func(rule mci.RuleID) int {
		return slices.IndexFunc(rosterRules, func(place int) bool { return ruleTexts[place].id == rule })
	}
	kind, resolved, criteria := place("customer.id-type"), place("customer.domain-resolved"), place("customer.criteria")
	market, limit := place("customer.market"), place("customer.claim-limit")
	all := b.all()
	reads := name == columnsRead
	return rosterBySeats(name, rosterGroups, func(customer int, s *seats) {
		p := &c.customers[customer]
		if reads {
			read := *p
			c.read(&b.entries[customer], &read)
			p = &read
		}
		s.failed[kind] = uint64(c.all &^ c.takes[p.kind])
		s.failed[resolved], s.unknown[resolved] = 0, 0
		if mci.IDType(p.kind) == mci.DomainName {
			switch mci.Fact(p.resolved) {
			case mci.No:
				s.failed[resolved] = all
			case mci.NotSupplied:
				s.unknown[resolved] = all
			case mci.Yes:
			}
		}
		s.failed[criteria], s.unknown[criteria] = uint64(p.no), uint64(c.all&^p.yes&^p.no)
		s.failed[market], s.unknown[market] = uint64(c.all&^c.paying[p.country]), 0
		if p.country == 0 {
			s.failed[market], s.unknown[market] = 0, all
		}
		s.failed[limit], s.unknown[limit] = uint64(p.full), uint64(p.uncounted)
		failed := s.failed[kind] | s.failed[resolved] | s.failed[criteria] | s.failed[market] | s.failed[limit]
		unknown := s.unknown[resolved] | s.unknown[criteria] | s.unknown[market] | s.unknown[limit]
		s.seat(all, uint64(p.open), failed, unknown, p.consented)
	})
}

// read reads an entry as pack does, and compares only the counts that the entry
// has with the limits. It leaves out the criteria, because an entry has them as
// bits, and only the library can read these at once.
func (c *compiledBook) read(e *customers.RosterEntry, p *packedCustomer) {
	p.open, p.kind, p.consented = uint32(e.OpenClaim), uint8(e.Customer.ID.Type()), e.Customer.ConsentedBefore
	p.resolved, p.country = uint8(resolvedOf(&e.Customer)), countryNumber(e.Customer.Country)
	p.full, p.uncounted = c.counted(e.Claims, c.limited)
	for i := range e.Holdings {
		h := &e.Holdings[i]
		one := uint32(1) << h.Place
		full, uncounted := c.counted(h.Claims, c.limited&one)
		p.full, p.uncounted = p.full&^one|full, p.uncounted&^one|uncounted
	}
}

// counted selects engagements by a count of claims. The first result are those
// whose limit the count uses up, and the second those for which the count is
// unknown.
func (c *compiledBook) counted(claims eligibility.Count, some uint32) (full, uncounted uint32) {
	number, known := claims.Value()
	if !known {
		return 0, some
	}
	return c.used[min(number, len(c.used)-1)] & some, 0
}

package main

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The number of customers in a roster, and the number of customers that one
// operation puts on their tabs.
const (
	rosterCustomers = 100_000
	rosterGroup     = 100
	rosterGroups    = rosterCustomers / rosterGroup
)

// slowGroups is the number of groups for contenders that are a thousand times
// slower than the others.
const slowGroups = 1

// rosterRules are the rules about the customer, as places in ruleTexts.
var rosterRules = func() (places []int) {
	for place, rule := range ruleTexts {
		if slices.Contains(rulesAboutCustomers, rule.id) {
			places = append(places, place)
		}
	}
	return places
}()

var rulesAboutCustomers = []mci.RuleID{
	"customer.id-type", "customer.domain-resolved", "customer.criteria", "customer.market", "customer.segment", "customer.size",
	"customer.requirements", "customer.claim-limit", "customer.open-claims", "customer.lock",
	"opportunity.contract-value", "opportunity.status", "opportunity.stage", "customer.region",
}

// seats holds the tabs of one customer for all engagements, and the answer of
// each rule, with a bit for each engagement.
type seats struct {
	failed, unknown                 [14]uint64 // in the order of rosterRules
	eligible, ineligible, undecided uint64
}

// sort finds the tabs. A customer is on a page if the customer consented before
// or has an open claim. If both hold, the open claim decides the tab.
func (s *seats) sort(all, open uint64, consented mci.Fact) {
	var failed, unknown uint64
	for i := range s.failed {
		failed |= s.failed[i]
		unknown |= s.unknown[i]
	}
	s.seat(all, open, failed, unknown, consented)
}

// seat is like sort, with the joint answer of all rules.
func (s *seats) seat(all, open, failed, unknown uint64, consented mci.Fact) {
	page, decided := all, failed|^unknown
	open &= all
	switch consented {
	case mci.No:
		page = open
	case mci.NotSupplied:
		decided = 0
	case mci.Yes:
	}
	rest := page &^ open
	s.eligible, s.ineligible, s.undecided = open|rest&decided&^failed, rest&decided&failed, rest&^decided
}

// sum returns the summand of one customer in a loop.
func (s *seats) sum() uint64 { return tabSum(s.eligible, s.ineligible, s.undecided) }

func tabSum(eligible, ineligible, undecided uint64) uint64 {
	return uint64(bits.OnesCount64(eligible) + 2*bits.OnesCount64(ineligible) + 3*bits.OnesCount64(undecided))
}

// fillRoster puts many customers on the tabs of all engagements of the public
// rate card.
func fillRoster() (workload, error) {
	book, err := drawBook()
	if err != nil {
		return workload{}, err
	}
	compiled, err := compileBook(book)
	if err != nil {
		return workload{}, err
	}
	engines, err := rosterByEngines(book, compiled)
	if err != nil {
		return workload{}, err
	}
	mine, columns := rosterByBook(book), rosterByColumns(columnsPacked, book, compiled)
	mine.targets = []target{noAllocation()}
	columns.targets = []target{atMostTimes("at most 2 x this", 2, columns.name)}
	return workload{
		does:   "the tabs and reasons of " + strconv.Itoa(rosterGroup) + " of " + strconv.Itoa(rosterCustomers) + " customers for " + strconv.Itoa(len(book.engagements)) + " engagements",
		parts:  rosterGroup * len(book.engagements),
		unit:   "pair",
		inputs: rosterGroups,
		contenders: append([]contender{
			mine, columns, rosterByStream(book), rosterByColumns(columnsRead, book, compiled), rosterByDecisions(book),
		}, engines...),
	}, nil
}

// A book holds many customers, and the engagements whose pages may show them.
type book struct {
	engagements []*catalog.Engagement
	roster      *customers.Roster
	entries     []customers.RosterEntry
	packed      *customers.Book // of the entries
}

// drawBook draws the customers of a partner, by tenant, domain or TPID. Most
// have all facts.
func drawBook() (*book, error) {
	card, err := catalog.Public()
	if err != nil {
		return nil, err
	}
	b := &book{entries: make([]customers.RosterEntry, rosterCustomers)}
	for edition := range card.Editions() {
		for engagement := range edition.Engagements() {
			if engagement.PayKind() == catalog.FixedPay {
				b.engagements = append(b.engagements, engagement)
			}
		}
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	if b.roster, err = customers.NewRoster(b.engagements, at, mci.Location{ID: "L-1", Country: "CH"}); err != nil {
		return nil, err
	}
	if err := b.drawEntries(); err != nil {
		return nil, err
	}
	b.packed = customers.NewBook(b.roster)
	for i := range b.entries {
		b.packed.Add(&b.entries[i])
	}
	return b, nil
}

func (b *book) drawEntries() error {
	random := dice()
	countries := []mci.Country{"CH", "CH", "US", "DE", "FR", "BR", "IN", "TH", "BS", "ZA", ""}
	facts := []mci.Fact{mci.Yes, mci.Yes, mci.Yes, mci.Yes, mci.Yes, mci.Yes, mci.No, mci.No, mci.NotSupplied}
	for i := range b.entries {
		e := &b.entries[i]
		var err error
		if e.Customer.ID, e.Customer.Resolution, err = drawIdentity(random.IntN(20), i); err != nil {
			return err
		}
		e.Customer.Country = countries[random.IntN(len(countries))]
		e.Customer.ConsentedBefore = facts[random.IntN(len(facts))]
		for place := range b.engagements {
			e.MeetsCriteria = e.MeetsCriteria.With(place, facts[random.IntN(len(facts))])
		}
		if random.IntN(10) > 0 {
			e.Claims = eligibility.CountOf(0)
		}
		for range max(0, random.IntN(4)-1) {
			place := random.IntN(len(b.engagements))
			if !e.OpenClaim.Has(place) {
				e.OpenClaim = e.OpenClaim.With(place)
				e.Holdings = append(e.Holdings, customers.Holding{Place: place, Claims: eligibility.CountOf(random.IntN(3))})
			}
		}
	}
	return nil
}

// drawIdentity returns an ID of a given kind and, if it is a domain, its
// resolution.
func drawIdentity(kind, number int) (mci.CustomerID, eligibility.Resolution, error) {
	tenant, err := mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", number+1))
	if err != nil || kind < 10 {
		return tenant, eligibility.Resolution{}, err
	}
	if kind < 18 {
		domain, err := mci.ParseCustomerID(mci.DomainName, fmt.Sprintf("customer%d.example", number))
		switch kind {
		case 16:
			return domain, eligibility.Resolution{Failure: eligibility.ErrTenantNotFound}, err
		case 17:
			return domain, eligibility.Resolution{}, err
		default:
			return domain, eligibility.Resolution{Tenant: tenant}, err
		}
	}
	if kind == 18 {
		tpid, err := mci.ParseCustomerID(mci.TopParentID, strconv.Itoa(100_000+number))
		return tpid, eligibility.Resolution{}, err
	}
	subscription, err := mci.ParseCustomerID(mci.AzureSubscriptionID, tenant.Value())
	return subscription, eligibility.Resolution{}, err
}

// group yields the entries of one operation.
func (b *book) group(i int) iter.Seq[*customers.RosterEntry] {
	return func(yield func(*customers.RosterEntry) bool) {
		first := i % rosterGroups * rosterGroup
		for e := first; e < first+rosterGroup; e++ {
			if !yield(&b.entries[e]) {
				return
			}
		}
	}
}

// all has a bit for each engagement.
func (b *book) all() uint64 { return 1<<len(b.engagements) - 1 }

// rosterByBook returns the contender that keeps the customers packed. Packing
// is not measured, as in the columns by hand.
func rosterByBook(b *book) contender {
	return contender{
		name: ours,
		run:  func(first, last int) uint64 { return readGroups(b, first, last) },
		answer: func(i int) string {
			var text strings.Builder
			for _, p := range b.packed.Range(i*rosterGroup, (i+1)*rosterGroup) {
				fmt.Fprintln(&text, seatsOf(p))
			}
			return text.String()
		},
	}
}

func readGroups(b *book, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		from := i % rosterGroups * rosterGroup
		for _, p := range b.packed.Range(from, from+rosterGroup) {
			sum += tabSum(uint64(p.On(customers.Eligible)), uint64(p.On(customers.Ineligible)), uint64(p.On(customers.Undecided)))
		}
	}
	return sum
}

// rosterByStream returns the contender that reads each entry as a host has it.
func rosterByStream(b *book) contender {
	return contender{
		name: "incentives, from entries",
		run:  func(first, last int) uint64 { return streamGroups(b, first, last) },
		answer: func(i int) string {
			var text strings.Builder
			for _, p := range b.roster.Stream(b.group(i)) {
				fmt.Fprintln(&text, seatsOf(p))
			}
			return text.String()
		},
	}
}

// seatsOf returns the tabs and the answer of each rule in a placement.
func seatsOf(p *customers.Placement) seats {
	s := seats{
		eligible: uint64(p.On(customers.Eligible)), ineligible: uint64(p.On(customers.Ineligible)), undecided: uint64(p.On(customers.Undecided)),
	}
	for rule, place := range rosterRules {
		s.failed[rule], s.unknown[rule] = uint64(p.Failed(ruleTexts[place].id)), uint64(p.Unknown(ruleTexts[place].id))
	}
	return s
}

func streamGroups(b *book, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		for _, p := range b.roster.Stream(b.group(i)) {
			sum += tabSum(uint64(p.On(customers.Eligible)), uint64(p.On(customers.Ineligible)), uint64(p.On(customers.Undecided)))
		}
	}
	return sum
}

// rosterBySeats returns a contender that uses find for each customer.
func rosterBySeats(name string, groups int, find func(customer int, s *seats)) contender {
	return contender{
		name:   name,
		inputs: groups,
		run: func(first, last int) (sum uint64) {
			var s seats
			for i := first; i < last; i++ {
				from := i % groups * rosterGroup
				for customer := from; customer < from+rosterGroup; customer++ {
					find(customer, &s)
					sum += s.sum()
				}
			}
			return sum
		},
		answer: func(i int) string {
			var text strings.Builder
			for customer := i * rosterGroup; customer < (i+1)*rosterGroup; customer++ {
				var s seats
				find(customer, &s)
				fmt.Fprintln(&text, s)
			}
			return text.String()
		},
	}
}

// rosterByDecisions returns the contender that asks the library for a decision
// on each pair.
func rosterByDecisions(b *book) contender {
	return rosterBySeats("incentives, a decision for each pair", slowGroups, func(customer int, s *seats) {
		*s = seats{}
		entry := &b.entries[customer]
		for place := range b.engagements {
			question := b.roster.Question(entry, place)
			decision, _ := eligibility.Decide(&question)
			for _, finding := range decision.Reasons() {
				s.put(finding.Rule, place, finding.Outcome)
			}
		}
		s.sort(b.all(), uint64(entry.OpenClaim), entry.Customer.ConsentedBefore)
	})
}

// put records the answer of a rule about one engagement. If the rule is not
// about the customer, it does nothing.
func (s *seats) put(rule mci.RuleID, place int, outcome mci.Outcome) {
	i := slices.IndexFunc(rosterRules, func(place int) bool { return ruleTexts[place].id == rule })
	if i >= 0 {
		s.add(i, place, outcome)
	}
}

func (s *seats) add(rule, place int, outcome mci.Outcome) {
	switch outcome {
	case mci.Fail:
		s.failed[rule] |= 1 << place
	case mci.Unknown:
		s.unknown[rule] |= 1 << place
	case mci.Pass:
	}
}

// rosterByEngines returns the contenders that evaluate the texts of the rules
// for each pair.
func rosterByEngines(b *book, compiled *compiledBook) ([]contender, error) {
	facts := make([]map[string]any, 0, slowGroups*rosterGroup*len(b.engagements))
	for customer := range slowGroups * rosterGroup {
		for place := range b.engagements {
			question := b.roster.Question(&b.entries[customer], place)
			facts = append(facts, factsOf(&question, compiled.terms[place]))
		}
	}
	byCEL, err := celEngine(facts, rosterRules)
	if err != nil {
		return nil, err
	}
	byExpr, err := exprEngine(facts, rosterRules)
	if err != nil {
		return nil, err
	}
	var contenders []contender
	for _, engine := range []struct {
		name   string
		decide func(i int) outcomes
	}{{celName, byCEL}, {exprName, byExpr}} {
		contenders = append(contenders, rosterBySeats(engine.name, slowGroups, func(customer int, s *seats) {
			*s = seats{}
			for place := range b.engagements {
				answers := engine.decide(customer*len(b.engagements) + place)
				for i, rule := range rosterRules {
					s.add(i, place, answers.of(rule))
				}
			}
			s.sort(b.all(), uint64(b.entries[customer].OpenClaim), b.entries[customer].Customer.ConsentedBefore)
		}))
	}
	return contenders, nil
}

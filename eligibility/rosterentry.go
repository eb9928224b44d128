package eligibility

import (
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// A RosterEntry is a customer under one ID, with the facts that the host knows
// for all engagements of a [Roster]. If a fact is not supplied, it stays zero
// and makes the rules that need it unknown. Places are places in the roster's
// list. The roster only reads an entry, and no placement refers to it, so a
// host can fill the same entry again for its next customer.
type RosterEntry struct {
	// Name is the customer's name.
	Name string `json:"name"`
	// Customer holds the facts that are the same for every engagement. Four of
	// its fields are never read, because they differ between engagements:
	// MeetsCriteria, Nominated, Claims and OpenClaims. The fields below replace
	// them.
	Customer Customer `json:"customer"`
	// MeetsCriteria is whether the portal shows the ID as meeting the criteria
	// of each engagement.
	MeetsCriteria FactSet `json:"meetsCriteria"`
	// Nominated is whether any partner has nominated the ID for each engagement
	// in the program year.
	Nominated FactSet `json:"nominated"`
	// Holdings are the claims that the ID has, in any order. They are for the
	// engagements about which more is known than Claims and OpenClaims say.
	Holdings []Holding `json:"holdings,omitempty"`
	// Claims is the number of open or approved claims for every engagement that
	// Holdings does not name. It is unknown unless the host sets it: CountOf(0)
	// says that a customer without a holding has no claim.
	Claims Count `json:"claims"`
	// OpenClaims is the number of these claims that are open; unknown unless
	// the host sets it.
	OpenClaims Count `json:"openClaims"`
	// Waivers are the waivers that the partner grants, for every engagement.
	Waivers []Waiver `json:"waivers,omitempty"`
	// OpenClaim holds the engagements for which the customer has an open claim
	// of the partner's.
	OpenClaim EngagementSet `json:"openClaim"`
	// Closed holds the engagements for which the partner has a terminal claim,
	// as the Complete tab shows it.
	Closed EngagementSet `json:"closed"`
	// Opportunity is the opportunity in the seller system; variable pay only.
	Opportunity mci.Opportunity `json:"opportunity,omitzero"`
}

// A Holding is the number of claims that a customer's ID has for one
// engagement. In the zero Holding, both counts of the first engagement are
// unknown.
type Holding struct {
	Place  int   `json:"place"`  // of the engagement in the roster's list
	Claims Count `json:"claims"` // open or approved, whichever partner holds them
	Open   Count `json:"open"`   // those of them that are open
}

// holding returns the counts of an entry for one engagement. If the entry names
// the engagement twice, nothing is known, because the host contradicts itself.
func (e *RosterEntry) holding(place int) Holding {
	found, named := Holding{place, e.Claims, e.OpenClaims}, false
	for _, h := range e.Holdings {
		switch {
		case h.Place != place:
		case named:
			return Holding{Place: place}
		default:
			found, named = h, true
		}
	}
	return found
}

// supplied returns the facts for which the entry has values that no roster
// tabulates. It always includes the counts, which may have such values.
func (e *RosterEntry) supplied() facts {
	found := readsClaims | readsOpenClaims
	if numberOfCountry(e.Customer.Country) == 0 {
		found |= readsCountry
	}
	if e.Customer.Segment != "" {
		found |= readsSegment
	}
	if e.Customer.Quantities != nil {
		found |= readsQuantities
	}
	if e.Customer.Requirements != nil {
		found |= readsRequirements
	}
	if e.Opportunity != (mci.Opportunity{}) {
		found |= readsOpportunity
	}
	return found
}

// Check reports, as a [mci.FieldError], the first fault in an entry that
// [Roster.Place] would ignore silently: a malformed field, as [Question.Check]
// reports it; a place that is not in the roster's list; or an engagement that
// Holdings names twice. If Place ignores a fact, the fact counts as not
// supplied. A host should call Check if it builds its entries from input of
// others, since the roster itself does not.
func (r *Roster) Check(entry *RosterEntry) error {
	if entry == nil {
		return mci.Invalid("", "", "an entry")
	}
	if err := r.checkFacts(entry); err != nil {
		return err
	}
	for _, set := range []struct {
		path string
		of   EngagementSet
	}{
		{"meetsCriteria", entry.MeetsCriteria.yes | entry.MeetsCriteria.no},
		{"nominated", entry.Nominated.yes | entry.Nominated.no},
		{"openClaim", entry.OpenClaim},
		{"closed", entry.Closed},
	} {
		for place := range (set.of &^ r.all).All() {
			return r.misplaced(set.path, place)
		}
	}
	var named EngagementSet
	for i, h := range entry.Holdings {
		path := fmt.Sprintf("holdings[%d].place", i)
		switch {
		case !r.all.Has(h.Place):
			return r.misplaced(path, h.Place)
		case named.Has(h.Place):
			return &mci.FieldError{Path: path, Found: strconv.Itoa(h.Place), Want: "a place that no other holding has"}
		}
		named = named.With(h.Place)
	}
	return checkWaivers(entry.Waivers)
}

// checkFacts reports the first malformed field that needs no place.
func (r *Roster) checkFacts(entry *RosterEntry) error {
	var i inspection
	i.optional(&aName, "name", &entry.Name)
	customer := entry.Customer
	customer.MeetsCriteria, customer.Nominated = 0, 0
	customer.Claims, customer.OpenClaims = Count{}, Count{}
	i.within = "customer"
	customer.inspect(&i)
	for _, engagement := range r.engagements {
		if s := entry.Customer.Segment; !engagement.Edition().KnowsSegment(s) {
			i.reportError("segment", mci.Invalid("", string(s), wantSegment))
		}
	}
	i.within = ""
	i.counts(&entry.Claims, "openClaims", &entry.OpenClaims)
	for k := range entry.Holdings {
		i.prefix = fmt.Sprintf("holdings[%d].", k)
		i.counts(&entry.Holdings[k].Claims, "open", &entry.Holdings[k].Open)
	}
	i.prefix, i.within = "", "opportunity"
	i.opportunity(&entry.Opportunity)
	return i.err()
}

func (r *Roster) misplaced(path string, place int) error {
	want := fmt.Sprintf("a place below %d, the number of engagements", len(r.engagements))
	return &mci.FieldError{Path: path, Found: strconv.Itoa(place), Want: want}
}

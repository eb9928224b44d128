package customers

import (
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/eligibility"
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
	Customer eligibility.Customer `json:"customer"`
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
	Claims eligibility.Count `json:"claims"`
	// OpenClaims is the number of these claims that are open; unknown unless
	// the host sets it.
	OpenClaims eligibility.Count `json:"openClaims"`
	// Waivers are the waivers that the partner grants, for every engagement.
	Waivers []eligibility.Waiver `json:"waivers,omitempty"`
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
	// of the engagement in the roster's list
	Place int `json:"place"`
	// open or approved, whichever partner holds them
	Claims eligibility.Count `json:"claims"`
	// those of them that are open
	Open eligibility.Count `json:"open"`
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

// Check reports, as a [mci.FieldError], the first fault in an entry that
// [Roster.Place] would ignore silently: a malformed field, as
// [eligibility.Question.Check] reports it; a place that is not in the roster's
// list; or an engagement that Holdings names twice. If Place ignores a fact,
// the fact counts as not supplied. A host should call Check if it builds its
// entries from input of others, since the roster itself does not.
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
	if _, problem := (&eligibility.Question{Waivers: entry.Waivers}).Mended(); problem != nil {
		return problem
	}
	return nil
}

// checkFacts reports the first malformed field that needs no place.
func (r *Roster) checkFacts(entry *RosterEntry) error {
	if err := checkName("name", entry.Name); err != nil {
		return err
	}
	q := r.question(entry)
	q.Waivers, q.Opportunity = nil, mci.Opportunity{}
	if _, problem := q.Mended(); problem != nil {
		return problem
	}
	for _, q.Engagement = range r.engagements { // each catalog has segments of its own
		if err := q.Check(); err != nil {
			return err
		}
	}
	if err := checkCounts(entry.Claims, entry.OpenClaims, "openClaims"); err != nil {
		return err
	}
	for k, h := range entry.Holdings {
		if err := checkCounts(h.Claims, h.Open, "open"); err != nil {
			return mci.At(fmt.Sprintf("holdings[%d]", k), err)
		}
	}
	if _, problem := (&eligibility.Question{Opportunity: entry.Opportunity}).Mended(); problem != nil {
		return problem
	}
	return nil
}

// checkCounts checks the counts of an ID as those of a question are checked.
func checkCounts(claims, open eligibility.Count, openName string) error {
	q := eligibility.Question{Customer: eligibility.Customer{Claims: claims, OpenClaims: open}}
	_, problem := q.Mended()
	if problem == nil {
		return nil
	}
	name := "claims"
	if problem.Path == "customer.openClaims" {
		name = openName
	}
	return &mci.FieldError{Path: name, Found: problem.Found, Want: problem.Want}
}

func (r *Roster) misplaced(path string, place int) error {
	want := fmt.Sprintf("a place below %d, the number of engagements", len(r.engagements))
	return &mci.FieldError{Path: path, Found: strconv.Itoa(place), Want: want}
}

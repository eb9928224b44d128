package customers

import (
	"iter"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A RosterCount is the number of customers of a stream on each page of a
// [Roster]'s engagements, by tab and by reason. The zero RosterCount has
// counted no customer. It counts while the customers pass, in memory that does
// not grow with them.
type RosterCount struct {
	pages [MostEngagements]PageCount
}

// Counting returns the same placements, and counts each one just before it
// yields it. Earlier counts stay. If the caller stops early, the remaining
// customers are not counted.
func (c *RosterCount) Counting(placements iter.Seq2[*RosterEntry, *Placement]) iter.Seq2[*RosterEntry, *Placement] {
	return func(yield func(*RosterEntry, *Placement) bool) {
		for entry, placement := range placements {
			c.Add(placement)
			if !yield(entry, placement) {
				return
			}
		}
	}
}

// Add counts one customer.
func (c *RosterCount) Add(p *Placement) {
	for tab := range Complete + 1 {
		for place := range p.On(tab).All() {
			c.pages[place].tabs[tab]++
		}
	}
	for reason, shown := range p.byReason() {
		for place := range shown.All() {
			c.pages[place].reasons[reason]++
		}
	}
}

// Page returns the count for the engagement at a place. If no customer has more
// than one terminal claim, it equals the count of the lines of the engagement's
// [Page]. If no roster has the place, it is zero.
func (c *RosterCount) Page(place int) PageCount {
	if place < 0 || place >= MostEngagements {
		return PageCount{}
	}
	return c.pages[place]
}

// MarshalJSON always fails, because a RosterCount does not know the engagements
// of its places. [RosterCount.Page] gives the count of one engagement, which
// has a JSON form.
func (c *RosterCount) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("customers: a RosterCount", "its Page gives the count of one engagement")
}

// UnmarshalJSON always fails: only counting makes a count.
func (c *RosterCount) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("customers: a RosterCount", "Counting counts the customers of a roster")
}

package eligibility

import "iter"

// A RosterCount is how many customers of a stream are on each page of a
// [Roster]'s engagements, by tab and by reason. The zero RosterCount has
// counted nobody. It counts while the customers pass, in memory that does not
// grow with them.
type RosterCount struct {
	pages [MostEngagements]PageCount
}

// Counting returns the placements as they come, and counts each before it is
// taken. What was counted before stays; customers who are never taken are not
// counted.
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

// Page returns the count for the engagement at a place: what counting the lines
// of its [Page] gives, where no customer has more than one terminal claim. It
// is zero for a place that no roster has.
func (c *RosterCount) Page(place int) PageCount {
	if place < 0 || place >= MostEngagements {
		return PageCount{}
	}
	return c.pages[place]
}

// MarshalJSON refuses: a RosterCount does not know what its places stand for.
// [RosterCount.Page] gives the count of one engagement, which has a JSON form.
func (c *RosterCount) MarshalJSON() ([]byte, error) {
	return nil, unwritable("a RosterCount", "its Page gives the count of one engagement")
}

// UnmarshalJSON refuses: a count comes of counting.
func (c *RosterCount) UnmarshalJSON([]byte) error {
	return unwritable("a RosterCount", "Counting counts the customers of a roster")
}

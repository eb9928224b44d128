package claims

import (
	"iter"
	"maps"
	"slices"
)

// A Grouping names the group that a claim is in.
type Grouping func(*Claim) string

// BySolutionArea groups claims by the solution area of their engagement.
func BySolutionArea(c *Claim) string { return c.engagement.SolutionArea() }

// ByLocation groups claims by the partner location that they are under; an
// adopted claim may have none.
func ByLocation(c *Claim) string { return string(c.record.Location) }

// ByOwner groups claims by the mail address of the partner's contact; an
// adopted claim may have none.
func ByOwner(c *Claim) string { return c.record.PartnerContact.Email }

// A WorkGroup is the work of one group, in figures.
type WorkGroup struct {
	// as the Grouping says; may be empty
	Name string `json:"name"`
	// in the group
	Claims int `json:"claims"`
	// whose expiry is due
	Over int `json:"over"`
	// that Microsoft holds beyond the window of the review, or has not paid by
	// the expected day
	Overdue int `json:"overdue"`
	// of which Partner Center shows another status, which nobody has settled
	Diverged int `json:"diverged"`
	// claims by who is to act next; Actor 0 is nobody
	ByActor map[Actor]int `json:"byActor"`
	// the most urgent
	First WorkItem `json:"first"`
}

// GroupWork counts pieces of work by group, in the order of the groups' names,
// in memory for so many groups. Claims that cannot be read are returned beside
// the groups; any other error of the list is returned alone.
func GroupWork(work iter.Seq2[WorkItem, error], by Grouping) ([]WorkGroup, []*ClaimError, error) {
	groups := map[string]*WorkGroup{}
	unread, err := readable(work, func(item WorkItem) {
		name := by(item.Claim)
		if groups[name] == nil {
			groups[name] = &WorkGroup{Name: name, ByActor: make(map[Actor]int), First: item}
		}
		groups[name].add(item)
	})
	if err != nil {
		return nil, nil, err
	}
	sorted := make([]WorkGroup, 0, len(groups))
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		sorted = append(sorted, *groups[name])
	}
	return sorted, unread, nil
}

func (g *WorkGroup) add(item WorkItem) {
	g.Claims++
	g.ByActor[item.Actor]++
	for _, count := range []struct {
		of   *int
		when bool
	}{
		{&g.Over, item.Next.Expires && item.Next.Over},
		{&g.Overdue, item.Overdue},
		{&g.Diverged, item.Claim.record.Observed.divergence().Open()},
	} {
		if count.when {
			*count.of++
		}
	}
	if CompareUrgency(item, g.First) < 0 {
		g.First = item
	}
}

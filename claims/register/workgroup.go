package register

import (
	"iter"
	"maps"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// A Grouping returns the name of the group to which a claim belongs.
type Grouping func(Item) string

// BySolutionArea groups claims by their solution area.
func BySolutionArea(i Item) string { return i.Area }

// ByLocation groups claims by the partner location that they are under. If an
// adopted claim has none, the group's name is empty.
func ByLocation(i Item) string { return string(i.Location) }

// ByOwner groups claims by the mail address of the partner's contact. If an
// adopted claim has none, the group's name is empty.
func ByOwner(i Item) string { return i.Owner }

// ByKind groups claims by their kind.
func ByKind(i Item) string { return i.Kind.String() }

// A WorkGroup holds the figures of one group of claims.
type WorkGroup struct {
	// Name is the name that the Grouping returned. It may be empty.
	Name string `json:"name"`
	// Claims is the number of claims in the group.
	Claims int `json:"claims"`
	// Over is the number of claims whose expiry is due.
	Over int `json:"over"`
	// Overdue is the number of claims that Microsoft holds beyond the window of
	// the review, or has not paid by the expected day.
	Overdue int `json:"overdue"`
	// Diverged is the number of claims with a divergence that is not settled:
	// Partner Center shows another status.
	Diverged int `json:"diverged"`
	// ByActor is the number of claims by the actor who is to act next. Actor 0
	// has the claims on which no actor is to act.
	ByActor map[claims.Actor]int `json:"byActor"`
	// First is the most urgent claim.
	First WorkItem `json:"first"`
}

// GroupWork counts work items by group, in the order of the groups' names. Its
// memory is proportional to the number of groups. Claims that cannot be read
// are returned beside the groups. Any other error of the list is returned
// alone.
func GroupWork(work iter.Seq2[WorkItem, error], by Grouping) ([]WorkGroup, []*store.ClaimError, error) {
	groups := map[string]*WorkGroup{}
	unread, err := readable(work, func(item WorkItem) {
		name := by(item.Item)
		if groups[name] == nil {
			groups[name] = &WorkGroup{Name: name, ByActor: make(map[claims.Actor]int), First: item}
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
		{&g.Over, item.Next.Expires && item.Over},
		{&g.Overdue, item.Overdue},
		{&g.Diverged, item.Shown != ""},
	} {
		if count.when {
			*count.of++
		}
	}
	if CompareUrgency(item, g.First) < 0 {
		g.First = item
	}
}

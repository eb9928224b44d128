package pages

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A choosing filters claims by their notes. The zero choosing matches all
// claims.
type choosing struct {
	area     string
	location mci.LocationID
	owner    string
}

func (c choosing) has(n *note) bool {
	return (c.area == "" || c.area == n.area) && (c.location == "" || c.location == n.location) && (c.owner == "" || c.owner == n.owner)
}

// totals returns the totals of the chosen claims, in the order of
// [desk.Desk.Totals], and the claims that cannot be read.
func (l *ledger) totals(chosen choosing) ([]store.PipelineStatus, []*store.ClaimError, error) {
	var sums store.Sums
	for _, n := range l.all(chosen) {
		if err := sums.Add(&store.Envelope{Kind: n.kind, Status: n.status, Amounts: n.amounts}); err != nil {
			return nil, nil, err
		}
	}
	lines := sums.Lines()
	desk.SortTotals(lines)
	return lines, l.problems(), nil
}

// groups returns the work of the chosen claims by groups, as
// [register.GroupWork] counts it, and the claims that cannot be read or accept
// no command. The first claim of a group has only its ID; see [site.firsts].
func (l *ledger) groups(chosen choosing, by register.Grouping) ([]register.WorkGroup, []*store.ClaimError, error) {
	unread, all := l.problems(), l.all(chosen)
	for _, n := range all {
		if n.held != nil && n.work.waits {
			unread = append(unread, n.held)
		}
	}
	slices.SortFunc(unread, func(a, b *store.ClaimError) int { return strings.Compare(string(a.ID), string(b.ID)) })
	groups, _, err := register.GroupWork(workOf(all), by)
	return groups, unread, err
}

// settles yields the facts for a settlement of all claims, in the order of
// their IDs. After them it yields the errors of the claims that cannot be read
// or accept no command.
func (l *ledger) settles() iter.Seq2[settlement.Claim, error] {
	return func(yield func(settlement.Claim, error) bool) {
		unread, all := l.problems(), l.all(choosing{})
		slices.SortFunc(all, func(a, b *note) int { return strings.Compare(string(a.id), string(b.id)) })
		for _, n := range all {
			if n.facts == nil {
				unread = append(unread, n.held)
			} else if !yield(*n.facts, nil) {
				return
			}
		}
		slices.SortFunc(unread, func(a, b *store.ClaimError) int { return strings.Compare(string(a.ID), string(b.ID)) })
		for _, one := range unread {
			if !yield(settlement.Claim{}, one) {
				return
			}
		}
	}
}

// workOf yields the claims that wait for somebody and accept commands, without
// the claims themselves.
func workOf(notes []*note) iter.Seq2[register.WorkItem, error] {
	return func(yield func(register.WorkItem, error) bool) {
		for _, n := range notes {
			if n.work.waits && n.held == nil && !yield(n.item(), nil) {
				return
			}
		}
	}
}

// item returns the note of a claim as a work item that can be counted and
// ordered.
func (n *note) item() register.WorkItem {
	item := register.WorkItem{
		Item:  register.Item{Kind: n.kind, ID: n.id, Area: n.area, Location: n.location, Owner: n.owner, Status: n.status},
		Actor: n.work.actor, Until: n.work.until, Over: n.work.over, Overdue: n.work.overdue, Next: register.Deadline{Expires: n.work.expires},
	}
	if n.work.shown {
		item.Shown = n.status
	}
	return item
}

// awaited returns the IDs of the chosen partner activities in a status that
// wait for somebody. It returns at most the given number, the most urgent ones.
func (l *ledger) awaited(chosen choosing, status claims.Status, most int) []claims.ID {
	all := slices.DeleteFunc(l.all(chosen), func(n *note) bool {
		return n.kind != store.PartnerActivity || !n.work.waits || n.status != status.String()
	})
	slices.SortFunc(all, func(a, b *note) int {
		return cmp.Or(a.work.until.Compare(b.work.until), strings.Compare(string(a.id), string(b.id)))
	})
	var ids []claims.ID
	for _, one := range all[:min(len(all), most)] {
		ids = append(ids, one.id)
	}
	return ids
}

// firsts reads the first claim of each group.
func (s *site) firsts(ctx context.Context, groups []register.WorkGroup) error {
	for i := range groups {
		first := &groups[i].First
		var item register.Item
		var err error
		if first.Kind == store.PartnerAssociation {
			claim, failure := s.desk.Associations().Claim(ctx, first.ID)
			if err = failure; claim != nil {
				item = register.Association(claim)
			}
		} else {
			claim, failure := s.desk.Claim(ctx, first.ID)
			if err = failure; claim != nil {
				item = register.Activity(claim)
			}
		}
		var one *store.ClaimError
		if item.ID == "" || err != nil && !errors.As(err, &one) {
			return err
		}
		*first = register.Work(item, s.now())
	}
	return nil
}

// A claimCount holds the numbers of claims for the metrics.
type claimCount struct {
	claims       map[countKey]int
	due, overdue map[store.Kind]int
	unread       int
}

// A countKey is a kind of claim and a status.
type countKey struct {
	kind   store.Kind
	status string
}

// count counts all claims.
func (l *ledger) count() claimCount {
	c := claimCount{
		claims:  map[countKey]int{},
		due:     map[store.Kind]int{store.PartnerActivity: 0, store.PartnerAssociation: 0},
		overdue: map[store.Kind]int{store.PartnerActivity: 0, store.PartnerAssociation: 0},
		unread:  len(l.problems()),
	}
	for _, n := range l.all(choosing{}) {
		c.claims[countKey{n.kind, n.status}]++
		if n.work.waits && n.work.expires && n.work.over {
			c.due[n.kind]++
		}
		if n.work.waits && n.work.overdue {
			c.overdue[n.kind]++
		}
	}
	return c
}

package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A choosing chooses claims by their notes. The zero choosing chooses all.
type choosing struct {
	area     string
	location mci.LocationID
}

func (c choosing) has(n *note) bool {
	return (c.area == "" || c.area == n.area) && (c.location == "" || c.location == n.location)
}

// totals returns the totals of the chosen claims, in the order of
// [desk.Desk.Totals], and the claims that cannot be read.
func (l *ledger) totals(chosen choosing) ([]store.PipelineStatus, []*store.ClaimError, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var sums store.Sums
	for _, n := range l.notes {
		if !chosen.has(n) {
			continue
		}
		if err := sums.Add(&store.Envelope{Kind: n.kind, Status: n.status, Amounts: n.amounts}); err != nil {
			return nil, nil, err
		}
	}
	lines := sums.Lines()
	desk.SortTotals(lines)
	return lines, l.problems(), nil
}

// groups returns the work of the chosen claims by groups, as
// [register.GroupWork] counts it, and the claims that cannot be read or take no
// command. The first claim of a group has its ID alone; see firsts.
func (l *ledger) groups(chosen choosing, by register.Grouping) ([]register.WorkGroup, []*store.ClaimError, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	unread := l.problems()
	for _, n := range l.notes {
		if n.held != nil && n.work.waits && chosen.has(n) {
			unread = append(unread, n.held)
		}
	}
	slices.SortFunc(unread, func(a, b *store.ClaimError) int { return strings.Compare(string(a.ID), string(b.ID)) })
	groups, _, err := register.GroupWork(l.work(chosen), by)
	return groups, unread, err
}

// work yields the chosen claims that wait for somebody, without the claims
// themselves.
func (l *ledger) work(chosen choosing) iter.Seq2[register.WorkItem, error] {
	return func(yield func(register.WorkItem, error) bool) {
		for id, n := range l.notes {
			if !n.work.waits || n.held != nil || !chosen.has(n) {
				continue
			}
			if !yield(n.item(id), nil) {
				return
			}
		}
	}
}

// item returns the note of a claim as a work item that can be counted and
// ordered.
func (n *note) item(id claims.ID) register.WorkItem {
	item := register.WorkItem{
		Item:  register.Item{Kind: n.kind, ID: id, Area: n.area, Location: n.location, Owner: n.owner, Status: n.status},
		Actor: n.work.actor, Until: n.work.until, Over: n.work.over, Overdue: n.work.overdue, Next: register.Deadline{Expires: n.work.expires},
	}
	if n.work.shown {
		item.Shown = n.status
	}
	return item
}

// awaited returns the IDs of the chosen partner activities in a status that wait
// for somebody, at most so many: those that need somebody first.
func (l *ledger) awaited(chosen choosing, status claims.Status, most int) []claims.ID {
	l.mu.RLock()
	defer l.mu.RUnlock()
	type awaited struct {
		id    claims.ID
		until time.Time
	}
	var all []awaited
	for id, n := range l.notes {
		if n.kind == store.PartnerActivity && n.work.waits && n.status == status.String() && chosen.has(n) {
			all = append(all, awaited{id, n.work.until})
		}
	}
	slices.SortFunc(all, func(a, b awaited) int {
		return cmp.Or(a.until.Compare(b.until), strings.Compare(string(a.id), string(b.id)))
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

// A countKey is a kind of claims and a status.
type countKey struct {
	kind   store.Kind
	status string
}

// count counts all claims.
func (l *ledger) count() claimCount {
	l.mu.RLock()
	defer l.mu.RUnlock()
	c := claimCount{
		claims:  map[countKey]int{},
		due:     map[store.Kind]int{store.PartnerActivity: 0, store.PartnerAssociation: 0},
		overdue: map[store.Kind]int{store.PartnerActivity: 0, store.PartnerAssociation: 0},
		unread:  len(l.unread),
	}
	for _, n := range l.notes {
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

package register

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A WorkItem is a claim of either kind seen from one instant: its next
// deadline, the rule behind that, and the actor who is to act. The zero
// WorkItem has no claim.
type WorkItem struct {
	// Item is the claim to work on.
	Item
	// Next is the deadline that can expire the claim. If there is none, it is
	// the deadline by which Microsoft is to act. It names its rule and its
	// trigger. The zero Deadline is none.
	Next Deadline
	// DaysLeft is the number of calendar days that are left to Next after the
	// day of the instant. It is 0 on the last day, and negative if the window
	// is over.
	DaysLeft int
	// Over says that the window of Next is over at the instant.
	Over bool
	// Actor is the actor who is to act next. It is 0 if nothing is to be done.
	Actor claims.Actor
	// Until is the end of Next, or the end of the expected day of a payment. If
	// the claim has ended, it is the instant of a divergence that is not
	// settled. The zero instant is none.
	Until time.Time
	// Expected is the day by which an approved claim is expected to be paid;
	// see the method ExpectedPayment of a claim. It is zero if the claim does
	// not wait for its payment. It is always zero for an association, because
	// no one pays for it.
	Expected mci.Date
	// Overdue says that Microsoft holds the claim beyond Until: the window of
	// the review is over, or the expected day of the payment. Nothing expires
	// by it.
	Overdue bool
}

// Work returns a claim as a work item at an instant. If the item has no claim,
// so has the work item.
func Work(i Item, at time.Time) WorkItem {
	if i.Claim == nil && i.Association == nil {
		return WorkItem{}
	}
	item := WorkItem{Item: i, Until: i.index().Attention}
	if deadlines := i.Deadlines(); len(deadlines) > 0 {
		item.Next = deadlines[0]
		item.DaysLeft, item.Over = item.Next.DaysLeft(at), !item.Next.Window.Open(at)
	}
	if a := i.Association; a != nil {
		item.Actor, item.Overdue = a.NextActor(at), a.OverdueAtMicrosoft(at)
		return item
	}
	item.Actor = i.Claim.NextActor(at)
	switch {
	case item.Next.Clock != "":
		item.Overdue = i.Claim.OverdueAtMicrosoft(at) && !item.Next.Expires
	case i.Claim.AwaitsPayment():
		item.Expected = i.Claim.ExpectedPayment()
		item.Overdue = !at.Before(item.Until)
	}
	return item
}

// CompareUrgency orders work items for slices.SortFunc, the most urgent first.
// Claims that a deadline expires come first, by its end. Then come the claims
// with another deadline or an expected day of payment, by its end, and last the
// claims without one. Equal items are ordered by claim ID.
func CompareUrgency(a, b WorkItem) int {
	return cmp.Or(
		cmp.Compare(a.rank(), b.rank()),
		a.Until.Compare(b.Until),
		strings.Compare(string(a.ID), string(b.ID)),
	)
}

func (w WorkItem) rank() int {
	switch {
	case w.Next.Expires:
		return 0
	case !w.Until.IsZero():
		return 1
	default:
		return 2
	}
}

// Worklist yields the claims of a query that wait for an actor, as work items
// at an instant. These are the claims that are open, those that are approved
// and not paid, and those that have ended if a divergence from Partner Center
// is not settled. They come by claim ID, or by a key if the query says so.
// Worklist saves nothing and reads a page at a time, as its caller reads. If a
// claim cannot be read or restored, Worklist yields a zero WorkItem with a
// [store.ClaimError] and goes on. Any other error is the last that it yields.
func Worklist(ctx context.Context, d *desk.Desk, query store.Query, at time.Time) iter.Seq2[WorkItem, error] {
	if query.Key == store.NoKey {
		query.Key = store.AttentionKey
	}
	return func(yield func(WorkItem, error) bool) {
		for item, err := range List(ctx, d, query) {
			var work WorkItem
			if err == nil {
				work = Work(item, at)
			}
			if !yield(work, err) {
				return
			}
		}
	}
}

// MostUrgent returns the most urgent claims of the [Worklist] of a query at an
// instant, in the order of [CompareUrgency]. It reads as many claims as it
// returns, or twice as many: first by [store.ExpiresKey] and then, if these are
// too few, by [store.AttentionKey]. The key, the order, the cursor and Most of
// the query are ignored. If claims cannot be read or restored on the way, their
// errors are returned beside the list, one for each claim. Any other error is
// returned alone. If most is less than 1, the error is a [mci.FieldError].
func MostUrgent(ctx context.Context, d *desk.Desk, query store.Query, at time.Time, most int) ([]WorkItem, []*store.ClaimError, error) {
	if most < 1 {
		return nil, nil, mci.Invalid("most", fmt.Sprint(most), "1 claim or more")
	}
	var urgent []WorkItem
	var unread []*store.ClaimError
	query.Until, query.ByKey, query.After, query.AfterKey, query.Most = time.Time{}, true, "", time.Time{}, 0
	for _, query.Key = range []store.IndexKey{store.ExpiresKey, store.AttentionKey} {
		err := firstOf(ctx, d, query, most, func(item Item, bad *store.ClaimError) bool {
			switch {
			case bad != nil:
				unread = append(unread, bad)
			case query.Key == store.ExpiresKey || item.index().Expires.IsZero():
				urgent = append(urgent, Work(item, at))
			}
			return len(urgent) < most
		})
		if err != nil {
			return nil, nil, err
		}
		if len(urgent) == most {
			break
		}
	}
	slices.SortFunc(urgent, CompareUrgency)
	return urgent, distinct(unread), nil
}

// firstOf calls more with each claim of a query, or with its error if it cannot
// be read, until more returns false. It returns any other error.
func firstOf(ctx context.Context, d *desk.Desk, query store.Query, size int, more func(Item, *store.ClaimError) bool) error {
	for page, err := range d.Pages(ctx, query, size) {
		if err != nil {
			return err
		}
		for _, l := range page {
			var bad *store.ClaimError
			errors.As(l.Err, &bad)
			if !more(ItemOf(l), bad) {
				return nil
			}
		}
	}
	return nil
}

// distinct drops the second error of a claim, which two lists may yield.
func distinct(errs []*store.ClaimError) []*store.ClaimError {
	var once []*store.ClaimError
	for _, err := range errs {
		if !slices.ContainsFunc(once, func(o *store.ClaimError) bool { return o.ID == err.ID }) {
			once = append(once, err)
		}
	}
	return once
}

// readable calls take with each value of a list, and returns the errors of the
// claims that cannot be read. Any other error ends the list and is returned
// alone.
func readable[T any](list iter.Seq2[T, error], take func(T)) (unread []*store.ClaimError, err error) {
	for value, err := range list {
		var one *store.ClaimError
		switch {
		case err == nil:
			take(value)
		case errors.As(err, &one):
			unread = append(unread, one)
		default:
			return nil, err
		}
	}
	return unread, nil
}

// workItem is the JSON form of a WorkItem.
type workItem struct {
	Item
	Actor    claims.Actor `json:"actor,omitempty"`
	Next     *Deadline    `json:"next,omitempty"`
	DaysLeft *int         `json:"daysLeft,omitempty"`
	Over     bool         `json:"over,omitempty"`
	Until    time.Time    `json:"until,omitzero"`
	Expected mci.Date     `json:"expected,omitzero"`
	Overdue  bool         `json:"overdue,omitempty"`
}

// MarshalJSON returns the item for a page: its columns, and beside them actor,
// next, daysLeft, over, until, expected and overdue. Zero values are left out.
// If the item has no claim, the error is a [mci.FieldError].
func (w WorkItem) MarshalJSON() ([]byte, error) {
	if w.Claim == nil && w.Association == nil {
		return nil, mci.Invalid("claim", "", "a claim")
	}
	item := workItem{Item: w.Item, Actor: w.Actor, Over: w.Over, Until: w.Until, Expected: w.Expected, Overdue: w.Overdue}
	if w.Next.Clock != "" {
		item.Next, item.DaysLeft = &w.Next, &w.DaysLeft
	}
	return json.Marshal(item)
}

// UnmarshalJSON always returns a [mci.FieldError], because only [Work] makes an
// item.
func (*WorkItem) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "a work item", "a claim, of which Work makes it")
}

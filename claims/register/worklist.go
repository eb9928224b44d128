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

// A WorkItem is a claim seen from one instant: its next deadline, the rule
// behind that, and the actor who is to act. The zero WorkItem has no claim.
type WorkItem struct {
	// Claim is the claim to work on.
	Claim *claims.Claim
	// Next is the deadline that can expire the claim. If there is none, it is
	// the deadline by which Microsoft is to act. It names its rule and its
	// trigger. The zero Countdown is none.
	Next claims.Countdown
	// Actor is the actor who is to act next. It is 0 if nothing is to be done.
	Actor claims.Actor
	// Until is the end of Next, or the end of the expected day of a payment. If
	// the claim has ended, it is the instant of a divergence that is not
	// settled. The zero instant is none.
	Until time.Time
	// Expected is the day by which an approved claim is expected to be paid;
	// see Claim.ExpectedPayment. It is zero if the claim does not await its
	// payment.
	Expected mci.Date
	// Overdue says that Microsoft holds the claim beyond Until: the window of
	// the review is over, or the expected day of the payment. Nothing expires
	// by it.
	Overdue bool
}

// Work returns a claim as a work item at an instant.
func Work(c *claims.Claim, at time.Time) WorkItem {
	item := WorkItem{Claim: c, Actor: c.NextActor(at), Until: c.Index().Attention}
	if deadlines := c.Deadlines(); len(deadlines) > 0 {
		item.Next = c.Countdown(deadlines[0], at)
		item.Overdue = item.Next.Overdue
	} else if c.AwaitsPayment() {
		item.Expected = c.ExpectedPayment()
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
		strings.Compare(string(a.Claim.ID()), string(b.Claim.ID())),
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
		for claim, err := range d.List(ctx, query) {
			var item WorkItem
			if err == nil {
				item = Work(claim, at)
			}
			if !yield(item, err) {
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
		err := firstOf(ctx, d, query, most, func(claim *claims.Claim, bad *store.ClaimError) bool {
			switch {
			case bad != nil:
				unread = append(unread, bad)
			case query.Key == store.ExpiresKey || claim.Record().Index.Expires.IsZero():
				urgent = append(urgent, Work(claim, at))
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
func firstOf(ctx context.Context, d *desk.Desk, query store.Query, size int, more func(*claims.Claim, *store.ClaimError) bool) error {
	for page, err := range d.Pages(ctx, query, size) {
		if err != nil {
			return err
		}
		for _, l := range page {
			var bad *store.ClaimError
			errors.As(l.Err, &bad)
			if !more(l.Claim, bad) {
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
	Claim      claims.ID          `json:"claim"`
	Version    uint64             `json:"version"`
	Name       string             `json:"name"`
	State      claims.State       `json:"state"`
	Engagement mci.EngagementRef  `json:"engagement"`
	Customer   mci.CustomerID     `json:"customer"` // as checked
	Location   mci.LocationID     `json:"location,omitempty"`
	Actor      claims.Actor       `json:"actor,omitempty"`
	Next       *claims.Countdown  `json:"next,omitempty"`
	Until      time.Time          `json:"until,omitzero"`
	Expected   mci.Date           `json:"expected,omitzero"`
	Overdue    bool               `json:"overdue,omitempty"`
	Divergence *claims.Divergence `json:"divergence,omitempty"`
}

// MarshalJSON returns the item for a page: the claim's ID, version, name,
// state, engagement, checked customer and location, and beside them actor,
// next, until, expected, overdue and divergence. Zero values are left out. If
// the item has no claim, the error is a [mci.FieldError].
func (w WorkItem) MarshalJSON() ([]byte, error) {
	if w.Claim == nil {
		return nil, mci.Invalid("claim", "", "a claim")
	}
	r := w.Claim.Record()
	item := workItem{
		Claim: r.ID, Version: r.Version, Name: r.Name, State: r.State(), Engagement: r.Engagement, Customer: r.CheckedID, Location: r.Location,
		Actor: w.Actor, Until: w.Until, Expected: w.Expected, Overdue: w.Overdue, Divergence: w.Claim.Divergence(),
	}
	if w.Next.Clock != 0 {
		item.Next = &w.Next
	}
	return json.Marshal(item)
}

// UnmarshalJSON always returns a [mci.FieldError], because only [Work] makes an
// item.
func (*WorkItem) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "a work item", "a claim, of which Work makes it")
}

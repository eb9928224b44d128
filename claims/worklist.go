package claims

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

	"github.com/mci-go/incentives/mci"
)

// A WorkItem is a claim seen from one instant: until when something must
// happen, by which rule, and who is to do it. The zero WorkItem is of no claim.
type WorkItem struct {
	Claim *Claim
	// Next is the deadline that can expire the claim, else that of Microsoft;
	// it names its rule and its trigger. The zero Countdown is none.
	Next  Countdown
	Actor Actor // who is to act next; none if nothing is to be done
	// Until is the end of Next, or of the expected day of a payment, or the
	// instant of an unsettled divergence of a claim that has ended. The zero
	// instant is none.
	Until time.Time
	// Expected is the day by which an approved claim is expected to be paid, by
	// Claim.ExpectedPayment. It is zero for a claim that does not await its
	// payment.
	Expected mci.Date
	// Overdue says that Microsoft holds the claim beyond Until, by the window
	// of the review or by the expected day of the payment. Nothing expires by
	// it.
	Overdue bool
}

// Work returns the claim as a piece of work at an instant.
func (c *Claim) Work(at time.Time) WorkItem {
	item := WorkItem{Claim: c, Actor: c.NextActor(at), Until: c.attention()}
	if deadlines := c.Deadlines(); len(deadlines) > 0 {
		item.Next = c.countdown(deadlines[0], utc(at))
		item.Overdue = item.Next.Overdue
	} else if c.AwaitsPayment() {
		item.Expected = c.ExpectedPayment()
		item.Overdue = !at.Before(item.Until)
	}
	return item
}

// NextActor returns who is to act next: the system where the claim's expiry is
// due, the partner where Partner Center shows another status and nobody has
// settled that, else who moves the claim on from its status. It is none for a
// claim that has ended, and for one that was paid.
func (c *Claim) NextActor(at time.Time) Actor {
	switch {
	case c.record.Observed.divergence().Open():
		return Partner
	case c.due(at):
		return System
	case len(c.record.Amounts.Payments) > 0:
		return 0
	default:
		return statuses[c.record.Status].next
	}
}

// CompareUrgency orders pieces of work for slices.SortFunc, the most urgent
// first: by the end of the deadline that expires the claim, then those of which
// none does by the end of their deadline or of the expected day of the payment,
// then those without one; among equals by claim ID.
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

// Worklist yields the claims of a query that wait for somebody as work at an
// instant: those that are open, those that are approved and not paid, and those
// that have ended while Partner Center shows another status, until somebody
// settles that. They come by claim ID, or by a key if the query says so. It
// saves nothing and reads a page at a time, as its caller reads. A claim that
// cannot be read or restored is a [ClaimError], beside a zero WorkItem, and the
// list goes on; any other error is the last that is yielded.
func (d *Desk) Worklist(ctx context.Context, query Query, at time.Time) iter.Seq2[WorkItem, error] {
	if query.Key == NoKey {
		query.Key = AttentionKey
	}
	return func(yield func(WorkItem, error) bool) {
		for claim, err := range d.claims(ctx, query) {
			var item WorkItem
			if err == nil {
				item = claim.Work(at)
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// claims yields the claims of a query, or a ClaimError for one; any other error
// is the last.
func (d *Desk) claims(ctx context.Context, query Query) iter.Seq2[*Claim, error] {
	return func(yield func(*Claim, error) bool) {
		for page, err := range d.pages(ctx, query) {
			for _, l := range page {
				if !yield(l.claim, l.err) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// Register yields the claims of a query, ended ones too, by claim ID, as
// [Desk.Worklist] yields work: what an export of the register is made of.
func (d *Desk) Register(ctx context.Context, query Query) iter.Seq2[*Claim, error] {
	return d.claims(ctx, query)
}

// MostUrgent returns the most urgent claims of the worklist of a query at an
// instant, in the order of [CompareUrgency]. It reads as many claims as it
// returns, or twice that: first by [ExpiresKey], and then, if these are too
// few, by [AttentionKey]. The key, the order and the cursor of the query are
// not read. Claims that cannot be read or restored on the way are returned too,
// as one error each, beside the list; any other error is returned alone. Less
// than 1 is a [mci.FieldError].
func (d *Desk) MostUrgent(ctx context.Context, query Query, at time.Time, most int) ([]WorkItem, []*ClaimError, error) {
	if most < 1 {
		return nil, nil, mci.Invalid("most", fmt.Sprint(most), "1 claim or more")
	}
	var urgent []WorkItem
	var unread []*ClaimError
	query.Until, query.ByKey, query.After, query.AfterKey, query.Most = time.Time{}, true, "", time.Time{}, 0
	for _, query.Key = range []IndexKey{ExpiresKey, AttentionKey} {
		err := d.firstOf(ctx, query, most, func(claim *Claim, bad *ClaimError) bool {
			switch {
			case bad != nil:
				unread = append(unread, bad)
			case query.Key == ExpiresKey || claim.record.Index.Expires.IsZero():
				urgent = append(urgent, claim.Work(at))
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

// firstOf passes on the claims of a query, and those that cannot be read, until
// enough says that it has enough. Any other error is returned.
func (d *Desk) firstOf(ctx context.Context, query Query, size int, more func(*Claim, *ClaimError) bool) error {
	for page, err := range d.pagesOf(ctx, query, min(size, pageSize)) {
		if err != nil {
			return err
		}
		for _, l := range page {
			var bad *ClaimError
			errors.As(l.err, &bad)
			if !more(l.claim, bad) {
				return nil
			}
		}
	}
	return nil
}

// distinct leaves out the second error of one claim, which two lists may yield.
func distinct(errs []*ClaimError) []*ClaimError {
	var once []*ClaimError
	for _, err := range errs {
		if !slices.ContainsFunc(once, func(o *ClaimError) bool { return o.ID == err.ID }) {
			once = append(once, err)
		}
	}
	return once
}

// readable passes on each value of a list, and returns what of it cannot be
// read. Any other error ends it.
func readable[T any](list iter.Seq2[T, error], take func(T)) (unread []*ClaimError, err error) {
	for value, err := range list {
		var one *ClaimError
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
	Claim      ID                `json:"claim"`
	Version    uint64            `json:"version"`
	Name       string            `json:"name"`
	State      State             `json:"state"`
	Engagement mci.EngagementRef `json:"engagement"`
	Customer   mci.CustomerID    `json:"customer"` // as checked
	Location   mci.LocationID    `json:"location,omitempty"`
	Actor      Actor             `json:"actor,omitempty"`
	Next       *Countdown        `json:"next,omitempty"`
	Until      time.Time         `json:"until,omitzero"`
	Expected   mci.Date          `json:"expected,omitzero"`
	Overdue    bool              `json:"overdue,omitempty"`
	Divergence *Divergence       `json:"divergence,omitempty"`
}

// MarshalJSON returns the item for a page: the claim by its ID, version, name,
// state, engagement, checked customer and location, and beside it actor, next,
// until, expected, overdue and divergence. What is zero is left out. An item of
// no claim is a [mci.FieldError].
func (w WorkItem) MarshalJSON() ([]byte, error) {
	if w.Claim == nil {
		return nil, mci.Invalid("claim", "", "a claim")
	}
	r := &w.Claim.record
	item := workItem{
		Claim: r.ID, Version: r.Version, Name: r.Name, State: r.State(), Engagement: r.Engagement, Customer: r.CheckedID, Location: r.Location,
		Actor: w.Actor, Until: w.Until, Expected: w.Expected, Overdue: w.Overdue, Divergence: w.Claim.Divergence(),
	}
	if w.Next.Clock != 0 {
		item.Next = &w.Next
	}
	return json.Marshal(item)
}

// UnmarshalJSON refuses: an item is made by [Claim.Work] of a claim alone. The
// error is a [mci.FieldError].
func (*WorkItem) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "a work item", "a claim, of which Work makes it")
}

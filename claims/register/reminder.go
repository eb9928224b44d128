package register

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A Reminder is a claim of either kind that expires soon if nothing moves it
// on. The zero Reminder has no claim, and cannot be marshaled.
type Reminder struct {
	// Item is the claim that expires soon.
	Item
	// Deadline is the deadline that expires the claim.
	Deadline Deadline
	// DaysLeft is the number of calendar days that are left after the day of
	// the instant. It is 0 on the last day.
	DaysLeft int
	// Within is the number of days that the run asked for.
	Within int
}

// Key names the reminder. It is the same in every run that asks for the same
// number of days, and differs if the deadline differs. If a host notes the key
// with each mail, it sends the mail once, however often a run is repeated.
func (r Reminder) Key() string {
	return fmt.Sprintf("%d/%s/%s/%s", r.Within, r.Deadline.Clock, r.Deadline.Window.LastDay, r.ID)
}

// Reminders yields the claims of a query that expire within a number of days
// after the day of an instant, by the end of the window and then by claim ID.
// With 0 days it yields the claims whose last day is the day of the instant. It
// does not yield a claim whose window is over, which is for [desk.Desk.Sweep].
// It saves and sends nothing. It asks the store by [store.ExpiresKey], whatever
// key and order the query has, and reads a page at a time, as its caller reads.
// To resume a run that ended early, set After to the ID of a claim that it
// yielded, and AfterKey to the end of that claim's window.
//
// If a claim cannot be read or restored, Reminders yields a zero Reminder with
// a [store.ClaimError] and goes on. Any other error is the last that it yields.
// If the number of days is negative, the error is a [mci.FieldError].
func Reminders(ctx context.Context, d *desk.Desk, query store.Query, at time.Time, days int) iter.Seq2[Reminder, error] {
	query.Key, query.Until, query.ByKey = store.ExpiresKey, lastEnd(at, days), true
	if noCursor := query.After == "" && query.AfterKey.IsZero(); noCursor || !query.AfterKey.IsZero() && query.AfterKey.Before(at) {
		query.After, query.AfterKey = "", at // a window that is over needs no reminder
	}
	return func(yield func(Reminder, error) bool) {
		if days < 0 {
			yield(Reminder{}, mci.Invalid("days", fmt.Sprint(days), "0 days or more"))
			return
		}
		for page, err := range d.Pages(ctx, query, 0) {
			for _, l := range page {
				found, soon := remind(&l, at, days)
				if (soon || l.Err != nil) && !yield(found, l.Err) {
					return
				}
			}
			if err != nil {
				yield(Reminder{}, err)
				return
			}
		}
	}
}

// mostDays is far beyond the years of any claim.
const mostDays = 4_000_000

// lastEnd returns an instant before which every window with at most some days
// left ends, in whatever zone its days are counted.
func lastEnd(at time.Time, days int) time.Time {
	return at.UTC().AddDate(0, 0, min(days, mostDays)+3)
}

// remind returns the reminder of a claim, if the claim expires within some
// days.
func remind(l *desk.Listed, at time.Time, days int) (Reminder, bool) {
	if l.Err != nil {
		return Reminder{}, false
	}
	item := ItemOf(*l)
	deadline, expires := item.expiry()
	if !expires || !deadline.Window.Open(at) || deadline.DaysLeft(at) > days {
		return Reminder{}, false
	}
	return Reminder{item, deadline, deadline.DaysLeft(at), days}, true
}

// reminder is the JSON form of a Reminder.
type reminder struct {
	Key string `json:"key"`
	Item
	Deadline Deadline `json:"deadline"`
	DaysLeft int      `json:"daysLeft"`
	Within   int      `json:"within"`
}

// MarshalJSON returns the reminder for a message: its key, the columns of the
// claim, the deadline, the days that are left and the days that were asked for.
// If the reminder has no claim, the error is a [mci.FieldError].
func (r Reminder) MarshalJSON() ([]byte, error) {
	if r.Claim == nil && r.Association == nil {
		return nil, mci.Invalid("claim", "", "a claim")
	}
	return json.Marshal(reminder{r.Key(), r.Item, r.Deadline, r.DaysLeft, r.Within})
}

// UnmarshalJSON always returns a [mci.FieldError], because only [Reminders]
// makes a reminder.
func (*Reminder) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "a reminder", "a claim, of which Reminders makes it")
}

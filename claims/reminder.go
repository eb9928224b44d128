package claims

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Reminder is a claim that expires soon unless somebody moves it.
type Reminder struct {
	Claim *Claim
	// the one that expires the claim
	Deadline Deadline
	// after the day of the instant that was asked for; 0 on the last day
	DaysLeft int
	// the number of days that was asked for
	Within int
}

// Key names the reminder: the same for every run that asks for the same number
// of days, and another one when the deadline is another. A host that notes the
// key with each mail sends it once, however often a run is repeated.
func (r Reminder) Key() string {
	return fmt.Sprintf("%d/%s/%s/%s", r.Within, r.Deadline.Clock, r.Deadline.Window.LastDay, r.Claim.ID())
}

// Reminders yields the claims of a query that expire within a number of days
// after the day of an instant, by the end of the window and then by claim ID; 0
// days asks for those whose last day it is. A claim whose window is over is
// none of them: that is for [Desk.Sweep]. Nothing is saved or sent. It asks the
// store by [ExpiresKey], whatever the query says of key and order, a page at a
// time, as its caller reads. A run that ended early is begun again after any
// claim that it yielded, by the claim's ID and the end of the window.
//
// A claim that cannot be read or restored is a [ClaimError], beside a zero
// Reminder, and the list goes on. Any other error is the last that is yielded.
// Less than 0 days is a [mci.FieldError].
func (d *Desk) Reminders(ctx context.Context, query Query, at time.Time, days int) iter.Seq2[Reminder, error] {
	query.Key, query.Until, query.ByKey = ExpiresKey, lastEnd(at, days), true
	if noCursor := query.After == "" && query.AfterKey.IsZero(); noCursor || !query.AfterKey.IsZero() && query.AfterKey.Before(at) {
		query.After, query.AfterKey = "", at // what is over by then needs no reminder
	}
	return func(yield func(Reminder, error) bool) {
		if days < 0 {
			yield(Reminder{}, mci.Invalid("days", fmt.Sprint(days), "0 days or more"))
			return
		}
		for page, err := range d.pages(ctx, query) {
			for _, l := range page {
				found, soon := l.reminder(at, days)
				if (soon || l.err != nil) && !yield(found, l.err) {
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

// lastEnd returns an instant before which every window ends that has at most
// some days left, in whatever zone its days are counted.
func lastEnd(at time.Time, days int) time.Time {
	return at.UTC().AddDate(0, 0, min(days, mostDays)+3)
}

// reminder returns the reminder of a claim that expires within some days.
func (l *listed) reminder(at time.Time, days int) (Reminder, bool) {
	if l.err != nil {
		return Reminder{}, false
	}
	deadline, expires := l.claim.expiry()
	if !expires || !deadline.Window.Open(at) || deadline.DaysLeft(at) > days {
		return Reminder{}, false
	}
	return Reminder{l.claim, deadline, deadline.DaysLeft(at), days}, true
}

// reminder is the JSON form of a Reminder.
type reminder struct {
	Key      string   `json:"key"`
	Claim    ID       `json:"claim"`
	Name     string   `json:"name"`
	State    State    `json:"state"`
	Deadline Deadline `json:"deadline"`
	DaysLeft int      `json:"daysLeft"`
	Within   int      `json:"within"`
}

// MarshalJSON returns the reminder for a message: its key, the claim by ID,
// name and state, the deadline, the days that are left and those that were
// asked for. A reminder of no claim is a [mci.FieldError].
func (r Reminder) MarshalJSON() ([]byte, error) {
	if r.Claim == nil {
		return nil, mci.Invalid("claim", "", "a claim")
	}
	record := &r.Claim.record
	return json.Marshal(reminder{r.Key(), record.ID, record.Name, record.State(), r.Deadline, r.DaysLeft, r.Within})
}

// UnmarshalJSON refuses: a reminder is made by [Desk.Reminders] alone. The
// error is a [mci.FieldError].
func (*Reminder) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "a reminder", "a claim, of which Reminders makes it")
}

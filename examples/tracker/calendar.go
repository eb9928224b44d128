package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) calendarCommand() *cobra.Command {
	return &cobra.Command{
		Use: "calendar", Short: "Print deadlines and expected payments as an iCalendar feed", Args: cobra.NoArgs,
		Long: `Print the deadlines of the open claims and the expected payments of the approved ones as an iCalendar feed: a whole day for the
last day of each.

An event is known by its claim and its clock, and numbered by the claim's version: when a deadline moves, so does the event
in people's calendars. The same claims give the same bytes. With --json it prints the events as data.`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			events, err := t.calendar(ctx)
			if err != nil {
				return err
			}
			if t.json {
				return printJSON(t.out, events)
			}
			return buffered(t.out, events.serialize)
		}),
	}
}

// A calendarEvent is the last day of one clock of one claim.
type calendarEvent struct {
	UID         string    `json:"uid"`
	Sequence    uint64    `json:"sequence"`
	Changed     time.Time `json:"changed"` // when the claim last changed
	Day         mci.Date  `json:"day"`
	Summary     string    `json:"summary"`
	Description string    `json:"description"`
}

// A feed lists the events in the order of the claims, then of their deadlines.
type feed []calendarEvent

func (t *tracker) calendar(ctx context.Context) (feed, error) {
	events := feed{}
	for item, err := range register.Worklist(ctx, t.desk, store.Query{}, t.at) {
		if t.skips(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, d := range item.Deadlines() {
			events = append(events, eventOf(&item.Item, &d))
		}
		if !item.Expected.IsZero() {
			events = append(events, paymentOf(&item))
		}
	}
	return events, nil
}

func eventOf(i *register.Item, d *register.Deadline) calendarEvent {
	days := "days"
	if d.Business {
		days = "business days"
	}
	then := "then the claim expires"
	if !d.Expires {
		then = "nothing expires then"
	}
	return calendarEvent{
		UID:      url.PathEscape(string(i.ID)) + "/" + url.PathEscape(d.Clock) + "@tracker",
		Sequence: i.Version, Changed: i.Updated, Day: d.Window.LastDay,
		Summary:     fmt.Sprintf("%s: last day of %s%s", vocabulary.Visible(i.Name), d.Clock, assumedText(d.Assumed)),
		Description: fmt.Sprintf("Claim %s, %s. %d %s, %s. Rule %s; %s.", i.ID, i.Status, d.Days, days, then, d.Rule, d.Source),
	}
}

// paymentOf is the last day on which a payment is in time.
func paymentOf(item *register.WorkItem) calendarEvent {
	assumed := slices.Contains(slices.Collect(item.Claim.Assumed().All()), "approvedAt")
	return calendarEvent{
		UID:      url.PathEscape(string(item.ID)) + "/payment@tracker",
		Sequence: item.Version, Changed: item.Updated, Day: item.Expected,
		Summary:     fmt.Sprintf("%s: payment expected%s", vocabulary.Visible(item.Name), assumedText(assumed)),
		Description: fmt.Sprintf("Claim %s, %s. %d days after the approval; nothing expires then. Rule claim.payment; %s.", item.ID, item.Status, earnings.PaymentCycleDays, mci.WorkshopClaims.Source()),
	}
}

// serialize writes no instant of its own, so that the same claims give the same
// bytes.
func (f feed) serialize(w io.Writer) error {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//mci-go//incentives tracker//EN")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName("MCI deadlines")
	for i := range f {
		e := &f[i]
		event := calendar.AddEvent(e.UID)
		event.SetDtStampTime(e.Changed)
		event.SetLastModifiedAt(e.Changed)
		event.SetSequence(int(e.Sequence))
		event.SetAllDayStartAt(e.Day.Start(time.UTC))
		event.SetAllDayEndAt(e.Day.AddDays(1).Start(time.UTC))
		event.SetSummary(e.Summary)
		event.SetDescription(e.Description)
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return calendar.SerializeTo(w)
}

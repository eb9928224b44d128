package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/icalendar"
)

func (p *program) calendarCommand() *cobra.Command {
	return &cobra.Command{
		Use: "calendar", Short: "Print deadlines and expected payments as an iCalendar feed", Args: arguments(0, 0),
		Long: `Print the deadlines of the open claims and the expected payments of the approved ones as an iCalendar feed: a whole day for the
last day of each.

An event is known by its claim and its clock, and numbered by the claim's version: when a deadline moves, so does the event
in people's calendars. The same claims give the same bytes. With --json it prints the events as data.`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			events, err := icalendar.Of(ctx, t.desk, store.Query{}, t.at, "tracker", t.skips)
			if err != nil {
				return err
			}
			if t.json {
				return printJSON(t.out, events)
			}
			return buffered(t.out, func(w io.Writer) error { return events.Serialize(w, "tracker") })
		}),
	}
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
)

// A dueLine is an open claim with the clock that ends first for it.
type dueLine struct {
	Claim    claims.ID         `json:"claim"`
	Name     string            `json:"name"`
	State    claims.State      `json:"state"`
	Next     claims.Actor      `json:"next"` // who moves the claim on
	Deadline *claims.Countdown `json:"deadline"`
}

// A dueList is the most urgent claim first.
type dueList []dueLine

func (p *program) dueCommand() *cobra.Command {
	within := -1
	command := &cobra.Command{
		Use: "due", Short: "List the open claims, the most urgent first", Args: cobra.NoArgs,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			due, err := t.due(ctx, within)
			if err != nil {
				return err
			}
			return t.show(due)
		}),
	}
	command.Flags().IntVar(&within, "within", -1, "only those with at most so many `DAYS` left (default all)")
	return command
}

func (t *tracker) due(ctx context.Context, within int) (dueList, error) {
	due := dueList{}
	for claim, err := range t.claims(ctx, claims.Query{Open: true}) {
		if err != nil {
			return nil, err
		}
		next := claim.NextSteps(t.at)
		line := dueLine{Claim: claim.ID(), Name: claim.Record().Name, State: claim.State(), Next: nextActor(&next)}
		if len(next.Deadlines) > 0 {
			line.Deadline = &next.Deadlines[0]
		}
		if within < 0 || line.Deadline != nil && line.Deadline.DaysLeft <= within {
			due = append(due, line)
		}
	}
	slices.SortFunc(due, compareUrgency)
	return due, nil
}

// compareUrgency puts the window that ends first to the front, and claims without one to the end.
func compareUrgency(a, b dueLine) int {
	switch {
	case a.Deadline == nil || b.Deadline == nil:
		return cmp.Or(cmp.Compare(noDeadline(a), noDeadline(b)), cmp.Compare(a.Claim, b.Claim))
	default:
		return cmp.Or(a.Deadline.Window.End.Compare(b.Deadline.Window.End), cmp.Compare(a.Claim, b.Claim))
	}
}

func noDeadline(l dueLine) int {
	if l.Deadline == nil {
		return 1
	}
	return 0
}

// nextActor returns who moves the claim on: the clocks where a window is over, else the other side where it has a step to
// take, since the partner can cancel nearly always.
func nextActor(next *claims.NextSteps) claims.Actor {
	for _, step := range next.By(claims.System) {
		if step.Open() {
			return claims.System
		}
	}
	for _, actor := range []claims.Actor{claims.Customer, claims.Microsoft, claims.Partner} {
		if slices.ContainsFunc(next.By(actor), func(s claims.Step) bool { return s.To != next.State }) {
			return actor
		}
	}
	return 0
}

func (l dueList) text(w io.Writer) {
	fmt.Fprintln(w, "DAYS LEFT\tLAST DAY\tCLAIM\tNEXT\tSTATUS\tRULE")
	for _, line := range l {
		days, last, rule := "", "", ""
		if d := line.Deadline; d != nil {
			days, last, rule = daysLeft(d), d.Window.LastDay.String(), string(d.Rule)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", days, last, line.Claim, line.Next, line.State, rule)
	}
}

// daysLeft says in a word when a window ends.
func daysLeft(d *claims.Countdown) string {
	switch {
	case d.Overdue:
		return "overdue"
	case d.Over:
		return "over"
	case d.DaysLeft == 0:
		return "today"
	default:
		return fmt.Sprint(d.DaysLeft)
	}
}

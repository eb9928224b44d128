package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/claimbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A dueLine is a claim that needs an action, with its most urgent deadline.
type dueLine struct {
	Kind   store.Kind `json:"kind"`
	Claim  claims.ID  `json:"claim"`
	Name   string     `json:"name"`
	Status string     `json:"status"`
	// Next is the actor whose turn it is.
	Next claims.Actor `json:"next"`
	// Deadline is null if the claim has none.
	Deadline *register.Deadline `json:"deadline"`
	// DaysLeft is null if the claim has no deadline.
	DaysLeft *int `json:"daysLeft"`
	Over     bool `json:"over,omitempty"`
	// Expected is the day by which the payment is expected.
	Expected mci.Date `json:"expected,omitzero"`
	// Overdue says that Microsoft is late with the review or the payment.
	Overdue bool `json:"overdue,omitempty"`
	// Shown is the status in Partner Center, if it is another one.
	Shown string `json:"shown,omitempty"`
}

// A dueList starts with the most urgent claim.
type dueList []dueLine

func (p *program) dueCommand() *cobra.Command {
	within, book := dayCount(-1), output{}
	command := &cobra.Command{
		Use: "due", Short: "List the open and the unpaid claims, the most urgent first", Args: arguments(0, 0),
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			work, err := t.due(ctx, int(within))
			if err != nil {
				return err
			}
			if err := t.tellConflicts(ctx); err != nil {
				return err
			}
			if book.file != "" {
				return t.writeBook(book, func(b *workbook.Book) error { return claimbook.Worklist(b, work) })
			}
			return t.show(dueReport{dueListOf(work), int(within), t.unreadable > 0})
		}),
	}
	book.add(command.Flags())
	command.Flags().Var(&within, "within", "only claims with at most `DAYS` left, such as 7 or 7d (default all)")
	return command
}

// due returns the claims that need an action, the most urgent first.
func (t *tracker) due(ctx context.Context, within int) ([]register.WorkItem, error) {
	var work []register.WorkItem
	for item, err := range register.Worklist(ctx, t.desk, store.Query{}, t.at) {
		switch {
		case t.skips(err):
		case err != nil:
			return nil, err
		case within < 0 || item.Next.Clock != "" && item.DaysLeft <= within,
			!item.Expected.IsZero() && mci.DateOf(t.at).DaysUntil(item.Expected) <= within:
			work = append(work, item)
		}
	}
	slices.SortFunc(work, register.CompareUrgency)
	return work, nil
}

// tellConflicts warns about approvals that cannot all be up to date. Such
// claims wait for nobody, so they are on no list of work.
func (t *tracker) tellConflicts(ctx context.Context) error {
	conflicts, unread, err := register.Conflicts(ctx, t.desk, store.Query{})
	if err != nil {
		return err
	}
	t.skipAll(unread)
	for _, conflict := range conflicts {
		warning := conflict.Warning()
		fmt.Fprintf(t.err, "tracker: warning: %s (%s)\n", warning.Why, warning.Rule)
	}
	return nil
}

func dueListOf(work []register.WorkItem) dueList {
	due := make(dueList, len(work))
	for i := range work {
		due[i] = dueLineOf(&work[i])
	}
	return due
}

func dueLineOf(item *register.WorkItem) dueLine {
	line := dueLine{
		Kind: item.Kind, Claim: item.ID, Name: item.Name, Status: item.Status,
		Next: item.Actor, Over: item.Over, Expected: item.Expected, Overdue: item.Overdue, Shown: item.Shown,
	}
	if item.Next.Clock != "" {
		line.Deadline, line.DaysLeft = &item.Next, &item.DaysLeft
	}
	return line
}

// A dueReport is a list with its limit in days. If the limit is negative, there
// is none.
type dueReport struct {
	list   dueList
	within int
	partly bool // not all claims could be read
}

// MarshalJSON returns only the list.
func (r dueReport) MarshalJSON() ([]byte, error) { return json.Marshal(r.list) }

func (r dueReport) text(w io.Writer) {
	switch {
	case len(r.list) > 0:
		r.list.text(w)
	case r.partly:
		fmt.Fprintln(w, "of the claims that could be read, none is listed")
	case r.within < 0:
		fmt.Fprintln(w, "no claim is open")
	default:
		fmt.Fprintf(w, "no claim has a deadline or awaits a payment within %s\n", counted(r.within, "day"))
	}
}

func (l dueList) text(w io.Writer) {
	fmt.Fprintln(w, "LEFT\tLAST DAY\tCLAIM\tNEXT\tSTATUS\tRULE")
	for _, line := range l {
		left, last, rule := "", "", ""
		if d := line.Deadline; d != nil {
			left, last, rule = line.left(), d.Window.LastDay.String()+assumedText(d.Assumed), string(d.Rule)
		} else if !line.Expected.IsZero() {
			left, last, rule = "payment", line.Expected.String(), "claim.payment"
			if line.Overdue {
				left = "overdue"
			}
		}
		fmt.Fprintf(w, "%s%s\t%s\t%s\t%s\t%s\t%s\n", line.mark(), left, last, line.Claim, line.Next, statusText(line.Status, line.Shown), rule)
	}
}

// assumedText marks a date that was counted from an assumed date.
func assumedText(assumed bool) string {
	if assumed {
		return " (assumed)"
	}
	return ""
}

// statusText returns the claim's status. If the portal shows a different one,
// the text names both.
func statusText(status, shown string) string {
	if shown == "" {
		return status
	}
	return fmt.Sprintf("%s; the portal shows %s", status, vocabulary.Visible(shown))
}

// mark returns the mark of the line; see [screen].
func (l *dueLine) mark() string {
	switch {
	case l.Overdue || l.Over:
		return late
	case l.DaysLeft != nil && *l.DaysLeft <= 7:
		return soon
	default:
		return ""
	}
}

// left returns the number of days left to the deadline, or a word such as
// "today" or "overdue".
func (l *dueLine) left() string {
	switch {
	case l.Overdue:
		return "overdue"
	case l.Over:
		return "over"
	case *l.DaysLeft == 0:
		return "today"
	default:
		return counted(*l.DaysLeft, "day")
	}
}

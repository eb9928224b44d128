package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/claimbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) planCommand() *cobra.Command {
	var book output
	command := &cobra.Command{
		Use: "plan FILE", Short: "List the engagements for which a customer can be nominated, and by which ID and location", Args: arguments(1, 1),
		Long: `List the engagements for which a customer can be nominated at the instant: by which ID, from which location, for which pay and
until when; and for every other engagement the rules that stand in the way. It needs no file of claims.

The file holds what is known of the customer and of your locations, in the JSON form of plan.Prospect; "-" is the standard input.
A fact that is left out is unknown. If it names no instant, --at counts.`,
		RunE: func(_ *cobra.Command, args []string) error {
			return p.without(func(t *tracker) error { return t.plan(args[0], book) })
		},
	}
	book.add(command.Flags())
	return command
}

// plan makes the plan for the customer in a file.
func (t *tracker) plan(file string, book output) error {
	data, err := t.read(file)
	if err != nil {
		return err
	}
	var prospect plan.Prospect
	if err := readStrictly(data, &prospect); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if prospect.At.IsZero() {
		prospect.At = t.at
	}
	made, err := plan.Make(prospect, offered(t.catalog, mci.DateOf(prospect.At)))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if book.file != "" {
		return t.writeBook(book, func(b *workbook.Book) error { return claimbook.Plan(b, made) })
	}
	return t.show(planReport{made})
}

// answerText returns the answer of a choice as text. If a customer is too small
// for every rate, a partner may nominate the customer all the same, so the text
// says that the claim pays nothing.
func answerText(c plan.Choice) string {
	answer := c.Decision().Outcome().String()
	if c.Decision().Outcome() == mci.Pass && c.Payout().Outcome == mci.Fail {
		answer += ", but pays nothing"
	}
	return answer
}

// A planReport is a plan with its form for people.
type planReport struct{ plan.Plan }

func (r planReport) text(w io.Writer) {
	fmt.Fprintln(w, "ENGAGEMENT\tANSWER\tCUSTOMER ID\tLOCATION\tPAYOUT\tUNTIL\tAGAINST IT")
	for _, option := range r.Options() {
		best := option.Best()
		reasons := best.Decision().Reasons()
		until, against := "-", "-"
		if last := best.Turn().LastDay(); !last.IsZero() {
			until = last.String()
		}
		if len(reasons) > 0 {
			against = string(reasons[0].Rule)
		}
		if len(reasons) > 1 {
			against += fmt.Sprintf(" and %d more", len(reasons)-1)
		}
		cells := []string{
			string(option.Engagement.Ref().Engagement), answerText(best), best.ID().Type().String() + " " + best.ID().Value(),
			string(best.Location()), best.Payout().Summary(), until, against,
		}
		for i, cell := range cells {
			cells[i] = vocabulary.Visible(cell)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6])
	}
	for e := range r.Exclusions() {
		fmt.Fprintf(w, "not in one go: %s and %s: %s (%s)\n", e.Engagements[0].Engagement, e.Engagements[1].Engagement, e.Why, e.Rule)
	}
}

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// nextSteps holds the steps that can happen to a claim, and its divergence.
type nextSteps struct {
	claims.NextSteps
	Divergence *claims.Divergence `json:"divergence,omitempty"`
	// the expected day of the payment, if there is one
	Expected mci.Date `json:"expectedPayment,omitzero"`
	Late     bool     `json:"paymentLate,omitempty"`

	expected string
}

func (p *program) nextCommand() *cobra.Command {
	return &cobra.Command{
		Use: "next ID", Short: "List the steps that each side can take, and the gaps that block them",
		Args: arguments(1, 1), ValidArgsFunction: p.completeID,
		RunE: p.reading(func(ctx context.Context, t *tracker, args []string) error {
			if associated, err := t.association(ctx, args[0]); err != nil {
				return err
			} else if associated != nil {
				return t.show(associationSheetOf(associated, t.at))
			}
			claim, err := t.claim(ctx, args[0])
			if err != nil {
				return err
			}
			work := register.Work(register.Activity(claim), t.at)
			return t.show(nextSteps{
				NextSteps: claim.NextSteps(t.at), Divergence: claim.Divergence(), Expected: work.Expected,
				Late: work.Overdue && !work.Expected.IsZero(), expected: expectedText(claim, t.at),
			})
		}),
	}
}

func (n nextSteps) text(w io.Writer) {
	fmt.Fprintf(w, "%s: %s\n", n.Claim, n.State)
	for _, actor := range []claims.Actor{claims.Partner, claims.Customer, claims.Microsoft, claims.System} {
		for _, step := range n.By(actor) {
			stepText(w, &step, n.State)
		}
	}
	if n.Divergence.Open() {
		fmt.Fprintf(w, "%s can %s: the portal shows %s\n", claims.Partner, verbName(claims.DivergenceResolved), vocabulary.Visible(n.Divergence.Shown.String()))
	}
	for i := range n.Deadlines {
		fmt.Fprintf(w, "deadline: %s\n", deadlineText(&n.Deadlines[i]))
	}
	if n.expected != "" {
		fmt.Fprintf(w, "payment: %s (claim.payment)\n", n.expected)
	}
}

func stepText(w io.Writer, s *claims.Step, from claims.State) {
	fmt.Fprintf(w, "%s can %s", s.Actor, verbName(s.Event))
	if s.To != from {
		fmt.Fprintf(w, ", which leads to %s", s.To)
	}
	fmt.Fprintln(w)
	for _, gap := range s.Blocked {
		fmt.Fprintf(w, "  not yet: %s (%s)\n", gap.Why, gap.Rule)
	}
	for _, gap := range s.Needed {
		fmt.Fprintf(w, "  needs: %s (%s)\n", gap.Why, gap.Rule)
	}
}

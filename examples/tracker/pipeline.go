package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A pipeline is the money of all claims by status. It has four kinds of
// amounts, which are never added up.
type pipeline []pipelineStatus

// A pipelineStatus also counts the claims whose payment is expected.
type pipelineStatus struct {
	store.PipelineStatus
	Awaiting int `json:"awaitingPayment,omitempty"`
	// later than the expected day
	Late int `json:"latePayment,omitempty"`
}

func (p *program) pipelineCommand() *cobra.Command {
	return &cobra.Command{
		Use: "pipeline", Short: "Sum the amounts by status: estimated, requested, approved and paid apart", Args: arguments(0, 0),
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			awaiting, late := 0, 0
			approved := store.Query{Kind: store.PartnerActivity, Statuses: store.Statuses(claims.Approved), Key: store.AttentionKey}
			for work, err := range register.Worklist(ctx, t.desk, approved, t.at) {
				switch {
				case t.skips(err) || err == nil && work.Expected.IsZero():
				case err != nil:
					return err
				case work.Overdue:
					late++
					awaiting++
				default:
					awaiting++
				}
			}
			statuses, unread, err := t.desk.Totals(ctx, store.Query{})
			if err != nil {
				return err
			}
			if adder, ok := t.store.(altering); ok { // this store leaves claims out without an error
				unread, err = adder.Altered(ctx, store.Query{})
				if err != nil {
					return err
				}
			}
			t.skipAll(unread)
			lines := pipeline{}
			for _, status := range statuses {
				line := pipelineStatus{PipelineStatus: status}
				if status.Kind == store.PartnerActivity && status.Status == claims.Approved.String() {
					line.Awaiting, line.Late = awaiting, late
				}
				lines = append(lines, line)
			}
			return t.show(lines)
		}),
	}
}

// An altering is a store that adds up itself and can name the claims that it
// leaves out because they were altered.
type altering interface {
	Altered(ctx context.Context, query store.Query) ([]*store.ClaimError, error)
}

func (p pipeline) text(w io.Writer) {
	if len(p) == 0 {
		fmt.Fprintln(w, "there is no claim")
		return
	}
	both := p[0].Kind != p[len(p)-1].Kind // they are sorted by kind
	if both {
		fmt.Fprint(w, "KIND\t")
	}
	fmt.Fprintln(w, "STATUS\tCLAIMS\tCURRENCY\tESTIMATED\tREQUESTED\tAPPROVED\tPAID")
	for _, status := range p {
		amounts := status.Amounts
		if len(amounts) == 0 {
			amounts = []store.PipelineAmount{{Currency: "-"}}
		}
		for _, a := range amounts {
			if both {
				fmt.Fprintf(w, "%s\t", status.Kind)
			}
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", status.Status, status.Claims, a.Currency,
				orDash(a.Estimated.Money), orDash(a.Requested.Money), orDash(a.Approved.Money), orDash(a.Paid.Money))
		}
	}
	for _, status := range p {
		if status.Awaiting > 0 {
			fmt.Fprintf(w, "payment awaited: %s, %d of them late\n", counted(status.Awaiting, "claim"), status.Late)
		}
	}
}

func orDash(m mci.Money) string {
	if m.IsNone() {
		return "-"
	}
	return m.Amount()
}

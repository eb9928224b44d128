package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A pipeline holds the amounts of all claims by status. The four amounts differ
// in kind, so they are never added up.
type pipeline []claims.PipelineStatus

func (p *program) pipelineCommand() *cobra.Command {
	return &cobra.Command{
		Use: "pipeline", Short: "Sum the amounts by status: estimated, requested, approved and paid apart", Args: cobra.NoArgs,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			statuses, unread, err := claims.Pipeline(t.desk.Register(ctx, claims.Query{}))
			if err != nil {
				return err
			}
			t.skipAll(unread)
			return t.show(append(pipeline{}, statuses...))
		}),
	}
}

func (p pipeline) text(w io.Writer) {
	if len(p) == 0 {
		fmt.Fprintln(w, "there is no claim")
		return
	}
	fmt.Fprintln(w, "STATUS\tCLAIMS\tCURRENCY\tESTIMATED\tREQUESTED\tAPPROVED\tPAID")
	for _, status := range p {
		amounts := status.Amounts
		if len(amounts) == 0 {
			amounts = []claims.PipelineAmount{{Currency: "-"}}
		}
		for _, a := range amounts {
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", status.Status, status.Claims, a.Currency,
				orDash(a.Estimated.Money), orDash(a.Requested.Money), orDash(a.Approved.Money), orDash(a.Paid.Money))
		}
	}
}

func orDash(m mci.Money) string {
	if m.IsNone() {
		return "-"
	}
	return m.Amount()
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A pipelineLine is what the claims of one status are worth in one currency. The four amounts are figures of different
// kinds, and are never added up.
type pipelineLine struct {
	State     claims.State `json:"state"`
	Currency  mci.Currency `json:"currency"` // none where no amount is known
	Claims    int          `json:"claims"`
	Estimated mci.Money    `json:"estimated"`
	Requested mci.Money    `json:"requested"`
	Approved  mci.Money    `json:"approved"`
	Paid      mci.Money    `json:"paid"`
}

// A pipeline is in the order of the statuses, then of the currencies.
type pipeline []*pipelineLine

func (p *program) pipelineCommand() *cobra.Command {
	return &cobra.Command{
		Use: "pipeline", Short: "Sum the amounts by status: estimated, requested, approved and paid apart", Args: cobra.NoArgs,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			sums, err := t.pipeline(ctx)
			if err != nil {
				return err
			}
			return t.show(sums)
		}),
	}
}

func (t *tracker) pipeline(ctx context.Context) (pipeline, error) {
	sums := pipelineSums{}
	for claim, err := range t.claims(ctx, claims.Query{}) {
		if err != nil {
			return nil, err
		}
		record := claim.Record()
		if err := sums.add(&record); err != nil {
			return nil, &claims.ClaimError{ID: record.ID, Err: err}
		}
	}
	lines := pipeline{}
	for _, line := range sums {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b *pipelineLine) int {
		return cmp.Or(cmp.Compare(a.State.Status, b.State.Status), cmp.Compare(a.State.String(), b.State.String()), cmp.Compare(a.Currency, b.Currency))
	})
	return lines, nil
}

// pipelineSums has the lines by status and currency.
type pipelineSums map[pipelineKey]*pipelineLine

type pipelineKey struct {
	state    claims.State
	currency mci.Currency
}

func (s pipelineSums) line(state claims.State, currency mci.Currency) *pipelineLine {
	key := pipelineKey{state, currency}
	if s[key] == nil {
		s[key] = &pipelineLine{State: state, Currency: currency}
	}
	return s[key]
}

// add counts a claim once, in the line of its first amount, and each amount in the line of its own currency.
func (s pipelineSums) add(r *claims.Record) error {
	type figure struct {
		sum   func(*pipelineLine) *mci.Money
		money mci.Money
	}
	figures := []figure{
		{func(l *pipelineLine) *mci.Money { return &l.Estimated }, r.Amounts.Estimated.Money},
		{func(l *pipelineLine) *mci.Money { return &l.Requested }, r.Amounts.Requested.Money},
		{func(l *pipelineLine) *mci.Money { return &l.Approved }, r.Amounts.Approved.Money},
	}
	for _, payment := range r.Amounts.Payments {
		figures = append(figures, figure{func(l *pipelineLine) *mci.Money { return &l.Paid }, payment.Money})
	}
	figures = slices.DeleteFunc(figures, func(f figure) bool { return f.money.IsNone() })
	var first mci.Currency
	if len(figures) > 0 {
		first = figures[0].money.Currency()
	}
	s.line(r.State(), first).Claims++
	for _, f := range figures {
		sum := f.sum(s.line(r.State(), f.money.Currency()))
		if sum.IsNone() {
			*sum = f.money
			continue
		}
		total, err := sum.Add(f.money)
		if err != nil {
			return err
		}
		*sum = total
	}
	return nil
}

func (p pipeline) text(w io.Writer) {
	fmt.Fprintln(w, "STATUS\tCLAIMS\tCURRENCY\tESTIMATED\tREQUESTED\tAPPROVED\tPAID")
	for _, l := range p {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", l.State, l.Claims, l.Currency,
			l.Estimated.Amount(), l.Requested.Amount(), l.Approved.Amount(), l.Paid.Amount())
	}
}

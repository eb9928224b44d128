package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A column is one field of the export. It is empty where there is nothing.
type column struct {
	name string
	of   func(*claims.Record, *claims.NextSteps) string
}

var columns = []column{
	{"claim", func(r *claims.Record, _ *claims.NextSteps) string { return string(r.ID) }},
	{"name", func(r *claims.Record, _ *claims.NextSteps) string { return r.Name }},
	{"status", func(r *claims.Record, _ *claims.NextSteps) string { return r.State().String() }},
	{"next", func(_ *claims.Record, n *claims.NextSteps) string { return nextActor(n).String() }},
	{"clock", ofDeadline(func(d *claims.Countdown) string { return d.Clock.String() })},
	{"last day", ofDeadline(func(d *claims.Countdown) string { return d.Window.LastDay.String() })},
	{"days left", ofDeadline(func(d *claims.Countdown) string { return strconv.Itoa(d.DaysLeft) })},
	{"rule", ofDeadline(func(d *claims.Countdown) string { return string(d.Rule) })},
	{"edition", func(r *claims.Record, _ *claims.NextSteps) string { return string(r.Engagement.Edition) }},
	{"engagement", func(r *claims.Record, _ *claims.NextSteps) string { return string(r.Engagement.Engagement) }},
	{"customer ID type", func(r *claims.Record, _ *claims.NextSteps) string { return r.CustomerID.Type().String() }},
	{"customer ID", func(r *claims.Record, _ *claims.NextSteps) string { return r.CustomerID.Value() }},
	{"location", func(r *claims.Record, _ *claims.NextSteps) string { return string(r.Location) }},
	{"created", func(r *claims.Record, _ *claims.NextSteps) string { return r.Created.Format(time.RFC3339) }},
	{"updated", func(r *claims.Record, _ *claims.NextSteps) string { return r.Updated.Format(time.RFC3339) }},
	{"estimated", ofAmount(func(a *claims.Amounts) mci.Money { return a.Estimated.Money })},
	{"requested", ofAmount(func(a *claims.Amounts) mci.Money { return a.Requested.Money })},
	{"approved", ofAmount(func(a *claims.Amounts) mci.Money { return a.Approved.Money })},
	{"paid", func(r *claims.Record, _ *claims.NextSteps) string {
		paid := make([]string, len(r.Amounts.Payments))
		for i, payment := range r.Amounts.Payments {
			paid[i] = exactly(payment.Money)
		}
		return strings.Join(paid, "; ")
	}},
}

func ofDeadline(text func(*claims.Countdown) string) func(*claims.Record, *claims.NextSteps) string {
	return func(_ *claims.Record, n *claims.NextSteps) string {
		if len(n.Deadlines) == 0 {
			return ""
		}
		return text(&n.Deadlines[0])
	}
}

func ofAmount(amount func(*claims.Amounts) mci.Money) func(*claims.Record, *claims.NextSteps) string {
	return func(r *claims.Record, _ *claims.NextSteps) string { return exactly(amount(&r.Amounts)) }
}

func exactly(m mci.Money) string {
	if m.IsNone() {
		return ""
	}
	return m.Amount() + " " + string(m.Currency())
}

func (p *program) exportCommand() *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Print all claims as CSV, for a spreadsheet", Args: cobra.NoArgs,
		Long: `Print all claims as CSV, for a spreadsheet. A text that a spreadsheet would take for a formula has an apostrophe before it.
With --json it prints the stored records, one a line and as they are.`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			if t.json {
				return t.exportJSON(ctx)
			}
			return t.exportCSV(ctx)
		}),
	}
}

func (t *tracker) exportCSV(ctx context.Context) error {
	out := csv.NewWriter(t.out)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.name
	}
	err := out.Write(line)
	for claim, listed := range t.claims(ctx, claims.Query{}) {
		if err = errors.Join(err, listed); err != nil {
			return err
		}
		record, next := claim.Record(), claim.NextSteps(t.at)
		for i, c := range columns {
			line[i] = harmless(c.of(&record, &next))
		}
		err = out.Write(line)
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

// harmless keeps a spreadsheet from running what a customer's name says. A number stays one.
func harmless(cell string) string {
	if _, err := strconv.Atoi(cell); err == nil || !strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
		return cell
	}
	return "'" + cell
}

func (t *tracker) exportJSON(ctx context.Context) error {
	lines := json.NewEncoder(t.out)
	for claim, err := range t.claims(ctx, claims.Query{}) {
		if err != nil {
			return err
		}
		if err := lines.Encode(claim.Record()); err != nil {
			return err
		}
	}
	return nil
}

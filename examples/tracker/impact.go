package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/catalogimpact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) impactCommand() *cobra.Command {
	asCSV, all := false, false
	command := &cobra.Command{
		Use: "impact DRAFT", Short: "Say what the catalog in DRAFT would change for the stored claims, and for how much", Args: arguments(1, 1),
		Long: `Say what the catalog in the file DRAFT would change: which stored claims could not be read with it, which would be held until
their terms are accepted, which open ones it touches and how, and the difference in money, claim by claim and in total. The
present catalog is that of --catalog. Nothing is stored.`,
		RunE: p.reading(func(ctx context.Context, t *tracker, args []string) error { return t.impact(ctx, args[0], asCSV, all) }),
	}
	command.Flags().BoolVar(&asCSV, "csv", false, "print CSV, one line for each claim")
	command.Flags().BoolVar(&all, "all", false, "list also the claims for which nothing changes")
	return command
}

// An impactReport prints the effect of a new catalog on the stored claims.
type impactReport struct{ *catalogimpact.Report }

func (t *tracker) impact(ctx context.Context, file string, asCSV, all bool) error {
	draft, err := loadCatalog(file)
	if err != nil {
		return err
	}
	report, err := catalogimpact.Of(desk.Records(t.store.List(ctx, store.Query{})), t.catalog, draft, t.at, all)
	if err != nil {
		return err
	}
	if asCSV && !t.json {
		return buffered(t.out, impactReport{report}.csv)
	}
	return t.show(impactReport{report})
}

func (r impactReport) text(w io.Writer) {
	if len(r.Claims) > 0 {
		r.tableText(w)
	}
	for _, id := range slices.Sorted(maps.Keys(r.Engagements)) {
		of := r.Engagements[id]
		totalsText(w, string(id), &of)
	}
	totalsText(w, "in total", &r.Totals)
	for _, lacked := range r.Missing {
		fmt.Fprintf(w, "the draft lacks %s of the edition %s, for which there are claims (%d): a catalog keeps each edition of which there are claims, so add it to the draft\n",
			lacked.Engagement.Engagement, lacked.Engagement.Edition, lacked.Claims)
	}
}

// tableText writes a table of the claims, and then what the draft touches of
// each.
func (r impactReport) tableText(w io.Writer) {
	fmt.Fprintln(w, "CLAIM\tENGAGEMENT\tTERMS\tPAYS NOW\tBY THE DRAFT\tDIFFERENCE")
	for i := range r.Claims {
		one := &r.Claims[i]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", vocabulary.Visible(string(one.Claim)), one.Engagement.Engagement, one.Loading, payText(one.Old), payText(one.New), orDash(one.Difference))
	}
	fmt.Fprintln(w)
	for i := range r.Claims {
		touchesText(w, &r.Claims[i])
	}
}

// touchesText writes what a draft touches of a claim, and otherwise why it
// cannot be read. If there is nothing of both, it writes nothing.
func touchesText(w io.Writer, one *impact.Impact) {
	if one.Why == "" && len(one.Touches) == 0 {
		return
	}
	fmt.Fprintf(w, "%s:\n", vocabulary.Visible(string(one.Claim)))
	if len(one.Touches) == 0 {
		fmt.Fprintf(w, "  %s\n", vocabulary.Visible(one.Why))
	}
	for _, touched := range one.Touches {
		fmt.Fprintf(w, "  %s: %s, now %s; %s\n", touched.Change.What, cmp.Or(touched.Change.Old, "nothing"), cmp.Or(touched.Change.New, "nothing"), touched.Touch.Why)
	}
	fmt.Fprintln(w)
}

func totalsText(w io.Writer, name string, n *impact.Totals) {
	fmt.Fprintf(w, "%s: %s, %d load, %d need their terms accepted, %d cannot be read; %d touched, %d may be; the pay of %d is unknown\n",
		name, counted(n.Claims, "claim"), n.Loads, n.NeedAcceptance, n.Unreadable, n.Touched, n.MayBeTouched, n.UnknownPay)
	for _, sums := range []struct {
		as  string
		all []impact.Sum
	}{{"", n.Money}, {" estimated as of today", n.Estimated}} {
		for _, sum := range sums.all {
			fmt.Fprintf(w, "  %s%s: %s now, %s by the draft, difference %s\n", counted(sum.Claims, "claim"), sums.as, sum.Old, sum.New, sum.Difference)
		}
	}
}

func payText(p impact.Pay) string {
	text := p.Outcome.String()
	if p.Outcome == mci.Pass {
		text = p.Amount.String()
	}
	if p.Estimated {
		text += " (estimated)"
	}
	return text
}

// impactColumns are the columns of the CSV, without formulas. Each amount has
// its own currency, because a draft can pay in another one.
var impactColumns = []struct {
	name string
	cell func(*impact.Impact) string
}{
	{"claim", func(i *impact.Impact) string { return asText(string(i.Claim)) }},
	{"engagement", func(i *impact.Impact) string { return string(i.Engagement.Engagement) }},
	{"edition", func(i *impact.Impact) string { return string(i.Engagement.Edition) }},
	{"status", func(i *impact.Impact) string { return i.Status.String() }},
	{"loading", func(i *impact.Impact) string { return i.Loading.String() }},
	{"touches", func(i *impact.Impact) string { return strconv.Itoa(len(i.Touches)) }},
	{"old", func(i *impact.Impact) string { return amountCell(i.Old) }},
	{"old currency", func(i *impact.Impact) string { return string(i.Old.Amount.Currency()) }},
	{"new", func(i *impact.Impact) string { return amountCell(i.New) }},
	{"new currency", func(i *impact.Impact) string { return string(i.New.Amount.Currency()) }},
	{"difference", func(i *impact.Impact) string { return i.Difference.Amount() }},
	{"difference currency", func(i *impact.Impact) string { return string(i.Difference.Currency()) }},
	{"estimated", func(i *impact.Impact) string { return strconv.FormatBool(i.Old.Estimated || i.New.Estimated) }},
	{"why", func(i *impact.Impact) string { return asText(i.Why) }},
}

// csv writes a line for each claim.
func (r impactReport) csv(w io.Writer) error {
	table := csv.NewWriter(w)
	row := make([]string, len(impactColumns))
	for j, column := range impactColumns {
		row[j] = column.name
	}
	err := table.Write(row)
	for i := 0; err == nil && i < len(r.Claims); i++ {
		for j, column := range impactColumns {
			row[j] = column.cell(&r.Claims[i])
		}
		err = table.Write(row)
	}
	table.Flush()
	if err == nil {
		err = table.Error()
	}
	return err
}

func amountCell(p impact.Pay) string {
	if p.Outcome != mci.Pass {
		return p.Outcome.String()
	}
	return p.Amount.Amount()
}

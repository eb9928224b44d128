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
	"strings"

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

// tableText writes a table of the claims. Below it, it writes the changes of
// the draft that touch each claim.
func (r impactReport) tableText(w io.Writer) {
	fmt.Fprintln(w, "CLAIM\tENGAGEMENT\tTERMS\tPAYS NOW\tBY THE DRAFT\tDIFFERENCE")
	for i := range r.Claims {
		one := &r.Claims[i]
		terms, now, then := one.Loading.String(), payText(one.Old), payText(one.New)
		if one.Ended {
			terms, now, then = "ended", "-", "-"
		}
		difference := "-"
		if !one.Difference.IsNone() {
			difference = one.Difference.String()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", vocabulary.Visible(string(one.Claim)), one.Engagement.Engagement, terms, now, then, difference)
	}
	fmt.Fprintln(w)
	for i := range r.Claims {
		touchesText(w, &r.Claims[i])
	}
}

// touchesText writes the changes of a draft that touch a claim, the reason if
// it cannot be read, and the reason if its pay is unknown or zero. If there are
// none of these, it writes nothing.
func touchesText(w io.Writer, one *impact.Impact) {
	var lines []string
	if len(one.Touches) == 0 && one.Why != "" && !one.Ended {
		lines = append(lines, one.Why)
	}
	for _, touched := range one.Touches {
		line := touched.Touch.Why
		if touched.Touch.Outcome != mci.Pass { // this touch does not name the change
			line = fmt.Sprintf("perhaps %s: %s, now %s; %s", touched.Change.What, cmp.Or(touched.Change.Old, "nothing"), cmp.Or(touched.Change.New, "nothing"), line)
		}
		lines = append(lines, line)
	}
	for _, pay := range []struct{ when, why string }{{"pays now", one.Old.Why}, {"by the draft", one.New.Why}} {
		if pay.why != "" && pay.why != one.Why {
			lines = append(lines, pay.when+": "+pay.why)
		}
	}
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "%s:\n", vocabulary.Visible(string(one.Claim)))
	for _, line := range lines {
		fmt.Fprintf(w, "  %s\n", vocabulary.Visible(line))
	}
	fmt.Fprintln(w)
}

// mostNeeds is the number of missing facts that a line names.
const mostNeeds = 10

func totalsText(w io.Writer, name string, n *impact.Totals) {
	fmt.Fprintf(w, "%s: %s, %d load, %d need their terms accepted, %d cannot be read, %d have ended; %d touched, %d may be; the pay of %d is unknown\n",
		name, counted(n.Claims, "claim"), n.Loads, n.NeedAcceptance, n.Unreadable, n.Ended, n.Touched, n.MayBeTouched, n.UnknownPay)
	for _, sum := range n.Money {
		what := counted(sum.Claims, "claim")
		if basis := sum.Basis(); basis != "" {
			what += ", " + basis
		}
		if sum.Approved {
			fmt.Fprintf(w, "  %s: %s, which no catalog changes\n", what, sum.Old)
			continue
		}
		fmt.Fprintf(w, "  %s: %s now, %s by the draft, difference %s\n", what, sum.Old, sum.New, sum.Difference)
	}
	var needs []string
	for _, need := range n.Needs[:min(len(n.Needs), mostNeeds)] {
		needs = append(needs, need.What+" ("+counted(need.Claims, "claim")+")")
	}
	if more := len(n.Needs) - len(needs); more > 0 {
		needs = append(needs, "and "+counted(more, "other fact"))
	}
	if len(needs) > 0 {
		fmt.Fprintf(w, "  missing: %s\n", vocabulary.Visible(strings.Join(needs, ", ")))
	}
}

// payText returns a payout for a cell. The missing facts, and the reason if
// there is no pay, are written below the table.
func payText(p impact.Pay) string {
	var text string
	switch {
	case !p.OnApproval.IsNone():
		text = p.OnApproval.String() + " on approval"
	case p.Outcome == mci.Pass:
		text = p.Amount.String()
	default:
		text = noPay(p.Outcome)
	}
	switch {
	case p.Estimated:
		text += " (estimated)"
	case p.Approved:
		text += " (approved)"
	}
	return text
}

// noPay returns a word for a cell that has no amount.
func noPay(o mci.Outcome) string {
	if o == mci.Fail {
		return "nothing"
	}
	return o.String()
}

// impactColumns are the columns of the CSV, without formulas. Each amount has
// its own currency, because a draft may pay in another one.
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
	{"old", func(i *impact.Impact) string { return amountCell(i, i.Old) }},
	{"old currency", func(i *impact.Impact) string { return string(known(i.Old).Currency()) }},
	{"new", func(i *impact.Impact) string { return amountCell(i, i.New) }},
	{"new currency", func(i *impact.Impact) string { return string(known(i.New).Currency()) }},
	{"difference", func(i *impact.Impact) string { return i.Difference.Amount() }},
	{"difference currency", func(i *impact.Impact) string { return string(i.Difference.Currency()) }},
	{"estimated", func(i *impact.Impact) string { return strconv.FormatBool(i.Old.Estimated || i.New.Estimated) }},
	{"on approval alone", func(i *impact.Impact) string {
		return strconv.FormatBool(!i.Old.OnApproval.IsNone() || !i.New.OnApproval.IsNone())
	}},
	{"approved", func(i *impact.Impact) string { return strconv.FormatBool(i.Old.Approved && i.New.Approved) }},
	{"ended", func(i *impact.Impact) string { return strconv.FormatBool(i.Ended) }},
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

// known returns the known amount of a payout: the total, or the part that the
// approval pays.
func known(p impact.Pay) mci.Money {
	if !p.OnApproval.IsNone() {
		return p.OnApproval
	}
	return p.Amount
}

func amountCell(i *impact.Impact, p impact.Pay) string {
	switch amount := known(p); {
	case i.Ended:
		return ""
	case amount.IsNone():
		return noPay(p.Outcome)
	default:
		return amount.Amount()
	}
}

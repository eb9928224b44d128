package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/claimbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An earningsReport compares the claims with their payments.
type earningsReport struct {
	Files      []reportfiles.File      `json:"files"`
	Books      []reportfiles.BookNotes `json:"workbooks,omitempty"`
	Problems   []reportfiles.Problem   `json:"notRead,omitempty"`
	Sums       []settlement.Sum        `json:"sums"`
	Settlement *settlement.Settlement  `json:"settlement"`
	Recorded   []reportfiles.Recorded  `json:"recorded,omitempty"`
	Unrecorded []settlement.Unrecorded `json:"unrecorded,omitempty"`

	options *earningsOptions
	failed  int // the number of commands that failed
}

// showEarnings prints the report in the chosen format.
func (t *tracker) showEarnings(r *earningsReport) error {
	if len(r.options.only) > 0 {
		r.Settlement.Results = slices.DeleteFunc(r.Settlement.Results, func(one settlement.Result) bool { return !slices.Contains(r.options.only, one.State) })
	}
	if r.options.book.file == "" && (!r.options.asCSV || t.json) {
		return t.show(r)
	}
	for _, book := range r.Books {
		notesText(t.err, book.Notes)
	}
	for _, one := range r.Problems {
		fmt.Fprintf(t.err, "tracker: %s\n", problemText(&one))
	}
	if r.options.book.file != "" {
		return t.writeBook(r.options.book, func(b *workbook.Book) error { return claimbook.Settlement(b, r.Settlement, r.Sums) })
	}
	return buffered(t.out, r.csv)
}

// problemText names the file, the line and the reason.
func problemText(p *reportfiles.Problem) string {
	where := p.File
	if p.Line > 0 {
		where += ":" + strconv.Itoa(p.Line)
	}
	return vocabulary.Visible(where + ": " + p.Why)
}

func (r *earningsReport) text(w io.Writer) {
	for _, file := range r.Files {
		fmt.Fprintf(w, "%s: %s, %s\n", vocabulary.Visible(file.File), file.Layout, counted(file.Lines, "line"))
	}
	for _, book := range r.Books {
		fmt.Fprintf(w, "%s: sheet %s\n", vocabulary.Visible(book.File), strconv.Quote(vocabulary.Visible(book.Sheet)))
		notesText(w, book.Notes)
	}
	for _, one := range r.Problems {
		fmt.Fprintf(w, "not read: %s\n", problemText(&one))
	}
	r.sumsText(w)
	if len(r.Settlement.Results) > 0 {
		fmt.Fprintln(w, "\nCLAIM\tPAYMENT\tDUE\tAPPROVED\tPAID\tDIFFERENCE\tARRIVED")
	}
	for i := range r.Settlement.Results {
		one := &r.Settlement.Results[i]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", one.ID, stateOf(one), dueText(one), amountOrDash(one.Approved), amountOrDash(one.Paid),
			amountOrDash(one.Difference), amountOrDash(one.Arrived))
	}
	fmt.Fprintln(w)
	for i := range r.Settlement.Results {
		one := &r.Settlement.Results[i]
		for _, sentence := range sentences(one) {
			fmt.Fprintf(w, "%s: %s\n", one.ID, vocabulary.Visible(sentence))
		}
	}
	if len(r.options.only) == 0 {
		r.othersText(w)
	}
	r.recordedText(w)
}

// stateOf returns the state with the days that a claim is late.
func stateOf(r *settlement.Result) string {
	text := r.State.String()
	if r.DaysLate > 0 {
		text += ", " + counted(r.DaysLate, "day")
	}
	if r.Doubtful {
		text += " (doubtful)"
	}
	return text
}

// dueText marks a day that was counted from an assumed date.
func dueText(r *settlement.Result) string { return r.Due.String() + assumedText(r.DueAssumed) }

func amountOrDash(a earnings.Amount) string {
	if a.IsNone() {
		return "-"
	}
	return a.String()
}

// sumsText prints the sums. Sums of different kinds are never added up. An
// unknown amount is not zero, so beside each sum stands the number of claims
// whose amount is known.
func (r *earningsReport) sumsText(w io.Writer) {
	if len(r.Sums) == 0 {
		fmt.Fprintln(w, "there is no claim to settle")
		return
	}
	fmt.Fprintf(w, "\n%s\tCLAIMS\tCURRENCY\tAPPROVED\tPAID\tUNPAID\tCO-OP\tDIFFERENCE\tARRIVED\n", strings.ToUpper(strings.Join(r.fields(), "\t")))
	for i := range r.Sums {
		sum := &r.Sums[i]
		amounts := sum.Amounts
		if len(amounts) == 0 {
			amounts = []settlement.SumAmount{{Currency: "-"}}
		}
		for _, a := range amounts {
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", vocabulary.Visible(strings.Join(r.values(sum), "\t")), sum.Claims, a.Currency,
				figureText(a.Approved), figureText(a.Paid), figureText(a.Unpaid), figureText(a.CoOp), figureText(a.Difference), figureText(a.Arrived))
		}
	}
}

func (r *earningsReport) fields() (names []string) {
	for _, by := range r.options.by {
		names = append(names, sumFields[slices.IndexFunc(sumFields, func(f sumField) bool { return f.by == by })].word)
	}
	return names
}

func (r *earningsReport) values(sum *settlement.Sum) (values []string) {
	for _, by := range r.options.by {
		switch by {
		case settlement.SumByState:
			values = append(values, sum.State.String())
		case settlement.SumByArea:
			values = append(values, sum.Area)
		case settlement.SumByLocation:
			values = append(values, sum.Location)
		case settlement.SumByMonth:
			values = append(values, sum.Month.String())
		case settlement.SumByOwner:
		}
	}
	return values
}

func figureText(f settlement.Figure) string {
	if f.Claims == 0 {
		return "-"
	}
	return f.Amount.Text()
}

// sentences describe the findings of the reports about a claim.
func sentences(r *settlement.Result) (all []string) {
	for _, line := range r.Lines {
		all = append(all, fmt.Sprintf("%s %s, %s%s", line.EarningType, line.Amount, line.Status, at(line.Origin)))
	}
	for i := range r.Orders {
		all = append(all, orderText(&r.Orders[i]))
	}
	for _, step := range r.Steps {
		all = append(all, fmt.Sprintf("difference: %s %s%s", step.Cause, step.Amount, at(step.Origins...)))
	}
	if r.Unexplained.Sign() != 0 {
		all = append(all, fmt.Sprintf("difference: not explained %s", r.Unexplained))
	}
	for i := range r.Findings {
		// if it names no line, it lists the missing files, as below
		if f := &r.Findings[i]; f.Rule != "settlement.coverage" || len(f.Origins) > 0 {
			all = append(all, findingText(f))
		}
	}
	for _, missing := range r.Missing {
		all = append(all, "missing: "+missing.String())
	}
	return all
}

// at names the places of lines.
func at(origins ...earnings.Origin) string {
	var places []string
	for _, origin := range origins {
		if place := origin.String(); place != "" {
			places = append(places, place)
		}
	}
	if places == nil {
		return ""
	}
	return " (" + strings.Join(places, ", ") + ")"
}

func orderText(o *settlement.PaidOrder) string {
	var text strings.Builder
	text.WriteString(fmt.Sprintf("payment %s, %s, %s arrived%s", o.PaymentID, o.Status, o.Total, at(o.Origin)))
	for _, step := range o.Steps {
		text.WriteString(fmt.Sprintf("; %s %s", step.Cause, step.Amount))
		if step.Rate != "" {
			text.WriteString(fmt.Sprintf(" at %s of %s", step.Rate, step.On))
		}
	}
	if o.Unexplained.Sign() != 0 {
		text.WriteString(fmt.Sprintf("; not explained %s", o.Unexplained))
	}
	return text.String()
}

func findingText(f *settlement.Finding) string {
	text := f.Text + at(f.Origins...)
	if f.CanAct != mci.No && f.Action != "" {
		text += "; " + f.Action
		if !f.By.IsZero() {
			text += ", by " + f.By.String()
		}
		if f.Where != "" {
			text += ", at " + f.Where
		}
	}
	return text
}

// mostOthers is the largest number of lines without a claim that are printed.
// If a partner takes part in other programs, there are many. JSON lists all of
// them.
const mostOthers = 20

// othersText prints the lines that belong to no claim.
func (r *earningsReport) othersText(w io.Writer) {
	for i := range r.Settlement.Unclaimed {
		if i == mostOthers {
			fmt.Fprintf(w, "%s more without a claim; --json lists them\n", counted(len(r.Settlement.Unclaimed)-i, "earning"))
			break
		}
		one := &r.Settlement.Unclaimed[i]
		text := "an earning without a claim"
		if one.NumberUnknown {
			text = "an earning of the claim number " + one.ClaimID + ", which names no single claim"
		}
		text += fmt.Sprintf(": %s %s, %s%s", one.EarningType, one.Amount, one.PaymentStatus, at(one.Origin))
		if len(one.Candidates) > 0 {
			text += fmt.Sprintf("; it may belong to %v", one.Candidates)
		}
		fmt.Fprintln(w, vocabulary.Visible(text))
	}
	for i := range r.Settlement.Unmatched {
		if i == mostOthers {
			fmt.Fprintf(w, "%s more without an earning; --json lists them\n", counted(len(r.Settlement.Unmatched)-i, "payment"))
			break
		}
		one := &r.Settlement.Unmatched[i]
		fmt.Fprintln(w, vocabulary.Visible(fmt.Sprintf("a payment without an earning: %s %s, %s%s", one.PaymentID, one.Total, one.PaymentStatus, at(one.Origin))))
	}
	if n := len(r.Settlement.NotEligible); n > 0 {
		fmt.Fprintf(w, "%s of ineligible revenue that belong to no claim\n", counted(n, "line"))
	}
}

// recordedText prints the facts that were recorded.
func (r *earningsReport) recordedText(w io.Writer) {
	for i := range r.Recorded {
		one := &r.Recorded[i]
		state := "done"
		switch {
		case one.Why != "":
			state = one.Why
		case one.Before:
			state = "done before"
		case one.Note != "":
			state = "done; " + one.Note
		}
		fmt.Fprintf(w, "%s: %s%s: %s\n", one.Recording.Claim, one.Recording.Command.Event(), at(one.Recording.Origins...), vocabulary.Visible(state))
	}
	for _, one := range r.Unrecorded {
		fmt.Fprintf(w, "%s: not recorded%s: %s\n", one.Claim, at(one.Origin), vocabulary.Visible(one.Why))
	}
}

// earningsColumns are the columns of the CSV. The currency of an amount is in
// the column after it.
var earningsColumns = []struct {
	head string
	cell func(*settlement.Result) string
}{
	{"Claim ID", func(r *settlement.Result) string { return string(r.ID) }},
	{"Number", func(r *settlement.Result) string { return r.Number }},
	{"Payment", func(r *settlement.Result) string { return r.State.String() }},
	{"Doubtful", func(r *settlement.Result) string { return yesOrNo(r.Doubtful) }},
	{"Due", func(r *settlement.Result) string { return r.Due.String() }},
	{"Due assumed", func(r *settlement.Result) string { return yesOrNo(r.DueAssumed) }},
	{"Days late", func(r *settlement.Result) string { return strconv.Itoa(r.DaysLate) }},
	{"Area", func(r *settlement.Result) string { return r.Area }},
	{"Location", func(r *settlement.Result) string { return r.Location }},
	{"Approved in", func(r *settlement.Result) string { return r.Month.String() }},
	{"Estimated", func(r *settlement.Result) string { return r.Estimated.Text() }},
	{"Estimated currency", func(r *settlement.Result) string { return string(r.Estimated.Currency()) }},
	{"Requested", func(r *settlement.Result) string { return r.Requested.Text() }},
	{"Requested currency", func(r *settlement.Result) string { return string(r.Requested.Currency()) }},
	{"Approved", func(r *settlement.Result) string { return r.Approved.Text() }},
	{"Approved currency", func(r *settlement.Result) string { return string(r.Approved.Currency()) }},
	{"Paid", func(r *settlement.Result) string { return r.Paid.Text() }},
	{"Paid currency", func(r *settlement.Result) string { return string(r.Paid.Currency()) }},
	{"Unpaid", func(r *settlement.Result) string { return r.Unpaid.Text() }},
	{"Unpaid currency", func(r *settlement.Result) string { return string(r.Unpaid.Currency()) }},
	{"Co-op", func(r *settlement.Result) string { return r.CoOp.Text() }},
	{"Co-op currency", func(r *settlement.Result) string { return string(r.CoOp.Currency()) }},
	{"Difference", func(r *settlement.Result) string { return r.Difference.Text() }},
	{"Difference currency", func(r *settlement.Result) string { return string(r.Difference.Currency()) }},
	{"Not explained", func(r *settlement.Result) string { return r.Unexplained.Text() }},
	{"Not explained currency", func(r *settlement.Result) string { return string(r.Unexplained.Currency()) }},
	{"Arrived", func(r *settlement.Result) string { return r.Arrived.Text() }},
	{"Arrived currency", func(r *settlement.Result) string { return string(r.Arrived.Currency()) }},
	{"Findings", func(r *settlement.Result) string { return strings.Join(sentences(r), "; ") }},
}

func yesOrNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// csv prints one line for each claim.
func (r *earningsReport) csv(w io.Writer) error {
	lines := csv.NewWriter(w)
	cells := make([]string, len(earningsColumns))
	for i, column := range earningsColumns {
		cells[i] = column.head
	}
	err := lines.Write(cells)
	for i := range r.Settlement.Results {
		for at, column := range earningsColumns {
			cells[at] = asText(column.cell(&r.Settlement.Results[i]))
		}
		err = errors.Join(err, lines.Write(cells))
	}
	lines.Flush()
	return errors.Join(err, lines.Error())
}

// asText puts an apostrophe before a text that a spreadsheet would read as a
// formula. A negative number is left as it is.
func asText(cell string) string {
	cell = vocabulary.Visible(cell)
	if _, err := earnings.ParseAmount(cell, mci.USD); err == nil && strings.HasPrefix(cell, "-") {
		return cell
	}
	return portal.SafeCell(cell)
}

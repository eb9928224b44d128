package portal

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// ExportOptions configure [Export]. The zero ExportOptions are the defaults.
type ExportOptions struct {
	// Mark writes the byte order mark of UTF-8 first. Some spreadsheet programs
	// need it to recognize the encoding.
	Mark bool
	// Separator stands between the cells: comma, semicolon or tab. Zero means
	// the comma.
	Separator rune
}

// A cell is a column of the register: its header and its text for a claim. A
// number is written as it is, because it cannot be a formula.
type cell struct {
	header string
	number bool
	text   func(*register.WorkItem, *claims.Record) string
}

// cells is the table of the columns, in their order.
var cells = []cell{
	{ClaimID.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return string(r.ID) }},
	{ClaimName.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return r.Name }},
	{"Edition", false, func(_ *register.WorkItem, r *claims.Record) string { return string(r.Engagement.Edition) }},
	{EngagementID.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return string(r.Engagement.Engagement) }},
	{"Engagement", false, func(w *register.WorkItem, _ *claims.Record) string { return w.Claim.Engagement().Title() }},
	{CustomerIDType.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return r.CustomerID.Type().String() }},
	{CustomerID.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return r.CustomerID.Value() }},
	{Location.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return string(r.Location) }},
	{Status.String(), false, func(_ *register.WorkItem, r *claims.Record) string { return r.Status.String() }},
	{"Disputed", false, func(_ *register.WorkItem, r *claims.Record) string {
		return map[bool]string{true: "yes", false: "no"}[r.Disputed]
	}},
	{"Shown by Partner Center", false, func(w *register.WorkItem, _ *claims.Record) string { return diverging(w.Claim.Divergence()) }},
	{Created.String(), false, func(w *register.WorkItem, r *claims.Record) string {
		return w.Claim.Engagement().Edition().Calendar().Day(r.Created).String()
	}},
	{"Deadline", false, func(w *register.WorkItem, _ *claims.Record) string { return where(w, w.Next.Window.LastDay.String()) }},
	{"Deadline rule", false, func(w *register.WorkItem, _ *claims.Record) string { return where(w, string(w.Next.Rule)) }},
	{"Counted from", false, func(w *register.WorkItem, _ *claims.Record) string { return where(w, w.Next.Trigger.String()) }},
	{"Days left", true, func(w *register.WorkItem, _ *claims.Record) string { return where(w, strconv.Itoa(w.Next.DaysLeft)) }},
	{"Next actor", false, func(w *register.WorkItem, _ *claims.Record) string { return w.Actor.String() }},
	{"Estimated", true, func(_ *register.WorkItem, r *claims.Record) string { return figures(r.Amounts.Estimated) }},
	{"Estimated currency", false, func(_ *register.WorkItem, r *claims.Record) string { return currencies(r.Amounts.Estimated) }},
	{"Requested", true, func(_ *register.WorkItem, r *claims.Record) string { return figures(r.Amounts.Requested) }},
	{"Requested currency", false, func(_ *register.WorkItem, r *claims.Record) string { return currencies(r.Amounts.Requested) }},
	{"Approved", true, func(_ *register.WorkItem, r *claims.Record) string { return figures(r.Amounts.Approved) }},
	{"Approved currency", false, func(_ *register.WorkItem, r *claims.Record) string { return currencies(r.Amounts.Approved) }},
	{"Payments", true, func(_ *register.WorkItem, r *claims.Record) string { return figures(paid(r)...) }},
	{"Payments currency", false, func(_ *register.WorkItem, r *claims.Record) string { return currencies(paid(r)...) }},
	{"Deadline assumed", false, func(w *register.WorkItem, _ *claims.Record) string {
		return where(w, map[bool]string{true: "yes", false: "no"}[w.Next.Assumed])
	}},
	{"Assumed", false, func(w *register.WorkItem, _ *claims.Record) string {
		return strings.Join(slices.DeleteFunc(slices.Collect(w.Claim.Assumed().All()), isBookkeeping), "; ")
	}},
}

// isBookkeeping reports whether a field describes the record and not the claim.
func isBookkeeping(path string) bool { return path == "updated" || path == "version" || path == "keys" }

// where returns a text about a claim's deadline, or the empty text if it has
// none.
func where(w *register.WorkItem, text string) string {
	if w.Next.Clock == 0 {
		return ""
	}
	return text
}

func diverging(d *claims.Divergence) string {
	if d == nil {
		return ""
	}
	return d.Shown.String()
}

// paid returns the payments that were not replaced.
func paid(r *claims.Record) (amounts []claims.Amount) {
	for payment := range r.Amounts.Paid() {
		amounts = append(amounts, claims.Amount{Money: payment.Money, At: payment.At})
	}
	return amounts
}

// figures returns the amounts with semicolons between them. It never adds them
// up.
func figures(amounts ...claims.Amount) string {
	return joined(amounts, func(money mci.Money) string { return money.Amount() })
}

func currencies(amounts ...claims.Amount) string {
	return joined(amounts, func(money mci.Money) string { return string(money.Currency()) })
}

func joined(amounts []claims.Amount, text func(mci.Money) string) string {
	var texts []string
	for _, amount := range amounts {
		if !amount.Money.IsNone() {
			texts = append(texts, text(amount.Money))
		}
	}
	return strings.Join(texts, "; ")
}

// Header returns the headers of the register. Their order is stable; new
// columns come last.
func Header() []string {
	header := make([]string, len(cells))
	for i := range cells {
		header[i] = cells[i].header
	}
	return header
}

// Export writes the register of claims as they are at an instant, with one row
// for each claim in the order of the list. The list is, for example, the result
// of [desk.Desk.List]. Lines end with CR and LF, and cells are quoted if
// needed. Dates are in ISO form. Each kind of amount has a column, with another
// one for its currency. If a text looks like a formula, an apostrophe is
// written before it, which [Read] removes.
//
// If a claim cannot be read, Export leaves it out of the file and returns its
// error. Any other error of the list or of the destination is returned alone,
// and the file is then incomplete. If the separator is not allowed, the error
// is a [mci.FieldError].
func Export(to io.Writer, list iter.Seq2[*claims.Claim, error], at time.Time, options ExportOptions) ([]*store.ClaimError, error) {
	table, err := begin(to, options)
	if err != nil {
		return nil, err
	}
	var unread []*store.ClaimError
	row := make([]string, len(cells))
	for claim, err := range list {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			unread = append(unread, one)
		case err != nil:
			return nil, err
		default:
			fill(row, register.Work(claim, at))
			if err := table.Write(row); err != nil {
				return nil, err
			}
		}
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return nil, err
	}
	return unread, nil
}

// begin writes the byte order mark and the header.
func begin(to io.Writer, options ExportOptions) (*csv.Writer, error) {
	table := csv.NewWriter(to)
	table.UseCRLF = true
	if options.Separator != 0 {
		table.Comma = options.Separator
	}
	if !strings.ContainsRune(",;\t", table.Comma) {
		return nil, mci.Invalid("separator", string(table.Comma), "comma, semicolon or tab")
	}
	if options.Mark {
		if _, err := io.WriteString(to, "\uFEFF"); err != nil {
			return nil, err
		}
	}
	return table, table.Write(Header())
}

func fill(row []string, item register.WorkItem) {
	record := item.Claim.Record()
	for i := range cells {
		row[i] = cells[i].text(&item, &record)
		if !cells[i].number {
			row[i] = SafeCell(row[i])
		}
	}
}

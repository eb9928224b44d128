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
	"github.com/mci-go/incentives/claims/association"
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
// number is written as it is, because it cannot be a formula. If the kinds of
// claims differ in a column, it has a text for each; associations leave a column
// empty that has none for them.
type cell struct {
	header      string
	number      bool
	both        func(*register.WorkItem) string
	activity    func(*claims.Claim, *claims.Record) string
	association func(*association.Claim, *association.Record) string
}

// text returns the text of the column for a claim.
func (c *cell) text(w *register.WorkItem, activity *claims.Record, associated *association.Record) string {
	switch {
	case c.both != nil:
		return c.both(w)
	case w.Association == nil:
		return c.activity(w.Claim, activity)
	case c.association != nil:
		return c.association(w.Association, associated)
	default:
		return ""
	}
}

// amountCell returns the column of an amount, which only partner activities
// have.
func amountCell(header string, number bool, text func(*claims.Record) string) cell {
	return cell{header: header, number: number, activity: func(_ *claims.Claim, r *claims.Record) string { return text(r) }}
}

// cells is the table of the columns, in their order.
var cells = []cell{
	{header: ClaimID.String(), both: func(w *register.WorkItem) string { return string(w.ID) }},
	{header: ClaimName.String(), both: func(w *register.WorkItem) string { return w.Name }},
	{header: "Edition", activity: func(_ *claims.Claim, r *claims.Record) string { return string(r.Engagement.Edition) }},
	{header: EngagementID.String(), both: func(w *register.WorkItem) string { return string(w.Engagement) }},
	{
		header:      "Engagement",
		activity:    func(c *claims.Claim, _ *claims.Record) string { return c.Engagement().Title() },
		association: func(c *association.Claim, _ *association.Record) string { return c.Kind().String() },
	},
	{
		header:      CustomerIDType.String(),
		activity:    func(_ *claims.Claim, r *claims.Record) string { return r.CustomerID.Type().String() },
		association: func(_ *association.Claim, r *association.Record) string { return r.Tenant.Type().String() },
	},
	{
		header:      CustomerID.String(),
		activity:    func(_ *claims.Claim, r *claims.Record) string { return r.CustomerID.Value() },
		association: func(_ *association.Claim, r *association.Record) string { return r.Tenant.Value() },
	},
	{header: Location.String(), both: func(w *register.WorkItem) string { return string(w.Location) }},
	{
		header:      Status.String(),
		activity:    func(_ *claims.Claim, r *claims.Record) string { return r.Status.String() },
		association: func(c *association.Claim, _ *association.Record) string { return c.State().Status.String() },
	},
	{
		header:      "Disputed",
		activity:    func(_ *claims.Claim, r *claims.Record) string { return yesNo(r.Disputed) },
		association: func(_ *association.Claim, r *association.Record) string { return yesNo(!r.DisputedAt.IsZero()) },
	},
	{
		header: "Shown by Partner Center",
		activity: func(c *claims.Claim, _ *claims.Record) string {
			if d := c.Divergence(); d != nil {
				return d.Shown.String()
			}
			return ""
		},
		association: func(c *association.Claim, _ *association.Record) string {
			if d := c.Divergence(); d != nil {
				return d.Shown.String()
			}
			return ""
		},
	},
	{
		header: Created.String(),
		activity: func(c *claims.Claim, r *claims.Record) string {
			return c.Engagement().Edition().Calendar().Day(r.Created).String()
		},
		association: func(c *association.Claim, r *association.Record) string {
			return c.Terms().BusinessDays().Day(r.Created).String()
		},
	},
	{header: "Deadline", both: func(w *register.WorkItem) string { return where(w, w.Next.Window.LastDay.String()) }},
	{header: "Deadline rule", both: func(w *register.WorkItem) string { return where(w, string(w.Next.Rule)) }},
	{header: "Counted from", both: func(w *register.WorkItem) string { return where(w, w.Next.Trigger) }},
	{header: "Days left", number: true, both: func(w *register.WorkItem) string { return where(w, strconv.Itoa(w.DaysLeft)) }},
	{header: "Next actor", both: func(w *register.WorkItem) string { return w.Actor.String() }},
	amountCell("Estimated", true, func(r *claims.Record) string { return figures(r.Amounts.Estimated) }),
	amountCell("Estimated currency", false, func(r *claims.Record) string { return currencies(r.Amounts.Estimated) }),
	amountCell("Requested", true, func(r *claims.Record) string { return figures(r.Amounts.Requested) }),
	amountCell("Requested currency", false, func(r *claims.Record) string { return currencies(r.Amounts.Requested) }),
	amountCell("Approved", true, func(r *claims.Record) string { return figures(r.Amounts.Approved) }),
	amountCell("Approved currency", false, func(r *claims.Record) string { return currencies(r.Amounts.Approved) }),
	amountCell("Payments", true, func(r *claims.Record) string { return figures(paid(r)...) }),
	amountCell("Payments currency", false, func(r *claims.Record) string { return currencies(paid(r)...) }),
	{header: "Deadline assumed", both: func(w *register.WorkItem) string { return where(w, yesNo(w.Next.Assumed)) }},
	{
		header:      "Assumed",
		activity:    func(c *claims.Claim, _ *claims.Record) string { return assumed(c.Assumed().All()) },
		association: func(c *association.Claim, _ *association.Record) string { return assumed(c.Assumed().All()) },
	},
	{header: "Kind", both: func(w *register.WorkItem) string { return w.Kind.String() }},
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// assumed returns the assumed fields, without those that describe the record.
func assumed(paths iter.Seq[string]) string {
	return strings.Join(slices.DeleteFunc(slices.Collect(paths), isBookkeeping), "; ")
}

// isBookkeeping reports whether a field describes the record and not the claim.
func isBookkeeping(path string) bool { return path == "updated" || path == "version" || path == "keys" }

// where returns a text about a claim's deadline. It is empty if the claim has
// none.
func where(w *register.WorkItem, text string) string {
	if w.Next.Clock == "" {
		return ""
	}
	return text
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

// Export writes the register of claims of both kinds as they are at an instant,
// with one row for each claim in the order of the list. The list is, for
// example, the result of [register.List]. Lines end with CR and LF, and cells
// are quoted if needed. Dates are in ISO form. Each kind of amount has a
// column, with another one for its currency. If a text looks like a formula, an
// apostrophe is written before it, which [Read] removes.
//
// If a claim cannot be read, Export leaves it out of the file and returns its
// error. Any other error of the list or of the destination is returned alone,
// and the file is then incomplete. If the separator is not allowed, the error
// is a [mci.FieldError].
func Export(to io.Writer, list iter.Seq2[register.Item, error], at time.Time, options ExportOptions) ([]*store.ClaimError, error) {
	table, err := begin(to, options)
	if err != nil {
		return nil, err
	}
	var unread []*store.ClaimError
	row := make([]string, len(cells))
	for item, err := range list {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			unread = append(unread, one)
		case err != nil:
			return nil, err
		default:
			fill(row, register.Work(item, at))
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
	var activity claims.Record
	var associated association.Record
	if item.Association != nil {
		associated = item.Association.Record()
	} else {
		activity = item.Claim.Record()
	}
	for i := range cells {
		row[i] = cells[i].text(&item, &activity, &associated)
		if !cells[i].number {
			row[i] = SafeCell(row[i])
		}
	}
}

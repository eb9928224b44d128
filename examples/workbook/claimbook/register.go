package claimbook

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// A line is a row of the register, for a claim of either kind. Only the record
// of the claim's own kind is set.
type line struct {
	work       register.WorkItem
	record     claims.Record
	associated association.Record
}

// lineOf returns the row of a claim.
func lineOf(work register.WorkItem) line {
	l := line{work: work}
	if a := work.Association; a != nil {
		l.associated = a.Record()
	} else {
		l.record = work.Claim.Record()
	}
	return l
}

// either returns the value of the claim's kind.
func either[V any](l *line, activity func(*claims.Claim) V, associated func(*association.Claim) V) V {
	if l.work.Association != nil {
		return associated(l.work.Association)
	}
	return activity(l.work.Claim)
}

// customer returns the customer's ID as the claim names it.
func (l *line) customer() mci.CustomerID {
	if l.work.Association != nil {
		return l.associated.Tenant
	}
	return l.record.CustomerID
}

// deadlined returns a value if the claim has a next deadline. Otherwise it
// returns the zero value.
func deadlined[V any](l *line, value V) (none V) {
	if l.work.Next.Clock == "" {
		return none
	}
	return value
}

var registerFields = joined(
	[]field[line]{
		text(portal.ClaimID.String(), shortWidth, func(l *line) string { return string(l.work.ID) }),
		text(portal.ClaimName.String(), nameWidth, func(l *line) string { return l.work.Name }),
		text("Edition", 0, func(l *line) string { return string(l.record.Engagement.Edition) }),
		text(portal.EngagementID.String(), shortWidth, func(l *line) string { return string(l.work.Engagement) }),
		text("Engagement", nameWidth, func(l *line) string { return titleOf(&l.work.Item) }),
		text(portal.CustomerIDType.String(), 0, func(l *line) string { return l.customer().Type().String() }),
		text(portal.CustomerID.String(), idWidth, func(l *line) string { return l.customer().Value() }),
		text(portal.Location.String(), shortWidth, func(l *line) string { return string(l.work.Location) }),
		text(portal.Status.String(), nameWidth, func(l *line) string {
			return either(l, func(*claims.Claim) string { return l.record.Status.String() }, func(c *association.Claim) string { return c.State().Status.String() })
		}),
		truth("Disputed", func(l *line) bool { return l.record.Disputed || !l.associated.DisputedAt.IsZero() }),
		text("Shown by Partner Center", nameWidth, shownOf),
		day(portal.Created.String(), func(l *line) mci.Date {
			return either(l, func(c *claims.Claim) mci.Date { return c.Engagement().Edition().Calendar().Day(l.record.Created) },
				func(c *association.Claim) mci.Date { return c.Terms().BusinessDays().Day(l.associated.Created) })
		}),
		day("Deadline", func(l *line) mci.Date { return deadlined(l, l.work.Next.Window.LastDay) }),
		text("Deadline rule", shortWidth, func(l *line) string { return deadlined(l, string(l.work.Next.Rule)) }),
		text("Counted from", shortWidth, func(l *line) string { return deadlined(l, l.work.Next.Trigger) }),
		{"Days left", 0, func(l *line) workbook.Cell { return deadlined(l, workbook.Count(l.work.DaysLeft)) }},
		text("Next actor", 0, func(l *line) string { return l.work.Actor.String() }),
	},
	money("Estimated", func(l *line) mci.Money { return l.record.Amounts.Estimated.Money }),
	money("Requested", func(l *line) mci.Money { return l.record.Amounts.Requested.Money }),
	money("Approved", func(l *line) mci.Money { return l.record.Amounts.Approved.Money }),
	[]field[line]{
		count("Number of payments", func(l *line) int { return len(slices.Collect(l.record.Amounts.Paid())) }),
		{"Deadline assumed", 0, func(l *line) workbook.Cell { return deadlined(l, workbook.YesNo(l.work.Next.Assumed)) }},
		text("Assumed", nameWidth, func(l *line) string {
			all := either(l, func(c *claims.Claim) []string { return slices.Collect(c.Assumed().All()) }, func(c *association.Claim) []string { return slices.Collect(c.Assumed().All()) })
			return strings.Join(slices.DeleteFunc(all, isBookkeeping), "; ")
		}),
		text("Kind", shortWidth, func(l *line) string { return l.work.Kind.String() }),
	},
)

// isBookkeeping reports whether a field describes the record and not the claim.
func isBookkeeping(path string) bool { return path == "updated" || path == "version" || path == "keys" }

// shownOf returns the status that Partner Center showed, if it was another one
// than the claim's. It does not matter whether the divergence is settled.
func shownOf(l *line) string {
	return either(l, func(c *claims.Claim) string {
		if d := c.Divergence(); d != nil {
			return d.Shown.String()
		}
		return ""
	}, func(c *association.Claim) string {
		if d := c.Divergence(); d != nil {
			return d.Shown.String()
		}
		return ""
	})
}

// titleOf returns the title of an engagement, or the kind of association.
func titleOf(i *register.Item) string {
	if i.Claim != nil {
		return i.Claim.Engagement().Title()
	}
	return string(i.Engagement)
}

// A payment is a row of the sheet of payments.
type payment struct {
	claim claims.ID
	claims.Payment
}

var paymentFields = joined(
	[]field[payment]{
		text(portal.ClaimID.String(), shortWidth, func(p *payment) string { return string(p.claim) }),
		{"Paid on (UTC)", shortWidth, func(p *payment) workbook.Cell { return workbook.Instant(p.At) }},
	},
	money("Amount", func(p *payment) mci.Money { return p.Money }),
	[]field[payment]{
		text("Payment ID", shortWidth, func(p *payment) string { return p.Reference }),
		text("Earning ID", shortWidth, func(p *payment) string { return p.Earning }),
		text("Earning type", shortWidth, func(p *payment) string { return p.EarningType }),
		text("Month", 0, func(p *payment) string { return p.Month.String() }),
	},
)

// Register writes the claims of a list, of both kinds, as of an instant. The
// sheet "Register" has the columns of [portal.Export], so an import can read
// it. The sheet "Payments" has a row for each payment, because a claim may have
// several, which are never added up.
//
// If a claim cannot be read, Register leaves it out and returns its error. If
// the list fails with any other error, only that error is returned, and the
// book is incomplete.
func Register(book *workbook.Book, list iter.Seq2[register.Item, error], at time.Time) ([]*store.ClaimError, error) {
	page, err := begin(book, "Register", registerFields)
	if err != nil {
		return nil, err
	}
	var unread []*store.ClaimError
	var payments []payment
	for item, err := range list {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			unread = append(unread, one)
			continue
		case err != nil:
			return nil, err
		}
		l := lineOf(register.Work(item, at))
		if err := page.add(&l); err != nil {
			return nil, err
		}
		for paid := range l.record.Amounts.Paid() {
			payments = append(payments, payment{l.record.ID, paid})
		}
	}
	return unread, errors.Join(write(book, "Payments", paymentFields, payments), unreadSheet(book, unread))
}

// unreadSheet adds a sheet with the claims that the register leaves out, so
// that a reader of the workbook alone learns about them. If there are none, it
// adds no sheet.
func unreadSheet(book *workbook.Book, unread []*store.ClaimError) error {
	if len(unread) == 0 {
		return nil
	}
	return write(book, "Not exported", unreadFields, unread)
}

var unreadFields = []field[*store.ClaimError]{
	text(portal.ClaimID.String(), shortWidth, func(e **store.ClaimError) string { return string((*e).ID) }),
	text("Why", proseWidth, func(e **store.ClaimError) string { return (*e).Err.Error() }),
}

package claimbook

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// A line is a row of the register.
type line struct {
	work   register.WorkItem
	record claims.Record
}

// deadlined returns a value of the next deadline, or the zero value if there is
// none.
func deadlined[V any](l *line, value V) (none V) {
	if l.work.Next.Clock == 0 {
		return none
	}
	return value
}

var registerFields = joined(
	[]field[line]{
		text(portal.ClaimID.String(), shortWidth, func(l *line) string { return string(l.record.ID) }),
		text(portal.ClaimName.String(), nameWidth, func(l *line) string { return l.record.Name }),
		text("Edition", 0, func(l *line) string { return string(l.record.Engagement.Edition) }),
		text(portal.EngagementID.String(), shortWidth, func(l *line) string { return string(l.record.Engagement.Engagement) }),
		text("Engagement", nameWidth, func(l *line) string { return l.work.Claim.Engagement().Title() }),
		text(portal.CustomerIDType.String(), 0, func(l *line) string { return l.record.CustomerID.Type().String() }),
		text(portal.CustomerID.String(), idWidth, func(l *line) string { return l.record.CustomerID.Value() }),
		text(portal.Location.String(), shortWidth, func(l *line) string { return string(l.record.Location) }),
		text(portal.Status.String(), nameWidth, func(l *line) string { return l.record.Status.String() }),
		truth("Disputed", func(l *line) bool { return l.record.Disputed }),
		text("Shown by Partner Center", nameWidth, func(l *line) string { return shown(l.work.Claim) }),
		day(portal.Created.String(), func(l *line) mci.Date {
			return l.work.Claim.Engagement().Edition().Calendar().Day(l.record.Created)
		}),
		day("Deadline", func(l *line) mci.Date { return deadlined(l, l.work.Next.Window.LastDay) }),
		text("Deadline rule", shortWidth, func(l *line) string { return deadlined(l, string(l.work.Next.Rule)) }),
		text("Counted from", shortWidth, func(l *line) string { return deadlined(l, l.work.Next.Trigger.String()) }),
		{"Days left", 0, func(l *line) workbook.Cell { return deadlined(l, workbook.Count(l.work.Next.DaysLeft)) }},
		text("Next actor", 0, func(l *line) string { return l.work.Actor.String() }),
	},
	money("Estimated", func(l *line) mci.Money { return l.record.Amounts.Estimated.Money }),
	money("Requested", func(l *line) mci.Money { return l.record.Amounts.Requested.Money }),
	money("Approved", func(l *line) mci.Money { return l.record.Amounts.Approved.Money }),
	[]field[line]{
		count("Number of payments", func(l *line) int { return len(slices.Collect(l.record.Amounts.Paid())) }),
		{"Deadline assumed", 0, func(l *line) workbook.Cell { return deadlined(l, workbook.YesNo(l.work.Next.Assumed)) }},
		text("Assumed", nameWidth, func(l *line) string {
			return strings.Join(slices.DeleteFunc(slices.Collect(l.work.Claim.Assumed().All()), isBookkeeping), "; ")
		}),
	},
)

// isBookkeeping reports whether a field describes the record and not the claim.
func isBookkeeping(path string) bool { return path == "updated" || path == "version" || path == "keys" }

// shown returns the status that Partner Center shows if it is another one than
// the claim's.
func shown(claim *claims.Claim) string {
	if d := claim.Divergence(); d != nil {
		return d.Shown.String()
	}
	return ""
}

// A payment is a row of the sheet of payments.
type payment struct {
	claim claims.ID
	claims.Payment
}

var paymentFields = joined(
	[]field[payment]{
		text(portal.ClaimID.String(), shortWidth, func(p *payment) string { return string(p.claim) }),
		{"Recorded at (UTC)", shortWidth, func(p *payment) workbook.Cell { return workbook.Instant(p.At) }},
	},
	money("Amount", func(p *payment) mci.Money { return p.Money }),
	[]field[payment]{
		text("Payment ID", shortWidth, func(p *payment) string { return p.Reference }),
		text("Earning ID", shortWidth, func(p *payment) string { return p.Earning }),
		text("Earning type", shortWidth, func(p *payment) string { return p.EarningType }),
		text("Month", 0, func(p *payment) string { return p.Month.String() }),
	},
)

// Register writes the claims of a list as they are at an instant: a sheet
// "Register" with the columns of [portal.Export], which an import can read
// again, and a sheet "Payments" with a row for each payment, because a claim may
// have several and they are never added up.
//
// If a claim cannot be read, Register leaves it out and returns its error. Any
// other error of the list is returned alone, and the book is then incomplete.
func Register(book *workbook.Book, list iter.Seq2[*claims.Claim, error], at time.Time) ([]*store.ClaimError, error) {
	page, err := begin(book, "Register", registerFields)
	if err != nil {
		return nil, err
	}
	var unread []*store.ClaimError
	var payments []payment
	for claim, err := range list {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			unread = append(unread, one)
			continue
		case err != nil:
			return nil, err
		}
		l := line{register.Work(claim, at), claim.Record()}
		if err := page.add(&l); err != nil {
			return nil, err
		}
		for paid := range l.record.Amounts.Paid() {
			payments = append(payments, payment{l.record.ID, paid})
		}
	}
	return unread, write(book, "Payments", paymentFields, payments)
}

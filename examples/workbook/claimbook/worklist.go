package claimbook

import (
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

var worklistFields = []field[register.WorkItem]{
	{"Days left", 0, func(w *register.WorkItem) workbook.Cell {
		if w.Next.Clock == 0 {
			return workbook.Cell{}
		}
		return workbook.Count(w.Next.DaysLeft)
	}},
	day("Last day", func(w *register.WorkItem) mci.Date { return w.Next.Window.LastDay }),
	text("Clock", shortWidth, func(w *register.WorkItem) string { return w.Next.Clock.String() }),
	text("Rule", shortWidth, func(w *register.WorkItem) string { return string(w.Next.Rule) }),
	{"Assumed", 0, func(w *register.WorkItem) workbook.Cell {
		if w.Next.Clock == 0 {
			return workbook.Cell{}
		}
		return workbook.YesNo(w.Next.Assumed)
	}},
	text(portal.ClaimID.String(), shortWidth, func(w *register.WorkItem) string { return string(w.Claim.ID()) }),
	text(portal.ClaimName.String(), nameWidth, func(w *register.WorkItem) string { return w.Claim.Record().Name }),
	text("Next actor", 0, func(w *register.WorkItem) string { return w.Actor.String() }),
	text(portal.Status.String(), nameWidth, func(w *register.WorkItem) string { return w.Claim.State().String() }),
	text("Shown by Partner Center", nameWidth, func(w *register.WorkItem) string { return shown(w.Claim) }),
	day("Payment expected by", func(w *register.WorkItem) mci.Date { return w.Expected }),
	truth("Overdue at Microsoft", func(w *register.WorkItem) bool { return w.Overdue }),
	text("Owner", nameWidth, func(w *register.WorkItem) string { return register.ByOwner(w.Claim) }),
	text(portal.Location.String(), shortWidth, func(w *register.WorkItem) string { return string(w.Claim.Record().Location) }),
	text("Engagement", nameWidth, func(w *register.WorkItem) string { return w.Claim.Engagement().Title() }),
}

// Worklist writes work items as the sheet "Worklist", in their order.
func Worklist(book *workbook.Book, items []register.WorkItem) error {
	return write(book, "Worklist", worklistFields, items)
}

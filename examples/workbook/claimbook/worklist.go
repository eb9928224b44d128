package claimbook

import (
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

var worklistFields = []field[register.WorkItem]{
	{"Days left", 0, func(w *register.WorkItem) workbook.Cell {
		if w.Next.Clock == "" {
			return workbook.Cell{}
		}
		return workbook.Count(w.DaysLeft)
	}},
	day("Last day", func(w *register.WorkItem) mci.Date { return w.Next.Window.LastDay }),
	text("Clock", shortWidth, func(w *register.WorkItem) string { return w.Next.Clock }),
	text("Rule", shortWidth, func(w *register.WorkItem) string { return string(w.Next.Rule) }),
	{"Assumed", 0, func(w *register.WorkItem) workbook.Cell {
		if w.Next.Clock == "" {
			return workbook.Cell{}
		}
		return workbook.YesNo(w.Next.Assumed)
	}},
	text(portal.ClaimID.String(), shortWidth, func(w *register.WorkItem) string { return string(w.ID) }),
	text(portal.ClaimName.String(), nameWidth, func(w *register.WorkItem) string { return w.Name }),
	text("Next actor", 0, func(w *register.WorkItem) string { return w.Actor.String() }),
	text(portal.Status.String(), nameWidth, func(w *register.WorkItem) string { return w.Status }),
	text("Shown by Partner Center", nameWidth, func(w *register.WorkItem) string { return w.Shown }),
	day("Payment expected by", func(w *register.WorkItem) mci.Date { return w.Expected }),
	truth("Overdue at Microsoft", func(w *register.WorkItem) bool { return w.Overdue }),
	text("Owner", nameWidth, func(w *register.WorkItem) string { return w.Owner }),
	text(portal.Location.String(), shortWidth, func(w *register.WorkItem) string { return string(w.Location) }),
	text("Engagement", nameWidth, func(w *register.WorkItem) string { return titleOf(&w.Item) }),
}

// Worklist writes work items as the sheet "Worklist", in their order.
func Worklist(book *workbook.Book, items []register.WorkItem) error {
	return write(book, "Worklist", worklistFields, items)
}

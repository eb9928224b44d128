package cases

import (
	"fmt"
	"regexp"
	"time"

	"github.com/shopspring/decimal"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// around returns a number and its neighbors.
func around(text string) []string {
	value := decimal.RequireFromString(text)
	cent := decimal.New(1, -2)
	list := []string{value.String(), value.Add(cent).String()}
	if value.IsPositive() {
		list = append(list, value.Sub(cent).String())
	}
	return list
}

// date matches a date that a catalog writes.
var date = regexp.MustCompile(`"[a-zA-Z]+":\s*"(\d{4}-\d\d-\d\d)"`)

// payDates puts the claim around each date of the engagement.
func (m *maker) payDates(try func(string, func(*catalog.PayInputs)), e *catalog.Engagement) {
	for _, match := range date.FindAllStringSubmatch(m.text(e), -1) {
		for _, after := range []int{-1, 0, 1} {
			on := day(match[1]).AddDays(after)
			try(fmt.Sprintf("nominated on %s", on), func(in *catalog.PayInputs) { in.Dates.Nomination = on })
			try(fmt.Sprintf("consented on %s", on), func(in *catalog.PayInputs) { in.Dates.Consent = on })
		}
	}
}

// deadlines makes the cases of the kind "deadlines".
func (m *maker) deadlines() {
	m.deadlinesFrom("public", "", m.open(viva))
	// Half an hour before midnight in UTC, a day has begun in Zurich, and the
	// clocks go forward before the window ends.
	e, _ := m.catalogs["zoned"].Find(viva, mci.Date{})
	q := question(e, time.Date(2023, time.February, 24, 23, 30, 0, 0, time.UTC))
	m.deadlinesFrom("zoned", "zone: ", m.openBy("zoned", &q))
}

func (m *maker) deadlinesFrom(name, prefix string, first *answer.Living) {
	m.walkFrom(first, func(l *answer.Living) {
		ask := func(at time.Time, what string) {
			m.offer(answer.Deadlines{Catalog: name, Record: stored(l.Claim), At: at.UTC()}, prefix+what)
		}
		ask(l.Claim.Record().Updated, "deadlines of "+stateText(l.Claim.State()))
		for _, deadline := range l.Claim.Deadlines() {
			for _, bound := range bounds {
				ask(deadline.Window.End.Add(bound.after), fmt.Sprintf("clock %s %s: %s", deadline.Clock, bound.name, stateText(l.Claim.State())))
			}
		}
	})
}

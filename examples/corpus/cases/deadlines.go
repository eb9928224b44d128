package cases

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// deadlines makes the cases of the kind "deadlines".
func (m *maker) deadlines() {
	m.deadlinesFrom("public", false, m.open(viva))
	// Half an hour before midnight in UTC, a day has begun in Zurich, and the
	// clocks go forward before the window ends.
	e, _ := m.catalogs["zoned"].Find(viva, mci.Date{})
	q := question(e, time.Date(2023, time.February, 24, 23, 30, 0, 0, time.UTC))
	m.deadlinesFrom("zoned", true, m.openBy("zoned", &q))
	for _, status := range claims.Statuses() {
		if claim := m.adopted(status); len(claim.Deadlines()) > 0 {
			m.offer(answer.Deadlines{Catalog: "public", Record: stored(claim), At: opened}, "deadlines of an adopted claim, shown as "+status.String())
		}
	}
}

func (m *maker) deadlinesFrom(name string, zoned bool, first *visited) {
	m.walkFrom(first, func(l *visited) {
		ask := func(at time.Time, what string) {
			m.offer(answer.Deadlines{Catalog: name, Record: stored(l.Claim), At: at.UTC()}, what)
		}
		state := stateText(l.Claim.State())
		if zoned {
			state = "in another zone" // which matters for the clock, and not for the state
		}
		ask(l.Claim.Record().Updated, "deadlines of "+state)
		for _, deadline := range l.Claim.Deadlines() {
			for _, bound := range bounds {
				ask(deadline.Window.End.Add(bound.after), fmt.Sprintf("clock %s %s: %s", deadline.Clock, bound.name, state))
			}
		}
	})
}

package catalog

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Turns returns the days after a day on which something that the catalog says
// of the engagement begins or ends, or is not known to be in force any more, in
// their order, each once. Between two of them it says the same on every day. It
// is about all terms: offer, gates, limits, evidence, rates and markets.
func (e *Engagement) Turns(after mci.Date) []mci.Date {
	var days []mci.Date
	for _, a := range e.aspects(nil, nil).aspects {
		days = append(days, a.Begins()...)
	}
	if list := e.pay.marketList(); list != nil {
		for _, version := range list.versions.rows {
			days = append(days, turns(version.period)...)
		}
	}
	days = slices.DeleteFunc(days, func(day mci.Date) bool { return day.Compare(after) <= 0 || day == firstDay })
	slices.SortFunc(days, mci.Date.Compare)
	return slices.Compact(days)
}

// turns returns the first day of a period, and those after its last ones; zero
// Dates where there are none.
func turns(p mci.Period) []mci.Date {
	return []mci.Date{p.From, p.Until.AddDays(1), p.KnownUntil.AddDays(1)}
}

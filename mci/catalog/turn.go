package catalog

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Turns returns the days after a given day on which a term of the engagement
// begins, ends, or is no longer known to be in force. They are in order, each
// once. Between two of them the terms are the same on every day. Turns covers
// all terms: offer, gates, limits, evidence, rates and markets.
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

// turns returns the first day of a period, the day after its last, and the day
// after its KnownUntil. If a period has no such day, it is the zero Date.
func turns(p mci.Period) []mci.Date {
	return []mci.Date{p.From, p.Until.AddDays(1), p.KnownUntil.AddDays(1)}
}

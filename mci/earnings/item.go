package earnings

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An item is one thing that was earned, as a line without an ID names it: by
// the facts that stay the same however often it is calculated, paid and
// downloaded. A download has a line for each part of an item, such as one that
// is paid and one that is not, and may divide it in another way than an earlier
// download did. So the lines of the latest download replace all earlier ones.
//
// Source: Microsoft Learn, "Earnings - Default / Summarized report in Partner
// Center", later wording: the summarized layout has no earning ID, one line for
// each item that was earned or paid, and all recalculations under one payment
// ID. That a download shows an item wholly is a reading of this library.

// ofItem reports whether a line without an ID is about an item. If it has no day
// of its earning, it is not: lines of other months would then have the same
// item.
func (r *Row) ofItem() bool { return r.EarningID == "" && !r.EarningDate.IsZero() }

// lasting returns the facts of a line that stay the same when it is calculated,
// paid or downloaded again.
func (r *Row) lasting() string {
	kind, adjustment := foldedType(r.EarningType)
	if adjustment {
		kind = "adjustment" + kind
	}
	return joined(
		vocabulary.Fold(r.ParticipantID), vocabulary.Fold(r.ProgramName), kind, r.ClaimID, vocabulary.Fold(r.EngagementID),
		vocabulary.Fold(r.EngagementName), vocabulary.Fold(r.CustomerID), vocabulary.Fold(r.CustomerName), vocabulary.Fold(r.Lever),
		r.TransactionID, r.TransactionDate.String(), r.EarningDate.String(), r.ReasonCode,
	)
}

// items hold the day of the latest download of each item.
type items struct {
	places map[string]uint32
	days   []mci.Date
}

// see notes that a download of a day shows an item. It returns the place of the
// item, counted from 1, and false if a later download shows the item too.
func (i *items) see(item string, day mci.Date) (place uint32, latest bool) {
	place, known := i.places[item]
	if !known {
		if i.places == nil {
			i.places = map[string]uint32{}
		}
		i.days = append(i.days, day)
		place = uint32(len(i.days)) //nolint:gosec // because four billion items do not fit a memory
		i.places[item] = place
		return place, true
	}
	if latest = day.Compare(i.days[place-1]) >= 0; latest {
		i.days[place-1] = day
	}
	return place, latest
}

// latest returns the day of the latest download of an item.
func (i *items) latest(place uint32) mci.Date { return i.days[place-1] }

package catalog

import (
	"iter"

	"github.com/mci-go/incentives/mci"
)

// dated is a rule whose terms can change. The day of its anchor selects the
// row.
type dated[T any] struct {
	anchor mci.Anchor
	rows   []datedRow[T] // oldest first; without a gap or an overlap
}

type datedRow[T any] struct {
	period mci.Period
	terms  T
	source mci.Source
}

// dependsOnDay reports whether the rule differs from day to day.
func (d *dated[T]) dependsOnDay() bool {
	return len(d.rows) > 1 || len(d.rows) == 1 && d.rows[0].period != mci.Period{}
}

// on returns the row that a day selects, and whether it is in force: unknown
// without a day, or if the day is after the row's KnownUntil. If the day is
// before the first row or after the last, there is no row and the outcome is
// fail. A single row that is always in force needs no day.
func (d *dated[T]) on(day mci.Date) (*datedRow[T], mci.Outcome) {
	if len(d.rows) == 1 && !d.dependsOnDay() {
		return &d.rows[0], mci.Pass
	}
	if day.IsZero() {
		return nil, mci.Unknown
	}
	for i := range d.rows {
		if inForce := d.rows[i].period.Includes(day); inForce != mci.Fail {
			return &d.rows[i], inForce
		}
	}
	return nil, mci.Fail
}

// from returns the row that every day from first on selects, and pass. If none
// is in force any more, the outcome is fail. If the days select different rows,
// or the row is not known to stay in force, the outcome is unknown. The first
// day must not be zero.
func (d *dated[T]) from(first mci.Date) (*datedRow[T], mci.Outcome) {
	row, inForce := d.on(first)
	last := d.rows[len(d.rows)-1].period
	switch {
	case row != nil && row.period.Until.IsZero():
		if !row.period.KnownUntil.IsZero() {
			inForce = mci.Unknown
		}
		return row, inForce
	case row == nil && last.From.Compare(first) <= 0:
		return nil, mci.Fail
	default:
		return nil, mci.Unknown
	}
}

// possible yields the rows that can be in force on a day. Without a day, it
// yields all rows.
func (d *dated[T]) possible(day mci.Date) iter.Seq[*datedRow[T]] {
	return func(yield func(*datedRow[T]) bool) {
		for i := range d.rows {
			if d.rows[i].period.Includes(day) != mci.Fail && !yield(&d.rows[i]) {
				return
			}
		}
	}
}

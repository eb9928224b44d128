package catalog

import (
	"iter"

	"github.com/mci-go/incentives/mci"
)

// dated is a rule that says different things on different days: the day of its
// anchor selects the row.
type dated[T any] struct {
	anchor mci.Anchor
	rows   []datedRow[T] // oldest first; without a gap or an overlap
}

type datedRow[T any] struct {
	period mci.Period
	terms  T
	source mci.Source
}

// dependsOnDay reports whether the rule says different things on different
// days.
func (d *dated[T]) dependsOnDay() bool {
	return len(d.rows) > 1 || len(d.rows) == 1 && d.rows[0].period != mci.Period{}
}

// on returns the row that is in force on a day, and whether it is: unknown
// without a day, or after the row is known to be in force. There is no row on a
// day before the first or after the last. A single row that is always in force
// needs no day.
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

// from returns what every day selects from one on: one row and pass, or fail
// where none is in force any more. It is unknown where days differ, or where
// the row is not known to stay in force.
func (d *dated[T]) from(first mci.Date) (*datedRow[T], mci.Outcome) {
	row, inForce := d.on(first)
	last := d.rows[len(d.rows)-1].period
	switch {
	case row != nil && row.period.Until.IsZero():
		if !row.period.KnownUntil.IsZero() {
			inForce = mci.Unknown
		}
		return row, inForce
	case row == nil && inForce == mci.Fail && last.From.Compare(first) <= 0:
		return nil, mci.Fail
	default:
		return nil, mci.Unknown
	}
}

// possible yields the rows that can be in force on a day: all of them without a
// day.
func (d *dated[T]) possible(day mci.Date) iter.Seq[*datedRow[T]] {
	return func(yield func(*datedRow[T]) bool) {
		for i := range d.rows {
			if d.rows[i].period.Includes(day) != mci.Fail && !yield(&d.rows[i]) {
				return
			}
		}
	}
}

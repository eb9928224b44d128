package catalog

import (
	"cmp"

	"github.com/mci-go/incentives/mci"
)

// measurable is a value that a bound can be compared with.
type measurable[V any] interface {
	Compare(V) int
}

// bound is a target, or the lower end of a size or a tier. Its excluded field
// says whether the value itself reaches it.
type bound[V measurable[V]] struct {
	at       V
	excluded bool // the value itself is below
}

// admits reports whether a value reaches the bound.
func (b bound[V]) admits(v V) bool {
	order := v.Compare(b.at)
	return order > 0 || order == 0 && !b.excluded
}

// compare orders bounds by the least value that reaches them.
func (b bound[V]) compare(other bound[V]) int {
	order := b.at.Compare(other.at)
	if order == 0 && b.excluded != other.excluded {
		order = 1
		if other.excluded {
			order = -1
		}
	}
	return order
}

// least returns the bound as a minimum, such as "at least 300", with the value
// in the caller's words.
func (b bound[V]) least(value string) string {
	if b.excluded {
		return "more than " + value
	}
	return "at least " + value
}

// most returns the bound as a maximum, such as "at most 300", with the value in
// the caller's words. The values that reach the bound are too large.
func (b bound[V]) most(value string) string {
	if b.excluded {
		return "at most " + value
	}
	return "less than " + value
}

// words returns the bound as the catalog writes it, such as "from 300", with
// the value in the caller's words.
func (b bound[V]) words(value string) string {
	if b.excluded {
		return "above " + value
	}
	return "from " + value
}

// ladder gives a customer's size by one measure. Its steps begin at rising
// bounds, and each step ends where the next one begins, so there is no gap
// between them.
type ladder struct {
	// measure is counted. If minus is set, it is subtracted from measure first.
	// A difference below zero is below the first step.
	measure, minus mci.MeasureID
	steps          []bound[mci.Quantity]
	// most, if not nil, is the lower end of the quantities above the largest
	// size.
	most *bound[mci.Quantity]
}

func quantityBound(b bound[mci.Quantity]) string { return b.words(b.at.String()) }

func moneyBound(b bound[units], currency mci.Currency) string {
	return b.words(mci.MoneyOf(int64(b.at), currency).String())
}

// name returns the name of the ladder's measure, after any subtraction.
func (l *ladder) name() string {
	if l.minus == "" {
		return string(l.measure)
	}
	return string(l.measure) + " minus " + string(l.minus)
}

// A sorted is the quantity that a ladder sorts.
type sorted struct {
	size  mci.Quantity // without its sign
	minus bool         // the quantity is below zero
}

func (s sorted) String() string {
	if s.minus {
		return "-" + s.size.String()
	}
	return s.size.String()
}

// step returns the index of the step that holds a quantity. It is -1 if the
// quantity is below the first step or below zero, and len(l.steps) if it is
// above the last.
//
// No document says how a customer with more active users than seats is paid. If
// the gap counted as zero, a ladder whose first step begins from 0 would pay
// for it.
func (l *ladder) step(s sorted) int {
	if s.minus {
		return -1
	}
	q := s.size
	if l.most != nil && l.most.admits(q) {
		return len(l.steps)
	}
	on := -1
	for i, lower := range l.steps {
		if lower.admits(q) {
			on = i
		}
	}
	return on
}

// of returns the quantity that the ladder sorts, and whether every measure that
// it needs was counted.
func (l *ladder) of(counted mci.Quantities) (sorted, bool) {
	q, ok := counted[l.measure]
	if l.minus == "" {
		return sorted{size: q}, ok
	}
	minus, also := counted[l.minus]
	if q.Compare(minus) < 0 {
		return sorted{size: minus.Minus(q), minus: true}, ok && also
	}
	return sorted{size: q.Minus(minus)}, ok && also
}

// measures returns the measures that the ladder needs.
func (l *ladder) measures() []mci.MeasureID {
	if l.minus == "" {
		return []mci.MeasureID{l.measure}
	}
	return []mci.MeasureID{l.measure, l.minus}
}

// units is an amount of money in minor units, which bounds can compare.
type units int64

// Compare returns -1, 0 or 1 if u is less than, equal to or more than other.
func (u units) Compare(other units) int { return cmp.Compare(u, other) }

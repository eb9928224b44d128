package catalog

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// sizes are the sizes of one pay. They can change at a date, as rates do. A
// size has a meaning only in its row; for example, "M" can be a different
// number in two rows.
type sizes struct {
	names []string // of all rows, those of the first row from the smallest
	rows  dated[sizeRow]
}

// A sizeRow holds the sizes of one period. If there are several ladders, the
// size is the lowest that any of them gives.
type sizeRow struct {
	names   []string // from the smallest
	ladders []ladder
}

// of returns the lowest step that a ladder gives, and whether it is known. If a
// ladder puts the customer below every size, the step is known even if some
// measures were not counted.
func (s *sizeRow) of(counted mci.Quantities) (on int, known bool) {
	on, known = len(s.names), true
	for i := range s.ladders {
		if q, ok := s.ladders[i].of(counted); ok {
			on = min(on, s.ladders[i].step(q))
		} else {
			known = false
		}
	}
	return on, known || on < 0
}

// possible returns the sizes that a customer can have: one if the size is
// known, else all of them. It also returns all of them if the customer has none
// of the sizes.
func (s *sizes) possible(inputs *PayInputs) []string {
	row, inForce := s.rows.on(inputs.Dates.On(s.rows.anchor))
	if inForce != mci.Pass {
		return s.names
	}
	if on, known := row.terms.of(inputs.Quantities); known && on >= 0 && on < len(row.terms.names) {
		return row.terms.names[on : on+1]
	}
	return row.terms.names
}

// on is [Engagement.Sizes] for the sizes of one pay.
func (s *sizes) on(claim *PayInputs, anchor mci.Anchor, days mci.Period) (found []string, known bool) {
	if day := claim.Dates.On(s.rows.anchor); !day.IsZero() {
		days = mci.Period{From: day, Until: day}
	} else if s.rows.anchor != anchor {
		days = mci.Period{}
	}
	inForce, known := false, true
	for i := range s.rows.rows {
		row := &s.rows.rows[i]
		if !row.period.Overlaps(days) {
			continue
		}
		inForce = true
		ended := !row.period.KnownUntil.IsZero() && row.period.KnownUntil.Compare(days.From) < 0
		if on, counted := row.terms.of(claim.Quantities); counted && !ended {
			found = append(found, row.terms.name(on))
		} else {
			known = false
		}
	}
	return found, known && inForce
}

// size returns the customer's size, and true. If there is none, or if the
// segment is barred from it, it notes the reason; without a size it returns
// false.
func (s *sizes) size(c *calculation) (string, bool) {
	row := selectedOf(c, &s.rows, "sizes", "sizes are")
	if row == nil {
		return "", false
	}
	size, ok := row.terms.size(c, row.source)
	if ok {
		c.barred(size)
	}
	return size, ok
}

// size is [sizes.size] for one row and every segment.
func (s *sizeRow) size(c *calculation, source mci.Source) (string, bool) {
	for i := range s.ladders {
		l := &s.ladders[i]
		q, ok := l.of(c.inputs.Quantities)
		if !ok {
			for _, measure := range l.measures() {
				c.quantity(measure)
			}
			continue
		}
		on := l.step(q)
		c.step("size", source, func() (string, string) { return "by " + l.name() + ", " + q.String(), s.name(on) })
		if on < 0 {
			c.ineligible("%s of %s, and size %s begins %s", l.name(), q, s.names[0], quantityBound(l.steps[0]))
		}
	}
	on, known := s.of(c.inputs.Quantities)
	switch {
	case !known || on < 0:
		return "", false
	case on == len(s.names):
		c.ineligible("the customer is larger than size %s", s.names[on-1])
		return "", false
	}
	if len(s.ladders) > 1 {
		c.step("size", source, func() (string, string) { return "the lowest of these", s.names[on] })
	}
	return s.names[on], true
}

func (s *sizeRow) name(step int) string {
	switch {
	case step < 0:
		return "smaller than " + s.names[0]
	case step == len(s.names):
		return "larger than " + s.names[len(s.names)-1]
	default:
		return s.names[step]
	}
}

// measures returns the measures that the sizes of any row need.
func (s *sizes) measures() []mci.MeasureID {
	var needed []mci.MeasureID
	for i := range s.rows.rows {
		for j := range s.rows.rows[i].terms.ladders {
			needed = append(needed, s.rows.rows[i].terms.ladders[j].measures()...)
		}
	}
	return needed
}

// aspects adds the bounds of the sizes. If no date selects them, they belong to
// the rule of the rate.
func (s *sizes) aspects(l *aspectList) {
	if !s.rows.dependsOnDay() {
		for i := range s.rows.rows {
			row := &s.rows.rows[i]
			row.terms.aspects(func(of Scope, name aspectName, text statement) { l.addPay(of, row.source, name, text) })
		}
		return
	}
	l.selects(sizesRule.name(), s.rows.anchor)
	addDated(l, sizesRule.name(), &s.rows, (*sizeRow).aspects)
}

func (s *sizeRow) aspects(add addLine) {
	of := Scope{Resized: true}
	for i := range s.ladders {
		ladder := &s.ladders[i]
		step, top, measures := ladderStep, ladderTop, []string{string(ladder.measure)}
		if ladder.minus != "" {
			step, top, measures = ladderDifferenceStep, ladderDifferenceTop, append(measures, string(ladder.minus))
		}
		for i, lower := range ladder.steps {
			add(of, step.name(append(measures[:len(measures):len(measures)], s.names[i])...), quantityStatement(lower))
		}
		if ladder.most != nil {
			add(of, top.name(measures...), quantityStatement(*ladder.most))
		}
	}
}

func quantityStatement(lower bound[mci.Quantity]) statement {
	return statement{lower.canonical(lower.at.String()), quantityBound(lower)}
}

// sizes reads the sizes of a pay: one set of ladders, or a row of them for each
// period.
func (r *catalogReader) sizes(o *object) sizes {
	var s sizes
	if o.has("rows") {
		s.rows = readRule(r, o, "rows", nil, r.sizeRow)
	} else {
		s.rows.rows = []datedRow[sizeRow]{{terms: r.sizeRow(o), source: r.source(o)}}
	}
	for i := range s.rows.rows {
		for _, name := range s.rows.rows[i].terms.names {
			if !slices.Contains(s.names, name) {
				s.names = append(s.names, name)
			}
		}
	}
	o.done()
	return s
}

func (r *catalogReader) sizeRow(o *object) sizeRow {
	var row sizeRow
	o.objects("ladders", func(one *object) { r.ladder(&row, one) })
	return row
}

package catalog

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (o *object) date(name string) mci.Date { return read(o, name, wantDay, mci.ParseDate) }
func (o *object) optionalDate(name string) mci.Date {
	return readOptional(o, name, wantDay, mci.ParseDate)
}

// end reads one end of a period from either of two fields. The field itself
// names the first or last day. The field beyond names the day next to it
// outside the period, and back is the number of days from there to the end.
func (o *object) end(itself, beyond string, back int) mci.Date {
	if !o.has(beyond) {
		return o.optionalDate(itself)
	}
	if o.has(itself) {
		o.report(beyond, "a second end", "either "+itself+" or "+beyond)
	}
	return o.date(beyond).AddDays(back)
}

// period reads the fields of a period, all of which are optional: from or
// after, until or before, and knownUntil. It reports whether the fields were
// read without a problem.
func (o *object) period() (p mci.Period, understood bool) {
	before := o.problems()
	p = mci.Period{From: o.end("from", "after", 1), Until: o.end("until", "before", -1), KnownUntil: o.optionalDate("knownUntil")}
	if !p.Until.IsZero() && p.Until.Compare(p.From) < 0 {
		name := "until"
		if o.has("before") {
			name = "before"
		}
		o.report(name, "an end on "+p.Until.String(), "a day not before "+p.From.String())
	}
	if !p.KnownUntil.IsZero() && (p.KnownUntil.Compare(p.From) < 0 || !p.Until.IsZero() && p.KnownUntil.Compare(p.Until) >= 0) {
		o.report("knownUntil", p.KnownUntil.String(), "a day within the period and before its end")
	}
	return p, o.problems() == before && o.opened
}

// readRow is a row of a dated rule with its object in the document.
type readRow[T any] struct {
	datedRow[T]
	at *object
}

// readRows reads a required array of the rows of a dated rule, with the
// function that reads a row's own terms. Together the rows must cover every day
// between the first and the last.
func readRows[T any](r *catalogReader, o *object, name string, terms func(*object) T) []datedRow[T] {
	var all []datedRow[T]
	var known []readRow[T]
	o.objects(name, func(at *object) {
		period, understood := at.period()
		row := datedRow[T]{period, terms(at), r.source(at)}
		at.done()
		all = append(all, row)
		if !understood {
			return
		}
		if i := slices.IndexFunc(known, func(other readRow[T]) bool { return other.period.Overlaps(period) }); i >= 0 {
			at.report("", "the period "+period.String(), "one that does not overlap the one "+known[i].period.String())
			return
		}
		known = append(known, readRow[T]{row, at})
	})
	if len(known) == len(all) {
		reportGaps(known)
	}
	slices.SortStableFunc(all, func(a, b datedRow[T]) int { return a.period.From.Compare(b.period.From) })
	return all
}

// reportGaps reports the days between two rows that neither covers. It also
// reports a row with a knownUntil that is not the last row.
func reportGaps[T any](rows []readRow[T]) {
	slices.SortStableFunc(rows, func(a, b readRow[T]) int { return a.period.From.Compare(b.period.From) })
	for i := range len(rows) - 1 {
		this, next := rows[i], rows[i+1]
		if due := this.period.Until.AddDays(1); next.period.From != due {
			next.at.report("", "the period "+next.period.String(), "one from "+due.String()+", or another row for the days between")
		}
		if !this.period.KnownUntil.IsZero() {
			this.at.report("knownUntil", this.period.KnownUntil.String(), "it only in the last row: the one "+next.period.String()+" follows")
		}
	}
}

// readRule reads the anchor and the rows of a dated rule from one object. If a
// single row is in force on all days, no anchor is needed, unless the version
// of the market list depends on the day.
func readRule[T any](r *catalogReader, o *object, name string, markets *MarketList, terms func(*object) T) dated[T] {
	rule := dated[T]{
		anchor: readOptional(o, "anchor", ruleAnchors().Allowed(), ruleAnchors().Parse),
		rows:   readRows(r, o, name, terms),
	}
	if !o.has("anchor") && (rule.dependsOnDay() || markets != nil && markets.versions.dependsOnDay()) {
		o.report("anchor", "nothing", ruleAnchors().Allowed()+", because its rows depend on the day")
	}
	return rule
}

// ruleAnchors returns the names of the anchors that can select a rule.
func ruleAnchors() vocabulary.Names[mci.Anchor] { return anchorsTo(mci.CreationAnchor) }

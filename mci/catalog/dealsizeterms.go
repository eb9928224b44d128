package catalog

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// DealSize returns the rule for the deal size in a request for consent that is
// sent on a day, such as whether it must be stated, and the document that
// states the rule. If the edition has one rule for all days, the settings name
// no document and the source is zero. If the day is not known, the latest rule
// is returned.
//
// If the edition says nothing about the deal size, the day of sending decides:
// from 2025-09-15 on it is required, and before that it is optional. Source:
// [mci.ResearchDossier], whose page has that date, and [mci.LibraryReading],
// because no page says since when.
func (e *Edition) DealSize(sent mci.Date) (mci.DealSizeRule, mci.Source) {
	for _, row := range slices.Backward(e.dealSizes) {
		if row.period.From.Compare(sent) <= 0 || sent.IsZero() {
			return row.terms, row.source
		}
	}
	return mci.DealSizeRequired, mci.Source{} // the rows of an edition that was read cover all days
}

// DealSizeRules returns the rules for the deal size in words, with their days,
// such as "optional until 2025-09-14, required from 2025-09-15".
func (e *Edition) DealSizeRules() string {
	texts := make([]string, len(e.dealSizes))
	for i, row := range e.dealSizes {
		if texts[i] = row.terms.String(); row.period != (mci.Period{}) {
			texts[i] += " " + row.period.String()
		}
	}
	return strings.Join(texts, ", ")
}

// unsaidDealSizes returns the rules of an edition that says nothing about the
// deal size.
func unsaidDealSizes() []datedRow[mci.DealSizeRule] {
	required, _ := mci.ParseDate("2025-09-15")
	return []datedRow[mci.DealSizeRule]{
		{mci.Period{Until: required.AddDays(-1)}, mci.DealSizeOptional, mci.LibraryReading.Source()},
		{mci.Period{From: required}, mci.DealSizeRequired, mci.ResearchDossier.Source()},
	}
}

// dealSizes reads the rule for the deal size: one text for all days, or a row
// for each period of sending. If there is neither, the day of sending decides.
func (r *catalogReader) dealSizes(o *object) []datedRow[mci.DealSizeRule] {
	if !o.has("dealSize") {
		return unsaidDealSizes()
	}
	if o.field("dealSize").Value().Kind() != document.Array {
		rule := read(o, "dealSize", allowed[mci.DealSizeRule]()+"; or an array with a row for each period", named[mci.DealSizeRule])
		return []datedRow[mci.DealSizeRule]{{terms: rule}}
	}
	rows := readRows(r, o, "dealSize", func(row *object) mci.DealSizeRule {
		if row.has("knownUntil") {
			row.report("knownUntil", "it", "no such day: a request needs a rule on every day")
		}
		return read(row, "rule", allowed[mci.DealSizeRule](), named[mci.DealSizeRule])
	})
	if n := len(rows); n > 0 && (!rows[0].period.From.IsZero() || !rows[n-1].period.Until.IsZero()) {
		o.report("dealSize", "days without a rule", "rows for all days: the first without a beginning, the last without an end")
	}
	return rows
}

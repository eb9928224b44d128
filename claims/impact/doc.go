// Package impact checks all stored claims against a new catalog, before a host
// replaces the old one. For each claim it answers whether the claim can still
// be read, which changes of the catalog touch it, and how much it would pay.
//
// [Register] reads the records one after the other and yields an [Impact] for
// each, so its memory does not grow with their number. [Totals] adds them up.
// Nothing is stored or changed. If the pay of a claim depends on a date that
// has not happened, it is an estimate as of an instant. Estimates have sums of
// their own.
//
// A host calls desk.Records for the records of its store, Register for the
// impacts, and [Totals.Add] for the sums.
package impact

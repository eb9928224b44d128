// Package impact checks a register of claims against a new catalog, before a
// host replaces the old one. It answers claim by claim whether the stored claim
// can still be read, which changes of the catalog touch it, and what it would
// pay.
//
// [Register] reads the records one after the other and yields an [Impact] for
// each, so its memory does not grow with their number. [Totals] adds them up.
// Nothing is stored or changed. What a claim pays by dates that have not
// happened is an estimate as of an instant, which is summed apart.
//
// A host gives Register the records of its store: desk.Records takes them out of
// what [store.Store] lists.
package impact

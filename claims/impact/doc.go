// Package impact checks a register of claims against a new catalog, before a
// host replaces the old one. It answers claim by claim whether the stored claim
// can still be read, which changes of the catalog touch it, and what it would
// pay.
//
// [Register] reads the records one after the other and yields an [Impact] for
// each, so its memory does not grow with their number. [Totals] adds them up.
// Nothing is stored or changed.
//
// A host gives Register the records of its store: desk.Records takes them out of
// what [store.Store] lists.
package impact

// Package diff says what two editions of a catalog say differently, and which
// open claims a change means something for.
//
// [Editions] compares two editions. [Change.Touches] says whether a change
// means something for one open claim, from a day on. [Change.String] says it in
// one line.
//
// The package knows of an engagement only what the catalog offers to everyone:
// its aspects, which say day by day what the edition says of it.
package diff

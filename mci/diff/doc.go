// Package diff lists the differences between two editions of a catalog, and
// says which open claims a change affects.
//
// A host makes three calls:
//
//   - [Editions] compares two editions;
//   - [Change.Touches] answers whether a change affects one open claim from a
//     day on;
//   - [Change.String] describes a change in one line.
//
// The package knows an engagement only by its aspects, which the catalog offers
// to everyone. They state the terms of the engagement day by day.
package diff

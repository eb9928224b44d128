// Package mci holds the values of the Microsoft Commerce Incentives program:
// customer IDs, money, dates, people, places and facts.
//
// Everything here is a value. Nothing reads a clock, touches a disk or keeps
// state between calls. Package mci/catalog holds the terms of engagements and
// calculates what a claim pays, package mci/diff compares two editions of a
// catalog, and package mci/earnings is about what Partner Center reports as
// paid.
//
// # Facts and sources
//
// A rule that the library applies names the [Source] it rests on and that
// source's [Grade]. Where Microsoft's documents are silent or contradict each
// other, the library takes a reading, says so with the grade [Inferred], and
// makes it a setting wherever it may differ. [Readings] lists all of them.
//
// # Three values
//
// A [Fact] that the host did not supply is unknown, and a rule over an unknown
// fact has the [Outcome] [Unknown]. Unknown is never treated as yes and never
// as no: a payout that lacks an input says what it needs and gives no amount.
package mci

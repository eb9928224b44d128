// Package mci is the vocabulary of the Microsoft Commerce Incentives program: customer IDs, money, dates, people and places, engagements and the catalog they come from.
//
// Everything here is a value. Nothing reads a clock, touches a disk or keeps state between calls; a
// [Catalog] is immutable after [ReadCatalog] and safe to share between goroutines.
//
// # Catalog
//
// Rates, windows and conditions are never part of the code. They come from a catalog, a strict JSON
// document whose schema [CatalogSchema] returns. [PublicCatalog] is the one that the library ships: the
// only complete rate card that Microsoft published openly (November 2022), and one variable-pay
// engagement that is plainly illustrative. Guides of later years are behind a partner sign-in; partners
// write them down in their own catalog.
//
// # Facts and sources
//
// A rule that the library applies names the [Source] it rests on and that source's [Grade]. Where
// Microsoft's documents are silent or contradict each other, the library takes a reading, says so with
// the grade [Inferred], and makes it a setting wherever it may differ.
//
// # Three values
//
// A [Fact] that the host did not supply is unknown, and a rule over an unknown fact has the [Outcome]
// [Unknown]. Unknown is never treated as yes and never as no: a payout that lacks an input says what it
// needs and gives no amount.
package mci

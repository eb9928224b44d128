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
// A catalog holds editions of a guide, and each edition its engagements. Whatever changes at a date has a
// row for each period; the row says whether its ends are in it (from and until) or not (after and before),
// and the rule says which date in a claim's life, its [Anchor], selects the row. Rows that overlap or leave a
// gap, bounds that nothing can reach and terms that contradict each other do not read. [Diff] compares two
// editions, and [Change.Touches] says which open claims a change means something for.
//
// # Pay
//
// [Engagement.Payout] calculates what a claim pays, exactly, and rounds once, at the end. There are five shapes,
// each of which can be divided into two stages:
//
//   - fixed by market;
//   - fixed by size and market: the size from a ladder of the row's own, or the lower of two;
//   - the lowest of a share of the contract value, hours by the hourly rate, and a cap (unofficial);
//   - per unit above a high-water mark, by segment;
//   - a share of an amount, in tiers, up to a cap.
//
// A [Payout] holds the result; its [Worksheet] has every step for a person to check, and is plain data.
// Package earnings below this one is about what Partner Center reports as paid.
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

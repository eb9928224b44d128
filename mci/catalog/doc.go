// Package catalog holds the terms of engagements, which are never part of the
// code: rates, windows and conditions.
//
// They come from a catalog, a strict JSON document whose schema [Schema]
// returns and which [Read] reads. [Public] is the one that the library ships:
// the only complete rate card that Microsoft published openly (November 2022),
// and one variable-pay engagement that is plainly illustrative. Guides of later
// years are behind a partner sign-in; partners write them down in their own
// catalog.
//
// A catalog holds editions of a guide, and each edition its engagements.
// Whatever changes at a date has a row for each period; the row says whether
// its ends are in it (from and until) or not (after and before), and the rule
// says which date in a claim's life, its [mci.Anchor], selects the row. Rows
// that overlap or leave a gap, bounds that nothing can reach and terms that
// contradict each other do not read. A [Catalog] is immutable and safe to share
// between goroutines.
//
// # Pay
//
// [Engagement.Payout] calculates what a claim pays, exactly, and rounds once,
// at the end. There are five pay shapes, each of which can be divided into two
// stages:
//
//   - fixed by market;
//   - fixed by size and market: the size from a ladder of the row's own, or the
//     lower of two;
//   - the lowest of a share of the contract value, hours by the hourly rate,
//     and a cap (unofficial);
//   - per unit above a high-water mark, by segment;
//   - a share of an amount, in tiers, up to a cap.
//
// A [Payout] holds the result; its [Worksheet] has every step for a person to
// check, and is plain data.
package catalog

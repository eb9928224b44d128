// Package catalog holds the terms of engagements, which are never part of the
// code: rates, windows and conditions.
//
// A host makes three calls:
//
//   - [Read] reads a catalog, or [Public] returns the shipped one;
//   - [Catalog.Find] returns an engagement in the edition that applies on a
//     day;
//   - [Engagement.Payout] calculates the pay of a claim.
//
// The terms come from a catalog, a strict JSON document. [Schema] returns its
// JSON Schema. The shipped catalog holds the only complete rate card that
// Microsoft has published openly (November 2022), and one variable-pay
// engagement that is only illustrative. Guides of later years are behind a
// partner sign-in, so partners write those terms down in a catalog of their
// own.
//
// A catalog holds editions of a guide, and each edition holds its engagements.
// If terms change on a date, they have one row for each period. A row says
// whether its ends belong to the period (from and until) or not (after and
// before). The rule names the date in a claim's life, its [mci.Anchor], that
// selects the row; for example, the day of consent can select the rate. If rows
// overlap or leave a gap, if no value can reach a bound, or if terms contradict
// each other, the catalog is rejected. A [Catalog] is immutable and safe to
// share between goroutines.
//
// # Corrections
//
// An edition that was published can be corrected. The correction is another
// state of the edition, with the same ID and the next revision, and stands in
// the catalog beside the earlier ones. [Catalog.Find] answers with the latest
// revision, and [Catalog.Engagement] with the revision of the reference. So a
// claim keeps the terms under which it was opened, as long as their revision
// stays in the catalog. [Engagement.Digest] shows whether it did.
//
// # Pay
//
// [Engagement.Payout] calculates the exact amount that a claim pays and rounds
// it once, at the end. The pay shapes follow, and each of them can be divided
// into two stages:
//
//   - fixed by market: one amount by market;
//   - fixed by size and market: one amount, with the size from the row's own
//     ladder or, if the row has several ladders, the lowest of their sizes;
//     the ladders can change at a date;
//   - lowest of three: the lowest of a share of the contract value, hours by
//     the hourly rate, and a cap (unofficial);
//   - per unit: an amount for each unit above a high-water mark, by segment;
//   - share of amount: a share of an amount, in tiers, up to a cap;
//   - share by tier: a share of an amount, with a percentage and a cap by the
//     tier that a measure chooses;
//   - hours by rate: hours by the hourly rate, up to a cap.
//
// Fixed pay can have hours as a condition. [Engagement.PayByHours] returns the
// pay for each number of hours.
//
// A [Payout] holds the result. Its [Worksheet] has every step of the
// calculation for a person to check, and is plain data.
package catalog

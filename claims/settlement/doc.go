// Package settlement compares claims with the earnings and payments that
// Partner Center reported, and decides for each claim whether it was paid.
//
// A host takes these steps:
//
//  1. Read the files with package claims/portal/report, or with its own reader,
//     and add each line to [Reports].
//  2. Say with [Reports.Cover] which months the files hold. A file does not say
//     so itself.
//  3. Call [Settle] with [Facts] of its claims. Each claim gets a [Result] with
//     one [State]. The [Settlement] also lists the earnings and payments that
//     belong to no claim.
//  4. Give the commands of [Settlement.Recordings] to its desk, so that the
//     claims hold their payments. Giving them twice changes nothing.
//
// A claim that the files do not cover is [Unknown], and never late. Removing a
// file never turns an unknown claim into one that is late or paid. The files
// can be split, shuffled and repeated without a change in the settlement. Of two
// downloads of one month the later one counts, line by line. A report on
// payments alone settles no claim, because it names none; a report on earnings
// alone does, and the payment orders are then missing.
// Unknown amounts are left out of sums and never counted as zero.
package settlement

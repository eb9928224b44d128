// Package earnings says what Partner Center's reports of earnings and payments
// hold: their lines, what their statuses and reasons mean, and the sums of
// distinct earnings.
//
// A host reads the lines of its reports, by package claims/portal or its own
// reader, and does one of two things with them:
//
//   - [Tally.Add] and [Tally.Totals] add up any number of lines in little
//     memory;
//   - [Collection.Add] and [Collection.Earnings] keep the line of each earning.
//
// The same earning can be on many lines and in many files. Both tell earnings
// apart by their ID, and give the same result whatever the order of the lines.
// Package claims/settlement lays a collection beside claims.
//
// A [Row], a [Payment], an [Ineligible] and a [CapBalance] are each one line of
// a report, and keep its texts as Partner Center wrote them. A status or a
// reason that this library does not know is never dropped: [Row.Status] is then
// zero, and every answer about it is unknown. An [Amount] is exact, and is
// rounded only by [Amount.Round].
//
// # Tables
//
// What statuses and reasons mean is data: [StatusTable] and [ReasonTable], each
// row with its source. The meanings are in words of this library. Microsoft
// documents what a status is and whether the partner must act; whether a status
// is final and whether money was paid are readings of this library, and unknown
// where the documents leave it open.
//
// Source: the pages on earnings of Microsoft Learn, Partner Center, August to
// October 2023.
package earnings

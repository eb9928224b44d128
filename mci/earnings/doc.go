// Package earnings holds the lines of Partner Center's reports on earnings and
// payments, the meanings of their statuses and reasons, and the sums of
// distinct earnings.
//
// A host reads the lines of its reports, with package claims/portal/report or
// with its own reader, and does one of two things with them:
//
//   - [Tally.Add] and [Tally.Totals] add up any number of lines in little
//     memory;
//   - [Collection.Add] and [Collection.Earnings] keep the line of each earning.
//
// The same earning can be on many lines and in many files. Both types tell
// earnings apart by their ID, and give the same result for any order of the
// lines. Package claims/settlement compares a collection with claims.
//
// A [Row], a [Payment], an [Ineligible] and a [CapBalance] are each one line of
// a report, and keep its texts as Partner Center wrote them. If this library
// does not know a status or a reason, it does not drop it. For example,
// [Row.Status] is then zero, and every answer about the status is unknown. An
// [Amount] is exact, and only [Amount.Round] rounds it.
//
// # Tables
//
// The meanings of statuses and reasons are data: [StatusTable] and
// [ReasonTable], each row with its source. The meanings are in this library's
// own words. Microsoft documents each status and whether the partner must act.
// Whether a status is final and whether money was paid are readings of this
// library. If the documents leave such a question open, the answer is unknown.
//
// Source: the pages on earnings of Microsoft Learn, Partner Center, August to
// October 2023.
package earnings

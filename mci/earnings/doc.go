// Package earnings is what Partner Center's earnings report says about claims: its rows, what their payment statuses and reasons mean, totals that never mix statuses, and which row belongs to which claim.
//
// A [Row] is one line of the report. A name that this library does not know, of a payment status or of a
// reason, stays in its row as Partner Center wrote it and is never dropped: [Row.Status] and [Row.Reason]
// are then zero, and every answer about them is unknown.
//
// [View] and [Totals] take rows as they come and hold no row; [Join] holds the claims and all their rows.
// An engagement that is paid on approval is expected to be paid by [ExpectedPayment].
//
// # Tables
//
// What statuses and reasons mean is data: [StatusTable] and [ReasonTable], each row with its source. The
// meanings are in words of this library. Microsoft documents what a status is and whether the partner must
// act; whether a status is final and whether money was paid are readings of this library, and unknown where
// the documents leave it open.
//
// Source: the pages on earnings of Microsoft Learn, Partner Center, August to October 2023.
package earnings

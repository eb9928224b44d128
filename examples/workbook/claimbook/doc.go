// Package claimbook writes a host's claims as the sheets of a workbook. A host
// calls [Register] for all claims, [Worklist] for the due work, [Settlement]
// for the payments, and [Plan] for a customer. Each amount is a number, and its
// currency has a column of its own.
//
// Each function adds one or more sheets to a [workbook.Book], which may have
// others. If a claim cannot be read, it is left out, and its error is returned.
package claimbook

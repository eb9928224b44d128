// Package claimbook writes what a host knows of its claims as the sheets of a
// workbook: the register, the worklist, the settlement and the plan for a
// customer. Each amount is a number with its currency in a column of its own.
//
// Each function adds one or more sheets to a [workbook.Book], which may have
// others. A claim that cannot be read is left out, and its error is returned.
package claimbook
